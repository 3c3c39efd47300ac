"""Counting models, the window model, its training, and its pictures."""
import itertools
import time

import numpy as np
import pytest
import torch

from rnnkit import ngram
from rnnkit.cells import embedding, readout
from rnnkit.page import by_hand
from rnnkit.play import language
from rnnkit.train import BITS, Vocabulary, unigram_bits
from rnnkit.train import window as train
from rnnkit.train.grammar import CLASSES, class_of, sentences

LINES = [line.split() for line in ("a b a b", "a c", "b a b")]
TOKENS = ("a", "b", "c")
TEXT = "the cat and the hen and the fox saw the cat. " * 4


# -- counting ----------------------------------------------------------------

def test_counts_are_those_of_a_hand():
    table = ngram.count(LINES, 2)
    assert table.counts == {(): {"a": 2, "b": 1}, ("a",): {"b": 3, "c": 1},
                            ("b",): {"a": 2}}
    assert table.total(("a",)) == 4 and table.count(("a",), "c") == 1
    assert table.count(("z",), "a") == table.total(("z",)) == 0
    assert table.filled == 5


def test_no_ngram_reaches_into_the_next_sequence():
    assert ngram.count([["a"], ["b"]], 2).counts == {(): {"a": 1, "b": 1}}


def test_a_long_n_is_the_whole_history():
    assert ngram.count(LINES, 99).counts == ngram.count(LINES, 4).counts


@pytest.mark.parametrize("n", [1, 2, 3, 5])
@pytest.mark.parametrize("make", [
    lambda n: ngram.plain([TEXT], n, sorted(set(TEXT)), 0.5),
    lambda n: ngram.ensemble([TEXT], n, sorted(set(TEXT)), 2.0)])
def test_probabilities_are_a_distribution_and_what_surprise_says(make, n):
    model = make(n)
    for context in ("", "t", "the ", "zzzz", "the cat an"):
        p = ngram.probabilities(model, tuple(context))
        assert p.shape == (len(model.tokens), 1) and p.min() > 0
        assert p.sum() == pytest.approx(1)
    said = ngram.surprise(model, "the fox")
    for t, letter in enumerate("the fox"):
        p = ngram.probabilities(model, tuple("the fox"[:t]))
        assert said[t] == pytest.approx(
            -np.log2(p[model.tokens.index(letter), 0]))


def test_all_sentences_together_have_probability_one():
    """Every string of two words and an end, summed by brute force."""
    corpus = [["a", "b", "."], ["b", "b", "."], ["b", "a", "."]]
    model = ngram.plain(corpus, 2, ("a", "b", "."), alpha=0.3)
    total = sum(2.0 ** -ngram.surprise(model, s).sum()
                for s in itertools.product("ab.", repeat=3))
    assert total == pytest.approx(1)


def test_one_token_of_memory_is_the_unigram():
    vocabulary = Vocabulary.of_characters(TEXT)
    model = ngram.plain([TEXT], 1, vocabulary.tokens)
    assert ngram.bits(model, TEXT) == pytest.approx(
        unigram_bits(vocabulary.encode(TEXT)))


def test_no_counted_model_beats_the_share_on_its_own_text():
    best = ngram.bits(ngram.plain([TEXT], 3, sorted(set(TEXT))), TEXT)
    for alpha in (0.1, 1, 10):
        assert ngram.bits(ngram.plain([TEXT], 3, sorted(set(TEXT)), alpha),
                          TEXT) > best


def test_a_large_alpha_is_the_uniform_guess():
    model = ngram.plain(LINES, 2, TOKENS, alpha=1e12)
    assert np.allclose(ngram.probabilities(model, ("a",)), 1 / 3)
    assert ngram.perplexity(ngram.bits(model, ["a", "b"])) \
        == pytest.approx(3)


def test_an_unseen_context_asks_the_shorter_one():
    model = ngram.ensemble(LINES, 3, TOKENS, beta=1.0)
    assert np.array_equal(ngram.probabilities(model, ("c", "a")),
                          ngram.probabilities(model.upto(2), ("c", "a")))


def test_what_was_never_seen_is_infinitely_surprising():
    model = ngram.plain(LINES, 2, TOKENS)
    assert ngram.surprise(model, ["a", "a"])[1] == np.inf
    assert ngram.surprise(model, ["c", "a"]).tolist() == [np.inf, np.inf]


def test_one_word_and_sentences_longer_than_any_seen():
    model = ngram.plain([["a"]], 99, ("a",))
    assert ngram.chances(model, ["a"]).tolist() == [1]
    assert ngram.chances(model, ["a"] * 3).tolist() == [1, 0, 0]
    smoothed = ngram.ensemble([["a"]], 3, ("a", "b"), beta=1.0)
    assert 0 < ngram.bits(smoothed, ["a", "b"] * 20) < 5


def test_smoothing_on_a_page():
    page = by_hand(ngram.estimate, np.array([[3], [1], [0]]), 4,
                   np.full((3, 1), 0.25), 4.0)
    assert page["p"].ravel().tolist() == [0.5, 0.25, 0.125]
    assert "p[1] = (1 + 4·0.25) / (4 + 4)" in page.arithmetic("p[1]").text()


def test_adding_to_each_count_is_the_same_as_a_uniform_guess():
    model = ngram.plain(LINES, 2, TOKENS, alpha=0.5)
    counts = np.array([[0.0], [3], [1]])
    assert np.allclose(ngram.smooth(counts, 0.5),
                       ngram.probabilities(model, ("a",)), atol=1e-15)
    page = by_hand(ngram.smooth, counts, 1.0)
    for seed in range(5):
        assert page.again(seed)["count"].min() >= 0


def test_samples_follow_the_table():
    model = ngram.plain([list("abcabcabc")], 2, "abc")
    assert "".join(ngram.sample(model, 5, np.random.default_rng(0), "a")) \
        == "bcabc"
    assert ngram.sample(model, 0, np.random.default_rng(0)) == []


@pytest.mark.parametrize("call, words", [
    (lambda: ngram.count([], 2), "no token"),
    (lambda: ngram.count([[]], 2), "no token"),
    (lambda: ngram.count("abc", 2), r"write \[text\]"),
    (lambda: ngram.count(LINES, 0), "n is 0: a whole number of 1"),
    (lambda: ngram.ensemble(LINES, 0, TOKENS), "n is 0"),
    (lambda: ngram.count(LINES, 1.5), "n is 1.5"),
    (lambda: ngram.plain(LINES, 2, TOKENS, -1), "alpha is -1"),
    (lambda: ngram.ensemble(LINES, 2, TOKENS, np.nan), "beta is nan"),
    (lambda: ngram.plain(LINES, 2, ()), "at least one; there are 0"),
    (lambda: ngram.plain(LINES, 2, "aa"), "2, 1 of them different"),
    (lambda: ngram.bits(ngram.plain(LINES, 2, TOKENS), []), "is empty"),
    (lambda: ngram.bits(ngram.plain(LINES, 2, TOKENS), ["a", "zoo"]),
     "'zoo' is none of the 3 tokens"),
    (lambda: ngram.smooth(np.array([[-1.0]]), 1), "below 0"),
    (lambda: ngram.estimate(0, 0), "total is 0 and beta is 0"),
    (lambda: ngram.probabilities(ngram.plain(LINES, 2, TOKENS), ("c",)),
     "never seen"),
])
def test_bad_input_is_named(call, words):
    with pytest.raises(ValueError, match=words):
        call()


# -- the window model --------------------------------------------------------

def random(V=5, M=3, K=2, H=4, B=6, seed=0):
    rng = np.random.default_rng(seed)
    params = embedding.Params(rng.normal(size=(M, V)),
                              rng.normal(size=(H, K * M)),
                              rng.normal(size=(H, 1)))
    return params, rng.integers(0, V, (K, B)), rng


def test_a_lookup_is_a_product_with_a_one_hot_column():
    params, xs, _ = random()
    for x in xs:
        assert np.array_equal(embedding.embed(params.E, x),
                              embedding.embed(params.E,
                                              readout.one_hot(x, 5)))


def test_a_lookup_on_a_page():
    row = np.array([[11, 12], [21, 22]])
    page = by_hand(embedding.embed, row, x=np.array([[0], [1]]))
    assert page["e"].ravel().tolist() == [12, 22]
    assert "e[0] = 12" in page.arithmetic("e[0]").text()


@pytest.mark.parametrize("V, M, K, H, B", [
    (5, 3, 2, 4, 6), (2, 1, 1, 1, 1), (7, 2, 4, 3, 1)])
def test_every_gradient_is_that_of_torch(V, M, K, H, B):
    cell, xs, rng = random(V, M, K, H, B)
    params = train.Params(cell, readout.Params(rng.normal(size=(V, H)),
                                               rng.normal(size=(V, 1))))
    y = rng.integers(0, V, B)
    loss, gradients = train.learn_window(params, xs, y)
    E, W_hc, b_h, W_yh, b_y = leaves = [
        torch.tensor(w, requires_grad=True)
        for w in (*params.window, *params.readout)]
    seen = torch.nn.functional.embedding(torch.tensor(xs), E.T)
    h = torch.tanh(seen.permute(1, 0, 2).reshape(B, -1) @ W_hc.T + b_h.T)
    theirs = torch.nn.functional.cross_entropy(h @ W_yh.T + b_y.T,
                                               torch.tensor(y))
    theirs.backward()
    assert loss == pytest.approx(theirs.item(), abs=1e-12)
    for mine, leaf in zip((*gradients.window, *gradients.readout), leaves):
        assert np.abs(mine - leaf.grad.numpy()).max() < 1e-12


def test_indices_and_one_hot_columns_have_the_same_gradient():
    params, xs, rng = random()
    columns = [readout.one_hot(x, 5) for x in xs]
    dh = rng.normal(size=(4, 6))
    for mine, theirs in zip(*(embedding.step_back(
            params, embedding.step(params, each), dh)
            for each in (xs, columns))):
        assert np.allclose(mine, theirs, atol=1e-14)


def test_a_word_that_stands_twice_gets_both_gradients():
    params, _, rng = random(B=1)
    dh = rng.normal(size=(4, 1))
    both, first, second = (embedding.step_back(
        params, embedding.step(params, np.array(x)), dh).E
        for x in ([[1], [1]], [[1], [2]], [[2], [1]]))
    assert np.count_nonzero(both[:, [0, 2, 3, 4]]) == 0
    assert np.abs(first[:, 1]).min() > 0 and np.abs(second[:, 1]).min() > 0


def test_angles():
    E = np.array([[1.0, 2, 0, -1], [0, 0, 3, 0]])
    assert embedding.cosines(E, 0).tolist() == [1, 1, 0, -1]
    assert embedding.neighbors(E, 0, 2).tolist() == [1, 2]


@pytest.mark.parametrize("call, words", [
    (lambda p: embedding.embed(p.E, np.array([5])), "from 0 to 4"),
    (lambda p: embedding.embed(p.E, np.array([-1])), "from 0 to 4"),
    (lambda p: embedding.embed(p.E, np.array([0.5])), "whole number"),
    (lambda p: embedding.embed(p.E, np.ones((4, 1))),
     "E is .3, 5. but x is .4, 1.: E needs one column per word"),
    (lambda p: embedding.step(p, np.zeros((3, 1), int)),
     "W_hc is .4, 6. but c is .9, 1."),
    (lambda p: embedding.step(p, ()), "xs is empty"),
    (lambda p: embedding.cosines(p.E, 9), "from 0 to 4"),
    (lambda p: embedding.step_back(p, embedding.step(
        p, np.zeros((2, 1), int)), np.ones((4, 2))), "dh is .4, 2. but h"),
    (lambda p: train.start_window(0), "V is 0"),
    (lambda p: train.start_window(5, K=0), "K is 0"),
    (lambda p: train.windows(np.arange(3), 3), "needs 4 tokens or more"),
])
def test_what_does_not_fit_is_named(call, words):
    with pytest.raises(ValueError, match=words):
        call(random()[0])


# -- trained -----------------------------------------------------------------

def test_windows_are_cut_where_they_should_be():
    xs, y = train.windows(np.arange(5), 2)
    assert xs.tolist() == [[0, 1, 2], [1, 2, 3]] and y.tolist() == [2, 3, 4]


def learned(seed):
    corpus = sentences(1500)
    tokens = sorted({word for line in corpus for word in line})
    places = {word: n for n, word in enumerate(tokens)}
    x = np.array([places[word] for line in corpus for word in line])
    before = train.start_window(len(tokens), 2, 8, 24, seed,
                                spread=0.05)
    after, losses = train.train_window(before, *train.windows(x, 2), 2000,
                                       seed=seed)
    return tokens, x, before, after, losses


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_neighbors_are_of_the_same_class_after_training_only(seed):
    tokens, x, before, after, losses = learned(seed)
    assert language.same_class(before.window.E, tokens, class_of) < 0.4
    assert language.same_class(after.window.E, tokens, class_of) > 0.9
    assert train.window_bits(after, x) < 1.9 < 5 < losses[0] * BITS


def test_a_run_is_the_same_again_and_changes_nothing_it_was_given():
    x = np.array([0, 1, 2] * 20)
    first = train.start_window(3, 2, 2, 4)
    kept = first.window.E.copy()
    runs = [train.train_window(first, *train.windows(x, 2), 30, batch=8)
            for _ in range(2)]
    assert np.array_equal(runs[0][0].window.E, runs[1][0].window.E)
    assert np.array_equal(first.window.E, kept)
    assert train.size(first) == 2 * 3 + 4 * 4 + 4 + 3 * 4 + 3
    assert train.width(first) == 2


def test_every_word_of_the_grammar_is_met_and_has_one_class():
    listed = [word for words in CLASSES.values() for word in words]
    assert len(set(listed)) == len(listed)
    met = {word for line in sentences(500) for word in line}
    assert set(listed) < met and sentences(3) == sentences(3)
    assert class_of("cat") == "animal" and class_of("the") == "the"
    with pytest.raises(ValueError, match="count is 0"):
        sentences(0)


# -- looked at ---------------------------------------------------------------

def test_the_next_letter_says_what_it_looks_at():
    model = ngram.ensemble([TEXT], 3, sorted(set(TEXT)), 1.0)
    draw = language.next_letter(model)
    assert "n = 3 looks at “ t”, seen 15 times." in draw(" t", 3).text()
    assert "n = 1 looks at nothing" in draw(" t", 1).text()
    assert "never seen" in draw("zz", 3).text()
    begun = time.perf_counter()
    for _ in range(20):
        draw("the c", 3).html()
    assert (time.perf_counter() - begun) / 20 < 0.05


def test_pictures_have_words():
    E = np.array([[1.0, 2, 0], [0, 0, 3]])
    assert "one 1.00" in language.near(E, ("two", "one", "far"), 2)(
        "two").text()
    assert "n = 1: 3 possible, 2 seen" in language.growth(
        [3, 9], [2, 5], 12).text()
    assert "new: 2.00, 1.50" in language.over_n({"new": [2, 1.5]}, "").text()


def test_tables_have_their_numbers():
    model = ngram.plain(LINES, 2, TOKENS)
    shown = language.factors(model, ["a", "c"]).text()
    assert "1 of 4" in shown and "0.1667" in shown and "(start)" in shown
    shown = language.scores([("good", "all", 1234, 1.0),
                             ("bad", "nothing", 0, 3.0)]).text()
    assert shown.index("bad") < shown.index("good") and "1,234" in shown
    assert "8.0" in shown and "2.0" in shown


def test_a_wrong_gradient_would_be_seen():
    """The check can fail: without the tying, dE misses a place."""
    params, xs, _ = random()
    step = embedding.step(params, xs)
    dh = np.ones_like(step.h)
    right = embedding.step_back(params, step, dh).E
    de = np.split(params.W_hc.T @ (dh * (1 - step.h ** 2)), 2)
    one_place = de[0] @ readout.one_hot(xs[0], 5).T
    assert np.abs(right - one_place).max() > 0.1
