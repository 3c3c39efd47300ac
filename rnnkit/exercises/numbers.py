"""Exercises of numbers: a question of rnnkit.practice, typed into a cell.

    answer_1 = {"a[0]": 3, "a[1]": ..., "h[0]": "1/2"}

`...` stands for what is not answered yet.
"""
import hashlib
import re
from fractions import Fraction

import numpy as np

from rnnkit.exercises.notebook import Missing
from rnnkit.exercises.outcome import Outcome, Part, nothing
from rnnkit.practice.guide import guide
from rnnkit.practice.judge import judge
from rnnkit.practice.question import question

MOST_LINES = 9              # of a cell to type in, one answer each
PERSONAL = 1_000_000        # so many different sheets


def asked(exercise, notebook):
    """Return the Question of an exercise, for this notebook.

    With a name in `student` its numbers are personal.
    """
    return question(exercise.family, exercise.level,
                    seed_for(exercise, notebook.student))


def seed_for(exercise, student):
    """Return the seed of an exercise for a student; the sheet's own if there
    is no name."""
    if not student:
        return exercise.seed
    told = f"{' '.join(student.split()).casefold()}/{exercise.id}"
    found = hashlib.sha256(told.encode()).hexdigest()
    return int(found, 16) % PERSONAL


def stub(exercise):
    """Return the cell into which the answers are typed."""
    labels = [f'"{label}": ...,' for label in question(
        exercise.family, exercise.level, exercise.seed).blanks]
    each = 1 if len(labels) <= MOST_LINES else 3
    lines = ["    " + " ".join(labels[k:k + each])
             for k in range(0, len(labels), each)]
    return "\n".join([f"{exercise.name} = {{", *lines, "}"])


def mark(exercise, notebook):
    """Return the Outcome of the answers in a notebook."""
    found = notebook.find(exercise.name, exercise.number)
    if isinstance(found, Missing):
        return nothing(exercise.id, found.words)
    q = asked(exercise, notebook)
    if not isinstance(found, dict):
        return Outcome(exercise.id, [Part("unreadable", (
            f"{exercise.name} is no dictionary: keep the braces, "
            f"with a number behind each of {', '.join(q.blanks)}."))], 0.0)
    found = {spaced(key): value for key, value in found.items()}
    strange = [str(key) for key in found if key not in q.blanks]
    typed = {label: text(found.get(label, ...)) for label in q.blanks}
    if not any(typed.values()) and not strange:
        return nothing(exercise.id, f"{exercise.name}: nothing yet.")
    verdicts = judge(q, typed)
    parts = [Part(v.outcome, v.words, label)
             for label, v in verdicts.items()]
    if strange:
        told = " and ".join(repr(key[:40]) for key in strange[:3])
        parts.append(Part("unreadable", (
            f"Not among the blanks of this exercise: {told}. There are "
            f"{', '.join(q.blanks)}.")))
    right = sum(v.outcome == "right" for v in verdicts.values())
    return Outcome(exercise.id, parts, right / len(verdicts))


def spaced(key):
    """Return a label as the page writes it: h[0, 1] for h[0,1]."""
    return re.sub(r"\s*,\s*", ", ", key.strip()) if isinstance(
        key, str) else key


def text(value):
    """Return an answer as text that practice can read; "" for `...`."""
    if value is None or value is ...:
        return ""
    if isinstance(value, Fraction):
        return f"{value.numerator}/{value.denominator}"
    if isinstance(value, np.ndarray) and value.size == 1:
        value = value.item()
    if isinstance(value, (bool, np.bool_)):
        return str(int(value))
    if isinstance(value, (int, float, np.number)):
        try:
            return repr(float(value))
        except OverflowError:
            return "a number that is too large"
    return str(value)[:60] if not isinstance(value, str) else value


def hint(exercise, notebook, step):
    """Return hint number `step` for the first blank that is not right."""
    q = asked(exercise, notebook)
    found = notebook.find(exercise.name)
    typed = found if isinstance(found, dict) else {}
    verdicts = judge(q, {label: text(typed.get(label, ...))
                         for label in q.blanks})
    label = next((label for label, v in verdicts.items()
                  if v.outcome != "right" or v.carried), None)
    return "Everything is right." if label is None else guide(q, label, step)


def solution(exercise, notebook):
    """Return the worked solution, as a Display."""
    return asked(exercise, notebook).solved()
