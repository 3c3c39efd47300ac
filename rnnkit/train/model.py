"""A model of the next token: a recurrent cell and an output layer.

    h_t = cell(x_t, h_{t−1})
    z_t = W_yh h_t + b_y                ŷ_t = softmax(z_t)
    L   = −(1 / TB) Σ_t log ŷ_t[y_t]    the mean over all T·B tokens

| symbol | shape     | what                                         |
|--------|-----------|----------------------------------------------|
| x, y   | (T, B)    | indices: the token read, the token to come   |
| state  | (H, B) each | (h,), or (h, c) of an LSTM                 |
| mask   | (T, B)    | 1 where a target counts; None: everywhere    |

One loss, two ways to its gradients that agree: "bptt" runs rnnkit.bptt and
rnnkit.cells.readout on one-hot columns; "fast" is for training.
"""
import math
from typing import NamedTuple

import numpy as np

from rnnkit import bptt
from rnnkit.cells import readout

from . import fast, tree

BITS = 1 / math.log(2)          # a loss in nats times this is in bits


class Params(NamedTuple):
    """The parameters of cell and output layer, or the gradient for each."""
    cell: tuple
    readout: readout.Params


class Model(NamedTuple):
    """kind: "rnn", "lstm" or "gru"; vocabulary; params."""
    kind: str
    vocabulary: tuple
    params: Params

    @property
    def hidden(self):
        """The number of hidden units, H."""
        return self.params.readout.W_yh.shape[1]

    @property
    def count(self):
        """The number of parameters."""
        return sum(array.size for _, array in tree.leaves(self.params))

    def words(self):
        """Return what a person would call this model."""
        return (f"{self.kind} with {self.hidden} hidden units and "
                f"{self.vocabulary.size} {self.vocabulary.unit}")


class Result(NamedTuple):
    """The loss in nats a token, its gradients, and the last state."""
    loss: float
    gradients: Params
    state: tuple


def start(kind, vocabulary, hidden=64, seed=0, dtype=np.float32):
    """Return a new Model with random weights.

    Weights are drawn with a spread of 1/√H, the same for the same seed; an
    LSTM begins with its forget gates open (b_f = 1, Jozefowicz et al. 2015).
    Raises ValueError for an unknown cell or a size below 1.
    """
    cell = cell_of(kind)
    if not isinstance(hidden, (int, np.integer)) or hidden < 1:
        raise ValueError(f"hidden is {hidden!r}: a whole number of 1 or more "
                         "is needed")
    V, rng = vocabulary.size, np.random.default_rng(seed)

    def weights(name):
        shape = (hidden, 1) if name[0] == "b" else (
            hidden, V if name.endswith("x") else hidden)
        drawn = rng.normal(size=shape) / math.sqrt(hidden)
        return (drawn if name[0] == "W" else
                np.full(shape, float(name == "b_f"))).astype(dtype)

    params = cell.Params(*map(weights, cell.Params._fields))
    W_yh = (rng.normal(size=(V, hidden)) / math.sqrt(hidden)).astype(dtype)
    return Model(kind, vocabulary,
                 Params(params, readout.Params(W_yh, np.zeros((V, 1), dtype))))


def cell_of(kind):
    """Return the module of a cell by its name; refuse other names."""
    if kind not in fast.CELLS:
        raise ValueError(f"kind is {kind!r}: it is one of "
                         + ", ".join(fast.CELLS))
    return fast.CELLS[kind]


def learn(kind, params, x, y, state=None, mask=None, way="fast", room=None):
    """Return the Result of reading x and predicting y.

    state: the state to go on from, zeros if None; gradients stop there.
    way: "fast" or "bptt"; room: buffers to use again, a fast.Room. Raises
    ValueError for indices, shapes, masks and numbers that do not fit.
    """
    params, x, y, state, share = checked(kind, params, x, y, state, mask)
    if way == "bptt":
        return with_bptt(kind, params, x, y, state, share)
    if way != "fast":
        raise ValueError(f"way is {way!r}: it is 'fast' or 'bptt'")
    room = fast.Room() if room is None else room
    return with_fast(kind, params, x, y, state, share, room)


def with_bptt(kind, params, x, y, state, share):
    """Return the Result by rnnkit.bptt and the cells, column by column."""
    cell, V = cell_of(kind), len(params.readout.b_y)
    run = bptt.forward(cell, params.cell, readout.one_hot(x, V), state)
    z, B = readout.linear(params.readout, run.hs), x.shape[1]
    losses = [readout.loss(z[t, :, [b]].T, y[t, [b]]) * share[t, b]
              for t, b in np.ndindex(x.shape)]
    dz = readout.loss_back(z, y) * B * share[:, None, :]
    dreadout, dhs = readout.linear_back(params.readout, run.hs, dz)
    dcell = bptt.backward(cell, params.cell, run, dhs).dparams
    return Result(sum(losses), Params(dcell, dreadout), run.state)


def with_fast(kind, params, x, y, state, share, room):
    """Return the Result by `fast`, all steps side by side."""
    kept = fast.forward(kind, params.cell, x, state, room)
    W_yh, b_y = params.readout
    h, share = fast.flat(kept.hs[1:]), share.reshape(-1)
    z = np.matmul(h, W_yh.T, out=room("z", (x.size, len(W_yh)), h.dtype))
    z += b_y.T
    z -= z.max(axis=1, keepdims=True)
    rows, y = np.arange(len(z)), y.reshape(-1)
    at_target = z[rows, y]
    e = np.exp(z, out=z)
    total = e.sum(axis=1)
    loss = float((np.log(total) - at_target) @ share)
    dz = e
    dz *= (share / total)[:, None]
    dz[rows, y] -= share
    dreadout = readout.Params(dz.T @ h, dz.sum(axis=0)[:, None])
    dhs = room.like("dhs", kept.hs[1:])
    np.matmul(dz, W_yh, out=fast.flat(dhs))
    dcell = fast.backward(kind, params.cell, kept, dhs, room)
    return Result(loss, Params(dcell, dreadout), kept.state)


def evaluate(model, data):
    """Return the loss in nats a token over one pass of `data`."""
    state, total, count = None, 0.0, 0
    for n in range(data.parts):
        part = data.at(n, np.random.default_rng(n))
        given = checked(model.kind, model.params, part.x, part.y,
                        None if part.fresh else state, part.mask)
        loss, state = loss_alone(model.kind, *given)
        weight = part.x.size if part.mask is None else int(part.mask.sum())
        total, count = total + loss * weight, count + weight
    return total / count


def loss_alone(kind, params, x, y, state, share):
    """Return (loss, last state) without the way back."""
    kept = fast.forward(kind, params.cell, x, state)
    z = fast.flat(kept.hs[1:]) @ params.readout.W_yh.T + params.readout.b_y.T
    z -= z.max(axis=1, keepdims=True)
    at_target = z[np.arange(len(z)), y.reshape(-1)]
    losses = np.log(np.exp(z).sum(axis=1)) - at_target
    return float(losses @ share.reshape(-1)), kept.state


def checked(kind, params, x, y, state, mask):
    """Return all that `learn` needs in one dtype, or raise ValueError."""
    cell = cell_of(kind)
    dtype = common(params)
    params = tree.apply(lambda w: np.asarray(w, dtype), params)
    V, H = params.readout.W_yh.shape
    x, y = indices("x", x, V), indices("y", y, V)
    if x.shape != y.shape:
        raise ValueError(f"x is {x.shape} but y is {y.shape}: each token read "
                         "needs the token to come")
    wanted = (H, x.shape[1])
    if state is None:
        state = tuple(np.zeros(wanted, dtype) for _ in cell.STATE)
    for name, each in zip(cell.STATE, state, strict=True):
        if np.shape(each) != wanted:
            raise ValueError(f"{name} is {np.shape(each)} but the model has "
                             f"{H} hidden units and x {x.shape[1]} columns: "
                             f"{wanted} is needed")
    state = tuple(np.asarray(each, dtype) for each in state)
    return params, x, y, state, shares(mask, x).astype(dtype)


def common(params):
    """Return the dtype that all parameters fit in; refuse whole numbers."""
    for name, array in tree.leaves(params):
        if array.dtype.kind != "f":
            raise ValueError(f"{name} holds {array.dtype}: real numbers are "
                             "needed, .astype(float)")
    return np.result_type(*(array for _, array in tree.leaves(params)))


def indices(name, value, V):
    """Return indices (T, B), or raise ValueError."""
    value = np.asarray(value)
    if value.ndim != 2 or value.dtype.kind not in "iu":
        raise ValueError(f"{name} is {value.shape} of {value.dtype}: whole "
                         "numbers (T, B) are needed, a column an example")
    if not value.size:
        raise ValueError(f"{name} is {value.shape}: at least one step and one "
                         "example are needed")
    if value.min() < 0 or value.max() >= V:
        wrong = value.min() if value.min() < 0 else value.max()
        raise ValueError(f"{name} has the index {wrong}: with {V} tokens the "
                         f"indices run from 0 to {V - 1}")
    return value


def shares(mask, x):
    """Return what each target counts, (T, B), adding up to 1."""
    if mask is None:
        return np.full(x.shape, 1 / x.size)
    mask = np.asarray(mask)
    if mask.shape != x.shape or not np.isin(mask, (0, 1)).all():
        raise ValueError(f"mask is {mask.shape} but x is {x.shape}: it needs "
                         "a 0 or a 1 for each target")
    if not mask.any():
        raise ValueError("mask hides every target: nothing is left to learn")
    return mask / mask.sum()
