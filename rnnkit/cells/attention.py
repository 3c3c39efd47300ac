"""Self-attention: every token asks, every token answers.

    k = W_K x       q = W_Q x       v = W_V x
    s = qᵀ k / scale                s_ij = q_i · k_j / scale
    a = exp(s) / Z                  Z_i = Σ_j exp(s_ij), a row sums to 1
    x_new = v aᵀ                    x'_i = Σ_j a_ij v_j

and backwards, from dx_new = ∂L/∂x_new:

    dv = dx_new a                   da = dx_newᵀ v
    ds = a (da − Σ_j a da)          row by row
    dq = k dsᵀ / scale              dk = q ds / scale
    dW_Q = dq xᵀ, …                 dx = W_Qᵀ dq + W_Kᵀ dk + W_Vᵀ dv

| symbol   | shape          | what                                        |
|----------|----------------|---------------------------------------------|
| x        | (d, T)         | one column a token                          |
| W_Q, W_K | (n, d)         | to the queries, to the keys                 |
| W_V      | (m, d)         | to the values                               |
| q, k, v  | (n, T), (m, T) | what a token seeks, offers, and hands over  |
| s, a     | (T, T)         | row i: how much token i looks at each j     |
| x_new    | (m, T)         | one column a token again                    |
| mask     | (T, T)         | True where token i may look at token j      |

With several heads each matrix has an axis in front, one head after another,
and W_O (heads, d, m) brings them back together: x_new = Σ_h W_O v aᵀ. Axes
in front of x are texts side by side. The scale is √n unless it is given. A
row whose mask is False everywhere looks at nothing: its weights and its
result are 0, and nothing flows back through it.

Source: deck D (D-search, D-selfattn, D-multihead); Vaswani and others,
Attention is all you need (2017).
"""
from typing import NamedTuple

import numpy as np

from . import check
from .readout import rounded_exp

LOWEST = -1e30              # below any score: exp(−inf − LOWEST) is 0
SHAPES = (("W_Q", "query number", "input"),
          ("W_K", "query number", "input"),
          ("W_V", "value number", "input"),
          ("x", "input", "example"))
SEARCH = (("q", "query number", "query"),
          ("k", "query number", "key"),
          ("v", "value number", "key"))


class Params(NamedTuple):
    """The three matrices of one head, or the gradient for each."""
    W_Q: np.ndarray
    W_K: np.ndarray
    W_V: np.ndarray


class Heads(NamedTuple):
    """The matrices of several heads, (heads, n, d), and W_O, (heads, d, m);
    or the gradient for each."""
    W_Q: np.ndarray
    W_K: np.ndarray
    W_V: np.ndarray
    W_O: np.ndarray


class Look(NamedTuple):
    """One search: queries, keys, values, scores, weights, result."""
    q: np.ndarray
    k: np.ndarray
    v: np.ndarray
    s: np.ndarray
    a: np.ndarray
    x_new: np.ndarray


class Step(NamedTuple):
    """Everything that self-attention computed; `look` may have heads."""
    x: np.ndarray
    look: Look
    x_new: np.ndarray


# One search ------------------------------------------------------------------
def attend(q, k, v, mask=None, scale=None):
    """Return the Look of queries q (n, Q) at keys k (n, K), values v (m, K).

    mask: True where a query may look at a key, (Q, K) or with axes in front;
    scale: what q · k is divided by, √n if None. Raises ValueError for shapes
    that do not fit and a scale that is not positive. D-search, D-selfattn.
    """
    check.shapes(SEARCH, q, k, v)
    scale = scale_of(q, scale)
    s = np.matrix_transpose(q) @ k / scale      # the ᵀ of the dot product
    a = weights(s, mask)
    x_new = v @ np.matrix_transpose(a)
    return Look(q, k, v, s, a, x_new)


def attend_back(look, dx_new, scale=None):
    """Return (dq, dk, dv) from dx_new = ∂L/∂x_new, shaped as x_new."""
    q, k, v, _, a, x_new = look
    check.same("dx_new", dx_new, "x_new", x_new)
    dv = dx_new @ a
    da = dx_new.mT @ v
    ds = a * (da - np.sum(dx_new * x_new, axis=-2)[..., None])
    ds /= scale_of(q, scale)            # Σ_j a da is dx_new · x_new
    dq = k @ ds.mT
    dk = q @ ds
    return dq, dk, dv


def weights(s, mask=None):
    """Return a = exp(s) / Z, each row a distribution; same shape as s.

    mask: True where a row may look; its other weights are 0, and a row that
    may look nowhere, or whose scores are all −∞, is all 0. Raises ValueError
    for a mask that is not True and False or does not fit.
    """
    if mask is not None:
        s = np.where(fitting(mask, s), s, -np.inf)
    # As in softmax: the largest score is taken off, and nothing overflows.
    top = np.max(s, axis=-1, keepdims=True)
    blind = np.any(np.isinf(top))       # a row that sees nothing
    e = np.exp(s - (np.maximum(top, LOWEST) if blind else top))
    Z = np.sum(e, axis=-1, keepdims=True)
    # A row that sees something has Z >= 1, so this only spares 0 / 0.
    a = e / (np.maximum(Z, 1) if blind else Z)
    return a


def attend_rounded(q, k, v):
    """Return (s, e, Z, a, x_new) of a search on paper: no scale, and each
    e^s a whole number, as in the workbook (1, 3, 7, 20, 55, 148).

    Raises ValueError where all e^s of a row round to 0. A-exp, D-selfattn.
    """
    check.shapes(SEARCH, q, k, v)
    s = np.matrix_transpose(q) @ k
    e = rounded_exp(s)
    Z = np.sum(e, axis=-1, keepdims=True)
    if not np.all(getattr(Z, "value", Z)):
        raise ValueError("every e^s of a row of s rounds to 0: rounded "
                         "attention needs a score of 0 or more in each row")
    a = e / Z
    x_new = v @ np.matrix_transpose(a)
    return s, e, Z, a, x_new


def scale_of(q, scale=None):
    """Return the scale: √n for queries (n, Q), or the one that is given."""
    if scale is None:
        return np.shape(q)[-2] ** 0.5
    if not np.ndim(scale) == 0 or not scale > 0:
        raise ValueError(f"scale is {scale!r}: a positive number is needed")
    return scale


# Masks -----------------------------------------------------------------------
def causal(T):
    """Return the mask (T, T) with which no token sees a later one.

    >>> causal(3).astype(int)
    array([[1, 0, 0],
           [1, 1, 0],
           [1, 1, 1]])
    """
    return np.tril(np.ones((_count("T", T), T), bool))


def padding(lengths, T):
    """Return the mask (B, 1, T) that hides what pads each text up to T.

    lengths: how many tokens of each text are real, 0 to T. Raises
    ValueError for others. It goes with a causal mask by &.
    """
    lengths = np.asarray(lengths)
    if lengths.ndim != 1 or lengths.dtype.kind not in "iu" or (
            lengths < 0).any() or (lengths > _count("T", T)).any():
        raise ValueError(f"lengths is {lengths.tolist()}: a list of whole "
                         f"numbers from 0 to T = {T} is needed")
    return np.arange(T) < lengths[:, None, None]


def fitting(mask, s):
    """Return the mask, or raise ValueError if it does not fit the scores."""
    if getattr(getattr(mask, "value", mask), "dtype", None) != bool:
        raise ValueError("mask holds numbers: write an array of True and "
                         "False, such as mask > 0")
    try:
        fits = np.broadcast_shapes(np.shape(mask), np.shape(s)) == np.shape(s)
    except ValueError:
        fits = False
    if not fits:
        raise ValueError(f"mask is {np.shape(mask)} but s is {np.shape(s)}: "
                         "mask needs one row per query and one column per "
                         "key")
    return mask


def _count(name, value):
    if not isinstance(value, (int, np.integer)) or value < 1:
        raise ValueError(f"{name} is {value!r}: a whole number, 1 or more, "
                         "is needed")
    return int(value)


# Self-attention --------------------------------------------------------------
def step(params, x, mask=None, scale=None):
    """Return the Step of self-attention, one head, on x (d, T).

    Raises ValueError as `attend`. D-selfattn.
    """
    W_Q, W_K, W_V = params
    check.shapes(SHAPES, W_Q, W_K, W_V, x)
    k = W_K @ x
    q = W_Q @ x
    v = W_V @ x
    look = attend(q, k, v, mask, scale)
    return Step(x, look, look.x_new)


def step_back(params, step, dx_new, scale=None):
    """Return (Params of gradients, dx) from dx_new; gradients of the
    parameters are summed over texts side by side."""
    found, dx = [], 0
    for W, d in zip(params, attend_back(step.look, dx_new, scale)):
        found.append(_total(d @ step.x.mT, 2))
        dx = dx + W.mT @ d
    return Params(*found), dx


def heads(params, x, mask=None, scale=None):
    """Return the Step of self-attention with several heads on x (d, T).

    mask: one for all heads, (T, T), or (B, T, T) for texts side by side.
    Raises ValueError as `step`, and where W_O does not fit. D-multihead.
    """
    W_Q, W_K, W_V, W_O = params
    check.shapes(SHAPES, W_Q, W_K, W_V, x)
    _check_heads(params)
    each = x[..., None, :, :]                   # the same x for every head
    if mask is not None and np.ndim(mask) > 2:
        mask = mask[..., None, :, :]
    look = attend(W_Q @ each, W_K @ each, W_V @ each, mask, scale)
    x_new = np.sum(W_O @ look.x_new, axis=-3)
    return Step(x, look, x_new)


def heads_back(params, step, dx_new, scale=None):
    """Return (Heads of gradients, dx) from dx_new = ∂L/∂x_new."""
    check.same("dx_new", dx_new, "x_new", step.x_new)
    *W, W_O = params
    x, dx_new = (each[..., None, :, :] for each in (step.x, dx_new))
    dW_O = _total(dx_new @ step.look.x_new.mT, 3)
    dhead = W_O.mT @ dx_new
    found, dx = [], 0
    for W, d in zip(W, attend_back(step.look, dhead, scale)):
        found.append(_total(d @ x.mT, 3))
        dx = dx + np.sum(W.mT @ d, axis=-3)
    return Heads(*found, dW_O), dx


def _total(d, axes):
    """Return a gradient summed over all but its last axes."""
    return np.sum(d, axis=tuple(range(d.ndim - axes)))


def _check_heads(params):
    shapes = [np.shape(W) for W in params]
    if {len(shape) for shape in shapes} != {3} or len(
            {shape[0] for shape in shapes}) != 1:
        raise ValueError("each matrix needs an axis of heads in front, all "
                         "of one length: " + ", ".join(
                             f"{name} is {shape}" for name, shape
                             in zip(Heads._fields, shapes)))
    wanted = shapes[0][2], shapes[2][1]
    if shapes[3][1:] != wanted:
        raise ValueError(f"W_O is {shapes[3]}: each head of it needs to be "
                         f"{wanted}, a row per input and a column per value "
                         "number")
