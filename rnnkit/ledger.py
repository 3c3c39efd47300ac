"""The worked numbers of the slides, by their ledger id.

    row = worked("A-rnn-t1")
    params = rnn.Params(row.W_hx, row.W_hh, row.b_h)
    rnn.step(params, row.x, row.h_prev, phi=relu).h     # 7, 8, 7
    row.expected["h"]                                   # the slide's 7, 8, 7
    row.check(h=h)            a table: what was computed, what is expected
    errata()                  every number that a slide prints wrongly

The numbers stand in data/worked_numbers.toml, which says what each field
means; tests/test_worked_numbers.py recomputes every row.

Known limits: the decks were read as text taken from their pages, so a misread
digit would look like a slip of the slide, and numbers that stood only in a
figure are lost (rows "partial" and "figure": the inputs are chosen so that
every surviving line comes out). Only numbers are recomputed; of a wrong
formula the row holds what it would give. A row is right to the decimals that
it is written with.
"""
import difflib
import functools
import tomllib
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from rnnkit.show.describe import (Document, Heading, Index, Symbol, Table,
                                  Text)
from rnnkit.show.display import Display
from rnnkit.show.numbers import write
from rnnkit.show.typed import line as in_text

DECKS = {"A": "CSCI 5722 RNN workbook", "B": "vanilla RNN and BPTT",
         "C": "RNN to LSTM with PyTorch", "D": "lecture 16, sequence models",
         "E": "lecture 5, dense prediction and RNN basics"}
DATA = Path(__file__).resolve().parents[1] / "data" / "worked_numbers.toml"


@dataclass(frozen=True)
class Worked:
    """One row of the ledger; an input is also an attribute: row.W_hx.

    Matrices, columns and sequences are float64 arrays of shape (rows,
    columns) or (T, rows, columns); flat lists (sizes, indices, words) stay
    lists. `printed` holds what the slide prints where that is not what it
    should be, and `why` says what is wrong with it.
    """
    id: str
    deck: str
    status: str
    title: str
    shows: str
    inputs: dict
    expected: dict
    printed: dict = field(default_factory=dict)
    why: str = ""
    note: str = ""
    lines: tuple = ()
    mistakes: dict = field(default_factory=dict)
    decimals: int | None = None
    same_as: str = ""

    def __getattr__(self, name):
        inputs = self.__dict__.get("inputs", {})
        if name in inputs:
            return inputs[name]
        raise AttributeError(f"{self.__dict__.get('id', 'this row')} has no "
                             f"{name!r}; its inputs are {', '.join(inputs)}")

    @property
    def reconstruction(self):
        """Whether the inputs are ours, the slide's own being lost."""
        return self.status in ("partial", "figure")

    def slips(self, names=None):
        """Yield (name, printed, right) for each wrong entry, as shown; of
        these names only, if any are given."""
        for name, printed in self.printed.items():
            if names is not None and name not in names:
                continue
            right = self.expected[name]
            if np.ndim(printed) == 0 or is_shape(printed):
                yield (Symbol(name), listed(printed, self.decimals),
                       listed(right, self.decimals))
                continue
            printed, right = np.asarray(printed), np.asarray(right)
            for place in np.argwhere(printed != right):
                column = len(place) > 1 and printed.shape[-1] == 1
                key = ", ".join(map(str, place[:-1] if column else place))
                yield (Index(Symbol(name), key),
                       listed(printed[tuple(place)], self.decimals),
                       listed(right[tuple(place)], self.decimals))

    def check(self, **computed):
        """Return the Check of computed values beside those of the row.

        computed: values under the names of `expected`. Raises KeyError for
        a name that the row does not have.
        """
        for name in computed:
            if name not in self.expected:
                raise KeyError(f"{self.id} expects no {name!r}; it has "
                               f"{', '.join(self.expected)}")
        return Check(self, computed)


class Check(Display):
    """What was computed, beside what is expected; `ok` if they agree."""

    def __init__(self, row, computed):
        self.row, self.computed = row, computed

    @property
    def ok(self):
        """Whether every value agrees, to the decimals of the row."""
        return all(self.agrees(name) for name in self.computed)

    def agrees(self, name):
        """Whether one value agrees with what is expected."""
        return agree(self.computed[name], self.row.expected[name],
                     self.row.decimals)

    def describe(self):
        """Return a table, and a sentence for what the slide has wrong."""
        row, marks, lines = self.row, [], []
        for n, (name, value) in enumerate(self.computed.items()):
            right = self.agrees(name)
            lines.append((Symbol(name), listed(value, row.decimals),
                          listed(row.expected[name], row.decimals),
                          "same" if right else "differs"))
            marks.append(((n, 3), "right" if right else "wrong"))
        slips = ", ".join(f"{in_text(name)} = {printed}" for name, printed, _
                          in row.slips(self.computed))
        said = [Text(f"The slide slips. As printed: {slips}.", "look")]
        return Document("", (
            Heading(f"{row.id}: {row.title}"),
            Table(("", "computed", "answer key", ""), tuple(lines),
                  marks=tuple(marks)), *said * bool(slips)))


class Errata(Display):
    """What the slides have wrong, row by row; iterate over it for the rows."""

    def __init__(self, rows):
        self.rows = tuple(rows)

    def __iter__(self):
        return iter(self.rows)

    def __len__(self):
        return len(self.rows)

    def describe(self):
        """Return for each row what is printed, what is right, and why."""
        items = []
        for row in self.rows:
            slips = tuple(row.slips())
            marks = [((n, j), mark) for n in range(len(slips))
                     for j, mark in ((1, "wrong"), (2, "right"))]
            items += [Heading(f"{row.id}: {row.title}"),
                      Text(f"Deck {row.deck}, {DECKS[row.deck]}"),
                      Table(("", "printed", "right"), slips,
                            marks=tuple(marks)),
                      Text(row.why), *[Text(row.note)] * bool(row.note)]
        return Document("", tuple(items))


def worked(id):
    """Return the row of the ledger with this id, as a Worked; new arrays on
    each call.

    Raises KeyError for an unknown id, naming the nearest, and
    FileNotFoundError where the package was installed without the course.
    """
    rows = _rows()
    if id not in rows:
        near = difflib.get_close_matches(str(id), rows, n=1, cutoff=0.4)
        hint = f": did you mean {near[0]!r}?" if near else ""
        raise KeyError(f"no worked numbers for {id!r}{hint}")
    row = dict(rows[id])
    if "same_as" in row:
        row = {**rows[row["same_as"]], **row}
    return Worked(id, **{name: _arrays(value) for name, value in row.items()})


def errata(*chosen):
    """Return the Errata: the rows with these ids, or every row in which a
    slide prints something that is not right."""
    rows = map(worked, chosen or ids())
    return Errata(row for row in rows if row.printed)


def ids():
    """Return the ids of all rows, in the order of the file."""
    return tuple(_rows())


@functools.cache
def _rows():
    if not DATA.is_file():
        raise FileNotFoundError(
            "data/worked_numbers.toml is not beside the package: it belongs "
            "to the course. Clone the course and install that: "
            "pip install -e .")
    return tomllib.loads(DATA.read_text(encoding="utf-8"))


def _arrays(value):
    """Return the value with each list of lists as an array, inside tables
    too."""
    if isinstance(value, dict):
        return {name: _arrays(inner) for name, inner in value.items()}
    if isinstance(value, list) and value and isinstance(value[0], list):
        return np.array(value, dtype=np.float64)
    return list(value) if isinstance(value, list) else value


def agree(computed, said, decimals):
    """Whether numbers are the same as far as they are said: exactly, or to a
    number of decimals."""
    if isinstance(said, dict):
        return (computed.keys() == said.keys() and
                all(agree(computed[k], said[k], decimals) for k in said))
    computed, said = np.asarray(computed, float), np.asarray(said, float)
    if computed.size == said.size == 1:     # a number may come as (1, 1)
        computed = computed.reshape(said.shape)
    if computed.shape != said.shape:
        return False
    allowed = 0 if decimals is None else 0.5 * 10.0 ** -decimals
    return bool(np.all(np.abs(computed - said) <= allowed * (1 + 1e-9)))


def is_shape(value):
    """Whether a value is a shape, such as [128, 512]: a flat list of sizes."""
    return isinstance(value, (list, tuple)) and len(value) > 1 and all(
        isinstance(size, (int, np.integer)) for size in value)


def listed(value, decimals):
    """Return numbers as a hand lists them: 7, 8, 7, or 128 × 512 a shape."""
    if isinstance(value, dict):
        return ", ".join(f"{k} {listed(v, decimals)}"
                         for k, v in value.items())
    if is_shape(value):
        return " × ".join(map(str, value))
    digits = 4 if decimals is None else decimals
    value = np.round(np.asarray(value, float), digits)
    if value.ndim == 3 and value.shape[1] > 1:        # a sequence of columns
        return ", ".join(f"({listed(part, decimals)})" for part in value)
    if value.ndim > 1 and value.shape[-1] > 1:
        return "; ".join(listed(part, decimals) for part in value)
    return ", ".join(write(v, digits) for v in value.reshape(-1))
