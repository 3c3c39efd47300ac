"""Pages: what they answer, what they refuse, how two of them compare."""
import re
import time
from typing import NamedTuple

import numpy as np
import pytest
from formulas import ZOO, arguments

from rnnkit import TraceError, by_hand, compare
from rnnkit.cells import rnn
from rnnkit.cells.activations import relu

W = np.array([[1., 2, 0], [0, 1, 1], [-1, 0, 2]])
X = np.array([[1.], [2], [3]])
PARAMS = rnn.Params(W, np.eye(3), np.ones((3, 1)))


def step_page(**changed):
    given = {"params": PARAMS, "x": X, "h_prev": np.zeros((3, 1)),
             "phi": relu, **changed}
    return by_hand(rnn.step, **given)


# What it answers ----------------------------------------------------------------
def test_a_page_has_lines_inputs_values_and_a_result():
    page = step_page()
    assert page.lines == ["a", "h"]
    assert page.inputs == ["W_hx", "W_hh", "b_h", "x", "h_prev"]
    assert page["a[0]"] == 6 and page["W_hx[2, 0]"] == -1
    assert page["h[-1]"] == 6 and page["h[0, 0]"] == 6
    assert type(page.result) is rnn.Step
    assert type(page.result.h) is np.ndarray


def test_the_arithmetic_is_that_of_a_hand():
    text = step_page().arithmetic("a", "h[0]").text()
    assert "a[0] = 1 + 2·2 + 1 = 6\na[1] = 2 + 3 + 1 = 6\n" in text
    assert "a[2] = −1 + 2·3 + 1 = 6\nh[0] = relu(6) = 6" in text


def test_gradients_by_name():
    page = step_page()
    grads = page.gradient("h")
    assert np.array_equal(grads["W_hx"], np.ones((3, 1)) @ X.T)
    assert list(grads)[:2] == ["W_hx", "W_hh"] and len(grads) == 7
    assert grads.keys() == dict(grads.items()).keys()
    assert "sum of the entries of h" in grads.text()
    assert np.array_equal(page.gradient("h[1]")["x"], W[1:2].T)
    given = page.gradient("h", upstream=[[1], [0], [2]])
    assert np.array_equal(given["b_h"], [[1], [0], [2]])
    assert np.array_equal(page.gradient()["a"], grads["a"])


def test_dependence_by_name():
    found = step_page().depends("h[0]")
    assert "x[2]" in found and "W_hx[0,1]" in found
    assert "W_hx[1, 0]" not in found and len(found) == 3 + 3 + 1 + 3 + 3
    assert set(found) == found.entries
    live = step_page().depends("h[0]", live=True)
    assert "x[2]" not in live and "h_prev[0]" in live
    assert "3 of 9" in found.text()


def test_a_masked_entry_depends_on_what_was_chosen():
    mask = np.array([True, False])
    page = by_hand(lambda a, b: np.where(mask, a, b) * 2, a=[1., 2], b=[3., 4])
    assert set(page.depends("result[0]")) == {"a[0]"}
    assert set(page.depends("result[1]")) == {"b[1]"}


# Speed --------------------------------------------------------------------------
def quickest(do, times=30):
    best = np.inf
    for _ in range(times):
        start = time.perf_counter()
        do()
        best = min(best, time.perf_counter() - start)
    return best * 1000


def test_a_page_is_quick():
    page = step_page()
    assert quickest(step_page) < 0.5
    assert quickest(page.text) < 5 and quickest(page.html) < 5
    assert quickest(page.gradient) < 1
    assert quickest(lambda: page.picture().svg()) < 5


def test_a_loop_of_twenty_steps_is_quick():
    def loop(params, xs, h):
        for x in xs:
            h = rnn.step(params, x, h, np.tanh).h
        return h
    xs = np.ones((20, 3, 1)) / 7
    assert quickest(lambda: by_hand(loop, PARAMS, xs, X), 10) < 20


# What it refuses ----------------------------------------------------------------
def plain(x, y):
    return x * y


REFUSED = {
    "missing": (lambda: by_hand(plain, x=X),
                r"plain\(x, y\): missing a required argument: 'y'"),
    "unexpected": (lambda: by_hand(plain, x=X, y=X, z=X),
                   r"plain\(x, y\): got an unexpected keyword argument 'z'"),
    "no function": (lambda: by_hand(X, X), "needs a function first"),
    "None": (lambda: by_hand(plain, x=X, y=None), "met None"),
    "text": (lambda: by_hand(plain, x=X, y="two"), "met 'two'"),
    "array of text": (lambda: by_hand(plain, x=X, y=np.array(["a"])),
                      "y is an array of <U1"),
    "objects": (lambda: by_hand(plain, x=X, y=np.array([None])),
                "real numbers, but y is an array of object"),
    "complex": (lambda: by_hand(plain, x=X, y=np.array([1j])),
                "real numbers, but y is an array of complex128"),
    "empty": (lambda: by_hand(plain, x=X, y=np.zeros((0, 1))),
              r"y is empty, \(0, 1\)"),
    "ragged": (lambda: by_hand(plain, x=X, y=[[1], [2, 3]]),
               "rows of y are not equally long"),
    "nothing returned": (lambda: by_hand(lambda x: None, x=X),
                         "has no line to show"),
    "nothing computed": (lambda: by_hand(lambda x: x, x=X),
                         "has no line to show"),
    "no pages": (lambda: compare(step_page(), 7), "two pages.*got int"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_a_page_is_refused_with_a_reason(name):
    do, words = REFUSED[name]
    with pytest.raises(TraceError, match=words):
        do()


@pytest.mark.parametrize("label, kind, words", [
    ("hh", KeyError, "there is no 'hh' on this page; did you mean 'h'?"),
    ("zebra", KeyError, "there is no 'zebra' on this page. It has W_hx, "),
    ("", KeyError, "there is no '' on this page."),
    (3, KeyError, "there is no '3' on this page."),
    ("h[3]", IndexError, "h is (3, 1): it has no entry [3]"),
    ("h[-4]", IndexError, "h is (3, 1): it has no entry [-4]"),
    ("h[0, 0, 0]", IndexError, "h is (3, 1): it has no entry [0, 0, 0]"),
    ("h[]", IndexError, "h is (3, 1): it has no entry []"),
    ("h[-]", IndexError, "h is (3, 1): it has no entry [-]"),
    ("W_hx[0]", IndexError, "W_hx is (3, 3): it has no entry [0]"),
])
def test_unknown_names_and_entries(label, kind, words):
    page = step_page()
    for ask in (page.__getitem__, page.arithmetic, page.gradient,
                page.depends):
        with pytest.raises(kind) as caught:
            ask(label)
        assert words in str(caught.value)


def test_unknown_gradients_and_upstreams():
    page = step_page()
    with pytest.raises(KeyError, match="did you mean 'W_hx'"):
        page.gradient()["W_xh"]
    with pytest.raises(ValueError, match=r"upstream is \(2,\) but h is"):
        page.gradient("h", upstream=[1, 2])
    with pytest.raises(ValueError, match="upstream needs numbers"):
        page.gradient("h", upstream="up")


def test_a_number_has_no_entries():
    page = by_hand(plain, x=2, y=3)
    assert page["plain"] == 6
    with pytest.raises(IndexError, match="plain is a single number"):
        page["plain[0]"]


# Two pages ----------------------------------------------------------------------
def mine(W, U, b, x, h_prev):
    a = W @ x + U @ h_prev + b
    h = np.maximum(a, 0)
    return h


GIVEN = dict(W=W, U=np.eye(3) * 2, b=X - 2, x=X, h_prev=X[::-1])


def by_learner(formula):
    return compare(by_hand(mine, **GIVEN), by_hand(formula, **GIVEN))


def test_other_names_and_another_order_are_the_same():
    def theirs(W, U, b, x, h_prev):
        recurrent = U @ h_prev
        z = b + recurrent + W @ x
        return relu(z)
    found = by_learner(theirs)
    assert found.rows == [("a", "z", True), ("h", "theirs", True),
                          (None, "recurrent", True)]
    assert found.difference is None
    assert found.words() == "All lines that both pages have agree."
    assert by_learner(mine).words() == "All lines agree."


def test_a_mistake_under_another_name_is_found_where_it_is():
    def theirs(W, U, b, x, h_prev):
        z = W @ x + U @ h_prev - b
        s = relu(z)
        return s
    found = by_learner(theirs)
    assert found.difference == ("a", "z", False)
    assert "in a (z on the other page), at a[0]" in found.words()
    assert "a | z: here is the first difference" in found.text()
    assert "h | s: different, too" in found.text()


def test_a_mistake_of_shape():
    def theirs(W, U, b, x, h_prev):
        a = W @ x + U @ h_prev + b.T
        return np.maximum(a, 0)
    assert by_learner(theirs).words() == (
        "The first difference is in a: the shapes are (3, 1) and (3, 3).")


def test_a_forgotten_function():
    def theirs(W, U, b, x, h_prev):
        a = W @ x + U @ h_prev + b
        h = 1 * a - 9
        return h
    found = by_learner(theirs)
    assert found.difference == ("h", "h", False)
    assert found.rows[0] == ("a", "a", True)


def test_a_mistake_in_a_loop_is_found_in_its_turn():
    def right(W, xs, h):
        for x in xs:
            h = np.tanh(W @ x + h)
        return h

    def wrong(W, xs, s):
        for t in range(len(xs)):
            s = np.tanh(W @ xs[min(t, 1)] + s)
        return s
    xs = np.arange(9.).reshape(3, 3, 1) / 20
    found = compare(by_hand(right, W, xs, X / 9), by_hand(wrong, W, xs, X / 9))
    assert found.difference == ("h_3", "s_3", False)


def test_different_inputs_are_said():
    found = compare(step_page(), step_page(x=X + 1))
    assert found.words().startswith("They begin with different x. The first")


class Pair(NamedTuple):
    h: np.ndarray
    c: np.ndarray


def test_results_that_are_no_numbers_pass_through():
    page = by_hand(lambda x, n: (x * 2, "text", None, {"n": n}, Pair(x, x)),
                   x=X, n="name")
    double, text, nothing, names, pair = page.result
    assert (text, nothing, names) == ("text", None, {"n": "name"})
    assert type(pair) is Pair and np.array_equal(pair.c, X)


# The picture --------------------------------------------------------------------
@pytest.mark.parametrize("phi", [relu, np.tanh])
def test_the_links_of_a_step_carry_its_weights(phi):
    picture = step_page(phi=phi).picture()
    names = [c.name for c in picture.columns]
    assert names == ["x", "h_prev", "h"]
    found = {(names[k.source], k.source_cell, k.target_cell): k.weight
             for k in picture.links}
    assert len(found) == 18
    for i in range(3):
        for j in range(3):
            assert found["x", j, i] == W[i, j]
            assert found["h_prev", j, i] == PARAMS.W_hh[i, j]


PICTURED = {
    "loop_enumerated": ({"x_1", "x_2", "x_3"}, {"h_0", "h_1", "h_2", "h_3"},
                        {"y_0", "y_1", "y_2"}),
    "peephole": ({"x"}, {"h_prev", "c_prev", "i", "f", "g", "c", "o", "h"},
                 set()),
    "scalar_rnn": ({"x"}, {"h_0", "h_1"}, {"y"}),
    "cosine_attention": ({"q", "K"}, {"scores", "weights"},
                         {"cosine_attention"}),
    "multi_head": ({"X"}, {"M_1", "M_2", "M_3", "S", "E", "A"},
                   {"multi_head"}),
    "loop_by_index": ({"xs[0]", "xs[1]", "xs[2]", "xs[3]"},
                      {"h_0", "h_1", "h_2", "h_3", "h_4"}, set()),
}


@pytest.mark.parametrize("name", PICTURED)
def test_a_picture_has_inputs_below_states_between_outputs_above(name):
    f, given = arguments(name)
    columns = by_hand(f, **given).picture().columns
    lanes = [{re.sub(r"\[(0, )*:, 0\]$", "", c.name)
              for c in columns if c.lane == lane}
             for lane in ("bottom", "middle", "top")]
    assert lanes == list(map(set, PICTURED[name]))


@pytest.mark.parametrize("name", ZOO)
def test_every_picture_says_what_it_shows(name):
    f, given = arguments(name)
    picture = by_hand(f, **given).picture()
    assert picture.columns and picture.links
    assert picture.svg().startswith("<svg") and "Units: " in picture.text()
    for link in picture.links:
        assert picture.columns[link.source].x <= (
            picture.columns[link.target].x + 1)


def test_a_picture_of_some_lines_only():
    f, given = arguments("loop_enumerated")
    page = by_hand(f, **given)
    assert {c.name for c in page.picture("h").columns} >= {"h_1", "h_3"}
    with pytest.raises(KeyError, match="no line 'zebra' on this page"):
        page.picture("zebra")


def test_a_vector_is_a_row_where_numpy_takes_it_for_one():
    def affine(W, x, b):
        y = W @ x + b
        return y
    page = by_hand(affine, np.array([[1.0, 2], [3, 4]]), np.ones((2, 1)),
                   np.array([5.0, 6]))
    assert "[5  6]" in page.text()
    assert "⎡5⎤" not in page.text()


def test_a_name_in_a_loop_is_its_last_value():
    def loop(W, xs, h):
        for x in xs:
            h = np.tanh(W @ h + x)
        return h
    page = by_hand(loop, np.eye(2) / 2, [np.ones((2, 1))] * 3,
                   np.zeros((2, 1)))
    assert page.inputs[-1] == "h_0"
    assert np.array_equal(page["h"], page["h_3"])
    assert np.any(page.gradient("h")["W"])
    assert len(page.ask("h").blanks) == 6


def test_a_loop_that_begins_with_nothing_shows_its_first_turn():
    def total(x):
        y = 0
        for _ in range(3):
            y = y + x
        return y
    page = by_hand(total, np.ones((2, 1)))
    assert page.lines == ["y_1", "y_2", "y_3"]
    assert page["y_1"][0, 0] == 1


def test_what_is_given_cannot_be_asked_for():
    page = by_hand(lambda x: np.tanh(x), np.ones((2, 1)))
    with pytest.raises(ValueError, match="x is given"):
        page.ask("x")


def test_another_one_is_another_one():
    page = by_hand(lambda W, x: W @ x, np.eye(2), np.ones((2, 1)))
    blanks = page.again(3).ask()
    seen = [blanks.page["x"].tolist()]
    for _ in range(5):
        blanks.another()
        seen.append(blanks.page["x"].tolist())
    assert all(a != b for a, b in zip(seen, seen[1:]))
    assert blanks.seed == 8
    with pytest.raises(ValueError, match="seed is -1"):
        page.again(-1)


def test_a_maximum_with_zero_is_a_relu_in_the_picture():
    W, x = np.array([[1.0, 2], [-3, 1]]), np.ones((2, 1))
    for formula in (lambda W, x: relu(W @ x), lambda W, x: np.maximum(
            0, W @ x)):
        weights = {link.weight for link in by_hand(formula, W, x)
                   .picture().links}
        assert weights == {1, 2, -3}


def test_a_picture_says_that_it_shows_the_first_column():
    page = by_hand(lambda W, X: W @ X, np.ones((2, 3)), np.ones((3, 4)))
    assert [c.name for c in page.picture().columns][0] == "X[:, 0]"


def test_a_line_that_is_called_e_is_a_name():
    def shares(z):
        e = np.exp(z)
        w = e / np.sum(e)
        return w
    text = by_hand(shares, np.array([[0.5], [1]])).text()
    assert "w = e / sum(e)\n" in text and "  = " in text.split("w = ")[1]


def test_a_result_half_way_is_not_a_difference():
    def leaky(W, x):
        new = np.tanh(W @ x)
        h = 0.5 * x + 0.5 * new
        return h

    def plain(W, x):
        h = np.tanh(W @ x)
        return h
    W, x = np.array([[1.0, 0.5], [0.2, 1]]), np.array([[1.0], [2]])
    found = compare(by_hand(leaky, W, x), by_hand(plain, W, x))
    assert ("new", "h", True) in found.rows
    assert "but not the results" in found.words()


def test_a_product_under_a_stroke_has_brackets():
    page = by_hand(lambda a, b, c, d: a @ b / (c @ d), np.ones((1, 2)),
                   np.ones((2, 1)), np.ones((1, 2)), np.ones((2, 1)))
    assert "a b / (c d)" in page.text()


def test_a_greek_letter_is_a_command_in_latex():
    def leaky(x, α):
        h = α * x
        return h
    latex = by_hand(leaky, np.ones((2, 1)), 0.5).latex()
    assert r"\alpha" in latex and "α" not in latex
