"""A language model over indices, ours: numbers to begin with, and one
training step."""
import numpy as np

from rnnkit import sequence
from rnnkit.cells import readout


def draw(cell, D, H, K, rng, dtype=float):
    """Return (cell parameters, readout parameters), small random numbers."""
    def shape(name):
        return (H, 1) if name[0] == "b" else (H, D if name[-1] == "x" else H)

    def numbers(*shape):
        return (rng.normal(size=shape) / np.sqrt(H)).astype(dtype)

    return (cell.Params(*(numbers(*shape(n)) for n in cell.Params._fields)),
            readout.Params(numbers(K, H), numbers(K, 1)))


def zeros(cell, H, B, dtype=float):
    """Return the state before the first step."""
    return tuple(np.zeros((H, B), dtype) for _ in cell.STATE)


def training_step(cell, params, out, tokens, targets, *state):
    """Return (loss, gradients of the cell, gradients of the output)."""
    run = sequence.FORWARD[cell](params, tokens, *state)
    loss, dout, dhs = sequence.loss(out, run.hs, targets)
    return loss, sequence.BACKWARD[cell](params, run, dhs).dparams, dout
