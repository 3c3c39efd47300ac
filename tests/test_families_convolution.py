"""Convolution, resizing and overlap questions against torch."""
from importlib import import_module

import numpy as np
import pytest
import torch
from families_by_hand import agrees, entry, given, leads_to, questions
from torch.nn import functional as F

from rnnkit.cells import overlap, sliding
from rnnkit.practice.subjects.drawn import links
from rnnkit.practice.judge import judge
from rnnkit.practice.question import question


def tensor(value):
    return torch.tensor(np.array(value, float, order="C"))


def convolved(w, b, x, stride, padding, dilation):
    way = (F.conv1d, F.conv2d)[np.ndim(x) - 1]
    return way(tensor(x)[None, None], tensor(w)[None, None],
               tensor(b).reshape(1), stride, padding, dilation)[0, 0]


def test_convolutions_are_those_of_torch():
    for name in ("convolution-signal", "convolution-image"):
        for q in questions(name):
            g = given(q)
            rule = g["w"], g["b"], g["x"]
            agrees(q, {"y": convolved(*rule, *g["how"])})
            leads_to(q, "turned the filter around", {"y": convolved(
                np.flip(g["w"]), *rule[1:], *g["how"])})
            if q.level == 3:
                leads_to(q, "let the taps stand side by side", {
                    "y": convolved(*rule, *g["how"][:2], 1)})


def test_receptive_fields_by_counting_what_is_reached():
    for q in questions("receptive-field"):
        g = {name: [int(k) for k in values]
             for name, values in given(q).items()}
        fields = sliding.receptive_field(*g.values())
        agrees(q, {f"sees_{n}": each for n, each in enumerate(fields, 1)})
        reached = {0}                       # of the topmost output, downward
        for k, s, d in list(zip(*g.values()))[::-1]:
            reached = {s * i + d * tap for i in reached for tap in range(k)}
        assert max(reached) + 1 == fields[-1]
        leads_to(q, "began to count at 0", {
            f"sees_{n}": each - 1 for n, each in enumerate(fields, 1)})


def test_pooling_is_that_of_torch():
    for q in questions("max-pooling"):
        x, how = tensor(given(q)["x"])[None, None], given(q)["how"]
        agrees(q, {"y": F.max_pool2d(x, *how)[0, 0]})
        leads_to(q, "took the smallest entry", {
            "y": -F.max_pool2d(-x, *how)[0, 0]})


def test_unpooling_is_that_of_torch():
    for q in questions("unpooling"):
        g, x = given(q), tensor(given(q)["x"])[None, None]
        near = F.interpolate(x, scale_factor=2)[0, 0]
        if q.level == 1:
            y = near
        elif q.level == 2:
            y = torch.zeros(4, 4, dtype=torch.float64)
            y[::2, ::2] = x[0, 0]
        else:
            _, places = F.max_pool2d(tensor(g["big"])[None, None], 2,
                                     return_indices=True)
            y = F.max_unpool2d(x, places, 2)[0, 0]
        agrees(q, {"y": y})
        if q.level > 1:
            leads_to(q, "repeated each entry in its whole block",
                     {"y": near})


def test_transposed_convolutions_are_those_of_torch():
    for q in questions("transposed-convolution"):
        g = given(q)
        way = (F.conv_transpose1d, F.conv_transpose2d)[g["x"].ndim - 1]

        def up(w):
            return way(tensor(g["x"])[None, None], tensor(w)[None, None],
                       stride=g["how"][0])[0, 0]
        agrees(q, {"y": up(g["w"])})
        leads_to(q, "turned the filter around", {"y": up(np.flip(g["w"]))})
        first = np.full(up(g["w"]).shape, np.nan)    # no copy over another
        for place in np.ndindex(g["x"].shape):
            at = tuple(slice(g["how"][0] * p, g["how"][0] * p + n)
                       for p, n in zip(place, g["w"].shape))
            copy = g["w"] * g["x"][place]
            first[at] = np.where(np.isnan(first[at]), copy, first[at])
        leads_to(q, "kept only the first copy where two overlap",
                 {"y": np.nan_to_num(first)})


def test_links_number_the_taps():
    assert links(np.array([5, 5, 5]), (4,), stride=2, padding=1).tolist() \
        == [[2, 3, 0, 0], [0, 1, 2, 3]]


def test_dice_counts_pixels():
    for q in questions("dice"):
        A, B = ({k for k, each in enumerate(
            given(q)[name].ravel()) if each} for name in "AB")
        both, sizes = len(A & B), len(A) + len(B)
        agrees(q, {"both": both * np.ones(1), "sizes": sizes * np.ones(1),
                   "dice": 2 * both / sizes})
        assert abs(q.right["dice"] - overlap.dice(
            given(q)["A"], given(q)["B"])) < 1e-12
        leads_to(q, "took the shared part of the union",
                 {"dice": both / len(A | B)})


def test_soft_dice_by_a_plain_loop():
    for q in questions("soft-dice"):
        y_hat, y = given(q)["y_hat"], given(q)["y"]
        both = [sum(a * b for a, b in zip(*rows)) for rows in zip(y_hat, y)]
        sizes = [sum(a * a + b * b for a, b in zip(*rows))
                 for rows in zip(y_hat, y)]
        L = [1 - 2 * b / s for b, s in zip(both, sizes)]
        agrees(q, {"both": np.array(both), "sizes": np.array(sizes),
                   "L": sum(L) / len(L)})
        leads_to(q, "gave the Dice in place of the loss",
                 {"L": 1 - sum(L) / len(L)})


def test_pixelwise_cross_entropy_is_that_of_torch():
    for q in questions("pixelwise-cross-entropy"):
        y_hat, y = tensor(given(q)["y_hat"]), tensor(given(q)["y"])
        pixel = F.nll_loss(torch.log(y_hat).T, y.argmax(0), reduction="none")
        agrees(q, {"pixel": pixel, "l": pixel.mean()})
        leads_to(q, "added up the pixels in place of averaging",
                 {"pixel": pixel, "l": pixel.sum()})


def test_entry_reads_labels():
    assert entry([[1, 2], [3, 4]], "a[1, 0]") == 3
    assert entry([[1], [2]], "a[1]") == 2 and entry(7, "l") == 7


OURS = ("backprop", "time_back", "fading", "gates", "gates_back",
        "attention", "attention_more", "convolution", "resizing", "overlap")


@pytest.mark.parametrize("module", OURS)
def test_wrong_answers_are_judged_and_each_mistake_is_named(module):
    families = import_module(f"rnnkit.practice.subjects.{module}").FAMILIES
    for family in families:
        for level in family.levels:
            q = question(family.name, level, 3)
            for mistake, values in q.mistakes:
                typed = {label: repr(values[label]) for label in q.right
                         if label in values}
                named = [v.mistakes for v in judge(q, typed).values()]
                assert any(mistake.name in names for names in named), (
                    q.code, mistake.name)


def test_a_wrong_answer_goes_on_through_a_reshaped_line():
    q = question("transposed-convolution", 1, 1)
    typed = {label: value + 1 for label, value in q.right.items()}
    assert {v.outcome for v in judge(q, typed).values()} == {"wrong"}


def test_whole_blocks_are_asked_so_that_no_neighbor_tells_them():
    for q in questions("unpooling"):
        if q.level == 1:
            blocks = {(i // 2, j // 2) for i, j in places(q)}
            assert len(blocks) == 2 and len(q.right) == 8, q.code


def places(q):
    """Return the places in y that a question asks for."""
    return [tuple(map(int, label[2:-1].split(","))) for label in q.right]
