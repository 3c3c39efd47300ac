"""Training the causal model of cells.causal on pieces of a text.

    L = −(1/BT) Σ log softmax(z)_y          in nats a token

Each step takes B pieces of T tokens from anywhere in the text; y is each
piece moved on by one. The learning rate rises over the first WARM steps and
falls to 0 over the last half: without that, attention learns worse.

| symbol | shape   | what                                            |
|--------|---------|-------------------------------------------------|
| text   | (N,)    | indices of the vocabulary                       |
| x, y   | (B, T)  | pieces, and the token after each of theirs      |
"""
import numpy as np

from rnnkit.cells import causal, readout

from . import tree
from .model import BITS
from .optimizers import Adam
from .threads import one_thread

WARM = 40                           # steps until the full learning rate


def train_causal(params, text, steps, batch=16, learning_rate=0.006, seed=0):
    """Return (new Params, losses in nats) after some steps of Adam.

    Raises ValueError for a text that is shorter than a piece and the token
    after it.
    """
    T, rng = _fitting(params, text), np.random.default_rng(seed)
    memory, losses = Adam().start(params), []
    with one_thread():
        for step in range(steps):
            at = rng.integers(0, len(text) - T, batch)[:, None] + np.arange(T)
            loss, gradients = causal.learn(params, text[at], text[at + 1])
            rate = learning_rate * min(1, (step + 1) / WARM,
                                       2 * (1 - step / steps))
            params, memory = Adam(rate).update(params, gradients, memory)
            losses.append(float(loss))
    return params, losses


def causal_bits(params, text, context=0):
    """Return the bits a token over a text, read in pieces.

    context: how many tokens at the start of a piece are only read; they are
    judged at the end of the piece before. Raises ValueError if that leaves
    none, and for a text that is too short, as `train_causal`.
    """
    T = _fitting(params, text)
    if not 0 <= context < T:
        raise ValueError(f"context is {context}: it goes from 0 to {T - 1}, "
                         f"for a piece has {T} tokens")
    at = np.arange(0, len(text) - T, T - context)[:, None] + np.arange(T)
    z = causal.forward(params, text[at]).z[..., context:]
    loss = readout.loss(z, text[at + 1][:, context:]) / len(at)
    return float(loss) * BITS


def write_causal(params, vocabulary, prompt, length, temperature=0.7, seed=0):
    """Return what a model writes after a prompt, as text.

    Raises ValueError for a prompt without a token.
    """
    if not len(vocabulary.encode(prompt)):
        raise ValueError("the prompt is empty: the model needs one token to "
                         "begin with")
    rng, tokens = np.random.default_rng(seed), [*vocabulary.encode(prompt)]
    N = params.P.shape[1]
    for _ in range(length):
        z = causal.forward(params, np.array([tokens[-N:]])).z[0, :, -1:]
        p = readout.softmax(z / temperature)[:, 0].astype(float)
        tokens.append(int(rng.choice(len(p), p=p / p.sum())))
    return vocabulary.decode(tokens)


def size(params):
    """Return the number of parameters."""
    return sum(array.size for _, array in tree.leaves(params))


def _fitting(params, text):
    """Return T, how long a piece is, or raise ValueError."""
    T = params.P.shape[1]
    if len(text) <= T:
        raise ValueError(f"text has {len(text)} tokens: a piece and the "
                         f"token after it take {T + 1}")
    return T
