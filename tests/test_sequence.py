"""The fast version is the slow one: values and all gradients."""
import numpy as np
import pytest

from rnnkit import bptt, sequence
from rnnkit.cells import gru, lstm, rnn
from test_bptt import draw

SIZES = [(1, 1, 1, 1), (6, 3, 4, 2), (4, 5, 1, 3), (5, 2, 3, 1)]


@pytest.mark.parametrize("indices", [False, True])
@pytest.mark.parametrize("cell", [rnn, lstm, gru],
                         ids=lambda c: c.__name__[-4:])
@pytest.mark.parametrize("T, D, H, B", SIZES)
def test_sequence_is_bptt(cell, T, D, H, B, indices):
    rng = np.random.default_rng(T)
    params = draw(cell, D, H, rng)
    tokens = rng.integers(0, D, size=(T, B))
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
    for cell in (rnn, lstm, gru):
        params = draw(cell, 2, 3, rng)
        xs, dhs = rng.normal(size=(4, 2, 2)), rng.normal(size=(4, 3, 2))
        state = tuple(rng.normal(size=(3, 2)) for _ in cell.STATE)
        given = [v.copy() for v in (*params, xs, dhs, *state)]
        run = sequence.FORWARD[cell](params, xs, *state)
        sequence.BACKWARD[cell](params, run, dhs, state)
        for before, now in zip(given, (*params, xs, dhs, *state)):
            assert np.array_equal(before, now)
