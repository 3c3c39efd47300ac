"""The gradient check: right, wrong, at a kink, and lost imaginary parts."""
import re
from time import perf_counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rnnkit.cells import dense, readout, rnn
from rnnkit.cells.activations import relu
from rnnkit.gradients import gradcheck


def example(seed=0, phi=np.tanh):
    """Three steps of three units with a readout: loss, params, gradients."""
    r = np.random.default_rng(seed)
    params = (rnn.Params(r.normal(size=(3, 3)), r.normal(size=(3, 3)),
                         r.normal(size=(3, 1))),
              readout.Params(r.normal(size=(2, 3)), r.normal(size=(2, 1))))
    xs, h0 = r.normal(size=(3, 3, 1)), r.normal(size=(3, 1))
    ys = r.integers(0, 2, size=(3, 1))

    def forward(cell):
        h, steps = h0, []
        for x in xs:
            steps.append(rnn.step(cell, x, h, phi))
            h = steps[-1].h
        return steps, np.stack([step.h for step in steps])

    def loss(params):
        cell, output = params
        return readout.loss(readout.linear(output, forward(cell)[1]), ys)

    cell, output = params
    steps, hs = forward(cell)
    dz = readout.loss_back(readout.linear(output, hs), ys)
    doutput, dhs = readout.linear_back(output, hs, dz)
    dcell, dh_next = [0, 0, 0], 0
    for step, dh in zip(steps[::-1], dhs[::-1]):
        dstep, _, dh_next = rnn.step_back(cell, step, dh + dh_next, phi)
        dcell = [total + part for total, part in zip(dcell, dstep)]
    return loss, params, (rnn.Params(*dcell), doutput)


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 2**32 - 1), st.sampled_from([np.tanh, relu]))
def test_three_steps_by_hand_are_right(seed, phi):
    check = gradcheck(*example(seed, phi))
    assert check.ok and bool(check)
    assert len(check.entries) == 29
    assert check.method == "complex step"
    assert check.worst.difference < 1e-12


def test_it_takes_at_most_five_milliseconds():
    case = example()
    times = []
    for _ in range(20):
        start = perf_counter()
        gradcheck(*case)
        times.append(perf_counter() - start)
    assert min(times) <= 5e-3


@pytest.mark.parametrize("part, field, index", [
    (0, "W_hx", (0, 0)), (0, "W_hh", (2, 1)), (0, "b_h", (1, 0)),
    (1, "W_yh", (1, 2)), (1, "b_y", (0, 0))])
def test_a_wrong_gradient_is_caught_and_named(part, field, index):
    loss, params, gradients = example()
    wrong = getattr(gradients[part], field).copy()
    wrong[index] += 1e-6
    changed = list(gradients)
    changed[part] = gradients[part]._replace(**{field: wrong})
    check = gradcheck(loss, params, tuple(changed))
    name = f"{field}[{index[0]}, {index[1]}]"
    assert not check.ok and not check
    assert [e.name for e in check.wrong] == [name] == [check.worst.name]
    assert f"the first is {name}: analytic" in check.text()
    assert "wrong" in check.html() and "wrong" in check.latex()


@pytest.mark.parametrize("scale", [1e-8, 1, 1e8])
def test_a_gradient_is_measured_against_its_own_size(scale):
    w = np.array([1.0, -2, 3])

    def loss(w):
        return scale * np.sum(w * w)

    assert gradcheck(loss, w, 2 * scale * w).ok
    assert not gradcheck(loss, w, 2.001 * scale * w).ok


def test_a_lone_array_is_called_what_the_loss_calls_it():
    check = gradcheck(lambda W_hh: np.sum(W_hh), np.ones((1, 2)),
                      np.ones((1, 2)))
    assert [e.name for e in check.entries] == ["W_hh[0, 0]", "W_hh[0, 1]"]


def test_dicts_and_more_gradients_than_parameters():
    params = {"u": np.array([2.0]), "v": np.array(3.0)}
    gradients = {"u": np.array([3.0]), "v": np.array(2.0), "x": np.ones(9)}
    assert gradcheck(lambda p: p["u"][0] * p["v"], params, gradients).ok


def test_whole_numbers_are_parameters_too():
    w = np.array([[3, -2]])
    assert gradcheck(lambda w: np.sum(w * w), w, 2 * w).ok
    assert gradcheck(lambda w: np.sum(np.abs(w)), w, np.sign(w)).ok


def test_single_precision_is_judged_as_such():
    w = np.array([0.1, 0.7], dtype=np.float32)
    gradient = (1 - np.tanh(w) ** 2).astype(np.float32)
    assert gradcheck(lambda w: np.sum(np.tanh(w)), w, gradient).ok


LOSING = {
    "abs": lambda w: np.sum(np.abs(w) ** 3),
    "real": lambda w: np.sum(np.real(w) ** 2) + np.sum(w),
    "float": lambda w: float(np.sum(w * w)),
    "math": lambda w: sum(float(each) ** 2 for each in w.reshape(-1)),
    "cast": lambda w: np.sum(np.array(w, dtype=float) ** 2),
    "conj": lambda w: np.real(np.sum(w * np.conj(w))),
    "vdot": lambda w: np.vdot(w, w),
}
SLOPES = {"abs": lambda w: 3 * w * np.abs(w), "real": lambda w: 2 * w + 1}


@pytest.mark.parametrize("name", LOSING)
def test_a_loss_that_loses_imaginary_parts_is_checked_by_differences(name):
    w = np.array([[0.5, -2.0], [1.5, 0.25]])
    gradient = SLOPES.get(name, lambda w: 2 * w)(w)
    check = gradcheck(LOSING[name], w, gradient)
    assert check.ok, check
    assert check.method.startswith("central differences")
    assert "central differences" in check.text()
    assert not gradcheck(LOSING[name], w, gradient + 1e-3).ok


def test_an_entry_at_a_kink_is_called_that():
    a = np.array([[0.0], [1.0], [-1.0]])

    def loss(a):
        return np.sum(relu(a))

    for fair in (0.0, 0.3, 1.0):
        check = gradcheck(loss, a, np.array([[fair], [1], [0]]))
        assert check.ok
        if fair != 0.5:
            assert [e.name for e in check.kinks] == ["a[0, 0]"]
            assert "at a kink" in check.text()
    for unfair in (-1.0, 2.0):
        check = gradcheck(loss, a, np.array([[unfair], [1], [0]]))
        assert [e.name for e in check.wrong] == ["a[0, 0]"]


def test_dense_with_a_unit_exactly_at_zero():
    params = dense.Params(np.array([[1.0, -1]]), np.zeros((1, 1)),
                          np.ones((1, 1)), np.ones((1, 1)))
    x = np.array([[2.0], [2.0]])
    step = dense.step(params, x)
    gradients, _ = dense.step_back(params, step, np.ones((1, 1)))
    check = gradcheck(lambda p: np.sum(dense.step(p, x).y), params, gradients)
    assert check.ok and {e.symbol for e in check.kinks} == {"W1", "b1"}


def test_a_long_table_shows_the_largest_differences():
    w = np.ones((100, 1))
    gradient = 2 * w
    gradient[77] += 1
    text = gradcheck(lambda w: np.sum(w * w), w, gradient).text()
    assert "the 60 largest of 100 entries" in text
    assert "w[77, 0]" in text


def test_the_table_is_the_same_where_rounding_is_not():
    w = np.array([[0.3], [0.0]])

    def loss(w):
        return np.sum(np.tanh(w))

    gradient = 1 - np.tanh(w) ** 2
    noisy = gradient + np.array([[1e-15], [-2e-16]])
    assert (gradcheck(loss, w, gradient).text()
            == gradcheck(loss, w, noisy).text())


ONES = np.ones((2, 1))
BAD = [
    (lambda w: np.sum(w), ONES, np.ones((1, 2)),
     "dw is (1, 2) but w is (2, 1): they need the same shape"),
    (lambda p: 0.0, {"u": ONES}, {"v": ONES},
     "there is no gradient for u: the gradients are for v"),
    (lambda w: w, ONES, ONES, "the loss is (2, 1): one number is needed"),
    (lambda w: "three", ONES, ONES, "the loss is (): one number is needed"),
    (lambda w: np.nan, ONES, ONES,
     "the loss is nan: a finite number is needed"),
    (lambda w: np.sum(w), None, ONES, "w is array(None"),
    (lambda w: np.sum(w), np.ones((0, 1)), np.ones((0, 1)),
     "an array of real numbers is needed"),
    (lambda w: np.sum(w), ONES, np.array([["a"], ["b"]]),
     "dw holds <U1: real numbers are needed"),
    (lambda w: np.sum(w), ONES, None, "dw is () but w is (2, 1)"),
]


@pytest.mark.parametrize("loss, params, gradients, message", BAD,
                         ids=[bad[-1][:30] for bad in BAD])
def test_what_does_not_fit_is_named(loss, params, gradients, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        gradcheck(loss, params, gradients)


def test_a_gradient_that_is_nan_is_wrong():
    check = gradcheck(lambda w: np.sum(w), ONES, np.array([[1], [np.nan]]))
    assert [e.name for e in check.wrong] == ["w[1, 0]"]
