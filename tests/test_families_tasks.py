"""Questions of chapters 10 and 12: against sampling and bptt."""
import numpy as np
import pytest
from families_by_hand import agrees, given, leads_to, questions

from rnnkit import bptt
from rnnkit.cells import rnn
from rnnkit.cells.activations import relu
from rnnkit.practice.question import question
from rnnkit.train.sampling import warmed


def test_probabilities_at_a_temperature_are_those_of_sampling():
    for q in questions("temperature"):
        g = given(q)
        z, many = g["z"][:, 0], len(g["taus"]) > 1
        names = [f"p_{n}" if many else "p"
                 for n in range(1, len(g["taus"]) + 1)]
        agrees(q, {name: warmed(z, tau.item())[:, None]
                   for name, tau in zip(names, g["taus"])})
        leads_to(q, "multiplied by the temperature", {
            name: warmed(z, 1 / tau.item())[:, None]
            for name, tau in zip(names, g["taus"])})


def test_no_probability_vanishes():
    for q in questions("temperature"):
        assert min(q.right.values()) >= 0.01, q.code


def test_masked_states_are_those_of_bptt():
    for q in questions("many-to-one"):
        g = given(q)
        params = rnn.Params(g["W_hx"], g["W_hh"], g["b_h"])
        xs, mask = np.stack(g["xs"]), np.concatenate(g["mask"])
        found = {f"state_{t}": bptt.forward(
            rnn, params, xs[:t], mask=mask[:t], phi=relu).state[0]
            for t in range(1, len(xs) + 1)}
        if q.level == 3:
            found["z"] = g["W_yh"] @ found["state_3"] + g["b_y"]
        agrees(q, found)
        on = {f"state_{t}": bptt.forward(
            rnn, params, xs[:t], phi=relu).state[0]
            for t in range(1, len(xs) + 1)}
        leads_to(q, "read on after the end of a review", on)


def test_what_only_the_solution_needs_is_said_there():
    for name in ("many-to-one", "bigram-counts"):
        for q in questions(name):
            assert "solution" not in str(q), q.code
            assert q.setting.note in " ".join(str(q.solved()).split())


@pytest.mark.parametrize("name, symbol", [
    ("seq2seq", "a_1"), ("parity-network", "a2_t is"),
    ("attention-heads", "a_1")])
def test_what_a_printed_formula_names_is_explained(name, symbol):
    assert symbol in question(name, 1, 7).setting.task
