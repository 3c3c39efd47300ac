"""Attention questions against torch and plain loops."""
import numpy as np
import torch
from families_by_hand import agrees, given, leads_to, questions

from rnnkit.cells import attention, transformer

TABLE = {0: 1, 1: 3, 2: 7, 3: 20}


def test_scores_are_dot_products():
    for q in questions("attention-scores"):
        g = given(q)
        queries, keys = g["W_Q"] @ g["x"], g["W_K"] @ g["x"]
        s = [[sum(a * b for a, b in zip(queries[:, i], keys[:, j]))
              for j in range(2)] for i in range(2)]
        agrees(q, {"q": queries, "k": keys, "s": s})
        leads_to(q, "transposed the scores", {
            "q": queries, "k": keys, "s": np.transpose(s)})


def rounded(q, k, v):
    """Return (s, Z, a, mixture) as a hand does it, with the table."""
    s = q.T @ k
    e = np.vectorize(TABLE.get)(s)
    Z = e.sum(axis=1, keepdims=True)
    a = e / Z
    new = np.array([sum(w * v[:, j] for j, w in enumerate(row))
                    for row in a]).T
    return {"s": s, "Z": Z, "a": a, "x_new": new}


def test_a_search_with_the_table_of_exponentials():
    for q in questions("attention-weights"):
        g = given(q)
        agrees(q, rounded(g["q"], g["k"], g["v"]))
        best = (g["q"].T @ g["k"]).argmax(axis=1)
        s = g["q"].T @ g["k"]
        if all((row == row.max()).sum() == 1 for row in s):
            leads_to(q, "took the value of the best key alone",
                     {"x_new": g["v"][:, best]})


def test_scaled_attention_is_that_of_torch():
    for q in questions("attention-scaled"):
        g = {name: torch.tensor(value.T) for name, value in
             given(q).items()}
        out = torch.nn.functional.scaled_dot_product_attention(
            g["q"][None], g["k"][None], g["v"][None])[0]
        s = g["q"] @ g["k"].T / 2
        agrees(q, {"s": s, "a": torch.softmax(s, 1), "x_new": out.T})
        leads_to(q, "forgot the scale", {
            "s": 2 * s, "a": torch.softmax(2 * s, 1)})


def test_masked_weights_are_those_of_torch():
    for q in questions("attention-mask"):
        g = given(q)
        s = torch.tensor(g["scores"])
        agrees(q, {"a": attention.weights(g["scores"],
                                          np.array(g["mask"]) > 0)})
        mask = torch.tensor([[j < (3 if q.level == 1 else 2) and
                              (q.level == 2 or j <= i) for j in range(3)]
                             for i in range(3)])
        a = torch.softmax(s.masked_fill(~mask, -torch.inf), 1)
        agrees(q, {"a": a})
        leads_to(q, "forgot the mask", {"a": torch.softmax(s, 1)})
        leads_to(q, "masked after the division", {
            "a": torch.softmax(s, 1) * mask})


def test_two_heads_are_two_searches():
    for q in questions("attention-heads"):
        g = given(q)
        one, two = (rounded(g[f"q_{n}"], g[f"k_{n}"], g[f"v_{n}"])["x_new"]
                    for n in "12")
        new = g["W_O1"] @ one + g["W_O2"] @ two
        agrees(q, {"head_1": one, "head_2": two, "x_new": new})
        leads_to(q, "took the mean of the heads", {"x_new": new / 2})


def test_positions_are_sines_and_cosines():
    for q in questions("positions"):
        E = given(q)["E"]
        d, T = E.shape
        P = np.array([[(np.sin, np.cos)[i % 2](
            t / 10000 ** ((i - i % 2) / d)) for t in range(T)]
            for i in range(d)])
        assert np.allclose(P, transformer.positions(d, T))
        agrees(q, {"x": E + P})
        leads_to(q, "left the places out", {"x": E})
        leads_to(q, "counted the places from 1", {"x": E + np.array([[
            (np.sin, np.cos)[i % 2]((t + 1) / 10000 ** ((i - i % 2) / d))
            for t in range(T)] for i in range(d)])})


def test_no_weight_can_be_read_off_the_rest_of_its_row():
    for name in ("attention-weights", "attention-scaled", "attention-mask"):
        for q in questions(name):
            rows = {label.split(",")[0] for label in q.blanks
                    if label.startswith("a[")}
            width = q.page["a"].shape[1]
            asked = sum(label.startswith("a[") for label in q.blanks)
            assert asked == width * len(rows), q.code


def test_a_mixture_depends_on_its_weights():
    for name in ("attention-weights", "attention-scaled"):
        for q in questions(name):
            assert all(len({*row}) > 1 for row in given(q)["v"]), q.code
