"""Slopes without a formula: the complex step, or central differences.

    complex step          ∂L/∂w = Im L(w + iε) / ε, exact to the last digits
    central differences   ∂L/∂w ≈ (L(w + ε) − L(w − ε)) / 2ε, to about 1e−9

The complex step needs a loss that lets imaginary parts through. One that
drops them (np.abs, float(), .real) is found by comparing one direction, and
then central differences are used for every entry.

Source: Squire and Trapp, Using complex variables to estimate derivatives of
real functions, SIAM Review 40 (1998).
"""
import inspect
import warnings

import numpy as np

TINY = 1e-20        # the imaginary step: no subtraction, so no cancellation
SMALL = 1e-6        # the real step
EXACT, DIFFERENCES = "complex step", "central differences"


def first_name(loss):
    """Return what the loss calls its parameter: the name of a lone array."""
    try:
        return next(iter(inspect.signature(loss).parameters), "w")
    except ValueError:      # some functions of NumPy have no signature
        return "w"


def numeric_gradient(at, leaves, start):
    """Return (the gradient by symbol, the method that gave it)."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            found = {symbol: _each(value, complex, _complex_step(at, symbol))
                     for symbol, value in leaves.items()}
        reason = "the loss loses imaginary parts"
    except (TypeError, ValueError, Warning):
        found, reason = None, "the loss does not take complex numbers"
    if found is not None and _agrees(at, leaves, found, start):
        return found, EXACT
    found = {symbol: _each(value, float, _central(at, symbol))
             for symbol, value in leaves.items()}
    return found, f"{DIFFERENCES}, as {reason} or has a kink"


def _each(value, kind, derivative):
    """Return derivative(copy of value, index) for each entry, as an array."""
    moved = value.astype(kind)
    out = np.empty(value.shape)
    for index in np.ndindex(value.shape):
        out[index] = derivative(moved, index)
        moved[index] = value[index]
    return out


def _complex_step(at, symbol):
    def derivative(moved, index):
        moved[index] += TINY * 1j
        return one_number(at({symbol: moved}), complex).imag / TINY
    return derivative


def _central(at, symbol):
    def derivative(moved, index):
        here = moved[index]
        step = SMALL * max(1, abs(here))
        moved[index] = here + step
        above = one_number(at({symbol: moved}))
        moved[index] = here - step
        return (above - one_number(at({symbol: moved}))) / (2 * step)
    return derivative


def _agrees(at, leaves, found, start):
    """Return whether one direction gives the same slope by differences."""
    signs = {s: np.cos(1 + np.arange(v.size)).reshape(v.shape)
             for s, v in leaves.items()}
    above, below = (one_number(at({s: v + way * SMALL * signs[s]
                                for s, v in leaves.items()}))
                    for way in (1, -1))
    slope = sum(np.sum(found[s] * signs[s]) for s in leaves)
    size = sum(np.sum(np.abs(found[s])) for s in leaves)
    return (abs((above - below) / (2 * SMALL) - slope)
            <= 1e-5 * (size + 1e-3) + 1e-9 * abs(start))


def is_kink(at, symbol, value, index, analytic, start):
    """Return whether left and right slopes differ, with `analytic` between."""
    def slope(way):
        moved = value.astype(float)
        moved[index] += way * SMALL
        return (one_number(at({symbol: moved})) - start) / (way * SMALL)
    low, high = sorted((slope(-1), slope(1)))
    margin = 1e-3 * max(1, abs(low), abs(high))
    return high - low > margin and low - margin <= analytic <= high + margin


def leaves_of(name, tree):
    """Yield (symbol, array) for every array of a structure."""
    if hasattr(tree, "items"):
        parts = tree.items()
    elif hasattr(tree, "_fields"):
        parts = zip(tree._fields, tree)
    elif isinstance(tree, (tuple, list)):
        parts = ((f"{name}{n}", part) for n, part in enumerate(tree, 1))
    else:
        yield name, np.asarray(tree)
        return
    for symbol, part in parts:
        yield from leaves_of(symbol, part)


def loss_at(loss, first, params, leaves):
    """Return a function: the loss with some arrays replaced, by symbol."""
    def rebuild(name, tree, new):
        if isinstance(tree, dict):
            return {k: rebuild(k, part, new) for k, part in tree.items()}
        if hasattr(tree, "_fields"):
            return type(tree)(*(rebuild(k, part, new) for k, part
                                in zip(tree._fields, tree)))
        if isinstance(tree, (tuple, list)):
            return type(tree)(rebuild(f"{name}{n}", part, new)
                              for n, part in enumerate(tree, 1))
        return new.get(name, leaves[name])
    return lambda new: loss(rebuild(first, params, new))


def one_number(value, kind=float):
    """Return a loss as one number, or raise ValueError."""
    value = np.asarray(value)
    if value.size != 1 or value.dtype.kind not in "iufcb":
        raise ValueError(f"the loss is {value.shape}: one number is needed")
    if not np.isfinite(value).all():
        raise ValueError(f"the loss is {value.reshape(-1)[0]}: "
                         "a finite number is needed")
    if kind is complex and value.dtype.kind != "c":
        raise TypeError("the loss dropped the imaginary part")
    return kind(value.reshape(()))
