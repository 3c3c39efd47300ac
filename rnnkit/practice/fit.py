"""Whether a question can be asked: its numbers fit on paper, are not trivial,
and tell every mistake from the right answer.

    fits(q)       all of it
"""
import numpy as np

from rnnkit.practice.family import FEWEST
from rnnkit.trace import TraceError

MOST_ROUNDING = 6           # tolerances that rounding on the way may move
REFUSALS = (ValueError, ArithmeticError, IndexError, TypeError, KeyError)


def fits(q):
    """Whether this question can be asked: its numbers are small, not
    trivial, and tell every mistake from the right answer."""
    try:
        return (both_signs(q) and small(q) and telling(q)
                and bool(q.family.suits(q.page))
                and bears_rounding(q)
                and tells_mistakes(q))
    except (*REFUSALS, TraceError):
        return False


def both_signs(q):
    """Whether the given numbers have both signs, where they should."""
    given = np.concatenate([np.ravel(np.asarray(n.value, float))
                            for n in q.page.record.inputs])
    return not q.family.signs or given.min() < 0 < given.max()


def small(q):
    """Whether no number is large, and whole answers are whole."""
    lines = [np.asarray(n.value, float) for n in q.page.record.lines]
    large = any(np.any(np.abs(v[np.isfinite(v)]) > q.family.largest)
                for v in lines)
    return not large and all(np.isfinite(v) and (
        q.decimals or v == round(v)) for v in q.right.values())


def bears_rounding(q):
    """Whether rounding on the way moves no answer far."""
    return all(abs(q.rounded[label] - value)
               <= MOST_ROUNDING * q.tolerance
               for label, value in q.right.items())


def telling(q):
    """Whether the answers are not trivial: mostly not zero, no line of
    zeros, not all the same."""
    lines = {}
    for label, blank in q.blanks.items():
        lines.setdefault(blank.node, []).append(
            round(q.right[label], q.decimals))
    values = sum(lines.values(), [])
    varied = len(values) == 1 or len(set(values)) > 1
    if q.family.flags:
        return varied
    return varied and 2 * values.count(0) <= len(values) \
        and all(map(any, lines.values()))


def tells_mistakes(q):
    """Whether every mistake changes an answer, and can be noticed."""
    found = q.family.mistakes_at(q.level)
    return len(found) >= FEWEST and all(
        differs(q, q.mistaken(mistake)) for mistake in found)


def differs(q, values):
    """Whether a mistake's values are wrong, and not just by a rounding.

    The first answer that the mistake changes must tell: where it hides in
    a rounding, all that follows from it would be right from there.
    """
    for label, right in q.right.items():
        value = values.get(label)
        if value is None or abs(value - right) <= q.tolerance / 1000:
            continue
        return bool(np.isfinite(value)) and not q.is_right(label, value, 2.5)
    return False


__all__ = ["REFUSALS", "fits"]
