"""The GRU over a whole sequence, the reset after the product.

    r = σ(a_r)      m = W_nh h_prev + b_nh
    z = σ(a_z)      n = tanh(a_n + r ⊙ m)      h = n + z ⊙ (h_prev − n)

σ(a) = 0.5 + 0.5 tanh(a / 2), and the a of r and z come halved, from halved
weights. On the way back the four stand in the order n r z m: the first three
are what comes from x, the last three what comes from h_prev.

| symbol | shape        | what                                         |
|--------|--------------|----------------------------------------------|
| gates  | (3, T, H, B) | a until its step, then r, z, n               |
| ms     | (T, H, B)    | m                                            |
| das    | (4, T, H, B) | slopes until its step, then ∂L/∂a and ∂L/∂m  |
| W_h    | (3, H, H)    | W_rh, W_zh, W_nh                             |
"""
import numpy as np

from rnnkit.cells import gru

from .layout import (Grads, Run, checked, copies, empty, from_x, room,
                     side_by_side, to_x)


def stacked(params):
    """Return W_x, W_h and b of r, z, n; those of r and z halved."""
    W_x, W_h, b = (np.stack(params[k:9:3]) for k in range(3))
    for each in (W_x, W_h, b):
        each[:2] /= 2
    return W_x, W_h, b


def step(W_h, b_nh, a, h_prev, h, m, product):
    """Turn a, which holds what comes from x, into r, z and n, and write m
    and h; h may be h_prev."""
    np.matmul(W_h, h_prev, out=product)
    rz, (r, z, n) = a[:2], a
    rz += product[:2]
    np.tanh(rz, out=rz)
    rz *= 0.5
    rz += 0.5
    np.add(product[2], b_nh, out=m)
    n += np.multiply(r, m, out=product[2])
    np.tanh(n, out=n)
    np.subtract(h_prev, n, out=h)
    h *= z
    h += n


def forward(params, xs, h_0):
    """Return the Run of a GRU from the state h_0, (H, B).

    xs: (T, D, B), or indices (T, B). Raises ValueError if shapes do not fit.
    """
    xs, dtype = checked(gru, params, xs, (h_0,))
    (W_x, W_h, b), b_nh = stacked(params), params[9]
    hs = room(xs, h_0, dtype)
    gates, ms = empty(3, *hs[1:].shape, dtype=dtype), np.empty_like(hs[1:])
    for W, bias, gate in zip(W_x, b, gates):
        from_x(W, bias, xs, gate)
    product = np.empty_like(gates[:, 0])
    for t in range(len(xs)):
        step(W_h, b_nh, gates[:, t], hs[t], hs[t + 1], ms[t], product)
    return Run(hs[1:], (hs[-1],), (xs, hs, gates, ms))


def slopes(gates, h_prev, ms):
    """Return das: how h answers to the a of n and z, n's a to the a of r,
    and n's a to m."""
    r, z, n = gates
    das = empty(4, *ms.shape, dtype=ms.dtype)
    np.multiply(1 - z, 1 - n * n, out=das[0])
    np.multiply(ms, r * (1 - r), out=das[1])
    np.multiply(h_prev - n, z * (1 - z), out=das[2])
    das[3] = r
    return das


def backward(params, run, dhs, dstate=None):
    """Return the Grads of a GRU from dhs, (T, H, B)."""
    xs, hs, gates, ms = run.kept
    das = slopes(gates, hs[:-1], ms)
    (dns, drs, dzs, dms), z = das, gates[1]
    dh, = copies(dstate, run.state)
    W_T = np.stack([W.T for W in params[1:9:3]])
    product = np.empty_like(gates[:, 0])
    for t in reversed(range(len(dhs))):
        dh += dhs[t]
        dns[t] *= dh
        dzs[t] *= dh
        drs[t] *= dns[t]
        dms[t] *= dns[t]
        dh *= z[t]
        np.matmul(W_T, das[1:, t], out=product)
        for d in product:
            dh += d
    da = side_by_side(das)
    dW_n, dW_r, dW_z = to_x(da[:3], xs, params[0].shape[1])
    dW_h = da[1:] @ side_by_side(hs[:-1]).T
    db_n, *db = da.sum(axis=-1, keepdims=True)
    return Grads(gru.Params(dW_r, dW_h[0], db[0], dW_z, dW_h[1], db[1],
                            dW_n, dW_h[2], db_n, db[2]), (dh,))


def stepper(params, h):
    """Return (what each token adds to the gates, (D, 3, H, 1); a function
    that takes that and moves h on in its memory)."""
    (W_x, W_h, b), b_nh = stacked(params), params[9]
    m, product = np.empty_like(h), np.empty((3, *h.shape), h.dtype)

    def advance(a):
        step(W_h, b_nh, a.copy(), h, h, m, product)

    return np.moveaxis(W_x + b, -1, 0)[..., None], advance
