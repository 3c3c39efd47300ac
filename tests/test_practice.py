"""Questions: answers as people type them, hints that tell no answer, fresh
numbers."""
import math
import re

import numpy as np
import pytest
from formulas import ZOO, arguments
from hypothesis import given, settings
from hypothesis import strategies as st

from rnnkit import by_hand
from rnnkit.cells import readout, rnn
from rnnkit.cells.activations import relu
from rnnkit.practice.answers import Unreadable, close, read_number
from rnnkit.practice.blanks import blanks


# Answers ------------------------------------------------------------------------
@pytest.mark.parametrize("typed, value", [
    ("7", 7), (" 7 ", 7), ("1/2", 0.5), ("0,5", 0.5), ("1e-1", 0.1),
    ("−3", -3), ("–3", -3), ("-.5", -0.5), ("+2.", 2), ("1 / -4", -0.25),
    ("−1/2", -0.5), ("0,125", 0.125), ("0.1e1", 1), ("1E2", 100), (7, 7),
    (-0.5, -0.5), ("- 3", -3), ("−1,5/3", -0.5), ("00012", 12),
    ("１２", 12), ("٣", 3), ("\t7\n", 7), ("\u00a07", 7)])
def test_numbers_as_people_type_them(typed, value):
    assert read_number(typed) == value


@pytest.mark.parametrize("typed", ["", "   ", "\n"])
def test_nothing_typed(typed):
    assert read_number(typed) is None


@pytest.mark.parametrize("typed", [
    "x", "1e999", "1/0", "1/0,0", "7" * 10_000, '__import__("os")', "1+1", "½",
    "2**9", "nan", "inf", "1/2/3", "1 2", "0x10", "1_000", "--3", "e", ".",
    "/", "1,200", "1,000", "1,000,000", "1,234.5", "True", "None", "\x00", "1e99999", "²",
    "1e400/1e400", "Ⅷ", "9" * 39 + "e9999"])
def test_what_is_no_number_is_refused_with_a_reason(typed):
    with pytest.raises(Unreadable) as caught:
        read_number(typed)
    assert 10 < len(str(caught.value)) < 150


@given(st.text(max_size=60))
def test_no_text_breaks_the_reader(typed):
    try:
        value = read_number(typed)
        assert value is None or np.isfinite(value)
    except Unreadable as problem:
        assert str(problem)


# Blanks -------------------------------------------------------------------------
W = np.array([[2., 0, 1], [-1, 3, 0], [1, 1, -2]])
PARAMS = rnn.Params(W, np.array([[1., 0, 0], [0, 2, 0], [0, 0, 3]]),
                    np.array([[1.], [-2], [4]]))


def page_of(phi=relu):
    return by_hand(rnn.step, PARAMS, np.array([[3.], [5], [7]]),
                   np.array([[1.], [2], [5]]), phi)


def blank_of(label, page=None):
    return blanks(page or page_of(), label)[0]


def test_a_blank_marks_an_answer():
    blank = blank_of("a[0]")                   # 2·3 + 7 + 1 + 1
    assert blank.value == 15 and blank.label == "a[0]"
    assert blank.check("15").outcome == "right"
    assert blank.check("30/2").outcome == "right"
    assert blank.check("15.004").outcome == "wrong"
    assert blank.check("").outcome == "empty"
    assert blank.check("fifteen").outcome == "unreadable"
    tanh = blank_of("h[1]", page_of(np.tanh))
    assert tanh.check(f"{tanh.value:.2f}").outcome == "right"
    assert tanh.check(f"{tanh.value - 0.02:.2f}").outcome == "wrong"


@pytest.mark.parametrize("answer, words", [
    ("9", "Did you leave out the term W_hx[0, 0]·x[0]?"),
    ("8", "Did you leave out the term W_hx[0, 2]·x[2]?"),
    ("3", "Look at the sign of the term W_hx[0, 0]·x[0]."),
    ("99", "It is a sum of four terms that are not zero: check them one by "
           "one. W_hx[0, 2]·x[2] is the largest.")])
def test_a_mistake_is_named(answer, words):
    assert blank_of("a[0]").check(answer).words == (
        "a[0] is not right yet. " + words)


def test_one_of_two_terms_is_named_as_such():
    page = by_hand(lambda x, b, c: x + b + c, x=[4.], b=[2.], c=[2.])
    assert blank_of("result[0]", page).check("6").words.endswith(
        "Did you leave out the term b[0] or c[0]?")


def test_a_row_that_is_not_this_one():
    page = page_of()
    other = f"{page['a[1]']:g}"
    assert "number for a[1]" in blank_of("a[0]", page).check(other).words


def test_a_function_that_is_not_applied():
    page = page_of(np.tanh)
    inside = page["a[0]"]
    assert "tanh is still to be applied" in blank_of(
        "h[0]", page).check(f"{inside:g}").words
    negative = by_hand(rnn.step, PARAMS, -np.ones((3, 1)), np.zeros((3, 1)),
                       relu)
    k = int(np.flatnonzero(np.ravel(negative["a"]) < 0)[0])
    said = blank_of(f"h[{k}]", negative).check(
        f"{negative[f'a[{k}]']:g}").words
    assert "relu is still to be applied" in said


def values_in(words):
    return [float(v.replace("−", "-")) for v in
            re.findall(r"(?<![\w\[, ])[−-]?\d+(?:\.\d+)?|(?<= )[−-]?\d+"
                       r"(?:\.\d+)?(?![\w\]])", re.sub(r"\[.*?\]", "", words))]


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_hint_never_tells_the_answer(data):
    name = data.draw(st.sampled_from(sorted(ZOO)))
    f, inputs = arguments(name, data.draw(st.integers(0, 3)))
    page = by_hand(f, **inputs)
    line = data.draw(st.sampled_from(page.lines))
    blank = data.draw(st.sampled_from(blanks(page, line)))
    wrong = data.draw(st.one_of(
        st.floats(-50, 50), st.sampled_from([0, 1, -blank.value])))
    verdict = blank.check(repr(float(wrong)))
    if verdict.outcome == "wrong":
        for words in (verdict.words, blank.hint()):
            told = values_in(words.removeprefix(blank.label))
            assert not any(abs(v - blank.value) < 1e-3 for v in told
                           if abs(v - wrong) > 1e-3), words


def test_a_factor_that_is_the_answer_is_not_told():
    page = by_hand(lambda x: 2.0 * x, x=[1.])
    blank = blank_of("result[0]", page)
    for words in (blank.hint(), blank.hint(7), blank.check("5").words):
        assert words.endswith("Go through its line once more, term by term.")


@pytest.mark.parametrize("name", ZOO)
def test_every_line_of_every_formula_can_be_asked(name):
    f, inputs = arguments(name)
    page = by_hand(f, **inputs)
    for line in page.lines:
        for blank in blanks(page, line):
            assert blank.hint() and blank.hint(12345.678)
            assert blank.check(repr(blank.value)).outcome == "right"
            assert blank.working().steps


# Fresh numbers --------------------------------------------------------------------
def test_fresh_numbers_are_small_integers_and_the_same_for_one_seed():
    page = page_of()
    again, twin, other = page.again(3), page.again(3), page.again(4)
    for name in page.inputs:
        value = again[name]
        assert value.shape == page[name].shape
        assert np.array_equal(value, np.round(value))
        assert np.max(np.abs(value)) <= 3
        assert np.array_equal(value, twin[name])
    assert any(not np.array_equal(again[n], other[n]) for n in page.inputs)
    assert again.lines == page.lines
    assert np.max(np.abs(again["a"])) <= 20 and np.any(again["h"])


def test_what_is_to_stay_stays():
    y = np.array([[0.], [1], [0]])
    page = by_hand(readout.loss, np.array([[1.], [2], [0]]), y)
    again = page.again(1, keep=("y",))
    assert np.array_equal(again["y"], y)
    with pytest.raises(ValueError, match="has no argument 'target'"):
        page.again(1, keep=("target",))
    assert page.again(1, keep="y")["y"] is not None


def test_a_formula_that_refuses_every_number():
    def picky(x):
        raise ValueError("never")
    page = by_hand(lambda x: x * 1.5, x=np.ones(2))
    page.formula = picky
    with pytest.raises(ValueError, match="no fresh numbers suit"):
        page.again(1)


def test_numbers_of_their_own_stay_or_change_as_they_must():
    page = by_hand(lambda w, x, alpha: alpha * w @ x,
                   w=np.eye(2), x=np.ones((2, 1)), alpha=0.3)
    assert page.again(2)["alpha"] == 0.3
    scalars = by_hand(lambda w, u, x, h: w * h + u * x, 0.5, 1.5, 2.0, 1.0)
    again = scalars.again(5)
    assert [again[n] for n in "wuxh"] != [0.5, 1.5, 2.0, 1.0]
    assert all(float(again[n]).is_integer() for n in "wuxh")


@pytest.mark.parametrize("name", ZOO)
def test_every_formula_can_be_asked_again(name):
    f, inputs = arguments(name)
    page = by_hand(f, **inputs)
    again = page.again(1, keep=[n for n in ("target", "heads", "n", "eps")
                                if n in inputs])
    assert again.lines == page.lines
    assert all(np.all(np.isfinite(np.asarray(n.value, dtype=float)))
               for n in again.results)


@pytest.mark.parametrize("value", [-math.inf, math.inf, math.nan])
def test_a_value_that_is_not_finite_breaks_nothing(value):
    assert not close(3.0, value)
    page = by_hand(lambda S, mask: np.exp(np.where(mask > 0, S, -np.inf)),
                   np.ones((2, 2)), np.eye(2))
    widget = page.ask()
    widget.typed = {label: "3" for label in widget.blanks}
    assert widget.verdicts


@pytest.mark.parametrize("answer, right", [
    (0.0007, True), (0.00071, True), (0, False), (-0.0007, False),
    (0.001, False)])
def test_a_small_number_needs_two_digits(answer, right):
    assert close(answer, 0.000712) == right
