"""The rows of the ledger on sentiment and glimpses, recomputed."""

import numpy as np
import pytest
from ledger_rows import RowTests

from rnnkit.ledger import worked
from rnnkit.tasks import glimpses, reviews, sentiment
from rnnkit.vision import load_digits


def column(values):
    return np.array(values, dtype=float).reshape(-1, 1)


def review(row):
    corpus = reviews.load()
    words = reviews.vocabulary(corpus.train)
    model, _ = sentiment.train(corpus.train, words)
    bag = sentiment.train_bag(corpus.train, words)
    tests = [r.text for r in corpus.test]
    told = [sentiment.explain(model, text, 8) for text in row.texts]
    read = sentiment.scores(corpus.test, sentiment.verdicts(model, tests))
    counted = sentiment.scores(corpus.test, sentiment.bag_verdicts(
        bag, words, tests))
    return {"words": column([len(t.words) for t in told]),
            "unknown": column([(~t.known).sum() for t in told]),
            "positive": column([t.margin > 0 for t in told]),
            "mover": abs(told[1].c).argmax(),
            "reached": int(read["all"] > row.least),
            "bag": counted["contrast"]}


def look(row):
    data, orders = load_digits(), glimpses.ORDERS
    xs, test = ({name: glimpses.glimpses(images, order)
                 for name, order in orders.items()}
                for images in (data.images, data.test_images))
    model, _ = glimpses.train(xs["top down"], data.labels)
    other, _ = glimpses.train(xs["bottom up"], data.labels)
    share = [glimpses.accuracies(*each, data.test_labels)[-1] for each in (
        (model, test["top down"]), (model, test["bottom up"]),
        (other, test["bottom up"]))]
    return {"xs": column(test["top down"].shape),
            "parameters": sentiment.size(model.params),
            "reached": int(share[0] >= row.least),
            "lost": int(share[1] < 0.6),
            "again": int(share[2] >= row.least)}


COMPUTE = {"B-sentiment": review, "E-glimpses": look}


class TestRows(RowTests):
    COMPUTE = COMPUTE


@pytest.mark.parametrize("id", COMPUTE)
def test_a_row_says_where_it_comes_from(id):
    row = worked(id)
    assert row.deck == id[0] and row.title and row.shows and row.note
