"""What is right on each draw of a question, and what each mistake gives.

    case = cases(question)[0]
    case.arguments()           a new copy, for the learner to spoil
    case.right                 a Flat for each result
    slips(question)            {mistake: [its Flats, or None where it raises]}

Worked out once for each question, on NumPy as it was.
"""
import copy
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from rnnkit.grade.answer import Problem, answers
from rnnkit.grade.values import Values
from rnnkit.practice.change import change

REFUSALS = (ValueError, ArithmeticError, IndexError, TypeError, KeyError,
            AttributeError)


class Case(NamedTuple):
    """One draw: what is given, and what is to be returned."""
    given: tuple
    right: tuple

    def arguments(self):
        """Return a copy of the arguments, so that these stay as drawn."""
        return copy.deepcopy(self.given)


@lru_cache(maxsize=None)
def cases(question):
    """Return the Cases of a question, one for each of its sizes."""
    return tuple(case(question, number)
                 for number in range(len(question.sizes)))


def case(question, number):
    """Return one Case; RuntimeError if the formula cannot do it (a fault of
    ours)."""
    given = question.draw(Values(question.name, number),
                          *question.sizes[number])
    right = returned(question.formula, copy.deepcopy(given), question.results)
    if right is None:
        raise RuntimeError(f"{question.name}: the formula fails on draw "
                           f"{number}")
    return Case(given, right)


@lru_cache(maxsize=None)
def slips(question):
    """Return {name of the mistake: tuple of what it gives on each draw}."""
    return {mistake.name: tuple(
        returned(wrong, each.arguments(), question.results)
        for each in cases(question))
        for mistake in question.mistakes
        for wrong in [change(question.formula, **mistake.changes)]}


def returned(function, given, names):
    """Return a Flat for each result, or None if the function fails."""
    try:
        with np.errstate(all="ignore"):
            found = answers(function(*given), names)
    except REFUSALS:
        return None
    return None if isinstance(found, Problem) else found


def same_arguments(one, other):
    """Whether two tuples of arguments hold the same bytes."""
    if isinstance(one, np.ndarray) and isinstance(other, np.ndarray):
        return one.shape == other.shape and one.dtype == other.dtype \
            and one.tobytes() == other.tobytes()
    if isinstance(one, (list, tuple)):
        return type(one) is type(other) and len(one) == len(other) \
            and all(map(same_arguments, one, other))
    return one == other


__all__ = ["Case", "cases", "same_arguments", "slips"]
