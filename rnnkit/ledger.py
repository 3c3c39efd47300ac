"""The worked numbers of the slides, by their ledger id.

    row = worked("A-rnn-t1")
    params = rnn.Params(row.W_hx, row.W_hh, row.b_h)
    rnn.step(params, row.x, row.h_prev, phi=relu).h     # 7, 8, 7
    row.expected["h"]                                   # the slide's 7, 8, 7

The numbers stand in data/worked_numbers.toml, which says what each field
means; tests/test_worked_numbers.py recomputes every row.
"""
import difflib
import functools
import tomllib
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

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
