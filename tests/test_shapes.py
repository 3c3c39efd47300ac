"""Counting parameters: against torch, against the decks, and bad sizes."""
import re

import numpy as np
import pytest
import torch
import torch_oracle
from hypothesis import given, settings
from hypothesis import strategies as st

from rnnkit import by_hand, shapes, worked
from rnnkit.cells import dense, readout, rnn
from rnnkit.play import counting
from rnnkit.practice.counting import beside, count

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


# Counting as a page: the size functions run on recorded sizes.

def two_layers(x, h_1, h_2, y):
    return shapes.rnn(x, [h_1, h_2], y)


def mlp(x, h, y):
    return shapes.dense(x, h, y)


RECORDED = [
    (shapes.rnn, dict(x=3, h=4, y=2)), (shapes.rnn, dict(x=3, h=[4, 2])),
    (shapes.rnn, dict(x=3, h=[4])), (shapes.gru, dict(x=2, h=5)),
    (shapes.lstm, dict(x=2, h=[3, 3], y=1, biases="two")),
    (shapes.conv, dict(channels=[3, 4, 5], kernel=3)),
    (shapes.conv, dict(channels=[3, 4, 5], kernel=[3, 2], bias=False)),
    (two_layers, dict(x=4, h_1=3, h_2=2, y=1)), (mlp, dict(x=4, h=4, y=3)),
]


@pytest.mark.parametrize("formula, sizes", RECORDED)
def test_a_recorded_count_is_the_count(formula, sizes):
    page, plain = by_hand(formula, **sizes), formula(**sizes)
    assert page.result == plain and type(page.result.total) is int
    assert page["total"] == plain.total
    for matrix in plain:
        assert page[matrix.symbol] == matrix.count
        assert all(type(size) is int for size in matrix.shape)


def test_the_page_of_a_count_reads_as_a_hand_counts():
    text = by_hand(shapes.rnn, x=3, h=3, y=2).text()
    assert "W_yh = y·h = 2·3 = 6" in text
    assert "= 9 + 9 + 3 + 6 + 2 = 29" in text
    layered = by_hand(shapes.rnn, x=3, h=[4, 2]).text()
    assert "W_hx_2 = h_2·h_1 = 2·4 = 8" in layered
    assert "t = 1" not in layered


def test_the_size_of_a_convolution_is_a_page_too():
    page = by_hand(shapes.conv_size, size=227, kernel=11, stride=4)
    assert page["room"] == 216 and page["out"] == 55
    assert "floor(216 / 4) + 1 = 55" in page.text()
    same = by_hand(shapes.conv_size, size=5, kernel=3, stride=2,
                   padding="same")
    assert same.result == 3


def test_the_slope_of_the_total_and_the_step_differ_by_the_corner():
    d = by_hand(shapes.rnn, x=3, h=3, y=2).gradient("total")
    step = (shapes.rnn(3, 4, 2) - shapes.rnn(3, 3, 2)).total
    assert (d["x"], d["h"], d["y"]) == (3, 12, 4) and step == 13


@pytest.mark.parametrize("size", [0, -1, 2.5, "3", None, True, [], [4, 0]])
def test_bad_sizes_are_named_on_a_page_too(size):
    for run in (by_hand, count):
        with pytest.raises(ValueError, match=r"h(\[1\])? is "):
            run(shapes.rnn, x=3, h=size, y=2)


def test_another_count_has_other_sizes_that_all_differ():
    page = count(shapes.rnn, x=3, h=3, y=2)
    seen = set()
    for seed in range(5):
        sizes = [page.again(seed)[name] for name in ("x", "h", "y")]
        assert len(set(sizes)) == 3 and min(sizes) >= 2
        seen.add(tuple(map(int, sizes)))
    assert len(seen) > 1
    assert page.again(1).text() == page.again(1).text()
    assert page.again(1, keep=("x",))["x"] == 3
    both = count(shapes.lstm, x=3, h=[2, 2], biases="two").again(4)
    assert "b_ix_2" in both.lines and both["h"].shape == (2,)
    assert count(shapes.rnn, 3, 3).again(1).inputs == ["x", "h"]


def test_blanks_for_counts_give_the_sizes_and_hide_the_products():
    ask = count(shapes.rnn, x=3, h=4, y=2).ask()
    said = ask.static().text()
    assert all(size in said for size in ("x = 3", "h = 4", "y = 2"))
    assert "Given" in said and "W_hx = ☐" in said
    assert "·" not in said and "12" not in said
    assert "4</mn>" in ask.lines[0]["html"] and "asked" not in ask.lines[0]
    ask.typed = {"W_hx": "11"}
    assert ask.verdicts["W_hx"]["outcome"] == "wrong"
    assert "h·x" in ask.words and "12" not in ask.words
    ask.typed = {"W_hx": "12", "total": "26"}
    assert ask.verdicts["W_hx"]["outcome"] == "right"
    assert "W_hh" in ask.words                        # 42 − 16: left out
    listed = count(shapes.rnn, x=3, h=[4, 2]).ask()
    assert "h_1" not in listed.blanks and "W_hx_2" in listed.blanks
    ask.another()
    assert "Given" in ask.lines[0]["html"] and not ask.typed


def test_a_slide_beside_the_counts():
    row = worked("A-small-count")
    table = beside(shapes.rnn(row.x, row.h, row.y), row).text()
    assert table.count("agrees") == 6 and "wrong" not in table
    assert "(29)" in table                            # not on the slide
    row = worked("A-large-count")
    table = beside(shapes.rnn(row.x, row.h, row.y), row).text()
    assert table.count("wrong") == 1 and "512 × 128" in table
    row = worked("A-add-hidden")
    table = beside(shapes.rnn(3, 4, 2) - shapes.rnn(3, 3, 2), row).text()
    assert table.count("wrong") == 1 and "13" in table and " 16 " in table


@pytest.mark.parametrize("kind", list(counting.KINDS))
def test_each_parameter_is_a_cell_of_the_drawing(kind):
    shown = counting.blocks(kind, x=2, h=3, y=1)
    counts = counting.KINDS[kind](2, 3, 1)
    words = shown.text().replace("\n", " ")
    for matrix in counts:
        assert (f"{matrix.symbol} {shapes.times(matrix.shape)} = "
                f"{matrix.count}") in words
    lines = sum(rows + columns - 2 for rows, columns in
                (m.shape for m in counts))
    assert shown.svg().count("<line") == lines


def test_new_cells_are_marked_and_only_those():
    before = shapes.rnn(3, 3, 2)
    grown = counting.drawing(shapes.rnn(3, 4, 2), before=before).svg()
    assert grown.count(">+</text>") == 13
    assert counting.drawing(before).svg().count(">+</text>") == 0
    assert "+13" in counting.drawing(shapes.rnn(3, 4, 2), before).text()


def test_large_networks_are_drawn_without_cells_and_layer_by_layer():
    svg = counting.drawing(shapes.rnn(512, [128, 64], 256)).svg()
    assert "<line" not in svg
    lines = counting.by_target(shapes.rnn(3, [4, 2], 2))
    assert [len(line) for line in lines] == [3, 3, 2]
    assert len(counting.by_target(shapes.lstm(3, 4, 2))) == 5
    assert len(counting.by_target(shapes.rnn(3, 4, biases="two"))) == 1


def test_the_curves_of_growth_cross_where_h_is_x():
    said = counting.growth(x=128, y=96).text()
    assert "W_hh is the largest, 90,000" in " ".join(said.split())
    assert "h = x" in counting.growth(x=128, y=96).html()
    assert "h = x" not in counting.growth(x=512, y=96).html()
