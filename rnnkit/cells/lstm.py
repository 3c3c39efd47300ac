"""The LSTM cell: a memory c beside the state h, and gates that guard it.

    i = σ(W_ix x + W_ih h_prev + b_i)        input gate: what to write
    f = σ(W_fx x + W_fh h_prev + b_f)        forget gate: what to keep
    g = tanh(W_gx x + W_gh h_prev + b_g)     candidate: what could be written
    o = σ(W_ox x + W_oh h_prev + b_o)        output gate: what to show
    c = f ⊙ c_prev + i ⊙ g
    h = o ⊙ tanh(c)

and backwards, from dh = ∂L/∂h and dc = ∂L/∂c (what the next step sends):

    do = dh ⊙ tanh(c)         dc = dc + dh ⊙ o ⊙ (1 − tanh²(c))
    di = dc ⊙ g      df = dc ⊙ c_prev      dg = dc ⊙ i      dc_prev = dc ⊙ f

| symbol               | shape  | what                                |
|----------------------|--------|-------------------------------------|
| x                    | (D, B) | input, one column an example        |
| h_prev, h, c_prev, c | (H, B) | state and memory, before and after  |
| i, f, g, o           | (H, B) | gates (0 to 1), candidate (−1 to 1) |
| W_ix, W_fx, …        | (H, D) | to the gate, from x                 |
| W_ih, W_fh, …        | (H, H) | to the gate, from the h before      |
| b_i, b_f, …          | (H, 1) | one bias a unit                     |

Deck C writes U for W_·x, W for W_·h and C̃ for g.
"""
from typing import NamedTuple

import numpy as np

from . import check
from .activations import sigmoid

STATE = ("h", "c")
GATES = "ifgo"              # torch's order when stacked


class Params(NamedTuple):
    """The parameters of the cell, or the gradient for each of them."""
    W_ix: np.ndarray
    W_ih: np.ndarray
    b_i: np.ndarray
    W_fx: np.ndarray
    W_fh: np.ndarray
    b_f: np.ndarray
    W_gx: np.ndarray
    W_gh: np.ndarray
    b_g: np.ndarray
    W_ox: np.ndarray
    W_oh: np.ndarray
    b_o: np.ndarray


class Step(NamedTuple):
    """Everything that one step computed: what the way back needs."""
    x: np.ndarray
    h_prev: np.ndarray
    c_prev: np.ndarray
    i: np.ndarray
    f: np.ndarray
    g: np.ndarray
    o: np.ndarray
    c: np.ndarray
    h: np.ndarray


class Flow(NamedTuple):
    """What one step did to the memory: c = kept + written, and kept +
    erased was there before; h is what is shown of tanh(c)."""
    kept: np.ndarray
    erased: np.ndarray
    written: np.ndarray
    withheld: np.ndarray


SHAPES = (*((f"{kind}_{gate}{source}", "hidden unit", size)
            for gate in GATES
            for kind, source, size in (("W", "x", "input"),
                                       ("W", "h", "hidden unit"),
                                       ("b", "", 1))),
          ("x", "input", "example"),
          ("h_prev", "hidden unit", "example"),
          ("c_prev", "hidden unit", "example"))


def step(params, x, h_prev, c_prev):
    """Return the Step from (h_prev, c_prev) to (h, c) on the input x.

    x: (D, B); h_prev, c_prev: (H, B). Raises ValueError for shapes that do
    not fit and for numbers that are not finite. Deck C, C-gates; Hochreiter
    and Schmidhuber 1997, with the forget gate of Gers et al. 2000.
    """
    check.shapes(SHAPES, *params, x, h_prev, c_prev)
    (W_ix, W_ih, b_i, W_fx, W_fh, b_f,
     W_gx, W_gh, b_g, W_ox, W_oh, b_o) = params
    i = sigmoid(W_ix @ x + W_ih @ h_prev + b_i)
    f = sigmoid(W_fx @ x + W_fh @ h_prev + b_f)
    g = np.tanh(W_gx @ x + W_gh @ h_prev + b_g)
    o = sigmoid(W_ox @ x + W_oh @ h_prev + b_o)
    c = f * c_prev + i * g
    h = o * np.tanh(c)
    return Step(x, h_prev, c_prev, i, f, g, o, c, h)


def flow(step):
    """Return the Flow of a Step: kept f ⊙ c_prev, erased (1 − f) ⊙ c_prev,
    written i ⊙ g and withheld (1 − o) ⊙ tanh(c), each (H, B). Deck D,
    D-gates: what to forget, to store, to expose.
    """
    return Flow(kept=step.f * step.c_prev, erased=(1 - step.f) * step.c_prev,
                written=step.i * step.g,
                withheld=(1 - step.o) * np.tanh(step.c))


def step_back(params, step, dh, dc):
    """Return (Params of gradients, dx, dh_prev, dc_prev).

    dh, dc: (H, B), the gradients that arrive at h and c. Raises ValueError
    when they do not fit.
    """
    x, h_prev, c_prev, i, f, g, o, c, h = step
    check.same("dh", dh, "h", h)
    check.same("dc", dc, "c", c)
    tanh_c = np.tanh(c)
    do = dh * tanh_c
    dc = dc + dh * o * (1 - tanh_c * tanh_c)
    di, df, dg = dc * g, dc * c_prev, dc * i
    sums = (di * i * (1 - i), df * f * (1 - f), dg * (1 - g * g),
            do * o * (1 - o))
    grads, dx, dh_prev = [], 0, 0
    for da, W_x, W_h in zip(sums, params[0::3], params[1::3]):
        grads += [da @ x.T, da @ h_prev.T, da.sum(axis=1, keepdims=True)]
        dx = dx + W_x.T @ da
        dh_prev = dh_prev + W_h.T @ da
    return Params(*grads), dx, dh_prev, dc * f
