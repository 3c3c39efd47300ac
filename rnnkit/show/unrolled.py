"""Units as columns of cells with weighted links: networks, unrolled.

A column stands at a place from left to right and in one of three lanes:
inputs at the bottom, hidden units in the middle, outputs at the top. A link
is as wide as its weight is large; its sign is told by colour and by dashes,
and a weight of zero is a dotted line with a cross: no link.
"""
from itertools import pairwise

from . import svg
from .axes import length
from .describe import Blank
from .links import (HIGH, KINDS, Column, Link, Place, at, cross, draw_link,
                    is_straight, kind_of, legend, route, weight_label)
from .numbers import write

__all__ = ["Column", "Link", "layers"]
APART, CELL, LANE = 80, 50, 36
HALO = {"stroke": "paper", "stroke_width": 5, "paint_order": "stroke"}
SHIFT = {"top": .5, "middle": 0, "bottom": -.5}
LANES = ("top", "middle", "bottom")


def layers(columns, links, *, title, words, times=(), labels=False):
    """Return a Picture of columns of cells and the links between them.

    times: (x, "t = 1") under the columns; labels: write each weight on its
    link, which only helps where links are few.
    """
    columns = [Column(*column) for column in columns]
    links = [Link(*link) for link in links]
    across = Across(columns, 110 if labels else APART)
    places, height = settle(columns, across)
    curves = [route(link, columns, places) for link in links]
    height = max([height, *(at(curve, .5)[1] + 14 for curve in curves
                            if not is_straight(curve))])
    parts = drawn(columns, links, curves, labels)
    for column, place in zip(columns, places):
        parts += cells(column, place)
    feet, width, height = below(links, times, across, height)
    return svg.picture(width, height, parts + feet, title, words)


def below(links, times, across, height):
    """Return times and legend, and the width and height with them."""
    parts = [svg.text(across(x), height + 18, label, size=19, fill="dim")
             for x, label in times]
    height += 32 if times else 0
    used = set(map(kind_of, links))
    kinds = [kind for kind in KINDS if kind in used]
    if kinds in ([], ["plain"]):
        return parts, across.width, height
    legends, end = legend(kinds, height + 18)
    return parts + legends, max(across.width, end), height + 34


class Across:
    """Positions from left to right as places on the page.

    Inputs stand half a position further left and outputs further right, so
    that their links have room.
    """

    def __init__(self, columns, apart):
        self.wide = max([CELL, *(length(write_cell(value), 18) + 12
                                 for c in columns for value in c.values)])
        lanes = {c.lane for c in columns}
        self.shift = SHIFT if len(lanes) > 1 else {}
        at = sorted({c.x + self.shift.get(c.lane, 0)
                     for c in columns}) or [0]
        closest = min((b - a for a, b in pairwise(at)), default=1)
        self.step = (apart + self.wide) / closest
        self.first = at[0]
        self.width = self(max(at)) + self.wide / 2 + 22

    def __call__(self, x, lane="middle"):
        x += self.shift.get(lane, 0) - self.first
        return 22 + self.wide / 2 + x * self.step


def settle(columns, across):
    """Return the Place of each column, and the height of them all.

    Columns of one lane at one position stand above one another.
    """
    stacks, height, places = stacked(columns), 4.0, {}
    for lane in LANES:
        inside = [stack for at, stack in stacks.items() if at[0] == lane]
        tall = max([tall_of(columns, stack) for stack in inside], default=0)
        for stack in inside:
            top = height + (tall - tall_of(columns, stack)) / 2
            for number in stack:
                c = columns[number]
                places[number] = Place(across(c.x, lane), top + LANE - 4,
                                       across.wide)
                top += tall_of(columns, [number])
        height += tall + 6 * bool(inside)
    return [places[number] for number in range(len(columns))], height


def stacked(columns):
    """Return the numbers of the columns by lane and position."""
    stacks = {}
    for number, c in enumerate(columns):
        if c.lane not in LANES:
            raise ValueError(f"lane {c.lane!r} of {c.name}: a lane is one "
                             f"of {', '.join(LANES)}")
        stacks.setdefault((c.lane, c.x), []).append(number)
    return stacks


def tall_of(columns, stack):
    """Return the height of columns above one another, with their names."""
    return sum(LANE + HIGH * len(columns[number].values)
               + 24 * bool(columns[number].note) for number in stack)


def write_cell(value):
    """Return what stands in a cell: a number, a word, nothing yet."""
    return "" if isinstance(value, Blank) else write(value)


def drawn(columns, links, curves, labels):
    """Return the links, those that count over those that do not."""
    largest = max((abs(link.weight) for link in links if link.weight),
                  default=1)
    order = sorted(range(len(links)), key=lambda i: (
        kind_of(links[i]) != "zero", links[i].mark == "look"))
    parts, weights = [], []
    for number in order:
        link, curve = links[number], curves[number]
        parts.append(draw_link(link, curve, columns, largest))
        if kind_of(link) == "zero" and not labels:
            weights.append(cross(*at(curve, .3)))
        if labels and link.weight is not None:
            weights.append(weight_label(link, curve))
    return parts + weights


def cells(column, place):
    """Return a column: its name, its cells with values, its note."""
    left, parts = place.x - place.wide / 2, []
    parts.append(svg.symbol(place.x, place.top - 12, column.name, size=22,
                            **HALO))
    for number, value in enumerate(column.values):
        blank = isinstance(value, Blank)
        parts.append(svg.rect(
            left, place.top + HIGH * number, place.wide, HIGH, fill="soft",
            stroke="blue" if blank else "ink", stroke_width=1.5,
            stroke_dasharray="4 3" if blank else ""))
        if not blank:
            parts.append(svg.text(place.x, place.row(number) + 6.5,
                                  write(value), size=18))
    if column.note:
        parts.append(svg.text(
            place.x, place.row(len(column.values) - .5) + 20, column.note,
            size=15, fill="dim"))
    return parts
