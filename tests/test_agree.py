"""The table of gradients by name: it agrees, and it finds where it broke."""
import numpy as np
import pytest
import torch

from rnnkit import bptt
from rnnkit.gradients import agree, broken
from rnnkit.cells import gru, lstm, rnn
from rnnkit.cells.activations import relu
from rnnkit.page import by_hand
from rnnkit.gradients.ways import hand, nudged

CELLS = {"rnn": rnn, "lstm": lstm, "gru": gru}


def setting(cell, T=3, D=2, H=3, seed=0):
    """Parameters, inputs, and a loss ½ Σ weight h² with its dhs."""
    rng = np.random.default_rng(seed)
    params = cell.Params(*(rng.normal(size=(
        H, 1 if name[0] == "b" else D if name[-1] == "x" else H))
        for name in cell.Params._fields))
    xs, weight = rng.normal(size=(T, D, 1)), rng.normal(size=(T, H, 1))
    run = bptt.forward(cell, params, xs)
    return params, run, weight * run.hs, \
        lambda hs: 0.5 * np.sum(weight * hs * hs)


@pytest.mark.parametrize("T, D, H", [(3, 2, 3), (1, 1, 1), (4, 1, 2)])
@pytest.mark.parametrize("name", CELLS)
def test_hand_and_forward_passes_agree(name, T, D, H):
    params, run, dhs, loss = setting(CELLS[name], T, D, H)
    table = agree(hand=hand(CELLS[name], params, run, dhs),
                  numeric=nudged(CELLS[name], params, run, loss))
    assert table.ok and table.broken is None and bool(table)
    assert f"h_{T}" == table.rows[0].name
    assert {row.verdict for row in table.rows} == {"agree"}
    assert "Both ways agree" in table.text()


def test_the_activation_is_passed_on():
    rng = np.random.default_rng(1)
    params = rnn.Params(rng.normal(size=(3, 2)), rng.normal(size=(3, 3)),
                        rng.normal(size=(3, 1)))
    run = bptt.forward(rnn, params, rng.normal(size=(4, 2, 1)), phi=relu)
    table = agree(
        hand=hand(rnn, params, run, run.hs, phi=relu),
        numeric=nudged(rnn, params, run, lambda hs: 0.5 * np.sum(hs * hs),
                       phi=relu))
    assert table.ok, table


@pytest.mark.parametrize("make, cell, where", [
    (lambda: broken.forgets_state(rnn), rnn, "h_2"),
    (lambda: broken.untransposed(rnn), rnn, "h_2"),
    (lambda: broken.forgets_state(lstm, "h"), lstm, "h_2"),
    (lambda: broken.forgets_state(lstm, "c"), lstm, "c_2"),
    (lambda: broken.forgets_state(gru), gru, "h_2"),
])
def test_a_broken_chain_is_found_where_it_broke(make, cell, where):
    params, run, dhs, loss = setting(cell)
    right = hand(cell, params, run, dhs)
    table = agree(hand=hand(make(), params, run, dhs), again=right,
                  numeric=nudged(cell, params, run, loss))
    assert not table and table.broken.name == where
    assert table.broken.odd == ("hand",)
    assert table.broken.verdict == "breaks here"
    assert f"breaks at d{where}: hand differs from again" in table.sentence()
    verdicts = [row.verdict for row in table.rows]
    assert verdicts.count("breaks here") == 1
    after = verdicts[verdicts.index("breaks here") + 1:]
    assert "differs too" in after


def test_a_parameter_that_is_wrong_alone_is_where_it_breaks():
    params, run, dhs, loss = setting(rnn)
    mine = hand(rnn, params, run, dhs)
    mine["W_hh"] = bptt.backward(rnn, params, run, dhs).steps[-1].W_hh
    table = agree(hand=mine, numeric=nudged(rnn, params, run, loss))
    assert table.broken.name == "W_hh"
    assert [row.name for row in table.rows if row.odd] == ["W_hh"]


def test_recorded_and_torch_gradients_are_found_by_their_names():
    params, run, dhs, _ = setting(rnn)
    weight = dhs / run.hs

    def whole(params, xs, weights, h):
        W_hx, W_hh, b_h = params
        L = 0
        for x, weight in zip(xs, weights):
            a = W_hx @ x + W_hh @ h + b_h
            h = np.tanh(a)
            L = L + 0.5 * np.sum(weight * h * h)
        return L

    xs = [step.x for step in run.steps]
    zero = np.zeros((3, 1))
    page = by_hand(whole, params, xs, list(weight), zero)
    tensors = [torch.tensor(p, requires_grad=True) for p in params]
    h, L, grads = torch.tensor(zero), 0, {}
    for t, x in enumerate(xs, 1):
        a = tensors[0] @ torch.tensor(x) + tensors[1] @ h + tensors[2]
        h = torch.tanh(a)
        L = L + 0.5 * (torch.tensor(weight[t - 1]) * h * h).sum()
        for name, value in ((f"a_{t}", a), (f"h_{t}", h)):
            value.retain_grad()
            grads[name] = value
    L.backward()
    grads = {name: value.grad for name, value in grads.items()} | {
        name: p.grad for name, p in zip(rnn.Params._fields, tensors)}
    table = agree(hand=hand(rnn, params, run, dhs),
                  recorded=page.gradient(), torch=grads)
    assert table.ok, table
    assert all(len(row.values) == 3 for row in table.rows)


def test_a_name_that_only_one_way_has_is_no_disagreement():
    table = agree(hand={"a": np.ones(2), "b": np.ones(1)},
                  numeric={"b": np.ones(1), "more": np.ones(5)})
    assert table.ok
    assert [row.verdict for row in table.rows] == ["only here", "agree"]
    assert "on all 1 gradients" in table.text()


def test_a_difference_at_the_tolerance():
    one = {"a": np.ones(1)}
    assert agree(1e-3, x=one, y={"a": np.ones(1) + 1e-4}).ok
    assert not agree(1e-5, x=one, y={"a": np.ones(1) + 1e-4}).ok


def test_the_one_that_stands_out_is_named():
    a, b = np.ones(2), np.zeros(2)
    table = agree(one={"w": a}, two={"w": b}, three={"w": a})
    assert table.broken.odd == ("two",)
    assert agree(one={"w": a}, two={"w": b}).broken.odd == ("one", "two")
    assert "breaks at dw: one and two differ." in agree(
        one={"w": a}, two={"w": b}).sentence()


@pytest.mark.parametrize("ways, message", [
    ({"one": {"w": np.ones(2)}}, "two ways or more"),
    ({"one": {"w": np.ones(2)}, "two": {"w": np.ones(3)}},
     r"dw is \(3,\) in two but \(2,\) in one"),
    ({"one": {"w": np.array([np.nan])}, "two": {}}, "dw of one"),
])
def test_bad_input_is_refused(ways, message):
    with pytest.raises(ValueError, match=message):
        agree(**ways)


def test_broken_refuses_what_it_cannot_break():
    with pytest.raises(ValueError, match="'c' is no state"):
        broken.forgets_state(rnn, "c")
    with pytest.raises(ValueError, match="no W_hh"):
        broken.untransposed(lstm)
