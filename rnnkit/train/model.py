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
rnnkit.cells.readout on one-hot columns, step by step; "sequence" runs
rnnkit.sequence, which is made for training.
"""
import math
from typing import NamedTuple

import numpy as np

from rnnkit import bptt, sequence
from rnnkit.cells import gru, lstm, readout, rnn

from . import tree

CELLS = {"rnn": rnn, "lstm": lstm, "gru": gru}

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
    if kind not in CELLS:
        raise ValueError(f"kind is {kind!r}: it is one of "
                         + ", ".join(CELLS))
    return CELLS[kind]


def learn(kind, params, x, y, state=None, mask=None, way="sequence"):
    """Return the Result of reading x and predicting y.

    state: the state to go on from, zeros if None; gradients stop there.
    way: "sequence" or "bptt". Raises ValueError for indices, shapes, masks
    and numbers that do not fit.
    """
    if way not in WAYS:
        raise ValueError(f"way is {way!r}: it is one of {', '.join(WAYS)}")
    return WAYS[way](cell_of(kind), *checked(kind, params, x, y, state, mask))


def with_bptt(cell, params, x, y, state, share):
    """Return the Result by rnnkit.bptt and the cells, step by step."""
    xs = readout.one_hot(x, len(params.readout.b_y))
    run = bptt.forward(cell, params.cell, xs, state)
    z = readout.linear(params.readout, run.hs)
    loss, dz = weighted(z, y, 1 / x.size if share is None else share)
    dreadout, dhs = readout.linear_back(params.readout, run.hs, dz)
    dcell = bptt.backward(cell, params.cell, run, dhs).dparams
    return Result(loss, Params(dcell, dreadout), run.state)


def with_sequence(cell, params, x, y, state, share):
    """Return the Result by rnnkit.sequence, all steps side by side."""
    run = sequence.FORWARD[cell](params.cell, x, *state)
    if share is None:
        loss, dreadout, dhs = sequence.loss(params.readout, run.hs, y)
        loss, T = float(loss) / len(x), len(x)
        dreadout = tree.apply(lambda d: d / T, dreadout)
        dhs /= T
    else:
        loss, dz = weighted(scores(params.readout, run.hs), y, share)
        h, d = map(sequence.side_by_side, (run.hs, dz))
        dreadout = readout.Params(d @ h.T, d.sum(axis=1, keepdims=True))
        dhs = params.readout.W_yh.T @ dz
    dcell = sequence.BACKWARD[cell](params.cell, run, dhs).dparams
    return Result(loss, Params(dcell, dreadout), kept(run.state))


WAYS = {"sequence": with_sequence, "bptt": with_bptt}


def weighted(z, y, share):
    """Return (L, dz): cross-entropy in which a target counts its share.

    z: (T, V, B); y: (T, B); share: (T, 1, B), or one number for all. A loss
    that is not finite is returned, not refused.
    """
    y = y[:, None]
    z = z - z.max(axis=1, keepdims=True)
    y_hat = np.exp(z)
    total = y_hat.sum(axis=1, keepdims=True)
    l = np.log(total) - np.take_along_axis(z, y, axis=1)
    dz = y_hat / total
    np.put_along_axis(dz, y, np.take_along_axis(dz, y, axis=1) - 1, axis=1)
    return float((l * share).sum()), dz * share


def scores(params, hs):
    """Return z = W_yh h + b_y for all steps; a NaN passes."""
    return params.W_yh @ hs + params.b_y


def kept(state):
    """Return a state in memory of its own, apart from the steps."""
    return tuple(np.array(each, order="C") for each in state)


def evaluate(model, data):
    """Return the loss in nats a token over one pass of `data`."""
    state, total, count = None, 0.0, 0
    for n in range(data.parts):
        part = data.at(n, np.random.default_rng(n))
        params, x, y, state, share = checked(
            model.kind, model.params, part.x, part.y,
            None if part.fresh else state, part.mask)
        run = sequence.FORWARD[cell_of(model.kind)](params.cell, x, *state)
        loss, _ = weighted(scores(params.readout, run.hs), y,
                           1 / x.size if share is None else share)
        weight = x.size if part.mask is None else int(part.mask.sum())
        total, count = total + loss * weight, count + weight
        state = kept(run.state)
    return total / count


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
    return params, x, y, state, shares(mask, x, dtype)


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


def shares(mask, x, dtype):
    """Return what each target counts, (T, 1, B), adding up to 1; None if all
    count the same."""
    if mask is None:
        return None
    mask = np.asarray(mask)
    if mask.shape != x.shape or not np.isin(mask, (0, 1)).all():
        raise ValueError(f"mask is {mask.shape} but x is {x.shape}: it needs "
                         "a 0 or a 1 for each target")
    if not mask.any():
        raise ValueError("mask hides every target: nothing is left to learn")
    return (mask / mask.sum()).astype(dtype)[:, None]
