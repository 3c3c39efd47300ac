"""The rows of two sections of the ledger, recomputed: small networks that
compute something, and wiring."""
import copy

import numpy as np
import pytest

from rnnkit import bptt
from rnnkit.cells import dense, readout, rnn
from rnnkit.cells.activations import identity, sigmoid
from rnnkit.cells.threshold import threshold
from rnnkit.ledger import agree, worked
from rnnkit.play.computing import parity_bits, string
from rnnkit.wiring import (autoregressive, block_matrix, distribution,
                           distributions, encoder_decoder, general,
                           independent, multilayer, named, random_params,
                           recurrent)
from rnnkit.wiring.network import SIZE


def run(row, phi, squash):
    cell = rnn.Params(row.W_hx, row.W_hh, row.b_h)
    hs = bptt.forward(rnn, cell, row.x, [row.h_prev], phi=phi).hs
    out = readout.Params(row.W_yh, row.b_y)
    return {"h": hs, "y": squash(readout.linear(out, hs))}


def summation(row):
    return run(row, identity, identity)


def comparison(row):
    return run(row, identity, sigmoid)


def parity_of(bits):
    row = worked("E-parity")
    params = dense.Params(row.W1, row.b1, row.W2, row.b2)
    ys = parity_bits(params, string(bits), np.zeros((1, 1)))
    return [int(y[0, 0]) for y in ys]


def parity(row):
    params = dense.Params(row.W1, row.b1, row.W2, row.b2)
    both = np.vstack([row.y_before, row.x])
    step = dense.step(params, both, threshold, threshold)
    found = np.array([parity_of(row.bits)])
    return {"parity": found, "first": found[:, :6], "h1": step.h[:1],
            "h2": step.h[1:], "y": step.y}


def even(row):
    last = [parity_of(bits)[-1] for bits in row.strings]
    return {"ones": [bits.count("1") for bits in row.strings], "last": last,
            "even": ["NO" if bit else "YES" for bit in last]}


def said(wiring):
    return general(wiring) or list(distributions(wiring).values())[-1]


def variants(row):
    wirings = [named(title, row.T) for title in row.wirings]
    return {"inputs": [len(w.inputs) for w in wirings],
            "outputs": [len(w.outputs) for w in wirings],
            "can_model": [said(w) for w in wirings]}


def two_layers(row):
    w = multilayer(row.T)
    return {"links": len(w.links), "steps": w.steps("x_1", "y_3"),
            "ways": w.ways("x_1", "y_3"), "can_model": general(w)}


def skip(row):
    w = multilayer(row.T)
    after = w.add(*row.link)
    return {"weight": after.links[-1].weight,
            "steps_before": w.steps("x_1", "y_3"),
            "steps": after.steps("x_1", "y_3"),
            "zeroed_before": distribution(w.zeroed(row.zero), "y_1"),
            "zeroed": distribution(after.zeroed(row.zero), "y_1")}


def fed_back(row):
    w = autoregressive(row.T)
    return {"weight": w.link(("y_1", "h_2")).weight,
            "y_3": distribution(w, "y_3"), "at_every_t": general(w)}


def zeroed(row):
    one, two = (w.zeroed(row.zero) for w in
                (recurrent(row.T), multilayer(row.T)))
    return {"crossed": [str(k) for k in one.links if k in one.dead],
            "one_layer": list(distributions(one).values()),
            "two_layers": list(distributions(two).values())}


def to_seq2seq(row):
    w = recurrent(row.T)
    removed = [*w.outputs[:row.read - 1], *w.inputs[row.read:]]
    return {"removed": removed, "before": general(w),
            "after": general(w.without(*removed))}


def no_links(row):
    w = recurrent(row.T)
    after = w.cross(row.link)
    M, rows, columns = block_matrix(w, random_params(w))
    return {"blocks": len(rows) * len(columns), "links": len(w.links),
            "zero": zeros(w), "zero_after": zeros(after),
            "y_3": distribution(after, "y_3")}


def zeros(wiring):
    M, rows, columns = block_matrix(wiring, random_params(wiring))
    blocks = M.reshape(len(rows), SIZE, len(columns), SIZE)
    return int((blocks == 0).all(axis=(1, 3)).sum())


def conditions(row):
    w, T = recurrent(row.T), row.T
    crossed = w.cross(("h_1", "h_2"))
    return {"independent": general(independent(T)), "rnn": general(w),
            **{f"rnn_{t}": distribution(w, f"y_{t}") for t in (1, 2, 3)},
            "seq2seq": general(encoder_decoder(T, T)),
            "fed_back": general(encoder_decoder(T, T, fed_back=True)),
            "crossed": list(distributions(crossed).values())}


COMPUTE = {
    "E-sum": summation, "E-compare": comparison, "E-parity": parity,
    "B-parity": even, "A-variants": variants, "B-scenarios": variants,
    "C-variants": variants, "E-variants": variants,
    "A-multilayer": two_layers, "A-skip": skip, "A-autoregressive": fed_back,
    "A-zeroed": zeroed, "A-to-seq2seq": to_seq2seq, "A-nolinks": no_links,
    "A-cond": conditions,
}


def differences(row):
    """The names under which a row does not say what rnnkit computes."""
    computed = COMPUTE[row.id](row)
    assert computed.keys() == row.expected.keys()
    return [name for name, value in row.expected.items()
            if not same(computed[name], value, row.decimals)]


def same(computed, value, decimals):
    first = value[0] if isinstance(value, list) else value
    if isinstance(first, str):
        return computed == value
    return agree(computed, value, decimals)


@pytest.mark.parametrize("id", COMPUTE)
def test_a_row_is_what_rnnkit_computes(id):
    assert differences(worked(id)) == []


@pytest.mark.parametrize("id", COMPUTE)
def test_a_changed_value_is_noticed(id):
    for name in worked(id).expected:
        changed = copy.deepcopy(worked(id))
        changed.expected[name] = nudged(changed.expected[name])
        assert differences(changed) == [name]


def nudged(value):
    if isinstance(value, str):
        return value + "?"
    if isinstance(value, list):
        return [*value[:-1], nudged(value[-1])]
    return value + 1


@pytest.mark.parametrize("id", COMPUTE)
def test_a_row_says_what_it_is(id):
    row = worked(id)
    assert row.deck == id[0] and row.title and row.shows
    assert row.status in ("given", "figure")
    if row.reconstruction:
        assert "reconstruction" in row.note
