"""Backward questions against torch, and mistakes against plain words."""
import numpy as np
import pytest
import torch
from families_by_hand import agrees, given, leads_to, questions

from rnnkit import bptt
from rnnkit.cells import rnn, scalar
from rnnkit.cells.activations import identity, relu, slope


def tensor(value):
    return torch.tensor(np.asarray(value, float), requires_grad=True)


def bars_by_torch(q):
    g = given(q)
    u, w, v = (tensor(g[k]) for k in "uwv")
    h, found, losses = tensor(g["h_0"]), {}, []
    for t, (x, target) in enumerate(zip(g["xs"], g["targets"]), 1):
        z = u * x + w * h
        h = torch.relu(z)
        r = v * h
        y = torch.relu(r)
        losses.append((y - target) ** 2 / 2)
        found |= {f"z_bar_{t}": z, f"h_bar_{t}": h, f"r_bar_{t}": r,
                  f"y_bar_{t}": y}
        for each in (z, h, r, y):
            each.retain_grad()
    sum(losses).backward()
    names = {"u_bar": u, "w_bar": w, "v_bar": v, **found}
    values = {name: 0.0 if t.grad is None else t.grad.item()
              for name, t in names.items()}
    return values | {f"h_{t}": found[f"h_bar_{t}"].item()
                     for t in range(1, len(g["xs"]) + 1)}


@pytest.mark.parametrize("name", ["bptt-bars", "bptt-weights"])
def test_bars_are_those_of_torch(name):
    for q in questions(name):
        agrees(q, bars_by_torch(q))


def test_target_minus_output_turns_every_bar_around():
    for q in questions("bptt-weights"):
        leads_to(q, "took target minus output", {
            line: -value for line, value in bars_by_torch(q).items()})


def test_a_shut_relu_stands_on_level_3_only():
    for q in questions("bptt-bars"):
        h = [q.page[f"h_{t}"] for t in range(1, len(given(q)["xs"]) + 1)]
        assert (0 in h) == (q.level == 3)


def step_by_torch(q):
    g = given(q)
    W_hx, W_hh, x, h_prev = (tensor(g[k]) for k in
                             ("W_hx", "W_hh", "x", "h_prev"))
    da = g["dh"] * (g["h"] > 0)
    b = torch.zeros((2, 1), dtype=torch.float64, requires_grad=True)
    a = W_hx @ x + W_hh @ h_prev + b
    (a * torch.tensor(da)).sum().backward()
    return {"da": da, "dW_hx": W_hx.grad, "dW_hh": W_hh.grad, "dx": x.grad,
            "dh_prev": h_prev.grad, "db_h": b.grad}


def test_a_step_back_is_that_of_torch():
    for q in questions("rnn-step-back"):
        agrees(q, step_by_torch(q))
        leads_to(q, "forgot the slope of ReLU", {"da": given(q)["dh"]})
        if q.level == 2:
            leads_to(q, "used W_hh in place of its transpose", {
                "dh_prev": given(q)["W_hh"] @ step_by_torch(q)["da"]})


def test_two_layers_back_are_those_of_torch():
    for q in questions("dense-back"):
        g = given(q)
        W1, W2, x = (tensor(g[k]) for k in ("W1", "W2", "x"))
        h = tensor(g["h"])
        (W2 @ h * torch.tensor(g["dy"])).sum().backward()
        da1 = h.grad * torch.tensor(g["h"] > 0)
        (W1 @ x * da1).sum().backward()
        agrees(q, {"dW2": W2.grad, "dh": h.grad, "da1": da1,
                   "dW1": W1.grad, "dx": x.grad})
        leads_to(q, "applied ReLU to the gradient", {
            "da1": torch.relu(h.grad), "dh": h.grad})


def test_two_vector_steps_by_plain_sums():
    for q in questions("bptt-vectors"):
        g = given(q)
        open_1, open_2 = (np.ones((2, 1)) if q.level == 1 else
                          np.sign(g[k]) for k in ("h_1", "h_2"))
        da_2 = g["e_2"] * open_2
        sent = g["W_hh"].T @ da_2
        dh_1 = g["e_1"] + sent
        da_1 = dh_1 * open_1
        first, last = da_1 @ g["h_0"].T, da_2 @ g["h_1"].T
        cell = rnn.Params(g["W_hx"], g["W_hh"], np.zeros((2, 1)))
        back = rnn.step_back(cell, rnn.Step(g["x_2"], g["h_1"], None,
                                            g["h_2"]), g["e_2"], g["phi"])
        assert np.array_equal(back[-1], sent)
        assert np.array_equal(back[0].W_hh, last)
        agrees(q, {"sent": sent, "dh_1": dh_1, "dW_hh": first + last,
                   "dW_hx": da_1 @ g["x_1"].T + da_2 @ g["x_2"].T})
        leads_to(q, "forgot the earlier step's share in the weights", {
            "dW_hh": last})
        leads_to(q, "forgot the loss of step 1 itself", {"dh_1": sent})


def test_truncation_is_that_of_bptt():
    for q in questions("bptt-truncated"):
        g, T = given(q), len(given(q)["xs"])
        phi = relu if q.level == 3 else identity
        params = rnn.Params(g["W_hx"], g["W_hh"], np.zeros((1, 1)))
        run = bptt.forward(rnn, params, np.stack(g["xs"]),
                           (g["states"]["h_0"],), phi=phi)
        assert np.array_equal(run.hs.ravel(), [
            g["states"][f"h_{t}"].item() for t in range(1, T + 1)])
        dhs = np.stack(g.get("es", [np.ones((1, 1))] * T))
        every, = g["every"]
        cut = bptt.truncated(rnn, params, run, dhs, every, every, phi=phi)
        whole = bptt.backward(rnn, params, run, dhs, phi=phi).dparams
        values = {k: v for k, v in q.right.items() if k.startswith("dW")}
        for label, value in values.items():
            own = getattr(cut, label.split("[")[0][1:]).item()
            assert value == own
            wrong = q.mistaken(next(
                m for m, _ in q.mistakes if "over the border" in m.name))
            assert wrong[label] == getattr(
                whole, label.split("[")[0][1:]).item()


def bars_of_the_cell(w, last, hs, phi):
    """Return the bars of scalar.backward with a loss at the last step."""
    steps = [scalar.Step(0.0, 0.0, None, float(h), None, 0.0) for h in hs]
    return scalar.backward(scalar.Params(0.0, w, 1.0), steps,
                           [0.0] * (len(hs) - 1) + [last / slope(phi, 0.0)],
                           phi)


def test_fading_factors_are_powers():
    for q in questions("fading-factor"):
        g, (T,) = given(q), given(q)["length"]
        w, last = float(g["w"]), float(g["dh_T"])
        bars = bars_of_the_cell(w, last, [0.0] * T, identity)
        agrees(q, bars)
        agrees(q, {f"h_bar_{t}": last * w ** (T - t) for t in range(1, T)})
        leads_to(q, "divided by the weight", {
            f"h_bar_{t}": last / w ** (T - t) for t in range(1, T)})


def test_slopes_of_tanh_by_a_plain_loop():
    for q in questions("slope-product"):
        g, found = given(q), {}
        arrives, T = float(g["dh_T"]), len(given(q)["hs"])
        for t in range(T, 0, -1):
            found[f"h_bar_{t}"] = arrives
            found[f"z_bar_{t}"] = arrives * (1 - float(g["hs"][t - 1]) ** 2)
            arrives = found[f"z_bar_{t}"] * float(g["w"])
        agrees(q, found)
        agrees(q, bars_of_the_cell(float(g["w"]), float(g["dh_T"]), g["hs"],
                                   np.tanh))
        leads_to(q, "forgot the slope of tanh", {
            f"z_bar_{t}": float(g["dh_T"]) * float(g["w"]) ** (T - t)
            for t in range(1, T + 1)})


def test_clipping_is_that_of_torch_and_of_training():
    from rnnkit.train import clip_norm
    for q in questions("gradient-clipping"):
        g = given(q)
        params = [tensor(0 * part) for part in g["gs"]]
        for p, part in zip(params, g["gs"]):
            p.grad = torch.tensor(part)
        length = torch.nn.utils.clip_grad_norm_(params, float(g["limit"]))
        new = clip_norm(tuple(g["gs"]), float(g["limit"]))
        for p, part in zip(params, new):
            assert np.allclose(p.grad, part, atol=1e-5)
        names = [line for line in q.page.lines if line.startswith("g_new")]
        agrees(q, {"length": length.item(), **dict(zip(names, new))})
        leads_to(q, "forgot the square root of the length",
                 {"length": length.item() ** 2})


def test_other_slips_of_a_step_back():
    for q in questions("rnn-step-back"):
        g = given(q)
        leads_to(q, "took 1 − h² for the slope of ReLU", {
            "da": g["dh"] * (1 - g["h"] ** 2)})
    for q in questions("bptt-bars"):
        right = bars_by_torch(q)
        leads_to(q, "took twice the difference for y_bar", {
            line: 2 * value for line, value in right.items()
            if "bar" in line})


@pytest.mark.parametrize("name", ["bptt-vectors", "bptt-truncated"])
def test_the_way_back_shows_the_step_in_each_name(name):
    for q in questions(name):
        known = {*q.page.lines, *q.page.inputs}
        for line in [line for line in q.page.lines if line[:2] == "da"]:
            t = line[-1]
            arrives = f"dh_{t}" if f"dh_{t}" in known else f"e_{t}"
            assert np.array_equal(q.page[line], q.page[arrives] * slope(
                given(q)["phi"], q.page[f"h_{t}"])), (q.code, line)


def test_the_sign_of_a_weight_is_lost_only_where_it_is_negative():
    for name in ("fading-factor", "slope-product"):
        for q in questions(name):
            if "lost the sign of the weight" in [m.name
                                                 for m, _ in q.mistakes]:
                assert given(q)["w"] < 0, q.code
                plus = q.family.formula(**{**given(q), "w": -given(q)["w"]})
                leads_to(q, "lost the sign of the weight", plus)
