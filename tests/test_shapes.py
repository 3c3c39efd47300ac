"""Counting parameters: against torch, against the decks, and bad sizes."""
import re

import numpy as np
import pytest
import torch
import torch_oracle
from hypothesis import given, settings
from hypothesis import strategies as st

from rnnkit import shapes
from rnnkit.cells import dense, readout, rnn

size = st.integers(1, 9)
examples = settings(max_examples=25, deadline=None)
TORCH = {"rnn": torch.nn.RNN, "lstm": torch.nn.LSTM, "gru": torch.nn.GRU}


@examples
@given(st.sampled_from(list(TORCH)), size, size, st.integers(1, 3), size)
def test_recurrent_networks_have_the_counts_of_torch(kind, x, h, layers, y):
    ours = getattr(shapes, kind)(x, [h] * layers, y, biases="two")
    theirs = (torch_oracle.count(TORCH[kind](x, h, layers))
              + torch_oracle.count(torch.nn.Linear(h, y)))
    assert ours.total == theirs


@examples
@given(st.sampled_from(list(TORCH)), size, size, st.integers(1, 3))
def test_one_bias_is_torch_without_its_second(kind, x, h, layers):
    ours = getattr(shapes, kind)(x, [h] * layers)
    module = TORCH[kind](x, h, layers)
    extra = sum(p.numel() for name, p in module.named_parameters()
                if name.startswith("bias_hh"))
    assert ours.total == torch_oracle.count(module) - extra


@examples
@given(size, size, size)
def test_dense_and_convolution_have_the_counts_of_torch(a, b, c):
    linear = [torch.nn.Linear(a, b), torch.nn.Linear(b, c)]
    assert shapes.dense(a, b, c).total == sum(map(torch_oracle.count, linear))
    for bias in (True, False):
        maps = [torch.nn.Conv2d(a, b, 3, bias=bias),
                torch.nn.Conv2d(b, c, 3, bias=bias)]
        assert (shapes.conv([a, b, c], 3, bias).total
                == sum(map(torch_oracle.count, maps)))


@examples
@given(st.integers(1, 40), st.integers(1, 5), st.integers(1, 4),
       st.integers(0, 3))
def test_conv_size_is_the_size_that_torch_gives(size, kernel, stride, padding):
    if size + 2 * padding < kernel:
        return
    image = torch.zeros(1, 1, size)
    out = torch.nn.Conv1d(1, 1, kernel, stride, padding)(image)
    assert (shapes.conv_size(size, kernel, stride, padding)
            == out.shape[-1])


def test_same_padding_divides_by_the_stride_and_rounds_up():
    assert [shapes.conv_size(n, 3, 2, "same") for n in (4, 5)] == [2, 3]


def test_the_shapes_are_those_the_cells_take():
    counts = shapes.rnn(x=3, h=4, y=2).shapes
    arrays = {symbol: np.ones(shape) for symbol, shape in counts.items()}
    h = rnn.step(rnn.Params(*(arrays[f] for f in rnn.Params._fields)),
                 np.ones((3, 1)), np.ones((4, 1))).h
    readout.linear(readout.Params(arrays["W_yh"], arrays["b_y"]), h)
    counts = shapes.dense(3, 4, 2).shapes
    dense.step(dense.Params(*(np.ones(counts[f])
                              for f in dense.Params._fields)), np.ones((3, 1)))


def test_the_symbols_are_the_slides():
    assert list(shapes.dense(3, 3, 2).shapes) == ["W1", "b1", "W2", "b2"]
    assert list(shapes.rnn(3, 3, 2).shapes) == ["W_hx", "W_hh", "b_h", "W_yh",
                                                "b_y"]
    assert list(shapes.rnn(3, 3, biases="two").shapes) == [
        "W_hx", "W_hh", "b_hx", "b_hh"]
    assert list(shapes.lstm(3, 3).shapes) == [
        f"{kind}_{gate}{end}" for gate in "ifgo"
        for kind, end in (("W", "x"), ("W", "h"), ("b", ""))]
    assert list(shapes.gru(3, 3).shapes)[::3] == ["W_rx", "W_zx", "W_nx"]


def test_layers_are_numbered_and_take_what_the_one_below_gives():
    counts = shapes.rnn(x=128, h=[64, 32], y=96)
    assert counts.shapes["W_hx_1"] == (64, 128)
    assert counts.shapes["W_hx_2"] == (32, 64)
    assert counts.shapes["W_hh_2"] == (32, 32)
    assert counts.shapes["W_yh"] == (96, 32)


def test_a_change_of_size_matrix_by_matrix():
    before, after = shapes.rnn(3, 3, 2), shapes.rnn(3, 4, 2)
    change = after - before
    assert change.counts == {"W_hx": 3, "W_hh": 7, "b_h": 1, "W_yh": 2,
                             "b_y": 0}
    assert change.total == before.compare(after).total == 13
    assert (before - after).total == -13
    assert "+7" in change.text() and "−7" in (before - after).text()
    grown = shapes.dense(2, 2, 2) - shapes.dense(2, 2)
    assert grown.counts["W2"] == 4 and "–" in grown.text()


def test_counts_can_be_read_as_a_list_and_by_symbol():
    counts = shapes.rnn(3, 3, 2)
    assert len(counts) == 5 and next(iter(counts)).symbol == "W_hx"
    assert counts["W_yh"] == ("W_yh", (2, 3), 6)
    with pytest.raises(KeyError, match="has no 'W_xh'; it has W_hx, W_hh"):
        counts["W_xh"]


def test_every_face_says_the_same():
    counts = shapes.rnn(x=128, h=64, y=96)
    for face in (counts.text(), counts.html(), counts.latex()):
        for said in ("8,192", "64", "128", "18,592"):
            assert said in face
    assert str(counts) == counts.text()


BAD = [
    (lambda: shapes.rnn(0, 3, 2), "x is 0: a whole number of 1 or more"),
    (lambda: shapes.rnn(3, -1, 2), "h is -1: a whole number of 1 or more"),
    (lambda: shapes.rnn(3, 2.5, 2), "h is 2.5: a whole number"),
    (lambda: shapes.rnn("3", 3, 2), "x is '3': a whole number"),
    (lambda: shapes.rnn(3, None, 2), "h is None: a whole number"),
    (lambda: shapes.rnn(3, [], 2), "h is []: 1 or more sizes are needed"),
    (lambda: shapes.rnn(3, [4, 0], 2), "h[1] is 0: a whole number"),
    (lambda: shapes.rnn(3, 3, True), "y is True: a whole number"),
    (lambda: shapes.rnn([3], 3), "x is [3]: a whole number"),
    (lambda: shapes.lstm(float("nan"), 3), "x is nan: a whole number"),
    (lambda: shapes.gru(3, 3, biases=2), "biases is 2: write \"one\""),
    (lambda: shapes.dense(3), "dense needs two sizes or more"),
    (lambda: shapes.dense(3, 0), "size 2 is 0: a whole number"),
    (lambda: shapes.conv([3], 3), "channels is [3]: 2 or more sizes"),
    (lambda: shapes.conv([3, None], 3), "channels[1] is None"),
    (lambda: shapes.conv([3, 4], 0), "kernel is 0: a whole number"),
    (lambda: shapes.conv([3, 4], (1, 2, 3)), "kernel is (1, 2, 3): one side"),
    (lambda: shapes.conv_size(2, 3), "kernel is 3 but size is 2 with padding "
                                     "0: the kernel is larger than the input"),
    (lambda: shapes.conv_size(5, 3, 0), "stride is 0: a whole number of 1"),
    (lambda: shapes.conv_size(5, 3, 1, -1), "padding is -1: a whole number of "
                                            "0 or more"),
]


@pytest.mark.parametrize("call, message", BAD, ids=[m[:30] for _, m in BAD])
def test_a_size_that_is_none_is_named(call, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        call()


def test_sizes_of_numpy_are_sizes():
    assert shapes.rnn(np.int64(3), np.array([3]), 2).total == 29
