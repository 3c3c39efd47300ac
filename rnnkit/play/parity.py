"""A small RNN that finds parity by itself, and how well it does.

    strings          random bits (T, 1, B) and their parity bits (T, B)
    start            a Net of random weights
    one_update       one step of training
    learn_parity     many of them, from one seed
    right, all_right which bits of new strings, and what share of strings
    losses_drawn, shares_drawn    the pictures of both

The formulas are those of `rnnkit.cells`, `bptt` and `train`.
"""
from typing import NamedTuple

import numpy as np

from rnnkit import bptt
from rnnkit.cells import readout, rnn
from rnnkit.show import chart
from rnnkit.show.describe import Document
from rnnkit.show.display import Shown
from rnnkit.train.optimizers import Adam


class Net(NamedTuple):
    """The weights of a small RNN with two scores, for even and odd."""
    cell: rnn.Params
    output: readout.Params


def strings(rng, T, B):
    """Return (random bits (T, 1, B), their parity bits (T, B))."""
    xs = rng.integers(0, 2, (T, 1, B)).astype(float)
    return xs, np.cumsum(xs[:, 0], axis=0).astype(int) % 2


def start(seed, hidden):
    """Return a Net of random weights, and the generator that made them."""
    rng = np.random.default_rng(seed)
    small = hidden ** -0.5
    cell = rnn.Params(rng.normal(0, 1, (hidden, 1)),
                      rng.normal(0, small, (hidden, hidden)),
                      np.zeros((hidden, 1)))
    output = readout.Params(rng.normal(0, small, (2, hidden)),
                            np.zeros((2, 1)))
    return Net(cell, output), rng


def one_update(net, memory, xs, y, optimizer=Adam(0.02)):
    """Return (the Net after one step of Adam, Adam's memory, the mean loss
    of a bit before the step)."""
    run = bptt.forward(rnn, net.cell, xs)
    z = readout.linear(net.output, run.hs)
    loss = readout.loss(z, y) / len(xs)
    d_output, dhs = readout.linear_back(net.output, run.hs,
                                        readout.loss_back(z, y))
    d_cell = bptt.backward(rnn, net.cell, run, dhs).dparams
    net, memory = optimizer.update(net, Net(d_cell, d_output), memory)
    return net, memory, float(loss)


def learn_parity(seed, hidden=8, T=10, updates=1500, enough=0.01, batch=32):
    """Return (Net, losses): a small RNN trained on random strings of T bits.

    Training ends when the mean loss of a bit is below `enough`, or after
    `updates` steps.
    """
    net, rng = start(seed, hidden)
    memory, losses = Adam(0.02).start(net), []
    while len(losses) < updates and (not losses or losses[-1] > enough):
        net, memory, loss = one_update(net, memory, *strings(rng, T, batch))
        losses.append(loss)
    return net, losses


def right(net, T, count, seed=99):
    """Return (T, count) of True and False: which parity bits of `count` new
    strings of T bits the network gets right."""
    xs, y = strings(np.random.default_rng(seed), T, count)
    z = readout.linear(net.output, bptt.forward(rnn, net.cell, xs).hs)
    return z.argmax(axis=1) == y


def all_right(net, T, count=200):
    """Return the share of `count` new strings of T bits whose every parity
    bit is right."""
    return float(right(net, T, count).all(axis=0).mean())


def losses_drawn(losses, every=4):
    """Return the curve of the losses of one training."""
    each = list(range(0, len(losses), every))
    return Shown(Document("", (chart.curves(
        each, {"loss": [losses[k] for k in each]}, x_label="update",
        title="Learning parity", words="The mean loss of a bit over the "
        f"updates, from {losses[0]:.2f} to {losses[-1]:.2f}."),)))


def shares_drawn(short, long):
    """Return bars of the shares of strings that are right, by seed."""
    seeds = [str(seed) for seed in range(len(short))]
    words = "; ".join(f"seed {k}: {s:.0%} of the short, {l:.0%} of the long"
                      for k, s, l in zip(seeds, short, long))
    return Shown(Document("", (chart.bars(
        seeds, {"10 bits": short, "100 bits": long}, x_label="seed",
        title="Share of strings with every bit right", words=words),)))
