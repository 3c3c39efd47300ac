"""Curves of units: a line, the same line bent, two bent ones added up.

    over(unit)      draws a formula of yours, unit(w, b, x, phi), over x
    two_units(...)  y = v_1 φ(w_1 x + b_1) + v_2 φ(w_2 x + b_2)
    memory(...)     a single pulse, and what an RNN unit makes of it

The curves are the formulas themselves, run on many x at once. The axes stay
where they are, so that a steeper line looks steeper.
"""
import numpy as np

from rnnkit.cells import dense, rnn
from rnnkit.cells.activations import identity, relu, sigmoid
from rnnkit.show import chart
from rnnkit.show.describe import Document
from rnnkit.show.display import Shown
from rnnkit.show.numbers import write

PHIS = {"none": identity, "relu": relu, "tanh": np.tanh, "sigmoid": sigmoid}
REACH, STEPS = 4, 10        # x from −4 to 4, ten points a unit
XS = np.arange(-REACH * STEPS, REACH * STEPS + 1) / STEPS


def over(unit):
    """Return draw(w, b, phi): the formula unit(w, b, x, phi) over x.

    phi: a name of PHIS. The drawing has the sum before φ and the result.
    """
    def draw(w, b, phi="relu"):
        before = unit(w, b, XS, PHIS["none"])
        after = unit(w, b, XS, PHIS[phi])
        sums = f"a = {write(w)} x + {write(b)}".replace("+ −", "− ")
        words = (f"{sums}, φ = {phi}: at x = −2, 0, 2 the result is "
                 + ", ".join(values_at(after, (-2, 0, 2))) + ".")
        return picture({"before φ": before, "after φ": after},
                       "A line before and after φ", words)
    return draw


def two_units(b_1=2.0, b_2=-2.0, v_1=1.0, v_2=-1.0, phi="tanh", steep=2.0):
    """Return the two parts of y and their sum over x, as a Display.

    Three outputs share the hidden units: one sees the first alone, one the
    second alone, one sees both.
    """
    params = dense.Params(np.full((2, 1), steep), np.array([[b_1], [b_2]]),
                          np.array([[v_1, 0], [0, v_2], [v_1, v_2]]),
                          np.zeros((3, 1)))
    step = dense.step(params, XS.reshape(1, -1), PHIS[phi], identity)
    first, second, both = step.y
    words = ("The sum y at x = −4, −2, 0, 2, 4 is "
             + ", ".join(values_at(both, (-4, -2, 0, 2, 4))) + ".")
    return picture({"y, the sum": both, "unit 1": first, "unit 2": second},
                   "Two hidden units add up", words)


def memory(w_hx=1.0, w_hh=0.9, phi="tanh", length=12):
    """Return a pulse x and the state h of one RNN unit, as a Display."""
    params = rnn.Params(np.array([[w_hx]]), np.array([[w_hh]]),
                        np.zeros((1, 1)))
    xs = [1.0] + [0.0] * (length - 1)
    hs, h = [], np.zeros((1, 1))
    for x in xs:
        h = rnn.step(params, np.array([[x]]), h, PHIS[phi]).h
        hs.append(round(h.item(), 2))
    words = "h over time: " + ", ".join(map(write, hs)) + "."
    return Shown(Document("", (chart.bars(
        [str(t) for t in range(1, length + 1)], {"x": xs, "h": hs},
        title="A pulse, and what is left of it", words=words, x_label="t",
        hold=(-1, 1)),)))


def picture(series, title, words):
    """Return curves over XS; what leaves the frame is left out."""
    kept = {name: np.where(np.abs(ys) <= REACH + 1e-9, ys, np.nan)
            for name, ys in series.items()}
    return Shown(Document("", (chart.curves(
        XS, kept, title=title, words=words, x_label="x",
        hold=(-REACH, REACH)),)))


def values_at(ys, places):
    """Return the values over some x as short texts."""
    return [write(round(float(ys[(place + REACH) * STEPS]), 2))
            for place in places]
