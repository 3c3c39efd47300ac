"""A character RNN in the style of min-char-rnn: plain NumPy, one column.

Written for this project as such code is taught: a loop over time, one-hot
columns, dictionaries of states, every gradient added up step by step. It is
a peer to be timed against; nothing in it is slow on purpose.
"""
import numpy as np


def loss_and_gradients(params, inputs, targets, h_start):
    """Return (loss, gradients, last h) for lists of character indices."""
    Wxh, Whh, Why, bh, by = params
    xs, hs, ps, loss = {}, {-1: h_start}, {}, 0.0
    for t in range(len(inputs)):
        xs[t] = np.zeros((Wxh.shape[1], 1))
        xs[t][inputs[t]] = 1
        hs[t] = np.tanh(np.dot(Wxh, xs[t]) + np.dot(Whh, hs[t - 1]) + bh)
        y = np.dot(Why, hs[t]) + by
        ps[t] = np.exp(y) / np.sum(np.exp(y))
        loss += -np.log(ps[t][targets[t], 0])
    dWxh, dWhh, dWhy = (np.zeros_like(W) for W in (Wxh, Whh, Why))
    dbh, dby, dh_next = (np.zeros_like(v) for v in (bh, by, h_start))
    for t in reversed(range(len(inputs))):
        dy = np.copy(ps[t])
        dy[targets[t]] -= 1
        dWhy += np.dot(dy, hs[t].T)
        dby += dy
        dh = np.dot(Why.T, dy) + dh_next
        da = (1 - hs[t] * hs[t]) * dh
        dbh += da
        dWxh += np.dot(da, xs[t].T)
        dWhh += np.dot(da, hs[t - 1].T)
        dh_next = np.dot(Whh.T, da)
    return loss, (dWxh, dWhh, dWhy, dbh, dby), hs[len(inputs) - 1]


def sample(params, h, first, length, rng):
    """Return `length` indices, each drawn and fed back."""
    Wxh, Whh, Why, bh, by = params
    x = np.zeros((Wxh.shape[1], 1))
    x[first] = 1
    found = []
    for _ in range(length):
        h = np.tanh(np.dot(Wxh, x) + np.dot(Whh, h) + bh)
        y = np.dot(Why, h) + by
        p = np.exp(y) / np.sum(np.exp(y))
        k = rng.choice(range(len(p)), p=p.ravel())
        x = np.zeros_like(x)
        x[k] = 1
        found.append(k)
    return found
