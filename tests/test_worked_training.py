"""The rows of the ledger about the character RNN, recomputed."""
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from ledger_rows import RowTests

from rnnkit import bptt, shapes
from rnnkit.cells import readout, rnn
from rnnkit.ledger import worked
from rnnkit.train import (BITS, Adam, Run, Streams, Vocabulary, evaluate,
                          greedy, next_probabilities, read_text, start,
                          uniform_bits, unigram_bits, words)

DATA = Path(__file__).parents[1] / "data"


def column(values):
    return np.array(values).reshape(-1, 1)


def on_paper(row):
    vocabulary = Vocabulary(tuple(row.vocabulary))
    read = vocabulary.encode(row.word)
    cell = rnn.Params(row.W_hx, row.W_hh, row.b_h)
    xs = readout.one_hot(read[:-1, None], vocabulary.size)
    h = bptt.forward(rnn, cell, xs).hs[0]
    z = readout.linear(readout.Params(row.W_yh, row.b_y), h)
    return {"x": column(read[:-1]), "y": column(read[1:]), "h": h, "z": z}


def trained(row):
    vocabulary = Vocabulary(tuple(row.vocabulary))
    x = vocabulary.encode(row.word)
    model = start("rnn", vocabulary, row.hidden, row.seed, float)
    run = Run(model, Streams(x, 1, len(x) - 1), Adam(row.learning_rate))
    model = run.train(row.steps, "quiet").model
    bets = [next_probabilities(model, row.word[:t]).argmax()
            for t in range(1, len(x))]
    written = row.word[0] + greedy(model, row.word[0], len(x) - 1)
    return {"columns": readout.one_hot(x[:-1], vocabulary.size),
            "predicted": column(bets),
            "written": column(vocabulary.encode(written))}


def stages(row):
    text = read_text(DATA / row.file)
    vocabulary = Vocabulary.of_characters(text)
    x = vocabulary.encode(text)
    data = Streams(x, row.batch, row.length)
    run = Run(start("gru", vocabulary, row.hidden), data,
              Adam(row.learning_rate))
    bits = [evaluate(run.train(n - run.step, "quiet").model, data) * BITS
            for n in row.stages]
    assert bits == sorted(bits, reverse=True)
    return {"V": vocabulary.size, "uniform": uniform_bits(vocabulary),
            "unigram": unigram_bits(x),
            "below": sum(b < l for b, l in zip(bits, row.limits))}


def challenges(row):
    found = words(read_text(DATA / row.file))
    counts = Counter(found)
    known = set(found[:len(found) * 9 // 10])
    sizes = shapes.rnn(x=row.V, h=row.h, y=row.V).counts
    return {"weights": sizes["W_yh"] + sizes["b_y"],
            "words": len(found), "different": len(counts),
            "once": sum(n == 1 for n in counts.values()),
            "unseen": sum(w not in known
                          for w in found[len(found) * 9 // 10:]),
            "spaced": len(words(row.chinese)),
            "characters": len(row.chinese)}


COMPUTE = {"C-hello": on_paper, "E-hello": trained, "E-samples": stages,
           "E-challenges": challenges}


class TestRows(RowTests):
    COMPUTE = COMPUTE


@pytest.mark.parametrize("id", COMPUTE)
def test_a_row_says_where_it_comes_from(id):
    row = worked(id)
    assert row.deck == id[0] and row.title and row.shows
    assert row.status == "given" and "ours" in row.note \
        or "reconstruction" in row.note


def test_the_first_scores_are_those_of_the_slide():
    assert worked("C-hello").expected["z"].tolist() \
        == worked("C-hello-score").z.tolist()
