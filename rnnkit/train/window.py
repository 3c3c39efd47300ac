"""Training the window model of cells.embedding on a text of indices.

    L = −(1/N) Σ_t Σ_v t_tv log y_tv        in nats a token

t_tv is 1 where token t of the text is v, y_tv is its probability from the K
tokens before.

| symbol | shape     | what                                        |
|--------|-----------|---------------------------------------------|
| x      | (N,)      | the text                                    |
| xs, y  | (K, N − K), (N − K,) | windows, and the token after each |
"""
from typing import NamedTuple

import numpy as np

from rnnkit.cells import embedding, readout

from . import tree
from .model import BITS
from .optimizers import Adam
from .threads import one_thread


class Params(NamedTuple):
    """The parameters of window and output layer, or the gradients."""
    window: embedding.Params
    readout: readout.Params


def start_window(V, K=3, features=16, hidden=64, seed=0, spread=0.3,
                 dtype=np.float64):
    """Return random Params for V tokens and a window of K of them.

    spread: of the embedding; a small one learns more slowly, but where its
    columns began is soon outweighed. Raises ValueError for a size below 1.
    """
    for name, size in (("V", V), ("K", K), ("features", features),
                       ("hidden", hidden)):
        if not isinstance(size, (int, np.integer)) or size < 1:
            raise ValueError(f"{name} is {size!r}: a whole number of 1 or "
                             "more is needed")
    rng = np.random.default_rng(seed)

    def drawn(rows, columns, spread):
        return (rng.normal(size=(rows, columns)) * spread).astype(dtype)

    def zeros(rows):
        return np.zeros((rows, 1), dtype)

    wide = K * features
    return Params(
        embedding.Params(drawn(features, V, spread),
                      drawn(hidden, wide, wide ** -0.5), zeros(hidden)),
        readout.Params(drawn(V, hidden, hidden ** -0.5), zeros(V)))


def width(params):
    """Return K, how many tokens the model sees."""
    return params.window.W_hc.shape[1] // len(params.window.E)


def windows(x, K):
    """Return (xs (K, N − K), y (N − K,)): each window, and what follows.

    Raises ValueError for a text with no token after a window.
    """
    x = np.asarray(x)
    if x.ndim != 1 or len(x) <= K:
        raise ValueError(f"x is {x.shape}: with a window of {K} a text needs "
                         f"{K + 1} tokens or more")
    return np.stack([x[k:len(x) - K + k] for k in range(K)]), x[K:]


def scores(params, xs):
    """Return the scores z (V, B) of the token after each window."""
    return readout.linear(params.readout, embedding.step(params.window, xs).h)


def learn_window(params, xs, y):
    """Return (loss in nats a token, Params of gradients)."""
    step = embedding.step(params.window, xs)
    z = readout.linear(params.readout, step.h)
    dz = readout.loss_back(z, y)
    dreadout, dh = readout.linear_back(params.readout, step.h, dz)
    return float(readout.loss(z, y)), Params(
        embedding.step_back(params.window, step, dh), dreadout)


def train_window(params, xs, y, steps, batch=64, optimizer=Adam(0.005),
                 seed=0):
    """Return (new Params, losses) after some steps, each on `batch` windows
    drawn at random; the last third with a tenth of the learning rate."""
    rng, memory, losses = np.random.default_rng(seed), None, []
    memory = optimizer.start(params)
    slow = optimizer._replace(learning_rate=optimizer.learning_rate / 10)
    with one_thread():
        for n in range(steps):
            some = rng.integers(0, len(y), batch)
            loss, gradients = learn_window(params, xs[:, some], y[some])
            rule = optimizer if 3 * n < 2 * steps else slow
            params, memory = rule.update(params, gradients, memory)
            losses.append(loss)
    return params, losses


def window_bits(params, x):
    """Return the bits a token on a text, from its first whole window on."""
    xs, y = windows(x, width(params))
    return float(readout.loss(scores(params, xs), y)) * BITS


def size(params):
    """Return the number of parameters."""
    return sum(array.size for _, array in tree.leaves(params))
