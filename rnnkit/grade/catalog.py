"""Every question about code by its name."""
import difflib
from functools import lru_cache
from importlib import import_module

from rnnkit.grade import originals

# The modules of `questions`, in the order of the chapters.
MODULES = ("networks", "steps", "language", "backward", "gates", "looking",
           "images")


@lru_cache(maxsize=None)
def code_questions():
    """Return {name: CodeQuestion}, in the order of the chapters."""
    found = {}
    for module in MODULES:
        for question in import_module(
                f"rnnkit.grade.questions.{module}").QUESTIONS:
            if question.name in found:
                raise ValueError(f"two questions are named {question.name}")
            found[question.name] = question
    return dict(sorted(found.items(), key=lambda item: item[1].chapter))


def code_question(name):
    """Return a CodeQuestion. Raises ValueError, with the nearest name, if
    there is none."""
    known = code_questions()
    if isinstance(name, str) and name in known:
        return known[name]
    told = repr(name)[:40] if isinstance(name, str) else \
        f"of type {type(name).__name__}"
    near = difflib.get_close_matches(str(name).lower().replace("_", "-"),
                                     known, 1, 0.4)
    raise ValueError(f"there is no code question {told}"
                     + (f"; did you mean {near[0]!r}?" if near else ".")
                     + f" There are: {', '.join(known)}.")


def load():
    """Load all questions, then keep everything as it is now."""
    code_questions()
    originals.remember()
