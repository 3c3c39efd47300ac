"""The same equations over a whole sequence and batch, made for speed.

What `cells` and `bptt` do a step at a time is arranged here so that only the
recurrence itself stays in the loop: everything from x is computed before
it, every dW after it as one product. The symbols are those of the cells, and
tests hold both versions equal.

    before the loop   ax_t = W_hx x_t + b_h, for all t at once
    in the loop       h_t = φ(ax_t + W_hh h_{t−1})
    back, in the loop da_t = (dh_t + W_hhᵀ da_{t+1}) ⊙ φ′(a_t)
    after the loop    dW_hh = Σ_t da_t h_{t−1}ᵀ as one product

| symbol | shape     | what                                             |
|--------|-----------|--------------------------------------------------|
| xs     | (T, D, B) | inputs; or (T, B) whole numbers: one-hot indices |
| hs     | (T, H, B) | hidden states                                    |
| a gate | (T, H, B) | contiguous, one array a gate                     |

One-hot inputs are never made: W_hx times a one-hot column is a column of
W_hx, so it is looked up.
"""
from typing import NamedTuple

import numpy as np

from rnnkit.cells import gru, lstm, rnn


class Run(NamedTuple):
    """What a sequence did: hs (T, H, B), the last state, and the arrays
    that the way back needs."""
    hs: np.ndarray
    state: tuple
    kept: tuple


class Grads(NamedTuple):
    """dparams in the type of the parameters, and the gradient of the state
    before the first step."""
    dparams: tuple
    dstate: tuple


# What comes from x, and what goes back to it --------------------------------
def from_x(W, xs, b):
    """Return W x_t + b for every t, (T, H, B)."""
    if xs.ndim == 2:                         # indices: a lookup
        return np.take(W.T + b.T, xs, axis=0).swapaxes(1, 2).copy()
    return W @ xs + b


def side_by_side(v):
    """Return (T, H, B) as (H, T·B): the columns of all steps."""
    T, H, B = v.shape
    return v.reshape(T, H).T if B == 1 else \
        v.transpose(1, 0, 2).reshape(H, T * B)


def columns_of(xs, D, dtype):
    """Return all inputs side by side, (D, T·B), one-hot if indices."""
    if xs.ndim == 3:
        return side_by_side(xs)
    flat = xs.reshape(-1)
    x = np.zeros((D, flat.size), dtype)
    x[flat, np.arange(flat.size)] = 1
    return x


def before(hs, h_0):
    """Return h_prev of every step: h_0, h_1, …, h_{T−1}."""
    return np.concatenate([h_0[None], hs[:-1]])


def sigmoid_into(a):
    """Turn a into σ(a) in its own memory: 0.5 + 0.5 tanh(a / 2)."""
    a *= 0.5
    np.tanh(a, out=a)
    a *= 0.5
    a += 0.5


# The recurrent cell ---------------------------------------------------------
def rnn_forward(params, xs, h_0):
    """Return the Run of a tanh RNN; h_0 is (H, B)."""
    W_hx, W_hh, b_h = params
    hs = from_x(W_hx, xs, b_h)
    h, product = h_0, np.empty_like(hs[0])
    for a in hs:
        np.matmul(W_hh, h, out=product)
        a += product
        h = np.tanh(a, out=a)
    return Run(hs, (h,), (xs, h_0))


def rnn_backward(params, run, dhs, dstate=None):
    """Return the Grads of a tanh RNN from dhs, (T, H, B)."""
    W_hx, W_hh, b_h = params
    hs, (xs, h_0) = run.hs, run.kept
    das, W_T = 1 - hs * hs, np.ascontiguousarray(W_hh.T)
    dh = np.zeros_like(h_0) if dstate is None else dstate[0].copy()
    for da, d in zip(das[::-1], dhs[::-1]):
        dh += d
        da *= dh
        np.matmul(W_T, da, out=dh)
    da = side_by_side(das)
    h_prev = side_by_side(before(hs, h_0))
    x = columns_of(xs, W_hx.shape[1], da.dtype)
    return Grads(rnn.Params(da @ x.T, da @ h_prev.T,
                            da.sum(axis=1, keepdims=True)), (dh,))


# LSTM -----------------------------------------------------------------------
def lstm_forward(params, xs, h_0, c_0):
    """Return the Run of an LSTM; h_0 and c_0 are (H, B)."""
    gates = [from_x(W, xs, b) for W, b in zip(params[0::3], params[2::3])]
    W_h = params[1::3]
    T, H, B = gates[0].shape
    hs, cs, ts = (np.empty_like(gates[0]) for _ in range(3))
    h, c_prev, product = h_0, c_0, np.empty_like(h_0)
    for t in range(T):
        i, f, g, o = (gate[t] for gate in gates)
        for a, W in zip((i, f, g, o), W_h):
            np.matmul(W, h, out=product)
            a += product
        np.tanh(g, out=g)
        for a in (i, f, o):
            sigmoid_into(a)
        c, h = cs[t], hs[t]
        np.multiply(f, c_prev, out=c)
        np.multiply(i, g, out=product)
        c += product
        np.tanh(c, out=ts[t])
        np.multiply(o, ts[t], out=h)
        c_prev = c
    return Run(hs, (h, c_prev), (xs, h_0, c_0, gates, cs, ts))


def lstm_backward(params, run, dhs, dstate=None):
    """Return the Grads of an LSTM from dhs, (T, H, B)."""
    xs, h_0, c_0, (i, f, g, o), cs, ts = run.kept
    to_c = o * (1 - ts * ts)
    d_i, d_f = g * i * (1 - i), before(cs, c_0) * f * (1 - f)
    d_g, d_o = i * (1 - g * g), ts * o * (1 - o)
    W_T = [np.ascontiguousarray(W.T) for W in params[1::3]]
    dh, dc = (np.zeros_like(h_0), np.zeros_like(c_0)) if dstate is None \
        else (d.copy() for d in dstate)
    product = np.empty_like(dh)
    for t in reversed(range(len(dhs))):
        dh += dhs[t]
        np.multiply(dh, to_c[t], out=product)
        dc += product
        d_o[t] *= dh
        for d in (d_i[t], d_f[t], d_g[t]):
            d *= dc
        dc *= f[t]
        np.matmul(W_T[0], d_i[t], out=dh)
        for W, d in zip(W_T[1:], (d_f[t], d_g[t], d_o[t])):
            np.matmul(W, d, out=product)
            dh += product
    return Grads(gate_gradients(lstm.Params, params, (d_i, d_f, d_g, d_o),
                                xs, before(run.hs, h_0)), (dh, dc))


def gate_gradients(kind, params, das, xs, h_prevs):
    """Return (dW_x, dW_h, db) of gate after gate as Params."""
    x = columns_of(xs, params[0].shape[1], h_prevs.dtype).T
    h_prev, grads = side_by_side(h_prevs).T, []
    for each in das:
        da = side_by_side(each)
        grads += [da @ x, da @ h_prev, da.sum(axis=1, keepdims=True)]
    return kind(*grads)


# GRU ------------------------------------------------------------------------
def gru_forward(params, xs, h_0):
    """Return the Run of a GRU, its reset after the product."""
    W_rx, W_rh, b_r, W_zx, W_zh, b_z, W_nx, W_nh, b_n, b_nh = params
    r, z, n = (from_x(W, xs, b) for W, b in
               ((W_rx, b_r), (W_zx, b_z), (W_nx, b_n)))
    hs, ms = np.empty_like(r), np.empty_like(r)
    h_prev, product = h_0, np.empty_like(h_0)
    for t in range(len(hs)):
        for a, W in ((r[t], W_rh), (z[t], W_zh)):
            np.matmul(W, h_prev, out=product)
            a += product
            sigmoid_into(a)
        m, h = ms[t], hs[t]
        np.matmul(W_nh, h_prev, out=m)
        m += b_nh
        np.multiply(r[t], m, out=product)
        n[t] += product
        np.tanh(n[t], out=n[t])
        np.subtract(h_prev, n[t], out=h)     # h = n + z (h_prev − n)
        h *= z[t]
        h += n[t]
        h_prev = h
    return Run(hs, (h_prev,), (xs, h_0, r, z, n, ms))


def gru_backward(params, run, dhs, dstate=None):
    """Return the Grads of a GRU from dhs, (T, H, B)."""
    xs, h_0, r, z, n, ms = run.kept
    h_prevs = before(run.hs, h_0)
    d_n = (1 - z) * (1 - n * n)
    d_z = (h_prevs - n) * z * (1 - z)
    d_r, d_m = ms * r * (1 - r), r.copy()
    W_T = [np.ascontiguousarray(W.T) for W in (params[1], params[4],
                                               params[7])]
    dh = np.zeros_like(h_0) if dstate is None else dstate[0].copy()
    product = np.empty_like(dh)
    for t in reversed(range(len(dhs))):
        dh += dhs[t]
        d_n[t] *= dh
        d_z[t] *= dh
        d_r[t] *= d_n[t]
        d_m[t] *= d_n[t]
        dh *= z[t]
        for W, d in zip(W_T, (d_r[t], d_z[t], d_m[t])):
            np.matmul(W, d, out=product)
            dh += product
    grads = gate_gradients(lambda *g: g, params, (d_r, d_z, d_n), xs, h_prevs)
    d_m = side_by_side(d_m)
    dW_nh = d_m @ side_by_side(h_prevs).T
    return Grads(gru.Params(*grads[:7], dW_nh, grads[8],
                            d_m.sum(axis=1, keepdims=True)), (dh,))


FORWARD = {rnn: rnn_forward, lstm: lstm_forward, gru: gru_forward}
BACKWARD = {rnn: rnn_backward, lstm: lstm_backward, gru: gru_backward}
