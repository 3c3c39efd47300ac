"""Curves and bars as SVG: numbers in, a picture out, in a millisecond.

No mathematics here but the scale of the page. Series differ by colour and
by dashes or filling, so that no reader depends on colour.
"""
import math

from . import svg
from .axes import (HEIGHT, WIDTH, Frame, Scale, legend, length, level, margin,
                   named, places, styled, ticks, upright)
from .numbers import write

HALO = {"stroke": "paper", "stroke_width": 4, "paint_order": "stroke",
        "stroke_linejoin": "round"}


def curves(xs, series, *, title, words, x_label="", y_label="", points=(),
           hold=()):
    """Return a Picture of lines: series maps a name to its ys over xs.

    points: (x, y, label) to stand out. A NaN or infinity leaves a gap.
    hold: values that the scale reaches too, so that it stays.
    """
    checked(series, len(xs), "xs")
    values = [y for ys in series.values() for y in ys]
    marks = ticks([*values, *hold, *(p[1] for p in points)], 6)
    frame = Frame(left=margin(marks, y_label))
    at = places(series, frame) if len(series) > 1 else []
    frame = frame._replace(top=at[-1][3] + 24 if at else 26)
    across = Scale(ticks([*xs, *(p[0] for p in points)], 8),
                   frame.left, frame.right)
    up = Scale(marks, frame.foot, frame.top)
    parts = upright(up, frame, y_label) + level(across, frame, x_label)
    for name, (hue, dashes, _) in styled(series):
        for run in runs(xs, series[name]):
            parts.append(svg.path(
                [(across(x), up(y)) for x, y in run], stroke=hue, tip=name,
                stroke_width=3, stroke_dasharray=dashes,
                stroke_linejoin="round"))
    taken = []
    for x, y, label in points:
        parts.append(standout(across(x), up(y), label, frame, taken))
    return svg.picture(WIDTH, HEIGHT, parts + legend(at), title, words)


def checked(series, count, other):
    """Raise ValueError when a series is not as long as what it is over."""
    for name, values in series.items():
        if len(values) != count:
            raise ValueError(f"{name} has {len(values)} values but {other} "
                             f"has {count}: a chart needs one for each")


def runs(xs, ys):
    """Return the points between gaps: NaN and infinity are not drawn."""
    found, run = [], []
    for x, y in zip(xs, ys):
        if math.isfinite(x) and math.isfinite(y):
            run.append((x, y))
        elif run:
            found.append(run)
            run = []
    return found + [run] if run else found


def standout(x, y, label, frame, taken):
    """Return a highlighted point, its label where there is room."""
    wide = length(label)
    spots = [(x + dx - (wide if dx < 0 else 0), y + dy)
             for dy in (-12, 26, -36, 50, 74, 98) for dx in (12, -12)]
    free = [spot for spot in spots if fits(*spot, wide, frame, taken)]
    left, foot = (free or spots)[0]
    taken.append((left, foot, wide))
    return (svg.circle(x, y, 7, fill="ink", stroke="paper", stroke_width=2)
            + svg.text(left, foot, label, anchor="start", **HALO))


def fits(left, foot, wide, frame, taken):
    """Return whether a label stays in the frame and touches no other."""
    inside = (frame.left <= left and left + wide <= frame.right
              and frame.top + 12 <= foot <= frame.foot - 4)
    return inside and not any(
        abs(foot - other_foot) < 22 and left < other + other_wide + 8
        and other < left + wide + 8
        for other, other_foot, other_wide in taken)


def bars(labels, series, *, title, words, x_label="", y_label="", hold=()):
    """Return a Picture of bars: each label has one bar of each series.

    The value stands on its bar, upright where bars are narrow. hold: values
    that the scale reaches too, so that it stays when the bars move.
    """
    checked(series, len(labels), "labels")
    values = [v for vs in series.values() for v in vs]
    marks = ticks([0, *values, *hold], 5)
    frame = Frame(left=margin(marks, y_label))
    at = places(series, frame) if len(series) > 1 else []
    shape = Shape(frame, len(labels), len(series), max(
        (len(write(v)) for v in values), default=1))
    slanted = any(length(x) > shape.slot - 4 for x in labels)
    frame = frame._replace(top=(at[-1][3] + 16 if at else 8) + shape.head,
                           foot=HEIGHT - 36 - 26 * bool(x_label)
                           - 50 * slanted)
    up = Scale(marks, frame.foot - shape.below(values), frame.top)
    parts = upright(up, frame, y_label) + named(frame, x_label)
    for place, (name, style) in enumerate(styled(series)):
        for number, value in enumerate(series[name]):
            x = frame.left + shape.x(number, place)
            parts.append(bar(x, value, up, shape, style))
    parts += below(labels, shape.slot, frame, slanted)
    return svg.picture(WIDTH, HEIGHT, parts + legend(at, True), title, words)


class Shape:
    """How wide bars are, and whether their values stand upright."""

    def __init__(self, frame, labels, series, letters):
        self.slot = (frame.right - frame.left) / max(1, labels)
        self.series = series
        self.wide = min(72.0, self.slot * .82 / max(1, series))
        self.turned = length("0" * letters) > max(self.wide + 4, 20)
        self.size = 18 if self.wide >= 18 else max(12, self.wide)
        self.shown = self.wide >= 9
        self.head = (letters * 10 + 10 if self.turned else 26) * self.shown

    def x(self, number, place):
        """Return where a bar begins, from the left of the frame."""
        return (self.slot * (number + .5)
                + self.wide * (place - self.series / 2))

    def below(self, values):
        """Return the room for the values of negative bars."""
        return self.head if any(v < 0 for v in values) else 0


def bar(x, value, up, shape, style):
    """Return one bar with its value; nothing for NaN and infinity."""
    if not math.isfinite(value):
        return svg.text(x + shape.wide / 2, up(0) - 5, write(value))
    hue, _, solid = style
    top, zero = up(max(value, 0)), up(0)
    tall = abs(up(value) - zero)
    drawn = svg.rect(x + 1.5, top, max(1, shape.wide - 3), tall, fill=hue,
                     stroke=hue, stroke_width=1.5, fill_opacity=str(solid))
    if not shape.shown:
        return drawn
    middle, size = x + shape.wide / 2, shape.size
    if shape.turned:
        y = top - 6 if value >= 0 else top + tall + 6
        turn = f"translate({svg.n(middle + size * .35)} {svg.n(y)})"
        anchor = "start" if value >= 0 else "end"
        return drawn + svg.text(
            0, 0, write(value), size=size, anchor=anchor,
            transform=turn + " rotate(-90)", **HALO)
    y = top - 6 if value >= 0 else top + tall + size + 1
    return drawn + svg.text(middle, y, write(value), size=size, **HALO)


def below(labels, slot, frame, slanted):
    """Return the labels below the bars, slanted if they would touch."""
    parts, every = [], max(1, math.ceil(17 / slot)) if slanted else 1
    for number, label in enumerate(labels[::every]):
        x = frame.left + slot * (number * every + .5)
        if slanted:
            turn = f"translate({svg.n(x + 5)} {svg.n(frame.foot + 16)})"
            short = label if len(label) <= 10 else label[:9] + "…"
            parts.append(svg.text(0, 0, short, anchor="end", size=16,
                                  transform=turn + " rotate(-38)"))
        else:
            parts.append(svg.label(x, frame.foot + 25, label))
    return parts
