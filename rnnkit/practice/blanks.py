"""A blank: one entry of a line, to be worked out by hand.

A Blank knows the right value from the record and compares it with what was
typed. Its hint (see `hints`) points at the term to look at, in symbols; it
never says the answer.
"""
import math
from typing import NamedTuple

from rnnkit.practice.answers import Unreadable, close, read_number
from rnnkit.practice.hints import hint, symbolic
from rnnkit.show.describe import Symbol
from rnnkit.trace import reading
from rnnkit.trace.entries import entry_name


class Verdict(NamedTuple):
    """outcome: "right", "wrong", "empty" or "unreadable"; words to show."""
    outcome: str
    words: str


class Blank(NamedTuple):
    """One entry to fill in: its label, and where it stands in a record."""
    label: str
    node: object
    flat: int

    @property
    def value(self):
        """The right value."""
        return float(self.node.at(self.flat))

    def check(self, typed):
        """Return the Verdict on what was typed.

        A whole number must be met exactly; any other to two decimals.
        """
        try:
            answer = read_number(typed)
        except Unreadable as problem:
            return Verdict("unreadable", f"{self.label}: {problem}.")
        if answer is None:
            return Verdict("empty", f"{self.label}: nothing yet.")
        if close(answer, self.value):
            return Verdict("right", f"{self.label} is right.")
        return Verdict("wrong", f"{self.label} is not right yet. "
                       + self.hint(answer))

    def hint(self, answer=None):
        """Return which term to look at, in symbols, without the answer."""
        return hint(self.node, self.flat, answer)

    def working(self):
        """Return the entry worked out, as an Equation."""
        moved = reading.moves_only(self.node) and reading.entry(
            self.node, self.flat, False, symbolic)
        if isinstance(moved, Symbol):
            return reading.equation(Symbol(self.label), [
                moved, reading.number(self.node, self.flat)])
        return reading.arithmetic(self.node, self.flat,
                                  Symbol(self.label))


def blanks(page, name):
    """Return the Blanks of a line or entry of a page, row by row.

    An entry that is not a finite number (a mask's −∞) is not asked for.
    Raises ValueError for an input: it is given, there is nothing to find.
    """
    node, flat = page.find(name)
    if node.kind != "step":
        raise ValueError(f"{name} is given, so it cannot be asked for: the "
                         f"lines are {', '.join(page.lines)}")
    return [Blank(entry_name(node, i), node, i)
            for i in (range(node.size) if flat is None else [flat])
            if math.isfinite(node.at(i))]


__all__ = ["Blank", "Verdict", "blanks"]
