"""Questions from formulas: the same for ever, marked in four ways, the
mistake named, three hints that tell no answer."""
import json
import re
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import pin
from rnnkit.cells import rnn
from rnnkit.cells.activations import relu
from rnnkit.practice import guide, judge, question
from rnnkit.practice.catalog import families
from rnnkit.practice.change import change
from rnnkit.practice.draw import Draw
from rnnkit.practice.guide import solve

PARAMS = rnn.Params(np.array([[1., 2], [0, 1]]), np.array([[2., 0], [1, 1]]),
                    np.array([[3.], [-1]]))
X, H = np.array([[1.], [2]]), np.array([[2.], [-1]])


# Changed formulas -----------------------------------------------------------------
def test_a_line_of_a_formula_is_changed():
    plain = change(rnn.step, step={"a": "W_hx @ x + W_hh @ h_prev"})
    assert np.array_equal(plain(PARAMS, X, H, relu).a,
                          rnn.step(PARAMS, X, H, relu).a - PARAMS.b_h)


def twice(params, x, h_0, phi):
    first = rnn.step(params, x, h_0, phi)
    return rnn.step(params, x, first.h, phi)


def test_a_function_that_the_formula_calls_is_changed_each_time():
    linear = change(twice, step={"h": "a"})
    assert np.array_equal(linear(PARAMS, X, H, relu).h,
                          twice(PARAMS, X, H, lambda a: a).h)


def test_a_parameter_is_changed():
    turned = change(rnn.step, step={"x": "x[::-1]"})
    assert np.array_equal(turned(PARAMS, X, H, relu).a,
                          rnn.step(PARAMS, X[::-1], H, relu).a)


def test_what_is_returned_is_changed():
    first = change(twice, twice={"return": "first"})
    assert np.array_equal(first(PARAMS, X, H, relu).h,
                          rnn.step(PARAMS, X, H, relu).h)


def test_the_formula_itself_stays():
    before = rnn.step(PARAMS, X, H, relu).h
    change(rnn.step, step={"h": "a * 0"})
    assert np.array_equal(rnn.step(PARAMS, X, H, relu).h, before)


@pytest.mark.parametrize("changes, words", [
    ({"step": {"z": "1"}}, "step has no line 'z'"),
    ({"stop": {"a": "1"}}, "calls no function named stop")])
def test_a_change_that_is_nowhere(changes, words):
    with pytest.raises(ValueError, match=words):
        change(rnn.step, **changes)


# Drawn numbers --------------------------------------------------------------------
def test_drawn_numbers_are_the_same_for_ever():
    draw = Draw("rnn-step", 2, 7)
    assert [draw.integer(-2, 3) for _ in range(12)] == PINNED_DRAW
    assert Draw("a", 1).array((2, 2)).tolist() == Draw(
        "a", 1).array((2, 2)).tolist()


PINNED_DRAW = [3, -2, 3, -2, 2, 3, 1, -2, 3, 0, 2, 3]


@given(st.integers(0, 10 ** 6))
def test_drawn_numbers_stay_in_their_range(seed):
    draw = Draw(seed)
    assert 1 <= draw.integer(1, 4) <= 4
    column = draw.column(5, -2, 3)
    assert column.shape == (5, 1) and np.all(np.isin(
        column, [-2, -1, 1, 2, 3]))
    weights = draw.weights(3, 2)
    assert np.any(weights, axis=0).all() and np.any(weights, axis=1).all()
    assert sorted(draw.several("abc", 3)) == ["a", "b", "c"]
    assert np.array_equal(draw.one_hot(4, 3).sum(axis=0), np.ones(3))


def test_several_of_too_few():
    with pytest.raises(ValueError, match="4 of 3"):
        Draw(1).several("abc", 4)


# A question ----------------------------------------------------------------------
@pytest.fixture
def q():
    return question("rnn-step", 2, 7)


def answers(q, **other):
    """Return all right answers as text, but for some."""
    return {**{label: repr(value) for label, value in q.right.items()},
            **other}


def outcomes(verdicts):
    return {verdict.outcome for verdict in verdicts.values()}


def test_the_right_values_come_from_the_formula(q):
    given = q.setting.given
    step = rnn.step(rnn.Params(given["W_hx"], given["W_hh"], given["b_h"]),
                    given["x"], given["h_prev"], relu)
    assert [q.right[f"h[{k}]"] for k in range(3)] == step.h.ravel().tolist()
    assert question("rnn-step", 2, 7).right == q.right
    assert question("rnn-step", 2, 8).right != q.right


def test_all_right(q):
    assert outcomes(judge(q, answers(q))) == {"right"}


def test_four_outcomes(q):
    verdicts = judge(q, {"a[0]": repr(q.right["a[0]"]), "a[1]": "77",
                         "a[2]": "x"})
    assert [verdicts[f"a[{k}]"].outcome for k in range(3)] == [
        "right", "wrong", "unreadable"]
    assert verdicts["h[0]"].outcome == "empty"


@pytest.mark.parametrize("typed, outcome", [
    ("[1, 2]", "unreadable"), ("x", "unreadable"), ("", "empty"),
    ("1e999", "unreadable"), ("7" * 10_000, "unreadable"),
    ("__import__('os').system('false')", "unreadable"), (" ", "empty"),
    ("-.5", "wrong"), ("1,5", "wrong"), ("1/2", "wrong"), ("77.0", "wrong")])
def test_answers_as_people_type_them(q, typed, outcome):
    verdict = judge(q, {"a[1]": typed})["a[1]"]
    assert verdict.outcome == outcome
    assert 5 < len(verdict.words) < 400


def test_a_blank_that_is_not_there(q):
    with pytest.raises(ValueError, match=r"no blank 'z\[0\]'; it has a\[0\]"):
        judge(q, {"z[0]": "1"})


def test_what_follows_from_a_wrong_answer_is_right_from_it(q):
    wrong = q.right["a[1]"] + 3
    assert wrong > 0
    verdict = judge(q, answers(q, **{
        "a[1]": repr(wrong), "h[1]": repr(wrong)}))["h[1]"]
    assert verdict.outcome == "right" and verdict.carried == ("a[1]",)
    assert "right from your a[1]" in verdict.words


def test_a_right_answer_after_a_wrong_one_is_plainly_right(q):
    verdict = judge(q, answers(q, **{"a[1]": "9"}))["h[1]"]
    assert verdict.outcome == "right" and not verdict.carried


@pytest.mark.parametrize("number", range(6))
def test_each_mistake_is_named(q, number):
    mistake, values = q.mistakes[number]
    verdicts = judge(q, {label: repr(v) for label, v in values.items()})
    named = {name for v in verdicts.values() for name in v.mistakes}
    assert mistake.name in named
    assert outcomes(verdicts) <= {"right", "wrong"}
    assert any(verdict.outcome == "wrong" for verdict in verdicts.values())


def test_a_mistake_made_on_the_way_from_a_wrong_answer(q):
    """a[2] miscopied, then ReLU forgotten: h[2] is a mistake of its own."""
    verdicts = judge(q, answers(q, **{"a[2]": "-9", "h[2]": "-9"}))
    assert verdicts["h[2]"].mistakes == ("forgot ReLU",)


def test_mistakes_that_lead_to_one_number_are_all_told(q):
    label = "a[2]"
    same = [m.name for m, values in q.mistakes
            if values[label] == q.mistakes[1][1][label]]
    verdict = judge(q, {label: repr(q.mistakes[1][1][label])})[label]
    assert set(verdict.mistakes) == set(same)


def test_no_verdict_tells_the_answer(q):
    for label, value in q.right.items():
        for wrong in range(-20, 20):
            words = judge(q, {label: str(wrong)})[label].words
            if wrong != value:
                told = re.findall(r"(?<![\w\[])[−-]?\d+(?![\w\]])",
                                  re.sub(r"\[.*?\]", "", words))
                assert str(int(value)) not in told, words


def test_three_hints_and_a_solution(q):
    hints = [guide(q, "a[0]", n) for n in (1, 2, 3)]
    assert "W_hx, x, W_hh, h_prev and b_h" in hints[0]
    assert hints[1] == "a = W_hx x + W_hh h_prev + b_h"
    assert hints[2].startswith("a[0] = ")
    assert solve(q, "a[0]").endswith("= 0")
    with pytest.raises(ValueError, match="3 hints"):
        guide(q, "a[0]", 4)
    assert "a = W_hx x" in q.solved().text()


def test_a_question_shows_no_answer_and_says_its_rounding(q):
    shown = str(q)
    assert "☐" in shown and "whole numbers" in shown
    assert "W_hx x + W_hh" not in shown            # only on the first level
    assert "W_hx x + W_hh" in str(question("rnn-step", 1, 7))
    assert q.html() and q.latex()


# What does not exist -------------------------------------------------------------
@pytest.mark.parametrize("name, level, seed, words", [
    ("rnn-stepp", 1, 1, "did you mean rnn-step"),
    ("", 1, 1, "There are: "), ("../x", 1, 1, "no family"),
    ("rnn-step", 9, 1, "no level '9': its levels are 1, 2, 3"),
    ("rnn-step", "two", 1, "no level 'two'"),
    ("rnn-step", 1.5, 1, "no level"), ("rnn-step", True, 1, "no level"),
    ("rnn-step", 1, -1, "seed is '-1'"), ("rnn-step", 1, "x", "whole number"),
    ("rnn-step", 1, None, "seed"), ("rnn-step", 1, 1e999, "seed")])
def test_an_unknown_question(name, level, seed, words):
    with pytest.raises(ValueError, match=re.escape(words)):
        question(name, level, seed)


def test_text_from_a_command_line_counts_as_numbers():
    assert question("rnn-step", "2", "7").code == "rnn-step/2/7"


# Every family ----------------------------------------------------------------------
FAMILIES = families()
LEVELS = [(name, level) for name, family in FAMILIES.items()
          for level in family.levels]
SEEDS = 200


def numbers_in(words):
    """Return the numbers of a hint; those of an index or a name are none."""
    words = re.sub(r"\[.*?\]", "", words).replace("−", "-")
    return [float(n) for n in
            re.findall(r"(?<![\w.])-?\d+(?:\.\d+)?(?![\w.]*\d)", words)]


@pytest.mark.parametrize("name, level", LEVELS)
def test_every_question_fits_on_paper(name, level):
    family = FAMILIES[name]
    shown, answered = set(), Counter()
    for seed in range(SEEDS):
        q = question(name, level, seed)
        right = list(q.right.values())
        shown.add(json.dumps([*q.blanks, *[np.asarray(n.value, float).tolist()
                              for n in q.page.record.inputs]]))
        answered[tuple(round(v, q.decimals) for v in right)] += 1
        assert 1 <= len(right) <= 16
        assert all(np.isfinite(v) and abs(v) <= family.largest
                   for v in right), q.code
        if not q.decimals:
            assert all(v == round(v) for v in right), q.code
        if not family.flags:
            assert any(round(v, q.decimals) for v in right), q.code
        for mistake, values in q.mistakes:
            apart = [label for label, v in q.right.items()
                     if label in values and not q.is_right(label,
                                                           values[label])]
            assert apart, f"{q.code}: {mistake.name} cannot be noticed"
        assert len(q.mistakes) >= 4
    assert len(shown) >= 24, f"only {len(shown)} different questions"
    fewest, most = (12, 0.25) if family.flags else (20, 0.15)
    assert len(answered) >= fewest and max(
        answered.values()) <= most * SEEDS, answered.most_common(3)


@pytest.mark.parametrize("name, level", LEVELS)
def test_hints_and_diagnoses_of_every_family(name, level):
    for seed in range(5):
        q = question(name, level, seed)
        for label, value in q.right.items():
            for step in (1, 2, 3):
                words = guide(q, label, step)
                assert words
                if not FAMILIES[name].flags:
                    assert not any(abs(abs(n) - abs(value)) < 1e-9
                                   for n in numbers_in(words)), words
        assert outcomes(judge(q, answers(q))) == {"right"}
        for mistake, values in q.mistakes:
            verdicts = judge(q, {label: repr(v)
                                 for label, v in values.items()})
            named = {n for v in verdicts.values() for n in v.mistakes}
            assert mistake.name in named, (q.code, mistake.name)


@pytest.mark.parametrize("name", FAMILIES)
def test_a_family_says_what_it_is(name):
    family = FAMILIES[name]
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name)
    assert re.fullmatch(r"\d\d", family.chapter) and family.title
    assert all(isinstance(words, str) for words in family.levels.values())
    names = [m.name for m in family.mistakes]
    assert len(set(names)) == len(names) >= 4
    for mistake in family.mistakes:
        assert mistake.look.endswith("?") or mistake.look.endswith("."), name
        assert not re.search(r"(?<![\w])\d+\.\d+", mistake.look)


def test_there_are_thirty_families():
    assert len(FAMILIES) >= 30
    assert {f.chapter for f in FAMILIES.values()} >= {
        "02", "03", "04", "05", "06", "07", "08", "09", "11", "14", "15"}


def test_the_same_question_for_ever():
    """If this fails, printed sheets no longer match their keys."""
    assert pin.pins() == json.loads(pin.PATH.read_text("utf-8"))
