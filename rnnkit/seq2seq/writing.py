"""Writing with a trained model, and how well it does.

    write(params, task, texts)         what it writes, reading itself
    translate(params, task, text)      the same for one text, with its beam
                                       and with what it read for each token
    by_position(params, task, pairs)   right tokens, place by place: with
                                       teacher forcing, and running freely
    exact(params, task, pairs)         the share of texts that are all right

    teacher forcing   y_{u−1} is what should have been written
    running free      y_{u−1} is what the model has just written
"""
from typing import NamedTuple

import numpy as np

from rnnkit.train.decoding import beam

from . import model
from .texts import END, START, decoded, encoded, pack


class Translation(NamedTuple):
    """What a model makes of a text: the tokens written (END too, if it
    came), the weights (U, T) of what was read for each (None without
    attention), the text, and the Found of the beam, best first."""
    written: tuple
    weights: np.ndarray | None
    text: str
    found: list


def write(params, task, texts, longest=None):
    """Return what a model writes for each text, running free: a list.

    longest: tokens at most; those of the task if None. Raises TextError for
    an empty text and for characters that the model does not know.
    """
    tokens = free(params, task, texts, longest or task.longest)
    return [decoded(task, row) for row in tokens.T]


def free(params, task, texts, longest):
    """Return the tokens (longest, B) that a model writes, reading itself."""
    x, lengths = encoded(task, texts)
    encoder, state = model.read(params, x, lengths)
    first, = task.writes.encode([START])
    tokens = [np.full(len(texts), first)]
    for _ in range(longest):
        run = model.decode(params, encoder, lengths, tokens[-1][None], state)
        state = run.decoder.state[0]
        tokens.append(run.z.argmax(axis=0))
    return np.stack(tokens[1:])


def asking(params, task, text):
    """Return (next_step, state, start, end) for `train.decoding`."""
    x, lengths = encoded(task, [text])
    encoder, state = model.read(params, x, lengths)

    def next_step(token, state):
        run = model.decode(params, encoder, lengths, np.array([[token]]),
                           state)
        z = run.z[:, 0].astype(float)
        z = z - z.max()
        return z - np.log(np.exp(z).sum()), run.decoder.state[0]
    return next_step, state, *map(int, task.writes.encode([START, END]))


def translate(params, task, text, width=1, longest=None):
    """Return the Translation of one text, by beam search (1 is greedy).

    Raises TextError as `write`, and ValueError for a width below 1.
    """
    next_step, state, start, end = asking(params, task, text)
    found = beam(next_step, state, start, end, width,
                 longest or task.longest)
    tokens = [*found[0].tokens, *[end] * found[0].finished]
    x, lengths = encoded(task, [text])
    encoder, state = model.read(params, x, lengths)
    run = model.decode(params, encoder, lengths,
                       np.array([start, *tokens[:-1]])[:, None], state)
    return Translation(
        tuple(task.writes.tokens[k] for k in tokens),
        None if run.look is None else run.look.a[0],
        decoded(task, tokens), found)


# How well -------------------------------------------------------------------
def exact(params, task, pairs):
    """Return the share of texts that are written right from end to end."""
    made = write(params, task, [text for text, _ in pairs])
    return float(np.mean([one == right for one, (_, right)
                          in zip(made, pairs, strict=True)]))


def by_position(params, task, pairs):
    """Return (forced, running free), each the share of right tokens at each
    place, (U,); END is the last token of a text."""
    batch = pack(task, pairs)
    forced = model.forward(params, batch).z.argmax(axis=0)
    runs = (forced.reshape(batch.y.shape),
            free(params, task, [text for text, _ in pairs], len(batch.y)))
    count = batch.keep.sum(axis=1)
    return tuple(((run == batch.y) & batch.keep).sum(axis=1) / count
                 for run in runs)


def by_length(params, task_of, lengths, count=200, seed=1):
    """Return the share of strings that are all right, for each length;
    task_of: a function of (longest, shortest) such as texts.reverse."""
    found = []
    for n in lengths:
        task = task_of(n, n)
        found.append(exact(params, task, task.draw(
            np.random.default_rng(seed), count)))
    return found
