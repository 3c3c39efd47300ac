"""How a sequence lies in memory, and what comes from x and goes back to it.

Shapes are those of the slides, (T, H, B); in memory the numbers of one
example stand together, as if it were (T, B, H). Then the columns of all
steps side by side, (H, T·B), are the same memory read in another way: no
copy is made where one product serves all steps.
"""
from typing import NamedTuple

import numpy as np

from rnnkit.cells import check

# A C library may hand large blocks back to the system when they are freed,
# and pay for every page anew at the next training step: twice the time of an
# LSTM step here. glibc stops doing so once a block this large was freed; it
# is never written to, so it costs nothing.
np.empty(31 << 20, np.uint8)


class Run(NamedTuple):
    """What a sequence did: hs (T, H, B), the last state, and the arrays
    that the way back needs."""
    hs: np.ndarray
    state: tuple
    kept: tuple


class Grads(NamedTuple):
    """dparams in the type of the parameters, and the gradient of the state
    before the first step."""
    dparams: tuple
    dstate: tuple


# Arrays ---------------------------------------------------------------------
def empty(*shape, dtype):
    """Return an array (…, H, B) in which each example stands together."""
    *front, H, B = shape
    return np.empty((*front, B, H), dtype).swapaxes(-1, -2)


def room(xs, first, dtype):
    """Return (T + 1, H, B) that begins with the state `first`, so that
    [:-1] holds what came before each step and [1:] what came of it."""
    states = empty(len(xs) + 1, *first.shape, dtype=dtype)
    states[0] = first
    return states


def copies(dstate, states):
    """Return the gradients at the last state, in memory of their own; zeros
    if dstate is None."""
    copied = tuple(np.zeros_like(state) for state in states)
    for copy, d in zip(copied, dstate or ()):
        copy += d
    return copied


def side_by_side(v):
    """Return (…, T, H, B) as (…, H, T·B): the columns of all steps."""
    *front, T, H, B = v.shape
    return v.swapaxes(-3, -2).reshape(*front, H, T * B)


def times(W, B):
    """Return a function (v, out) that writes W v into out.

    Both do the same: dot is quicker to begin, but writes columns of C order
    only, which ours are when there is one.
    """
    if B == 1:
        return W.dot
    W = np.ascontiguousarray(W)
    return lambda v, out: np.matmul(W, v, out=out)


# What comes from x, and what goes back to it --------------------------------
def from_x(W, b, xs, ax):
    """Write W x_t + b into ax, (T, H, B), for every t."""
    if xs.ndim == 2:                                  # indices: a lookup
        table = np.add(W, b, dtype=ax.dtype, casting="same_kind").T
        np.take(table, xs, axis=0, out=ax.swapaxes(1, 2), mode="clip")
    else:
        np.matmul(W, xs, out=ax)
        ax += b


def to_x(da, xs, D):
    """Return dW = Σ da x over all steps, (…, H, D); da is (…, H, T·B)."""
    if xs.ndim == 3:
        return da @ side_by_side(xs).T
    tokens = xs.reshape(-1)
    if tokens.size < 8 * D:                 # few: the one-hot product
        x = np.zeros((tokens.size, D), da.dtype)
        x[np.arange(tokens.size), tokens] = 1
        return da @ x
    return sums(da, tokens, D)


def sums(da, tokens, D):
    """Return the sum of the columns of da that belong to each token, the
    one-hot product without its zeros: (…, H, D)."""
    order = np.argsort(tokens, kind="stable")
    ends = np.searchsorted(tokens, np.arange(D + 1), sorter=order).tolist()
    da, dW = da.swapaxes(-1, -2), np.empty((D, *da.shape[:-1]), da.dtype)
    for out, first, last in zip(dW, ends, ends[1:]):
        mine = np.take(da, order[first:last], axis=-2)
        np.add.reduce(mine, axis=-2, out=out)
    return np.moveaxis(dW, 0, -1)


# What is refused ------------------------------------------------------------
def checked(cell, params, xs, state):
    """Return (xs as an array, the dtype to compute in).

    Raises ValueError for shapes that do not fit, in the words of
    `cells.check`, and for tokens outside the vocabulary. Only shapes are
    looked at: a NaN passes, and shows in the loss.
    """
    xs, (H, D) = np.asarray(xs), np.shape(params[0])
    if xs.ndim == 2:
        indices("xs", xs, D)
    elif xs.ndim != 3 or not xs.size:
        check.numbers("xs", xs, least=3)
    x = (D, xs.shape[-1]) if xs.ndim == 2 else xs.shape[1:]
    shapes = (*map(np.shape, params), x, *map(np.shape, state))
    sizes = {"hidden unit": H, "input": D, "example": x[1], 1: 1}
    for (_, rows, columns), shape in zip(cell.SHAPES, shapes, strict=True):
        if shape != (sizes[rows], sizes[columns]):
            check.shapes(cell.SHAPES, *params, np.zeros(x), *state)
    return xs, np.result_type(*params, np.float32)


def indices(symbol, tokens, size):
    """Return None, or raise ValueError unless tokens are whole numbers from
    0 to size − 1."""
    if tokens.dtype.kind not in "iu":
        raise ValueError(f"{symbol} is {tokens.shape} of {tokens.dtype}: "
                         "indices (T, B) are whole numbers, and columns "
                         "have three axes, (T, D, B)")
    if not tokens.size:
        raise ValueError(f"{symbol} is {tokens.shape}: at least one step and "
                         "one example are needed")
    if tokens.min() < 0 or tokens.max() >= size:
        wrong = tokens[(tokens < 0) | (tokens >= size)][0]
        raise ValueError(f"{symbol} has the token {wrong}: with {size} in "
                         f"the vocabulary they run from 0 to {size - 1}")
