"""A task for the memory: say at the end what stood at the beginning.

    the sequence    x_1 is one of K symbols; x_2 … x_T are noise, drawn from
                    N others that have nothing to do with it
    the question    after x_T: which symbol was x_1?
    guessing        1 / K of the answers are right

Only the state can carry the answer over the T − 1 steps between, and only
the gradient ∂l/∂h_1 can teach it to. Trained with Adam on fresh sequences,
gradients clipped by norm (`rnnkit.train`).

| symbol | shape     | what                                        |
|--------|-----------|---------------------------------------------|
| xs     | (T, B)    | symbols as whole numbers, noise from K on   |
| y      | (B,)      | the answer, x_1                             |
| hs     | (T, H, B) | hidden states; only the last one is read    |

The long-range problems of Hochreiter and Schmidhuber (1997) and of Bengio,
Simard and Frasconi (1994) are of this kind.
"""
from typing import NamedTuple

import numpy as np

from rnnkit.cells import readout
from rnnkit.memory import influence, start
from rnnkit.sequence import BACKWARD, FORWARD
from rnnkit.train import Adam, clip_norm

SYMBOLS, NOISE = 8, 4


class Learned(NamedTuple):
    """What a training run left: parameters, output layer, the share of right
    answers on fresh sequences, and the loss of every update."""
    params: tuple
    output: readout.Params
    right: float
    losses: list


def batch(T, B, rng):
    """Return (xs, y): B sequences of T symbols, and the answers.

    Raises ValueError for T or B below 1.
    """
    if T < 1 or B < 1:
        raise ValueError(f"T is {T} and B is {B}: a batch needs at least one "
                         "step and one sequence")
    y = rng.integers(SYMBOLS, size=B)
    xs = rng.integers(SYMBOLS, SYMBOLS + NOISE, size=(T, B))
    xs[0] = y
    return xs, y


def run_cell(cell, params, xs):
    """Return the run of a cell from a state of zeros."""
    zero = np.zeros((params[1].shape[0], xs.shape[1]))
    return FORWARD[cell](params, xs, *(zero for _ in cell.STATE))


def gradients(cell, params, output, xs, y):
    """Return (loss, (gradients of the cell, gradients of the output))."""
    run = run_cell(cell, params, xs)
    z = readout.linear(output, run.hs[-1])
    d_output, dh = readout.linear_back(output, run.hs[-1],
                                       readout.loss_back(z, y))
    dhs = np.zeros_like(run.hs)
    dhs[-1] = dh
    grads = BACKWARD[cell](params, run, dhs).dparams
    return float(readout.loss(z, y)), (grads, d_output)


def accuracy(cell, params, output, xs, y):
    """Return the share of sequences whose first symbol is told rightly."""
    z = readout.linear(output, run_cell(cell, params, xs).hs[-1])
    return float(np.mean(np.argmax(z, axis=0) == y))


def learn(cell, T=30, seed=0, updates=130, H=24, B=32, rate=0.01, limit=1.0,
          **options):
    """Return the Learned of one training run of a cell on this task.

    options go to `memory.start`, such as kind="orthogonal" or forget=3.
    rate: η; limit: the longest gradient (None: not clipped). It takes a
    second or less; with the same seed the numbers are the same again on one
    machine, and may drift apart between machines.
    """
    rng = np.random.default_rng(seed)
    params = start(cell, SYMBOLS + NOISE, H, rng, **options)
    output = readout.Params(
        rng.normal(size=(SYMBOLS, H)) / np.sqrt(H), np.zeros((SYMBOLS, 1)))
    adam, network, losses = Adam(rate), (params, output), []
    moments = adam.start(network)
    for _ in range(updates):
        loss, grads = gradients(cell, *network, *batch(T, B, rng))
        grads = clip_norm(grads, limit) if limit else grads
        network, moments = adam.update(network, grads, moments)
        losses.append(loss)
    right = accuracy(cell, *network, *batch(T, 500, rng))
    return Learned(*network, right, losses)


def influence_on(cell, learned, xs, y):
    """Return ‖∂l/∂x_t‖ for each step of one sequence, (T,): how much the
    loss depends on each symbol, to first order. xs: (T, 1); y: (1,)."""
    x = readout.one_hot(xs, SYMBOLS + NOISE)
    z = readout.linear(learned.output, run_cell(cell, learned.params, xs)
                       .hs[-1])
    _, dh = readout.linear_back(learned.output, np.zeros((
        learned.output.W_yh.shape[1], 1)), readout.loss_back(z, y))
    return influence(cell, learned.params, x, dh)[:, 0]
