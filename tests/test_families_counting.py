"""Counting questions: against arrays of torch and against plain products."""
import numpy as np
import pytest
import torch
from families_by_hand import agrees, given, leads_to, mistaken, questions

from rnnkit import shapes
from rnnkit.practice import guide, judge


def sized(**arrays):
    """Return {name: how many numbers} and their total."""
    counts = {name: int(np.prod(shape)) for name, shape in arrays.items()}
    return counts | {"total": sum(counts.values())}


def numbers_of(module):
    return sum(p.numel() for p in module.parameters())


def test_rows_and_columns_are_those_that_shapes_counts():
    for q in questions("weight-shapes"):
        g = given(q)
        x, h, y, top, B = (g.get(k) for k in "xhygB")
        counts = shapes.rnn(x, [h, top] if top else h, y)
        names = {"W_gh": "W_hx_2", "W_gg": "W_hh_2", "W_yg": "W_yh"} \
            if top else {}
        expected = {name: counts[names.get(name, name)].shape
                    for name in q.setting.asks if name != "Y"}
        agrees(q, expected | {"Y": (y, B)})
        leads_to(q, "put the columns before the rows", {
            name: shape[::-1] for name, shape in expected.items()})


def test_rows_and_columns_are_hinted_at_in_words():
    for q in questions("weight-shapes"):
        assert "[h; x]" not in str(q)
        for label in q.blanks:
            words = guide(q, label, 2)
            assert "row for each" in words and "=" not in words


def test_a_size_that_no_mistake_leads_to_is_answered_in_words():
    for q in questions("weight-shapes"):
        for label in q.blanks:
            words = judge(q, {label: "77"})[label].words
            assert "row" in words and "It is" not in words


def test_the_hint_for_a_sum_names_its_first_terms_and_says_there_are_more():
    for q in questions("dense-count"):
        if q.level == 3:
            assert guide(q, "total", 2) == (
                "total = W1 + b1 + W2 + b2 + W3 + b3, where W1 = h·x, "
                "b1 = h·1, W2 = h_2·h, …")


def test_dense():
    for q in questions("dense-count"):
        g = given(q)
        sizes = [g["x"], g["h"], *([g["h_2"]] if "h_2" in g else []), g["y"]]
        found = {}
        for n, (a, b) in enumerate(zip(sizes, sizes[1:]), 1):
            found |= {f"W{n}": (b, a), f"b{n}": (b,)}
        agrees(q, sized(**found))
        leads_to(q, "forgot the biases", {"total": sum(
            a * b for a, b in zip(sizes, sizes[1:]))})


@pytest.mark.parametrize("name, kind", [
    ("rnn-count", torch.nn.RNN), ("lstm-count", torch.nn.LSTM),
    ("gru-count", torch.nn.GRU)])
def test_totals_are_those_of_torch(name, kind):
    for q in questions(name):
        g = given(q)
        theirs = numbers_of(kind(g["x"], g["h"]))
        if g.get("biases", "one") == "one":            # torch keeps two
            theirs -= theirs_of_bias(kind(g["x"], g["h"]))
        theirs += g["h"] * g["y"] + g["y"] if "y" in g else 0
        assert q.right["total"] == theirs
        x, h, y = g["x"], g["h"], g.get("y", 0)
        own = {"W_hx": h * x, "W_ix": h * x, "W_rx": h * x, "W_hh": h * h,
               "W_ih": h * h, "W_rh": h * h, "W_yh": y * h, "b_y": y}
        for label, value in q.right.items():
            if label != "total":
                assert value == own.get(label, h), (q.code, label)


def theirs_of_bias(module):
    return module.bias_hh_l0.numel()


def test_gates_forgotten():
    for q in questions("lstm-count"):
        g = given(q)
        h, per = g["h"], g["h"] + g["x"] + (1 if g["biases"] == "one" else 2)
        assert mistaken(q, "forgot the candidate g")["total"] \
            == q.right["total"] - h * per
    for q in questions("gru-count"):
        g = given(q)
        h, per = g["h"], g["h"] + g["x"] + (1 if g["biases"] == "one" else 2)
        assert mistaken(q, "gave it four parts, as an LSTM has")["total"] \
            == q.right["total"] + h * per


def test_layers():
    for q in questions("multilayer-rnn-count"):
        g = given(q)
        sizes = [g["x"], *(g[f"h_{n}"] for n in (1, 2, 3) if f"h_{n}" in g)]
        found = {}
        for n, (a, b) in enumerate(zip(sizes, sizes[1:]), 1):
            found |= {f"W_hx_{n}": (b, a), f"W_hh_{n}": (b, b),
                      f"b_h_{n}": (b,)}
        if "y" in g:
            found |= {"W_yh": (g["y"], sizes[-1]), "b_y": (g["y"],)}
        agrees(q, sized(**found))
        own = mistaken(q, "let every layer read the input x")
        assert own["W_hx_2"] == g["h_2"] * g["x"]


def test_convolutions_are_those_of_torch():
    for q in questions("conv-count"):
        g, found = given(q), {}
        maps = [g[name] for name in ("channels", "maps", "maps_2")
                if name in g]
        for n, (a, b) in enumerate(zip(maps, maps[1:]), 1):
            conv = torch.nn.Conv2d(a, b, g["kernel"])
            found |= {f"W{n}": conv.weight.shape, f"b{n}": conv.bias.shape}
        agrees(q, sized(**found))
        leads_to(q, "let each filter look at one map only", {
            "W1": g["maps"] * g["kernel"] ** 2})


def test_sizes_are_those_of_torch():
    for q in questions("cnn-sizes"):
        g = given(q)
        image = torch.zeros(1, g["channels"], g["size"], g["size"])
        maps = torch.nn.Conv2d(g["channels"], g["maps"], g["kernel"],
                               g["stride"], g["padding"])(image)
        pooled = torch.nn.functional.max_pool2d(maps, 2)
        dense = torch.nn.Linear(pooled.numel(), g["y"])
        agrees(q, {"side": maps.shape[-1], "pooled": pooled.shape[-1],
                   "features": pooled.numel(), "W1": dense.weight.numel(),
                   "total": numbers_of(dense)})
        own = mistaken(q, "forgot the maps")
        assert own["features"] == pooled.shape[-1] ** 2


def test_filters_as_large_as_the_image_and_sizes_rounded_up():
    for q in questions("conv-count"):
        if q.level > 1:
            g = given(q)
            weights = g["maps_2"] * g["maps"] * g["size"] ** 2
            leads_to(q, "gave each filter a weight for every pixel of the "
                     "image", {"W2": weights})
    for q in questions("cnn-sizes"):
        if q.level == 3:
            leads_to(q, "rounded up", {"side": q.right["side"] + 1})
            assert "room_1" not in str(q.solved())


def test_the_output_layer_counted_for_each_gate():
    for name, parts, words in (("lstm-count", 4, "four"),
                               ("gru-count", 3, "three")):
        for q in questions(name):
            if q.level > 1:
                out = q.right["W_yh"] + q.right["b_y"]
                leads_to(q, f"counted the output layer {words} times, too",
                         {"total": q.right["total"] + (parts - 1) * out})


def test_a_wrong_size_is_carried_on():
    for q in questions("cnn-sizes"):
        side = q.right["side"] + 2
        verdicts = judge(q, {"side": side, "pooled": side // 2,
                             "features": given(q)["maps"] * (side // 2) ** 2})
        assert verdicts["side"].outcome == "wrong"
        assert verdicts["pooled"].carried == ("side",)
        assert verdicts["features"].outcome == "right"


@pytest.mark.parametrize("typed", ["2.5", "-3", "0", "1e9"])
def test_nothing_follows_from_what_is_no_size(typed):
    for q in questions("cnn-sizes"):
        verdicts = judge(q, {"side": typed, "pooled": q.right["pooled"]})
        assert verdicts["side"].outcome == "wrong"
        assert verdicts["pooled"].outcome == "right"


def test_attention_is_that_of_the_cell():
    from rnnkit.cells import transformer
    for q in questions("attention-count"):
        g = given(q)
        d, n, m, heads = g["d"], g["n"], g["m"], g.get("heads", 1)
        found = {"W_Q": (heads, n, d), "W_K": (heads, n, d),
                 "W_V": (heads, m, d)}
        found |= {"W_O": (heads, d, m)} if heads > 1 else {}
        if "units" in g:
            found |= {"gamma_1": (d,), "beta_1": (d,), "gamma_2": (d,),
                      "beta_2": (d,), "W_1": (g["units"], d),
                      "b_1": (g["units"],), "W_2": (d, g["units"]),
                      "b_2": (d,)}
            assert set(found) == set(transformer.Params._fields)
        agrees(q, sized(**found))
        own = mistaken(q, "forgot the keys")
        assert own["total"] == q.right["total"] - heads * n * d


WIDE = "gave a bias as many numbers as the matrix beside it"


def test_a_wide_bias_has_the_columns_of_its_own_matrix():
    for q in questions("dense-count"):
        if q.level == 1:
            x, h, y = (given(q)[k] for k in "xhy")
            leads_to(q, WIDE, sized(
                W1=(h, x), b1=(h, x), W2=(y, h), b2=(y, h)))
    for q in questions("rnn-count"):
        if q.level == 2:
            x, h, y = (given(q)[k] for k in "xhy")
            leads_to(q, WIDE, sized(W_hx=(h, x), W_hh=(h, h), b_h=(h, x),
                                    W_yh=(y, h), b_y=(y, h)))


def test_room_is_explained_where_its_line_is_printed():
    for q in questions("cnn-sizes"):
        asked, solved = str(q), str(q.solved())
        assert ("room" in asked) == (q.level == 1)
        assert "beside one filter" in (asked + solved).replace("\n", " ")
