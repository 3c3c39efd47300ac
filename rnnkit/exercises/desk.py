"""ask, check, hint, solution, points: what a notebook calls.

Each looks for the answer among the names of the notebook that calls it.
"""
from importlib import import_module

from rnnkit.exercises.notebook import caller
from rnnkit.exercises.outcome import Outcome, Part
from rnnkit.exercises.sheets import find
from rnnkit.show.describe import Document, Text
from rnnkit.show.display import Display, Shown

KINDS = {"compute": "numbers", "code": "code", "choose": "choices"}
NO_NAME = ("Your teacher asks for personal numbers: type your name or number "
           "between the quotes of student = \"\" at the top, and run its "
           "cell.")
LATER = ("This notebook is graded: solutions come after everybody has handed "
         "in. hint(\"{}\") still helps you on.")
TRIED = set()               # exercises that were attempted in this kernel
HINTED = {}                 # exercise -> hints given in this kernel


def ask(id):
    """Return the question of an exercise, as a Display.

    Raises ValueError for an exercise that does not exist.
    """
    exercise, notebook = find(id), caller()
    if nameless(exercise, notebook):
        return said(NO_NAME)
    if exercise.kind != "compute":
        return said(exercise.text)
    return kind(exercise).asked(exercise, notebook)


def check(id):
    """Return the Outcome of an exercise, as a Display."""
    return marked(find(id), caller())


def marked(exercise, notebook):
    """Return the Outcome of an exercise in a notebook."""
    if nameless(exercise, notebook):
        return Outcome(exercise.id, [Part("empty", NO_NAME)], 0.0)
    outcome = kind(exercise).mark(exercise, notebook)
    if exercise.kind == "compute":
        outcome.student = notebook.student
    if outcome.attempted:
        TRIED.add((exercise.id, notebook.student))
    return outcome


class Points(float):
    """Points that were earned: a number, with the most there is for HTML."""

    most = 0.0

    def _repr_html_(self):
        return f"<div>{self:g} of {self.most:g} points</div>"


def points(id):
    """Return the points that an exercise earns, as a number."""
    exercise = find(id)
    share = marked(exercise, caller()).share
    earned = Points(round(exercise.points * share, 2))
    earned.most = exercise.points
    return earned


def hint(id):
    """Return the next of three hints, as a Display."""
    exercise, notebook = find(id), caller()
    if nameless(exercise, notebook):
        return said(NO_NAME)
    step = HINTED[id] = HINTED.get(id, 0) + 1
    if step > 3:
        return said(f"{id}: that was the last hint. solution(\"{id}\") works "
                    "it out, once you have tried.")
    words = kind(exercise).hint(exercise, notebook, step)
    return said(f"Hint {step} of 3: {words}")


def solution(id):
    """Return the worked solution as a Display, after an attempt; not while
    the notebook is graded."""
    exercise, notebook = find(id), caller()
    if notebook.graded:
        return said(LATER.format(id))
    marked(exercise, notebook)
    if (exercise.id, notebook.student) not in TRIED:
        return said(f"Try {id} first: the solution comes after an attempt, "
                    f'right or wrong. hint("{id}") helps you begin.')
    found = kind(exercise).solution(exercise, notebook)
    return found if isinstance(found, Display) else said(found)


def kind(exercise):
    """Return the module of the kind of an exercise."""
    return import_module(f"rnnkit.exercises.{KINDS[exercise.kind]}")


def nameless(exercise, notebook):
    """Whether personal numbers are wanted and there is no name yet."""
    return exercise.kind == "compute" and notebook.personal \
        and not notebook.student


def said(words):
    """Return a sentence as a Display."""
    return Shown(Document("", (Text(words),)))


__all__ = ["ask", "check", "hint", "points", "solution"]
