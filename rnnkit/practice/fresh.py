"""The same formula with fresh numbers that fit on paper."""
import numpy as np

from rnnkit.page import by_hand
from rnnkit.trace.inputs import bind

LARGEST = 20.0              # results stay below this
TRIES = 200
REFUSALS = ValueError, ArithmeticError, IndexError


def fresh(page, seed, keep=()):
    """Return a new Page of a page's formula, with small integers as inputs.

    The same seed gives the same numbers. Zeros and ones are frequent, both
    signs occur, and no result is all zeros if that can be avoided. What
    stays as it is: single numbers beside arrays (a rate, a size), whole
    numbers that only index, True/False, and what `keep` names: arguments or
    their fields. Raises ValueError if it names something else, or if the
    formula refuses every try.
    """
    if type(seed) is not int or seed < 0:
        raise ValueError(f"seed is {seed!r}: it is a whole number from 0 on")
    generator = np.random.default_rng(seed)
    given = bind(page.formula, page.args, page.kwargs).arguments
    kept = named(page, given, keep) | only_index(page)
    scalars = not any(n.shape for n in page.record.inputs)
    best, least = None, np.inf
    for _ in range(TRIES):
        new = attempt(page, renew_all(given, generator, kept, scalars))
        fault = trouble(new, page) if new else np.inf
        if fault < least:
            best, least = new, fault
        if not fault:
            break
    if best is None:
        raise ValueError(f"no fresh numbers suit {page.title}: name the "
                         "arguments that must stay, keep=(…)")
    best.seed = seed
    return best


def named(page, given, keep):
    """Return the names to keep as a set; refuse those that do not exist."""
    keep = {keep} if isinstance(keep, str) else set(keep)
    unknown = sorted(keep - set(given) - set(page.inputs))
    if unknown:
        raise ValueError(f"{page.title} has no argument {unknown[0]!r} to "
                         f"keep; it has {', '.join([*given])}")
    return keep


def only_index(page):
    """Return the names of whole numbers that nothing is computed from."""
    used = {part for node in page.record.nodes for part in node.inputs}
    return {n.name for n in page.record.inputs if n not in used
            and np.asarray(n.value).dtype.kind in "iub"}


def attempt(page, given):
    """Return the page of some fresh numbers, or None if they do not suit."""
    call = bind(page.formula, page.args, page.kwargs)
    call.arguments.update(given)
    try:
        with np.errstate(all="ignore"):
            return by_hand(page.formula, *call.args, **call.kwargs)
    except REFUSALS:
        return None


def renew_all(given, generator, kept, scalars):
    """Return arguments, or fields, renewed but for those that are kept."""
    return {name: value if name in kept else
            renew(value, generator, kept, scalars)
            for name, value in given.items()}


def renew(value, generator, kept, scalars):
    """Return an argument with its arrays filled anew."""
    def inside(part):
        return renew(part, generator, kept, scalars)
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return type(value)(**renew_all(value._asdict(), generator, kept,
                                       scalars))
    if isinstance(value, dict):
        return renew_all(value, generator, kept, scalars)
    if isinstance(value, list) and value and np.ndim(value[0]) == 0 \
            and all(isinstance(part, (int, float)) for part in value):
        return like(np.array(value), generator)
    if isinstance(value, (list, tuple)):
        return type(value)(map(inside, value))
    if isinstance(value, np.ndarray):
        return like(value, generator)
    if scalars and type(value) in (int, float):
        return type(value)(generator.choice([-2, -1, 1, 2, 3]))
    return value


def like(value, generator):
    """Return small integers of an array's shape: weights −1…2, others −1…3.
    """
    if value.ndim == 2 and min(value.shape) > 1:
        return generator.choice([-1.0, 0, 0, 1, 1, 2], size=value.shape)
    return generator.integers(-1, 4, size=value.shape).astype(float)


def trouble(page, model):
    """Return how unsuitable a page's numbers are; 0 is good.

    model: the page before; where it is infinite (a mask), this one may be.
    """
    if page.lines != model.lines:
        return np.inf
    fault = 0
    for node, before in zip(page.record.lines, model.record.lines):
        value = np.asarray(node.value, dtype=float)
        finite = np.isfinite(value)
        if value.shape != before.shape or np.any(
                finite != np.isfinite(before.value)):
            return np.inf
        value = np.round(value[finite], 2)
        fault += np.sum(np.abs(value) > LARGEST)
        fault += 2 * (not np.any(value))
        fault += value.size > 1 and np.all(value == value.flat[0])
    return float(fault)
