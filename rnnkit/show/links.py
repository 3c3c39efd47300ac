"""Weighted links between cells: their way, their line and their legend."""
from typing import NamedTuple

from . import svg
from .axes import length
from .numbers import write

HIGH = 36
KINDS = {"plus": ("positive weight", "blue", ""),
         "minus": ("negative weight", "orange", "9 5"),
         "zero": ("weight 0: no link", "dim", "1.5 5"),
         "plain": ("link without a weight", "dim", "")}


class Column(NamedTuple):
    """One array: its name, its values, its place and its lane."""
    name: str
    values: tuple
    x: float
    lane: str = "middle"
    note: str = ""


class Link(NamedTuple):
    """A link from a cell of one column to a cell of another.

    weight: None where only the link counts; mark: "look" or "dim".
    """
    source: int
    source_cell: int
    target: int
    target_cell: int
    weight: float | None = None
    mark: str = ""


class Place(NamedTuple):
    """Where a column stands on the page: its middle, top and cell width."""
    x: float
    top: float
    wide: float

    def row(self, cell):
        """Return the height of the middle of a cell."""
        return self.top + HIGH * (cell + .5)


def route(link, columns, places):
    """Return the four points of a link's curve, edge to edge."""
    source, target = places[link.source], places[link.target]
    y1, y2 = source.row(link.source_cell), target.row(link.target_cell)
    way = 1 if target.x > source.x else -1
    x1 = source.x + way * source.wide / 2
    x2 = target.x - way * target.wide / 2
    bend = detour(link, columns)
    if target.x == source.x:
        x1 = x2 = source.x + source.wide / 2
        return ((x1, y1), (x1 + 30, y1), (x1 + 30, y2), (x2, y2))
    if not bend:
        return ((x1, y1), (x1, y1), (x2, y2), (x2, y2))
    reach = (x2 - x1) * .25
    return ((x1, y1), (x1 + reach, y1 + bend), (x2 - reach, y2 + bend),
            (x2, y2))


def detour(link, columns):
    """Return how far a link dips to pass below a column in its way."""
    source, target = columns[link.source], columns[link.target]
    if source.lane != target.lane:
        return 0
    low, high = sorted((source.x, target.x))
    depth = [HIGH * (len(c.values) / 2 + 1.2) for c in columns
             if c.lane == source.lane and low < c.x < high]
    return max(depth, default=0) * 4 / 3


def kind_of(link):
    """Return whether a link's weight is plus, minus, zero or not given."""
    if link.weight is None:
        return "plain"
    return "plus" if link.weight > 0 else (
        "minus" if link.weight < 0 else "zero")


def draw_link(link, curve, columns, largest):
    """Return one link with its tooltip."""
    kind = kind_of(link)
    _, hue, dashes = KINDS[kind]
    wide = 1.5 if not link.weight else (
        1.4 + 3.4 * abs(link.weight) / largest)
    a, b, c, d = [f"{svg.n(x)} {svg.n(y)}" for x, y in curve]
    shape = f"M{a}L{d}" if is_straight(curve) else f"M{a}C{b} {c} {d}"
    faint = {"dim": ".18"}.get(link.mark, ".6" if kind == "zero" else None)
    line = svg.path(shape, stroke=hue, stroke_width=wide, opacity=faint,
                    stroke_dasharray=dashes, tip=said(link, columns))
    if link.mark == "look":
        line = svg.path(shape, stroke="look", stroke_width=wide + 9) + line
    return line


def is_straight(curve):
    """Return whether a link goes straight from cell to cell."""
    return curve[0] == curve[1]


def said(link, columns):
    """Return a link in words."""
    source, target = columns[link.source], columns[link.target]
    weight = "" if link.weight is None else f": weight {write(link.weight)}"
    return (f"{source.name}, cell {link.source_cell + 1} → {target.name}, "
            f"cell {link.target_cell + 1}{weight}")


def at(curve, t):
    """Return the point of a curve at t from 0 to 1."""
    shares = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t ** 3)
    return tuple(sum(share * point[i] for share, point in zip(shares, curve))
                 for i in (0, 1))


def cross(x, y, size=4):
    """Return a small cross: no link here."""
    shape = (f"M{svg.n(x - size)} {svg.n(y - size)}l{2 * size} {2 * size}"
             f"m0 {-2 * size}l{-2 * size} {2 * size}")
    return svg.path(shape, stroke="dim", stroke_width=1.5)


def weight_label(link, curve):
    """Return a weight on its link, where the links have parted."""
    x, y = at(curve, .3 + .2 * (link.target_cell % 3))
    return svg.text(x, y + 5, write(link.weight), size=15, stroke="paper",
                    stroke_width=5, paint_order="stroke",
                    fill=KINDS[kind_of(link)][1])


def legend(kinds, y):
    """Return what the lines stand for, from the left, and where it ends."""
    parts, x = [], 22.0
    for kind in kinds:
        words, hue, dashes = KINDS[kind]
        parts.append(svg.line(x, y, x + 44, y, stroke=hue, stroke_width=3,
                              stroke_dasharray=dashes))
        if kind == "zero":
            parts.append(cross(x + 22, y))
        parts.append(svg.text(x + 54, y + 5.5, words, anchor="start"))
        x += 54 + length(words) + 26
    return parts, x - 20
