"""Many to one: a recurrent network reads a review and gives its verdict.

    e_t = E x_t                     a word's column, from the embedding
    h_t = step(e_t, h_{t−1})        an RNN, LSTM or GRU
    z   = W_yh h_T + b_y            two scores: negative, positive
    ŷ   = softmax(z)

T is the number of words of each review: the fill after them is masked. What
a word adds to the margin s = z_positive − z_negative is, by gradient,

    c_t = e_t · ∂s/∂e_t             gradient times input

The baseline is a bag of words, b (V, B), how often each word occurs:
z = W_yb b + b_y, softmax and cross-entropy as above: logistic regression.

| symbol  | shape  | what                                        |
|---------|--------|---------------------------------------------|
| x, mask | (T, B) | words as indices; True where there is one   |
| E       | (M, V) | a column of M numbers a word                |
| z       | (2, B) | scores; (T, 2, B) after each word           |
| c       | (T, B) | what each word adds to s, 0 after the end   |

B-sentiment, E-variants. Integrated gradients: Sundararajan and others 2017.
"""
from typing import NamedTuple

import numpy as np

from rnnkit import bptt
from rnnkit.cells import embedding, gru, lstm, readout, rnn
from rnnkit.train import Adam, Vocabulary, one_thread, tree

from .reviews import KINDS, UNKNOWN, batch, tokens

CELLS = {"rnn": rnn, "lstm": lstm, "gru": gru}
LEFT_OUT = 0.05                 # share of words shown as <unk> in training


class Params(NamedTuple):
    """The parameters of the classifier, or the gradient for each."""
    E: np.ndarray
    cell: tuple
    out: readout.Params


class Reading(NamedTuple):
    """What a review did: embedded words, the run, the scores."""
    xs: np.ndarray
    run: bptt.Forward
    z: np.ndarray


class Told(NamedTuple):
    """A text word by word, (T,) each: the words, which of them are known,
    how likely the verdict is positive after each, what each adds to the
    margin s = z_positive − z_negative; the margin, and that of blanks."""
    words: list
    known: np.ndarray
    after: np.ndarray
    c: np.ndarray
    margin: float
    blank: float


class Model(NamedTuple):
    """A trained classifier: the name of its cell, its words, its Params."""
    name: str
    vocabulary: Vocabulary
    params: Params


# The network ----------------------------------------------------------------
def start(V, name="gru", features=16, hidden=24, seed=0):
    """Return random Params for V words. Raises ValueError for a cell that
    is not one of rnn, lstm, gru."""
    cell, rng = cell_of(name), np.random.default_rng(seed)

    def drawn(rows, columns, spread):
        return rng.normal(size=(rows, columns)) * spread

    parts = [drawn(hidden, features, features ** -0.5) if f[-1] == "x" else
             drawn(hidden, hidden, hidden ** -0.5) if f[0] == "W" else
             np.zeros((hidden, 1)) for f in cell.Params._fields]
    return Params(drawn(features, V, 0.3), cell.Params(*parts),
                  readout.Params(drawn(2, hidden, hidden ** -0.5),
                                 np.zeros((2, 1))))


def cell_of(name):
    """Return the cell with this name, or raise ValueError."""
    if name not in CELLS:
        raise ValueError(f"the cell is {name!r}: it is one of "
                         f"{', '.join(CELLS)}")
    return CELLS[name]


def forward(cell, params, x, mask):
    """Return the Reading of reviews x (T, B): z is (2, B), a column each.

    What stands after the end of a review, by the mask, changes nothing.
    Raises ValueError for a review without words.
    """
    if not np.all(np.any(mask, axis=0)):
        raise ValueError("a review has no words: its column of mask is empty")
    xs = np.stack([embedding.embed(params.E, words) for words in x])
    return read(cell, params, xs, mask)


def read(cell, params, xs, mask):
    """Return the Reading of words that are embedded already, (T, M, B)."""
    run = bptt.forward(cell, params.cell, xs, mask=mask)
    return Reading(xs, run, readout.linear(params.out, run.state[0]))


def backward(cell, params, x, mask, reading, dz):
    """Return (Params of gradients, dxs) from dz = ∂L/∂z, (2, B).

    dxs: (T, M, B), the gradient of each embedded word, 0 after the end.
    """
    run, h = reading.run, reading.run.state[0]
    dout, dh = readout.linear_back(params.out, h, dz)
    dstate = (dh, *(np.zeros_like(dh) for _ in cell.STATE[1:]))
    back = bptt.backward(cell, params.cell, run, np.zeros_like(run.hs),
                         dstate, mask=mask)
    dE = np.zeros_like(params.E)
    np.add.at(dE.T, x, back.dxs.swapaxes(1, 2))
    return Params(dE, back.dparams, dout), back.dxs


def learn(cell, params, x, mask, y):
    """Return (loss, Params of gradients) for the labels y (B,)."""
    reading = forward(cell, params, x, mask)
    dz = readout.loss_back(reading.z, y)
    gradients, _ = backward(cell, params, x, mask, reading, dz)
    return float(readout.loss(reading.z, y)), gradients


def train(reviews, vocabulary, name="gru", passes=12, size=32, seed=0,
          optimizer=Adam(0.02), **sizes):
    """Return (Model, losses), a loss a pass, after `passes` over the reviews.

    Now and then a word is shown as <unk>, so that an unknown word is nothing
    new. sizes: features and hidden, as for `start`.
    """
    cell, rng = cell_of(name), np.random.default_rng(seed)
    params = start(vocabulary.size, name, seed=seed, **sizes)
    memory, losses = optimizer.start(params), []
    data, y = batch(vocabulary, [r.text for r in reviews]), labels(reviews)
    other = vocabulary.places()[UNKNOWN]
    with one_thread():
        for _ in range(passes):
            order, total = rng.permutation(len(y)), 0.0
            for begin in range(0, len(y), size):
                some = order[begin:begin + size]
                long = data.lengths[some].max()
                x, mask = data.x[:long, some], data.mask[:long, some]
                x = np.where(mask & (rng.random(x.shape) < LEFT_OUT), other,
                             x)
                loss, gradients = learn(cell, params, x, mask, y[some])
                params, memory = optimizer.update(params, gradients, memory)
                total += loss * len(some)
            losses.append(total / len(y))
    return Model(name, vocabulary, params), losses


def on_paper(params, out, xs, h_0, phi):
    """Return z (K, 1) of a plain RNN that reads the columns xs, written so
    that by_hand can show it. params: rnn.Params; h_0: (H, 1)."""
    h = h_0
    for x in xs:
        h = rnn.step(params, x, h, phi).h
    z = readout.linear(out, h)
    return z


# What it says ---------------------------------------------------------------
def verdicts(model, texts):
    """Return how likely each text is positive, (B,), between 0 and 1."""
    data = batch(model.vocabulary, texts)
    z = forward(cell_of(model.name), model.params, data.x, data.mask).z
    return readout.softmax(z)[1]


def explain(model, text, points=1):
    """Return how a text was Told: word by word.

    points: 1 is gradient times input. With more, the gradient is averaged
    over as many stages between blanks (all e_t = 0) and the text: integrated
    gradients, whose c add up to margin − blank. Raises ValueError for a text
    without a word, and fewer than one point.
    """
    if points < 1:
        raise ValueError(f"points is {points}: at least 1 is needed")
    cell, x = cell_of(model.name), batch(model.vocabulary, [text]).x
    e = embedding.embed(model.params.E, x[:, 0]).T[..., None]
    stages = (np.arange(points) + 0.5) / points if points > 1 else [1.0]
    scale = np.append(stages, [1, 0])             # and the text, and blanks
    x, mask = (np.repeat(each, len(scale), axis=1) for each in (x, x >= 0))
    many = read(cell, model.params, e * scale, mask)
    ds = np.zeros_like(many.z)                    # of s = z[1] − z[0]
    ds[:, :points] = [[-1 / points], [1 / points]]
    _, dxs = backward(cell, model.params, x, mask, many, ds)
    after = readout.softmax(readout.linear(model.params.out, many.run.hs))
    known = x[:, 0] != model.vocabulary.places()[UNKNOWN]
    s, blank = (many.z[1] - many.z[0])[-2:].tolist()
    return Told(tokens(text), known, after[:, 1, -2],
                np.sum(e * dxs, axis=(1, 2)), s, blank)


def left_out(model, text):
    """Return (T,): how far the margin falls when a word is left out, each in
    its turn; positive numbers spoke for a positive verdict."""
    x = batch(model.vocabulary, [text]).x[:, 0]
    T, s = len(x), explain(model, text).margin
    if T == 1:                                      # nothing is left: h = 0
        return s - np.diff(model.params.out.b_y[:, 0])
    shorter = np.stack([np.delete(x, t) for t in range(T)], axis=1)
    z = forward(cell_of(model.name), model.params, shorter,
                np.ones_like(shorter, dtype=bool)).z
    return s - (z[1] - z[0])


# The bag of words -----------------------------------------------------------
def bag(vocabulary, texts):
    """Return b (V, B): how often each word occurs in each text; the order
    of the words is lost."""
    data = batch(vocabulary, texts)
    counts = [np.bincount(words[there], minlength=vocabulary.size)
              for words, there in zip(data.x.T, data.mask.T)]
    return np.stack(counts, axis=1).astype(float)


def train_bag(reviews, vocabulary, steps=300, optimizer=Adam(0.05)):
    """Return readout.Params of the logistic regression on bags of words,
    begun at 0: no luck in it."""
    b, y = bag(vocabulary, [r.text for r in reviews]), labels(reviews)
    params = readout.Params(np.zeros((2, vocabulary.size)), np.zeros((2, 1)))
    memory = optimizer.start(params)
    with one_thread():
        for _ in range(steps):
            dz = readout.loss_back(readout.linear(params, b), y)
            gradients, _ = readout.linear_back(params, b, dz)
            params, memory = optimizer.update(params, gradients, memory)
    return params


def bag_verdicts(params, vocabulary, texts):
    """Return how likely each text is positive by its bag of words, (B,)."""
    return readout.softmax(readout.linear(params, bag(vocabulary, texts)))[1]


# Scores ---------------------------------------------------------------------
def labels(reviews):
    """Return the labels (B,), 0 or 1, of some reviews."""
    return np.array([review.label for review in reviews])


def scores(reviews, p):
    """Return the share of right verdicts, over all and for each kind.

    p: (B,), how likely each review is positive; exactly 0.5 is half right.
    Raises ValueError unless there is one for each review.
    """
    p, y = np.asarray(p), labels(reviews)
    if p.shape != y.shape:
        raise ValueError(f"p is {p.shape} but there are {len(y)} reviews: "
                         "one number a review is needed")
    right = np.where(np.isclose(p, 0.5, atol=1e-9), 0.5, (p > 0.5) == y)
    kinds = np.array([review.kind for review in reviews])
    return {"all": float(right.mean())} | {
        kind: float(right[kinds == kind].mean()) for kind in KINDS
        if (kinds == kind).any()}


def size(params):
    """Return the number of parameters."""
    return sum(array.size for _, array in tree.leaves(params))
