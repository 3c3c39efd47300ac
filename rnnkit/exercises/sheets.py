"""The exercises of a chapter, read from sheets/NN.toml.

    [[exercise]]
    kind = "compute"              numbers of a question of rnnkit.practice
    family = "rnn-step"
    level = 1
    seed = 3
    points = 4
    text = "what the notebook says above it"

    [[exercise]]
    kind = "code"                 a function to write, see rnnkit.grade
    question = "rnn-step"
    lines = ["a = …", "h = …"]    its formula for hints and the solution, where
                                  the record of the formula says it worse

    [[exercise]]
    kind = "choose"               one of several, and why
    title = "…"
    text = "…"
    options = ["…", "…"]          lettered a, b, c …
    reasons = ["…", "…"]          numbered 1, 2, 3 …; may be left out
    looks = ["…", "…"]            for each option: a question that helps
                                  whoever chose it and should not have

Which option and reason are right is not written here: keys.json holds a
digest of them, made by tools/exercises.py from the instructor's answers.
"""
import hashlib
import json
import tomllib
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).parent
KINDS = ("compute", "code", "choose")


class Exercise(NamedTuple):
    """One exercise; `id` is "03.1", `number` its place on the sheet."""
    id: str
    number: int
    kind: str
    title: str
    text: str
    points: float
    family: str = ""
    level: int = 1
    seed: int = 1
    question: str = ""
    options: tuple = ()
    reasons: tuple = ()
    looks: tuple = ()
    lines: tuple = ()

    @property
    def name(self):
        """The name of the answer in the notebook, for numbers and choices.
        """
        return f"{'choice' if self.kind == 'choose' else 'answer'}" \
            f"_{self.number}"


class Sheet(NamedTuple):
    """The exercises of a chapter."""
    chapter: str
    title: str
    exercises: tuple


def chapters():
    """Return the numbers of the chapters that have a sheet."""
    return sorted(path.stem for path in (HERE / "sheets").glob("*.toml"))


@lru_cache(maxsize=None)
def sheet(chapter):
    """Return the Sheet of a chapter such as "03".

    Raises ValueError if there is none.
    """
    if chapter not in chapters():
        raise ValueError(f"there are no exercises for chapter {chapter!r}; "
                         f"there are for {', '.join(chapters())}")
    text = (HERE / "sheets" / f"{chapter}.toml").read_text("utf-8")
    told = tomllib.loads(text)
    return Sheet(chapter, told["title"], tuple(
        exercise(chapter, number, parts)
        for number, parts in enumerate(told["exercise"], 1)))


def exercise(chapter, number, parts):
    """Return the Exercise of a table of a sheet."""
    if parts.get("kind") not in KINDS:
        raise ValueError(f"{chapter}.{number} is of kind "
                         f"{parts.get('kind')!r}; there are "
                         + ", ".join(KINDS))
    lists = {key: tuple(value) for key, value in parts.items()
             if isinstance(value, list)}
    return Exercise(f"{chapter}.{number}", number, **{
        "title": "", "text": "", "points": 1, **parts, **lists})


def find(id):
    """Return the Exercise of an id such as "03.1".

    Raises ValueError for an id that does not exist.
    """
    chapter, _, number = str(id).partition(".")
    exercises = sheet(chapter).exercises
    if not number.isdecimal() or not 1 <= int(number) <= len(exercises):
        raise ValueError(f"chapter {chapter} has no exercise {str(id)!r}: "
                         f"they go from {chapter}.1 to "
                         f"{chapter}.{len(exercises)}")
    return exercises[int(number) - 1]


def digest(id, choice, reason=None):
    """Return what keys.json holds of a choice and its reason."""
    told = f"rnnkit {id} {choice} {reason or ''}".strip()
    return hashlib.sha256(told.encode()).hexdigest()[:16]


@lru_cache(maxsize=None)
def keys():
    """Return {id: {"choice": digest, "both": digest}}."""
    return json.loads((HERE / "keys.json").read_text("utf-8"))


__all__ = ["Exercise", "Sheet", "chapters", "digest", "find", "keys", "sheet"]
