"""Choosing a sequence: token by token, by beam search, by trying all.

    log P(y_1 … y_n) = Σ_t log P(y_t | y_1 … y_{t−1})

    greedy        always the most probable next token
    beam          keeps the `width` best beginnings, and goes on from each
    brute_force   looks at every sequence there is: right, and hopeless

All three ask a model through one function,

    log_probs, state = next_step(token, state)

which reads one token and says how probable each of the K next ones is. It
must not change the state that it is given: a beam goes on from one state in
several ways.

| symbol    | shape | what                                              |
|-----------|-------|---------------------------------------------------|
| log_probs | (K,)  | the logarithm of each next token's probability    |
| start     |       | the token that is read first                      |
| end       |       | the token that ends a sequence, 0 to K − 1        |
| longest   |       | how many tokens are chosen at most, `end` counted |
| width     |       | how many beginnings are kept; 1 is greedy         |

A log-probability only falls as a sequence grows, so a finished one never
gets better, and an unfinished one neither. After Lowerre 1976 and Sutskever,
Vinyals and Le 2014.
"""
from typing import NamedTuple

import numpy as np

from rnnkit.cells import check

MOST = 300_000              # sequences that brute_force looks at
ABOVE_ZERO = 1e-4           # a logarithm that float32 has rounded


class Found(NamedTuple):
    """A sequence: tokens without start and end, log P, and whether it ended
    (or was cut off at `longest`)."""
    tokens: tuple
    log_prob: float
    finished: bool


class Beginning(NamedTuple):
    """A Found that may go on: the token to read next, and the state."""
    found: Found
    token: int
    state: object


def greedy(next_step, state, start, end, longest):
    """Return the Found that always takes the most probable next token.

    Raises ValueError for a `longest` below 1, and for log_probs that are
    none. The first of two equal tokens is taken.
    """
    found = beam(next_step, state, start, end, 1, longest)
    return found[0]


def beam(next_step, state, start, end, width, longest):
    """Return the best sequences that a beam of `width` finds, best first: a
    list of at most `width` Found.

    Finished ones keep their place in the beam while they are among its best.
    Raises ValueError for a width or `longest` below 1, an `end` that is not
    in the vocabulary, and log_probs that are none.
    """
    whole("width", width)
    whole("longest", longest)
    pool = [Beginning(Found((), 0.0, False), start, state)]
    for _ in range(longest):
        done = [each for each in pool if each.found.finished]
        going = [each for each in pool if not each.found.finished]
        if not going:
            break
        for each in going:
            done += continued(next_step, each, end, width)
        pool = sorted(done, key=rank)[:width]
    return [each.found for each in pool]


def brute_force(next_step, state, start, end, width, longest):
    """Return the `width` best of all sequences; all of them if it is None.

    They are as `beam` gives them, and their probabilities sum to 1. Raises
    ValueError as `beam`, and where there are more than 300,000.
    """
    if width is not None:
        whole("width", width)
    whole("longest", longest)
    going, done = [Beginning(Found((), 0.0, False), start, state)], []
    for _ in range(longest):
        new = []
        for each in going:
            new += continued(next_step, each, end)
            if len(new) + len(done) > MOST:
                raise ValueError("there are more than 300,000 sequences of "
                                 f"up to {longest} tokens: brute force is "
                                 "for a small vocabulary and a short one")
        done += [each for each in new if each.found.finished]
        going = [each for each in new if not each.found.finished]
    return [each.found for each in sorted(done + going, key=rank)[:width]]


def from_table(P):
    """Return the next_step of a table of probabilities (K + 1, K), for
    examples on paper: row k says what comes after token k, and the last row
    what comes first (start is K). It has no state.

    Raises ValueError for another shape, and for a row that is no
    distribution.
    """
    P = np.asarray(P, dtype=float)
    if P.ndim != 2 or not P.size or P.shape[0] != P.shape[1] + 1:
        raise ValueError(f"P is {P.shape}: for K tokens it needs a row for "
                         "what comes after each and one for what comes "
                         "first, (K + 1, K)")
    check.probabilities("P.T", P.T)
    with np.errstate(divide="ignore"):
        log_P = np.log(P)                      # log 0: it never comes
    return lambda token, state: (log_P[token], state)


def continued(next_step, beginning, end, most=None):
    """Return the Beginnings that are one token longer; only the `most`
    probable of them. What is impossible is left out."""
    (tokens, so_far, _), token, state = beginning
    log_probs, state = next_step(token, state)
    log_probs = checked(log_probs, end)
    order = np.argsort(-log_probs, kind="stable")[:most]
    return [Beginning(Found(tokens if k == end else (*tokens, k),
                            so_far + float(log_probs[k]), k == end), k, state)
            for k in map(int, order) if log_probs[k] > -np.inf]


def rank(beginning):
    """Return what sorts the best first, the same on every machine."""
    tokens, log_prob, finished = beginning.found
    return -log_prob, not finished, tokens


def checked(log_probs, end):
    """Return log_probs as (K,), or raise ValueError for what is none."""
    log_probs = np.asarray(log_probs, dtype=float)
    if log_probs.ndim != 1 or not log_probs.size:
        raise ValueError(f"log_probs is {log_probs.shape}: next_step needs "
                         "to return one number a token, (K,)")
    if np.isnan(log_probs).any() or not log_probs.max() > -np.inf:
        raise ValueError("log_probs has no token that is possible, or a NaN")
    if log_probs.max() > ABOVE_ZERO:
        raise ValueError(f"log_probs has the entry {log_probs.max():g}: the "
                         "logarithm of a probability is never above 0 (are "
                         "these scores, before the softmax?)")
    if isinstance(end, bool) or not isinstance(end, (int, np.integer)) \
            or not 0 <= end < log_probs.size:
        raise ValueError(f"end is {end!r}: with {log_probs.size} tokens it is "
                         f"one of 0 to {log_probs.size - 1}")
    return log_probs


def whole(symbol, value):
    """Refuse what is no whole number of 1 or more."""
    if isinstance(value, bool) or not isinstance(
            value, (int, np.integer)) or value < 1:
        raise ValueError(f"{symbol} is {value!r}: a whole number of 1 or more "
                         "is needed")
