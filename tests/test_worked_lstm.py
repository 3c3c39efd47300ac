"""The rows of the ledger's section on the LSTM, recomputed with rnnkit."""
import copy

import numpy as np
import pytest
from ledger_rows import nudged
import torch

from rnnkit import bptt
from rnnkit.cells import lstm, readout
from rnnkit.ledger import agree, worked
from rnnkit.play import gates

STATUS = {"C-gates": "wrong", "D-gates": "given", "C-fill": "given",
          "C-subject": "given"}


def deck_C(row, bias="b_y", **change):
    """The row's step under deck C's names, with ŷ by this bias."""
    params = gates.from_deck(row)._replace(**change)
    step = lstm.step(params, row.x, row.h_prev, row.C_prev)
    y_hat = readout.softmax(readout.linear(
        readout.Params(row.V, getattr(row, bias)), step.h))
    return step, y_hat


def formulas(row):
    step, y_hat = deck_C(row)
    opened, _ = deck_C(row, b_f=np.full((2, 1), 20.0))
    return {"f": step.f, "i": step.i, "C_tilde": step.g, "C": step.c,
            "o": step.o, "h": step.h, "y_hat": y_hat,
            "kept": lstm.flow(opened).kept}


def questions(row):
    step = gates.biases_only(row)
    flow = lstm.flow(step)
    return {"f": step.f, "kept": flow.kept, "forgotten": flow.erased,
            "i": step.i, "stored": flow.written, "c": step.c, "o": step.o,
            "exposed": step.h}


def filled(row):
    step = lstm.step(gates.params_of(row), row.x, row.h_prev, row.c_prev)
    return {name: getattr(step, name) for name in row.expected}


def story(row):
    run = gates.read(row)
    y_hat = readout.softmax(readout.linear(
        readout.Params(row.V, row.b_y), run.hs))
    unit = {name: [getattr(step, name)[0, 0] for step in run.steps]
            for name in "fioch"}
    return {"f": unit["f"], "i": unit["i"], "o": unit["o"],
            "subject": unit["c"], "exposed": unit["h"],
            "singer": [step.c[1, 0] for step in run.steps],
            "p_Ali": y_hat[:, 0, 0]}


COMPUTE = {"C-gates": formulas, "D-gates": questions, "C-fill": filled,
           "C-subject": story}


def differences(row):
    computed = COMPUTE[row.id](row)
    return [name for name, value in row.expected.items()
            if not agree(computed[name], value, row.decimals)]


@pytest.mark.parametrize("id", COMPUTE)
def test_a_row_is_what_rnnkit_computes(id):
    assert differences(worked(id)) == []


@pytest.mark.parametrize("id", COMPUTE)
def test_a_row_says_what_it_is(id):
    row = worked(id)
    assert row.deck == id[0] and row.title and row.shows
    assert row.status == STATUS[id] and "ours" in row.note
    assert bool(row.printed) == bool(row.why) == (row.status == "wrong")


@pytest.mark.parametrize("id", COMPUTE)
def test_a_changed_number_is_noticed(id):
    row = worked(id)
    for name, value in row.expected.items():
        changed = copy.deepcopy(row)
        changed.expected[name] = nudged(value, 2 * 10.0 ** -row.decimals)
        assert differences(changed) == [name]


# What the slide prints wrongly -----------------------------------------------

def test_what_C_prints_is_what_its_formulas_give():
    row = worked("C-gates")
    _, y_hat = deck_C(row, bias="b_o")
    assert agree(y_hat, row.printed["y_hat"], row.decimals)
    assert np.all(row.printed["kept"] == 1)          # "C_{t−1} = 1"
    for name, value in row.printed.items():
        assert not agree(row.expected[name], value, row.decimals), name


def test_a_gate_of_one_keeps_whatever_was_there():
    row = worked("C-gates")
    step, _ = deck_C(row, b_f=np.full((2, 1), 1000.0),
                     b_i=np.full((2, 1), -1000.0))
    np.testing.assert_array_equal(step.c, row.C_prev)


@pytest.mark.parametrize("word", ["forget", "store", "matter"])
def test_D_asks_its_three_questions(word):
    assert sum(word in question for question in
               worked("D-gates").questions) == 1


# The sentence ----------------------------------------------------------------

def test_torch_reads_the_sentence_alike():
    row = worked("C-subject")
    params = gates.params_of(row)
    cell = torch.nn.LSTM(len(row.vocabulary), 2, dtype=torch.float64)
    with torch.no_grad():
        cell.weight_ih_l0.copy_(torch.tensor(np.vstack(params[0::3])))
        cell.weight_hh_l0.copy_(torch.tensor(np.vstack(params[1::3])))
        cell.bias_ih_l0.copy_(torch.tensor(np.vstack(params[2::3])[:, 0]))
        cell.bias_hh_l0.zero_()
        xs = gates.one_hot_words(row.words, row.vocabulary)
        hs, (_, c) = cell(torch.tensor(xs.swapaxes(1, 2)))
    run = gates.read(row)
    np.testing.assert_allclose(hs.numpy(), run.hs.swapaxes(1, 2), atol=1e-12)
    np.testing.assert_allclose(c.numpy()[0].T, run.state[1], atol=1e-12)


def test_with_the_forget_gate_stuck_open_both_names_cancel():
    row = worked("C-subject")
    run = gates.read(row, gates.forced(gates.params_of(row), f="open"))
    assert run.steps[-1].c[0, 0] == pytest.approx(0, abs=1e-6)


def test_with_the_input_gate_stuck_shut_nobody_is_known():
    row = worked("C-subject")
    run = gates.read(row, gates.forced(gates.params_of(row), i="shut"))
    assert max(abs(step.c).max() for step in run.steps) < 1e-6


def test_the_subject_survives_whatever_comes_between():
    row = worked("C-subject")
    filler = ["Ali"] + ["a", "good", "in", "."] * 25
    xs = gates.one_hot_words(filler, row.vocabulary)
    run = bptt.forward(lstm, gates.params_of(row), xs)
    assert run.state[1][0, 0] == pytest.approx(1, abs=1e-6)
