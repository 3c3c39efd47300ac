"""Graded exercises: what a cell of an exercise notebook calls.

    ask("03.1")          shows the question
    check("03.1")        marks the answer above it, in words
    hint("03.1")         the next of three hints
    solution("03.1")     worked out, after an attempt
    points("03.1")       the points it earns, a number (for nbgrader)

The answer is found by its name in the notebook (answer_1, choice_4, or the
function that was to be written), so that a cell run out of order, a renamed
variable or a new kernel gets a sentence, not a traceback.

    sheets      the exercises of a chapter, from sheets/NN.toml
    notebook    the names of the notebook that asks
    numbers, choices, code    the three kinds of exercise
    desk        ask, check, hint, solution, points
"""
from rnnkit.grade.judge import load_once
from rnnkit.exercises.desk import ask, check, hint, points, solution

load_once()         # before the notebook's own code: NumPy as it is now

__all__ = ["ask", "check", "hint", "points", "solution"]
