"""Pictures and tables of probabilities, for the chapter on softmax.

    worksheet(z, y)          the slide's table: z, e^z, ŷ, target, gradient
    surprise([0.7, 0.1])     the loss −log ŷ as a curve, with these points
    softmax_bars(z0=1, …)    rounded and exact probabilities, bar by bar
    loss_slope(gap, target)  the loss over a gap of scores, and its slope

They draw; the numbers come from `rnnkit.cells.readout`.
"""
from functools import cache

import numpy as np

from rnnkit.cells import readout
from rnnkit.cells.readout import softmax, softmax_rounded
from rnnkit.page import by_hand
from rnnkit.show import chart
from rnnkit.show.describe import Document, Table
from rnnkit.show.display import Shown
from rnnkit.show.numbers import write

GAPS = np.linspace(-6, 6, 49)
TARGETS = ("first", "second")
REACH = 2.0                 # how far the tangent is drawn to either side


def worksheet(z, y, softmax=softmax_rounded, names=(), printed=None):
    """Return the table of deck A for one column of scores and its target.

    z, y: (K, 1); softmax: `softmax_rounded` for the workbook's way, with a
    column of rounded e^z. names: what each score stands for. printed: a
    ledger row's slips, set beside the right values and marked.
    """
    page = by_hand(softmax, z=z)
    columns = {"z": z, "y_hat": page["y_hat"], "y": y,
               "dz": readout.loss_back(z, y, softmax)}
    if softmax is softmax_rounded:
        columns = {"z": z, "e": page["e"], **columns}
    columns, marks = beside(columns, printed or {})
    names = list(names) or list(range(len(z)))
    rows = [(str(name), *(float(v[k, 0]) for v in columns.values()))
            for k, name in enumerate(names)]
    rows.append(("sum", *("" if name == "z" else float(v.sum())
                          for name, v in columns.items())))
    return Shown(Document("", (Table(
        ("", *map(heading, columns)), tuple(rows), total=True,
        marks=tuple(marks)),)))


def heading(name):
    """Return the head of a column, as the slides write it."""
    base, _, printed = name.partition(" ")
    words = {"y_hat": "ŷ", "e": "≈ e^z", "dz": "∂L/∂z", "y": "target"}
    return f"{words.get(base, base)} {printed}".strip()


def beside(columns, printed):
    """Return the columns with what is printed next to each, and marks where
    the two differ."""
    found, marks = {}, []
    for name, right in columns.items():
        found[name] = right
        if name in printed:
            found[f"{name} printed"] = printed[name]
            marks += [((int(k), len(found)), "wrong") for k in
                      np.flatnonzero(printed[name] != np.round(right, 6))]
    return found, marks


def surprise(probabilities, names=()):
    """Return the curve of the loss −log ŷ of one target, with points.

    probabilities: what the target got, each in (0, 1].
    """
    points = [(p, float(loss_of(p)), " ".join(filter(None, [
        name, write(loss_of(p), 2)]))) for p, name in zip(
            probabilities, [*names, *[""] * len(probabilities)])]
    xs = np.linspace(.01, 1, 100)
    words = ("The loss falls from high above 4 at a probability near 0 to "
             "exactly 0 at 1. " + "; ".join(
                 f"At {write(x)} it is {write(y, 2)}" for x, y, _ in points))
    return drawing(chart.curves(
        xs, {"loss": [float(loss_of(p)) for p in xs]}, points=points,
        title="Loss of the target", words=words + ".",
        x_label="probability that the target got", y_label="loss"))


def loss_of(p):
    """Return the loss when the target got probability p."""
    return readout.cross_entropy(np.array([[p], [1 - p]]), [0])


def softmax_bars(shift=0, **scores):
    """Return bars of the rounded and the exact softmax of the scores.

    scores: z0=…, z1=…, …; shift is added to all of them.
    """
    z = np.array([[value + shift] for value in scores.values()], float)
    both = {"rounded": softmax_rounded(z), "exact": softmax(z)}
    labels = [f"{name} = {write(v)}" for name, v in zip(scores, z[:, 0])]
    words = "; ".join(f"{label}: rounded {write(r, 2)}, exact {write(e, 2)}"
                      for label, (r,), (e,) in zip(labels, *both.values()))
    return drawing(chart.bars(
        labels, {name: np.round(v[:, 0], 3) for name, v in both.items()},
        hold=(1,), title="Softmax, rounded and exact", words=words + ".",
        y_label="probability"))


@cache
def curve(target):
    """Return the loss over GAPS, the second score less the first."""
    return tuple(float(readout.loss(scores(gap), [target])) for gap in GAPS)


def scores(gap):
    """Return two scores, the second higher than the first by the gap."""
    return np.array([[0.0], [gap]])


def loss_slope(gap, target="second"):
    """Return the loss over the gap between two scores, with the tangent.

    The slope of the tangent is the gradient for the second score.
    """
    place = TARGETS.index(target)
    z, y = scores(gap), readout.one_hot(place, 2)
    page = by_hand(readout.loss_back, z=z, y=y)
    l, slope = float(readout.loss(z, y)), page["dz[1]"]
    words = (f"The target is the {target} score. At a gap of {write(gap)} "
             f"the loss is {write(l, 2)} and its slope {write(slope, 2)}.")
    picture = chart.curves(
        GAPS, {"loss": curve(place), "slope": tangent(gap, l, slope)},
        points=[(gap, l, f"loss {write(l, 2)}, slope {write(slope, 2)}")],
        title="Loss and gradient", words=words, y_label="loss",
        x_label="gap: second score − first score")
    return drawing(picture, *page.describe().items)


def tangent(x, y, slope):
    """Return the straight line through (x, y) near x; NaN elsewhere."""
    line = y + slope * (GAPS - x)
    seen = (abs(GAPS - x) <= REACH) & (line >= 0)
    return np.where(seen, line, np.nan)


def drawing(picture, *items):
    """Return a picture, and what stands below it, as a Display."""
    return Shown(Document("", (picture, *items)))
