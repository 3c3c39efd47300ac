"""The LSTM over a whole sequence, its gates stacked in the order g i f o.

    tanh, all gates   σ(a) = 0.5 + 0.5 tanh(a / 2), and the a of i, f, o come
                      halved, from halved weights: one tanh serves all four
    forward           i f o stand together: one σ
    back              g i f stand together: what arrives at c goes to them

| symbol | shape        | what                                 |
|--------|--------------|--------------------------------------|
| gates  | (4, T, H, B) | a until its step, then g, i, f, o    |
| das    | (4, T, H, B) | slopes until its step, then ∂L/∂a    |
| tanh_c | (T, H, B)    | tanh(c)                              |
| W_h    | (4, H, H)    | W_gh, W_ih, W_fh, W_oh               |
"""
import numpy as np

from rnnkit.cells import lstm

from .layout import (Grads, Run, checked, copies, empty, from_x, room,
                     side_by_side, to_x)


def stacked(params):
    """Return W_x, W_h and b of the gates g i f o; those of i, f, o halved."""
    i, f, g, o = (params[k:k + 3] for k in (0, 3, 6, 9))
    W_x, W_h, b = (np.stack(each) for each in zip(g, i, f, o))
    for each in (W_x, W_h, b):
        each[1:] /= 2
    return W_x, W_h, b


def step(W_h, a, before, after, tanh_c, product):
    """Turn a, which holds what comes from x, into the gates, and write the
    state `after` = (h, c) from the state `before`; they may be the same."""
    (h_prev, c_prev), (h, c) = before, after
    np.matmul(W_h, h_prev, out=product)
    a += product
    np.tanh(a, out=a)
    ifo = a[1:]
    ifo *= 0.5
    ifo += 0.5
    g, i, f, o = a
    np.multiply(f, c_prev, out=c)
    c += np.multiply(i, g, out=product[0])
    np.tanh(c, out=tanh_c)
    np.multiply(o, tanh_c, out=h)


def forward(params, xs, h_0, c_0):
    """Return the Run of an LSTM from the state h_0, c_0, each (H, B).

    xs: (T, D, B), or indices (T, B). Raises ValueError if shapes do not fit.
    """
    xs, dtype = checked(lstm, params, xs, (h_0, c_0))
    W_x, W_h, b = stacked(params)
    hs, cs = room(xs, h_0, dtype), room(xs, c_0, dtype)
    gates, tanh_c = empty(4, *hs[1:].shape, dtype=dtype), np.empty_like(hs[1:])
    for W, bias, gate in zip(W_x, b, gates):
        from_x(W, bias, xs, gate)
    product = np.empty_like(gates[:, 0])
    for t in range(len(xs)):
        step(W_h, gates[:, t], (hs[t], cs[t]), (hs[t + 1], cs[t + 1]),
             tanh_c[t], product)
    return Run(hs[1:], (hs[-1], cs[-1]), (xs, hs, cs, gates, tanh_c))


def slopes(gates, c_prev, tanh_c):
    """Return (das, dc_dh): how c answers to the a of g, i and f, and h to
    the a of o; and how h answers to c."""
    g, i, f, o = gates
    das = np.empty_like(gates)
    np.multiply(i, 1 - g * g, out=das[0])
    np.subtract(1, gates[1:], out=das[1:])
    das[1:] *= gates[1:]                                  # σ′ = σ (1 − σ)
    for da, other in zip(das[1:], (g, c_prev, tanh_c)):
        da *= other
    return das, o * (1 - tanh_c * tanh_c)


def backward(params, run, dhs, dstate=None):
    """Return the Grads of an LSTM from dhs, (T, H, B)."""
    xs, hs, cs, gates, tanh_c = run.kept
    das, dc_dh = slopes(gates, cs[:-1], tanh_c)
    dh, dc = copies(dstate, run.state)
    W_T = [np.ascontiguousarray(params[k].T) for k in (7, 1, 4, 10)]
    f, product = gates[2], np.empty_like(dh)
    for t in reversed(range(len(dhs))):
        da = das[:, t]
        dh += dhs[t]
        dc += np.multiply(dh, dc_dh[t], out=product)
        da[:3] *= dc
        da[3] *= dh
        dc *= f[t]
        dh.fill(0)
        for W, d in zip(W_T, da):                  # dh = Σ W_hᵀ da
            dh += np.matmul(W, d, out=product)
    da = side_by_side(das)
    dW_x = to_x(da, xs, params[0].shape[1])
    dW_h = da @ side_by_side(hs[:-1]).T
    db = da.sum(axis=-1, keepdims=True)
    g, i, f, o = zip(dW_x, dW_h, db)
    return Grads(lstm.Params(*i, *f, *g, *o), (dh, dc))


def stepper(params, h, c):
    """Return (what each token adds to the gates, (D, 4, H, 1); a function
    that takes that and moves h and c on in their memory)."""
    W_x, W_h, b = stacked(params)
    tanh_c, product = np.empty_like(h), np.empty((4, *h.shape), h.dtype)

    def advance(a):
        step(W_h, a.copy(), (h, c), (h, c), tanh_c, product)

    return np.moveaxis(W_x + b, -1, 0)[..., None], advance
