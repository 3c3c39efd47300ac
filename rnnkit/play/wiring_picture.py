"""A wiring as boxes and arrows, as on the slides: SVG.

Time runs from left to right, inputs stand at the bottom and outputs at the
top. A link that carries nothing is dashed and crossed out; a state that is
set to zero shows a 0. Each link and each state is a group of its own, marked
with data-link or data-state, so that a widget can listen to it.
"""
import functools
import math

from rnnkit.show import svg

WIDE, HIGH = 60, 38             # a box
ACROSS, UP = 132, 96            # from box to box
EDGE, HEAD = 46, 9
# How a link may bend: to its side; further along and down, for a long one.
BENDS = [(side, 0, 0) for side in (0, 42, -42, 70, -70, 100, -100)] + [
    (0, .25, 50), (0, -.25, -50), (0, .2, 60), (0, -.2, -60)]
HALO = {"stroke": "paper", "stroke_width": 4, "paint_order": "stroke"}


def drawing(wiring, named=False):
    """Return the Picture of a wiring; named: its title stands below it."""
    at, width, height = places(wiring)
    dead = wiring.dead
    parts = [link_drawn(wiring, link, at, link in dead)
             for link in sorted(wiring.links, key=lambda k: k not in dead)]
    parts += [box(wiring, node.name, *at[node.name]) for node in wiring.nodes]
    if named:
        height += 26
        width = max(width, 20 + .5 * 18 * len(wiring.title))
        parts.append(svg.text(width / 2, height - 9, wiring.title, fill="dim"))
    return svg.picture(width, height, parts, f"The wiring: {wiring.title}",
                       words(wiring))


def places(wiring):
    """Return ({name: middle of its box}, width, height)."""
    lanes = [kinds for kinds in ("y", "g", "hs", "x")
             if any(node.kind in kinds for node in wiring.nodes)]
    first = min(node.place for node in wiring.nodes)
    left = EDGE + 44 * any(map(leaps, wiring.links))
    at = {}
    for node in wiring.nodes:
        lane = next(i for i, kinds in enumerate(lanes) if node.kind in kinds)
        at[node.name] = (left + WIDE / 2 + ACROSS * (node.place - first),
                         14 + HIGH / 2 + UP * lane)
    width = max(x for x, _ in at.values()) + WIDE / 2 + EDGE
    return at, width, 28 + HIGH + UP * (len(lanes) - 1)


def leaps(link):
    """Whether a link skips a lane at one time: it needs room at its left."""
    return (link.source.split("_")[1] == link.target.split("_")[1]
            and link.weight in ("W_yx", "W_gx"))


def words(wiring):
    """Return the whole picture in a few sentences."""
    alive = ", ".join(map(str, wiring.alive)) or "none"
    said = f"Links: {alive}."
    if wiring.zero:
        said += f" Set to zero: {', '.join(sorted(wiring.zero))}."
    if wiring.dead:
        dead = ", ".join(str(k) for k in wiring.links if k in wiring.dead)
        said += f" Crossed out: {dead}."
    return said


def box(wiring, name, x, y):
    """Return the box of one variable."""
    off = name in wiring.zero
    hue = {"x": "green", "y": "orange"}.get(name[0], "blue")
    parts = [svg.rect(x - WIDE / 2, y - HIGH / 2, WIDE, HIGH, fill="soft",
                      stroke="dim" if off else hue, stroke_width=2, rx=7,
                      stroke_dasharray="5 4" if off else ""),
             svg.symbol(x - 12 * off, y + 7, name, size=23)]
    if off:
        parts.append(svg.text(x + 13, y + 6, "= 0", size=16, fill="orange"))
    state = name if name in wiring.states else ""
    return svg.group(parts, data_state=state)


def link_drawn(wiring, link, at, dead):
    """Return one link as a group: a wide line to touch, and the arrow."""
    others = tuple(at[name] for name in at if name not in link)
    points = curve(at[link.source], at[link.target], others)
    shape = path(points)
    hue = "dim" if dead else "ink"
    parts = [svg.path(shape, stroke="paper", stroke_opacity="0",
                      stroke_width=24, pointer_events="stroke"),
             svg.path(shape, stroke=hue, stroke_width=2,
                      opacity=".6" if dead else None,
                      stroke_dasharray="4 5" if dead else ""),
             head(points, hue)]
    middle = along(points, .5)
    if dead:
        parts.append(cross(*middle))
    parts.append(weight(link, middle, points, dead))
    return svg.group(parts, data_link=f"{link.source} {link.target}")


def weight(link, middle, points, dead):
    """Return the name of the weight beside the middle of a link."""
    (x1, y1), _, (x2, y2) = points
    dx, dy, anchor = 12 + 3 * dead, 5, "start"
    if abs(y1 - y2) < 20:
        dx, dy, anchor = 0, -12 - 7 * dead, "middle"
    elif middle[0] < min(x1, x2) - 5:
        dx, anchor = -9 - 6 * dead, "end"
    return svg.symbol(middle[0] + dx, middle[1] + dy, link.weight, size=17,
                      fill="dim", anchor=anchor, **HALO)


@functools.cache
def curve(start, end, others):
    """Return start, control point and end of a link that meets no box.

    The first bend that is free of other boxes is taken. Kept, as the boxes
    stay where they are when a link is crossed out.
    """
    found = {}
    for bend in BENDS:
        points = bent(start, end, *bend)
        found[points] = hits(points, others)
        if not found[points]:
            break
    return min(found, key=found.get)


def bent(start, end, side, ahead, down):
    """Return start, control point and end, from edge to edge of the boxes."""
    (x1, y1), (x2, y2) = start, end
    far = math.hypot(x2 - x1, y2 - y1)
    middle = ((x1 + x2) / 2 - 2 * side * abs(y2 - y1) / far
              + ahead * (x2 - x1),
              (y1 + y2) / 2 + 2 * side * (x2 - x1) / far + down)
    return edge(start, middle, 1), middle, edge(end, middle, 4)


def edge(box_at, towards, gap):
    """Return where a line from the middle of a box leaves it."""
    (x, y), (to_x, to_y) = box_at, towards
    dx, dy = to_x - x, to_y - y
    share = min((WIDE / 2 + gap) / max(abs(dx), 1e-9),
                (HIGH / 2 + gap) / max(abs(dy), 1e-9))
    return x + share * dx, y + share * dy


def along(points, t):
    """Return the point of a quadratic curve at t from 0 to 1."""
    shares = ((1 - t) ** 2, 2 * t * (1 - t), t * t)
    return tuple(sum(s * p[i] for s, p in zip(shares, points))
                 for i in (0, 1))


def hits(points, others, near=7):
    """Return at how many places a curve runs through or near a box."""
    spots = [along(points, k / 24) for k in range(25)]
    return sum(abs(x - bx) < WIDE / 2 + near and abs(y - by) < HIGH / 2 + near
               for x, y in spots for bx, by in others)


def path(points):
    """Return a quadratic curve as the text of a path."""
    a, b, c = [f"{svg.n(x)} {svg.n(y)}" for x, y in points]
    return f"M{a}Q{b} {c}"


def head(points, hue):
    """Return the head of an arrow at the end of a curve."""
    (x0, y0), (x, y) = along(points, .9), points[2]
    far = math.hypot(x - x0, y - y0) or 1
    ux, uy = (x - x0) / far, (y - y0) / far
    bx, by, wide = x - HEAD * ux, y - HEAD * uy, HEAD * .5
    return svg.path(((x, y), (bx - wide * uy, by + wide * ux),
                     (bx + wide * uy, by - wide * ux), (x, y)),
                    fill=hue, stroke="none")


def cross(x, y, size=9):
    """Return the cross over a link that carries nothing."""
    shape = (f"M{svg.n(x - size)} {svg.n(y - size)}l{2 * size} {2 * size}"
             f"m0 {-2 * size}l{-2 * size} {2 * size}")
    return svg.path(shape, stroke="orange", stroke_width=3.5)
