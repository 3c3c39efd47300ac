"""Arguments for a function that is to be checked, drawn from a seed.

No number is 0 and hardly two are alike, so that every term of a formula
counts. The same seed gives the same numbers on every machine.

    draw = Values("rnn-step", 0)
    draw.array(3, 2)              entries between 0.2 and 1.2, either sign
    draw.positive(3, 1)           the same, above 0
    draw.whole(1, 4, 3)           whole numbers from 1 to 4, of shape (3,)
"""
import random
from math import prod

import numpy as np

LOW, WIDTH = 0.2, 1.0


class Values:
    """A stream of numbers that is fixed by its key."""

    def __init__(self, *key):
        self.random = random.Random("/".join(map(str, key))).random

    def one(self):
        """Return a number between 0.2 and 1.2."""
        return LOW + WIDTH * self.random()

    def integer(self, low, high):
        """Return a whole number from low to high, both included."""
        return low + int(self.random() * (high - low + 1))

    def positive(self, *shape):
        """Return an array of numbers above 0."""
        return np.array([self.one() for _ in range(prod(shape))]
                        ).reshape(shape)

    def array(self, *shape):
        """Return an array of numbers of either sign."""
        signs = [1 if self.random() < 0.5 else -1 for _ in range(prod(shape))]
        return self.positive(*shape) * np.array(signs).reshape(shape)

    def whole(self, low, high, *shape):
        """Return an array of whole numbers, low … high."""
        return np.array([self.integer(low, high)
                         for _ in range(prod(shape))]).reshape(shape)

    def one_hot(self, rows, columns):
        """Return (rows, columns) with one 1 in each column."""
        found = np.zeros((rows, columns))
        for k in range(columns):
            found[self.integer(0, rows - 1), k] = 1.0
        return found
