"""Through time: torch, differences and algebra, for every cell."""
import numpy as np
import pytest
import torch

from rnnkit import bptt, by_hand, gradcheck, layers
from rnnkit.cells import gru, lstm, rnn

CELLS = {"rnn": rnn, "lstm": lstm, "gru": gru}
TORCH = {"rnn": torch.nn.RNN, "lstm": torch.nn.LSTM, "gru": torch.nn.GRU}
SIZES = [(5, 3, 4, 2), (1, 1, 1, 1), (4, 1, 3, 1), (3, 2, 1, 3)]


def draw(cell, D, H, rng):
    """Random parameters of a cell."""
    def shape(name):
        return (H, 1) if name[0] == "b" else (H, D if name[-1] == "x" else H)
    return cell.Params(*(rng.normal(size=shape(name))
                         for name in cell.Params._fields))


def stacked(name, params):
    """The four torch arrays of one layer, from our Params."""
    p = params._asdict()
    gates = {"rnn": ["h"], "lstm": list("ifgo"), "gru": list("rzn")}[name]
    first = {"rnn": "W_hx", "lstm": "W_{}x", "gru": "W_{}x"}[name]
    second = {"rnn": "W_hh", "lstm": "W_{}h", "gru": "W_{}h"}[name]
    bias = np.concatenate([p[f"b_{g}"] for g in gates])[:, 0]
    hidden = np.zeros_like(bias)
    if name == "gru":
        hidden[-len(p["b_nh"]):] = p["b_nh"][:, 0]
    return (np.concatenate([p[first.format(g)] for g in gates]),
            np.concatenate([p[second.format(g)] for g in gates]),
            bias, hidden)


def torch_net(name, network, D, H):
    """torch's network with our numbers in it."""
    both = not hasattr(network[0], "_fields")
    net = TORCH[name](D, H, num_layers=len(network),
                      bidirectional=both).double()
    kinds = ("weight_ih", "weight_hh", "bias_ih", "bias_hh")
    with torch.no_grad():
        for k, layer in enumerate(network):
            for way, params in enumerate(layers.directions(layer)):
                for kind, value in zip(kinds, stacked(name, params)):
                    end = f"_l{k}" + ("_reverse" if way else "")
                    getattr(net, kind + end).copy_(torch.tensor(value))
    return net


def flipped(array):
    return torch.tensor(np.swapaxes(array, 1, 2).copy())


@pytest.mark.parametrize("both", [False, True])
@pytest.mark.parametrize("depth", [1, 2, 3])
@pytest.mark.parametrize("name", CELLS)
@pytest.mark.parametrize("T, D, H, B", SIZES)
def test_torch_agrees_on_values_and_all_gradients(name, depth, both,
                                                  T, D, H, B):
    rng = np.random.default_rng(depth + 10 * both)
    cell, ways = CELLS[name], 1 + both
    network = []
    for k in range(depth):
        size = D if k == 0 else H * ways
        each = tuple(draw(cell, size, H, rng) for _ in range(ways))
        network.append(each if both else each[0])
    xs = rng.normal(size=(T, D, B))
    dhs = rng.normal(size=(T, H * ways, B))
    run = layers.forward(cell, network, xs)
    grads = layers.backward(cell, network, run, dhs)
    net, txs = torch_net(name, network, D, H), flipped(xs).requires_grad_()
    out, _ = net(txs)
    (out * flipped(dhs)).sum().backward()
    agree(out.detach().numpy().swapaxes(1, 2), run.hs)
    agree(txs.grad.numpy().swapaxes(1, 2), grads.dxs)
    for k, layer in enumerate(grads.layers):
        for way, params in enumerate(layers.directions(layer)):
            end = f"_l{k}" + ("_reverse" if way else "")
            ours = stacked(name, params)
            for kind, value in zip(("weight_ih", "weight_hh", "bias_ih"),
                                   ours):
                agree(getattr(net, kind + end).grad.numpy(), value)


def agree(theirs, ours):
    np.testing.assert_allclose(ours, theirs, rtol=0, atol=1e-9)


@pytest.mark.parametrize("both", [False, True])
@pytest.mark.parametrize("name", CELLS)
def test_masks_are_torchs_packed_sequences(name, both):
    rng = np.random.default_rng(3)
    cell, T, D, H, ways = CELLS[name], 6, 2, 3, 1 + both
    lengths = [6, 4, 1]
    each = tuple(draw(cell, D, H, rng) for _ in range(ways))
    network = (each if both else each[0],)
    xs = rng.normal(size=(T, D, len(lengths)))
    dhs = rng.normal(size=(T, H * ways, len(lengths)))
    mask = np.arange(T)[:, None] < np.array(lengths)
    run = layers.forward(cell, network, xs, mask=mask)
    grads = layers.backward(cell, network, run, dhs, mask=mask)
    net, txs = torch_net(name, network, D, H), flipped(xs).requires_grad_()
    packed, last = net(torch.nn.utils.rnn.pack_padded_sequence(txs, lengths))
    out, _ = torch.nn.utils.rnn.pad_packed_sequence(packed)
    (out * flipped(dhs)).sum().backward()
    agree(out.detach().numpy().swapaxes(1, 2), run.hs)
    agree(txs.grad.numpy().swapaxes(1, 2), grads.dxs)
    last = last if name == "lstm" else (last,)
    for way in range(ways):
        for theirs, ours in zip(last, run.states[0][way]):
            agree(theirs[way].detach().numpy().T, ours)
    first = layers.directions(grads.layers[0])[0]
    agree(net.weight_hh_l0.grad.numpy(), stacked(name, first)[1])


@pytest.mark.parametrize("name", CELLS)
def test_differences_agree_and_a_wrong_gradient_is_seen(name):
    rng = np.random.default_rng(1)
    cell = CELLS[name]
    params = draw(cell, 2, 3, rng)
    xs, dhs = rng.normal(size=(4, 2, 2)), rng.normal(size=(4, 3, 2))
    back = bptt.backward(cell, params, bptt.forward(cell, params, xs), dhs)

    def loss(p):
        return np.sum(bptt.forward(cell, p, xs).hs * dhs)
    assert gradcheck(loss, params, back.dparams).ok
    wrong = back.dparams._replace(**{
        cell.Params._fields[1]: back.steps[-1][1]})    # the last step alone
    assert not gradcheck(loss, params, wrong).ok


@pytest.mark.parametrize("reset", ["after", "before"])
def test_both_grus_are_what_the_record_says(reset):
    rng = np.random.default_rng(2)
    params = draw(gru, 2, 3, rng)
    x, h, dh = (rng.normal(size=s) for s in ((2, 2), (3, 2), (3, 2)))
    grads, dx, dh_prev = gru.step_back(
        params, gru.step(params, x, h, reset), dh, reset)
    page = by_hand(gru.step, params, x=x, h_prev=h, reset=reset)
    recorded = page.gradient("h", upstream=dh)
    for name, value in grads._asdict().items():
        agree(recorded[name], value)
    agree(recorded["x"], dx)
    agree(recorded["h_prev"], dh_prev)


def test_the_two_grus_differ():
    rng = np.random.default_rng(2)
    params = draw(gru, 2, 3, rng)
    x, h = rng.normal(size=(2, 1)), rng.normal(size=(3, 1))
    assert not np.allclose(gru.step(params, x, h, "after").h,
                           gru.step(params, x, h, "before").h)


@pytest.mark.parametrize("name", CELLS)
def test_time_can_be_cut_in_two(name):
    """Forward over T is forward over T1 and then T2, backward likewise."""
    rng = np.random.default_rng(4)
    cell = CELLS[name]
    params = draw(cell, 2, 3, rng)
    xs, dhs = rng.normal(size=(7, 2, 2)), rng.normal(size=(7, 3, 2))
    whole = bptt.forward(cell, params, xs)
    first = bptt.forward(cell, params, xs[:3])
    second = bptt.forward(cell, params, xs[3:], first.state)
    agree(whole.hs, np.concatenate([first.hs, second.hs]))
    late = bptt.backward(cell, params, second, dhs[3:])
    early = bptt.backward(cell, params, first, dhs[:3], late.dstate)
    back = bptt.backward(cell, params, whole, dhs)
    for a, b, c in zip(back.dparams, early.dparams, late.dparams):
        agree(a, b + c)
    for k, total in enumerate(back.dparams):
        agree(total, sum(share[k] for share in back.steps))


@pytest.mark.parametrize("name", CELLS)
def test_truncation(name):
    rng = np.random.default_rng(5)
    cell = CELLS[name]
    params = draw(cell, 2, 3, rng)
    xs, dhs = rng.normal(size=(6, 2, 1)), rng.normal(size=(6, 3, 1))
    run = bptt.forward(cell, params, xs)
    back = bptt.backward(cell, params, run, dhs)
    for every, far in ((6, 6), (1, 6), (4, 9)):
        cut = bptt.truncated(cell, params, run, dhs, every, far)
        for a, b in zip(cut, back.dparams):
            agree(a, b)
    # In chunks of 3: what each chunk gives when its state comes from before.
    chunks = [bptt.backward(cell, params, bptt.Forward(
        run.steps[k:k + 3], run.hs[k:k + 3], None), dhs[k:k + 3]).dparams
        for k in (0, 3)]
    cut = bptt.truncated(cell, params, run, dhs, 3, 3)
    for a, b, c in zip(cut, *chunks):
        agree(a, b + c)
    assert not np.allclose(cut[1], back.dparams[1])


def test_without_w_hh_the_steps_are_independent():
    rng = np.random.default_rng(6)
    params = draw(rnn, 2, 3, rng)
    params = params._replace(W_hh=np.zeros((3, 3)))
    xs = rng.normal(size=(4, 2, 1))
    run = bptt.forward(rnn, params, xs)
    back = bptt.backward(rnn, params, run, np.ones((4, 3, 1)))
    for t in range(4):
        alone = bptt.forward(rnn, params, xs[t:t + 1])
        agree(run.hs[t], alone.hs[0])
        share = bptt.backward(rnn, params, alone, np.ones((1, 3, 1)))
        agree(back.steps[t].W_hx, share.dparams.W_hx)


def test_a_mask_that_hides_everything():
    rng = np.random.default_rng(7)
    params, xs = draw(lstm, 2, 3, rng), rng.normal(size=(4, 2, 2))
    mask = np.zeros((4, 2))
    run = bptt.forward(lstm, params, xs, mask=mask)
    back = bptt.backward(lstm, params, run, np.ones((4, 3, 2)), mask=mask)
    assert not np.any(run.hs) and not np.any(run.state)
    assert not any(np.any(d) for d in back.dparams)


def test_float32_stays_float32():
    rng = np.random.default_rng(8)
    for cell in CELLS.values():
        params = cell.Params(*(v.astype(np.float32)
                               for v in draw(cell, 2, 3, rng)))
        xs = rng.normal(size=(3, 2, 1)).astype(np.float32)
        for mask in (None, np.array([[1], [1], [0]]), np.ones((3, 1), bool)):
            run = bptt.forward(cell, params, xs, mask=mask)
            ones = np.ones_like(run.hs)
            back = bptt.backward(cell, params, run, ones, mask=mask)
            cut = bptt.truncated(cell, params, run, ones, 2, 2)
            assert {a.dtype for a in (
                run.hs, *run.state, *back.dparams, back.dxs, *back.dstate,
                *cut)} == {np.dtype(np.float32)}


@pytest.mark.parametrize("change, message", [
    (dict(xs=np.zeros((0, 2, 1))), "at least one step"),
    (dict(xs=np.zeros((3, 2))), r"xs is \(3, 2\): a sequence has three axes, "
     r"\(T, D, B\).*xs\[None\]"),
    (dict(xs=np.full((3, 2, 1), np.nan)), "finite"),
    (dict(mask=np.ones((2, 1))), r"mask is \(2, 1\) but xs is \(3, 2, 1\)"),
    (dict(mask=np.full((3, 1), 0.5)), "other than 0 and 1"),
    (dict(state=(np.zeros((2, 1)),)), "h_prev"),
    (dict(state=()), r"state is of 0 but rnn carries 1: write .* \(h,\)"),
    (dict(state=np.zeros((3, 1))), r"state is an array of shape \(3, 1\)"),
    (dict(state=(np.zeros((3, 1)),) * 2), "state is of 2 but rnn carries 1"),
    (dict(state=({},)), "h_prev is of type dict"),
])
def test_bad_input_says_what_is_wrong(change, message):
    params = draw(rnn, 2, 3, np.random.default_rng(9))
    given = dict(xs=np.zeros((3, 2, 1)), state=None, mask=None) | change
    with pytest.raises(ValueError, match=message):
        bptt.forward(rnn, params, **given)


@pytest.mark.parametrize("dstate, message", [
    ((), r"dstate is of 0 but lstm carries 2: write the tuple \(dh, dc\)"),
    ((np.zeros((3, 2)),), "dstate is of 1 but lstm carries 2"),
    (np.zeros((2, 3, 2)), r"dstate is an array of shape \(2, 3, 2\)"),
    ((np.zeros((3, 2)), np.zeros((3, 1))), r"dc is \(3, 1\) but c is"),
    ((np.zeros((1, 2)), np.zeros((3, 2))), r"dh is \(1, 2\) but h is"),
])
def test_a_gradient_of_the_state_that_does_not_fit(dstate, message):
    params = draw(lstm, 2, 3, np.random.default_rng(9))
    run = bptt.forward(lstm, params, np.zeros((4, 2, 2)))
    with pytest.raises(ValueError, match=message):
        bptt.backward(lstm, params, run, run.hs, dstate)
    with pytest.raises(ValueError, match=r"state is of 1 .* \(h, c\)"):
        bptt.forward(lstm, params, np.zeros((4, 2, 2)), run.state[:1])


@pytest.mark.parametrize("given, told", [
    (draw(gru, 2, 3, np.random.default_rng(9)), "gru.Params"),
    (None, "of type NoneType"), (np.zeros((3, 3)), r"an array of shape \(3"),
])
def test_the_parameters_of_another_cell_are_refused(given, told):
    params, xs = draw(rnn, 2, 3, np.random.default_rng(9)), np.ones((3, 2, 1))
    run = bptt.forward(rnn, params, xs)
    message = (f"params is {told}.* but the cell is rnn: it needs "
               r"rnn.Params\(W_hx, W_hh, b_h\)")
    with pytest.raises(ValueError, match=message):
        bptt.forward(rnn, given, xs)
    with pytest.raises(ValueError, match=message):
        bptt.backward(rnn, given, run, run.hs)


def test_layers_refuse_one_layer_alone_and_gradients_that_do_not_fit():
    params = draw(rnn, 2, 3, np.random.default_rng(9))
    xs = np.ones((3, 2, 1))
    with pytest.raises(ValueError, match=r"rnn.Params, one layer: .*params,"):
        layers.forward(rnn, params, xs)
    network = ((params, params),)
    run = layers.forward(rnn, network, xs)
    with pytest.raises(ValueError, match=r"dhs is \(3, 5, 1\) but hs is"):
        layers.backward(rnn, network, run, np.ones((3, 5, 1)))


def test_truncation_refuses_to_lose_losses():
    params = draw(rnn, 2, 3, np.random.default_rng(9))
    run = bptt.forward(rnn, params, np.zeros((3, 2, 1)))
    with pytest.raises(ValueError, match="1 ≤ every ≤ back"):
        bptt.truncated(rnn, params, run, run.hs, 3, 2)
    with pytest.raises(ValueError, match="no layers"):
        layers.forward(rnn, (), np.zeros((3, 2, 1)))
