"""Build the exercise notebooks from the sheets in rnnkit/exercises/sheets.

    python tools/exercises.py build [NN ...]   write notebooks/exercises/
    python tools/exercises.py check [NN ...]   name those that differ
    python tools/exercises.py keys             write keys.json from the answers

The right choices stand in tests/solutions/choices/NN.toml, the right
functions in tests/solutions/, which are no part of the installed package.
"""
import argparse
import json
import sys
import tomllib
from pathlib import Path

import notebooks

from rnnkit.exercises import choices, code, numbers
from rnnkit.exercises.sheets import chapters, digest, sheet
from rnnkit.grade import code_question
from rnnkit.practice import families

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "notebooks" / "exercises"
KEYS = ROOT / "rnnkit" / "exercises" / "keys.json"
ANSWERS = ROOT / "tests" / "solutions" / "choices"
KINDS = {"compute": numbers, "code": code, "choose": choices}
INTRO = """\
# Exercises {chapter}: {title}

Each exercise is a question, a cell for your answer, and a cell that checks
it. Run the cells from top to bottom (Shift+Enter). You can change an answer
and check again as often as you like.

`hint("{chapter}.1")` in a cell of your own gives the next of three hints;
`solution("{chapter}.1")` works it out, once you have tried. Everything runs
here, without a network. Leave the lines that begin with ### as they are: they
are for teachers who grade with nbgrader."""
SETUP = """\
from rnnkit.exercises import ask, check, hint, points, solution
import numpy as np

personal = False      # True: each student has numbers of their own
graded = False        # True: solutions come later"""
STUDENT = """\
student = ""          # your name or number, if your teacher asks for it"""


def cell(kind, source, id, *, grade=False, solution=False, locked=True,
         points=None):
    """Return a cell as nbgrader wants it."""
    marks = {"grade": grade, "grade_id": id, "locked": locked,
             "schema_version": 3, "solution": solution, "task": False}
    if points is not None:
        marks["points"] = points
    slide = "slide" if kind == "markdown" else "-"
    made = {"cell_type": kind, "id": id, "source": source, "metadata": {
        "nbgrader": marks, "slideshow": {"slide_type": slide}}}
    if kind == "code":
        made |= {"execution_count": None, "outputs": []}
    return made


def built(chapter):
    """Return the notebook of a chapter's sheet, as a dict."""
    told = sheet(chapter)
    cells = [cell("markdown", INTRO.format(chapter=chapter, title=told.title),
                  "intro"),
             cell("code", SETUP, "setup"),
             cell("code", STUDENT, "student", locked=False)]
    del cells[2]["metadata"]["nbgrader"]
    for exercise in told.exercises:
        cells += cells_of(exercise)
    return {"cells": cells, "metadata": notebooks.NOTEBOOK_METADATA,
            "nbformat": 4, "nbformat_minor": 5}


def cells_of(exercise):
    """Return the cells of one exercise: question, answer, check."""
    id = f"exercise-{exercise.number}"
    found = [cell("markdown", question(exercise), f"{id}-question")]
    if exercise.kind == "compute":
        found.append(cell("code", f'ask("{exercise.id}")', f"{id}-ask"))
    answer = KINDS[exercise.kind].stub(exercise)
    if exercise.kind != "code":
        answer += "\n### BEGIN SOLUTION\n### END SOLUTION"
    found.append(cell("code", answer, f"{id}-answer", solution=True,
                      locked=False))
    found.append(cell("code", CHECK.format(id=exercise.id), f"{id}-check",
                      grade=True, points=exercise.points))
    return found


CHECK = """\
from rnnkit.exercises import check, points
display(check("{id}"))
### BEGIN HIDDEN TESTS
points("{id}")
### END HIDDEN TESTS"""


def question(exercise):
    """Return the markdown above an exercise."""
    many = "point" if exercise.points == 1 else "points"
    lines = [f"## {exercise.id} {title(exercise)} ({exercise.points} {many})",
             "", exercise.text.strip()]
    if exercise.kind == "code":
        lines += ["", code.task(exercise)]
    if exercise.kind == "choose":
        lines += ["", *(f"- **{letter})** {text}" for letter, text in zip(
            choices.LETTERS, exercise.options))]
    if exercise.reasons:
        lines += ["", "Because:", "", *(f"{n}. {text}" for n, text in
                                        enumerate(exercise.reasons, 1))]
    return "\n".join(lines)


def title(exercise):
    """Return the title of an exercise: its own, or that of its family."""
    if exercise.kind == "compute":
        return exercise.title or families()[exercise.family].title
    if exercise.kind == "code":
        return exercise.title or code_question(exercise.question).title
    return exercise.title


def path_of(chapter):
    """Return the file of a chapter's exercises: named as its chapter."""
    chapters_file, = (ROOT / "notebooks").glob(f"{chapter}-*.ipynb")
    return FOLDER / chapters_file.name


def keys():
    """Write keys.json from the instructor's answers."""
    right, made = {}, {}
    for path in sorted(ANSWERS.glob("*.toml")):
        right |= tomllib.loads(path.read_text("utf-8"))
    for id, (choice, *reason) in sorted(right.items()):
        made[id] = {"choice": digest(id, choice)}
        if reason:
            made[id]["both"] = digest(id, choice, reason[0])
    KEYS.write_text(json.dumps(made, indent=1) + "\n", "utf-8")


def write(chapter):
    """Write the notebook of a chapter, and run it; return its path."""
    path = path_of(chapter)
    path.parent.mkdir(exist_ok=True)
    path.write_text(notebooks.dumps(built(chapter)), "utf-8")
    notebooks.run(path)
    return path


def same(chapter):
    """Whether a stored notebook has the cells of its sheet."""
    path = path_of(chapter)
    if not path.exists():
        return False
    stored = [(c["cell_type"], "".join(c["source"]),
               c["metadata"].get("nbgrader"))
              for c in notebooks.load(path)["cells"]]
    return stored == [(c["cell_type"], c["source"],
                       c["metadata"].get("nbgrader"))
                      for c in built(chapter)["cells"]]


def main(arguments=None):
    """Run the command; return its exit code."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("what", choices=["build", "check", "keys"])
    parser.add_argument("chapters", nargs="*")
    options = parser.parse_args(arguments)
    if options.what == "keys":
        keys()
        return 0
    wanted = options.chapters or chapters()
    if options.what == "build":
        for chapter in wanted:
            print(notebooks.shown(write(chapter)))
        return 0
    different = [chapter for chapter in wanted if not same(chapter)]
    for chapter in different:
        print(f"{notebooks.shown(path_of(chapter))} differs from its sheet: "
              f"run python tools/exercises.py build {chapter}")
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main())
