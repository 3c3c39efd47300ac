"""Every worked number of the slides, recomputed with rnnkit.

A row of data/worked_numbers.toml has one function here that returns what
rnnkit computes from its inputs, under the names of `expected`.
"""
import copy
import sys
from importlib import import_module
from pathlib import Path

import notebooks
import numpy as np
import pytest
import torch
from ledger_rows import nudged
import torch_oracle

from rnnkit import shapes
from rnnkit.cells import dense, readout, rnn
from rnnkit.cells.activations import relu, softmax
from rnnkit.page import by_hand
from rnnkit.ledger import ids, worked

# The ids of three sections of the slides' ledger, which is no part of the
# repository: counting, steps by hand, probabilities.
LEDGER = """
A-nn-shapes A-mlp-shapes A-rnn-count A-small-count A-large-count A-add-hidden
D-cnn-count D-dense-count C-torch-modules E-conv-sizes

A-nn-batch A-rnn-t1 A-rnn-t2 A-rnn-t3 A-byhand-public A-seq2seq A-nn-vs-rnn
B-vanilla D-vanilla E-vanilla C-forward

A-exp A-softmax-1 A-softmax-2 A-softmax-3 A-softmax-9 A-ce C-hello-score
C-loss
""".split()


def counted(counts):
    return {**{s: list(shape) for s, shape in counts.shapes.items()},
            "total": counts.total}


def cell(row):
    return rnn.Params(row.W_hx, row.W_hh, row.b_h)


def output(row, h):
    return readout.linear(readout.Params(row.W_yh, row.b_y), h)


# -- parameter counting -----------------------------------------------------

def layers(row):
    return counted(shapes.dense(*row.sizes))


def network(row):
    return counted(shapes.rnn(row.x, row.h, row.y))


def one_unit_more(row):
    after = shapes.rnn(row.x, row.new_h, row.y)
    change = after - shapes.rnn(row.x, row.h, row.y)
    return {**counted(after), "added": change.counts, "total": change.total}


def cnn(row):
    whole = shapes.conv(row.channels, row.kernel)
    first, *maps = row.channels
    flat = [sum(shapes.conv([1, n], row.kernel, bias).total for n in maps)
            for bias in (False, True)]
    some = (shapes.conv(row.channels[:2], row.kernel).total
            + shapes.conv(row.channels[1:], row.kernel, bias=False).total)
    none = shapes.conv(row.channels, row.kernel, bias=False).total
    return {"layers": [whole.counts[f"W{n}"] + whole.counts[f"b{n}"]
                       for n in (1, 2, 3)],
            "total": whole.total,
            "mistakes": {"a": flat[0], "b": flat[1], "c": none, "d": some}}


def one_dense_layer(row):
    counts = shapes.dense(row.height * row.width * row.channels, row.h)
    return counted(counts)


def torch_modules(row):
    return {name: {way: count(**row.inputs[name], biases=way)
                   for way in ("one", "two")}
            for name, count in (("rnn", count_rnn), ("lstm", count_lstm))}


def count_rnn(x, h, y, biases):
    return shapes.rnn(x, h, y, biases).total


def count_lstm(x, h, layers, y, biases):
    return shapes.lstm(x, [h] * layers, y, biases).total


def chain(size, kernels, strides, paddings):
    sizes = []
    for window in zip(kernels, strides, paddings):
        size = shapes.conv_size(size, *window)
        sizes.append(size)
    return sizes


def image(row):
    net = row.kernels, row.strides, row.paddings
    whole = row.whole
    layers = whole["kernels"], whole["strides"], whole["paddings"]
    high, wide = ([side / part for part in chain(side, *layers)]
                  for side in (whole["height"], whole["width"]))
    assert high == wide
    return {"sizes": chain(row.size, *net), "parts": high}


# -- steps by hand ----------------------------------------------------------

def batch(row):
    step = dense.step(dense.Params(row.W1, row.b1, row.W2, row.b2), row.x)
    for b in range(row.x.shape[1]):
        alone = dense.step(dense.Params(row.W1, row.b1, row.W2, row.b2),
                           row.x[:, [b]])
        assert np.array_equal(alone.y, step.y[:, [b]])
    return step._asdict()


def one_step(row):
    step = rnn.step(cell(row), row.x, row.h_prev, relu)
    return {**step._asdict(), "y": relu(output(row, step.h))}


def steps(params, xs, h, phi=relu):
    """The states along a sequence, as (T, H, B)."""
    states = []
    for x in xs:
        h = rnn.step(params, x, h, phi).h
        states.append(h)
    return np.stack(states)


def four_steps(row):
    h = steps(cell(row), row.x, row.h_prev)
    return {"h": h, "y": output(row, h)}


def encoder_decoder(row):
    h = steps(rnn.Params(**row.encoder), row.x, row.h_prev)
    s = steps(rnn.Params(**row.decoder), row.decoder_x, h[-1])
    y = relu(readout.linear(readout.Params(**row.readout), s))
    return {"h": h, "decoder_h": s, "y": y}


def both_networks(row):
    nn = dense.step(dense.Params(row.W_hx, row.b_h, row.W_yh, row.b_y), row.x)
    h = rnn.step(cell(row), row.x, row.h_prev, relu).h
    without = rnn.step(cell(row), row.x, 0 * row.h_prev, relu).h
    assert np.array_equal(without, nn.h)
    return {"nn_h": nn.h, "nn_y": nn.y, "rnn_h": h,
            "rnn_y": relu(output(row, h)), "extra": row.W_hh @ row.h_prev}


def vanilla(row):
    zero = np.zeros((len(row.W_hh), 1))
    step = rnn.step(rnn.Params(row.W_hx, row.W_hh, zero), row.x, row.h_prev)
    W = np.hstack([row.W_hx, row.W_hh])
    stacked = np.tanh(W @ np.vstack([row.x, row.h_prev]))
    np.testing.assert_allclose(stacked, step.h, rtol=1e-12)
    y = readout.linear(readout.Params(row.W_yh, np.zeros((1, 1))), step.h)
    return {"W": W, "a": step.a, "h": step.h, "y": y}


def forward(row, late=False):
    x = row.x_prev if late else row.x
    h = rnn.step(rnn.Params(row.U, row.W, row.b_h), x, row.h_prev).h
    z = readout.linear(readout.Params(row.V, row.b_y), h)
    return {"h": h, "y_hat": softmax(z)}


# -- probabilities ----------------------------------------------------------

def exponentials(row):
    exact = np.exp(row.z)
    return {"rounded": readout.rounded_exp(row.z), "exact": exact,
            "exact_4": exact[4, 0]}


def softmax_by_hand(row):
    e = readout.rounded_exp(row.z)
    y_hat = readout.softmax_rounded(row.z)
    third = readout.one_hot(2, len(row.z)) if len(row.z) > 2 else row.y
    return {"e": e, "total": e.sum(), "y_hat": y_hat, "dz": y_hat - row.y,
            "dz_third": (y_hat - third).min()}


def mean_loss(row):
    each = [(row.z[:, [b]], row.y[:, [b]]) for b in range(row.z.shape[1])]
    return {"y_hat": softmax(row.z), "L": readout.loss(row.z, row.y),
            "l": [readout.loss(*column) for column in each],
            "dz_each": np.hstack([readout.loss_back(*c) for c in each]),
            "dz": readout.loss_back(row.z, row.y)}


def hello(row):
    return {"y_hat": softmax(row.z), "l": readout.loss(row.z, row.y),
            "dz": readout.loss_back(row.z, row.y)}


def sequence_loss(row):
    y = row.y.astype(int)
    return {"l": [readout.loss(z, t) for z, t in zip(row.z, y)],
            "L": readout.loss(row.z, y)}


COMPUTE = {
    "A-nn-shapes": layers, "A-mlp-shapes": layers, "A-rnn-count": network,
    "A-small-count": network, "A-large-count": network,
    "A-add-hidden": one_unit_more, "D-cnn-count": cnn,
    "D-dense-count": one_dense_layer, "C-torch-modules": torch_modules,
    "E-conv-sizes": image, "A-nn-batch": batch, "A-rnn-t1": one_step,
    "A-rnn-t2": one_step, "A-rnn-t3": one_step,
    "A-byhand-public": four_steps, "A-seq2seq": encoder_decoder,
    "A-nn-vs-rnn": both_networks, "B-vanilla": vanilla, "D-vanilla": vanilla,
    "E-vanilla": vanilla, "C-forward": forward, "A-exp": exponentials,
    "A-softmax-1": softmax_by_hand, "A-softmax-2": softmax_by_hand,
    "A-softmax-3": softmax_by_hand, "A-softmax-9": softmax_by_hand,
    "A-ce": mean_loss, "C-hello-score": hello, "C-loss": sequence_loss,
}


def differences(row, printed=False):
    """The names under which a row does not say what rnnkit computes."""
    computed = COMPUTE[row.id](row)
    said = row.printed if printed else row.expected
    return [name for name, value in said.items()
            if not agree(computed[name], value, row.decimals)]


def agree(computed, said, decimals):
    """Whether a number, array or table is the same, as far as it is said."""
    if isinstance(said, dict):
        return (computed.keys() == said.keys() and
                all(agree(computed[k], said[k], decimals) for k in said))
    computed, said = np.asarray(computed, float), np.asarray(said, float)
    if decimals is None:
        return np.array_equal(computed, said)
    return (computed.shape == said.shape and np.all(
        np.abs(computed - said) <= 0.5 * 10.0 ** -decimals * (1 + 1e-9)))


@pytest.mark.parametrize("id", LEDGER)
def test_a_row_is_what_rnnkit_computes(id):
    row = worked(id)
    assert differences(row) == [], {
        name: f"computed {COMPUTE[id](row)[name]}, the file says {said}"
        for name, said in row.expected.items() if name in differences(row)}


def test_every_row_of_these_sections_is_there():
    assert COMPUTE.keys() == set(LEDGER) <= set(ids())


def test_every_row_is_recomputed_by_exactly_one_test():
    tested = [id for path in sorted(Path(__file__).parent.glob(
        "test_worked_*.py")) for id in import_module(path.stem).COMPUTE]
    assert set(ids()) - set(tested) == set(), "rows without a computation"
    assert sorted(tested) == sorted(ids())


def test_every_row_is_shown_in_a_compared_cell():
    """What such a cell may not do, tests/test_notebooks.py says."""
    shown = {tag.removeprefix("slide:")
             for path in notebooks.all_notebooks()
             for cell in notebooks.load(path)["cells"]
             for tag in cell["metadata"].get("tags", ())
             if tag.startswith("slide:")}
    assert shown == set(ids())


@pytest.mark.parametrize("id", LEDGER)
def test_a_row_says_what_it_is(id):
    row = worked(id)
    assert row.deck == id[0]
    assert row.status in ("given", "partial", "figure", "wrong")
    assert row.title and row.shows
    if row.reconstruction:
        assert "reconstruction" in row.note or "ours" in row.note
    assert (row.status != "wrong") or (row.printed and row.why)
    assert set(row.printed) <= set(row.expected)


@pytest.mark.parametrize("id", [id for id in LEDGER if worked(id).printed])
def test_what_is_printed_is_not_what_is_right(id):
    row = worked(id)
    assert differences(row, printed=True) == list(row.printed)


def test_C_forward_prints_what_the_earlier_input_would_give():
    row = worked("C-forward")
    assert agree(forward(row, late=True)["h"], row.printed["h"], row.decimals)


def test_the_total_of_A_large_count_hides_the_mistake():
    row = worked("A-large-count")
    assert np.prod(row.printed["W_hx"]) == np.prod(row.expected["W_hx"])


def test_C_torch_modules_has_the_counts_of_torch():
    row = worked("C-torch-modules")
    r, s = row.rnn, row.lstm
    simple = [torch.nn.RNN(r["x"], r["h"], batch_first=True),
              torch.nn.Linear(r["h"], r["y"])]
    deep = [torch.nn.LSTM(s["x"], s["h"], s["layers"], batch_first=True),
            torch.nn.Linear(s["h"], s["y"])]
    for name, modules in (("rnn", simple), ("lstm", deep)):
        assert (sum(map(torch_oracle.count, modules))
                == row.expected[name]["two"])


# -- reconstructions give every line that survives, as a hand writes it ------

def sums(page):
    """The sums of two terms or more on a page: "1 + 5 + 1 = 7"."""
    lines = [line.split(" = ", 1)[1] for line in page.arithmetic().text()
             .splitlines() if " = " in line]
    return [line for line in lines if " + " in line or " − " in line]


def test_A_rnn_t1_gives_the_five_printed_sums():
    row = worked("A-rnn-t1")

    def whole(cell, output, x, h_prev):
        h = rnn.step(cell, x, h_prev, relu).h
        y = readout.linear(output, h)
        return h, y

    page = by_hand(whole, cell(row), readout.Params(row.W_yh, row.b_y),
                   row.x, row.h_prev)
    assert sums(page) == list(row.lines)
    assert row.h_prev.any()


def test_A_seq2seq_gives_the_three_printed_sums_and_no_other():
    row = worked("A-seq2seq")

    def whole(encoder, decoder, output, xs, h, ss):
        for x in xs:
            h = rnn.step(encoder, x, h, relu).h
        for x in ss:
            h = rnn.step(decoder, x, h, relu).h
            y = relu(readout.linear(output, h))
        return y

    found = by_hand(whole, rnn.Params(**row.encoder),
                    rnn.Params(**row.decoder), readout.Params(**row.readout),
                    list(row.x), row.h_prev, list(row.decoder_x))
    assert sums(found) == list(row.lines)


@pytest.mark.parametrize("id", ["A-rnn-t2", "A-rnn-t3"])
def test_a_free_step_has_both_signs_and_one_cut(id):
    row = worked(id)
    values = np.concatenate([row.x, row.expected["a"]])
    assert (values < 0).any() and (values > 0).any()
    assert (row.expected["a"] < 0).sum() == 1
    assert np.array_equal(row.W_hh, worked("A-rnn-t1").W_hh)


# -- a changed number is noticed, and an unknown id is answered --------------

@pytest.mark.parametrize("id", LEDGER)
def test_a_changed_number_is_noticed(id):
    row = worked(id)
    for name, value in row.expected.items():
        changed = copy.deepcopy(row)
        step = 1 if row.decimals is None else 2 * 10.0 ** -row.decimals
        changed.expected[name] = nudged(value, step)
        assert differences(changed) == [name]


def test_arrays_are_fresh_columns_of_floats():
    row = worked("A-rnn-t1")
    assert row.x.shape == (3, 1) and row.x.dtype == np.float64
    row.x[:] = 0
    assert worked("A-rnn-t1").x.any()
    assert worked("A-byhand-public").x.shape == (4, 1, 1)
    assert worked("A-nn-shapes").sizes == [3, 3, 2]


def test_an_unknown_id_names_the_nearest():
    with pytest.raises(KeyError, match="did you mean 'A-softmax-1'"):
        worked("A-softmax1")
    with pytest.raises(KeyError, match="no worked numbers for None"):
        worked(None)


def test_an_unknown_input_names_those_there_are():
    with pytest.raises(AttributeError, match="A-rnn-t1 has no 'W_xh'; its "
                                             "inputs are W_hx, W_hh"):
        worked("A-rnn-t1").W_xh


def test_without_the_course_the_message_says_so(monkeypatch, tmp_path):
    module = sys.modules[worked.__module__]
    monkeypatch.setattr(module, "DATA", tmp_path / "worked_numbers.toml")
    module._rows.cache_clear()
    try:
        with pytest.raises(FileNotFoundError, match="pip install -e ."):
            worked("A-exp")
    finally:
        module._rows.cache_clear()
