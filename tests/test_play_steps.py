"""The blanks of a page, and the step that moves: what they show and say."""
import re
import time
from dataclasses import replace

import numpy as np
import pytest

from rnnkit import by_hand, move, worked
from rnnkit.cells import dense, readout, rnn
from rnnkit.cells.activations import relu
from rnnkit.play import steps
from rnnkit.show import names

CAPTION = "What to notice: nothing."
LIMIT = 0.005                   # seconds an event may take in the kernel


def step(id="A-rnn-t1"):
    row = worked(id)
    return by_hand(steps.one_step, rnn.Params(row.W_hx, row.W_hh, row.b_h),
                   readout.Params(row.W_yh, row.b_y), row.x, row.h_prev)


def sequence():
    row = worked("A-byhand-public")

    def run(params, out, xs, h_0):
        h, ys = h_0, []
        for x in xs:
            h, y = steps.one_step(params, out, x, h)
            ys.append(y)
        return ys

    return by_hand(run, rnn.Params(row.W_hx, row.W_hh, row.b_h),
                   readout.Params(row.W_yh, row.b_y), row.x, row.h_prev)


def outcome(ask, label):
    return ask.verdicts[label]["outcome"]


def quickest(event, times=40):
    """The seconds of the fastest run: the others share the machine."""
    found = []
    for turn in range(times):
        start = time.perf_counter()
        event(turn)
        found.append(time.perf_counter() - start)
    return min(found)


# -- blanks ------------------------------------------------------------------

def test_each_entry_asked_for_is_a_blank():
    ask = step().ask("h", "y")
    assert list(ask.blanks) == ["h[0]", "h[1]", "h[2]", "y[0]", "y[1]"]
    asked = [line["asked"] for line in ask.lines if "asked" in line]
    assert asked == [[["h[0]"], ["h[1]"], ["h[2]"]], [["y[0]"], ["y[1]"]]]


def test_the_entries_between_blanks_are_given():
    line = step().ask("a[1]").lines[0]
    assert line["asked"] == [[""], ["a[1]"], [""]]
    assert line["given"] == [["7"], [""], ["7"]]


def test_a_matrix_has_its_blanks_in_rows_and_columns():
    row = worked("A-nn-batch")
    params = dense.Params(row.W1, row.b1, row.W2, row.b2)
    line = by_hand(dense.step, params, row.x[:, :2]).ask("h").lines[1]
    assert line["asked"][2] == ["h[2, 0]", "h[2, 1]"]


@pytest.mark.parametrize("typed, said", [
    ("7", "right"), (" 7 ", "right"), ("14/2", "right"), ("0,7e1", "right"),
    ("8", "wrong"), ("−7", "wrong"), ("7x", "unreadable"),
    ("seven", "unreadable"), ("1/0", "unreadable"), ("1e999", "unreadable"),
    ("", "empty"), ("7" * 99, "unreadable")])
def test_what_is_typed_is_marked(typed, said):
    ask = step().ask("h", "y")
    ask.typed = {"h[0]": typed}
    assert outcome(ask, "h[0]") == said
    assert "h[0]" in ask.words


def test_a_wrong_answer_gets_a_hint_and_never_the_answer():
    ask = step().ask("y")
    for typed in ("0", "7", "8", "14", "16", "22", "−15", "100"):
        ask.typed = {"y[0]": typed}
        assert outcome(ask, "y[0]") == "wrong"
        assert "15" not in ask.words
    told = []
    for _ in range(3):
        ask.give_hint("y[0]")
        told.append(ask.words)
        assert "15" not in ask.words
    assert len(set(told)) == 3 and "W_yh" in told[1]


def test_only_the_cell_that_changed_is_marked_anew():
    ask = step().ask("h")
    ask.typed = {"h[0]": "9"}
    first = ask.verdicts["h[0]"]
    ask.typed = {"h[0]": "9", "h[1]": "8"}
    assert ask.verdicts["h[0]"] == first
    assert ask.words == "h[1] is right."


def test_when_all_are_right_it_says_so():
    ask = step().ask("h")
    assert not ask.done
    ask.typed = {"h[0]": "7", "h[1]": "8", "h[2]": "7"}
    assert ask.done and "Well done" in ask.words


def test_show_me_reveals_one_cell_and_how_it_is_made():
    ask = step().ask("a")
    ask.heard(ask, {"action": "show", "label": "a[2]"}, [])
    assert ask.typed == {"a[2]": "7"} and ask.shown == ["a[2]"]
    assert ask.words == "a[2] = 2 + 6 − 1 = 7"
    assert outcome(ask, "a[2]") == "right"


def test_show_me_and_hint_pass_over_what_is_right():
    ask = step().ask("a")
    ask.typed = {"a[0]": "7"}
    ask.give_hint("a[0]")
    assert ask.words.startswith("a[1]: ")
    ask.show_me("a[0]")
    assert ask.shown == ["a[1]"]
    ask.show_me(None)
    ask.show_me(None)
    assert sorted(ask.shown) == ["a[1]", "a[2]"] and ask.done


def test_another_one_has_fresh_numbers_and_empty_blanks():
    ask = step().ask("h", "y")
    ask.typed = {"h[0]": "7"}
    before = ask.lines
    ask.heard(ask, {"action": "again", "label": None}, [])
    assert ask.typed == {} and ask.verdicts == {} and ask.shown == []
    assert ask.lines != before and list(ask.blanks)[-1] == "y[1]"


def test_an_unknown_button_or_label_does_nothing():
    ask = step().ask("h")
    ask.heard(ask, {"action": "burn"}, [])
    ask.typed = {"q[9]": "1"}
    assert ask.verdicts == {}


def test_no_line_gives_an_answer_away():
    """Before a blank and after it, a line has no number that it asks for."""
    said = step().ask("a").static().text()
    assert "relu(a)" in said and "7⎤    ⎡7" not in said
    assert "16" not in said and "15" not in said
    said = step().ask("h").static().text()
    assert "15" not in said and "⎡☐⎤" in said


def test_a_sequence_gives_the_weights_again_at_each_step():
    ask = sequence().ask("h_1", "h_2", "y_2")
    headings = [line["heading"] for line in ask.lines if "heading" in line]
    assert headings == ["t = 1", "t = 2", "t = 3", "t = 4"]
    said = ask.static().text()
    assert "17" not in said and "[4] + ⎡1  −1⎤ h_1" in said
    assert "x_2 = xs[1]\n    = [4]" in said


def test_the_static_faces_of_the_blanks():
    """Where no kernel runs: text and HTML, with a word for each blank."""
    ask = step().ask("h")
    bundle, _ = ask._repr_mimebundle_()
    assert bundle["text/plain"].count("☐") == 3
    assert "Run this cell to type" in bundle["text/plain"]
    assert bundle["text/html"].count('class="blank"') == 3
    assert "blank" in re.search('aria-label="(h = .*?)"',
                                bundle["text/html"])[1]
    assert bundle == step().ask("h")._repr_mimebundle_()[0] | {
        k: v for k, v in bundle.items() if "widget-view" in k}


# -- a step that moves --------------------------------------------------------

def test_a_step_moves_with_its_inputs():
    made = steps.move_step(worked("A-rnn-t1"), CAPTION)
    assert list(made.controls) == ["x[0]", "x[1]", "x[2]", "h_prev[0]",
                                   "h_prev[1]", "h_prev[2]"]
    assert made.values["h_prev[2]"] == 7
    before = made.picture.value
    made.controls["x[2]"].value = 3
    assert made.picture.value != before
    assert "1 + 3 + 5 + 1 = 10" in made.picture.value
    assert "2 − 3 + 6 − 1 = 4" in made.picture.value


def test_a_sum_that_relu_cuts_is_marked():
    made = steps.move_step(worked("A-rnn-t1"), CAPTION)
    made.controls["x[2]"].value = 7
    assert 'class="w look"' not in made.picture.value
    made.controls["x[2]"].value = 8
    assert "2 − 8 + 6 − 1 = −1" in made.picture.value
    assert made.picture.value.count('class="w look"') == 1


def test_the_picture_of_a_step_is_its_page():
    row = worked("A-rnn-t2")
    drawn = steps.step_drawing(rnn.Params(row.W_hx, row.W_hh, row.b_h),
                               readout.Params(row.W_yh, row.b_y), row.x,
                               row.h_prev)
    assert "h = (5, 1, 0); y = (6, 2)" in " ".join(drawn.text().split())
    assert drawn.svg().startswith("<svg")


def test_the_static_faces_of_a_step_that_moves():
    made = steps.move_step(worked("A-rnn-t1"), CAPTION)
    bundle = made._repr_mimebundle_()
    for face in ("text/plain", "text/html"):
        assert "8 + 7 + 1 = 16" in bundle[face]
        assert CAPTION in bundle[face]
    assert "<title" in bundle["text/html"]


def test_sums_stand_beside_those_of_the_slide():
    row = worked("A-rnn-t1")
    said = steps.sums(step(), row).text()
    assert said.count("same") == 5 and "differs" not in said
    wrong = replace(row, lines=("1 + 5 + 1 = 8", *row.lines[1:], "1 + 1 = 2"))
    said = steps.sums(step(), wrong).text()
    assert said.count("same") == 4 and said.count("differs") == 2


def test_the_weights_of_a_part_are_typeset_after_its_name():
    """Two cells on one page: decoder.W_hx has hx below, as W_hx has."""
    assert names.read("decoder.W_hx") == names.Name(
        "W", ("hx",), prefix="decoder.")
    assert names.read("a.b.c") == names.Name("a.b.c")


# -- speed --------------------------------------------------------------------

def test_a_typed_number_is_marked_in_time():
    ask = sequence().ask("h_1", "y_1", "h_2", "y_2", "h_3", "y_3")

    def event(turn):
        ask.typed = {**ask.typed, "h_3[1]": str(turn)}
    assert quickest(event) <= LIMIT


@pytest.mark.parametrize("action", ["hint", "show"])
def test_a_button_answers_in_time(action):
    def event(turn, ask=sequence().ask("h_1", "y_1", "h_2", "y_2")):
        ask.heard(ask, {"action": action, "label": None}, [])
    assert quickest(event) <= LIMIT


def test_another_one_comes_in_time():
    ask = step().ask("h", "y")
    assert quickest(lambda turn: ask.another()) <= LIMIT


def test_a_step_moves_in_time():
    made = steps.move_step(worked("A-rnn-t1"), CAPTION)

    def event(turn):
        made.controls["x[0]"].value = turn % 7
    assert quickest(event) <= LIMIT


def test_a_formula_of_the_readers_own_moves_in_time():
    row = worked("A-rnn-t1")

    def leaky_rnn(W_hx, W_hh, b_h, x, h_prev, alpha):
        new = relu(W_hx @ x + W_hh @ h_prev + b_h)
        h = (1 - alpha) * h_prev + alpha * new
        return h

    made = move(lambda alpha: by_hand(
        leaky_rnn, row.W_hx, row.W_hh, row.b_h, row.x, row.h_prev,
        alpha).picture(), CAPTION, alpha=(0, 1, 0.25, 0.5))

    def event(turn):
        made.controls["alpha"].value = turn % 5 / 4
    assert quickest(event) <= LIMIT
    assert np.isclose(made.values["alpha"], 39 % 5 / 4)
