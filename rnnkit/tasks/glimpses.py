"""Handwritten digits, read a glimpse at a time: an image as a sequence.

    x_t = row t of the image        or column t, in any order
    h_t = step(x_t, h_{t−1})        an RNN, LSTM or GRU
    z_t = W_yh h_t + b_y            ten scores after each glimpse
    L   = l_T, or Σ_t l_t / T       asked at the end, or after each glimpse

| symbol | shape        | what                                       |
|--------|--------------|--------------------------------------------|
| images | (N, 1, 8, 8) | gray, from 0 (paper) to 1 (ink)            |
| order  | (8,)         | which row, or column, is looked at when    |
| xs     | (8, 8, N)    | glimpses: 8 steps of 8 numbers, N images   |
| z      | (8, 10, N)   | scores after each glimpse                  |

Made for speed: the cells run through rnnkit.sequence. E-glimpses.
"""
import re
from typing import NamedTuple

import numpy as np

from rnnkit import sequence
from rnnkit.cells import gru, lstm, readout, rnn
from rnnkit.train import Adam, one_thread

SIZE, CLASSES = 8, 10
CELLS = {"rnn": rnn, "lstm": lstm, "gru": gru}
ORDERS = {"top down": tuple(range(SIZE)),
          "bottom up": tuple(range(SIZE))[::-1]}
WAYS, ASKED = ("rows", "columns"), ("at the end", "always")


class Params(NamedTuple):
    """The parameters of the cell and the readout, or the gradients."""
    cell: tuple
    out: readout.Params


class Model(NamedTuple):
    """A trained reader: the name of its cell and its Params."""
    name: str
    params: Params


# Looking --------------------------------------------------------------------
def typed_order(text):
    """Return an order (a tuple) from a text such as "7 6 5 4 3 2 1 0".

    Raises ValueError, naming what is wrong: a row missing, there twice, or
    not a row at all.
    """
    parts = re.findall(r"[^\s,;]+", text)
    wrong = next((p for p in parts if not re.fullmatch(r"[0-9]+", p)), None)
    if wrong is not None:
        raise ValueError(f"the order has {wrong[:20]!r}: only whole numbers "
                         f"from 0 to {SIZE - 1} are rows")
    return checked(int(part) for part in parts)


def checked(order):
    """Return an order as a tuple, or raise ValueError unless each of the
    eight rows stands in it once."""
    order = tuple(int(place) for place in order)
    outside = [place for place in order if not 0 <= place < SIZE]
    twice = sorted({place for place in order if order.count(place) > 1})
    missing = sorted(set(range(SIZE)) - set(order))
    said = [f"{listed(outside)}: there is no such row"] * bool(outside) + \
        [f"{listed(twice)} more than once"] * bool(twice) + \
        [f"no {listed(missing)}"] * bool(missing)
    if said:
        raise ValueError(f"the order has {', and '.join(said)}. Each of 0 to "
                         f"{SIZE - 1} is needed once")
    return order


def listed(places):
    """Return numbers as words: 2, 5."""
    return ", ".join(map(str, places))


def glimpses(images, order=ORDERS["top down"], way="rows"):
    """Return xs (8, 8, N): glimpse t of each image is row order[t].

    way: "rows" or "columns". Raises ValueError for images that are not
    (N, 1, 8, 8), an order that is none, and another way.
    """
    images = np.asarray(images)
    if images.shape[1:] != (1, SIZE, SIZE) or not len(images):
        raise ValueError(f"images is {images.shape}: (N, 1, {SIZE}, {SIZE}) "
                         "is needed; for one image write images[:1]")
    if way not in WAYS:
        raise ValueError(f"way is {way!r}: it is 'rows' or 'columns'")
    axes = (1, 2, 0) if way == "rows" else (2, 1, 0)
    return images[:, 0].transpose(axes)[list(checked(order))]


# The network ----------------------------------------------------------------
def start(name="gru", hidden=48, seed=0, dtype=np.float32):
    """Return random Params. Raises ValueError for an unknown cell."""
    if name not in CELLS:
        raise ValueError(f"the cell is {name!r}: it is one of "
                         f"{', '.join(CELLS)}")
    rng = np.random.default_rng(seed)

    def drawn(rows, columns):
        spread = columns ** -0.5
        return (rng.normal(size=(rows, columns)) * spread).astype(dtype)

    def zeros(rows):
        return np.zeros((rows, 1), dtype)

    kind = CELLS[name].Params
    parts = [zeros(hidden) if f[0] == "b" else
             drawn(hidden, SIZE if f[-1] == "x" else hidden)
             for f in kind._fields]
    return Params(kind(*parts), readout.Params(drawn(CLASSES, hidden),
                                               zeros(CLASSES)))


def run(name, params, xs):
    """Return the sequence.Run over glimpses xs, from a state of zeros."""
    cell, hidden = CELLS[name], len(params.out.W_yh[0])
    zeros = np.zeros((hidden, xs.shape[-1]), params.out.W_yh.dtype)
    return sequence.FORWARD[cell](params.cell, xs, *[zeros] * len(cell.STATE))


def learn(name, params, xs, y, asked="at the end"):
    """Return (loss, Params of gradients) for the labels y (N,).

    asked: when the label is asked for, "at the end" or "always"; then the
    loss is the mean over the glimpses. Raises ValueError for other words.
    """
    if asked not in ASKED:
        raise ValueError(f"asked is {asked!r}: it is 'at the end' or "
                         "'always'")
    made = run(name, params, xs)
    count = len(xs) if asked == "always" else 1
    targets = np.tile(y, (count, 1))
    loss, dout, d = sequence.loss(params.out, made.hs[-count:], targets)
    dhs = np.zeros_like(made.hs)
    dhs[-count:] = d / count
    dout = readout.Params(*(each / count for each in dout))
    back = sequence.BACKWARD[CELLS[name]](params.cell, made, dhs)
    return loss / count, Params(back.dparams, dout)


def train(xs, y, name="gru", passes=12, size=32, seed=0,
          optimizer=Adam(0.01), hidden=64, asked="at the end"):
    """Return (Model, losses), a loss a pass, after some passes over xs; the
    last third of them with a tenth of the learning rate.

    Raises ValueError unless there is a label for each image.
    """
    if np.shape(y) != xs.shape[2:]:
        raise ValueError(f"y is {np.shape(y)} but xs is {xs.shape}: one label "
                         "an image is needed")
    params, losses = start(name, hidden, seed, xs.dtype), []
    rng, memory = np.random.default_rng(seed), optimizer.start(params)
    slow = optimizer._replace(learning_rate=optimizer.learning_rate / 10)
    with one_thread():
        for n in range(passes):
            rule = optimizer if 3 * n < 2 * passes else slow
            order, total = rng.permutation(len(y)), 0.0
            for begin in range(0, len(y), size):
                some = order[begin:begin + size]
                loss, gradients = learn(name, params, xs[:, :, some], y[some],
                                        asked)
                params, memory = rule.update(params, gradients, memory)
                total += loss * len(some)
            losses.append(float(total / len(y)))
    return Model(name, params), losses


# What it says ---------------------------------------------------------------
def verdicts(model, xs):
    """Return ŷ (8, 10, N): how likely each digit is after each glimpse."""
    made = run(model.name, model.params, xs)
    return readout.softmax(readout.linear(model.params.out, made.hs))


def accuracies(model, xs, y):
    """Return (8,): the share of digits read rightly after each glimpse; the
    last one is the accuracy."""
    found = np.argmax(verdicts(model, xs), axis=1)
    return np.mean(found == y, axis=1)
