"""The same formula with fresh numbers that fit on paper."""
import numpy as np

from rnnkit.page import by_hand
from rnnkit.trace.inputs import bind

LARGEST = 20.0              # results stay below this
TRIES = 200


def fresh(page, seed, keep=()):
    """Return a new Page of a page's formula, with small integers as inputs.

    The same seed gives the same numbers. Zeros and ones are frequent, both
    signs occur, and no result is all zeros if that can be avoided. Single
    numbers (a rate, an index), True/False and the arguments named in `keep`
    stay as they are. Raises ValueError if the formula refuses every try.
    """
    generator = np.random.default_rng(seed)
    given = bind(page.formula, page.args, page.kwargs).arguments
    best, least = None, np.inf
    for _ in range(TRIES):
        new = attempt(page.formula, {
            name: value if name in keep else renew(value, generator)
            for name, value in given.items()})
        fault = trouble(new) if new else np.inf
        if fault < least:
            best, least = new, fault
        if not fault:
            return best
    if best is None:
        raise ValueError(f"no fresh numbers suit {page.title}: name the "
                         "arguments that must stay, keep=(…)")
    return best


def attempt(formula, arguments):
    """Return the page of some fresh numbers, or None if they do not suit."""
    try:
        with np.errstate(all="ignore"):
            return by_hand(formula, **arguments)
    except ValueError:
        return None


def renew(value, generator):
    """Return an argument with its arrays filled anew."""
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return type(value)(*(renew(part, generator) for part in value))
    if isinstance(value, dict):
        return {k: renew(part, generator) for k, part in value.items()}
    if isinstance(value, (list, tuple)):
        return type(value)(renew(part, generator) for part in value)
    if isinstance(value, np.ndarray) and (value.dtype.kind == "f"
                                          or value.ndim > 1):
        return like(value, generator)
    return value


def like(value, generator):
    """Return small integers of an array's shape: weights −1…2, others 0…3."""
    if value.ndim == 2 and min(value.shape) > 1:
        return generator.choice([-1.0, 0, 0, 1, 1, 2], size=value.shape)
    return generator.integers(-1, 4, size=value.shape).astype(float)


def trouble(page):
    """Return how unsuitable a page's numbers are; 0 is good."""
    fault = 0
    for node in page.record.lines:
        value = np.asarray(node.value, dtype=float)
        if not np.all(np.isfinite(value)):
            return np.inf
        fault += np.sum(np.abs(value) > LARGEST)
        fault += 2 * (not np.any(value))
        fault += value.size > 1 and np.all(value == value.flat[0])
    return float(fault)
