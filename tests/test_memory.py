"""How far gradients reach: the norms, the bound, the starts, the task."""
import numpy as np
import pytest
import torch

from rnnkit import bptt, memory, recall
from rnnkit.cells import gru, lstm, rnn
from rnnkit.cells.activations import identity, relu, sigmoid
from rnnkit.page import by_hand
from rnnkit.play import through_time, vanishing

CELLS = [rnn, lstm, gru]


def unit(H, B, rng):
    d = rng.normal(size=(H, B))
    return d / np.linalg.norm(d, axis=0)


@pytest.mark.parametrize("cell", CELLS)
def test_norms_are_those_of_torch(cell):
    rng = np.random.default_rng(0)
    params = memory.start(cell, 2, 3, rng)
    xs, upstream = rng.normal(size=(4, 2, 2)), unit(3, 2, rng)
    found = memory.norms(cell, params, xs, upstream)
    # torch, on the state after two steps, through the same cell in torch
    middle = bptt.forward(cell, params, xs[:2])
    state = [torch.tensor(s, requires_grad=True) for s in middle.state]
    h = last_state(cell, [torch.tensor(p) for p in params],
                   torch.tensor(xs[2:]), state)
    (torch.tensor(upstream) * h).sum().backward()
    expected = torch.sqrt(sum((s.grad ** 2).sum(0) for s in state))
    np.testing.assert_allclose(found[2], expected.numpy(), rtol=1e-9)
    np.testing.assert_allclose(found[-1], 1)


def last_state(cell, params, xs, state):
    """The last h, written in torch."""
    sig = torch.sigmoid
    for x in xs:
        if cell is rnn:
            W, U, b = params
            state = [torch.tanh(W @ x + U @ state[0] + b)]
        elif cell is lstm:
            i, f, g, o = (params[k] @ x + params[k + 1] @ state[0]
                          + params[k + 2] for k in (0, 3, 6, 9))
            c = sig(f) * state[1] + sig(i) * torch.tanh(g)
            state = [sig(o) * torch.tanh(c), c]
        else:
            h = state[0]
            r = sig(params[0] @ x + params[1] @ h + params[2])
            z = sig(params[3] @ x + params[4] @ h + params[5])
            n = torch.tanh(params[6] @ x + params[8]
                           + r * (params[7] @ h + params[9]))
            state = [(1 - z) * n + z * h]
    return state[0]


@pytest.mark.parametrize("phi", [np.tanh, relu, sigmoid, identity])
@pytest.mark.parametrize("kind", memory.KINDS)
def test_nothing_measured_is_above_the_bound(phi, kind):
    for seed in range(5):
        rng = np.random.default_rng(seed)
        params = memory.start(rnn, 2, 4, rng, kind=kind, scale=0.8 + seed / 4)
        size = memory.norms(rnn, params, rng.normal(size=(9, 2, 3)),
                            unit(4, 3, rng), phi=phi)
        most = memory.bound(params.W_hh, 9, phi)
        assert np.all(size <= most[:, None] * (1 + 1e-9))


def test_a_linear_orthogonal_rnn_meets_the_bound():
    rng = np.random.default_rng(0)
    params = memory.start(rnn, 2, 5, rng, kind="orthogonal", scale=0.9)
    size = memory.norms(rnn, params, rng.normal(size=(8, 2, 1)),
                        unit(5, 1, rng), phi=identity)
    np.testing.assert_allclose(
        size[:, 0], memory.bound(params.W_hh, 8, identity), rtol=1e-9)


def test_starts_are_what_they_say():
    rng = np.random.default_rng(0)
    eye = memory.start(rnn, 3, 6, rng, "orthogonal").W_hh
    np.testing.assert_allclose(eye.T @ eye, np.eye(6), atol=1e-12)
    assert np.array_equal(memory.start(rnn, 3, 6, rng, "identity", 2).W_hh,
                          2 * np.eye(6))
    uniform = memory.start(rnn, 3, 100, rng, "uniform").W_hh
    assert 0.098 < np.abs(uniform).max() <= 0.1
    normal = memory.start(rnn, 3, 100, rng).W_hh
    assert 0.09 < normal.std() < 0.11
    assert np.all(memory.start(lstm, 2, 3, rng, forget=2).b_f == 2)
    assert not np.any(memory.start(lstm, 2, 3, rng).b_i)


@pytest.mark.parametrize("change, message", [
    (dict(kind="small"), "kind is 'small'"), (dict(H=0), "H is 0")])
def test_starts_refuse_what_they_do_not_know(change, message):
    given = dict(cell=rnn, D=2, H=3, rng=np.random.default_rng(0)) | change
    with pytest.raises(ValueError, match=message):
        memory.start(**given)


def test_a_bound_needs_a_known_slope():
    with pytest.raises(ValueError, match="no steepest slope.*'absolute'"):
        memory.bound(np.eye(2), 3, np.absolute)


def test_samples_are_the_same_for_the_same_seeds():
    logs = memory.sample(rnn, 6, seeds=3)
    assert logs.shape == (3, 7)
    np.testing.assert_allclose(logs[:, -1], 0, atol=1e-12)
    assert np.array_equal(logs[:2], memory.sample(rnn, 6, seeds=2))


def test_bounds_are_those_of_the_same_networks():
    logs = memory.sample(rnn, 6, seeds=4, scale=0.9)
    most = memory.bounds(6, seeds=4, scale=0.9)
    assert most.shape == logs.shape and np.all(logs <= most + 1e-9)
    params = memory.start(rnn, 4, 16, np.random.default_rng(2), scale=0.9)
    np.testing.assert_allclose(
        most[2], np.log10(memory.bound(params.W_hh, 6)))


def test_influence_is_the_slope_for_each_input():
    rng = np.random.default_rng(0)
    params = memory.start(rnn, 2, 3, rng)
    xs, upstream = rng.normal(size=(4, 2, 1)), unit(3, 1, rng)
    found = memory.influence(rnn, params, xs, upstream)
    moved = np.zeros((4, 2))
    for t in range(4):
        for d in range(2):
            new = xs.astype(complex)
            new[t, d] += 1e-20j
            h = bptt.forward(rnn, params, new).hs[-1]
            moved[t, d] = np.sum(upstream * h).imag / 1e-20
    np.testing.assert_allclose(found[:, 0], np.linalg.norm(moved, axis=1))


@pytest.mark.parametrize("every, back", [(1, 1), (1, 4), (2, 3), (3, 3),
                                         (4, 9), (9, 9)])
def test_reach_is_what_truncation_does(every, back):
    """One loss and one input at a time: does W_hx learn from it?"""
    T, one = 7, np.ones((1, 1))
    params = rnn.Params(one, one, 0 * one)
    found = np.zeros((T, T), dtype=bool)
    for s in range(T):
        xs = np.zeros((T, 1, 1))
        xs[s] = 1
        run = bptt.forward(rnn, params, xs, phi=identity)
        for t in range(T):
            dhs = np.zeros((T, 1, 1))
            dhs[t] = 1
            cut = bptt.truncated(rnn, params, run, dhs, every, back,
                                 phi=identity)
            found[t, s] = cut.W_hx[0, 0] != 0
    assert np.array_equal(found, memory.reach(T, every, back))


def test_reach_refuses_to_lose_losses():
    with pytest.raises(ValueError, match="1 ≤ every ≤ back"):
        memory.reach(5, 3, 2)


# -- the task -----------------------------------------------------------------
def test_a_batch_shows_its_answer_once():
    xs, y = recall.batch(6, 50, np.random.default_rng(0))
    assert xs.shape == (6, 50) and np.array_equal(xs[0], y)
    assert xs[1:].min() >= recall.SYMBOLS > y.max()
    with pytest.raises(ValueError, match="T is 0"):
        recall.batch(0, 5, np.random.default_rng(0))


@pytest.mark.parametrize("cell", CELLS)
def test_its_gradients_are_those_of_differences(cell):
    rng = np.random.default_rng(0)
    params = memory.start(cell, recall.SYMBOLS + recall.NOISE, 3, rng)
    output = recall.readout.Params(rng.normal(size=(recall.SYMBOLS, 3)),
                                   np.zeros((recall.SYMBOLS, 1)))
    xs, y = recall.batch(4, 5, rng)
    _, (grads, d_output) = recall.gradients(cell, params, output, xs, y)
    for k in (1, 2):
        for near, analytic in (((0, 0), grads[k][0, 0]),):
            new = [np.array(p) for p in params]
            new[k][near] += 1e-6
            up, _ = recall.gradients(cell, type(params)(*new), output, xs, y)
            new[k][near] -= 2e-6
            down, _ = recall.gradients(cell, type(params)(*new), output, xs,
                                       y)
            assert (up - down) / 2e-6 == pytest.approx(analytic, abs=1e-8)
    assert d_output.W_yh.shape == output.W_yh.shape


def test_a_short_memory_is_learned_and_no_memory_is_not():
    assert recall.learn(rnn, T=3, updates=120).right > 0.95
    guess = recall.learn(rnn, T=30, updates=1).right
    assert guess < 0.5


# -- pictures -----------------------------------------------------------------
def test_pictures_say_their_numbers():
    assert "0.5^20 = 9.537e−07" in vanishing.powers([0.5]).text()
    words = vanishing.one_start(scale=0, T=5).text()
    assert "measured 0" in words and "bound 0" in words
    steep = vanishing.cliff(w=1.2, rate=0.05, limit=0.5).text()
    assert "clipped 0.5" in steep
    whole = through_time.truncation(every=12, back=12).text()
    assert "off by 0%" in whole and "100% of the ways" in whole
    assert "sum: 3" in through_time.terms([1.0, 2.0]).text()
    raised = through_time.truncation(every=5, back=2).text()
    assert "back is 2, less than every: 5 is used" in " ".join(raised.split())


def test_the_order_of_a_record_has_every_delta():
    def graph(a, b):
        c = a * b
        d = a + c
        return d

    table = through_time.order(by_hand(graph, 2.0, 3.0)).text()
    rows = [line.split() for line in table.splitlines()[2:]]
    assert [row[1] for row in rows] == ["a", "b", "c", "d"]
    assert [row[-1] for row in rows] == ["4", "2", "1", "1"]


def test_the_cliff_has_the_slope_of_its_loss():
    slope = (vanishing.loss_at(1.1 + 1e-6, 10)
             - vanishing.loss_at(1.1 - 1e-6, 10)) / 2e-6
    assert vanishing.slope_at(1.1, 10) == pytest.approx(slope, rel=1e-6)


def test_a_remembered_text_is_as_dark_as_the_gradient():
    shown = vanishing.remembered("abcabc", rnn, kind="orthogonal")
    assert "How much each character counts" in shown.text()
    with pytest.raises(ValueError, match="at least one character"):
        vanishing.remembered("", rnn)


def test_a_sentence_needs_a_size_for_each_character():
    picture = vanishing.sentence("ab", [0.001, 1.0])
    assert "10^−3" in picture.text() and picture.svg().count("<rect") > 2
    with pytest.raises(ValueError, match="3 sizes for 2 characters"):
        vanishing.sentence("ab", [1, 2, 3])
