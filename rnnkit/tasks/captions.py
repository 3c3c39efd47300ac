"""An image in, a sentence out: one to many.

    f   = p2 as a column        features: what the network of chapter 15
                                computes before its last layer
    v   = W_yh f + b_y          a new last layer in place of the old one
    h_0 = tanh(v)               the features start the RNN, here a GRU
    h_t = GRU(x_t, h_{t−1})
    z_t = W_yh h_t + b_y        scores of the next word
    L   = −Σ_t log ŷ_t[y_t]     the mean over the images of a batch

x_1 is START; from then on x_t is the word before: in training that of the
caption (teacher forcing), later the one that the network chose, until END.

Two lessons, as on the slide: the CNN learns to name what is in an image
(`train_eye`), its last layer is cut off, and on its features the RNN learns
to speak (`train`). `learn` has the gradients of all of it together.

| symbol | shape         | what                                        |
|--------|---------------|---------------------------------------------|
| images | (B, 3, S, S)  | what is seen                                |
| f      | (F, B)        | features, a column an image                 |
| v, h   | (H, B)        | a number for each hidden unit               |
| x, y   | (T, B)        | words read, words to come, as indices       |
| z      | (K, T·B)      | scores                                      |

Decks B and C: B-caption, C-caption; after Vinyals et al. 2015.
"""
from typing import NamedTuple

import numpy as np

from rnnkit import cells, sequence
from rnnkit.cells import gru, readout
from rnnkit.train import Adam, one_thread
from rnnkit.train.decoding import beam, greedy
from rnnkit.vision import cnn

from . import caption_scenes as words

LONGEST = 12
SIZES = [len(values) for values in words.VALUES]
ENDS = np.cumsum(SIZES)[:-1]


class Params(NamedTuple):
    """The parameters of the three parts, or the gradients; `output` of the
    cnn is what leads from the features to h_0."""
    cnn: cnn.Params
    cell: gru.Params
    output: readout.Params


def start(rng, side=words.SIDE, hidden=64, maps=(8, 16), dtype=np.float32,
          eye=None):
    """Return random Params for images (3, side, side).

    eye: cnn.Params that have learned to see; all but their last layer is
    taken over.
    """
    def drawn(rows, columns, spread):
        return (rng.normal(size=(rows, columns)) * spread).astype(dtype)

    K, near = len(words.WORDS), hidden ** -0.5
    seeing = cnn.start(rng, (3, side, side), maps, hidden, dtype)
    first, second = (eye or seeing)[:2]
    W = seeing.output.W_yh * dtype(0.2)     # features are large numbers
    return Params(
        cnn.Params(first, second, seeing.output._replace(W_yh=W)),
        gru.Params(*(np.zeros((hidden, 1), dtype) if name[0] == "b" else
                     drawn(hidden, K if name[-1] == "x" else hidden, near)
                     for name in gru.Params._fields)),
        readout.Params(drawn(K, hidden, near), np.zeros((K, 1), dtype)))


# The first lesson: to see ---------------------------------------------------
def name_back(z, labels):
    """Return (loss, dz): a softmax for each of the five words, size, color,
    shape, row and side; z: (13, B), labels: (5, B)."""
    parts = list(zip(np.split(z, ENDS), labels))
    return (sum(readout.loss(*part) for part in parts),
            np.concatenate([readout.loss_back(*part) for part in parts]))


def labels_of(scenes):
    """Return which size, color, shape, row and side each scene has, as
    indices (5, N)."""
    return np.array([[values.index(word) for values, word in
                      zip(words.VALUES, scene)] for scene in scenes]).T


def train_eye(images, scenes, steps=500, batch=32, learning_rate=0.006,
              seed=0):
    """Return cnn.Params that name size, color, shape, row and side; no
    sentence yet."""
    rng, labels = np.random.default_rng(seed), labels_of(scenes)
    params = cnn.start(rng, images.shape[1:], classes=sum(SIZES))

    def gradients(params, some):
        run = cnn.forward(params, images[some])
        loss, dz = name_back(run.z, labels[:, some])
        return loss, cnn.backward(params, run, dz)[0]
    return descend(params, gradients, len(images), steps, batch,
                   learning_rate, rng)[0]


def named(eye, images):
    """Return the share of images of which all five words are named right,
    as a function of their scenes: named(eye, images)(scenes)."""
    z = cnn.forward(eye, images).z
    best = np.array([part.argmax(axis=0) for part in np.split(z, ENDS)])
    return lambda scenes: float(np.mean(
        (best == labels_of(scenes)).all(axis=0)))


# The second: to speak -------------------------------------------------------
def features(params, images):
    """Return the features f, (F, N), of images.

    Raises ValueError for images of another size than the network's.
    """
    fits(params, images)
    return np.concatenate([cnn.as_columns(cnn.forward(
        params.cnn, images[n:n + 200]).pool2.y)
        for n in range(0, len(images), 200)], axis=1)


def fits(params, images):
    """Refuse what are no images of the size that the network was made for."""
    shape, maps = np.shape(images), params.cnn.first.W.shape[1]
    flat = params.cnn.output.W_yh.shape[1] // len(params.cnn.second.W)
    side = 4 * round(flat ** 0.5)
    if len(shape) != 4 or shape[1:] != (maps, side, side) or not shape[0]:
        raise ValueError(f"images is {shape} but the network was made for "
                         f"(B, {maps}, {side}, {side})")


def sentence(params, v, x, y):
    """Return (loss, dv, the gradients of cell and output)."""
    h_0 = np.tanh(v)
    said = sequence.FORWARD[cells.gru](params.cell, x, h_0)
    loss, doutput, dhs = sequence.loss(params.output, said.hs, y)
    grads = sequence.BACKWARD[cells.gru](params.cell, said, dhs)
    dh_0, = grads.dstate
    dv = dh_0 * (1 - h_0 * h_0)
    return loss, dv, grads.dparams, doutput


def learn(params, images, x, y):
    """Return (loss, Params of gradients), from the words to the pixels."""
    fits(params, images)
    run = cnn.forward(params.cnn, images)
    loss, dv, dcell, doutput = sentence(params, run.z, x, y)
    dcnn, _ = cnn.backward(params.cnn, run, dv)
    return loss, Params(dcnn, dcell, doutput)


def train(params, images, x, y, steps=900, batch=64, learning_rate=0.0015,
          seed=0):
    """Return (new Params, losses); the CNN stays as it is, so its features
    are computed once."""
    f, rng = features(params, images), np.random.default_rng(seed)

    def gradients(parts, some):
        v = readout.linear(parts[0], f[:, some])
        loss, dv, *grads = sentence(Params(None, *parts[1:]), v, x[:, some],
                                    y[:, some])
        return loss, (readout.linear_back(parts[0], f[:, some], dv)[0],
                      *grads)
    parts = (params.cnn.output, params.cell, params.output)
    (last, cell, output), losses = descend(
        parts, gradients, len(images), steps, batch, learning_rate, rng)
    return Params(params.cnn._replace(output=last), cell, output), losses


def descend(params, gradients, count, steps, batch, learning_rate, rng):
    """Return (new params, losses) after steps on examples drawn at random;
    the last third with a fifth of the learning rate.

    gradients(params, some): returns (loss, gradients) of these examples.
    """
    rule, losses = Adam(learning_rate), []
    memory = rule.start(params)
    with one_thread():
        for n in range(steps):
            if 3 * n >= 2 * steps:
                rule = Adam(learning_rate / 5)
            some = rng.integers(0, count, batch)
            loss, grads = gradients(params, some)
            params, memory = rule.update(params, grads, memory)
            losses.append(float(loss))
    return params, losses


# Words for an image ---------------------------------------------------------
def next_word(params):
    """Return next_step(token, state) for rnnkit.train.decoding: the log
    probabilities (K,) of the next word, and the new state."""
    K = len(words.WORDS)

    def next_step(token, state):
        step = gru.step(params.cell, readout.one_hot([token], K), *state)
        y_hat = readout.softmax(readout.linear(params.output, step.h))
        return np.log(np.maximum(y_hat[:, 0], 1e-30)), (step.h,)
    return next_step


def look(params, image):
    """Return the state with which the RNN begins, (h_0,), for an image
    (3, S, S)."""
    images = np.asarray(image)[None]
    fits(params, images)
    return (np.tanh(cnn.forward(params.cnn, images).z),)


def describe(params, image, width=1, longest=LONGEST):
    """Return the words for an image (3, S, S), a tuple.

    width: of the beam; 1 takes the most likely word each time. Raises
    ValueError for a width below 1 and for images of another size.
    """
    return words.decode(candidates(params, image, width, longest)[0].tokens)


def candidates(params, image, width=3, longest=LONGEST):
    """Return the captions Found by beam search, best first; with width 1
    the one of `greedy`."""
    state, step = look(params, image), next_word(params)
    if width == 1:
        return [greedy(step, state, words.START, words.END, longest)]
    return beam(step, state, words.START, words.END, width, longest)


def expected(params, image, text):
    """Return the probabilities (T, K) before each word of a caption and
    before END: what the network expected to come."""
    x, _ = words.encode([text])
    step, state, rows = next_word(params), look(params, image), []
    for token in x[:, 0]:
        log_p, state = step(int(token), state)
        rows.append(np.exp(log_p))
    return np.array(rows)


# How good is it? ------------------------------------------------------------
class Score(NamedTuple):
    """exact: the share of captions that are right; by_word: the share of
    words that stand where a right caption has them."""
    exact: float
    by_word: float


def score(params, images, scenes, width=1):
    """Return the Score over images of scenes.

    Each scene has several right captions, one for each opening: the nearest
    counts.
    """
    with one_thread():
        found = [describe(params, image, width) for image in images]
    exact = [text in words.captions(scene)
             for text, scene in zip(found, scenes)]
    by_word = [max(same(text, right) for right in words.captions(scene))
               for text, scene in zip(found, scenes)]
    return Score(float(np.mean(exact)), float(np.mean(by_word)))


def same(text, right):
    """Return the share of places at which two captions have one word."""
    return (sum(a == b for a, b in zip(text, right))
            / max(len(text), len(right)))
