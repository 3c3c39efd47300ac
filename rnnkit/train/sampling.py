"""Writing with a model: one token at a time, each fed back.

    p = softmax(z / τ)          the distribution over the next token
    x_next ~ p                  a draw; τ = 0 takes the most probable one

A draw is made as argmax(z / τ + g), where each g = −log(−log u) and u is
uniform: that is a draw from softmax(z / τ) (the Gumbel-max trick; Gumbel
1954), and it needs no exponential a token.

| symbol | shape   | what                                             |
|--------|---------|--------------------------------------------------|
| z, p   | (V,)    | scores and probabilities of the next token       |
| τ      |         | temperature: below 1 more careful, above bolder  |
"""
import math
from numbers import Real

import numpy as np

from rnnkit.cells.activations import softmax
from rnnkit.sequence.output import STEPPER

from .model import cell_of, common


def sample(model, prompt, length=200, temperature=1.0, top_k=None, seed=0):
    """Return the text that a model writes after a prompt, without it.

    length: tokens; temperature: 0 is greedy; top_k: draw from the k most
    probable tokens only; the same seed gives the same text. Raises
    ValueError for an empty prompt, a token that is not in the vocabulary,
    a temperature below 0 and a top_k out of range.
    """
    noise = drawn(model, length, temperature, top_k, seed)
    feed, h = ready(model, prompt)
    W_yh, b_y = model.params.readout
    if temperature > 0:
        W_yh, b_y = W_yh / temperature, b_y / temperature
    b_y, written = b_y.reshape(-1), []
    for step in range(length):
        z = W_yh @ h
        z += b_y
        if top_k is not None:
            z = likeliest(z, top_k)
        index = int((z if noise is None else z + noise[step]).argmax())
        written.append(index)
        feed(index)
    return model.vocabulary.decode(written)


def greedy(model, prompt, length=200):
    """Return the text that always takes the most probable token."""
    return sample(model, prompt, length, temperature=0)


def next_probabilities(model, prompt, temperature=1.0, top_k=None):
    """Return the distribution (V,) over the token after a prompt.

    temperature and top_k as for `sample`; at 0 all of it is on one token.
    """
    check(model, 1, temperature, top_k)
    _, h = ready(model, prompt)
    W_yh, b_y = (np.asarray(each, float) for each in model.params.readout)
    z = W_yh @ h + b_y.reshape(-1)
    if top_k is not None:
        z = likeliest(z, top_k)
    return warmed(z, temperature)


def warmed(z, temperature):
    """Return softmax(z / τ) for scores z (V,), where −inf has no chance.

    Raises ValueError for a temperature that is no number of 0 or more.
    """
    if warmth(temperature) == 0:
        return (np.arange(len(z)) == z.argmax()).astype(float)
    possible = np.isfinite(z)
    p = np.zeros(len(z))
    p[possible] = softmax(z[possible, None] / temperature)[:, 0]
    return p


def likeliest(z, k):
    """Return the scores with all but the k largest at −inf."""
    order = np.argsort(-z, kind="stable")
    kept = np.full_like(z, -np.inf)
    kept[order[:k]] = z[order[:k]]
    return kept


def drawn(model, length, temperature, top_k, seed):
    """Return Gumbel noise (length, V) in the model's dtype; None if τ is 0.
    """
    check(model, length, temperature, top_k)
    if temperature == 0:
        return None
    u = np.random.default_rng(seed).random((length, model.vocabulary.size))
    # random() may be 0, whose logarithm is not finite.
    noise = -np.log(-np.log(np.maximum(u, 1e-300)))
    return noise.astype(model.params.readout.W_yh.dtype)


def check(model, length, temperature, top_k):
    """Refuse a length, temperature or top_k that cannot be meant."""
    if not isinstance(length, (int, np.integer)) or length < 0:
        raise ValueError(f"length is {length!r}: a whole number of 0 or more "
                         "is needed")
    warmth(temperature)
    V = model.vocabulary.size
    if top_k is not None and not (isinstance(top_k, (int, np.integer))
                                  and 1 <= top_k <= V):
        raise ValueError(f"top_k is {top_k!r}: a whole number from 1 to the "
                         f"{V} tokens of the vocabulary is needed")


def warmth(temperature):
    """Return a temperature; refuse what is no number of 0 or more."""
    if not isinstance(temperature, Real) or not 0 <= temperature < math.inf:
        raise ValueError(f"temperature is {temperature!r}: a number of 0 "
                         "(greedy) or more is needed")
    return temperature


def ready(model, prompt):
    """Return (feed, h) after the prompt: feed(index) reads one token more,
    and the state h (H,) moves on in its memory."""
    indices = model.vocabulary.encode(prompt)
    if not len(indices):
        raise ValueError("the prompt is empty: the model needs one token to "
                         "begin with")
    cell = cell_of(model.kind)
    state = tuple(np.zeros((model.hidden, 1), common(model.params))
                  for _ in cell.STATE)
    adds, advance = STEPPER[cell](model.params.cell, *state)

    def feed(index):
        advance(adds[index])

    for index in indices:
        feed(index)
    return feed, state[0][:, 0]
