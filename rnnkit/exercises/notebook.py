"""What a notebook has under a name, or what to do if it has nothing.

    notebook = Notebook(names)        the dict of a running notebook
    notebook.find("answer_1")         the value, or a Missing with a sentence
    notebook.student                  who says to be working, or ""
"""
import difflib
import sys
from typing import NamedTuple


class Missing(NamedTuple):
    """Why there is nothing under a name, and what to do."""
    words: str


class Notebook:
    """The names of a notebook that asks."""

    def __init__(self, names):
        self.names = names

    @property
    def student(self):
        """What stands in `student`, a name or a number; "" if nothing."""
        found = self.names.get("student", "")
        told = str(found).strip() if isinstance(found, (str, int)) else ""
        return told if not isinstance(found, bool) else ""

    @property
    def personal(self):
        """Whether the teacher asks for numbers of each student's own."""
        return self.names.get("personal") is True

    @property
    def graded(self):
        """Whether the answers count, and solutions have to wait."""
        return self.names.get("graded") is True

    def find(self, name, number=None):
        """Return the value of a name, or Missing.

        number: of the exercise, for the sentence.
        """
        if name in self.names:
            return self.names[name]
        own = [key for key in self.names if not key.startswith("_")]
        near = difflib.get_close_matches(name, own, 1, 0.75)
        if near and near[0] != name and not is_answer(near[0]):
            return Missing(f"There is no {name} in this notebook, but there "
                           f"is {near[0]}: give it the name {name} again, "
                           "and run its cell.")
        return Missing(f"There is no {name} yet: run the cell with your "
                       f"answer first. After a restart of the kernel every "
                       f"cell has to run again. If you gave it another "
                       f"name, call it {name} again.")


def is_answer(name):
    """Whether a name is that of another answer: answer_2 is no slip of
    answer_1."""
    stem, _, number = name.rpartition("_")
    return stem in ("answer", "choice", "because") and number.isdecimal()


def caller():
    """Return the Notebook whose cell called a function of `desk`."""
    return Notebook(sys._getframe(2).f_globals)


__all__ = ["Missing", "Notebook", "caller"]
