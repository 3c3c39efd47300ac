"""Attention in the decoder: each state looks back at all that was read.

    dot product   e = sᵀ h                      e_uj = s_u · h_j
    additive      e = vᵀ tanh(W_s s + W_h h)    for each pair (u, j)

    a = exp(e) / Z          row u sums to 1: how much output u reads of each j
    c = h aᵀ                c_u = Σ_j a_uj h_j, the context of output u

and backwards, from dc = ∂L/∂c:

    da = dcᵀ h              de = a (da − Σ_j a da)
    dot product   ds = h deᵀ            dh = s de + dc a
    additive      du = v de (1 − u²)    for each pair, u = tanh(…)
                  ds = W_sᵀ Σ_j du      dh = W_hᵀ Σ_u du + dc a

| symbol   | shape         | what                                       |
|----------|---------------|--------------------------------------------|
| s        | (…, H, U)     | one column a state of the decoder          |
| h        | (…, H, T)     | one column a state of the encoder          |
| e, a     | (…, U, T)     | scores and weights                         |
| c        | (…, H, U)     | one context for each output                |
| W_s, W_h | (n, H)        | additive only                              |
| v        | (n, 1)        | additive only                              |
| mask     | (…, 1, T)     | True where there is something to read      |

Axes in front are texts side by side. The dot product is that of
`cells.attention`: queries s, and h for keys and values. It is not divided by
√H: the entries of a GRU's state lie between −1 and 1, and the scores are
small already. Sources: Bahdanau, Cho and Bengio 2015 (additive); Luong, Pham
and Manning 2015 (dot product, after the step of the decoder, as here).
"""
from typing import NamedTuple

import numpy as np

from rnnkit.cells import attention, check

KINDS = ("none", "dot", "additive")
SHAPES = (("W_s", "number of v", "hidden unit"),
          ("W_h", "number of v", "hidden unit"),
          ("v", "number of v", 1))
STATES = (("s", "hidden unit", "state"), ("h", "hidden unit", "input"))


class Params(NamedTuple):
    """The parameters of additive attention, or the gradient for each."""
    W_s: np.ndarray
    W_h: np.ndarray
    v: np.ndarray


class Look(NamedTuple):
    """One look back: weights a, contexts c, and what the way back needs."""
    s: np.ndarray
    h: np.ndarray
    kept: object
    a: np.ndarray
    c: np.ndarray


def look(params, s, h, mask=None):
    """Return the Look of states s at states h: additive with Params, the
    dot product with (). A row that may read nothing has weights 0.

    Raises ValueError for shapes that do not fit.
    """
    return additive(params, s, h, mask) if len(params) else dot(s, h, mask)


def look_back(params, look, dc):
    """Return (gradients as params, ds, dh) from dc = ∂L/∂c."""
    if len(params):
        return additive_back(params, look, dc)
    return (), *dot_back(look, dc)


def dot(s, h, mask=None):
    """Return the Look of dot-product attention."""
    check.shapes(STATES, s, h)
    found = attention.attend(s, h, h, mask, scale=1)
    return Look(s, h, found, found.a, found.x_new)


def dot_back(look, dc):
    """Return (ds, dh) of dot-product attention."""
    ds, dk, dv = attention.attend_back(look.kept, dc, scale=1)
    return ds, dk + dv


def additive(params, s, h, mask=None):
    """Return the Look of additive attention."""
    W_s, W_h, v = params
    check.shapes((*SHAPES, *STATES), *params, s, h)
    u = np.tanh((W_s @ s)[..., :, None] + (W_h @ h)[..., None, :])
    e = np.sum(v[:, :, None] * u, axis=-3)
    a = attention.weights(e, mask)
    c = h @ np.matrix_transpose(a)
    return Look(s, h, u, a, c)


def additive_back(params, look, dc):
    """Return (Params of gradients, ds, dh) of additive attention."""
    (W_s, W_h, v), (s, h, u, a, c) = params, look
    check.same("dc", dc, "c", c)
    da = dc.mT @ h
    de = a * (da - np.sum(a * da, axis=-1, keepdims=True))
    dv = summed(np.sum(u * de[..., None, :, :], axis=(-2, -1))[..., None])
    dsum = v[:, :, None] * de[..., None, :, :] * (1 - u * u)
    dWs, dWh = dsum.sum(axis=-1), dsum.sum(axis=-2)     # over j, over u
    gradients = Params(summed(dWs @ s.mT), summed(dWh @ h.mT), dv)
    return gradients, W_s.T @ dWs, W_h.T @ dWh + dc @ a


def summed(d):
    """Return a gradient summed over texts side by side."""
    return d.sum(axis=tuple(range(d.ndim - 2)))
