"""Convolution and its transpose, of signals and of images.

    y = W ∗ x + b           y[m, i] = b[m] + Σ_c Σ_k W[m, c, k] x[c, s i + r k]
    y = W ∗ᵀ x + b          the transpose: what the convolution gathers from
                            s i + r k, it spreads to s i + r k

s is the stride, r the dilation; p entries of padding stand around x. As one
matrix product: W, a row a filter, times columns, one for each output place of
each example.

| symbol | shape                | what                                  |
|--------|----------------------|---------------------------------------|
| x      | (B, C, *size)        | B examples of C maps                  |
| W      | (M, C, *kernel)      | to M maps, from C maps                |
| b      | (M, 1)               | one bias a map; (C, 1) for ∗ᵀ         |
| y      | (B, M, *out)         | M maps                                |

Of the transpose x is (B, M, *out), y is (B, C, *size): the same W leads back.
That is why each of the two is in the other's backward pass. Deck E.
"""
from typing import NamedTuple

import numpy as np

from . import check, sliding


class Params(NamedTuple):
    """The filters and biases of a layer, or the gradient for each."""
    W: np.ndarray
    b: np.ndarray


def convolve(params, x, stride=1, padding=0, dilation=1):
    """Return y = W ∗ x + b, (B, M, *out).

    stride, padding, dilation: a number, or one an axis; padding may be
    "same". Raises ValueError for shapes that do not fit and for a kernel
    that is larger than the input. E-transpose-2d, E-dilated.
    """
    W, b = params
    w = _window(W, b, x, stride, padding, dilation)
    columns = _flat(sliding.unfold(x, w), 3)
    y = _rows(W) @ columns + b
    return _maps(y, w.out)


def convolve_back(params, x, dy, stride=1, padding=0, dilation=1):
    """Return (Params of gradients, dx) from dy = ∂L/∂y, shaped as y.

    The gradients of the parameters are summed over examples and places.
    """
    W, b = params
    w = _window(W, b, x, stride, padding, dilation)
    _shaped("dy", dy, "y", (len(x), len(W), *w.out))
    dy = _flat(dy, 2)
    dW = dy @ _flat(sliding.unfold(x, w), 3).T
    db = np.sum(dy, axis=1)
    dx = sliding.fold(_unflat(_rows(W).T @ dy, W, w), w)
    return Params(dW.reshape(W.shape), db.reshape(b.shape)), dx


def transposed(params, x, stride=1, padding=0, dilation=1, size=None):
    """Return y = W ∗ᵀ x + b, (B, C, *size).

    size: of y, where the stride leaves a choice; the smallest if None.
    Raises ValueError as `convolve` does, and for a size that the convolution
    would not turn into that of x. E-transpose-1d, E-transpose-2d.
    """
    W, b = params
    w = _window_back(W, b, x, stride, padding, dilation, size)
    columns = _columns(W) @ _flat(x, 2)
    y = sliding.fold(_unflat(columns, W, w), w)
    return y + _beside(b, w)


def transposed_back(params, x, dy, stride=1, padding=0, dilation=1,
                    size=None):
    """Return (Params of gradients, dx) from dy = ∂L/∂y, shaped as y."""
    W, b = params
    w = _window_back(W, b, x, stride, padding, dilation, size)
    _shaped("dy", dy, "y", (len(x), W.shape[1], *w.size))
    columns = _flat(sliding.unfold(dy, w), 3)
    dW = _flat(x, 2) @ columns.T
    db = np.sum(_flat(dy, 2), axis=1)
    dx = _maps(_rows(W) @ columns, w.out)
    return Params(dW.reshape(W.shape), db.reshape(b.shape)), dx


def from_dense(W, b, shape):
    """Return the Params of a convolution that does to each window what a
    fully connected layer does to one image: the same numbers, reshaped.

    W: (K, C·h·w), b: (K, 1); shape: (C, h, w) of that image. With (D, 1, 1)
    it is the 1 × 1 convolution. Raises ValueError if W has another number of
    columns. E-patches.
    """
    pixels = int(np.prod(shape))
    if check.numbers("W", W)[1] != pixels:
        raise ValueError(f"W is {np.shape(W)} but the image is {shape}: W "
                         f"needs {pixels} columns, one per pixel")
    return Params(_kernels(W, shape), b)


# As a matrix ----------------------------------------------------------------
def as_matrix(w, size, stride=1, padding=0, dilation=1):
    """Return X, (out, size + 2 padding): the convolution of a signal with
    one filter w, as the matrix that multiplies the padded signal.

    w: the taps, flat. E-transpose-1d.

    >>> as_matrix([1, 2, 3], size=4, stride=2, padding=1)
    array([[1, 2, 3, 0, 0, 0],
           [0, 0, 1, 2, 3, 0]])
    """
    w = np.ravel(w)
    over = sliding.window((size,), w.shape, stride, padding, dilation)
    X = np.zeros((*over.out, size + over.before[0] + over.after[0]), w.dtype)
    rows = np.arange(len(X))
    for k, places in enumerate(sliding.taps(over)):
        X[rows, np.arange(X.shape[1])[places]] = w[k]
    return X


def by_matrix(X, a):
    """Return y = X a, (out, 1): a convolution as a matrix product.

    X: from `as_matrix`; a: the padded signal, a column. With Xᵀ it is the
    transposed convolution. E-transpose-1d.
    """
    y = X @ a
    return y


# Shapes ---------------------------------------------------------------------
def _window(W, b, x, stride, padding, dilation):
    """Return the Window of W over x, or raise ValueError."""
    _, C, size = sliding.maps("x", x)
    filters, channels, kernel = sliding.maps("W", W, len(size))
    if channels != C:
        raise ValueError(f"W is {np.shape(W)} but x is {np.shape(x)}: W "
                         f"needs {C} in its second place, one per map of x")
    _shaped("b", b, "the bias", (filters, 1))
    return sliding.window(size, kernel, stride, padding, dilation)


def _window_back(W, b, x, stride, padding, dilation, size):
    """Return the Window whose places are those of x, or raise ValueError."""
    _, M, out = sliding.maps("x", x)
    filters, channels, kernel = sliding.maps("W", W, len(out))
    if filters != M:
        raise ValueError(f"W is {np.shape(W)} but x is {np.shape(x)}: the "
                         f"transpose needs {M} in the first place of W, one "
                         "per map of x")
    _shaped("b", b, "the bias", (channels, 1))
    return sliding.back_to(out, kernel, stride, padding, dilation, size)


def _shaped(symbol, value, other, shape):
    if check.numbers(symbol, value) != shape:
        raise ValueError(f"{symbol} is {np.shape(value)} but {other} is "
                         f"{shape}: they need the same shape")


def _rows(W):
    return W.reshape(len(W), -1)


def _columns(W):
    return _rows(W).T


def _flat(v, axes):
    """Return (rows, P·B): the axes after the first up to `axes` are rows;
    all places of all examples stand side by side, as columns."""
    rows = int(np.prod(v.shape[1:axes]))
    return v.transpose(*range(1, v.ndim), 0).reshape(rows, -1)


def _maps(y, out):
    """Return (B, M, *out) from (M, P·B)."""
    return _examples_first(y.reshape(len(y), *out, -1))


def _unflat(columns, W, w):
    """Return (B, C, K, *out) from (C·K, P·B)."""
    taps = int(np.prod(w.kernel))
    return _examples_first(columns.reshape(W.shape[1], taps, *w.out, -1))


def _examples_first(v):
    return v.transpose(-1, *range(v.ndim - 1))


def _beside(b, w):
    return b.reshape(-1, *(1 for _ in w.size))


def _kernels(W, shape):
    return W.reshape(-1, *shape)
