"""The gated recurrent unit: two gates, and no memory beside h.

    r = σ(W_rx x + W_rh h_prev + b_r)               reset gate
    z = σ(W_zx x + W_zh h_prev + b_z)               update gate
    n = tanh(W_nx x + b_n + r ⊙ (W_nh h_prev + b_nh))     candidate
    h = (1 − z) ⊙ n + z ⊙ h_prev

That is the form with the reset after the product: torch's, and that of the
first arXiv version of Cho et al. 2014. With reset="before" the candidate is
that of their published paper (version 3; Keras's reset_after=False):

    n = tanh(W_nx x + b_n + W_nh (r ⊙ h_prev) + b_nh)

| symbol              | shape  | what                                  |
|---------------------|--------|---------------------------------------|
| x                   | (D, B) | input, one column an example          |
| h_prev, h           | (H, B) | hidden state before and after         |
| r, z, n             | (H, B) | gates (0 to 1), candidate (−1 to 1)   |
| W_rx, W_zx, W_nx    | (H, D) | from x                                |
| W_rh, W_zh, W_nh    | (H, H) | from the h before                     |
| b_r, b_z, b_n, b_nh | (H, 1) | biases; b_nh is inside the reset      |
"""
from typing import NamedTuple

import numpy as np

from . import check
from .activations import sigmoid

STATE = ("h",)


class Params(NamedTuple):
    """The parameters of the cell, or the gradient for each of them."""
    W_rx: np.ndarray
    W_rh: np.ndarray
    b_r: np.ndarray
    W_zx: np.ndarray
    W_zh: np.ndarray
    b_z: np.ndarray
    W_nx: np.ndarray
    W_nh: np.ndarray
    b_n: np.ndarray
    b_nh: np.ndarray


class Step(NamedTuple):
    """Everything that one step computed: what the way back needs."""
    x: np.ndarray
    h_prev: np.ndarray
    r: np.ndarray
    z: np.ndarray
    m: np.ndarray
    n: np.ndarray
    h: np.ndarray


SHAPES = (*((name, "hidden unit",
             {"x": "input", "h": "hidden unit"}[name[-1]]
             if name[0] == "W" else 1) for name in Params._fields),
          ("x", "input", "example"),
          ("h_prev", "hidden unit", "example"))


def step(params, x, h_prev, reset="after"):
    """Return the Step from h_prev to h on the input x.

    x: (D, B), h_prev: (H, B); reset: "after" or "before" the product with
    W_nh. m is what the reset gate works on or yields: W_nh h_prev + b_nh, or
    r ⊙ h_prev. Raises ValueError for shapes that do not fit.
    """
    check.shapes(SHAPES, *params, x, h_prev)
    W_rx, W_rh, b_r, W_zx, W_zh, b_z, W_nx, W_nh, b_n, b_nh = params
    r = sigmoid(W_rx @ x + W_rh @ h_prev + b_r)
    z = sigmoid(W_zx @ x + W_zh @ h_prev + b_z)
    if after(reset):
        m = W_nh @ h_prev + b_nh
        n = np.tanh(W_nx @ x + b_n + r * m)
    else:
        m = r * h_prev
        n = np.tanh(W_nx @ x + b_n + W_nh @ m + b_nh)
    h = (1 - z) * n + z * h_prev
    return Step(x, h_prev, r, z, m, n, h)


def step_back(params, step, dh, reset="after"):
    """Return (Params of gradients, dx, dh_prev) from dh = ∂L/∂h, (H, B)."""
    W_rx, W_rh, b_r, W_zx, W_zh, b_z, W_nx, W_nh, b_n, b_nh = params
    x, h_prev, r, z, m, n, h = step
    check.same("dh", dh, "h", h)
    dz = dh * (h_prev - n)
    da_n = dh * (1 - z) * (1 - n * n)
    if after(reset):
        dm = da_n * r
        dr = da_n * m
        dW_nh, db_nh = dm @ h_prev.T, columns(dm)
        dh_prev = dh * z + W_nh.T @ dm
    else:
        dm = W_nh.T @ da_n
        dr = dm * h_prev
        dW_nh, db_nh = da_n @ m.T, columns(da_n)
        dh_prev = dh * z + dm * r
    da_r, da_z = dr * r * (1 - r), dz * z * (1 - z)
    dx = W_rx.T @ da_r + W_zx.T @ da_z + W_nx.T @ da_n
    dh_prev = dh_prev + W_rh.T @ da_r + W_zh.T @ da_z
    return Params(da_r @ x.T, da_r @ h_prev.T, columns(da_r),
                  da_z @ x.T, da_z @ h_prev.T, columns(da_z),
                  da_n @ x.T, dW_nh, columns(da_n), db_nh), dx, dh_prev


def columns(d):
    """Return the sum over the batch as a column."""
    return d.sum(axis=1, keepdims=True)


def after(reset):
    """Whether the reset comes after the product; refuses other words."""
    if reset not in ("after", "before"):
        raise ValueError(f"reset is {reset!r}: it is 'after' or 'before'")
    return reset == "after"
