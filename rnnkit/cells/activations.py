"""Activation functions, and the slope of each written in its output.

    relu(a)     = max(a, 0)                     slope  1 where h > 0, else 0
    sigmoid(a)  = 1 / (1 + e^−a)                slope  h (1 − h)
    tanh(a)     = np.tanh(a)                    slope  1 − h²
    identity(a) = a                             slope  1
    softmax(z)  = e^z / Σ e^z, over each column

| symbol | shape  | what                       |
|--------|--------|----------------------------|
| a, h   | any    | before and after           |
| z, ŷ   | (K, B) | scores, probabilities      |

They work entry by entry (softmax column by column) on whole numbers, floats
and complex numbers, on recording arrays, and with any axes in front.
"""
import numpy as np

from . import check


def relu(a):
    """Return a where it is positive, and 0 elsewhere; same shape."""
    return np.maximum(a, 0)


def sigmoid(a):
    """Return 1 / (1 + e^−a), between 0 and 1; same shape.

    Written with tanh, which never overflows and is the faster of the two.
    """
    return 0.5 + 0.5 * np.tanh(0.5 * a)


def identity(a):
    """Return a itself: a linear unit."""
    return a


def softmax(z):
    """Return e^z / Σ e^z for each column of the scores z; same shape (K, B).

    The largest score of a column is taken off first: that changes no
    probability, and no exponential overflows.
    """
    check.numbers("z", z)
    e = np.exp(z - np.max(z, axis=-2, keepdims=True))
    y_hat = e / np.sum(e, axis=-2, keepdims=True)
    return y_hat


SLOPES = {
    relu: lambda h: h > 0,
    sigmoid: lambda h: h * (1 - h),
    np.tanh: lambda h: 1 - h * h,
    identity: lambda h: 1,
}


def slope(phi, h):
    """Return φ′(a), written in the output h = φ(a); same shape as h, or 1.

    Raises ValueError for an activation that is not in SLOPES.
    """
    if phi not in SLOPES:
        name = getattr(phi, "__name__", repr(phi))
        known = ", ".join(each.__name__ for each in SLOPES)
        raise ValueError(
            f"no slope is known for {name!r}: use one of {known}, "
            "or teach it, SLOPES[phi] = a function of the output h")
    return SLOPES[phi](h)
