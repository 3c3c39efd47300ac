"""The rows of the ledger's section on backpropagation through time,
recomputed with rnnkit."""
import copy

import numpy as np
import pytest
import torch
from ledger_rows import nudged

from rnnkit import bptt
from rnnkit.cells import dense, readout, rnn, scalar
from rnnkit.cells.activations import identity, relu
from rnnkit.ledger import agree, worked
from rnnkit.memory import bound, stretch
from rnnkit.page import by_hand


def two_layers(x, W1, W2, y_gt):
    y1 = relu(W1 * x)
    y2 = W2 * y1
    C = 0.5 * (y2 - y_gt) ** 2
    return C


def chain(row):
    page = by_hand(two_layers, *map(float, (row.x, row.W1, row.W2, row.y_gt)))
    of = {name: page.gradient(name) for name in ("C", "y2", "y1")}
    return {**{name: page[name] for name in ("y1", "y2", "C")},
            "∂C/∂y2": of["C"]["y2"], "∂y2/∂W2": of["y2"]["W2"],
            "∂y2/∂y1": of["y2"]["y1"], "∂y1/∂W1": of["y1"]["W1"],
            "∂y1/∂x": of["y1"]["x"], "∂C/∂W2": of["C"]["W2"],
            "∂C/∂y1": of["C"]["y1"], "∂C/∂W1": of["C"]["W1"],
            "∂C/∂x": of["C"]["x"]}


def graph(v_1, v_2):
    v_3 = v_1 * v_2
    v_4 = v_1 + v_3
    v_5 = v_3 * v_4
    return v_5


def general(row):
    page = by_hand(graph, float(row.v_1), float(row.v_2))
    delta = page.gradient("v_5")
    return {**{f"v_{n}": page[f"v_{n}"] for n in (3, 4, 5)},
            **{f"delta_{n}": delta[f"v_{n}"] for n in range(1, 6)}}


def one_unit(row):
    params = scalar.Params(row.u, row.w, row.v)
    steps = scalar.forward(params, row.x, row.h_0, relu)
    y_bars = [step.y - target for step, target in zip(steps, row.targets)]
    bar = scalar.backward(params, steps, y_bars, relu)
    each = {f"{name}_bar": [bar[f"{name}_bar_{t}"] for t in (1, 2, 3)]
            for name in "rhz"}
    terms = {"u": (each["z_bar"], "x"), "v": (each["r_bar"], "h"),
             "w": (each["z_bar"], "h_prev")}
    return {**{name: [getattr(step, name) for step in steps]
               for name in "zhry"}, **each, "y_bar": y_bars,
            "L": scalar.loss(params, row.x, row.targets, row.h_0, relu),
            **{f"{name}_terms": [b * getattr(step, of)
                                 for b, step in zip(bars, steps)]
               for name, (bars, of) in terms.items()},
            **{f"{name}_bar": bar[f"{name}_bar"] for name in "uvw"}}


def jacobian(params, step):
    """∂h/∂h_prev, a row for each entry of h."""
    rows = [rnn.step_back(params, step, d.reshape(-1, 1))[2]
            for d in np.eye(len(step.h))]
    return np.hstack(rows).T


def unfolded(row):
    params = rnn.Params(row.W_hx, row.W_hh, np.zeros((2, 1)))
    output = readout.Params(row.W_yh, np.zeros((1, 1)))
    run = bptt.forward(rnn, params, row.x, [row.h_prev])
    y_3 = readout.linear(output, run.hs[-1])
    dhs = np.zeros_like(run.hs)
    _, dhs[-1] = readout.linear_back(output, run.hs[-1], y_3 - row.y_gt)
    back = bptt.backward(rnn, params, run, dhs)
    third, second = (jacobian(params, step) for step in run.steps[:0:-1])
    product = (y_3 - row.y_gt) @ row.W_yh @ third @ second
    np.testing.assert_allclose(product.T, back.dstates[0][0], atol=1e-12)
    return {"h": run.hs, "y_3": y_3, "∂C_3/∂y_3": y_3 - row.y_gt,
            "∂y_3/∂h_3": row.W_yh, "∂h_3/∂h_2": third, "∂h_2/∂h_1": second,
            "∂C_3/∂h_1": back.dstates[0][0],
            "dW_hh_copies": np.stack([s.W_hh for s in back.steps]),
            "dW_hh": back.dparams.W_hh}


def shared(row, printed=False):
    base = worked(row.scalar)
    found = one_unit(base)
    terms = {name.upper(): found[f"{name}_terms"] for name in "vuw"}

    def total(name):
        if printed and name in "VU":
            first, _, *others = terms[name]
            return sum([first, first, *others])
        return sum(terms[name])

    sums = {f"d{name}": total(name) for name in terms}
    new = {f"{name}_new": base.inputs[name.lower()] - row.alpha * sum(
        terms[name]) for name in "VW"}
    slope = 1 if printed else sum(terms["U"])            # ∂L/∂l is 1
    return {**{f"{name}_terms": each for name, each in terms.items()},
            **sums, **new, "U_new": base.u - row.alpha * slope}


def chunks(row):
    params = rnn.Params(row.W_hx, row.W_hh, row.b_h)
    run = bptt.forward(rnn, params, row.x, phi=identity)
    dhs = np.ones_like(run.hs)
    back = bptt.backward(rnn, params, run, dhs, phi=identity)
    cut = bptt.truncated(rnn, params, run, dhs, row.every, row.back,
                         phi=identity)
    reset = bptt.forward(rnn, params, row.x[row.every:], phi=identity)
    return {"h": run.hs, "h_reset": reset.hs,
            "whole": back.dparams._asdict(), "cut": cut._asdict()}


def update(row):
    start = [float(getattr(row, name)) for name in ("x", "W1", "W2", "y_gt")]
    page = by_hand(two_layers, *start)
    grads = page.gradient("C")

    def moved(eta):
        new = {name: page[name] - eta * grads[name] for name in ("W1", "W2")}
        C = two_layers(row.x, new["W1"], new["W2"], row.y_gt)
        return new, C

    new, C_new = moved(row.eta)
    return {"W1_new": new["W1"], "W2_new": new["W2"], "C": page["C"],
            "C_new": C_new, "C_large": moved(row.eta_large)[1]}


def fading(row):
    powers = [float(bound(np.array([[w]]), row.T)[0]) for w in row.w]
    return {"power": powers, "sigma_max": stretch(row.W_hh),
            "bound": bound(row.W_hh, row.T)[0]}


def gaps(row):
    places = [len(sentence.split()) - sentence.split().index(word)
              for sentence, word in zip(row.sentences, row.decides)]
    return {"words": places,
            "left": [bound(np.array([[row.factor]]), n)[0] for n in places]}


def losses(row):
    one = np.ones((1, 1))
    params = rnn.Params(one, one, 0 * one)

    def outputs(xs, state=None):
        return bptt.forward(rnn, params, xs, state, phi=identity)

    hs = outputs(row.x).hs
    square, (T, _, n) = (hs - row.y) ** 2, hs.shape
    alone = outputs(np.concatenate([row.x[:1], 0 * row.x[1:]])).hs
    read = outputs(row.x[:row.K])
    written = outputs(np.zeros((row.T, 1, n)), read.state).hs
    return {"y_hat": hs, "many to many": square.sum() / (n * T),
            "many to one": square[-1].sum() / n,
            "one to many": ((alone - row.y) ** 2).sum() / (n * T),
            "K to T": ((written - row.y[-row.T:]) ** 2).sum() / (n * row.T)}


COMPUTE = {"B-chain": chain, "E-backprop": general, "E-bptt-scalar": one_unit,
           "B-bptt": unfolded, "C-grad-sum": shared, "C-truncated": chunks,
           "E-truncated": chunks, "B-sgd": update, "D-vanishing": fading,
           "C-drawback": gaps, "D-losses": losses}


def differences(row, computed=None):
    computed = COMPUTE[row.id](row) if computed is None else computed
    return [name for name, value in row.expected.items()
            if not agree(computed[name], value, row.decimals)]


@pytest.mark.parametrize("id", COMPUTE)
def test_a_row_is_what_rnnkit_computes(id):
    assert differences(worked(id)) == []


@pytest.mark.parametrize("id", COMPUTE)
def test_a_row_says_what_it_is(id):
    row = worked(id)
    assert row.deck == id[0] and row.title and row.shows
    assert row.status == ("wrong" if id == "C-grad-sum" else "given")
    assert "ours" in row.note or "lost" in row.note or "E-bptt" in row.note


@pytest.mark.parametrize("id", COMPUTE)
def test_a_changed_number_is_noticed(id):
    row = worked(id)
    step = 1 if row.decimals is None else 2 * 10.0 ** -row.decimals
    for name, value in row.expected.items():
        changed = copy.deepcopy(row)
        changed.expected[name] = nudged(value, step)
        assert differences(changed) == [name]


def test_what_C_prints_is_what_its_formulas_give():
    row = worked("C-grad-sum")
    computed = shared(row, printed=True)
    for name, value in row.printed.items():
        assert agree(computed[name], value, row.decimals), name
        assert not agree(row.expected[name], value, row.decimals), name


def test_torch_gives_the_bars_of_E():
    row = worked("E-bptt-scalar")
    u, w, v = (torch.tensor(float(row.inputs[n]), requires_grad=True)
               for n in "uwv")
    h, L = torch.tensor(float(row.h_0)), 0
    for x, target in zip(row.x, row.targets):
        h = torch.relu(u * x + w * h)
        L = L + 0.5 * (torch.relu(v * h) - target) ** 2
    L.backward()
    assert [g.grad.item() for g in (u, v, w)] == [
        row.expected[f"{n}_bar"] for n in "uvw"]


def test_the_scalar_rnn_is_the_rnn_cell_with_one_unit():
    rng = np.random.default_rng(0)
    u, w, v = rng.normal(size=3)
    xs, targets, h_0 = rng.normal(size=5), rng.normal(size=5), 0.3
    bar = scalar.through_time(scalar.Params(u, w, v), xs, targets, h_0)
    cell = rnn.Params(*(np.array([[a]]) for a in (u, w, 0.0)))
    run = bptt.forward(rnn, cell, xs.reshape(-1, 1, 1), [np.array([[h_0]])])
    y = np.tanh(v * run.hs)
    dr = (y - targets.reshape(-1, 1, 1)) * (1 - y * y)
    back = bptt.backward(rnn, cell, run, dr * v)
    assert bar["u_bar"] == pytest.approx(back.dparams.W_hx.item(), abs=1e-12)
    assert bar["w_bar"] == pytest.approx(back.dparams.W_hh.item(), abs=1e-12)
    assert bar["v_bar"] == pytest.approx(np.sum(dr * run.hs), abs=1e-12)


@pytest.mark.parametrize("change, message", [
    (dict(xs=[]), "at least one step"),
    (dict(xs=[[1.0]]), "one number a step"),
    (dict(params=scalar.Params(np.ones(2), 1, 1)), "u is"),
    (dict(h_0=np.ones((1, 1))), "h_0 is"),
])
def test_bad_input_of_the_scalar_rnn_is_refused(change, message):
    given = dict(params=scalar.Params(1, 1, 1), xs=[1.0], h_0=0.0) | change
    with pytest.raises(ValueError, match=message):
        scalar.forward(**given)


def test_bars_need_a_gradient_for_each_output():
    params = scalar.Params(1, 1, 1)
    steps = scalar.forward(params, [1.0, 2.0])
    with pytest.raises(ValueError, match="1 y_bars but 2 steps"):
        scalar.backward(params, steps, [1.0])
    with pytest.raises(ValueError, match="no slope is known"):
        scalar.backward(params, steps, [1.0, 1.0], abs)


def test_dense_agrees_on_the_chain():
    row = worked("B-chain")
    as_column = [np.array([[float(value)]]) for value in (
        row.W1, 0, row.W2, 0)]
    step = dense.step(dense.Params(*as_column), np.array([[float(row.x)]]),
                      relu, identity)
    assert step.y.item() == row.expected["y2"]
