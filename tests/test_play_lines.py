"""Curves of units: what is drawn is what the formulas compute."""
import math
import time

import numpy as np
import pytest

from rnnkit.play import lines
from rnnkit.play.move import move


def unit(w, b, x, phi):
    a = w * x + b
    return phi(a)


def said(shown):
    return " ".join(shown.text().split())


def test_a_formula_of_the_reader_is_drawn():
    draw = lines.over(unit)
    assert said(draw(2, -1, "relu")).endswith("is 0, 0, 3.")
    assert said(draw(2, -1, "none")).endswith("is −5, −1, 3.")
    assert "a = 2 x − 1" in said(draw(2, -1))
    assert "a = 0.5 x + 1" in said(draw(0.5, 1, "tanh"))
    assert said(lines.over(lambda w, b, x, phi: 0 * x + 7)(1, 1)).endswith(
        "is 7, 7, 7.")


def test_a_steeper_line_looks_steeper():
    """The scale stays: 4 stands on both axes, for a flat line too."""
    for w in (0.5, 3):
        html = lines.over(unit)(w, 0).html()
        assert html.count(">4</text>") == html.count(">−4</text>") == 2


def test_two_units_make_a_hill_and_their_parts_add_up():
    y = math.tanh(2) - math.tanh(-2)
    assert f"0.04, {y:.2f}, 0.04" in said(lines.two_units())
    assert said(lines.two_units(v_1=0, v_2=0)).endswith("is 0, 0, 0, 0, 0.")
    relu = said(lines.two_units(phi="relu"))
    assert relu.endswith("is 0, 0, 2, 4, 4.")


def test_a_pulse_is_kept_halved_flipped_or_forgotten():
    def states(**weights):
        words = said(lines.memory(phi="none", length=4, **weights))
        return words.rpartition("h over time: ")[2]
    assert states(w_hh=1.0) == "1, 1, 1, 1."
    assert states(w_hh=0.5) == "1, 0.5, 0.25, 0.12."
    assert states(w_hh=-1.0) == "1, −1, 1, −1."
    assert states(w_hh=0.0) == "1, 0, 0, 0."
    assert states(w_hx=0.0) == "0, 0, 0, 0."


DRAWN = [
    (lines.over(unit), dict(w=(-3, 3, .5, 2), b=(-3, 3, .5, -1),
                            phi=["relu", "tanh", "none"])),
    (lines.two_units, dict(b_1=(-4, 4, 1, 2), v_2=(-2, 2, .5, -1),
                           phi=["tanh", "relu"])),
    (lines.memory, dict(w_hh=(-1, 1, .1, .9), phi=["tanh", "none"])),
]


@pytest.mark.parametrize("draw, controls", DRAWN)
def test_a_control_moves_the_picture_in_a_few_milliseconds(draw, controls):
    moved = move(draw, "Notice.", **controls)
    slider, before = next(iter(moved.controls.values())), moved.picture.value
    taken = []
    for value in np.linspace(slider.min, slider.max, 9):
        start = time.perf_counter()
        slider.value = float(value) if slider.step != 1 else int(value)
        taken.append(time.perf_counter() - start)
    assert moved.picture.value != before
    assert min(taken) < 0.005
    moved.controls["phi"].value = controls["phi"][1]
    assert moved.values["phi"] == controls["phi"][1]
