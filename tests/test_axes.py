"""Along which axis a page sums, and which matrix of an array stands where."""
import numpy as np
import pytest

from rnnkit import by_hand
from rnnkit.show import html, latex
from rnnkit.trace import reading
from rnnkit.trace.compute import along

M = np.arange(6.0).reshape(2, 3)
CUBE = np.arange(12.0).reshape(2, 3, 2)


def page(formula, x=M):
    """A page of one line, named y."""
    def run(x):
        y = formula(x)
        return y
    return by_hand(run, x)


@pytest.mark.parametrize("formula, written", [
    (lambda x: np.sum(x, axis=0), "y = sum(each column of x)"),
    (lambda x: x.sum(axis=-2, keepdims=True), "y = sum(each column of x)"),
    (lambda x: np.sum(x, axis=1), "y = sum(each row of x)"),
    (lambda x: np.mean(x, axis=-1), "y = mean(each row of x)"),
    (lambda x: np.max(x, axis=0), "y = max(each column of x)"),
    (lambda x: np.min(x, axis=1), "y = min(each row of x)"),
    (lambda x: x.prod(0), "y = prod(each column of x)"),
    (lambda x: np.add.reduce(x, axis=1), "y = sum(each row of x)"),
    (lambda x: np.sum(x + 1, axis=0), "y = sum(each column of (x + 1))"),
    (lambda x: np.sum(-x, axis=0), "y = sum(each column of (−x))"),
    (lambda x: np.sum(x * x, axis=0), "y = sum(each column of x ⊙ x)"),
    (lambda x: np.exp(x) / np.sum(np.exp(x), axis=1, keepdims=True),
     "y = exp(x) / sum(each row of exp(x))")])
def test_the_text_says_which_entries_are_taken_together(formula, written):
    assert page(formula).text().split("\n")[2] == written


@pytest.mark.parametrize("formula, x, written", [
    (lambda x: np.sum(x), M, "y = sum(x)"),
    (lambda x: np.sum(x, axis=0), np.arange(3.0), "y = sum(x)"),
    (lambda x: np.sum(x, axis=-2, keepdims=True), M[:, :1], "y = sum(x)")])
def test_one_result_leaves_nothing_to_say(formula, x, written):
    assert page(formula, x).text().split("\n")[2] == written


def test_a_batch_of_one_is_still_a_row():
    """Three rows of one entry each: it is not the sum of all three."""
    shown = page(lambda x: np.sum(x, axis=1, keepdims=True), M.T[:, :1])
    assert "sum(each row of x)" in shown.text()


@pytest.mark.parametrize("axis, words", [
    (0, "over the first index"), (1, "each column"), (2, "each row"),
    ((1, 2), "each matrix"), ((0, 1), "over the first and second index"),
    ((2, 0), "over the first and third index")])
def test_three_axes(axis, words):
    """The words, and that the sums are those that the words say."""
    shown = page(lambda x: np.sum(x, axis=axis), CUBE)
    assert f"sum({words} of x)" in shown.text()
    by_words = {
        "each column": [[m[:, k].sum() for k in range(2)] for m in CUBE],
        "each row": [[row.sum() for row in m] for m in CUBE],
        "each matrix": [m.sum() for m in CUBE],
        "over the first index": CUBE[0] + CUBE[1]}
    if words in by_words:
        assert np.array_equal(shown["y"], by_words[words])


def test_axes_far_back_have_numbers():
    assert along((1,) * 8, (5,)) == "over the 6th index"


def test_every_face_says_the_axis():
    shown = page(lambda x: np.sum(x, axis=0)).describe()
    assert r"\operatorname{sum}(\mathrm{each\ column} \text{ of } x)" in \
        latex.document(shown)
    marked = html.document(shown)
    assert "sum(each column of x)" in marked                # read aloud
    assert '>each column</mi><mo form="infix">of</mo>' in marked


# -- three axes --------------------------------------------------------------

def test_matrices_stand_under_their_index():
    shown = page(lambda x: x + 1, np.arange(8.0).reshape(2, 2, 2))
    assert shown.text().split("\n", 2)[2] == """\
y = x + 1
  = ⎡x[0]: ⎡0  1⎤, x[1]: ⎡4  5⎤⎤ + 1 = ⎡y[0]: ⎡1  2⎤, y[1]: ⎡5  6⎤⎤
    ⎣      ⎣2  3⎦        ⎣6  7⎦⎦       ⎣      ⎣3  4⎦        ⎣7  8⎦⎦"""
    assert r"x[\text{0}] \colon \begin{bmatrix} 0 & 1" in shown.latex()
    assert "x[1]: [4 5; 6 7]" in html.document(shown.describe())


def test_many_matrices_stand_below_one_another_and_not_all_of_them():
    shown = page(lambda x: x * 2, np.arange(24.0).reshape(6, 2, 2)).text()
    lines = shown.split("\n")
    assert max(map(len, lines)) <= 79
    assert sum("y[" in line for line in lines) == 3
    assert "y[5]: ⎡40  42⎤" in shown and "y[2]" not in shown


def test_four_axes_have_two_indices():
    shown = page(lambda x: x + 1, np.arange(16.0).reshape(2, 2, 2, 2)).text()
    assert "x[0, 1]: ⎡4  5⎤" in shown and "y[1, 1]: ⎡13  14⎤" in shown


def test_a_part_without_a_name_has_only_its_index():
    cube = np.ones((2, 1, 1))
    shown = page(lambda x: x + np.full((2, 1, 1), 2.0), cube).text()
    assert "[[0]: [2], [1]: [2]]" in shown


def test_gradients_have_their_own_name():
    shown = page(lambda x: x * x, CUBE[:, :2]).gradient("y")
    assert "dx[1]: ⎡12  14⎤" in shown.text()


def test_a_number_that_is_rounded_is_seen_in_a_matrix_of_many():
    cube = np.full((2, 1, 1), 1 / 3)
    assert reading.rounded_numbers(reading.array(cube, name="x"))
    assert "≈" in page(lambda x: x / 3, np.ones((2, 1, 1))).text()


def test_a_part_without_an_entry_is_shown_in_every_face():
    shown = page(lambda x: x[:0] * 2, CUBE)
    assert "[]" in shown.text()
    assert html.document(shown.describe()) and shown.latex()
