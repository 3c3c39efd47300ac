"""From hidden states to outputs, probabilities and the loss.

    y   = W_yh h + b_y                 the output, linear
    ŷ   = softmax(z)                   probabilities from scores z
    l   = −Σ y log ŷ / B               cross-entropy with the targets y
    dz  = (ŷ − y) / B                  its gradient, all of it

In the first line y is an output (deck A); scores are called z once a softmax
follows, and y is then the target. B is the number of columns (deck A's N):
the loss is the mean over the batch. Over a sequence it is the sum of the
losses of its steps, L = Σ_t l_t (deck C, corrected).

| symbol  | shape               | what                               |
|---------|---------------------|------------------------------------|
| h       | (H, B) or (T, H, B) | hidden states                      |
| W_yh    | (K, H)              | to y, from h                       |
| b_y     | (K, 1)              | one bias an output                 |
| z, ŷ    | (K, B) or (T, K, B) | scores, probabilities              |
| y       | as z, or (B,), (T, B) | targets: one-hot, or indices     |
"""
from typing import NamedTuple

import numpy as np

from . import check
from .activations import softmax

__all__ = ["Params", "linear", "linear_back", "softmax", "cross_entropy",
           "loss", "loss_back", "one_hot", "rounded_exp", "softmax_rounded"]

SHAPES = (("W_yh", "output", "hidden unit"),
          ("b_y", "output", 1),
          ("h", "hidden unit", "example"))


class Params(NamedTuple):
    """The parameters of the output layer, or the gradient for each."""
    W_yh: np.ndarray
    b_y: np.ndarray


def linear(params, h):
    """Return y = W_yh h + b_y, (K, B), or (T, K, B) for a sequence.

    Raises ValueError for shapes that do not fit. Deck A, A-rnn-t1.
    """
    W_yh, b_y = params
    check.shapes(SHAPES, W_yh, b_y, h)
    y = W_yh @ h + b_y
    return y


def linear_back(params, h, dy):
    """Return (Params of gradients, dh) from dy = ∂L/∂y, shaped as y.

    The gradients of the parameters are summed over columns and steps.
    """
    W_yh, b_y = params
    expected = (*np.shape(h)[:-2], np.shape(W_yh)[-2], np.shape(h)[-1])
    if check.numbers("dy", dy) != expected:
        raise ValueError(f"dy is {np.shape(dy)} but y is {expected}: "
                         "they need the same shape")
    dh = W_yh.T @ dy
    dy, h = _columns(dy), _columns(h)
    dW_yh = dy @ h.T
    db_y = np.sum(dy, axis=1, keepdims=True)
    return Params(dW_yh, db_y), dh


def _columns(v):
    """Return the steps of a sequence (T, H, B) side by side, (H, T·B)."""
    return v if np.ndim(v) == 2 else np.concatenate(v, axis=1)


def cross_entropy(y_hat, y):
    """Return l = −Σ y log ŷ / B, one number: the mean over the B columns,
    and over a sequence the sum of its steps.

    y_hat: probabilities (K, B) or (T, K, B); y: targets, one-hot columns of
    the same shape or indices. Raises ValueError for columns that are no
    distribution, an index out of range and shapes that do not fit. A-ce.
    """
    check.probabilities("y_hat", y_hat)
    y = _targets(y, "y_hat", y_hat)
    y_hat = _without_zeros(y_hat, y)
    l = _mean(-np.sum(y * np.log(y_hat)), y_hat)
    return l


def loss(z, y):
    """Return the cross-entropy of softmax(z) with the targets y, one number.

    z: scores (K, B) or (T, K, B); y and errors as for cross_entropy. Exact
    for any size of score: log ŷ = z − log Σ e^z, so no ŷ rounds to 0.
    C-hello-score, C-loss.
    """
    y = _targets(y, "z", z)
    top = np.max(z, axis=-2, keepdims=True)
    log_sum = top + np.log(np.sum(np.exp(z - top), axis=-2, keepdims=True))
    l = _mean(-np.sum(y * (z - log_sum)), z)
    return l


def loss_back(z, y, softmax=softmax):
    """Return dz = (ŷ − y) / B, the gradient of `loss`, in the shape of z.

    softmax: what turns z into ŷ; with `softmax_rounded` it is the gradient
    that the workbook finds by hand. Decks A and C: A-ce, A-softmax-1 to
    A-softmax-9, C-hello-score.
    """
    y = _targets(y, "z", z)
    y_hat = softmax(z)
    dz = _mean(y_hat - y, z)
    return dz


def one_hot(indices, size):
    """Return one-hot columns: (K, B) for indices (B,), (K, 1) for one index,
    (T, K, B) for (T, B); K is `size`.

    Raises ValueError for an index that is not a whole number from 0 to K − 1.

    >>> one_hot([1, 0], 3)
    array([[0., 1.],
           [1., 0.],
           [0., 0.]])
    """
    # An index is no number to differentiate: a recorded one is read plainly.
    indices = np.atleast_1d(np.asarray(getattr(indices, "value", indices)))
    if indices.dtype.kind not in "iu":
        raise ValueError(f"target indices are whole numbers, not {indices!r}")
    if indices.size == 0:
        raise ValueError("there are no target indices: at least one is needed")
    outside = indices[(indices < 0) | (indices >= size)]
    if outside.size:
        raise ValueError(f"target index {outside[0]} is out of range: with "
                         f"{size} classes the indices run from 0 to "
                         f"{size - 1}")
    rows = np.arange(size).reshape(-1, 1)
    return (rows == indices[..., None, :]).astype(float)


def rounded_exp(z):
    """Return e^z rounded to a whole number, the workbook's table: 1, 3, 7,
    20, 55, 148 for 0 to 5 (A-exp); same shape as z."""
    return np.round(np.exp(z))


def softmax_rounded(z):
    """Return the softmax by hand: each e^z rounded, over their sum (K, B).

    A-softmax-1, -2, -3, -9. Raises ValueError for a column whose e^z all
    round to 0.
    """
    check.numbers("z", z)
    e = rounded_exp(z)
    total = np.sum(e, axis=-2, keepdims=True)
    if not np.all(getattr(total, "value", total)):
        raise ValueError("every e^z of a column of z rounds to 0: the rounded "
                         "softmax needs a score of 0 or more")
    y_hat = e / total
    return y_hat


def _targets(y, symbol, other):
    """Return the targets as one-hot columns in the shape of `other`."""
    shape = check.numbers(symbol, other)
    if np.ndim(y) == len(shape):
        check.same("y", y, symbol, other)
        check.probabilities("y", y)
        return y
    columns = (*shape[:-2], shape[-1])
    if np.shape(y) != columns and not (np.ndim(y) == 0 and columns == (1,)):
        raise ValueError(f"{symbol} is {shape} but y is {np.shape(y)}: y "
                         f"needs one-hot columns {shape}, or one index per "
                         f"column {columns}")
    return one_hot(y, shape[-2])


def _without_zeros(y_hat, y):
    """Return ŷ with 1 for each 0 whose target is 0: 0 log 0 counts as 0.

    A 0 whose target is not 0 would make the loss infinite.
    """
    if not hasattr(y_hat, "value") and np.any(y_hat == 0):
        zero = (y_hat == 0) & (y == 0)
        lost = np.argwhere((y_hat == 0) & (y != 0))
        if len(lost):
            raise ValueError(f"{check.entry('y_hat', lost[0])} is 0 but its "
                             "target is not: log 0 makes the loss infinite")
        return np.where(zero, 1, y_hat)
    return y_hat


def _mean(_sum, z):
    """Return a sum over columns as the mean over them.

    Its name begins with an underscore, and one column is not divided by 1, so
    that neither is a line of the page.
    """
    columns = np.shape(z)[-1]
    return _sum if columns == 1 else _sum / columns
