"""From hidden states to the loss of a whole sequence, and to new tokens.

    z = W_yh h + b_y        ŷ = softmax(z)        L = −Σ_t log ŷ_t[y_t] / B

and backwards: dz = (ŷ − y) / B, all steps side by side. The loss is that of
`cells.readout`: the mean over the batch, summed over time.

| symbol  | shape         | what                                   |
|---------|---------------|----------------------------------------|
| hs, dhs | (T, H, B)     | hidden states, ∂L/∂h_t                 |
| z, dz   | (K, T·B)      | scores of all steps side by side       |
| targets | (T, B)        | the token to come, 0 to K − 1          |
"""
import numpy as np

from rnnkit import cells
from rnnkit.cells import readout

from . import gru, lstm, rnn
from .layout import indices, side_by_side

STEPPER = {cells.rnn: rnn.stepper, cells.lstm: lstm.stepper,
           cells.gru: gru.stepper}


def loss(out, hs, targets):
    """Return (L, readout.Params of gradients, dhs).

    out: readout.Params. Raises ValueError for targets that do not fit.
    """
    (W_yh, b_y), (T, H, B) = out, hs.shape
    targets = np.asarray(targets)
    indices("targets", targets, len(W_yh))
    if targets.shape != (T, B):
        raise ValueError(f"hs is {hs.shape} but targets is {targets.shape}: "
                         f"one token a step and example is needed, {(T, B)}")
    h, at_target = side_by_side(hs), (targets.reshape(-1), np.arange(T * B))
    z = W_yh @ h
    z += b_y
    z -= z.max(axis=0)
    z_target = z[at_target]
    y_hat = np.exp(z, out=z)
    total = y_hat.sum(axis=0)
    L = (np.log(total) - z_target).sum() / B
    dz = y_hat
    dz /= total
    dz[at_target] -= 1
    dz /= B
    dout = readout.Params(dz @ h.T, dz.sum(axis=1, keepdims=True))
    dhs = (dz.T @ W_yh).reshape(T, B, H).swapaxes(1, 2)
    return L, dout, dhs


def sample(cell, params, out, first, length, rng, *state, temperature=1.0):
    """Return (tokens, state): `length` draws, each fed back as the next x.

    first: the token read first; rng: a generator, the same seed gives the
    same tokens; state: (H, 1) each, as it was before `first`; temperature:
    below 1 more careful, above 1 bolder. One uniform number is drawn a
    token, before the loop.
    """
    W_yh, b_y = (each / temperature for each in out)
    indices("first", np.asarray([[first]]), len(params[0].T))
    state = tuple(np.array(each, dtype=W_yh.dtype) for each in state)
    adds, advance = STEPPER[cell](params, *state)
    adds, h, tokens = adds.astype(W_yh.dtype), state[0], []
    for u in rng.random(length).tolist():
        advance(adds[first].copy())
        first = drawn(W_yh.dot(h) + b_y, u)
        tokens.append(first)
    return np.array(tokens, dtype=int), state


def drawn(z, u):
    """Return the token that the uniform number u picks from softmax(z)."""
    z -= z.max()
    reached = np.exp(z, out=z).cumsum()
    reached /= reached[-1]
    return int(reached.searchsorted(u, side="right"))
