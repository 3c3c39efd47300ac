"""An LSTM in the style of the CS231n assignment: rows, one wide product.

Written for this project as that course teaches it: data as (N, T, D), the
four gates side by side in one (N, 4H) array in the order i f o g, a step
forward and a step backward with a cache, gradients added up over time.
"""
import numpy as np


def sigmoid(x):
    positive = x >= 0
    z = np.zeros_like(x)
    z[positive] = np.exp(-x[positive])
    z[~positive] = np.exp(x[~positive])
    top = np.ones_like(x)
    top[~positive] = z[~positive]
    return top / (1 + z)


def step_forward(x, prev_h, prev_c, Wx, Wh, b):
    H = prev_h.shape[1]
    a = x.dot(Wx) + prev_h.dot(Wh) + b
    i, f, o = (sigmoid(a[:, k * H:(k + 1) * H]) for k in range(3))
    g = np.tanh(a[:, 3 * H:])
    next_c = f * prev_c + i * g
    next_h = o * np.tanh(next_c)
    return next_h, next_c, (x, prev_h, prev_c, Wx, Wh, i, f, o, g, next_c)


def step_backward(dnext_h, dnext_c, cache):
    x, prev_h, prev_c, Wx, Wh, i, f, o, g, next_c = cache
    t = np.tanh(next_c)
    dc = dnext_c + dnext_h * o * (1 - t ** 2)
    da = np.hstack((dc * g * i * (1 - i), dc * prev_c * f * (1 - f),
                    dnext_h * t * o * (1 - o), dc * i * (1 - g ** 2)))
    return (da.dot(Wx.T), da.dot(Wh.T), dc * f, x.T.dot(da),
            prev_h.T.dot(da), da.sum(axis=0))


def forward(x, h0, Wx, Wh, b):
    """Return (h (N, T, H), caches) for x (N, T, D)."""
    N, T, D = x.shape
    h, caches = np.zeros((N, T, h0.shape[1]), dtype=x.dtype), []
    prev_h, prev_c = h0, np.zeros_like(h0)
    for t in range(T):
        prev_h, prev_c, cache = step_forward(x[:, t], prev_h, prev_c,
                                             Wx, Wh, b)
        h[:, t] = prev_h
        caches.append(cache)
    return h, caches


def backward(dh, caches):
    """Return (dx, dh0, dWx, dWh, db) for dh (N, T, H)."""
    N, T, H = dh.shape
    D = caches[0][0].shape[1]
    dx = np.zeros((N, T, D), dtype=dh.dtype)
    dprev_h, dprev_c = np.zeros((2, N, H), dtype=dh.dtype)
    dWx, dWh, db = np.zeros((D, 4 * H)), np.zeros((H, 4 * H)), \
        np.zeros(4 * H)
    for t in reversed(range(T)):
        dx[:, t], dprev_h, dprev_c, gWx, gWh, gb = step_backward(
            dh[:, t] + dprev_h, dprev_c, caches[t])
        dWx += gWx
        dWh += gWh
        db += gb
    return dx, dprev_h, dWx, dWh, db


def loss_and_gradients(params, tokens, targets):
    """Return (loss, dWx, dWh, db, dW, dc) for indices (N, T)."""
    Wx, Wh, b, W, c = params
    (N, T), D, H = tokens.shape, Wx.shape[0], Wh.shape[0]
    x = np.eye(D, dtype=Wx.dtype)[tokens]
    h, caches = forward(x, np.zeros((N, H), dtype=Wx.dtype), Wx, Wh, b)
    flat = h.reshape(N * T, H)
    scores = flat.dot(W) + c
    p = np.exp(scores - np.max(scores, axis=1, keepdims=True))
    p /= np.sum(p, axis=1, keepdims=True)
    at = np.arange(N * T), targets.reshape(N * T)
    loss = -np.sum(np.log(p[at])) / N
    p[at] -= 1
    p /= N
    dh = p.dot(W.T).reshape(N, T, H)
    _, _, dWx, dWh, db = backward(dh, caches)
    return loss, dWx, dWh, db, flat.T.dot(p), p.sum(axis=0)
