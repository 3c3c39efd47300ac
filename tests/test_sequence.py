"""The fast version is the slow one: values and all gradients."""
import numpy as np
import pytest

from rnnkit import bptt, sequence
from rnnkit.cells import gru, lstm, readout, rnn
from rnnkit.sequence.output import lucks
from test_bptt import draw

CELLS = [rnn, lstm, gru]
# The last two have many tokens of each kind, and a token that never comes.
SIZES = [(1, 1, 1, 1), (6, 3, 4, 2), (4, 5, 1, 3), (5, 2, 3, 1),
         (20, 2, 3, 4), (40, 3, 2, 1)]


@pytest.mark.parametrize("indices", [False, True])
@pytest.mark.parametrize("cell", CELLS,
                         ids=lambda c: c.__name__[-4:])
@pytest.mark.parametrize("T, D, H, B", SIZES)
def test_sequence_is_bptt(cell, T, D, H, B, indices):
    rng = np.random.default_rng(T)
    params = draw(cell, D, H, rng)
    tokens = rng.integers(0, max(1, D - (T > 9)), size=(T, B))
    xs = np.eye(D)[tokens].swapaxes(1, 2) if indices \
        else rng.normal(size=(T, D, B))
    state = tuple(rng.normal(size=(H, B)) for _ in cell.STATE)
    dhs = rng.normal(size=(T, H, B))
    dstate = tuple(rng.normal(size=(H, B)) for _ in cell.STATE)
    slow = bptt.forward(cell, params, xs, state)
    back = bptt.backward(cell, params, slow, dhs, dstate)
    fast = sequence.FORWARD[cell](params, tokens if indices else xs, *state)
    grads = sequence.BACKWARD[cell](params, fast, dhs, dstate)
    close(fast.hs, slow.hs)
    for ours, theirs in zip((*fast.state, *grads.dstate, *grads.dparams),
                            (*slow.state, *back.dstate, *back.dparams)):
        close(ours, theirs)


def close(ours, theirs):
    np.testing.assert_allclose(ours, theirs, rtol=0, atol=1e-10)


def test_nothing_that_was_given_is_changed():
    rng = np.random.default_rng(0)
    for cell in CELLS:
        params = draw(cell, 2, 3, rng)
        xs, dhs = rng.normal(size=(4, 2, 2)), rng.normal(size=(4, 3, 2))
        state = tuple(rng.normal(size=(3, 2)) for _ in cell.STATE)
        given = [v.copy() for v in (*params, xs, dhs, *state)]
        run = sequence.FORWARD[cell](params, xs, *state)
        sequence.BACKWARD[cell](params, run, dhs, state)
        for before, now in zip(given, (*params, xs, dhs, *state)):
            assert np.array_equal(before, now)


@pytest.mark.parametrize("cell", CELLS)
def test_float32_stays_float32(cell):
    rng = np.random.default_rng(1)
    params = cell.Params(*(p.astype(np.float32)
                           for p in draw(cell, 3, 4, rng)))
    out = readout.Params(rng.random((3, 4), np.float32),
                         rng.random((3, 1), np.float32))
    state = tuple(np.zeros((4, 2)) for _ in cell.STATE)    # float64, mixed
    tokens = rng.integers(0, 3, size=(5, 2))
    run = sequence.FORWARD[cell](params, tokens, *state)
    _, dout, dhs = sequence.loss(out, run.hs, tokens)
    grads = sequence.BACKWARD[cell](params, run, dhs)
    for each in (run.hs, *run.state, *dout, dhs, *grads.dparams,
                 *grads.dstate):
        assert each.dtype == np.float32


@pytest.mark.parametrize("cell", CELLS)
def test_mixed_numbers_are_computed_in_the_widest(cell):
    rng = np.random.default_rng(1)
    params = draw(cell, 3, 4, rng)
    narrow = params._replace(**{params._fields[0]:
                                params[0].astype(np.float32)})
    state = tuple(np.zeros((4, 1), int) for _ in cell.STATE)
    tokens = np.array([[0], [2], [1]], dtype=np.uint8)
    run = sequence.FORWARD[cell](narrow, tokens, *state)
    wide = narrow._replace(**{params._fields[0]: narrow[0].astype(float)})
    close(run.hs, sequence.FORWARD[cell](wide, tokens, *state).hs)
    assert run.hs.dtype == float


def test_columns_side_by_side_are_the_same_memory():
    params = draw(rnn, 3, 4, np.random.default_rng(2))
    run = rnn_run(params, np.zeros((5, 2), int), np.zeros((4, 2)))
    side = sequence.side_by_side(run.hs)
    assert side.shape == (4, 10) and np.shares_memory(side, run.hs)
    assert np.array_equal(side, np.concatenate(run.hs, axis=1))


def rnn_run(params, xs, *state):
    return sequence.FORWARD[rnn](params, xs, *state)


@pytest.mark.parametrize("xs, state, words", [
    ([[3]], (4, 1), "xs has the token 3: with 3 in the vocabulary they run "
                    "from 0 to 2"),
    ([[0], [-1]], (4, 1), "xs has the token -1"),
    ([[.5]], (4, 1), "whole numbers"),
    (np.zeros((0, 2), int), (4, 2), "at least one step"),
    (np.zeros((0, 3, 2)), (4, 2), "an empty sequence"),
    (np.zeros((2, 3, 0)), (4, 0), "an empty batch"),
    (np.zeros((5, 2, 1)), (4, 1), "W_hx is (4, 3) but x is (2, 1): W_hx "
                                  "needs one column per input"),
    ([[0, 1]], (4, 1), "h_prev is (4, 1)"),
    (np.zeros(3), (4, 1), "one-dimensional"),
])
def test_what_does_not_fit_is_said(xs, state, words):
    params = draw(rnn, 3, 4, np.random.default_rng(2))
    with pytest.raises(ValueError) as error:
        rnn_run(params, xs, np.zeros(state))
    assert words in str(error.value)


@pytest.mark.parametrize("T, B", [(1, 1), (4, 3)])
def test_the_loss_is_that_of_the_cells(T, B):
    rng = np.random.default_rng(3)
    out = readout.Params(rng.normal(size=(5, 4)), rng.normal(size=(5, 1)))
    hs, targets = rng.normal(size=(T, 4, B)), rng.integers(0, 5, size=(T, B))
    L, dout, dhs = sequence.loss(out, hs, targets)
    z = readout.linear(out, hs)
    close(L, readout.loss(z, targets))
    slow, slow_dhs = readout.linear_back(out, hs,
                                         readout.loss_back(z, targets))
    for ours, theirs in zip((*dout, dhs), (*slow, slow_dhs)):
        close(ours, theirs)


def test_the_loss_of_an_improbable_target_is_exact():
    out = readout.Params(np.array([[2000.], [0]]), np.zeros((2, 1)))
    L, _, _ = sequence.loss(out, np.ones((1, 1, 1)), np.array([[1]]))
    assert L == 2000


@pytest.mark.parametrize("targets, words", [
    (np.zeros((3, 1), int), "one token a step"), ([[2], [0]], "the token 2")])
def test_targets_that_do_not_fit_are_refused(targets, words):
    out = readout.Params(np.ones((2, 4)), np.ones((2, 1)))
    with pytest.raises(ValueError, match=words):
        sequence.loss(out, np.zeros((2, 4, 1)), targets)


# Sampling -------------------------------------------------------------------
@pytest.mark.parametrize("dtype", [np.float32, float])
@pytest.mark.parametrize("temperature", [1.0, 0.3])
@pytest.mark.parametrize("cell", CELLS)
def test_samples_are_what_the_steps_give(cell, temperature, dtype):
    """Every token wins its race, among the scores of the slow version."""
    rng = np.random.default_rng(4)
    params = cell.Params(*(p.astype(dtype) for p in draw(cell, 6, 4, rng)))
    out = readout.Params(rng.normal(size=(6, 4)).astype(dtype),
                         rng.normal(size=(6, 1)).astype(dtype))
    state = tuple(rng.normal(size=(4, 1)) for _ in cell.STATE)
    given = [each.copy() for each in state]
    tokens, last = sequence.sample(cell, params, out, 2, 300,
                                   np.random.default_rng(5), *state,
                                   temperature=temperature)
    read = np.array([2, *tokens[:-1]])[:, None]
    run = bptt.forward(cell, params, readout.one_hot(read, 6), state)
    z = readout.linear(out, run.hs)[:, :, 0] / temperature
    luck = np.stack([*lucks(np.random.default_rng(5), 300, np.zeros(6))])
    assert np.array_equal(tokens, (z + luck).argmax(axis=1))
    for ours, theirs, before, now in zip(last, run.state, given, state):
        np.testing.assert_allclose(ours, theirs, atol=1e-5)
        assert np.array_equal(before, now)


def test_a_race_is_a_draw_from_softmax():
    z, n = np.array([1.0, -0.5, 2.0, 0.0]), 40_000
    wins = np.bincount([luck.argmax() for luck in
                        lucks(np.random.default_rng(6), n, z)], minlength=4)
    p = readout.softmax(z[:, None])[:, 0]
    assert (abs(wins - n * p) < 4 * np.sqrt(n * p * (1 - p))).all()


def test_the_same_seed_gives_the_same_tokens():
    params = draw(gru, 5, 4, np.random.default_rng(7))
    out = readout.Params(np.ones((5, 4)), np.zeros((5, 1)))
    found = [sequence.sample(gru, params, out, 0, 50,
                             np.random.default_rng(seed), np.zeros((4, 1)))[0]
             for seed in (1, 1, 2)]
    assert np.array_equal(found[0], found[1])
    assert not np.array_equal(found[0], found[2])
    with pytest.raises(ValueError, match="first has the token 5"):
        sequence.sample(gru, params, out, 5, 1, np.random.default_rng(0),
                        np.zeros((4, 1)))
