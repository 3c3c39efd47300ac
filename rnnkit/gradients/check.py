"""Is a gradient right? Compare it, entry by entry, with a numeric one.

    check = gradcheck(loss, params, gradients)
    check             a table: entry, analytic, numeric, difference, verdict
    check.ok          whether no entry is wrong
    check.worst       the entry that is furthest off
    check.numeric     the numeric gradients as arrays, by symbol

How the numeric side is found stands in `differences`. At a kink, such as a
ReLU at exactly 0, the slopes from the left and from the right differ and any
value between them is a fair answer: such an entry is called "kink".
"""
import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from rnnkit.cells.check import entry as entry_name
from rnnkit.gradients.differences import (DIFFERENCES, EXACT, first_name,
                                          is_kink, leaves_of, loss_at,
                                          numeric_gradient, one_number)
from rnnkit.show.describe import Document, Symbol, Table, Text
from rnnkit.show.display import Display
from rnnkit.show.numbers import write

TOLERANCE = {EXACT: 1e-9, DIFFERENCES: 1e-6}
SINGLE = 1e-4       # the tolerance for gradients held in float32
ROWS = 60           # a longer table shows the worst entries only


class Entry(NamedTuple):
    """One entry of one parameter; verdict is "ok", "kink" or "wrong"."""
    symbol: str
    index: tuple
    analytic: float
    numeric: float
    difference: float
    allowed: float
    verdict: str

    @property
    def name(self):
        """The entry as it is written: W_hh[0, 2]."""
        return entry_name(self.symbol, self.index)


@dataclass(frozen=True, repr=False)
class GradientCheck(Display):
    """The entries of a check, and the method that gave the numeric side."""
    entries: tuple
    method: str
    tolerance: float

    @property
    def wrong(self):
        """The entries that are wrong, in order."""
        return tuple(e for e in self.entries if e.verdict == "wrong")

    @property
    def kinks(self):
        """The entries at a kink, in order."""
        return tuple(e for e in self.entries if e.verdict == "kink")

    @property
    def ok(self):
        """Whether no entry is wrong."""
        return not self.wrong

    @property
    def numeric(self):
        """The numeric gradients as arrays, by symbol."""
        shapes = {e.symbol: tuple(i + 1 for i in e.index)
                  for e in self.entries}        # the last index + 1
        return {symbol: np.reshape([e.numeric for e in self.entries
                                    if e.symbol == symbol], shape)
                for symbol, shape in shapes.items()}

    @property
    def worst(self):
        """The wrong entry that is furthest off, or the furthest of all."""
        return max(self.wrong or self.entries, key=lambda e: e.difference)

    def __bool__(self):
        return self.ok

    def describe(self):
        """Return the verdict in a sentence, and the table."""
        shown = self.entries
        if len(shown) > ROWS:
            shown = sorted(shown, key=lambda e: -e.difference)[:ROWS]
        rows = tuple((Symbol(e.symbol), str(list(e.index)),
                      _plain(e.analytic), _plain(e.numeric),
                      _difference(e), e.verdict) for e in shown)
        caption = f"Numeric side: {self.method}"
        if len(shown) < len(self.entries):
            caption += f"; the {ROWS} largest of {len(self.entries)} entries"
        marks = tuple(((n, 5), "wrong") for n, e in enumerate(shown)
                      if e.verdict == "wrong")
        return Document("", (
            Text(self.sentence(), "right" if self.ok else "wrong"),
            Table(("symbol", "index", "analytic", "numeric", "difference",
                   "verdict"), rows, caption, marks=marks)))

    def sentence(self):
        """Return the verdict in words, naming the first wrong entry."""
        if self.wrong:
            first = self.wrong[0]
            return (f"{len(self.wrong)} of {len(self.entries)} entries are "
                    f"wrong; the first is {first.name}: analytic "
                    f"{write(first.analytic)}, numeric {write(first.numeric)}")
        words = f"All {len(self.entries)} entries agree"
        if self.kinks:
            words += (f", {len(self.kinks)} of them at a kink, where left and "
                      "right slopes differ")
        return words


def gradcheck(loss, params, gradients, tolerance=None):
    """Return the GradientCheck of `gradients` for `loss` at `params`.

    loss: a function of params that returns one number.
    params: an array, or a NamedTuple, dict or tuple of them, nested as you
    like; gradients: the same structure, ∂loss/∂ each entry, or a dict by
    symbol (more than the parameters may be in it).
    tolerance: how far an entry may be off, relative to the largest of its
    array (1e-9 for the complex step, 1e-6 for central differences, 1e-4 for
    float32).

    Raises ValueError for shapes or symbols that do not fit, and for a loss
    that is not one finite number.
    """
    first = first_name(loss)
    leaves = dict(leaves_of(first, params))
    analytic = dict(leaves_of(first, gradients))
    _check(leaves, analytic)
    at = loss_at(loss, first, params, leaves)
    start = one_number(at({}))
    numeric, method = numeric_gradient(at, leaves, start)
    kind = method.split(",")[0]
    if tolerance is None:
        single = any(np.asarray(g).dtype.itemsize == 4 and
                     np.asarray(g).dtype.kind == "f"
                     for g in analytic.values())
        tolerance = max(TOLERANCE[kind], SINGLE if single else 0)
    floor = (1e-3 if kind == EXACT else 1) * (1 + abs(start))
    entries = []
    for symbol, value in leaves.items():
        grads, numbers = np.asarray(analytic[symbol]), numeric[symbol]
        allowed = tolerance * max(np.abs(numbers).max(), floor)
        for index in np.ndindex(value.shape):
            ours, theirs = float(grads[index]), float(numbers[index])
            off = abs(ours - theirs)
            verdict = "ok" if off <= allowed else "wrong"
            if verdict == "wrong" and is_kink(at, symbol, value, index, ours,
                                               start):
                verdict = "kink"
            entries.append(Entry(symbol, index, ours, theirs, off, allowed,
                                 verdict))
    return GradientCheck(tuple(entries), method, tolerance)


def _check(leaves, analytic):
    """Raise ValueError where gradients and parameters do not fit."""
    for symbol, value in leaves.items():
        if value.dtype.kind not in "iuf" or not value.size:
            raise ValueError(f"{symbol} is {value!r}: an array of real "
                             "numbers is needed")
        if symbol not in analytic:
            raise ValueError(f"there is no gradient for {symbol}: the "
                             f"gradients are for {', '.join(analytic)}")
        if analytic[symbol].shape != value.shape:
            raise ValueError(f"d{symbol} is {analytic[symbol].shape} but "
                             f"{symbol} is {value.shape}: they need the same "
                             "shape")
        if analytic[symbol].dtype.kind not in "iuf":
            raise ValueError(f"d{symbol} holds {analytic[symbol].dtype}: real "
                             "numbers are needed")


# Rounding noise differs between machines: only what counts is shown.
def _plain(value):
    return round(value, 12) + 0.0


def _difference(e):
    if e.verdict != "ok":
        return write(e.difference)
    return f"< {write(10.0 ** math.ceil(math.log10(e.allowed)))}"
