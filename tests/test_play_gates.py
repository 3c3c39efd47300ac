"""The pictures, tables and controls of the chapter on LSTM gates."""
import re
import time

import nbformat
import numpy as np
import pytest

import notebooks as tool
from rnnkit import by_hand, compare
from rnnkit.cells import lstm
from rnnkit.cells.activations import sigmoid
from rnnkit.ledger import worked
from rnnkit.play import gates
from rnnkit.play.gates_picture import spots


@pytest.fixture
def row():
    return worked("C-fill")


@pytest.fixture
def subject():
    return worked("C-subject")


@pytest.fixture
def step(row):
    return lstm.step(gates.params_of(row), row.x, row.h_prev, row.c_prev)


# What flows ------------------------------------------------------------------

@pytest.mark.parametrize("seed", range(3))
def test_the_flow_adds_up(seed):
    rng = np.random.default_rng(seed)
    D, H, B = rng.integers(1, 4, 3)
    sizes = {"x": (H, D), "h": (H, H)}
    params = lstm.Params(*(rng.normal(size=sizes.get(n[-1], (H, 1))
                                      if n[0] == "W" else (H, 1))
                           for n in lstm.Params._fields))
    step = lstm.step(params, rng.normal(size=(D, B)),
                     *rng.normal(size=(2, H, B)))
    flow = lstm.flow(step)
    np.testing.assert_allclose(flow.kept + flow.written, step.c, atol=1e-12)
    np.testing.assert_allclose(flow.kept + flow.erased, step.c_prev,
                               atol=1e-12)
    np.testing.assert_allclose(flow.withheld + step.h, np.tanh(step.c),
                               atol=1e-12)


@pytest.mark.parametrize("held, name, value", [
    (dict(f="open"), "kept", 3), (dict(f="shut"), "erased", 3),
    (dict(i="shut"), "written", 0), (dict(i="open"), "written", -0.7616),
    (dict(o="open"), "withheld", 0), (dict(o="shut"), "withheld", 0.9696)])
def test_a_gate_that_is_forced_does_what_it_is_for(row, held, name, value):
    params = gates.forced(gates.params_of(row), **held)
    step = lstm.step(params, row.x, row.h_prev, row.c_prev)
    assert getattr(lstm.flow(step), name).item() == pytest.approx(
        value, abs=1e-4)


def test_as_computed_changes_nothing(row):
    params = gates.params_of(row)
    assert gates.forced(params, f="as computed", i="as computed") == params


@pytest.mark.parametrize("held", [dict(f="ajar"), dict(g="open"),
                                  dict(forget="open")])
def test_other_gates_and_ways_are_refused(row, held):
    with pytest.raises(ValueError, match="a gate is one of f, i, o"):
        gates.forced(gates.params_of(row), **held)


# One step --------------------------------------------------------------------

def test_the_drawing_says_every_number(step):
    words = gates.cell_drawing(step).text()
    for number in ("3", "0.88", "2.64", "0.36", "0.73", "−0.76", "−0.56",
                   "2.09", "0.48"):
        assert number in words


def test_the_drawing_shows_how_far_gates_are_open(row, step):
    assert "88% open" in gates.cell_drawing(step).svg()
    held = gates.forced(gates.params_of(row), f="shut", i="open")
    drawn = gates.cell_drawing(lstm.step(held, row.x, row.h_prev,
                                         row.c_prev)).svg()
    assert ">shut<" in drawn and ">open<" in drawn


@pytest.mark.parametrize("unit", [1, -1])
def test_a_unit_that_is_not_there_is_named(step, unit):
    with pytest.raises(ValueError, match=f"unit is {unit}: this cell has 1"):
        gates.cell_drawing(step, unit)


def test_moving_a_gate_redraws_the_cell(row):
    made = gates.move_gates(row, "Notice.")
    before = made.picture.value
    made.controls["output"].value = "shut"
    assert "shown 0." in made.drawn().text() and made.picture.value != before
    assert "Memory now 2.09" in made.drawn().text()      # hidden, not lost
    made.controls["forget"].value = "open"
    made.controls["input"].value = "shut"
    made.controls["c_prev"].value = -1.5
    assert "Memory now −1.5" in made.drawn().text()


# Over time -------------------------------------------------------------------

def test_the_belt_tells_each_step():
    steps = gates.scripted(i=[20, -20], f=[0, -20], g=[20, 0], o=[-20, 20])
    words = " ".join(gates.conveyor(steps, ["in", "out"]).text().split())
    assert "in: written 1, c = 1. out: erased 1, c = 0." in words


def test_a_new_row_begins_after_a_full_stop_and_after_six():
    assert spots(["a", ".", "b"]) == [(0, 0), (0, 1), (1, 0)]
    assert spots("abcdefg")[5:] == [(0, 5), (1, 0)]


@pytest.mark.parametrize("steps, labels, message", [
    (0, [], "steps is empty"), (2, ["one"], "1 labels for 2 steps")])
def test_a_belt_needs_steps_and_labels(steps, labels, message):
    made = gates.scripted(**{g: [0, 0] for g in "ifgo"})[:steps]
    with pytest.raises(ValueError, match=message):
        gates.conveyor(made, labels)


@pytest.mark.parametrize("sums", [
    dict(i=[1], f=[1], g=[1]), dict(i=[1], f=[1], g=[1], o=[1, 2]),
    dict(i=[], f=[], g=[], o=[])])
def test_a_script_needs_all_four_gates(sums):
    with pytest.raises(ValueError, match="i, f, g and o need a list each"):
        gates.scripted(**sums)


def test_an_unknown_word_is_named(subject):
    with pytest.raises(ValueError, match="'Sara' is not in the vocabulary"):
        gates.one_hot_words(["Ali", "Sara"], subject.vocabulary)


def test_the_tables_say_what_the_gates_do(subject):
    steps = gates.read(subject).steps
    lines = gates.word_table(steps, subject.words).text().splitlines()
    ahmad, = (line for line in lines if line.startswith("Ahmad"))
    assert "erases, writes" in ahmad and "−1" in ahmad
    also, = (line for line in gates.word_table(
        steps, subject.words, unit=1).text().splitlines()
        if line.startswith("also"))
    assert "keeps, shows" in also and "0.76" in also
    table = gates.weight_table(gates.params_of(subject), subject.vocabulary)
    assert re.search(r"Ahmad\s+−40\s+40\s+−20\s+0", table.text())


@pytest.mark.parametrize("chosen, last", [
    ({}, "−1"), (dict(forget="open"), "0"), (dict(forget="shut"), "0"),
    (dict(input="shut"), "0"), (dict(output="shut"), "−1"),
    (dict(input="open"), "−1")])
def test_the_story_ends_as_its_gates_let_it(subject, chosen, last):
    made = gates.move_story(subject, "Notice.")
    for name, way in chosen.items():
        made.controls[name].value = way
    assert f"the memory is {last}." in made.drawn().text()
    assert f"the memory is {last}." in made.picture.value


# Backwards -------------------------------------------------------------------

@pytest.mark.parametrize("b_f", [-2.0, 0.0, 1.0, 6.0])
def test_the_gradient_is_the_product_of_the_gates(b_f):
    zero = np.zeros((1, 1))
    params = lstm.Params(*[zero] * 12)._replace(b_f=zero + b_f)
    found = gates.gradients_of_memory(params, np.zeros((5, 1, 1)))
    np.testing.assert_allclose(found[::-1], sigmoid(b_f) ** np.arange(6),
                               atol=1e-12)


def test_the_page_of_carried_gives_the_product_of_the_gates():
    params = lstm.Params(*[np.zeros((1, 1))] * 12)._replace(
        W_fx=np.ones((1, 1)), W_gx=np.ones((1, 1)))
    xs = np.array([1.0, -1.0, 2.0]).reshape(3, 1, 1)
    page = by_hand(gates.carried, params, xs, np.zeros((1, 1)),
                   np.ones((1, 1)))
    product = np.prod([page[f"f_{t}"].item() for t in (1, 2, 3)])
    assert page.gradient("c_3")["c_0"].item() == pytest.approx(
        product, abs=1e-12)


def test_more_forget_bias_keeps_more():
    assert "0.5. 4 steps back: 0.0625." in gates.kept_over_time(0, 4).text()
    assert "0.9975. 20 steps back: 0.952." in gates.kept_over_time(6).text()


# The chapter -----------------------------------------------------------------

def test_an_event_is_quick(row, subject):
    draws = (gates.move_gates(row, "").update,
             gates.move_story(subject, "").update,
             lambda: gates.kept_over_time(2.0).html())
    for draw in draws:
        times = []
        for _ in range(7):
            start = time.process_time()
            draw()
            times.append(time.process_time() - start)
        assert min(times) < 0.010       # 2 ms where nothing else runs


def test_the_solution_in_the_chapter_is_one(row):
    cells = nbformat.read(tool.ROOT / "notebooks" / "11-lstm-gates.ipynb",
                          as_version=4).cells
    todo, = (c.source for c in cells if "# fill in" in c.source)
    told, = (c.source for c in cells if "One solution" in c.source)
    answers = {line.split(" = ")[0]: line
               for line in re.findall(r"`(\w = [^`]+)`", told)}
    assert list(answers) == list("fgoch")
    given = gates.params_of(row), row.x, row.h_prev, row.c_prev
    for left in range(5, -1, -1):       # wrong until the last line is there
        done = list(answers)[:5 - left]
        source = re.sub(r"(\w) = 0 \* c_prev.*", lambda m: answers[m[1]]
                        if m[1] in done else m[0], todo)
        space = {"np": np, "sigmoid": sigmoid}
        exec(source.split("\n\n\n")[0], space)
        words = compare(by_hand(space["my_step"], *given),
                        by_hand(lstm.step, *given)).words()
        assert words == ("All lines agree." if not left else
                         f"The first difference is in {'fgoch'[5 - left]}.")
