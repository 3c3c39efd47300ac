"""Is a gradient right? Compare it, entry by entry, with a numeric one.

    check = gradcheck(loss, params, gradients)
    check             a table: entry, analytic, numeric, difference, verdict
    check.ok          whether no entry is wrong
    check.worst       the entry that is furthest off
    check.numeric     the numeric gradients as arrays, by symbol

    agreement(hand=…, recorded=…, numeric=check.numeric)
                      several ways to a gradient, side by side

    complex step          ∂L/∂w = Im L(w + iε) / ε, exact to the last digits
    central differences   ∂L/∂w ≈ (L(w + ε) − L(w − ε)) / 2ε, to about 1e−9

The complex step needs a loss that lets imaginary parts through. One that
drops them (np.abs, float(), .real) is found by comparing one direction, and
then central differences are used for every entry. At a kink, such as a ReLU
at exactly 0, the slopes from the left and from the right differ and any
value between them is a fair answer: such an entry is called "kink".

Source: Squire and Trapp, Using complex variables to estimate derivatives of
real functions, SIAM Review 40 (1998).
"""
import inspect
import math
import warnings
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from rnnkit.cells.check import entry as entry_name
from rnnkit.show.describe import Document, Symbol, Table, Text
from rnnkit.show.display import Display
from rnnkit.show.numbers import write

TINY = 1e-20        # the imaginary step: no subtraction, so no cancellation
SMALL = 1e-6        # the real step
EXACT, DIFFERENCES = "complex step", "central differences"
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
    first = _first_name(loss)
    leaves = dict(_leaves(first, params))
    analytic = dict(_leaves(first, gradients))
    _check(leaves, analytic)
    at = _at(loss, first, params, leaves)
    start = _number(at({}))
    numeric, method = _numeric(at, leaves, start)
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
            if verdict == "wrong" and _is_kink(at, symbol, value, index, ours,
                                               start):
                verdict = "kink"
            entries.append(Entry(symbol, index, ours, theirs, off, allowed,
                                 verdict))
    return GradientCheck(tuple(entries), method, tolerance)


def _first_name(loss):
    """Return what the loss calls its parameter: the name of a lone array."""
    try:
        return next(iter(inspect.signature(loss).parameters), "w")
    except ValueError:      # some functions of NumPy have no signature
        return "w"


def _numeric(at, leaves, start):
    """Return (the gradient by symbol, the method that gave it)."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            found = {symbol: _each(value, complex, _complex_step(at, symbol))
                     for symbol, value in leaves.items()}
        reason = "the loss loses imaginary parts"
    except (TypeError, ValueError, Warning):
        found, reason = None, "the loss does not take complex numbers"
    if found is not None and _agrees(at, leaves, found, start):
        return found, EXACT
    found = {symbol: _each(value, float, _central(at, symbol))
             for symbol, value in leaves.items()}
    return found, f"{DIFFERENCES}, as {reason} or has a kink"


def _each(value, kind, derivative):
    """Return derivative(copy of value, index) for each entry, as an array."""
    moved = value.astype(kind)
    out = np.empty(value.shape)
    for index in np.ndindex(value.shape):
        out[index] = derivative(moved, index)
        moved[index] = value[index]
    return out


def _complex_step(at, symbol):
    def derivative(moved, index):
        moved[index] += TINY * 1j
        return _number(at({symbol: moved}), complex).imag / TINY
    return derivative


def _central(at, symbol):
    def derivative(moved, index):
        here = moved[index]
        step = SMALL * max(1, abs(here))
        moved[index] = here + step
        above = _number(at({symbol: moved}))
        moved[index] = here - step
        return (above - _number(at({symbol: moved}))) / (2 * step)
    return derivative


def _agrees(at, leaves, found, start):
    """Return whether one direction gives the same slope by differences."""
    signs = {s: np.cos(1 + np.arange(v.size)).reshape(v.shape)
             for s, v in leaves.items()}
    above, below = (_number(at({s: v + way * SMALL * signs[s]
                                for s, v in leaves.items()}))
                    for way in (1, -1))
    slope = sum(np.sum(found[s] * signs[s]) for s in leaves)
    size = sum(np.sum(np.abs(found[s])) for s in leaves)
    return (abs((above - below) / (2 * SMALL) - slope)
            <= 1e-5 * (size + 1e-3) + 1e-9 * abs(start))


def _is_kink(at, symbol, value, index, analytic, start):
    """Return whether left and right slopes differ, with `analytic` between."""
    def slope(way):
        moved = value.astype(float)
        moved[index] += way * SMALL
        return (_number(at({symbol: moved})) - start) / (way * SMALL)
    low, high = sorted((slope(-1), slope(1)))
    margin = 1e-3 * max(1, abs(low), abs(high))
    return high - low > margin and low - margin <= analytic <= high + margin


def _leaves(name, tree):
    """Yield (symbol, array) for every array of a structure."""
    if hasattr(tree, "items"):
        parts = tree.items()
    elif hasattr(tree, "_fields"):
        parts = zip(tree._fields, tree)
    elif isinstance(tree, (tuple, list)):
        parts = ((f"{name}{n}", part) for n, part in enumerate(tree, 1))
    else:
        yield name, np.asarray(tree)
        return
    for symbol, part in parts:
        yield from _leaves(symbol, part)


def _at(loss, first, params, leaves):
    """Return a function: the loss with some arrays replaced, by symbol."""
    def rebuild(name, tree, new):
        if isinstance(tree, dict):
            return {k: rebuild(k, part, new) for k, part in tree.items()}
        if hasattr(tree, "_fields"):
            return type(tree)(*(rebuild(k, part, new) for k, part
                                in zip(tree._fields, tree)))
        if isinstance(tree, (tuple, list)):
            return type(tree)(rebuild(f"{name}{n}", part, new)
                              for n, part in enumerate(tree, 1))
        return new.get(name, leaves[name])
    return lambda new: loss(rebuild(first, params, new))


def _number(value, kind=float):
    """Return a loss as one number, or raise ValueError."""
    value = np.asarray(value)
    if value.size != 1 or value.dtype.kind not in "iufcb":
        raise ValueError(f"the loss is {value.shape}: one number is needed")
    if not np.isfinite(value).all():
        raise ValueError(f"the loss is {value.reshape(-1)[0]}: "
                         "a finite number is needed")
    if kind is complex and value.dtype.kind != "c":
        raise TypeError("the loss dropped the imaginary part")
    return kind(value.reshape(()))


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


@dataclass(frozen=True, repr=False)
class Agreement(Display):
    """Gradients found in several ways; `ok` if all agree.

    ways: {way: {symbol: array}}; the first way says which symbols.
    """
    ways: dict
    tolerance: float

    def rows(self):
        """Yield (symbol, index, values by way, agree?) for each entry."""
        first, *others = self.ways.values()
        for symbol, array in first.items():
            for index in np.ndindex(array.shape):
                values = [float(way[symbol][index])
                          for way in self.ways.values()]
                yield (symbol, index, values, max(values) - min(values)
                       <= self.tolerance * (1 + abs(values[0])))

    @property
    def ok(self):
        """Whether every entry is the same in every way."""
        return all(agree for *_, agree in self.rows())

    def __bool__(self):
        return self.ok

    def describe(self):
        """Return the entries, a column for each way, and the verdict."""
        rows = tuple(self.rows())
        lines = tuple((Symbol(f"d{symbol}"), str(list(index)),
                       *map(_plain, values)) for symbol, index, values, _
                      in rows)
        wrong = [(n, symbol, index)
                 for n, (symbol, index, _, agree) in enumerate(rows)
                 if not agree]
        words = (f"All {len(self.ways)} ways agree, in all {len(rows)} "
                 "entries" if not wrong else
                 f"{len(wrong)} of {len(rows)} entries differ; the first is "
                 f"d{entry_name(*wrong[0][1:])}")
        marks = tuple(((n, j + 2), "wrong") for n, *_ in wrong
                      for j in range(len(self.ways)))
        return Document("", (
            Table(("symbol", "index", *self.ways), lines, marks=marks),
            Text(words, "wrong" if wrong else "right")))


def agreement(tolerance=1e-9, /, **ways):
    """Return the Agreement of gradients that were found in several ways.

    ways: each a NamedTuple or dict of arrays by symbol; the first one says
    which symbols are compared. tolerance: how far two may be apart, relative
    to 1 + their size. Raises ValueError for a symbol or shape that is missing.
    """
    if not ways:
        raise ValueError("agreement needs one way or more, such as "
                         "hand={\"W\": dW}")
    ways = {way: dict(_leaves(way, given)) for way, given in ways.items()}
    first = next(iter(ways.values()))
    for way, given in ways.items():
        for symbol, array in first.items():
            if symbol not in given or given[symbol].shape != array.shape:
                raise ValueError(
                    f"{way} has " + (f"d{symbol} {given[symbol].shape}"
                                     if symbol in given else f"no d{symbol}")
                    + f": {array.shape} is needed")
    return Agreement(ways, tolerance)


# Rounding noise differs between machines: only what counts is shown.
def _plain(value):
    return round(value, 12) + 0.0


def _difference(e):
    if e.verdict != "ok":
        return write(e.difference)
    return f"< {write(10.0 ** math.ceil(math.log10(e.allowed)))}"
