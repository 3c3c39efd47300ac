"""Gradients by name, found in several ways: where did the chain break?

    agree(hand=…, recorded=…, numeric=…, torch=…)

A table with a row for each gradient, in the order of the backward pass, and
a column for each way to it. Every gradient is made from those above it, so
the first row that disagrees is where the mistake is, and everything below
only inherits it.

    hand       ways.hand: from `bptt.backward`, last step first
    numeric    ways.nudged: from forward passes alone
    recorded   page.gradient(), as it is
    torch      your own dict of .grad

| name           | shape | what                                     |
|----------------|-------|------------------------------------------|
| h_3, a_3, h_2  | any   | ∂L/∂h_3, …, in the order of the backward |
|                |       | pass: what a way calls h_3 is shown dh_3 |
| W_hh, b_h, …   | any   | ∂L/∂W_hh, …, summed over all steps       |

After A. Karpathy, "Becoming a Backprop Ninja", who compares every
intermediate gradient by name.
"""
import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from rnnkit.show.describe import Document, Symbol, Table, Text
from rnnkit.show.display import Display
from rnnkit.show.numbers import write

LISTED = 4                  # a longer gradient is shown as its length


class Row(NamedTuple):
    """One gradient: its values by way, those that stand out, and a verdict:
    "agree", "breaks here", "differs too" or "only here"."""
    name: str
    values: dict
    odd: tuple
    verdict: str


def agree(tolerance=1e-9, /, **ways):
    """Return the Agreement of gradients that were found in several ways.

    ways: each a dict or NamedTuple of arrays by symbol, or what
    page.gradient returns; the first says which names are compared, in the
    order of the backward pass. Others may lack some names or have more.
    tolerance: how far two may be apart, relative to 1 + their size.
    Raises ValueError for shapes that do not fit and numbers that are not
    finite.
    """
    if len(ways) < 2:
        raise ValueError("agree needs two ways or more, such as "
                         "agree(hand=…, numeric=…)")
    ways = {way: by_symbol(given) for way, given in ways.items()}
    rows, broken = [], False
    for name in next(iter(ways.values())):
        values = {way: fitting(way, name, grads[name])
                  for way, grads in ways.items() if name in grads}
        odd = stand_out(name, values, tolerance)
        verdict = ("only here" if len(values) < 2 else "agree" if not odd
                   else "differs too" if broken else "breaks here")
        broken = broken or bool(odd)
        rows.append(Row(name, values, odd, verdict))
    return Agreement(tuple(ways), tuple(rows), tolerance)


def by_symbol(given):
    """Return gradients as a dict by symbol."""
    pairs = given.items() if hasattr(given, "items") else \
        given._asdict().items()
    return dict(pairs)


def fitting(way, name, value):
    """Return a gradient as an array of numbers, or raise ValueError."""
    value = np.asarray(value, dtype=float)
    if not np.all(np.isfinite(value)):
        raise ValueError(f"d{name} of {way} has an entry that is not finite")
    return value


def stand_out(name, values, tolerance):
    """Return the ways that differ from the largest group that agrees; all of
    them if no group is the largest."""
    groups = []
    for way, value in values.items():
        other = next(iter(values.values()))
        if value.shape != other.shape:
            raise ValueError(f"d{name} is {value.shape} in {way} but "
                             f"{other.shape} in {next(iter(values))}: they "
                             "need the same shape")
        home = next((group for group in groups
                     if close(value, values[group[0]], tolerance)), None)
        if home is None:
            groups.append([way])
        else:
            home.append(way)
    largest = max(map(len, groups))
    kept = [group for group in groups if len(group) == largest]
    right = kept[0] if len(kept) == 1 else []
    return tuple(way for way in values if way not in right)


def close(a, b, tolerance):
    """Whether two gradients are the same, within a relative tolerance."""
    size = 1 + np.max(np.abs(b), initial=0.0)
    return bool(np.max(np.abs(a - b), initial=0.0) <= tolerance * size)


@dataclass(frozen=True, repr=False)
class Agreement(Display):
    """The table of gradients by name; `ok` if all agree.

    broken: the first Row that disagrees, or None.
    """
    ways: tuple
    rows: tuple
    tolerance: float

    @property
    def broken(self):
        """The first row that disagrees, or None."""
        return next((row for row in self.rows if row.odd), None)

    @property
    def ok(self):
        """Whether every gradient is the same in every way."""
        return self.broken is None

    def __bool__(self):
        return self.ok

    def describe(self):
        """Return the table and a sentence on where the chain broke."""
        lines = tuple((Symbol(f"d{row.name}"), *(
            shown(row.values.get(way)) for way in self.ways), row.verdict)
            for row in self.rows)
        marks = []
        for n, row in enumerate(self.rows):
            kind = "right" if row.verdict == "agree" else "wrong"
            if row.odd and row is not self.broken:
                kind = "look"
            marks += [((n, 1 + self.ways.index(way)), kind)
                      for way in row.odd]
            marks.append(((n, 1 + len(self.ways)), kind))
        advice = "" if self.ok else (
            f" Look at the line that computes d{self.broken.name}: what "
            "stands below it is made from it.")
        return Document("", (
            Table(("gradient", *self.ways, ""), lines, marks=tuple(marks)),
            Text(self.sentence() + advice, "right" if self.ok else "wrong")))

    def sentence(self):
        """Return in words whether they agree, and else where it broke."""
        compared = [row for row in self.rows if len(row.values) > 1]
        broken = self.broken
        if broken is None:
            exact = write(10.0 ** math.ceil(math.log10(self.tolerance)))
            ways = f"All {len(self.ways)}" if len(self.ways) > 2 else "Both"
            return (f"{ways} ways agree on all {len(compared)} gradients, "
                    f"within {exact}.")
        others = [way for way in broken.values if way not in broken.odd]
        verb = "differs" if len(broken.odd) == 1 else "differ"
        who = f"{listing(broken.odd)} {verb}"
        who += f" from {listing(others)}" if others else ""
        above = compared[:compared.index(broken)]
        held = (f"holds down to d{above[-1].name} and " if above else "")
        return f"The chain {held}breaks at d{broken.name}: {who}."


def listing(words):
    """Return words as a list in a sentence: a, b and c."""
    *first, last = words
    return f"{', '.join(first)} and {last}" if first else last


def shown(value):
    """Return a gradient as a short text: its entries, or its length."""
    if value is None:
        return "–"
    if value.size <= LISTED:
        return ", ".join(write(round(v, 12)) for v in value.reshape(-1))
    return f"‖·‖ = {write(float(np.linalg.norm(value)))}"
