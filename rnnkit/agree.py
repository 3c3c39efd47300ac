"""Gradients by name, found in several ways: where did the chain break?

    agree(hand=…, recorded=…, numeric=…, torch=…)

A table with a row for each gradient, in the order of the backward pass, and
a column for each way to it. Every gradient is made from those above it, so
the first row that disagrees is where the mistake is, and everything below
only inherits it.

    hand       {name: gradient} from `bptt.backward`, last step first
    nudged     the same from forward passes alone, by complex steps
    recorded   page.gradient("L") as it is
    torch      your own dict of .grad

| name              | what                                              |
|-------------------|---------------------------------------------------|
| h_t, c_t          | gradient of the state after step t                |
| a_t               | gradient of the sum before φ (RNN, one example)   |
| W_hh, b_h, …      | gradient of a parameter, summed over all steps    |

c_t counts what the next step sends back, not what comes through h_t.
After A. Karpathy, "Becoming a Backprop Ninja", who compares every
intermediate gradient by name.
"""
import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from rnnkit import bptt
from rnnkit.numeric import gradcheck
from rnnkit.show.describe import Document, Symbol, Table, Text
from rnnkit.show.display import Display
from rnnkit.show.numbers import write

LISTED = 3                  # a longer gradient is shown as its length


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
        return Document("", (
            Table(("gradient", *self.ways, ""), lines, marks=tuple(marks)),
            Text(self.sentence(), "right" if self.ok else "wrong")))

    def sentence(self):
        """Return in words whether they agree, and else where it broke."""
        compared = [row for row in self.rows if len(row.values) > 1]
        broken = self.broken
        if broken is None:
            exact = write(10.0 ** math.ceil(math.log10(self.tolerance)))
            return (f"All {len(self.ways)} ways agree on all {len(compared)} "
                    f"gradients, to {exact}.")
        others = [way for way in broken.values if way not in broken.odd]
        verb = "differs" if len(broken.odd) == 1 else "differ"
        who = f"{' and '.join(broken.odd)} {verb}"
        who += f" from {' and '.join(others)}" if others else ""
        above = compared[:compared.index(broken)]
        held = (f"holds down to d{above[-1].name} and " if above else "")
        return (f"The chain {held}breaks at d{broken.name}: {who}. Look at "
                f"the line that computes d{broken.name}; what stands below "
                "it is made from it.")


def shown(value):
    """Return a gradient as a short text: its entries, or its length."""
    if value is None:
        return "–"
    if value.size <= LISTED:
        return ", ".join(write(round(v, 12)) for v in value.reshape(-1))
    return f"‖·‖ = {write(float(np.linalg.norm(value)))}"


# Two ways of our own ----------------------------------------------------------
def hand(cell, params, run, dhs, **options):
    """Return {name: gradient} of `bptt.backward`, in its own order.

    run, dhs and options are those of `bptt.backward`; steps are counted from
    1, as on the slides.
    """
    back = bptt.backward(cell, params, run, dhs, **options)
    found = {}
    for t in range(len(run.steps), 0, -1):
        for name, d in zip(cell.STATE, back.dstates[t - 1]):
            found[f"{name}_{t}"] = d
        if hasattr(run.steps[t - 1], "a") and run.hs.shape[-1] == 1:
            found[f"a_{t}"] = back.steps[t - 1].b_h      # one column: db = da
    return {**found, **back.dparams._asdict()}


def nudged(cell, params, run, loss, **options):
    """Return {name: gradient} by moving one number at a time, forward only.

    loss: a function of hs, (T, H, B), that returns one number and lets
    complex numbers through. run: what `bptt.forward` returned.
    """
    xs = np.stack([step.x for step in run.steps])
    first = tuple(getattr(run.steps[0], f"{name}_prev")
                  for name in cell.STATE)

    def whole(params):
        return loss(bptt.forward(cell, params, xs, first, **options).hs)

    def later(t, state, h):
        """The loss when step t shows h and hands on `state`."""
        hs = [*run.hs[:t], h]
        if t + 1 < len(xs):
            hs += [*bptt.forward(cell, params, xs[t + 1:], state,
                                 **options).hs]
        return loss(np.stack(hs))

    found = {}
    for t, step in reversed(list(enumerate(run.steps))):
        state = {name: getattr(step, name) for name in cell.STATE}
        for name, value in state.items():
            def moved(v, t=t, name=name, state=state):
                new = {**state, name: v}
                return later(t, tuple(new.values()), new["h"])
            found[f"{name}_{t + 1}"] = slopes(moved, value)
        if hasattr(step, "a") and step.a.shape[-1] == 1:
            phi = options.get("phi", np.tanh)
            found[f"a_{t + 1}"] = slopes(
                lambda a, t=t: later(t, (phi(a),), phi(a)), step.a)
    zeros = type(params)(*map(np.zeros_like, params))
    return {**found, **gradcheck(whole, params, zeros).numeric}


def slopes(function, value):
    """Return the numeric gradient of a function of one array."""
    zero = {"v": np.zeros_like(value)}
    return gradcheck(lambda given: function(given["v"]), {"v": value},
                     zero).numeric["v"]
