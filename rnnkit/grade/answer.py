"""What a function returned, as plain numbers that nobody can bend.

    plain(value)           Flat(shape, numbers, kind), or a Problem
    answers(value, names)  a Flat for each result, or a Problem
    agree(mine, right)     whether two Flats are the same, to a tolerance

The comparison is arithmetic on Python floats: it calls no function that a
notebook could have replaced.
"""
from typing import NamedTuple

import numpy as np

RAVEL, TOLIST, ASARRAY = np.ndarray.ravel, np.ndarray.tolist, np.asarray
NUMBERS = int, float, np.number
KINDS = {"b": "True and False", "c": "complex numbers", "O": "objects",
         "U": "text", "S": "text"}


class Flat(NamedTuple):
    """An array as plain numbers; kind is "i" for whole numbers, or "f"."""
    shape: tuple
    numbers: tuple
    kind: str


class Problem(NamedTuple):
    """Why something that was returned cannot be compared, in words."""
    words: str


def answers(value, names):
    """Return a Flat for each result, or a Problem.

    names: what the results are called. A NamedTuple counts as a tuple.
    """
    if value is None:
        return Problem(f"it returns None: end it with return "
                       f"{', '.join(names)}.")
    several = isinstance(value, (tuple, list)) and not is_numbers(value)
    if len(names) == 1 and isinstance(value, tuple) and len(value) == 1:
        return Problem(f"it returns a tuple with {names[0]} in it: take the "
                       "comma, or the brackets, away.")
    if len(names) > 1 and not several:
        return Problem(f"it returns {kind(value)}: {len(names)} values are "
                       f"asked for, return {', '.join(names)}.")
    if len(names) > 1 and len(value) != len(names):
        return Problem(f"it returns {len(value)} value"
                       f"{'s' * (len(value) != 1)}: {len(names)} are asked "
                       f"for, return {', '.join(names)}.")
    parts = tuple(value) if len(names) > 1 else (value,)
    found = [plain(part, name) for part, name in zip(parts, names)]
    return next((f for f in found if isinstance(f, Problem)), tuple(found))


def is_numbers(value):
    """Whether a list is numbers (of numbers), and no list of arrays."""
    return isinstance(value, list) and len(value) > 0 and all(
        isinstance(part, NUMBERS) or is_numbers(part) for part in value)


def plain(value, name):
    """Return a Flat of an array or a number, or a Problem."""
    if isinstance(value, bool) or not isinstance(value, (
            np.ndarray, np.generic, int, float)):
        return Problem(f"{name} is {kind(value)}: return a NumPy array"
                       + advice(value, name) + ".")
    array = ASARRAY(value)
    if array.dtype.kind not in "iuf":
        kinds = KINDS.get(array.dtype.kind, f"{array.dtype}")
        return Problem(f"{name} is an array of {kinds}: numbers are asked "
                       "for.")
    return Flat(array.shape, tuple(TOLIST(RAVEL(array))),
                "i" if array.dtype.kind in "iu" else "f")


def kind(value):
    """Return in words what something is."""
    module = type(value).__module__.partition(".")[0]
    if value is None:
        return "None"
    if module in ("torch", "jax", "tensorflow"):
        return f"a {module} tensor"
    if isinstance(value, np.ndarray):
        return f"one array of shape {value.shape}"
    if isinstance(value, (list, tuple, dict, set, str, bool)):
        return {"str": "text", "bool": "True or False"}.get(
            type(value).__name__, f"a {type(value).__name__}")
    if isinstance(value, NUMBERS):
        return "one number"
    if callable(value):
        return "a function (are its brackets missing?)"
    return f"of type {type(value).__name__}"


def advice(value, name):
    """Return how to make an array of it."""
    if type(value).__module__.partition(".")[0] == "torch":
        return f", {name}.detach().numpy()"
    return f", np.array({name})" if is_numbers(value) else ""


def agree(mine, right, tolerance, nan=False):
    """Whether two Flats have the same shape and the same numbers.

    tolerance: relative to the largest of the right numbers that are finite,
    or to 1; infinite ones must be the same. nan: whether nan is the same as
    nan, as where a mistake is compared; else it is the same as nothing.
    """
    if mine.shape != right.shape:
        return False
    near = tolerance * largest(right.numbers)
    for one, other in zip(mine.numbers, right.numbers):
        if one == other or nan and one != one and other != other:
            continue                            # both infinite, or both nan
        if not -near <= one - other <= near:
            return False
    return True


def largest(numbers):
    """Return the largest size of the finite numbers, or 1."""
    found = 1.0
    for number in numbers:
        size = number if number > 0 else -number
        if size > found and size - size == 0:   # inf - inf is nan
            found = size
    return found


def all_agree(mine, right, tolerance, nan=False):
    """Whether each Flat of a tuple agrees with its partner."""
    if mine is None or right is None or len(mine) != len(right):
        return False
    for one, other in zip(mine, right):
        if not agree(one, other, tolerance, nan):
            return False
    return True
