"""The pictures and tables of probabilities, and gradients side by side."""
from time import perf_counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rnnkit import by_hand, gradcheck, move, worked
from rnnkit.cells import readout
from rnnkit.gradients import agree
from rnnkit.play.probabilities import (GAPS, loss_slope, scores, softmax_bars,
                                       surprise, tangent, worksheet)

BARS = {"shift": (0, 3, 1, 0), **{f"z{k}": (0, 5, .5, k) for k in range(4)}}


def row_of(display, name):
    """The cells of one row of the table that a display shows."""
    return next(row for row in display.describe().items[0].rows
                if row[0] == name)


# -- the worksheet ------------------------------------------------------------

@pytest.mark.parametrize("id", ["A-softmax-1", "A-softmax-2", "A-softmax-3",
                                "A-softmax-9"])
def test_the_worksheet_has_the_columns_of_the_slide(id):
    row = worked(id)
    table = worksheet(row.z, row.y).describe().items[0]
    assert table.header == ("", "z", "≈ e^z", "ŷ", "target", "∂L/∂z")
    right = np.hstack([row.z, row.expected["e"], row.expected["y_hat"], row.y,
                       row.expected["dz"]])
    shown = np.array([line[1:] for line in table.rows[:-1]], float)
    np.testing.assert_allclose(shown, right, atol=1e-12)
    total = row_of(worksheet(row.z, row.y), "sum")
    assert total[:2] == ("sum", "")
    np.testing.assert_allclose(
        np.array(total[2:], float), [row.expected["total"], 1, 1, 0],
        atol=1e-12)


def test_the_worksheet_marks_what_is_printed_wrongly():
    row = worked("A-softmax-9")
    sheet = worksheet(row.z, row.y, printed=row.printed)
    assert sheet.text().count("✗") == 4
    total = row_of(sheet, "sum")
    assert round(total[4], 2) == 0.98 and round(total[7], 2) == -0.11
    same = {name: row.expected[name] for name in ("y_hat", "dz")}
    assert "✗" not in worksheet(row.z, row.y, printed=same).text()


def test_the_worksheet_of_exact_softmax_has_names_and_no_exponentials():
    row = worked("C-hello-score")
    sheet = worksheet(row.z, row.y, readout.softmax, row.vocabulary)
    assert "e^z" not in sheet.text()
    assert row_of(sheet, "o")[2] == readout.softmax(row.z)[3, 0]


# -- pictures -----------------------------------------------------------------

def test_the_shift_moves_no_exact_bar():
    before, after = (softmax_bars(shift, z0=1, z1=3, z2=2, z3=3).text()
                     for shift in (0, 3))
    exact = [[part.split(",")[0].split(";")[0].strip(" .\n")
              for part in " ".join(text.split()).split("exact ")[1:]]
             for text in (before, after)]
    assert exact[0] == exact[1] == ["0.05", "0.4", "0.15", "0.4"]
    assert "z0 = 4" in after


def test_bars_keep_their_scale():
    low, high = (softmax_bars(z0=z, z1=0, z2=0).svg() for z in (0, 5))
    assert low.count(">1<") >= 1 and high.count(">1<") >= 1


def test_the_surprise_tells_its_points():
    assert "At 0.7 it is 0.36" in surprise([0.7, 0.4]).text()
    assert "e 2.08" in surprise([0.125], ["e"]).svg()


@settings(max_examples=30, deadline=None)
@given(st.sampled_from(list(GAPS)), st.sampled_from(["first", "second"]))
def test_the_tangent_touches_the_loss(gap, target):
    place = ("first", "second").index(target)
    l = readout.loss(scores(gap), [place])
    slope = readout.loss_back(scores(gap), [place])[1, 0]
    line = tangent(gap, l, slope)
    here = int(np.argmin(abs(GAPS - gap)))
    assert line[here] == pytest.approx(l)
    curve = np.array([readout.loss(scores(g), [place]) for g in GAPS])
    seen = np.isfinite(line)
    assert np.all(line[seen] <= curve[seen] + 1e-12)   # it stays below


def test_an_unknown_target_is_refused():
    with pytest.raises(ValueError):
        loss_slope(0, "third")


@pytest.mark.parametrize("draw, controls, name, values", [
    (softmax_bars, BARS, "z0", (2, 3, 4, 0)),
    (softmax_bars, BARS, "shift", (1, 2, 3, 0)),
    (loss_slope, {"gap": (-6, 6, .5, 1), "target": ["second", "first"]},
     "gap", (-6, 6, 0, 2)),
    (loss_slope, {"gap": (-6, 6, .5, 1), "target": ["second", "first"]},
     "target", ("first", "second") * 2)])
def test_an_event_takes_at_most_five_milliseconds(draw, controls, name,
                                                  values):
    moved = move(draw, "", **controls)
    control, times = moved.controls[name], []
    for value in values * 3:
        before, start = moved.picture.value, perf_counter()
        control.value = value
        times.append(perf_counter() - start)
        assert moved.picture.value != before
    assert min(times) <= 5e-3


# -- the gradient by hand, with rounded exponentials --------------------------

def test_the_hand_gradient_is_one_subtraction():
    row = worked("A-softmax-3")
    page = by_hand(readout.loss_back, row.z, row.y, readout.softmax_rounded)
    assert page.lines == ["y_hat", "dz"]
    np.testing.assert_allclose(page["dz"], row.expected["dz"])
    again = page.again(seed=1, keep=("y",))
    np.testing.assert_allclose(again["dz"].sum(), 0, atol=1e-12)


def test_the_mean_over_a_batch_is_part_of_the_line():
    row = worked("A-ce")
    page = by_hand(readout.loss_back, row.z, row.y)
    assert page.lines == ["y_hat", "dz"]
    assert "dz = (y_hat − y) / 2" in page.text()
    assert by_hand(readout.loss, row.z, row.y).lines[-1] == "l"


# -- gradients in several ways, side by side ----------------------------------

def ways():
    row = worked("A-ce")
    dz = readout.loss_back(row.z, row.y)
    check = gradcheck(lambda z: readout.loss(z, row.y), row.z, dz)
    page = by_hand(readout.loss, row.z, row.y)
    return {"hand": {"z": dz}, "recorded": page.gradient("l"),
            "numeric": check.numeric}


def test_ways_that_agree():
    found = agree(**ways())
    assert found and "All 3 ways agree on all 1 gradients" in found.text()


def test_one_wrong_entry_is_seen():
    given = ways()
    wrong = given["hand"]["z"].copy()
    wrong[1, 0] += 1e-6
    found = agree(**{**given, "hand": {"z": wrong}})
    assert not found
    assert "breaks at dz: hand differs" in found.sentence()


def test_numeric_gradients_have_the_shapes_of_the_parameters():
    params = readout.Params(np.ones((2, 3)), np.ones((2, 1)))
    h = np.array([[1.0], [2], [3]])
    z = readout.linear(params, h)
    grads, _ = readout.linear_back(params, h, readout.loss_back(z, [1]))
    check = gradcheck(lambda p: readout.loss(readout.linear(p, h), [1]),
                      params, grads)
    assert {k: v.shape for k, v in check.numeric.items()} == {
        "W_yh": (2, 3), "b_y": (2, 1)}
    assert agree(hand=grads, numeric=check.numeric)
    alone = gradcheck(lambda w: w * w, np.array(3.0), np.array(6.0))
    assert alone.numeric["w"].shape == ()
