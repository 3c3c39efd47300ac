"""Pairs of texts as batches, and tasks to learn.

    task = reverse(10)                    strings of 1 to 10 letters, backwards
    task = date_task()                    spellings of dates, to ISO form
    pairs = task.draw(rng, 32)            [("cab", "bac"), …]
    batch = pack(task, pairs)             model.Batch

START and END stand in front of the vocabulary that is written: START is what
the decoder reads first, END what it writes last.
"""
from typing import Callable, NamedTuple

import numpy as np

from rnnkit.train.batches import padded
from rnnkit.train.text import TextError, Vocabulary

from . import dates
from .model import Batch

START, END = "<start>", "<end>"
LETTERS = "abcdefgh"


class Task(NamedTuple):
    """What is read and written: two vocabularies, draw(rng, count), which
    gives pairs of texts, and how many tokens are written at most, END
    counted."""
    reads: Vocabulary
    writes: Vocabulary
    draw: Callable
    longest: int


def written(letters):
    """Return the Vocabulary of what is written: START, END, and letters."""
    return Vocabulary.made([START, END, *letters], "characters", None, None)


def reverse(longest, shortest=1, letters=LETTERS):
    """Return the Task of writing a string backwards.

    Raises ValueError unless 1 ≤ shortest ≤ longest.
    """
    return strings(longest, shortest, letters, -1)


def copy(longest, shortest=1, letters=LETTERS):
    """Return the Task of writing a string once more."""
    return strings(longest, shortest, letters, 1)


def strings(longest, shortest, letters, way):
    """Return the Task of strings of random letters, written one way."""
    if not 1 <= shortest <= longest:
        raise ValueError(f"shortest is {shortest} and longest {longest}: "
                         "1 ≤ shortest ≤ longest is needed")

    def draw(rng, count):
        lengths = rng.integers(shortest, longest + 1, count)
        texts = ["".join(letters[k] for k in rng.integers(
            len(letters), size=n)) for n in lengths]
        return [(text, text[::way]) for text in texts]
    return Task(Vocabulary.of_characters(letters), written(letters), draw,
                longest + 1)


def date_task(held_out=False):
    """Return the Task of dates; held_out: of the days kept for the test."""
    return Task(dates.READS, written(dates.DIGITS),
                lambda rng, count: dates.draw(rng, count, held_out), 11)


def pack(task, pairs):
    """Return the Batch of pairs of texts.

    Raises TextError for no pair, an empty text, and a character that is not
    in the vocabulary.
    """
    x, lengths = encoded(task, [text for text, _ in pairs])
    end, = task.writes.encode([END])
    targets = indices(task.writes, [text for _, text in pairs])
    y, keep = padded([[*target, end] for target in targets])
    y_prev = np.zeros_like(y)                  # START is the first, 0
    y_prev[1:] = y[:-1]
    return Batch(x, lengths, y_prev, y, keep.astype(bool))


def encoded(task, texts):
    """Return (x (T, B), lengths (B,)) of texts, filled up at the end."""
    if not texts:
        raise TextError("there is no text: at least one is needed")
    for text in texts:
        if not text:
            raise TextError("a text is empty: there is nothing to read")
    rows = indices(task.reads, texts)
    return padded(rows)[0], np.array([len(row) for row in rows])


def indices(vocabulary, texts):
    """Return the indices of each text: all are looked up together, as a
    vocabulary makes its list of places anew each time."""
    try:
        whole = vocabulary.encode("".join(texts))
    except TextError:
        for text in texts:             # says where in its own text it stands
            vocabulary.encode(text)
        raise
    return np.split(whole, np.cumsum([len(text) for text in texts])[:-1])


def decoded(task, tokens):
    """Return what tokens say, up to END; START says nothing."""
    start, end = task.writes.encode([START, END])
    kept = []
    for token in tokens:
        if token == end:
            break
        if token != start:
            kept.append(token)
    return "".join(task.writes.tokens[token] for token in kept)
