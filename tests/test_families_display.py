"""What a page, a hint and a solution show: what a hand would write."""
import re

import numpy as np
import pytest

from rnnkit.page import by_hand
from rnnkit.practice.catalog import families
from rnnkit.practice.guide import guide, solve
from rnnkit.practice.judge import judge
from rnnkit.practice.question import question

MINE = [name for name, family in families().items()
        if family.chapter in ("08", "09", "11", "14", "15")]
MOVED = ["convolution-signal", "convolution-image", "max-pooling",
         "unpooling", "transposed-convolution", "positions"]
CLUTTER = re.compile(r"NONE|part_|ravel|reshape|\[…\]|r_bar_\d·1|= 0 \+|"
                     r"size\(|^t = \d|dy·1|/ 1(?![\d.])", re.M)


@pytest.mark.parametrize("name", MINE)
def test_no_page_shows_what_no_hand_would_write(name):
    for level in families()[name].levels:
        for seed in range(3):
            q = question(name, level, seed)
            words = [str(q), str(q.solved())] + [
                guide(q, label, step) for label in q.blanks
                for step in (1, 2, 3)] + [solve(q, k) for k in q.blanks]
            for each in words:
                assert not CLUTTER.search(each), (q.code, each)


@pytest.mark.parametrize("name", MINE)
def test_every_matrix_is_written_in_full(name):
    for level in families()[name].levels:
        for seed in range(3):
            assert "⋯" not in str(question(name, level, seed))


@pytest.mark.parametrize("name", MOVED)
def test_what_only_moves_is_solved_entry_by_entry(name):
    for level in families()[name].levels:
        q = question(name, level, 3)
        solution = str(q.solved())
        for label in q.blanks:
            assert f"{label} = " in solution
            assert label in guide(q, label, 1)
        assert (q.setting.hints[1][:20] in str(q)) == (level == 1)


def test_a_moved_entry_is_named_in_the_solution():
    q = question("unpooling", 1, 5)
    for label, value in q.right.items():
        assert re.fullmatch(rf"{re.escape(label)} = x\[\d, \d\] = .*",
                            solve(q, label))


def test_an_empty_place_is_hinted_at_and_not_told():
    q = question("unpooling", 3, 5)
    empty = [label for label, value in q.right.items() if not value]
    assert empty
    for label in empty:
        assert guide(q, label, 3).startswith("Does an entry of x come")


def test_a_wrong_place_gets_no_answer_from_the_judge():
    q = question("unpooling", 3, 5)
    label = next(k for k, value in q.right.items() if value)
    words = judge(q, {label: "77"})[label].words
    assert "Which block" in words and "x[" not in words


def test_a_mistake_that_the_other_answers_speak_against_is_a_guess():
    q = question("convolution-signal", 1, 5)
    wrong = next(values for mistake, values in q.mistakes
                 if mistake.name == "forgot the bias")
    typed = {label: repr(value) for label, value in q.right.items()}
    words = judge(q, {**typed, "y[0]": repr(wrong["y[0]"])})["y[0]"].words
    assert ". Perhaps you forgot the bias here. " in words
    words = judge(q, {"y[0]": repr(wrong["y[0]"])})["y[0]"].words
    assert ": it looks as if you forgot the bias. " in words


def test_long_formulas_are_opened_one_line_deep():
    q = question("bptt-bars", 2, 5)
    assert guide(q, "y_bar_3", 3).count("relu") <= 2
    for label in q.blanks:
        assert len(guide(q, label, 3)) <= 100


def test_a_factor_of_one_that_nobody_wrote_is_left_out():
    def f(x, w):
        same = x * 1
        less = x / 1 + 0
        other = w * x
        return same, less, other
    page = by_hand(f, np.array([[3.0]]), np.array([[1.0]]))
    assert "same = x\n" in page.text() and "less = x\n" in page.text()
    assert "other = w ⊙ x" in page.text()


def test_a_factor_of_one_of_a_count_stays():
    page = by_hand(lambda h: {"b_h": h * 1}, 3)
    assert "b_h = h·1 = 3·1 = 3" in page.text()


def test_numbers_rounded_on_the_way_still_count():
    for seed in range(30):
        q = question("forget-path", 2, seed)
        c, typed = q.setting.given["c_0"].item(), {}
        for t in (1, 2, 3):
            f = round(q.right[f"f_{t}[0]"], 2)
            c = round(f * c, 2)
            typed |= {f"f_{t}[0]": str(f), f"c_{t}[0]": str(c)}
        verdicts = judge(q, typed)
        assert {v.outcome for v in verdicts.values()} == {"right"}, (
            q.code, verdicts)
        assert not any(v.carried for v in verdicts.values())


def test_nothing_is_rounded_inside_a_clipping():
    for level in (2, 3):
        for seed in range(30):
            q = question("gradient-clipping", level, seed)
            scale = 100 * q.page["scale"]
            assert abs(scale - round(float(scale))) < 1e-9
