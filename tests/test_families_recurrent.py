"""Dense and recurrent questions: against torch and plain loops."""
import numpy as np
import torch
from families_by_hand import agrees, given, leads_to, questions

from rnnkit.practice import judge


def lift(a):
    return np.where(a > 0, a, 0)


def columns(g, *names):
    return [np.asarray(g[name]) for name in names]


def one_step(W_hx, W_hh, b_h, x, h, bias=1):
    """Return (a, h) in loops, unit by unit."""
    a = np.zeros_like(h, dtype=float)
    for i in range(len(a)):
        a[i] = bias * b_h[i] + sum(W_hx[i, j] * x[j] for j in range(len(x)))
        a[i] += sum(W_hh[i, j] * h[j] for j in range(len(h)))
    return a, lift(a)


def test_dense_layers_and_batches():
    for name in ("dense-layers", "dense-batch"):
        for q in questions(name):
            W1, b1, W2, b2, x = (torch.tensor(v) for v in columns(
                given(q), "W1", "b1", "W2", "b2", "x"))
            linear = torch.nn.functional.linear
            a1 = linear(x.T, W1, b1[:, 0]).T
            h = torch.relu(a1)
            a2 = linear(h.T, W2, b2[:, 0]).T
            agrees(q, {"a1": a1, "h": h, "a2": a2, "y": torch.relu(a2)})
            leads_to(q, "forgot ReLU in the hidden layer", {
                "h": a1, "y": torch.relu(linear(a1.T, W2, b2[:, 0]).T)})


def test_lookup():
    for q in questions("embedding-lookup"):
        E, x = columns(given(q), "E", "x")
        picked = x if x.ndim == 1 else x.argmax(axis=0)
        table = torch.nn.Embedding.from_pretrained(torch.tensor(E.T))
        agrees(q, {"e": table(torch.tensor(picked)).T.numpy()})
        if q.level == 3:
            leads_to(q, "counted the words from 1", {"e": np.stack(
                [E[:, (k - 1) % 5] for k in picked], axis=1)})
        else:
            leads_to(q, "took a row of E in place of a column", {
                "e": np.stack([E[k] for k in picked], axis=1)})


def test_one_step():
    for name in ("rnn-step", "rnn-output"):
        for q in questions(name):
            g = given(q)
            W_hx, W_hh, b_h, x, h_prev = columns(
                g, "W_hx", "W_hh", "b_h", "x", "h_prev")
            a, h = one_step(W_hx, W_hh, b_h, x, h_prev)
            y = g["W_yh"] @ h + g["b_y"] if "W_yh" in g else None
            agrees(q, {"a": a, "h": h, "y": y})
            a, h = one_step(W_hx, W_hh, b_h, x, h_prev, bias=0)
            y = g["W_yh"] @ h + g["b_y"] if "W_yh" in g else None
            leads_to(q, "forgot the bias", {"a": a, "h": h} | (
                {"y": y} if y is not None else {}))


def along(g, carry=True, phi=lift):
    """Return all lines of a sequence, step by step."""
    h, found = np.asarray(g["h_0"], float), {}
    for t, x in enumerate(g["xs"], 1):
        before = h if carry else np.asarray(g["h_0"], float)
        a, _ = one_step(g["W_hx"], g["W_hh"], g["b_h"], x, before)
        h = phi(a)
        found |= {f"a_{t}": a, f"h_{t}": h, "a": a, "h": h}
        if "W_yh" in g:
            found[f"y_{t}"] = g["W_yh"] @ h + g["b_y"]
    return found


def test_sequences():
    for name, phi in (("rnn-sequence", lift), ("rnn-tanh", np.tanh),
                      ("summing-network", lambda a: a)):
        for q in questions(name):
            agrees(q, along(given(q), phi=phi))
            if name != "rnn-tanh" or q.level == 3:
                leads_to(q, "started every step from h_0",
                         along(given(q), False, phi))


def test_a_wrong_state_after_a_right_sum():
    """tan in place of tanh: the sum needs no second look."""
    for q in questions("rnn-tanh"):
        label = next(iter(q.blanks))
        state = label.replace("a", "h", 1)
        words = judge(q, {label: q.right[label], state: "9"})[state].words
        assert f"Your {label} is right. What does tanh make" in words
        words = judge(q, {label: "8", state: "9"})[state].words
        assert "is right" not in words


def test_states_before_exchanged():
    for q in questions("rnn-two-layers"):
        g = given(q)
        a = g["W_hx_1"] @ g["xs"][0] + g["W_hh_1"] @ g["above_0"] + g["b_h_1"]
        leads_to(q, "exchanged the two states before",
                 {"h_1": np.maximum(a, 0)})


def test_outputs_made_too_early_and_relu_left_out():
    for q in questions("rnn-sequence"):
        if q.level > 1:
            g = given(q)
            leads_to(q, "made each output from the state before",
                     {"y_1": g["W_yh"] @ g["h_0"] + g["b_y"]})
    for q in questions("rnn-step"):
        a = np.array([q.right[f"a[{k}]"] for k in range(len(q.right) // 2)])
        leads_to(q, "left out the minus sign of a sum in place of applying "
                 "ReLU", {"a": a[:, None], "h": abs(a)[:, None]})


def test_tanh_as_torch_has_it():
    for q in questions("rnn-tanh"):
        g = given(q)
        net = torch.nn.RNN(*g["W_hx"].shape[::-1], dtype=torch.float64)
        with torch.no_grad():
            net.weight_ih_l0.copy_(torch.tensor(g["W_hx"]))
            net.weight_hh_l0.copy_(torch.tensor(g["W_hh"]))
            net.bias_ih_l0.copy_(torch.tensor(g["b_h"][:, 0]))
            net.bias_hh_l0.zero_()
            hs, _ = net(torch.tensor(np.stack(g["xs"])).swapaxes(1, 2),
                        torch.tensor(g["h_0"].T)[None])
        last = q.setting.given["xs"]
        line = "h" if len(last) == 1 else f"h_{len(last)}"
        for i in range(len(g["h_0"])):
            assert abs(q.right[f"{line}[{i}]"] - hs[-1, 0, i]) < 1e-9


def test_two_layers():
    for q in questions("rnn-two-layers"):
        g, found = given(q), {}
        lower, upper = ([g[f"{n}_{k}"] for n in ("W_hx", "W_hh", "b_h")]
                        for k in (1, 2))
        below, above = g["below_0"], g["above_0"]
        for t, x in enumerate(g["xs"]):
            a, below = one_step(*lower, x, below)
            b, above = one_step(*upper, below, above)
            found |= {f"a_{2 * t + 1}": a, f"h_{2 * t + 1}": below,
                      f"a_{2 * t + 2}": b, f"h_{2 * t + 2}": above}
        agrees(q, found)
        _, wrong = one_step(*upper, g["xs"][0], g["above_0"])
        leads_to(q, "let the upper layer read x", {"h_2": wrong})


def test_both_directions():
    for q in questions("rnn-both-directions"):
        g, found = given(q), {}
        h, T = g["h_0"], len(g["xs"])
        for t, x in enumerate(g["xs"], 1):
            a, h = one_step(*g["forward"], x, h)
            found |= {f"a_{t}": a, f"h_{t}": h}
        h = g["h_0"]
        for t, x in enumerate(g["xs"][::-1], T + 1):
            a, h = one_step(*g["backward"], x, h)
            found |= {f"a_{t}": a, f"h_{t}": h}
        found["both_1"] = np.vstack([found["h_1"], h])
        agrees(q, found)
        if q.level == 3:
            leads_to(q, "put the backward state on top",
                     {"both_1": np.vstack([h, found["h_1"]])})


def decoded(g, start=None):
    h, found = g["h_0"], {}
    for t, x in enumerate(g["xs"], 1):
        a, h = one_step(*g["encoder"], x, h)
        found |= {f"a_{t}": a, f"h_{t}": h}
    h, y = h if start is None else start, g["y_0"]
    for t in range(1, len(g["outputs"].split()) + 1):
        a, h = one_step(*g["decoder"], y, h)
        y = g["out"].W_yh @ h + g["out"].b_y
        found |= {f"a_{t + 2}": a, f"h_{t + 2}": h, f"y_{t}": y, "y": y}
    return found


def test_seq2seq():
    for q in questions("seq2seq"):
        g = given(q)
        agrees(q, decoded(g))
        leads_to(q, "started the decoder in a state of zeros",
                 decoded(g, 0 * g["h_0"]))
        leads_to(q, "started the decoder in h_0", decoded(g, g["h_0"]))


def test_threshold_units():
    for q in questions("threshold-unit"):
        W, theta, x = columns(given(q), "W", "theta", "x")
        agrees(q, {"h": [[int(sum(w * v for w, v in zip(row, column)) >= t[0])
                          for column in x.T] for row, t in zip(W, theta)]})
        leads_to(q, "took a sum that just reaches the threshold as too small",
                 {"h": (W @ x > theta).astype(int)})


def test_parity():
    for q in questions("parity-network"):
        bits = [int(x.item()) for x in given(q)["xs"]]
        odd, expected = 1, {}
        for t, bit in enumerate(bits, 1):
            odd = odd ^ bit
            expected[f"y_{t}"] = [odd]
            leads_to(q, "copied the bit", {f"y_{t}": [bit]})
        assert {k: v for k, v in q.right.items() if k[0] == "y"} == {
            f"{name}[0]": value for name, (value,) in expected.items()}
