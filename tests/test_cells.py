"""The cells against torch, against algebra, and against bad input."""
import re

import numpy as np
import pytest
import torch
import torch_oracle
from hypothesis import given, settings
from hypothesis import strategies as st

from rnnkit import by_hand
from rnnkit.cells import activations, check, dense, readout, rnn
from rnnkit.cells.activations import (identity, relu, sigmoid, slope,
                                      softmax)

size = st.integers(1, 4)
seed = st.integers(0, 2**32 - 1)
examples = settings(max_examples=40, deadline=None)
EXACT = {"rtol": 1e-9, "atol": 1e-9}
ONE = np.ones


def same(ours, theirs):
    np.testing.assert_allclose(ours, theirs, **EXACT)


def random_rnn(r, D, H, B):
    """Random parameters, an input, a state and an upstream gradient."""
    params = rnn.Params(r.normal(size=(H, D)), r.normal(size=(H, H)),
                        r.normal(size=(H, 1)))
    return (params, r.normal(size=(D, B)), r.normal(size=(H, B)),
            r.normal(size=(H, B)))


def raises(message):
    return pytest.raises(ValueError, match=re.escape(message))


# -- the recurrent cell -----------------------------------------------------

@examples
@given(size, size, size, seed, st.sampled_from(["tanh", "relu"]))
def test_rnn_step_and_every_gradient_equal_torch(D, H, B, seed, name):
    phi = {"tanh": np.tanh, "relu": relu}[name]
    params, x, h_prev, dh = random_rnn(np.random.default_rng(seed), D, H, B)
    step = rnn.step(params, x, h_prev, phi)
    dparams, dx, dh_prev = rnn.step_back(params, step, dh, phi)
    h, backward = torch_oracle.rnn_cell(params, x, h_prev, name)
    same(step.h, h)
    for ours, theirs in zip((*dparams, dx, dh_prev), backward(dh)):
        assert ours.shape == theirs.shape
        same(ours, theirs)


@examples
@given(size, size, size, seed, st.sampled_from(list(activations.SLOPES)))
def test_rnn_gradients_equal_autograd_for_every_activation(D, H, B, seed, phi):
    params, x, h_prev, dh = random_rnn(np.random.default_rng(seed), D, H, B)
    step = rnn.step(params, x, h_prev, phi)
    ours, dx, dh_prev = rnn.step_back(params, step, dh, phi)
    theirs = torch_oracle.tensors(params)
    tx, th = torch_oracle.tensor(x), torch_oracle.tensor(h_prev)
    act = {relu: torch.relu, sigmoid: torch.sigmoid, np.tanh: torch.tanh,
           identity: lambda a: a}[phi]
    h = act(theirs.W_hx @ tx + theirs.W_hh @ th + theirs.b_h)
    h.backward(torch.tensor(dh))
    same(step.h, h.detach().numpy())
    for mine, yours in zip((*ours, dx, dh_prev),
                           (*torch_oracle.grads(theirs),
                            torch_oracle.grad(tx), torch_oracle.grad(th))):
        same(mine, yours)


@examples
@given(size, size, st.integers(1, 5), seed)
def test_gradient_of_a_batch_is_the_sum_over_its_columns(D, H, B, seed):
    params, x, h_prev, dh = random_rnn(np.random.default_rng(seed), D, H, B)
    whole = rnn.step(params, x, h_prev)
    dparams, dx, dh_prev = rnn.step_back(params, whole, dh)
    columns = []
    for b in range(B):
        one = rnn.step(params, x[:, [b]], h_prev[:, [b]])
        same(one.h, whole.h[:, [b]])
        columns.append(rnn.step_back(params, one, dh[:, [b]]))
    for k, total in enumerate(dparams):
        same(total, sum(column[0][k] for column in columns))
    same(dx, np.hstack([column[1] for column in columns]))
    same(dh_prev, np.hstack([column[2] for column in columns]))


def test_without_W_hh_the_past_is_forgotten():
    params, x, h_prev, dh = random_rnn(np.random.default_rng(0), 2, 3, 4)
    params = params._replace(W_hh=np.zeros((3, 3)))
    step = rnn.step(params, x, h_prev)
    same(step.h, rnn.step(params, x, 5 * h_prev).h)
    same(rnn.step_back(params, step, dh)[2], np.zeros((3, 4)))


def test_whole_numbers_give_the_same_as_floats():
    params = rnn.Params(*(np.array(rows) for rows in
                          ([[1, -2]], [[3]], [[-1]])))
    x, h_prev, dh = np.array([[2], [1]]), np.array([[4]]), np.array([[2]])
    floats = rnn.Params(*(each.astype(float) for each in params))
    for phi in activations.SLOPES:
        whole = rnn.step(params, x, h_prev, phi)
        real = rnn.step(floats, x.astype(float), h_prev.astype(float), phi)
        same(whole.h, real.h)
        for ours, theirs in zip(rnn.step_back(params, whole, dh, phi)[0],
                                rnn.step_back(floats, real, dh, phi)[0]):
            same(ours, theirs)


def test_axes_in_front_are_steps_side_by_side():
    params, x, h_prev, _ = random_rnn(np.random.default_rng(1), 2, 3, 4)
    stack = np.stack([params.W_hx, 2 * params.W_hx])
    both = rnn.step(params._replace(W_hx=stack), x, h_prev).h
    same(both[0], rnn.step(params, x, h_prev).h)
    same(both[1], rnn.step(params._replace(W_hx=stack[1]), x, h_prev).h)


def test_inputs_are_left_as_they_were():
    params, x, h_prev, dh = random_rnn(np.random.default_rng(2), 2, 3, 4)
    arrays = [*params, x, h_prev, dh]
    before = [each.copy() for each in arrays]
    step = rnn.step(params, x, h_prev)
    rnn.step_back(params, step, dh)
    for now, then in zip(arrays, before):
        assert np.array_equal(now, then)


def test_a_step_names_what_it_computed():
    assert rnn.Step._fields == ("x", "h_prev", "a", "h")
    step = rnn.step(rnn.Params(ONE((1, 1)), ONE((1, 1)), ONE((1, 1))),
                    ONE((1, 1)), ONE((1, 1)), relu)
    assert step.a.item() == step.h.item() == 3


# -- a network with one hidden layer ----------------------------------------

@examples
@given(size, size, size, size, seed)
def test_dense_and_every_gradient_equal_autograd(D, H, K, B, seed):
    r = np.random.default_rng(seed)
    params = dense.Params(r.normal(size=(H, D)), r.normal(size=(H, 1)),
                          r.normal(size=(K, H)), r.normal(size=(K, 1)))
    x, dy = r.normal(size=(D, B)), r.normal(size=(K, B))
    step = dense.step(params, x, np.tanh, relu)
    ours, dx = dense.step_back(params, step, dy, np.tanh, relu)
    theirs, tx = torch_oracle.tensors(params), torch_oracle.tensor(x)
    y = torch.relu(theirs.W2 @ torch.tanh(theirs.W1 @ tx + theirs.b1)
                   + theirs.b2)
    y.backward(torch.tensor(dy))
    same(step.y, y.detach().numpy())
    for mine, yours in zip((*ours, dx), (*torch_oracle.grads(theirs),
                                         torch_oracle.grad(tx))):
        same(mine, yours)


# -- activations ------------------------------------------------------------

@pytest.mark.parametrize("phi", activations.SLOPES)
def test_slope_is_the_derivative_by_complex_step(phi):
    a = np.array([[-2.0, -0.3], [0.4, 3.0]])
    numeric = phi(a + 1e-20j).imag / 1e-20
    same(slope(phi, phi(a)) * ONE(a.shape), numeric)


def test_relu_of_complex_numbers_keeps_or_drops_the_imaginary_part():
    a = np.array([2 + 1e-20j, -2 + 1e-20j])
    assert relu(a).imag.tolist() == [1e-20, 0]


def test_relu_at_exactly_zero_has_the_slope_of_torch():
    a = torch.zeros(1, requires_grad=True)
    torch.relu(a).backward()
    assert slope(relu, relu(np.zeros(1)))[0] == a.grad.item() == 0


def test_sigmoid_equals_torch_and_never_overflows():
    a = np.array([-1000.0, -5, 0, 0.25, 5, 1000])
    same(sigmoid(a), torch.sigmoid(torch.tensor(a)).numpy())


def test_an_unknown_activation_is_named():
    with raises("no slope is known for 'sin': use one of relu, sigmoid, tanh, "
                "identity"):
        slope(np.sin, ONE(2))


def test_an_activation_can_be_taught():
    activations.SLOPES[np.arctan] = lambda h: np.cos(h) ** 2
    try:
        same(slope(np.arctan, np.arctan(0.5)), 1 / 1.25)
    finally:
        del activations.SLOPES[np.arctan]


@examples
@given(size, size, st.integers(0, 3), seed)
def test_softmax_equals_torch_also_with_axes_in_front(K, B, T, seed):
    shape = (T, K, B) if T else (K, B)
    z = 30 * np.random.default_rng(seed).normal(size=shape)
    same(softmax(z), torch.softmax(torch.tensor(z), dim=-2).numpy())


def test_softmax_of_huge_scores_does_not_overflow():
    same(softmax(np.array([[1000.0], [1000], [-1000]])), [[.5], [.5], [0]])


# -- the readout ------------------------------------------------------------

@examples
@given(size, size, size, st.integers(0, 3), seed)
def test_readout_loss_and_every_gradient_equal_torch(H, K, B, T, seed):
    r = np.random.default_rng(seed)
    lead = (T,) if T else ()
    params = readout.Params(r.normal(size=(K, H)), r.normal(size=(K, 1)))
    h = r.normal(size=(*lead, H, B))
    y = r.integers(0, K, size=(*lead, B))
    z = readout.linear(params, h)
    dz = readout.loss_back(z, y)
    ours, dh = readout.linear_back(params, h, dz)
    l, torch_dz = torch_oracle.cross_entropy(z, y)
    same(readout.loss(z, y), l)
    same(dz, torch_dz)
    theirs, th = torch_oracle.tensors(params), torch_oracle.tensor(h)
    (theirs.W_yh @ th + theirs.b_y).backward(torch.tensor(dz))
    for mine, yours in zip((*ours, dh), (*torch_oracle.grads(theirs),
                                         torch_oracle.grad(th))):
        assert mine.shape == yours.shape
        same(mine, yours)


@examples
@given(size, size, seed)
def test_the_loss_is_the_cross_entropy_of_the_softmax(K, B, seed):
    r = np.random.default_rng(seed)
    z, y = r.normal(size=(K, B)), r.integers(0, K, size=B)
    same(readout.loss(z, y), readout.cross_entropy(softmax(z), y))
    same(readout.loss(z, y), readout.loss(z, readout.one_hot(y, K)))


def test_the_loss_of_a_sequence_is_the_sum_of_its_parts():
    r = np.random.default_rng(3)
    z, y = r.normal(size=(5, 3, 2)), r.integers(0, 3, size=(5, 2))
    total = readout.loss(z, y)
    same(total, readout.loss(z[:2], y[:2]) + readout.loss(z[2:], y[2:]))
    same(total, sum(readout.loss(z[t], y[t]) for t in range(5)))
    same(readout.loss_back(z, y)[3], readout.loss_back(z[3], y[3]))
    same(total, readout.cross_entropy(softmax(z), y))


def test_the_loss_of_a_batch_is_the_mean_over_its_columns():
    r = np.random.default_rng(4)
    z, y = r.normal(size=(3, 4)), r.integers(0, 3, size=4)
    same(readout.loss(z, y),
         np.mean([readout.loss(z[:, [b]], y[b]) for b in range(4)]))


def test_the_loss_of_a_hopeless_bet_is_large_and_finite():
    same(readout.loss(np.array([[2000.0], [0]]), 1), 2000)


def test_zero_times_log_zero_counts_as_zero():
    same(readout.cross_entropy(np.array([[1.0], [0]]), 0), 0)
    with raises("y_hat[1, 0] is 0 but its target is not"):
        readout.cross_entropy(np.array([[1.0], [0]]), 1)


def test_whole_scores_give_the_same_as_floats():
    z = np.array([[0], [3], [1]])
    same(readout.loss(z, [1]), readout.loss(z.astype(float), [1]))
    same(softmax(z), softmax(z.astype(float)))


def test_soft_targets_are_understood():
    y = np.array([[0.25], [0.75]])
    same(readout.loss_back(np.zeros((2, 1)), y), [[0.25], [-0.25]])


def test_one_hot():
    assert readout.one_hot(2, 3).tolist() == [[0], [0], [1]]
    assert readout.one_hot([2, 0], 3).tolist() == [[0, 1], [0, 0], [1, 0]]
    assert readout.one_hot([[2], [0]], 3).shape == (2, 3, 1)


def test_rounded_exponentials_are_the_workbooks():
    z = np.arange(6).reshape(-1, 1)
    assert readout.rounded_exp(z)[:, 0].tolist() == [1, 3, 7, 20, 55, 148]


# -- recording arrays: the checks let them pass, and still refuse ------------

def test_every_cell_runs_on_recording_arrays():
    params, x, h_prev, dh = random_rnn(np.random.default_rng(5), 2, 3, 4)
    step = rnn.step(params, x, h_prev)
    z, y = step.h, np.array([0, 2, 1, 1])
    out = readout.Params(params.W_hh, params.b_h)
    for formula, args in (
            (rnn.step, (params, x, h_prev)),
            (rnn.step_back, (params, step, dh)),
            (readout.linear, (out, step.h)),
            (readout.linear_back, (out, step.h, dh)),
            (softmax, (z,)), (readout.softmax_rounded, (np.abs(z),)),
            (readout.cross_entropy, (softmax(z), y)),
            (readout.cross_entropy, (softmax(z), readout.one_hot(y, 3))),
            (readout.loss, (z, y)), (readout.loss_back, (z, y))):
        page = by_hand(formula, *args)
        for ours, theirs in zip(flat(page.result), flat(formula(*args))):
            same(ours, theirs)
        assert page.lines


def flat(result):
    """The arrays of a result, however it is nested."""
    if isinstance(result, tuple):
        return [leaf for part in result for leaf in flat(part)]
    return [result]


def test_a_step_on_recording_arrays_refuses_the_same():
    params, x, h_prev, _ = random_rnn(np.random.default_rng(6), 2, 3, 1)
    with raises("W_hx is (3, 2) but x is (3, 1)"):
        by_hand(rnn.step, params, h_prev, h_prev)
    with raises("x[0, 0] is nan"):
        by_hand(rnn.step, params, x * np.nan, h_prev)


# -- bad input: every message names the symbol, the shapes and the rule -----

FIT = {"W_hx": ONE((4, 3)), "W_hh": ONE((4, 4)), "b_h": ONE((4, 1)),
       "x": ONE((3, 2)), "h_prev": ONE((4, 2))}


def step_with(**wrong):
    v = {**FIT, **wrong}
    return rnn.step(rnn.Params(v["W_hx"], v["W_hh"], v["b_h"]), v["x"],
                    v["h_prev"])


BAD = [
    ("x", ONE((5, 2)), "W_hx is (4, 3) but x is (5, 2): "
                       "W_hx needs one column per input"),
    ("h_prev", ONE((3, 2)), "W_hh is (4, 4) but h_prev is (3, 2): "
                            "W_hh needs one column per hidden unit"),
    ("h_prev", ONE((4, 1)), "x is (3, 2) but h_prev is (4, 1): "
                            "h_prev needs one column per example"),
    ("W_hh", ONE((4, 3)), "W_hx is (4, 3) but W_hh is (4, 3): "
                          "W_hh needs one column per hidden unit"),
    ("W_hh", ONE((3, 4)), "W_hx is (4, 3) but W_hh is (3, 4): "
                          "W_hh needs one row per hidden unit"),
    ("b_h", ONE((3, 1)), "W_hx is (4, 3) but b_h is (3, 1): "
                         "b_h needs one row per hidden unit"),
    ("b_h", ONE((1, 4)), "b_h needs one row per hidden unit"),
    ("b_h", ONE((4, 4)), "b_h is (4, 4): b_h needs exactly one column"),
    ("b_h", ONE(4), "b_h is (4,), one-dimensional: write a column, "
                    "b_h.reshape(-1, 1)"),
    ("x", ONE(3), "x is (3,), one-dimensional: write a column, "
                  "x.reshape(-1, 1)"),
    ("W_hx", ONE(3), "W_hx is (3,), one-dimensional: "
                     "a weight has rows and columns"),
    ("x", np.float64(2), "x is (), a single number: write a column"),
    ("x", 2, "x is the number 2: write a column, np.array([[2]])"),
    ("x", True, "x is True or False: an array of numbers is needed"),
    ("x", None, "x is None: an array of numbers is needed"),
    ("W_hh", "0.5", "W_hh is the text '0.5': an array of numbers is needed"),
    ("x", [[1], [2], [3]], "x is a list: write np.array(...) around it"),
    ("x", {}, "x is of type dict: an array of numbers is needed"),
    ("x", np.array([["a"]]), "x is an array of text or objects"),
    ("x", ONE((3, 2)) > 0, "x is an array of True and False: "
                           "write .astype(float)"),
    ("x", np.array([[0, 0], [0, np.nan], [0, 0]]),
     "x[1, 1] is nan: every number must be finite"),
    ("h_prev", np.full((4, 2), np.inf), "h_prev[0, 0] is inf: every number"),
    ("W_hx", np.full((4, 3), -np.inf), "W_hx[0, 0] is -inf: every number"),
    ("x", ONE((3, 0)), "x is (3, 0): no columns, an empty batch"),
    ("x", ONE((0, 2)), "x is (0, 2): no rows"),
    ("x", ONE((0, 3, 2)), "x is (0, 3, 2): an empty sequence"),
]


@pytest.mark.parametrize("symbol, value, message", BAD,
                         ids=[f"{b[0]}-{n}" for n, b in enumerate(BAD)])
def test_a_step_refuses_what_does_not_fit(symbol, value, message):
    with raises(message):
        step_with(**{symbol: value})


def test_a_table_that_starts_with_a_square():
    with raises("W is (2, 3): W needs one row and one column per unit"):
        check.shapes((("W", "unit", "unit"),), ONE((2, 3)))


def test_step_back_refuses_a_gradient_of_another_shape():
    step = step_with()
    params = rnn.Params(FIT["W_hx"], FIT["W_hh"], FIT["b_h"])
    with raises("dh is (4, 1) but h is (4, 2): they need the same shape"):
        rnn.step_back(params, step, ONE((4, 1)))
    with raises("dh[0, 0] is nan"):
        rnn.step_back(params, step, np.full((4, 2), np.nan))


def test_dense_refuses_layers_that_do_not_meet():
    params = dense.Params(ONE((4, 3)), ONE((4, 1)), ONE((2, 3)), ONE((2, 1)))
    with raises("W1 is (4, 3) but W2 is (2, 3): "
                "W2 needs one column per hidden unit"):
        dense.step(params, ONE((3, 1)))
    params = params._replace(W2=ONE((2, 4)))
    with raises("dy is (2, 2) but y is (2, 1): they need the same shape"):
        dense.step_back(params, dense.step(params, ONE((3, 1))), ONE((2, 2)))


HALVES = ONE((2, 1)) / 2
PARAMS = readout.Params(ONE((2, 3)), ONE((2, 1)))
REFUSED = [
    (lambda: readout.linear(PARAMS, ONE((4, 1))),
     "W_yh is (2, 3) but h is (4, 1): W_yh needs one column per hidden unit"),
    (lambda: readout.linear_back(PARAMS, ONE((3, 1)), ONE((3, 1))),
     "dy is (3, 1) but y is (2, 1): they need the same shape"),
    (lambda: readout.cross_entropy(HALVES, [2]),
     "target index 2 is out of range: with 2 classes the indices run from 0 "
     "to 1"),
    (lambda: readout.loss(HALVES, -1), "target index -1 is out of range"),
    (lambda: readout.loss(HALVES, [0.5]), "target indices are whole numbers"),
    (lambda: readout.loss(HALVES, [0, 1]),
     "z is (2, 1) but y is (2,): y needs one-hot columns (2, 1), or one index "
     "per column (1,)"),
    (lambda: readout.loss(HALVES, ONE((3, 1))), "y is (3, 1) but z is (2, 1)"),
    (lambda: readout.loss(HALVES, ONE((2, 1))), "column 0 of y sums to 2"),
    (lambda: readout.cross_entropy(ONE((2, 1)), 0),
     "column 0 of y_hat sums to 2: probabilities sum to 1"),
    (lambda: readout.cross_entropy(np.array([[1.5], [-0.5]]), 0),
     "y_hat[1, 0] is -0.5: a probability is never negative"),
    (lambda: readout.cross_entropy(np.full((2, 1), np.nan), 0),
     "y_hat[0, 0] is nan"),
    (lambda: readout.loss(ONE((0, 2, 1)), ONE((0, 1))),
     "z is (0, 2, 1): an empty sequence: at least one step is needed"),
    (lambda: readout.loss(np.full((2, 1), np.inf), 0), "z[0, 0] is inf"),
    (lambda: readout.loss(None, 0), "z is None"),
    (lambda: readout.one_hot([], 3), "target indices are whole numbers"),
    (lambda: readout.one_hot(np.zeros(0, int), 3), "no target indices"),
    (lambda: readout.one_hot("1", 3), "target indices are whole numbers"),
    (lambda: softmax(ONE(3)), "z is (3,), one-dimensional: write a column"),
    (lambda: readout.softmax_rounded(np.full((2, 1), -3.0)),
     "every e^z of a column of z rounds to 0"),
]


@pytest.mark.parametrize("call, message", REFUSED,
                         ids=[message[:40] for _, message in REFUSED])
def test_the_readout_refuses(call, message):
    with raises(message):
        call()


@pytest.mark.parametrize("phi", ["tanh", None, 1])
def test_an_activation_is_a_function(phi):
    one = np.ones((1, 1))
    with pytest.raises(ValueError, match="phi is .*a function is needed"):
        rnn.step(rnn.Params(one, one, one), one, one, phi=phi)
