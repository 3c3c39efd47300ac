"""Hints and solutions of code exercises: they lead on, and name real lines."""
from importlib import import_module

import pytest

from rnnkit.exercises import code
from rnnkit.exercises.notebook import Notebook
from rnnkit.exercises.sheets import Exercise, chapters, sheet
from rnnkit.grade import code_question

ALL = [e for chapter in chapters() for e in sheet(chapter).exercises
       if e.kind == "code"]
NOBODY = Notebook({})


@pytest.mark.parametrize("exercise", ALL, ids=lambda e: e.id)
def test_hints_lead_to_the_formula_but_not_to_its_last_line(exercise):
    hints = [code.hint(exercise, NOBODY, step) for step in (1, 2, 3)]
    assert hints[0].startswith(code.task(exercise))
    assert hints[1].startswith("The formula begins ")
    solved = " ".join(code.solution(exercise, NOBODY).text().split())
    assert hints[1].removeprefix("The formula begins ") in solved
    if exercise.lines:
        assert len(exercise.lines) > 1
        assert exercise.lines[-1] not in " ".join(hints)
        assert all(" ".join(line.split()) in solved
                   for line in exercise.lines)


@pytest.mark.parametrize("exercise", ALL, ids=lambda e: e.id)
def test_a_solution_names_functions_that_exist(exercise):
    found = code.made_of(code_question(exercise.question).formula)
    assert found
    for name in found:
        module, _, function = name.rpartition(".")
        assert callable(getattr(import_module(module), function))
        assert not module.startswith("rnnkit.grade")


def test_a_sheet_may_bring_the_lines_itself():
    bare = Exercise("09.7", 7, "code", "", "", 1, question="clip")
    assert code.nodes(bare) == []               # clip cannot be recorded
    assert "The formula begins" not in code.hint(bare, NOBODY, 2)
    own = bare._replace(lines=("a = 1", "b = 2"))
    assert code.hint(own, NOBODY, 2) == "The formula begins a = 1"
    assert code.hint(own, NOBODY, 3) == "All but the last line: a = 1"
    assert "b = 2" in code.solution(own, NOBODY).text()
