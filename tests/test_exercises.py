"""Exercise notebooks: answers found by name, four outcomes and a sentence
for each mishap, and real nbgrader from source to feedback."""
import csv
import os
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import nbformat
import numpy as np
import pytest

import exercises as builder
from rnnkit.exercises import choices, desk, numbers
from rnnkit.exercises.desk import marked
from rnnkit.exercises.notebook import Notebook
from rnnkit.exercises.outcome import Outcome, Part
from rnnkit.exercises.sheets import chapters, find, keys, sheet
from rnnkit.practice import question

ALL = [exercise for chapter in chapters()
       for exercise in sheet(chapter).exercises]
NAMES = [exercise.id for exercise in ALL]
NUMBERS = find("03.1")


def mark(exercise, **names):
    """Return the Outcome in a notebook that has these names."""
    return marked(exercise, Notebook(names))


def right_numbers(exercise, student=""):
    q = question(exercise.family, exercise.level,
                 numbers.seed_for(exercise, student))
    return {label: round(v, 6) for label, v in q.right.items()}


@pytest.fixture(autouse=True)
def fresh_kernel(monkeypatch):
    monkeypatch.setattr(desk, "TRIED", set())
    monkeypatch.setattr(desk, "HINTED", {})


# Every sheet ----------------------------------------------------------------------
def test_every_chapter_has_a_sheet_of_six_and_all_three_kinds():
    written = {p.name[:2] for p in (builder.ROOT / "notebooks").glob(
        "[01]*.ipynb")} - {"00"}
    assert set(chapters()) == written
    for chapter in chapters():
        kinds = [e.kind for e in sheet(chapter).exercises]
        assert len(kinds) >= 6 and set(kinds) == {
            "compute", "code", "choose"}, chapter


@pytest.mark.parametrize("chapter", chapters())
def test_the_notebook_is_built_from_its_sheet(chapter):
    assert builder.same(chapter)


@pytest.mark.parametrize("exercise", ALL, ids=NAMES)
def test_an_untouched_exercise_is_not_attempted(exercise):
    assert mark(exercise).outcome == "empty"
    names = {"np": np}
    exec(builder.KINDS[exercise.kind].stub(exercise), names)
    outcome = mark(exercise, **names)
    assert outcome.outcome == "empty" and outcome.share == 0
    assert "nothing yet" in outcome.words.lower()


@pytest.mark.parametrize("exercise", [e for e in ALL if e.kind == "compute"],
                         ids=lambda e: e.id)
def test_right_numbers_earn_all_points(exercise):
    outcome = mark(exercise, **{exercise.name: right_numbers(exercise)})
    assert outcome.outcome == "right" and outcome.share == 1


@pytest.mark.parametrize("exercise", [e for e in ALL if e.kind == "choose"],
                         ids=lambda e: e.id)
def test_a_choice_and_its_reason(exercise):
    right, reason = choices.right(exercise)
    name, because = exercise.name, f"because_{exercise.number}"
    assert len(exercise.options) == len(exercise.looks) >= 3
    for letter in choices.LETTERS[:len(exercise.options)]:
        found = mark(exercise, **{name: letter, because: reason})
        assert found.outcome == ("right" if letter == right else "wrong")
        assert letter == right or len(found.words) > 25
    for number in range(1, len(exercise.reasons) + 1):
        found = mark(exercise, **{name: right, because: number})
        assert found.share == (1 if number == reason else 0.5)


def test_each_choice_has_a_key_and_no_key_is_left_over():
    assert set(keys()) == {e.id for e in ALL if e.kind == "choose"}
    answers = builder.ANSWERS.glob("*.toml")
    assert {p.stem for p in answers} <= set(chapters())


# Numbers --------------------------------------------------------------------------
def test_numbers_as_python_writes_them():
    right = right_numbers(NUMBERS)
    for write in (str, int, float, np.float32, np.array, Fraction,
                  lambda v: np.array([[v]]), lambda v: f"{2 * v}/2"):
        answers = {label: write(v) for label, v in right.items()}
        assert mark(NUMBERS, answer_1=answers).share == 1


@pytest.mark.parametrize("value, outcome", [
    ("x", "unreadable"), ([1, 2], "unreadable"), (float("nan"), "unreadable"),
    (float("inf"), "unreadable"), (10 ** 400, "unreadable"),
    ("1e999", "unreadable"), ("7" * 10_000, "unreadable"),
    ("__import__('os')", "unreadable"), (print, "unreadable"),
    (np.ones((3, 3)), "unreadable"), (10 ** 6, "wrong"), (None, "empty")])
def test_an_answer_that_is_no_number(value, outcome):
    answers = right_numbers(NUMBERS) | {"a[0]": value}
    part = mark(NUMBERS, answer_1=answers).parts[0]
    assert part.outcome == outcome and len(part.words) < 300


@pytest.mark.parametrize("answer", [7, [1, 2, 3], "x", print, np.ones(3)])
def test_an_answer_that_is_no_dictionary(answer):
    outcome = mark(NUMBERS, answer_1=answer)
    assert outcome.outcome == "unreadable" and "braces" in outcome.words


def test_a_renamed_blank_is_told():
    answers = right_numbers(NUMBERS)
    answers["a0"] = answers.pop("a[0]")
    outcome = mark(NUMBERS, answer_1=answers)
    assert "exercise: 'a0'." in outcome.words and outcome.share == 0.75
    assert "3 of 4 right" in outcome.text()


def test_a_label_may_be_written_without_its_space():
    q = find("01.1")
    answers = {label.replace(", ", ","): value
               for label, value in right_numbers(q).items()}
    assert mark(q, answer_1=answers).share == 1


def test_what_follows_from_a_wrong_answer_counts():
    answers = right_numbers(NUMBERS)
    label = next(name for name, v in answers.items() if v > 0 and name[0] ==
                 "a")
    answers[label] += 1
    answers["h" + label[1:]] = answers[label]
    assert mark(NUMBERS, answer_1=answers).share == 0.75


def test_a_check_that_is_run_twice_gives_the_same():
    answers = right_numbers(NUMBERS) | {"h[0]": 77}
    once, twice = (mark(NUMBERS, answer_1=answers) for _ in range(2))
    assert once.parts == twice.parts


def test_each_line_of_a_verdict_has_one_sign():
    outcomes = ("right", "wrong", "raised", "empty", "unreadable")
    told = Outcome("03.1", [Part(each, each) for each in outcomes], 0).text()
    assert [line.split() for line in told.splitlines() if line.strip()] == [
        ["✓", "right"], ["✗", "wrong"], ["✗", "raised"], ["○", "empty"],
        ["?", "unreadable"], ["03.1:", "1", "of", "5", "right."]]


def test_the_same_sentence_is_said_once():
    q = question("rnn-step", NUMBERS.level, NUMBERS.seed)
    bias = next(values for m, values in q.mistakes
                if m.name == "forgot the bias")
    shown = mark(NUMBERS, answer_1=bias).text()
    assert "a[0] and a[1] are not right yet" in shown
    assert shown.count("forgot the bias") == 1


# Mishaps --------------------------------------------------------------------------
def test_a_cell_that_was_not_run():
    words = mark(NUMBERS).words
    assert "no answer_1 yet" in words and "run the cell" in words


def test_a_renamed_variable():
    assert "there is answr_1" in mark(NUMBERS, answr_1={"a[0]": 1}).words
    assert "answer_2" not in mark(NUMBERS, answer_2={"a[0]": 1}).words


def test_a_renamed_function():
    code = find("03.3")
    assert "rnn_stepp" in mark(code, rnn_stepp=lambda: 0).words


def test_personal_numbers():
    ada, bo = (mark(NUMBERS, answer_1=right_numbers(NUMBERS, "Ada"),
                    student=name) for name in (" ada ", "Bo"))
    assert ada.share == 1 and bo.share < 1
    nobody = mark(NUMBERS, answer_1={}, personal=True)
    assert nobody.outcome == "empty" and "type your name" in nobody.words
    assert mark(NUMBERS, answer_1=right_numbers(NUMBERS), student=["x"],
                ).share == 1


def test_personal_numbers_say_whose_they_are():
    assert "those of Ada" in mark(NUMBERS, student="Ada", answer_1={
        "a[0]": 1}).text()
    assert "those of" not in mark(NUMBERS, answer_1={"a[0]": 1}).text()


def test_solutions_wait_while_a_notebook_is_graded():
    names = run_cell('late = solution("03.1")', answer_1={"a[0]": 77},
                     graded=True)
    assert "after everybody has handed in" in names["late"].text()


def run_cell(source, **names):
    """Return the names of a notebook after a cell."""
    names = {"np": np, **names}
    exec("from rnnkit.exercises import *\n" + source, names)
    return names


def test_ask_hint_solution_points():
    names = run_cell('shown = ask("03.1"); tip = hint("03.1"); '
                     'early = solution("03.1"); score = points("03.1")')
    assert "☐" in names["shown"].text() and "Hint 1" in names["tip"].text()
    assert "Try 03.1 first" in names["early"].text() and names["score"] == 0
    names = run_cell('late = solution("03.1")', answer_1={"a[0]": 77})
    assert "relu(" in names["late"].text()
    names = run_cell('score = points("03.1")',
                     answer_1=right_numbers(NUMBERS))
    assert names["score"] == NUMBERS.points


def test_hints_go_on_to_the_third_and_never_tell():
    for id in NAMES:
        told = [run_cell(f'tip = hint("{id}")')["tip"].text()
                for _ in range(4)]
        assert told[0].startswith("Hint 1") and "last hint" in told[3]


@pytest.mark.parametrize("id, words", [
    ("99.1", "no exercises for chapter '99'"), ("03.77", "from 03.1 to"),
    ("03", "no exercise"), ("", "no exercises"), (3.1, "no exercises")])
def test_an_exercise_that_is_not_there(id, words):
    with pytest.raises(ValueError, match=words):
        find(id)


# nbgrader ---------------------------------------------------------------------------
def nbgrader(course, *arguments):
    """Run nbgrader in a course folder."""
    path = os.pathsep.join([str(Path(sys.executable).parent),
                            os.environ["PATH"]])
    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", *arguments], cwd=course,
        capture_output=True, text=True, env={
            **os.environ, "PATH": path, "JUPYTER_CONFIG_DIR":
            str(course / "config"), "HOME": str(course)})
    assert done.returncode == 0, done.stderr[-2000:]


def submit(course, released, who, answers):
    """Hand in a released notebook with some answers."""
    notebook = nbformat.read(released, 4)
    for cell in notebook.cells:
        id = cell.metadata.get("nbgrader", {}).get("grade_id")
        cell.source = answers.get(id, cell.source)
    path = course / "submitted" / who / "ps" / released.name
    path.parent.mkdir(parents=True)
    nbformat.write(notebook, path)


RIGHT_STEP = """\
def rnn_step(W_hx, W_hh, b_h, x, h_prev):
    return np.tanh(W_hx @ x + W_hh @ h_prev + b_h)"""


def model_answers():
    """Return right answers for the cells of chapter 03 that the test fills.
    """
    found = {}
    for exercise in sheet("03").exercises:
        cell = f"exercise-{exercise.number}-answer"
        if exercise.kind == "compute":
            found[cell] = f"{exercise.name} = {right_numbers(exercise)}"
        elif exercise.kind == "choose":
            letter, reason = choices.right(exercise)
            found[cell] = (f"{exercise.name} = {letter!r}\n"
                           f"because_{exercise.number} = {reason}")
        elif exercise.question == "rnn-step":
            found[cell] = RIGHT_STEP
    return found


def test_real_nbgrader_from_source_to_feedback(tmp_path):
    course, source = tmp_path, builder.path_of("03")
    (course / "source" / "ps").mkdir(parents=True)
    (course / "source" / "ps" / source.name).write_bytes(source.read_bytes())
    (course / "nbgrader_config.py").write_text(
        (builder.FOLDER / "nbgrader_config.py").read_text("utf-8"))
    nbgrader(course, "generate_assignment", "ps")
    released = course / "release" / "ps" / source.name
    student = released.read_text("utf-8")
    assert "points(" not in student.replace("points, solution", "")
    assert "HIDDEN" not in student and "SOLUTION" not in student
    answers = model_answers()
    submit(course, released, "right", answers)
    wrong = {id: text.replace("': ", "': 50 + ").replace("np.tanh", "")
             for id, text in answers.items()}
    wrong["exercise-4-answer"] = "choice_4 = 'z'"
    submit(course, released, "wrong", wrong)
    submit(course, released, "empty", {})
    nbgrader(course, "autograde", "ps")
    nbgrader(course, "generate_feedback", "ps")
    nbgrader(course, "export")
    with open(course / "grades.csv", encoding="utf-8") as file:
        scores = {row["student_id"]: (float(row["score"]), float(
            row["max_score"])) for row in csv.DictReader(file)}
    answered = sum(e.points for e in sheet("03").exercises
                   if f"exercise-{e.number}-answer" in answers)
    assert scores["right"][0] == answered
    assert 0 <= scores["wrong"][0] < answered / 2
    assert scores["empty"][0] == 0
    for who in scores:
        page, = (course / "feedback" / who / "ps").glob("*.html")
        assert page.stat().st_size > 10_000
    told = next((course / "feedback" / "wrong" / "ps").glob("*.html"))
    assert "not right yet" in told.read_text("utf-8")
