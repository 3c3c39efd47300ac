"""The recurrent cell.

    a = W_hx x + W_hh h_prev + b_h
    h = φ(a)

and backwards, from dh = ∂L/∂h:

    da      = dh φ′(a)
    dW_hx   = da xᵀ
    dW_hh   = da h_prevᵀ
    db_h    = Σ da over the columns
    dx      = W_hxᵀ da
    dh_prev = W_hhᵀ da

| symbol    | shape  | what                                  |
|-----------|--------|---------------------------------------|
| x         | (D, B) | input, one column an example          |
| h_prev, h | (H, B) | hidden state before and after         |
| W_hx      | (H, D) | to h, from x                          |
| W_hh      | (H, H) | to h, from the h before               |
| b_h       | (H, 1) | one bias a hidden unit                |
"""
from typing import NamedTuple

import numpy as np

from . import check
from .activations import slope

STATE = ("h",)
SHAPES = (("W_hx", "hidden unit", "input"),
          ("W_hh", "hidden unit", "hidden unit"),
          ("b_h", "hidden unit", 1),
          ("x", "input", "example"),
          ("h_prev", "hidden unit", "example"))


class Params(NamedTuple):
    """The parameters of the cell, or the gradient for each of them."""
    W_hx: np.ndarray
    W_hh: np.ndarray
    b_h: np.ndarray


class Step(NamedTuple):
    """Everything that one step computed: what the way back needs."""
    x: np.ndarray
    h_prev: np.ndarray
    a: np.ndarray
    h: np.ndarray


def step(params, x, h_prev, phi=np.tanh):
    """Return the Step from h_prev to h on the input x.

    x: (D, B), h_prev: (H, B); phi: the activation. Axes in front of these
    two are steps computed side by side. Raises ValueError for shapes that do
    not fit and for numbers that are not finite. Decks A (A-rnn-t1) and E.

    >>> one = np.ones((1, 1))
    >>> step(Params(one, one, one), x=2 * one, h_prev=3 * one, phi=abs).h
    array([[6.]])
    """
    W_hx, W_hh, b_h = params
    check.shapes(SHAPES, W_hx, W_hh, b_h, x, h_prev)
    check.function("phi", phi)
    a = W_hx @ x + W_hh @ h_prev + b_h
    h = phi(a)
    return Step(x, h_prev, a, h)


def step_back(params, step, dh, phi=np.tanh):
    """Return (Params of gradients, dx, dh_prev) from dh = ∂L/∂h.

    dh: (H, B), as h. Gradients of the parameters are summed over the batch.
    Raises ValueError when dh does not fit or φ has no known slope. Deck B,
    "The vanilla RNN backward".
    """
    W_hx, W_hh, b_h = params
    x, h_prev, a, h = step
    check.same("dh", dh, "h", h)
    da = dh * slope(phi, h)
    dW_hx = da @ x.T
    dW_hh = da @ h_prev.T
    db_h = np.sum(da, axis=1, keepdims=True)
    dx = W_hx.T @ da
    dh_prev = W_hh.T @ da
    return Params(dW_hx, dW_hh, db_h), dx, dh_prev
