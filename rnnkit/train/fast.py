"""The cells over a whole sequence and batch at once, for training.

The same equations as `rnnkit.cells` and `rnnkit.bptt`, turned on their side:
inside, an example is a row, so that memory is read in order. Four things
make it fast:

    one-hot times matrix = lookup      W_hx x_t + b_h is a row of a table
    σ(a) = 0.5 + 0.5 tanh(a / 2)       halved weights: one tanh for all gates
    slopes for all t before the loop   the loop keeps only what must wait
    every dW after the loop            one product over all steps

and buffers that are used again: `Room` keeps them from call to call.

| symbol    | shape           | what                                    |
|-----------|-----------------|-----------------------------------------|
| x         | (T, B)          | indices, 0 to D − 1                     |
| state     | (H, B) each     | as in bptt                              |
| hs        | (T + 1, B, H)   | states, hs[0] the one before the first  |
| gates     | (G, T, B, H)    | gate by gate                            |
| dhs       | (T, B, H)       | ∂L/∂h_t from the losses                 |

`tests/test_train.py` holds them equal to bptt.
"""
from typing import NamedTuple

import numpy as np

from rnnkit.cells import gru, lstm, rnn

CELLS = {"rnn": rnn, "lstm": lstm, "gru": gru}


class Kept(NamedTuple):
    """What the way back needs; `state` is the last one, as columns."""
    x: np.ndarray
    hs: np.ndarray
    state: tuple
    gates: np.ndarray | None = None
    other: tuple = ()


class Room(dict):
    """Buffers by name, used again as long as their shape stays.

    Fresh memory must be cleared by the system first; that took a third of a
    step. What `forward` returns is good until the next call with this Room.
    """

    def __call__(self, name, shape, dtype):
        found = self.get(name)
        if found is None or found.shape != shape or found.dtype != dtype:
            found = self[name] = np.empty(shape, dtype)
        return found

    def like(self, name, array):
        """Return a buffer of the shape and dtype of an array."""
        return self(name, array.shape, array.dtype)


def forward(kind, params, x, state, room=None):
    """Return the Kept of a sequence of indices, read from `state`."""
    return FORWARD[kind](params, x, state, Room() if room is None else room)


def backward(kind, params, kept, dhs, room=None):
    """Return the Params of gradients from dhs = ∂L/∂h_t; dhs is used up."""
    return BACKWARD[kind](params, kept, dhs,
                          Room() if room is None else room)


# h = tanh(W_hx x + W_hh h_prev + b_h) --------------------------------------
def rnn_forward(params, x, state, room):
    """Return the Kept of the recurrent cell."""
    W_hx, W_hh, b_h = params
    hs = states(x, state[0], room, "hs")
    np.take(table(W_hx, b_h), x, axis=0, out=hs[1:], mode="clip")
    U, part = np.ascontiguousarray(W_hh.T), np.empty_like(hs[0])
    for h_prev, h in zip(hs, hs[1:]):
        np.dot(h_prev, U, out=part)
        h += part
        np.tanh(h, out=h)
    return Kept(x, hs, (hs[-1].T.copy(),))


def rnn_backward(params, kept, dhs, room):
    """Return its gradients: da_t = (dh_t + W_hhᵀ da_{t+1}) ⊙ φ′."""
    W_hh = params.W_hh
    slopes = falls(kept.hs[1:], kept.hs[1:], room.like("slopes", dhs))
    dh, da = np.zeros_like(dhs[0]), dhs
    for da_t, slope in zip(da[::-1], slopes[::-1]):
        da_t += dh
        da_t *= slope
        np.dot(da_t, W_hh, out=dh)
    places = one_hot(kept.x, params.W_hx, room)
    dW_hx, dW_hh = products(da[None], places, kept.hs[:-1])
    return rnn.Params(dW_hx[0], dW_hh[0], column(dW_hx[0]))


# LSTM: inside, the gates stand in the order i f o g ------------------------
def lstm_forward(params, x, state, room):
    """Return the Kept of the LSTM."""
    i, f, g, o = (params[n:n + 3] for n in (0, 3, 6, 9))
    hs, cs = (states(x, each, room, name)
              for each, name in zip(state, ("hs", "cs")))
    gates = looked_up(x, [table(i[0], i[2]) / 2, table(f[0], f[2]) / 2,
                          table(o[0], o[2]) / 2, table(g[0], g[2])], room)
    U = np.stack([i[1].T / 2, f[1].T / 2, o[1].T / 2, g[1].T])
    tanh_c, part = room.like("tanh_c", hs[1:]), np.empty_like(gates[:, 0])
    for t in range(len(x)):
        a, c = gates[:, t], cs[t + 1]
        a += np.matmul(hs[t], U, out=part)
        np.tanh(a, out=a)
        a[:3] *= 0.5
        a[:3] += 0.5
        np.multiply(a[1], cs[t], out=c)
        np.multiply(a[0], a[3], out=part[0])
        c += part[0]
        np.tanh(c, out=tanh_c[t])
        np.multiply(a[2], tanh_c[t], out=hs[t + 1])
    return Kept(x, hs, (hs[-1].T.copy(), cs[-1].T.copy()), gates, (cs, tanh_c))


def lstm_backward(params, kept, dhs, room):
    """Return its gradients, as cells.lstm writes them."""
    i, f, o, g = kept.gates
    cs, tanh_c = kept.other
    dc_dh = falls(tanh_c, tanh_c, room.like("dc_dh", tanh_c))
    dc_dh *= o
    da = room.like("da", kept.gates)        # first the slopes, then ∂L/∂a
    for gate, other, slope in zip((i, f, o), (g, cs[:-1], tanh_c), da):
        rises(gate, gate, slope)
        slope *= other
    falls(g, g, da[3])
    da[3] *= i
    W = np.stack([params.W_ih, params.W_fh, params.W_oh, params.W_gh])
    dh, dc = np.zeros_like(dhs[0]), np.zeros_like(dhs[0])
    parts = np.empty_like(da[:, 0])
    for t in reversed(range(len(dhs))):
        dh += dhs[t]
        dc += np.multiply(dh, dc_dh[t], out=parts[0])
        da[:2, t] *= dc
        da[2, t] *= dh
        da[3, t] *= dc
        dc *= f[t]
        np.add.reduce(np.matmul(da[:, t], W, out=parts), axis=0, out=dh)
    places = one_hot(kept.x, params.W_ix, room)
    dW_x, dW_h = products(da, places, kept.hs[:-1])
    found = []
    for n in (0, 1, 3, 2):
        found += [dW_x[n], dW_h[n], column(dW_x[n])]
    return lstm.Params(*found)


# GRU with the reset after the product --------------------------------------
def gru_forward(params, x, state, room):
    """Return the Kept of the GRU."""
    W_rx, W_rh, b_r, W_zx, W_zh, b_z, W_nx, W_nh, b_n, b_nh = params
    hs = states(x, state[0], room, "hs")
    gates = looked_up(x, [table(W_rx, b_r) / 2, table(W_zx, b_z) / 2,
                          table(W_nx, b_n)], room)
    U = np.stack([W_rh.T / 2, W_zh.T / 2, W_nh.T])
    ms, row = room.like("ms", hs[1:]), b_nh.T
    part = np.empty_like(gates[:, 0])
    for t in range(len(x)):
        np.matmul(hs[t], U, out=part)
        rz, n, m, h = gates[:2, t], gates[2, t], ms[t], hs[t + 1]
        rz += part[:2]
        np.tanh(rz, out=rz)
        rz *= 0.5
        rz += 0.5
        np.add(part[2], row, out=m)
        n += np.multiply(rz[0], m, out=part[0])
        np.tanh(n, out=n)
        np.subtract(hs[t], n, out=h)
        h *= rz[1]
        h += n
    return Kept(x, hs, (hs[-1].T.copy(),), gates, (ms,))


def gru_backward(params, kept, dhs, room):
    """Return its gradients, as cells.gru writes them."""
    r, z, n = kept.gates
    m, h_prevs = kept.other[0], kept.hs[:-1]
    # For r, z, m and n: first the slopes, then ∂L/∂ each.
    da = room("da", (4, *r.shape), r.dtype)
    falls(n, n, da[3])
    da[3] *= np.subtract(1, z, out=da[0])
    np.multiply(da[3], r, out=da[2])
    rises(da[2], r, da[0])
    da[0] *= m
    rises(z, z, da[1])
    da[1] *= np.subtract(h_prevs, n, out=room.like("fall", n))
    W = np.stack([params.W_rh, params.W_zh, params.W_nh])
    dh, parts = np.zeros_like(dhs[0]), np.empty_like(da[:3, 0])
    for t in reversed(range(len(dhs))):
        dh += dhs[t]
        da[:, t] *= dh
        dh *= z[t]
        np.matmul(da[:3, t], W, out=parts)
        for part in parts:
            dh += part
    places = one_hot(kept.x, params.W_rx, room)
    dW_x, _ = products((da[0], da[1], da[3]), places, None)
    _, dW_h = products(da[:3], None, h_prevs)
    r, z, n = ([dW_x[k], dW_h[k], column(dW_x[k])] for k in range(3))
    return gru.Params(*r, *z, *n, flat(da[2]).sum(axis=0)[:, None])


# What all three use --------------------------------------------------------
def states(x, start, room, name):
    """Return states (T + 1, B, H) with the first one filled in."""
    hs = room(name, (len(x) + 1, *start.T.shape), start.dtype)
    hs[0] = start.T
    return hs


def table(W, b):
    """Return (D, H): row d is W x + b for the one-hot x of index d."""
    return W.T + b.T


def looked_up(x, tables, room):
    """Return (G, T, B, H): the rows of each table at the indices x."""
    gates = room("gates", (len(tables), *x.shape, tables[0].shape[1]),
                 tables[0].dtype)
    for each, gate in zip(tables, gates):
        np.take(each, x, axis=0, out=gate, mode="clip")
    return gates


def falls(h, g, out):
    """Return 1 − h g, which is tanh′ for h = g; written into out."""
    np.multiply(h, g, out=out)
    return np.subtract(1, out, out=out)


def rises(h, s, out):
    """Return h (1 − s), which is σ′ for h = s; written into out."""
    np.subtract(1, s, out=out)
    return np.multiply(out, h, out=out)


def one_hot(x, W, room):
    """Return one-hot rows (T·B, D) in the dtype of W, which has D columns."""
    rows = room("one_hot", (x.size, W.shape[1]), W.dtype)
    rows.fill(0)
    rows[np.arange(x.size), x.reshape(-1)] = 1
    return rows


def products(da, places, h_prevs):
    """Return (each dW_x, each dW_h) over all steps: daᵀ x and daᵀ h_prev.

    As each example has one 1 in x, the sum of the columns of dW_x is db.
    """
    turned = [flat(each).T for each in da]
    return ([] if places is None else [each @ places for each in turned],
            [] if h_prevs is None else [each @ flat(h_prevs)
                                        for each in turned])


def flat(rows):
    """Return (T, B, H) as (T·B, H)."""
    return rows.reshape(-1, rows.shape[-1])


def column(dW):
    """Return the sum of the columns, (H, 1)."""
    return dW.sum(axis=1, keepdims=True)


FORWARD = {"rnn": rnn_forward, "lstm": lstm_forward, "gru": gru_forward}
BACKWARD = {"rnn": rnn_backward, "lstm": lstm_backward, "gru": gru_backward}
