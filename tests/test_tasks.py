"""Sentiment and glimpses: the reviews, the networks, what they say."""
import hashlib
import re
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from rnnkit import bptt, gradcheck
from rnnkit.cells import readout
from rnnkit.play import looking, tasks
from rnnkit.tasks import glimpses, reviews, sentiment
from rnnkit.vision import load_digits

DATA = Path(__file__).parents[1] / "data"
CORPUS = reviews.load()
WORDS = reviews.vocabulary(CORPUS.train)
TESTS = [review.text for review in CORPUS.test]
FOOD, CHICKEN = reviews.SLIDES


@pytest.fixture(scope="module")
def model():
    return sentiment.train(CORPUS.train, WORDS)[0]


@pytest.fixture(scope="module")
def digits():
    return load_digits()


@pytest.fixture(scope="module")
def reader(digits):
    """A network that is asked after every glimpse."""
    return glimpses.train(glimpses.glimpses(digits.images), digits.labels,
                          asked="always")[0]


# The reviews ----------------------------------------------------------------
def test_there_are_enough_reviews_and_they_are_balanced():
    assert len(CORPUS.train) + len(CORPUS.test) >= 600
    for part in CORPUS:
        for kind in reviews.KINDS:
            count = Counter(r.label for r in part if r.kind == kind)
            assert count[0] == count[1] > 0


def test_train_and_test_share_neither_template_nor_words():
    train, test = ({r.template for r in part} for part in CORPUS)
    assert not train & test
    said = [tuple(reviews.tokens(r.text)) for part in CORPUS for r in part]
    assert len(set(said)) == len(said)
    assert not {tuple(reviews.tokens(text)) for text in reviews.SLIDES} \
        & set(said)


def test_no_template_is_listed_twice():
    given = reviews.read()
    for part in ("train", "test"):
        for kind in reviews.KINDS:
            listed = given[part][kind]
            assert len(set(listed)) == len(listed)


def test_reviews_are_whole_sentences():
    for review in (*CORPUS.train, *CORPUS.test):
        assert not re.search(r"[{}|]|  | [.,!]|\b[Aa] [aeiou]", review.text)
        assert review.text[0].isupper() and review.text[-1] in ".!"


def test_a_contrast_and_its_twin_have_the_same_words():
    found = [r for r in CORPUS.test if r.kind == "contrast"]
    for one, other in zip(found[::2], found[1::2]):
        assert (one.label, other.label) == (1, 0)
        assert Counter(reviews.tokens(one.text)) == Counter(
            reviews.tokens(other.text))


def test_the_file_is_the_one_that_the_sources_name():
    found = (DATA / "reviews.toml").read_bytes()
    assert hashlib.sha256(found).hexdigest() in (
        DATA / "SOURCES.md").read_text("utf-8")


def test_the_same_seed_gives_the_same_reviews():
    assert reviews.load() == CORPUS != reviews.load(seed=1)


def test_words_and_masks():
    data = reviews.batch(WORDS, ["The soup!", "the zebra wasn’t good"])
    assert data.lengths.tolist() == [2, 4]
    assert data.mask.T.tolist() == [[1, 1, 0, 0], [1, 1, 1, 1]]
    there = [WORDS.tokens[n] for n in data.x[:, 1]]
    assert there == ["the", "<unk>", "wasn't", "good"]
    assert WORDS.tokens[data.x[3, 0]] == "<pad>"
    assert reviews.unknown(WORDS, CHICKEN) == ["crossed", "road"]


@pytest.mark.parametrize("call, words", [
    (lambda: reviews.tokens(""), "no word in the review"),
    (lambda: reviews.tokens(" ?! "), "no word in the review"),
    (lambda: reviews.tokens(None), "of type NoneType: a text is needed"),
    (lambda: reviews.batch(WORDS, []), "no texts"),
    (lambda: reviews.batch(WORDS, "good"), "texts is one text"),
    (lambda: reviews.load(0), "pairs is 0"),
    (lambda: sentiment.start(9, "grü"), "the cell is 'grü'"),
    (lambda: sentiment.scores(CORPUS.test, [0.5]), r"p is \(1,\)"),
    (lambda: glimpses.start("cnn"), "the cell is 'cnn'")])
def test_bad_input_is_told(call, words):
    with pytest.raises(ValueError, match=words):
        call()


# The classifier -------------------------------------------------------------
def small(name, seed=0):
    """Return (cell, Params, x, mask, y): three reviews of 1, 4 and 2."""
    params = sentiment.start(6, name, features=2, hidden=3, seed=seed)
    x = np.array([[2, 3, 5], [0, 4, 3], [0, 4, 0], [0, 1, 0]])
    return sentiment.cell_of(name), params, x, x > 0, np.array([1, 0, 1])


@pytest.mark.parametrize("name", sentiment.CELLS)
def test_the_gradient_is_right(name):
    cell, params, x, mask, y = small(name)
    _, gradients = sentiment.learn(cell, params, x, mask, y)
    check = gradcheck(lambda p: sentiment.learn(cell, p, x, mask, y)[0],
                      params, gradients)
    assert check.ok and not np.any(gradients.E[:, 0])
    gradients.E[0, 4] += 1e-3
    assert not gradcheck(lambda p: sentiment.learn(cell, p, x, mask, y)[0],
                         params, gradients).ok


@pytest.mark.parametrize("name", sentiment.CELLS)
def test_what_stands_after_the_end_changes_nothing(name):
    cell, params, x, mask, _ = small(name)
    z = sentiment.forward(cell, params, x, mask).z
    for n, T in enumerate(mask.sum(axis=0)):
        alone = sentiment.forward(cell, params, x[:T, [n]], mask[:T, [n]])
        assert alone.z == pytest.approx(z[:, [n]], abs=1e-12)
        steps = bptt.forward(cell, params.cell, alone.xs)
        assert readout.linear(params.out, steps.hs[-1]) == pytest.approx(
            alone.z, abs=1e-12)


def test_a_review_without_words_is_refused():
    cell, params, x, mask, _ = small("gru")
    with pytest.raises(ValueError, match="a review has no words"):
        sentiment.forward(cell, params, x, mask & [1, 0, 1])


@pytest.mark.parametrize("text", [CHICKEN, "good", "The soup was not bad."])
def test_a_contribution_is_gradient_times_input(model, text):
    """What the margin gains when one embedded word is stretched."""
    cell, x = sentiment.cell_of(model.name), reviews.batch(WORDS, [text]).x
    mask, h = np.ones_like(x, dtype=bool), 1e-6
    xs = sentiment.forward(cell, model.params, x, mask).xs

    def margin(t, factor):
        moved = xs.copy()
        moved[t] *= factor
        z = sentiment.read(cell, model.params, moved, mask).z
        return (z[1] - z[0]).item()
    c = [(margin(t, 1 + h) - margin(t, 1 - h)) / (2 * h)
         for t in range(len(x))]
    assert sentiment.explain(model, text).c == pytest.approx(c, abs=1e-6)


@pytest.mark.parametrize("text", [FOOD, CHICKEN, "good", TESTS[-1]])
def test_integrated_contributions_add_up_to_the_margin(model, text):
    told = sentiment.explain(model, text, points=300)
    assert told.c.sum() == pytest.approx(told.margin - told.blank, abs=2e-2)
    p = sentiment.verdicts(model, [text])
    assert told.after[-1] == pytest.approx(p[0])
    assert np.log(p / (1 - p)) == pytest.approx(told.margin)


def test_leaving_out_a_word_is_reading_the_text_without_it(model):
    words, found = reviews.tokens(CHICKEN), sentiment.left_out(model, CHICKEN)
    whole = sentiment.explain(model, CHICKEN).margin
    for t, fall in enumerate(found):
        rest = " ".join(words[:t] + words[t + 1:])
        assert whole - sentiment.explain(model, rest).margin \
            == pytest.approx(fall)
    assert sentiment.left_out(model, "good").shape == (1,)


def test_after_each_word_is_the_verdict_on_the_beginning(model):
    words, told = reviews.tokens(FOOD), sentiment.explain(model, FOOD)
    begun = [" ".join(words[:t + 1]) for t in range(len(words))]
    assert sentiment.verdicts(model, begun) == pytest.approx(told.after)


def test_on_paper_is_the_plain_network():
    cell, params, x, mask, _ = small("rnn")
    reading = sentiment.forward(cell, params, x[:, [1]], mask[:, [1]])
    z = sentiment.on_paper(params.cell, params.out, list(reading.xs),
                           np.zeros((3, 1)), np.tanh)
    assert z == pytest.approx(reading.z)


# What it has learned --------------------------------------------------------
def test_the_network_reads_what_the_bag_cannot(model):
    bag = sentiment.train_bag(CORPUS.train, WORDS)
    ours = sentiment.scores(CORPUS.test, sentiment.verdicts(model, TESTS))
    theirs = sentiment.scores(CORPUS.test, sentiment.bag_verdicts(
        bag, WORDS, TESTS))
    assert ours["all"] > 0.85 and ours["plain"] > 0.7
    assert min(ours["negation"], ours["contrast"]) > 0.85
    assert theirs["contrast"] == 0.5 and theirs["negation"] < 0.5


def test_other_seeds_reach_it_too():
    for seed in (1, 2):
        found = sentiment.train(CORPUS.train, WORDS, seed=seed)[0]
        assert sentiment.scores(CORPUS.test, sentiment.verdicts(
            found, TESTS))["all"] > 0.85


def test_a_bag_of_plain_reviews_misses_every_not():
    easy = [r for r in CORPUS.train if r.kind in ("plain", "strong")]
    bag = sentiment.train_bag(easy, WORDS)
    found = sentiment.scores(CORPUS.test, sentiment.bag_verdicts(
        bag, WORDS, TESTS))
    assert found["strong"] > 0.95 and found["negation"] < 0.1


def test_what_the_chapter_tells_about_the_sentences(model):
    p = sentiment.verdicts(model, [*reviews.SLIDES, "The food was not good",
                                   "The food was not bad", "good", "bad"])
    assert (p > 0.5).tolist() == [True, False, False, True, True, False]


@pytest.mark.parametrize("text", [
    "good", "xyzzy", "xyzzy plugh", "the soup was good and " * 60])
def test_any_text_has_a_verdict(model, text):
    told = sentiment.explain(model, text, 8)
    assert np.isfinite(told.c).all() and 0 < told.after[-1] < 1


def test_half_right_where_it_cannot_tell():
    two = CORPUS.test[:2]
    assert sentiment.scores(two, [0.5, 0.5])["all"] == 0.5
    assert sentiment.scores(two, [0.9, 0.1])["all"] == 1


# Glimpses -------------------------------------------------------------------
def test_a_glimpse_is_a_row_or_a_column(digits):
    order = (3, 1, 4, 0, 5, 2, 6, 7)
    image = digits.images[5, 0]
    rows = glimpses.glimpses(digits.images[5:7], order)
    columns = glimpses.glimpses(digits.images[5:7], order, "columns")
    assert rows.shape == columns.shape == (8, 8, 2)
    for t, place in enumerate(order):
        assert np.array_equal(rows[t, :, 0], image[place])
        assert np.array_equal(columns[t, :, 0], image[:, place])


@pytest.mark.parametrize("text, words", [
    ("0 1 2 3 4 5 6", "no 7"), ("0 1 2 3 4 5 6 6", "6 more than once, and no"),
    ("0 1 2 3 4 5 6 8", "8: there is no such row"), ("", "no 0, 1, 2, 3"),
    ("0 1 two", "'two'"), ("-1 0", "'-1'")])
def test_an_order_that_is_none_is_told(text, words):
    with pytest.raises(ValueError, match=words):
        glimpses.typed_order(text)


def test_an_order_may_be_typed_in_many_ways():
    assert glimpses.typed_order("7,6;5 4 3  2 1 0") \
        == glimpses.ORDERS["bottom up"]


@pytest.mark.parametrize("change, words", [
    ({"images": np.zeros((2, 8, 8))}, r"images is \(2, 8, 8\)"),
    ({"images": np.zeros((0, 1, 8, 8))}, r"images is \(0, 1, 8, 8\)"),
    ({"way": "spiral"}, "way is 'spiral'"), ({"order": [0] * 8}, "no 1")])
def test_what_is_no_glimpse_is_refused(digits, change, words):
    given = {"images": digits.images[:2], **change}
    with pytest.raises(ValueError, match=words):
        glimpses.glimpses(**given)


@pytest.mark.parametrize("asked", glimpses.ASKED)
@pytest.mark.parametrize("name", glimpses.CELLS)
def test_the_gradient_of_looking_is_right(name, asked):
    rng = np.random.default_rng(0)
    xs, y = rng.normal(size=(4, 8, 2)), np.array([3, 9])
    params = glimpses.start(name, hidden=2, dtype=np.float64)
    _, gradients = glimpses.learn(name, params, xs, y, asked)
    assert gradcheck(lambda p: glimpses.learn(name, p, xs, y, asked)[0],
                     params, gradients).ok


def test_labels_and_words_must_fit(digits):
    xs = glimpses.glimpses(digits.images[:3])
    with pytest.raises(ValueError, match="one label an image"):
        glimpses.train(xs, digits.labels)
    with pytest.raises(ValueError, match="asked is 'never'"):
        glimpses.train(xs, digits.labels[:3], asked="never")


@pytest.mark.parametrize("choice", ["top down", "bottom up", "columns"])
def test_digits_are_read_in_any_order_that_was_learned(digits, choice):
    order, way = looking.ordered(choice)
    found, _ = glimpses.train(glimpses.glimpses(digits.images, order, way),
                              digits.labels)
    share = {each: looking.accuracy(found, digits, *looking.ordered(each))
             for each in ("top down", "bottom up", "columns")}
    assert share.pop(choice) >= 0.95 and max(share.values()) < 0.7


def test_who_is_asked_always_knows_early(digits, reader):
    xs = glimpses.glimpses(digits.test_images)
    always = glimpses.accuracies(reader, xs, digits.test_labels)
    late, _ = glimpses.train(glimpses.glimpses(digits.images), digits.labels)
    last = glimpses.accuracies(late, xs, digits.test_labels)
    assert always[3] > 0.8 > 0.4 > last[3]
    assert last[-1] > always[-1] > 0.93


# The controls ---------------------------------------------------------------
def test_a_review_is_told_in_words(model):
    text = " ".join(tasks.told(model, CHICKEN).text().split())
    assert "crossed (unknown)" in text and "marked with ?: 2" in text
    assert "negative" in text and "uncooked −" in text
    assert "this is a guess" in " ".join(
        tasks.told(model, "xyzzy").text().split())
    assert "No verdict: there is no word in the review" in tasks.told(model, "!").text()
    assert "the last 30 are drawn" in tasks.told(model, "good " * 40).text()
    assert tasks.verdict(0.999) == "> 99 % positive"
    assert tasks.verdict(0.3) == "70 % negative"


def test_the_box_answers_what_is_typed(model):
    box = tasks.review_box(model, "Notice.", [FOOD, CHICKEN])
    before = box.picture.value
    box.try_out.value = CHICKEN
    assert box.text.value == CHICKEN and box.picture.value != before
    box.text.value = "good"
    box.try_out.value = CHICKEN
    assert box.text.value == CHICKEN
    box.text.value = ""
    assert "no word in the review" in box.picture.value
    assert "Run this cell" in repr(box)
    box.text.value = "good"
    assert "<svg" in box._repr_mimebundle_()[0]["text/html"]
    with pytest.raises(ValueError, match="examples is empty"):
        tasks.review_box(model, "", [])


def test_tables_and_charts_say_what_they_show(model, digits, reader):
    text = tasks.movers(model, CHICKEN).text()
    assert "crossed ?" in text and "left out" in text
    bars = tasks.share_bars(a_bag={"all": .5, "plain": .72}).text()
    assert "a bag: all 50, plain 72" in bars
    curves = looking.share_curves(digits, asked_always=reader).text()
    assert "asked always: " in curves and curves.count(",") >= 7


def test_what_is_typed_cannot_break_the_picture(model):
    html = tasks.told(model, "<b>good</b> & <script>").html()
    assert "<script" not in html and "<b>" not in html


def test_the_order_of_looking_moves_the_picture(digits, reader):
    box = looking.glimpse_box(reader, digits, "Notice.")
    assert "9" in box.picture.value.split("Read in this one")[1][:5]
    box.order.value = "bottom up"
    share = looking.accuracy(reader, digits, *looking.ordered("bottom up"))
    assert f"{100 * share:.0f} % of 360" in box.picture.value and share < 0.6
    box.again.click()
    assert "Trained in the order: bottom up" in box.picture.value
    again = looking.accuracy(box.model, digits, *looking.ordered("bottom up"))
    assert again > 0.9 and f"{100 * again:.0f} % of" in box.picture.value
    box.own.value, box.order.value = "1 1", looking.OWN
    assert "1 more than once" in box.picture.value
    kept = box.model
    box.again.click()
    assert box.model is kept
    assert "Run this cell" in repr(box)
