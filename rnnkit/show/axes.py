"""Scales, axes and legends: what the charts of `show.chart` stand on."""
import math
from typing import NamedTuple

from . import svg
from .numbers import write

WIDTH, HEIGHT = 720, 400
LETTER, SIZE = .56, 18
STYLES = (("blue", "", 1), ("orange", "9 5", .3), ("green", "2 4", 1),
          ("pink", "10 4 2 4", .3), ("gold", "5 3", 1), ("dim", "1 3", .3))


class Frame(NamedTuple):
    """The rectangle of the page in which the data stand."""
    left: float = 78.0
    top: float = 46
    right: float = WIDTH - 24
    foot: float = HEIGHT - 62


class Scale:
    """Numbers to places on the page, from the first tick to the last."""

    def __init__(self, marks, start, end):
        self.marks, self.start = marks, start
        self.factor = (end - start) / ((marks[-1] - marks[0]) or 1)

    def __call__(self, value):
        return self.start + (value - self.marks[0]) * self.factor


def length(words, size=SIZE):
    """Return about how wide words are on the page."""
    return LETTER * size * len(words)


def ticks(values, count):
    """Return round numbers, evenly spaced, that hold all values.

    >>> ticks([0.2, 6.9], 4)
    [0.0, 2.0, 4.0, 6.0, 8.0]
    """
    finite = [float(v) for v in values if math.isfinite(v)]
    low, high = min(finite, default=0.0), max(finite, default=1.0)
    if high - low < 1e-12 * max(1.0, abs(high)):
        low, high = low - .5, high + .5
    rough = (high - low) / count * (1 - 1e-9)
    power = 10.0 ** math.floor(math.log10(rough))
    step = power * next(s for s in (1, 2, 2.5, 5, 10) if s * power >= rough)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [i * step for i in range(first, last + 1)]


def tick_text(value, marks):
    """Return a tick as text, with no more digits than the step asks for."""
    step = marks[1] - marks[0]
    if 1e-4 < step < 1e6:
        return write(round(value, 6))
    return write(float(f"{value:.3g}"), 2)


def styled(series):
    """Return (name, style) for each series; after six they repeat."""
    return [(name, STYLES[i % len(STYLES)]) for i, name in enumerate(series)]


def upright(up, frame, label):
    """Return the vertical axis with its grid lines and its name."""
    parts = []
    for mark in up.marks:
        y, zero = up(mark), abs(mark) < 1e-12
        parts.append(svg.line(frame.left, y, frame.right, y,
                              stroke="dim" if zero else "line",
                              stroke_width=2 if zero else 1))
        parts.append(svg.text(frame.left - 9, y + 6, tick_text(
            mark, up.marks), anchor="end"))
    middle = svg.n((frame.top + frame.foot) / 2)
    turn = f"translate(20 {middle}) rotate(-90)"
    name = svg.group([svg.label(0, 0, label)], transform=turn)
    return parts + [name] * bool(label)


def margin(marks, label):
    """Return the room that the vertical axis needs on the left."""
    longest = max(length(tick_text(mark, marks)) for mark in marks)
    return max(44.0, longest + 22) + 28 * bool(label)


def level(across, frame, label):
    """Return the horizontal axis with its ticks and its name."""
    foot = frame.foot
    parts = [svg.line(frame.left, foot, frame.right, foot, stroke="dim",
                      stroke_width=1.5)]
    for mark in across.marks:
        x = across(mark)
        parts.append(svg.line(x, foot, x, foot + 6, stroke="dim"))
        parts.append(svg.text(x, foot + 24, tick_text(mark, across.marks)))
    return parts + named(frame, label)


def named(frame, label):
    """Return the name of the horizontal axis, below everything."""
    middle = (frame.left + frame.right) / 2
    return [svg.label(middle, HEIGHT - 9, label)] * bool(label)


def places(series, frame):
    """Return (name, style, x, y) of a legend, in as many rows as needed."""
    found, x, y = [], frame.left, 24.0
    for name, style in styled(series):
        wide = 42 + length(name) + 22
        if x > frame.left and x + wide > frame.right:
            x, y = frame.left, y + 24
        found.append((name, style, x, y))
        x += wide
    return found


def legend(at, bars=False):
    """Return the samples and the names of a legend."""
    parts = []
    for name, (hue, dashes, solid), x, y in at:
        if bars:
            parts.append(svg.rect(x + 9, y - 9, 18, 18, fill=hue,
                                  stroke=hue, fill_opacity=str(solid),
                                  stroke_width=2))
        else:
            parts.append(svg.line(x, y, x + 34, y, stroke=hue,
                                  stroke_width=3.5, stroke_dasharray=dashes))
        parts.append(svg.label(x + 42, y + 6, name, anchor="start"))
    return parts
