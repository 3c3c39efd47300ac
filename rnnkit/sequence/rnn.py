"""h = tanh(W_hx x + W_hh h_prev + b_h), over a whole sequence.

    back, before the loop  da = 1 − h²
    back, in the loop      da = da ⊙ dh        dh_prev = W_hhᵀ da

| symbol | shape            | what                             |
|--------|------------------|----------------------------------|
| hs     | (T, H, B)        | a until its step, then h = φ(a)  |
| das    | (T, H, B)        | φ′(a) until its step, then ∂L/∂a |
"""
import numpy as np

from rnnkit.cells import rnn

from .layout import (Grads, Run, checked, copies, from_x, room,
                     side_by_side, times, to_x)


def step(times_W, a, h_prev, h, product):
    """Write h = tanh(a + W_hh h_prev), where a holds W_hx x + b_h; h may be
    the memory of a or of h_prev."""
    times_W(h_prev, product)
    product += a
    np.tanh(product, out=h)


def forward(params, xs, h_0):
    """Return the Run of a tanh RNN from the state h_0, (H, B).

    xs: (T, D, B), or indices (T, B). Raises ValueError if shapes do not fit.
    """
    W_hx, W_hh, b_h = params
    xs, dtype = checked(rnn, params, xs, (h_0,))
    hs = room(xs, h_0, dtype)
    from_x(W_hx, b_h, xs, hs[1:])
    times_W, product = times(W_hh, xs.shape[-1]), np.empty_like(hs[0])
    for h_prev, h in zip(hs, hs[1:]):
        step(times_W, h, h_prev, h, product)
    return Run(hs[1:], (hs[-1],), (xs, hs))


def backward(params, run, dhs, dstate=None):
    """Return the Grads of a tanh RNN from dhs, (T, H, B)."""
    W_hx, W_hh, b_h = params
    hs, (xs, all_hs) = run.hs, run.kept
    das = 1 - hs * hs
    dh, = copies(dstate, run.state)
    times_W_T = times(W_hh.T, xs.shape[-1])
    for da, d in zip(das[::-1], dhs[::-1]):
        dh += d
        da *= dh
        times_W_T(da, dh)
    da = side_by_side(das)
    dW_hx = to_x(da, xs, W_hx.shape[1])
    dW_hh = da @ side_by_side(all_hs[:-1]).T
    db_h = da.sum(axis=1, keepdims=True)
    return Grads(rnn.Params(dW_hx, dW_hh, db_h), (dh,))


def stepper(params, h):
    """Return (what each token adds to a, (D, H, 1); a function that takes
    that and moves h on in its memory)."""
    W_hx, W_hh, b_h = params
    times_W, product = times(W_hh, 1), np.empty_like(h)

    def advance(a):
        step(times_W, a, h, h, product)

    return (W_hx + b_h).T[..., None], advance
