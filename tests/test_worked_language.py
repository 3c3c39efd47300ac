"""The rows of the ledger about language models, recomputed."""
from pathlib import Path

import numpy as np
import pytest
from ledger_rows import RowTests

from rnnkit import ngram
from rnnkit.cells import embedding, readout
from rnnkit.cells.activations import relu
from rnnkit.ledger import errata, worked
from rnnkit.play.language import rebuilt
from rnnkit.train import Vocabulary, read_text

DATA = Path(__file__).parents[1] / "data"
WHOLE = 99                              # longer than any sentence here


def column(values):
    return np.array(values, dtype=float).reshape(-1, 1)


def sentences(row):
    return [line.split() for line in row.corpus]


def words_of(corpus):
    return sorted({word for line in corpus for word in line})


def chain(row):
    corpus = sentences(row)
    model = ngram.plain(corpus, WHOLE, words_of(corpus))
    p = [ngram.chances(model, line).prod() for line in corpus]
    return {"factors": column(ngram.chances(model, corpus[0])), "p": column(p),
            "product": np.prod(p), "L": -np.log(p).sum(),
            "uneven": -np.log(row.rival).sum()}


def markov(row):
    corpus = sentences(row)
    tokens = words_of(corpus)
    found = {}
    for name, n in (("history", WHOLE), ("markov", row.words + 1)):
        model = ngram.plain(corpus, n, tokens)
        far = [ngram.probabilities(model, tuple(each.split()))
               [tokens.index("ran"), 0] for each in row.beginnings]
        found |= {name: ngram.chances(model, row.sentence.split()).prod(),
                  f"{name}_far": column(far)}
    return found


def counted(row):
    phrases = rebuilt(row)
    table = ngram.count(phrases, 3)
    p = [[ngram.estimate(table.count(tuple(c.split()), w),
                         table.total(tuple(c.split())))
          for w in row.words] for c in row.contexts]
    fat = ("the", "fat")
    story = read_text(DATA / row.file)
    cut, letters = len(story) * 9 // 10, sorted(set(story))
    learned, held = [story[:cut]], story[cut:]
    ns = range(1, 7)
    whole = ngram.ensemble(learned, 6, letters, row.beta)
    return {
        "p": np.array(p), "n": table.n,
        "smoothed": column([ngram.estimate(
            table.count(fat, w), table.total(fat), 1 / row.V, row.V)
            for w in ("city", "dog")]),
        "entries": column([len(letters) ** n for n in ns]),
        "filled": column([ngram.count([story], n).filled for n in ns]),
        "alone": column([ngram.bits(ngram.plain(
            learned, n, letters, row.alpha), held) for n in ns]),
        "together": column([ngram.bits(whole.upto(n), held) for n in ns])}


def neural(row):
    x = Vocabulary(tuple(row.vocabulary), "words").encode(row.sentence)
    params = embedding.Params(row.E, row.W_hc, row.b_h)
    step = embedding.step(params, (x[:-2], x[1:-1]), relu)
    z = readout.linear(readout.Params(row.W_yh, row.b_y), step.h)
    y, t = readout.softmax(z), readout.one_hot(x[2:], len(row.vocabulary))
    L = -(t * np.log(y)).sum()
    assert L == pytest.approx(readout.loss(z, t) * 2)
    return {"c": step.c, "h": step.h, "z": z, "y": y, "L": L,
            "surprises": column(-(t * np.log(y)).sum(axis=0))}


def lookup(row):
    e = embedding.embed(row.E, row.x)
    assert np.array_equal(e, embedding.embed(row.E, np.array([0])))
    return {"E": 10 * column([1, 2, 3]) + [1, 2, 3, 4], "e": e}


COMPUTE = {"E-chain": chain, "E-markov": markov, "E-ngram": counted,
           "E-neural-lm": neural, "C-embedding": lookup}


class TestRows(RowTests):
    COMPUTE = COMPUTE


def test_both_wrong_subscripts_are_listed():
    (row,) = errata("C-embedding")
    assert [(printed, right) for _, printed, right in row.slips()] \
        == [("14", "24"), ("14", "34")]


def test_the_rebuilt_counts_make_a_whole_row():
    row = worked("E-ngram")
    assert (row.counts.sum(axis=1) == 10_000).all()
    assert {len(phrase) for phrase in rebuilt(row)} == {3}
