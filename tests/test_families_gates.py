"""Gate questions against torch, and mistakes against plain words."""
import numpy as np
import pytest
import torch
from families_by_hand import agrees, given, leads_to, questions

from rnnkit.cells import lstm


def sigmoid(a):
    return 1 / (1 + np.exp(-np.asarray(a, float)))


def gate(g, name, activation, state="h_prev"):
    return activation(g[f"W_{name}x"] @ g["x"] + g[f"W_{name}h"] @ g[state]
                      + g[f"b_{name}"])


def test_an_lstm_step_is_that_of_torch():
    for q in questions("lstm-gates"):
        g = given(q)
        cell = torch.nn.LSTMCell(1, 1, dtype=torch.float64)
        with torch.no_grad():
            for name, start in (("weight_ih", "W_{}x"), ("bias_ih", "b_{}"),
                                ("weight_hh", "W_{}h")):
                rows = np.vstack([g[start.format(k)] for k in "ifgo"])
                getattr(cell, name).copy_(torch.tensor(
                    rows if name[0] == "w" else rows[:, 0]))
            cell.bias_hh.zero_()
            h, c = cell(torch.tensor(g["x"]), (torch.tensor(
                g["h_prev"]), torch.tensor(g["c_prev"])))
        i, f, o = (gate(g, name, sigmoid) for name in "ifo")
        new = gate(g, "g", np.tanh)
        agrees(q, {"i": i, "f": f, "g": new, "o": o, "c": c, "h": h})
        leads_to(q, "exchanged the input gate and the forget gate", {
            "i": f, "f": i, "c": i * g["c_prev"] + f * new})
        if q.level > 1:
            leads_to(q, "wrote g without its gate", {
                "c": f * g["c_prev"] + new})


def a_step(biases, c_prev, x=0.0, W_fx=0.0):
    """Return the lines of lstm.step whose weights are 0, but for W_fx."""
    H = len(c_prev)
    x_weights = [np.full((H, 1), W_fx * (k == "f")) for k in "ifgo"]
    params = [each for W, b in zip(x_weights, biases)
              for each in (W, np.zeros((H, H)), b)]
    return lstm.step(lstm.Params(*params), np.full((1, 1), x),
                     np.zeros((H, 1)), c_prev)._asdict()


def test_what_the_gates_do_by_plain_words():
    for q in questions("lstm-memory"):
        g = given(q)
        i, f, o = (np.sign(g[f"b_{k}"]) / 2 + 0.5 for k in "ifo")
        new = np.sign(g["b_g"])
        c = f * g["c_prev"] + i * new
        agrees(q, {"i": i, "f": f, "g": new, "c": c, "h": o * np.tanh(c)})
        agrees(q, a_step([g[f"b_{k}"] for k in "ifgo"], g["c_prev"]))
        leads_to(q, "took a forget gate of 1 as “forget all”", {
            "c": (1 - f) * g["c_prev"] + i * new})


def test_what_survives_is_a_product():
    for q in questions("forget-path"):
        g, c, found = given(q), given(q)["c_0"], {}
        for t, x in enumerate(g["xs"], 1):
            f = sigmoid(x + g["b_f"])
            shut, none = np.full((1, 1), -40.0), np.zeros((1, 1))
            cell = a_step((shut, g["b_f"], none, none), c, x.item(), 1.0)
            c = f * c
            assert np.allclose(cell["c"], c) and np.allclose(cell["f"], f)
            found |= {f"f_{t}": f, f"c_{t}": c}
        agrees(q, found)
        leads_to(q, "began anew from c_0 at each step", {
            f"c_{t}": found[f"f_{t}"] * g["c_0"]
            for t in range(1, len(g["xs"]) + 1)})


def test_a_gru_step_is_that_of_torch():
    for q in questions("gru-step"):
        g = given(q)
        cell = torch.nn.GRUCell(1, 1, dtype=torch.float64)
        with torch.no_grad():
            for name, start in (("weight_ih", "W_{}x"), ("bias_ih", "b_{}"),
                                ("weight_hh", "W_{}h")):
                rows = np.vstack([g[start.format(k)] for k in "rzn"])
                getattr(cell, name).copy_(torch.tensor(
                    rows if name[0] == "w" else rows[:, 0]))
            cell.bias_hh.zero_()
            cell.bias_hh[2] = g["b_nh"].item()
            h = cell(torch.tensor(g["x"]), torch.tensor(g["h_prev"]))
        r, z = gate(g, "r", sigmoid), gate(g, "z", sigmoid)
        m = g["W_nh"] * g["h_prev"] + g["b_nh"]
        n = np.tanh(g["W_nx"] * g["x"] + g["b_n"] + r * m)
        agrees(q, {"r": r, "z": z, "m": m, "n": n, "h": h})
        leads_to(q, "forgot the bias inside the reset", {
            "m": g["W_nh"] * g["h_prev"], "r": r, "z": z})
        if q.level == 3:
            leads_to(q, "took z for the share of the new", {
                "h": z * n + (1 - z) * g["h_prev"]})


def test_a_step_back_is_that_of_torch():
    for q in questions("lstm-step-back"):
        t = {name: torch.tensor(value, requires_grad=True)
             for name, value in given(q).items()}
        c = t["f"] * t["c_prev"] + t["i"] * t["g"]
        # The page is given c to two decimals, as it is shown.
        shown = t["c"].detach() + (c - c.detach())
        shown.retain_grad()
        h = t["o"] * torch.tanh(shown)
        (h * t["dh"].detach() + shown * t["dc_next"].detach()).sum(
            ).backward()
        agrees(q, {"do": t["o"].grad, "dc": shown.grad, "di": t["i"].grad,
                   "df": t["f"].grad, "dg": t["g"].grad,
                   "dc_prev": t["c_prev"].grad})
        leads_to(q, "sent the whole gradient back along the memory", {
            "dc_prev": shown.grad})


@pytest.mark.parametrize("name", ["lstm-gates", "gru-step"])
def test_no_gate_is_as_good_as_open_or_shut(name):
    for q in questions(name):
        for line in set("ifrzo") & {label[0] for label in q.right}:
            assert 0.01 < q.page[line].item() < 0.99
