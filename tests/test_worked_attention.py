"""The rows of the ledger's section on attention, recomputed with rnnkit."""
import copy
from functools import partial

import numpy as np
import pytest

from rnnkit import bptt
from rnnkit.cells import attention, causal, readout, rnn, transformer
from rnnkit.ledger import agree, worked
from rnnkit.play import attending
from rnnkit.train import Vocabulary, pieces, tree

STATUS = {id: "given" for id in (
    "D-search", "D-selfattn", "D-multihead", "D-position", "D-cost",
    "D-nextword")}


def search(row):
    names = ("s", "e", "Z", "a", "x_new")
    found = dict(zip(names, attention.attend_rounded(row.q, row.k, row.v)))
    return found | {"exact": attention.attend(row.q, row.k, row.v,
                                              scale=1).a}


def self_attention(row):
    step = attention.step(attention.Params(row.W_Q, row.W_K, row.W_V), row.x)
    q, k, v = step.look[:3]
    names = ("s", "e", "Z", "a", "x_new")
    return {"k": k, "q": q, "v": v, "scaled": step.look.a,
            "mixed": step.x_new,
            **dict(zip(names, attention.attend_rounded(q, k, v)))}


def several_heads(row):
    step = attention.heads(attention.Heads(row.W_Q, row.W_K, row.W_V,
                                           row.W_O), row.x)
    rng = np.random.default_rng(0)
    counts = [sum(W.size for W in transformer.draw(row.d, n, 1, rng)[:4])
              for n in row.heads]
    return {"a_1": step.look.a[0], "a_2": step.look.a[1],
            "x_new": step.x_new, "parameters": np.reshape(counts, (-1, 1))}


def order(row):
    rng = np.random.default_rng(row.seed)
    params = transformer.draw(row.d, 2, 8, rng)
    x, P = rng.normal(size=(row.d, row.T)), transformer.positions(row.d,
                                                                  row.T)
    gaps = [attending.shuffled(params, x, row.order, each)
            for each in (None, P)]
    return {"same": [[int(gap < 1e-9)] for gap in gaps], "P": P}


def cost(row):
    counts = {"projections": [], "search": [], "rnn": []}
    for T in row.lengths:
        flat, found = attending.attention_cost(T, row.d)
        for name, count in zip(counts, (flat, found,
                                        attending.rnn_cost(T, row.d))):
            counts[name].append([count])
    slopes = [[np.polyfit(np.log(row.lengths), np.log(counts[name]), 1)[0]
               .item()] for name in ("search", "projections", "rnn")]
    return counts | {
        "slopes": slopes, "steps_attention": [[1]] * len(row.lengths),
        "steps_rnn": [[T - 1] for T in row.lengths]}


def next_word(row):
    E, h = np.zeros((row.d, row.N)), np.zeros((row.d, 1))
    out = readout.Params(E.T, np.zeros((row.N, 1)))
    z = readout.linear(readout.Params(row.E.T, np.zeros((4, 1))), row.h)
    return {"table": E.size,
            "products": attending.multiply_adds(readout.linear, out, h),
            "uniform": readout.loss(readout.linear(out, h), [0]),
            "z": z, "y_hat": readout.softmax(z),
            "loss": readout.loss(z, [row.target])}


COMPUTE = {"D-search": search, "D-selfattn": self_attention,
           "D-multihead": several_heads, "D-position": order, "D-cost": cost,
           "D-nextword": next_word}


@pytest.mark.parametrize("id", COMPUTE)
def test_a_row_is_what_rnnkit_computes(id):
    row, found = worked(id), COMPUTE[id](worked(id))
    assert found.keys() == row.expected.keys()
    for name, value in found.items():
        assert agree(value, row.expected[name], row.decimals), name


@pytest.mark.parametrize("id", COMPUTE)
def test_a_wrong_number_is_seen(id):
    row, found = worked(id), COMPUTE[id](worked(id))
    for name, value in row.expected.items():
        wrong = copy.deepcopy(np.asarray(value, float)) + 1
        assert not agree(found[name], wrong, row.decimals), name


@pytest.mark.parametrize("id", COMPUTE)
def test_a_row_says_what_it_is(id):
    row = worked(id)
    assert row.status == STATUS[id] and row.deck == id[0]
    assert row.title and row.shows and "ours" in row.note


@pytest.mark.parametrize("T", [2, 5])
def test_the_first_word_reaches_the_last_in_one_step_or_in_T_minus_1(T):
    """Cut every step but one: attention still hears x_1, an RNN does not."""
    rng = np.random.default_rng(0)
    x = rng.normal(size=(3, T))
    params = attention.Params(*rng.normal(size=(3, 3, 3)))
    moved = x.copy()
    moved[:, 0] += 1
    one = [attention.step(params, each).x_new[:, -1] for each in (x, moved)]
    assert not np.allclose(*one)
    cell = rnn.Params(params.W_Q, params.W_K, np.zeros((3, 1)))
    for steps, hears in ((T, True), (T - 1, False)):
        last = [bptt.forward(rnn, cell, each.T[-steps:, :, None]).hs[-1]
                for each in (x, moved)]
        assert np.allclose(*last) != hears


def test_products_are_counted_as_by_hand():
    a, b = np.ones((2, 3)), np.ones((3, 5))
    assert attending.multiply_adds(np.matmul, a, b) == 2 * 3 * 5
    assert attending.multiply_adds(np.add, a, a) == 0
    assert attending.attention_cost(7, 4) == (3 * 7 * 16, 2 * 49 * 4)
    assert attending.rnn_cost(7, 4) == 2 * 7 * 16


def test_the_scale_brings_the_variance_back_to_one():
    for n in (4, 64):
        raw, scaled, hard, soft = attending.spread(n)
        assert abs(raw / n - 1) < 0.1 and abs(scaled - 1) < 0.1
        assert soft < hard


def test_a_map_says_what_it_shows_and_refuses_what_does_not_fit():
    picture = attending.attention_map([[0.25, 0.75]], ["a", "b"], 0,
                                      asking=["who"])
    assert "“who” looks at: a 0.25, b 0.75." in picture.text()
    with pytest.raises(ValueError, match=r"a is \(1, 2\).*\(1, 3\)"):
        attending.attention_map([[0.25, 0.75]], list("abc"), asking=["who"])
    nobody = attending.attention_map(np.zeros((1, 2)), ["a", "b"],
                                     asking=["who"])
    assert "nothing" in nobody.text()


def test_in_the_story_she_is_ada_and_it_is_the_lamp():
    a = attending.story_step().look.a
    place = attending.STORY.index
    assert a[place("she"), place("Ada")] > 0.8 < a[place("it"),
                                                  place("lamp")]
    moved = attending.move_search("Look.")
    for word in attending.STORY:
        for mask in attending.MASKS:
            moved.controls["word"].value = word
            moved.controls["mask"].value = mask
            assert f"“{word}” looks at" in moved.picture.value
    assert "Ada 1, lit 0" in attending.search_map("Ada", 1, "causal").text()


def test_every_picture_draws_at_the_ends_of_its_controls():
    vocabulary = Vocabulary.of_characters("ab c")
    model = causal.start(4, 8, 5, heads=2, blocks=1)
    for draw, ends in (
            (attending.position_map, {"d": (4, 16), "T": (8, 64)}),
            (attending.cost_curves, {"T": (64, 1024), "d": (16, 128)}),
            (attending.search_map, {"word": ("it", "Ada"), "scale": (.25, 4)}),
            (partial(attending.model_map, model, vocabulary, "ab c"),
             {"head": (1, 2)})):
        for values in zip(*ends.values()):
            said = draw(**dict(zip(ends, values)))
            assert "<title>" in said.html() and len(said.text()) > 40


def test_a_model_trains_writes_and_is_measured():
    vocabulary = Vocabulary.of_characters("abcd")
    text = vocabulary.encode("abcd" * 30)
    start = causal.start(4, 8, 6, heads=2, blocks=1)
    model, losses = pieces.train_causal(start, text, 60, batch=4,
                                        learning_rate=0.03)
    assert len(losses) == 60 and losses[-1] < 0.3 < losses[0]
    assert pieces.causal_bits(model, text) < 0.5
    assert pieces.write_causal(model, vocabulary, "ab", 6, 0.1) == "abcdabcd"
    assert pieces.size(model) == sum(w.size for _, w in tree.leaves(model))
    assert "60 steps" in attending.loss_lines(losses, {"none": 2.0}).text()


def test_bits_with_context_judge_each_token_once_and_late():
    """By hand: piece after piece, the last tokens of each only."""
    text = np.random.default_rng(0).integers(0, 4, 25)
    model = causal.start(4, 8, 6, heads=2, blocks=1)
    for context in (0, 2, 5):
        found = []
        for at in range(0, len(text) - 6, 6 - context):
            z = causal.forward(model, text[None, at:at + 6]).z[0]
            p = readout.softmax(z)[text[at + 1:at + 7], np.arange(6)]
            found += (-np.log2(p[context:])).tolist()
        assert pieces.causal_bits(model, text, context) == pytest.approx(
            np.mean(found))


@pytest.mark.parametrize("length, context, words", [
    (6, 0, "text has 6 tokens: a piece and the token after it take 7"),
    (0, 0, "text has 0 tokens"),
    (25, 6, "context is 6: it goes from 0 to 5"), (25, -1, "context is -1")])
def test_bits_refuse_what_leaves_nothing_to_judge(length, context, words):
    model = causal.start(4, 8, 6, heads=2, blocks=1)
    with pytest.raises(ValueError, match=words):
        pieces.causal_bits(model, np.zeros(length, int), context)
    if not context:
        with pytest.raises(ValueError, match=words):
            pieces.train_causal(model, np.zeros(length, int), 1)
