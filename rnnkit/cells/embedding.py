"""The neural language model with a window of K words.

    e_k = E x_k                     each word's column, from one matrix E
    c   = e_1 above e_2 … above e_K
    a   = W_hc c + b_h
    h   = φ(a)

and backwards, from dh = ∂L/∂h:

    da      = dh φ′(a)
    dW_hc   = da cᵀ                 db_h = Σ da over the columns
    dc      = W_hcᵀ da              cut into de_1 … de_K
    dE      = Σ_k de_k x_kᵀ         tied: one sum over all places

Scores, probabilities and the loss are those of cells.readout.

| symbol | shape     | what                                          |
|--------|-----------|-----------------------------------------------|
| x_k    | (V, B)    | a word: one-hot columns; or its indices (B,)  |
| E      | (M, V)    | embedding: a column of M numbers a word       |
| c      | (K M, B)  | the context: what the window holds            |
| W_hc   | (H, K M)  | to h, from the window                         |
| b_h    | (H, 1)    | one bias a hidden unit                        |
"""
from typing import NamedTuple

import numpy as np

from . import check
from .activations import slope
from .readout import one_hot

SHAPES = (("W_hc", "hidden unit", "entry of the context"),
          ("b_h", "hidden unit", 1),
          ("c", "entry of the context", "example"))


class Params(NamedTuple):
    """The parameters below the readout, or the gradient for each."""
    E: np.ndarray
    W_hc: np.ndarray
    b_h: np.ndarray


class Step(NamedTuple):
    """Everything that one step computed: what the way back needs."""
    xs: tuple
    c: np.ndarray
    a: np.ndarray
    h: np.ndarray


def embed(E, x):
    """Return e = E x, (M, B): the columns of E that x names.

    x: one-hot columns (V, B), which are multiplied, or indices (B,), which
    are looked up: the same numbers. Raises ValueError for a word that E does
    not have. Decks C (C-embedding) and E (E-neural-lm).

    >>> E = np.array([[11, 12, 13], [21, 22, 23]])
    >>> embed(E, np.array([2])).ravel(), embed(E, one_hot([2], 3)).ravel()
    (array([13, 23]), array([13., 23.]))
    """
    rows, V = check.numbers("E", E)[-2:]
    if np.ndim(x) == 1:
        place = _indices(x, V)
        e = E[:, place]
        return e
    check.shapes((("E", "feature", "word"), ("x", "word", "example")), E, x)
    e = E @ x
    return e


def step(params, xs, phi=np.tanh):
    """Return the Step for K words, the oldest first.

    xs: K of them, each one-hot columns (V, B) or indices (B,). Raises
    ValueError for shapes that do not fit. Deck E, E-neural-lm; Bengio and
    others 2003.
    """
    E, W_hc, b_h = params
    if not len(xs):
        raise ValueError("xs is empty: a window holds at least one word")
    c = np.concatenate([embed(E, x) for x in xs])
    check.shapes(SHAPES, W_hc, b_h, c)
    a = W_hc @ c + b_h
    h = phi(a)
    return Step(xs, c, a, h)


def step_back(params, step, dh, phi=np.tanh):
    """Return Params of gradients from dh = ∂L/∂h, (H, B).

    E is used at every place of the window, so its gradient is a sum.
    """
    E, W_hc, b_h = params
    xs, c, a, h = step
    check.same("dh", dh, "h", h)
    da = dh * slope(phi, h)
    dW_hc = da @ c.T
    db_h = np.sum(da, axis=1, keepdims=True)
    dc = W_hc.T @ da
    V = E.shape[1]
    dE = sum(part @ (one_hot(x, V) if np.ndim(x) == 1 else x).T
             for part, x in zip(np.split(dc, len(xs)), xs))
    return Params(dE, dW_hc, db_h)


def cosines(E, v):
    """Return the cosine of the angle between column v of E and each, (V,).

    1: the same direction; 0: nothing in common; −1: opposite.
    """
    v = int(_indices(v, check.numbers("E", E)[-1]))
    length = np.sqrt(np.sum(E * E, axis=0))
    cosine = np.sum(E * E[:, [v]], axis=0) / (length * length[v])
    return cosine


def neighbors(E, v, k=3):
    """Return the k words nearest to word v, the nearest first, as indices."""
    order = np.argsort(-cosines(E, v), kind="stable")
    return order[order != v][:k]


def _indices(x, V):
    """Return indices as plain whole numbers, or raise ValueError."""
    x = np.asarray(getattr(x, "value", x))
    if x.dtype.kind not in "iu" or x.size and not 0 <= x.min() <= x.max() < V:
        raise ValueError(f"x is {x.tolist()}: a word is a whole number from 0 "
                         f"to {V - 1}, a column of E")
    return x
