"""A language model over indices, ours: one training step and sampling.

    loss and gradients = sequence + readout, as in `rnnkit.train`
"""
import numpy as np

from rnnkit import sequence
from rnnkit.cells import readout


def draw(cell, D, H, K, rng, dtype):
    """Return (cell parameters, readout parameters), small random numbers."""
    def shape(name):
        return (H, 1) if name[0] == "b" else (H, D if name[-1] == "x" else H)
    make = (lambda *s: (rng.normal(size=s) / np.sqrt(H)).astype(dtype))
    return (cell.Params(*(make(*shape(n)) for n in cell.Params._fields)),
            readout.Params(make(K, H), make(K, 1)))


def training_step(cell, params, out, tokens, targets, *state):
    """Return (loss summed over time, mean over the batch; gradients)."""
    run = sequence.FORWARD[cell](params, tokens, *state)
    loss, d_out, dhs = output(out, run.hs, targets)
    grads = sequence.BACKWARD[cell](params, run, dhs)
    return loss, grads.dparams, d_out


def output(out, hs, targets):
    """Return (loss, readout gradients, dhs) for all steps at once."""
    W_yh, b_y = out
    T, H, B = hs.shape
    h = sequence.side_by_side(hs)
    p = W_yh @ h + b_y
    p -= p.max(axis=0)
    np.exp(p, out=p)
    p /= p.sum(axis=0)
    at = targets.reshape(-1), np.arange(T * B)
    loss = -np.log(p[at]).sum() / B
    p[at] -= 1
    if B > 1:
        p /= B
    grads = readout.Params(p @ h.T, p.sum(axis=1, keepdims=True))
    dhs = (W_yh.T @ p).reshape(H, T, B).swapaxes(0, 1)
    return loss, grads, dhs
