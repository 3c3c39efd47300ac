"""Language models that count: n-grams.

    p(s)        = Π_t p(w_t | w_1 … w_{t−1})          the chain rule
    p(w_t | w_1 … w_{t−1}) ≈ p(w_t | c_t)             Markov: c_t is the last
                                                      n − 1 tokens
    p(w | c)    = count(c w) / count(c)               maximum likelihood
    p(w | c)    = (count(c w) + β q(w)) / (count(c) + β)   smoothed
    bits        = −(1/N) Σ_t log₂ p(w_t | c_t)        perplexity = 2^bits

β is how many pretended tokens are added, shared out as a guess q says. With
q = 1/V it is the usual smoothing (α = β / V to each count). With q the model
of one token less, that of the next one less, and so on, all n from 1 up speak
together: an ensemble, in which the longest context that was seen often enough
has the last word.

| symbol | shape  | what                                              |
|--------|--------|---------------------------------------------------|
| c      |        | context: a tuple of n − 1 tokens, fewer at the start |
| count  | (V, 1) | how often each token followed the context         |
| q, p   | (V, 1) | the guess before, and the probabilities           |

A token is anything that can stand in a dict: a letter, a word, an index.
Sources: deck E (E-chain, E-markov, E-ngram); MacKay and Peto 1995.
"""
from typing import NamedTuple

import numpy as np


class Table(NamedTuple):
    """n, and for each context how often each token followed it."""
    n: int
    counts: dict

    def count(self, context, token):
        """Return how often a token followed a context."""
        return self.counts.get(context, {}).get(token, 0)

    def total(self, context):
        """Return how often a context was followed by anything."""
        return sum(self.counts.get(context, {}).values())

    def context(self, tokens, t):
        """Return what the table may see before place t."""
        return tuple(tokens[max(0, t - self.n + 1):t])

    @property
    def filled(self):
        """The number of different n-grams that were seen."""
        return sum(map(len, self.counts.values()))


class Model(NamedTuple):
    """Tables, short contexts first; all tokens; β."""
    tables: tuple
    tokens: tuple
    beta: float

    @property
    def n(self):
        """The longest n of its tables."""
        return self.tables[-1].n

    def upto(self, n):
        """Return the ensemble of its tables up to n only."""
        return self._replace(tables=tuple(t for t in self.tables
                                          if t.n <= n))


def count(sequences, n):
    """Return the Table of all n-grams of some sequences of tokens.

    No n-gram reaches from one sequence into the next; at the start of a
    sequence the contexts are shorter. n larger than any sequence: the whole
    history. Raises ValueError for n below 1 and for no tokens at all.
    """
    if not isinstance(n, (int, np.integer)) or n < 1:
        raise ValueError(f"n is {n!r}: a whole number of 1 or more is needed")
    table = Table(int(n), {})
    for tokens in listed(sequences):
        for t, token in enumerate(tokens):
            followed = table.counts.setdefault(table.context(tokens, t), {})
            followed[token] = followed.get(token, 0) + 1
    if not table.counts:
        raise ValueError("sequences have no token: there is nothing to count")
    return table


def estimate(count, total, q=0.0, beta=0.0):
    """Return p = (count + β q) / (total + β), shaped as count.

    count: (V, 1), or of one token; total: their sum; q: the guess before
    anything was counted. Without β it is the share of the counts, the
    maximum likelihood. Raises ValueError where that is 0 / 0.
    """
    if np.any(np.equal(total, 0)) and beta == 0:
        raise ValueError("total is 0 and beta is 0: a context that was never "
                         "seen says nothing, 0 / 0; give beta above 0")
    p = (count + beta * q) / (total + beta)
    return p


def smooth(count, alpha):
    """Return p (V, 1), each count with α added: as a hand does it.

    The same as `estimate` with q = 1 / V and β = α V. Raises ValueError for
    a count below 0.
    """
    if np.min(getattr(count, "value", count)) < 0:
        raise ValueError("count has a number below 0: nothing is seen less "
                         "than never")
    total = np.sum(count)
    p = (count + alpha) / (total + alpha * len(count))
    return p


def plain(sequences, n, tokens, alpha=0.0):
    """Return the Model of one table: n-grams, α added to each count."""
    tokens = known(tokens)
    return Model((count(sequences, n),), tokens,
                 positive("alpha", alpha) * len(tokens))


def ensemble(sequences, n, tokens, beta=5.0):
    """Return the Model of the tables 1 to n, each the guess of the next."""
    tables = tuple(count(sequences, k) for k in range(1, n + 1))
    return Model(tables or (count(sequences, n),), known(tokens),
                 positive("beta", beta))


def probabilities(model, context=()):
    """Return p (V, 1): each token's probability after a context.

    The context may be longer than n − 1: the model looks at its end. Raises
    ValueError for a context that was never seen, if β is 0.
    """
    p = np.full((len(model.tokens), 1), 1 / len(model.tokens))
    for table in model.tables:
        c = table.context(context, len(context))
        counts = np.array([[table.count(c, w)] for w in model.tokens])
        p = estimate(counts, table.total(c), p, model.beta)
    return p


def chances(model, tokens):
    """Return p of each token of a sequence after those before it, (N,).

    0 after a context that was never seen, if β is 0. Raises ValueError for
    an empty sequence and for a token that the model does not know.
    """
    tokens = tuple(tokens)
    strange = next((w for w in dict.fromkeys(tokens)
                    if w not in model.tokens), None)
    if strange is not None or not tokens:
        raise ValueError("tokens is empty: there is nothing to predict"
                         if not tokens else f"{strange!r} is none of the "
                         f"{len(model.tokens)} tokens of the model: map it to "
                         "one for the unknown")
    p = np.full(len(tokens), 1 / len(model.tokens))
    for table in model.tables:
        seen = [table.context(tokens, t) for t in range(len(tokens))]
        counts = np.array([table.count(c, w) for c, w in zip(seen, tokens)])
        known = {c: table.total(c) for c in set(seen)}
        totals = np.array([known[c] for c in seen])
        if model.beta == 0:             # never seen: count 0, and p = 0
            totals = np.maximum(totals, 1)
        p = estimate(counts, totals, p, model.beta)
    return p


def surprise(model, tokens):
    """Return −log₂ p of each token of a sequence, (N,), in bits.

    Infinite for what the model holds to be impossible; errors as `chances`.
    """
    with np.errstate(divide="ignore"):
        return -np.log2(chances(model, tokens)) + 0.0


def bits(model, tokens):
    """Return the mean surprise a token, in bits."""
    return float(surprise(model, tokens).mean())


def perplexity(bits):
    """Return 2^bits: of how many equally likely tokens it is a guess."""
    return 2.0 ** bits


def sample(model, length, rng, context=()):
    """Return a list of tokens that the model goes on with."""
    tokens = list(context)
    for _ in range(length):
        p = probabilities(model, tuple(tokens[-model.n:]))[:, 0]
        tokens.append(model.tokens[int(rng.choice(len(p), p=p / p.sum()))])
    return tokens[len(context):]


def listed(sequences):
    """Return sequences as tuples; refuse one text where many are meant."""
    if isinstance(sequences, str):
        raise ValueError("sequences is one text: write [text], a list of it")
    return [tuple(tokens) for tokens in sequences]


def known(tokens):
    """Return the tokens as a tuple, each of them once."""
    tokens = tuple(tokens)
    if not tokens or len(set(tokens)) < len(tokens):
        raise ValueError("tokens must name each token of the vocabulary once, "
                         f"and at least one; there are {len(tokens)}, "
                         f"{len(set(tokens))} of them different")
    return tokens


def positive(name, value):
    """Return a number of 0 or more, or raise ValueError."""
    if not 0 <= value < float("inf"):
        raise ValueError(f"{name} is {value}: a number of 0 or more is needed")
    return float(value)
