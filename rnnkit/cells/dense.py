"""A network with one hidden layer, and no memory.

    a1 = W1 x + b1        h = φ1(a1)
    a2 = W2 h + b2        y = φ2(a2)

and backwards, from dy = ∂L/∂y:

    da2 = dy φ2′(a2)      dW2 = da2 hᵀ      db2 = Σ da2      dh = W2ᵀ da2
    da1 = dh φ1′(a1)      dW1 = da1 xᵀ      db1 = Σ da1      dx = W1ᵀ da1

| symbol | shape  | what                          |
|--------|--------|-------------------------------|
| x      | (D, B) | inputs, one column an example |
| h      | (H, B) | hidden units                  |
| y      | (K, B) | outputs                       |
| W1, b1 | (H, D), (H, 1) | to h, from x          |
| W2, b2 | (K, H), (K, 1) | to y, from h          |
"""
from typing import NamedTuple

import numpy as np

from . import check
from .activations import relu, slope

SHAPES = (("W1", "hidden unit", "input"),
          ("b1", "hidden unit", 1),
          ("W2", "output", "hidden unit"),
          ("b2", "output", 1),
          ("x", "input", "example"))


class Params(NamedTuple):
    """The parameters of both layers, or the gradient for each of them."""
    W1: np.ndarray
    b1: np.ndarray
    W2: np.ndarray
    b2: np.ndarray


class Step(NamedTuple):
    """Everything that one pass computed: what the way back needs."""
    x: np.ndarray
    a1: np.ndarray
    h: np.ndarray
    a2: np.ndarray
    y: np.ndarray


def step(params, x, phi1=relu, phi2=relu):
    """Return the Step from the input x to the output y.

    x: (D, B). Raises ValueError for shapes that do not fit. Deck A, "Calculate
    an NN with a hidden layer" (A-nn-shapes, A-nn-batch).
    """
    W1, b1, W2, b2 = params
    check.shapes(SHAPES, W1, b1, W2, b2, x)
    a1 = W1 @ x + b1
    h = phi1(a1)
    a2 = W2 @ h + b2
    y = phi2(a2)
    return Step(x, a1, h, a2, y)


def step_back(params, step, dy, phi1=relu, phi2=relu):
    """Return (Params of gradients, dx) from dy = ∂L/∂y, shape (K, B).

    Raises ValueError when dy does not fit. Deck B, B-chain.
    """
    W1, b1, W2, b2 = params
    x, a1, h, a2, y = step
    check.same("dy", dy, "y", y)
    da2 = dy * slope(phi2, y)
    dW2 = da2 @ h.T
    db2 = np.sum(da2, axis=1, keepdims=True)
    dh = W2.T @ da2
    da1 = dh * slope(phi1, h)
    dW1 = da1 @ x.T
    db1 = np.sum(da1, axis=1, keepdims=True)
    dx = W1.T @ da1
    return Params(dW1, db1, dW2, db2), dx
