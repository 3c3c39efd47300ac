"""Numbers that fit on paper, drawn from a seed.

The same seed gives the same numbers on every machine: everything comes from
`random.Random(text).random()`, the one stream that Python promises to keep.

    draw = Draw("rnn-step", 2, 7)
    draw.integer(-2, 3)              one of −2, −1, 0, 1, 2, 3
    draw.column(3)                   (3, 1), entries −2 … 3, none of them 0
    draw.weights(3, 2)               (3, 2), entries −2 … 2, one in four 0
"""
import random

import numpy as np


class Draw:
    """A stream of small numbers that is fixed by its key."""

    def __init__(self, *key):
        self.random = random.Random("/".join(map(str, key))).random

    def integer(self, low, high):
        """Return a whole number from low to high, both included."""
        return low + int(self.random() * (high - low + 1))

    def pick(self, options):
        """Return one of the options."""
        options = [*options]
        return options[self.integer(0, len(options) - 1)]

    def several(self, options, count):
        """Return `count` different options, in a drawn order.

        Raises ValueError if there are not so many.
        """
        left = [*options]
        if count > len(left):
            raise ValueError(f"{count} of {len(left)} options: too many")
        return [left.pop(self.integer(0, len(left) - 1))
                for _ in range(count)]

    def array(self, shape, low=-2, high=3, zeros=0.0):
        """Return an array of whole numbers, low … high, as floats.

        zeros: how often an entry is 0; otherwise it is not.
        """
        options = [k for k in range(low, high + 1) if k]
        flat = [0 if self.random() < zeros else self.pick(options)
                for _ in range(int(np.prod(shape)))]
        return np.array(flat, dtype=float).reshape(shape)

    def column(self, rows, low=-2, high=3, zeros=0.0):
        """Return a column (rows, 1)."""
        return self.array((rows, 1), low, high, zeros)

    def weights(self, rows, columns, low=-2, high=2, zeros=0.25):
        """Return a weight matrix (rows, columns); no row or column of it is
        all zeros."""
        while True:
            found = self.array((rows, columns), low, high, zeros)
            if np.all(np.any(found, axis=0)) and np.all(np.any(found, 1)):
                return found

    def one_hot(self, rows, columns=1):
        """Return (rows, columns) with one 1 in each column."""
        found = np.zeros((rows, columns))
        for k in range(columns):
            found[self.integer(0, rows - 1), k] = 1.0
        return found
