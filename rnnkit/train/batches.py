"""Batches: a long text cut into parts that fit a training step.

    stream = Streams(x, batch=32, steps=50)
    part = stream.at(0)            the first training step
    part.x, part.y                 (T, B) indices; y is x one step later

The text is cut into B streams that are read side by side, T steps at a
time. Each part goes on where the last one ended, so the state can be carried
over: that is truncated backpropagation through time (C-truncated).

| symbol | shape     | what                                        |
|--------|-----------|---------------------------------------------|
| x, y   | (T, B)    | inputs and targets, as indices              |
| mask   | (T, B)    | 1 where a target counts, 0 at padding       |
| xs     | (T, V, B) | inputs as one-hot columns: part.columns(V)  |

Each way to cut has a `kind` and a `checksum` of the tokens that it reads: by
them a checkpoint knows its text again.
"""
import hashlib
from typing import NamedTuple

import numpy as np

from rnnkit.cells.readout import one_hot


class Part(NamedTuple):
    """One batch. fresh: whether the state starts again from zeros."""
    x: np.ndarray
    y: np.ndarray
    fresh: bool = True
    mask: np.ndarray | None = None

    def columns(self, size):
        """Return the inputs as one-hot columns (T, size, B)."""
        return one_hot(self.x, size)


class Streams:
    """Contiguous streams of a text; the state is carried from part to part.

    x: (N,) indices; batch: streams side by side, B; steps: T. A text that is
    shorter than one part gives shorter parts. Raises ValueError for a text
    of fewer than two tokens, or with more streams than it can fill.
    """
    kind = "streams"

    def __init__(self, x, batch=1, steps=50):
        x = tokens(x, batch, steps)
        self.batch, self.length = batch, len(x) // batch
        if self.length < 2:
            raise ValueError(f"batch is {batch} but the text has {len(x)} "
                             "tokens: each stream needs 2 or more, so batch "
                             f"is {len(x) // 2} at most")
        self.columns = x[:self.length * batch].reshape(batch, -1).T
        self.steps = min(steps, self.length - 1)
        self.parts = (self.length - 1) // self.steps

    def at(self, step, rng=None):
        """Return the Part of a training step, counted from 0."""
        part = step % self.parts
        first = part * self.steps
        rows = self.columns[first:first + self.steps + 1]
        return Part(rows[:-1], rows[1:], fresh=part == 0)

    def checksum(self):
        """Return a short text that another text would not have."""
        return checksum(self.columns)


class Crops:
    """Parts from random places of a text, each from a fresh state."""
    kind = "crops"

    def __init__(self, x, batch=1, steps=50):
        self.x = tokens(x, batch, steps)
        self.batch, self.steps = batch, min(steps, len(self.x) - 1)
        self.parts = max(1, (len(self.x) - 1) // (self.steps * batch))

    def at(self, step, rng):
        """Return a Part from places that the generator draws."""
        starts = rng.integers(0, len(self.x) - self.steps, self.batch)
        rows = self.x[starts + np.arange(self.steps + 1)[:, None]]
        return Part(rows[:-1], rows[1:])

    def checksum(self):
        """Return a short text that another text would not have."""
        return checksum(self.x)


class Lines:
    """Separate sequences of different length side by side, with a mask.

    sequences: lists of indices; padding: the index that fills the rest. Each
    training step sees all of them.
    """
    kind = "lines"

    def __init__(self, sequences, padding=0):
        sequences = [np.asarray(each) for each in sequences]
        if not sequences or max(map(len, sequences)) < 2:
            raise ValueError("no sequence has two tokens: there is no next "
                             "one to predict")
        rows, kept = padded(sequences, padding)
        self.part = Part(rows[:-1], rows[1:], mask=kept[1:])
        self.batch, self.steps, self.parts = len(sequences), len(rows) - 1, 1

    def at(self, step, rng=None):
        """Return the Part; the same for each training step."""
        return self.part

    def checksum(self):
        """Return a short text that other sequences would not have."""
        return checksum(self.part.x, self.part.y, self.part.mask)


def checksum(*arrays):
    """Return the SHA-256 of whole numbers and their shapes, on any machine
    the same."""
    sha = hashlib.sha256()
    for array in arrays:
        sha.update(f"{array.shape}".encode())
        sha.update(np.ascontiguousarray(array, "<i8"))
    return sha.hexdigest()


def padded(sequences, padding=0):
    """Return (indices (T, B), mask (T, B)) of sequences side by side."""
    T = max(map(len, sequences))
    rows = np.full((T, len(sequences)), padding, dtype=np.int64)
    mask = np.zeros((T, len(sequences)), dtype=np.int64)
    for column, each in enumerate(sequences):
        rows[:len(each), column] = each
        mask[:len(each), column] = 1
    return rows, mask


def tokens(x, batch, steps):
    """Return a text as (N,) whole numbers; refuse what cannot be cut."""
    x = np.asarray(x)
    if x.ndim != 1 or x.dtype.kind not in "iu" and x.size:
        raise ValueError(f"x is {x.shape} of {x.dtype}: a text is a row of "
                         "whole numbers, vocabulary.encode(text)")
    for name, size in (("batch", batch), ("steps", steps)):
        if not isinstance(size, (int, np.integer)) or size < 1:
            raise ValueError(f"{name} is {size!r}: a whole number of 1 or "
                             "more is needed")
    if len(x) < 2:
        raise ValueError(f"the text has {len(x)} tokens: the next one is to "
                         "be predicted, so at least 2 are needed")
    return x
