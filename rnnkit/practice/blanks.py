"""A blank: one entry of a line, to be worked out by hand.

A Blank knows the right value from the record and compares it with what was
typed. Its hint points at the term to look at, in symbols; it never says the
answer.
"""
from typing import NamedTuple

from rnnkit.page import entry_name
from rnnkit.practice.answers import Unreadable, read_number
from rnnkit.show.describe import Infix, Number, Prefix, Symbol
from rnnkit.show.text import line as in_text
from rnnkit.trace import reading

ROUNDING = 0.005            # half of the second decimal


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
        return hint(self, answer)

    def working(self):
        """Return the entry worked out, as an Equation."""
        return reading.arithmetic(self.node, self.flat,
                                  Symbol(self.label))


def close(answer, value):
    """Whether an answer counts as the value (see `Blank.check`)."""
    tolerance = 1e-6 if value == round(value) else ROUNDING * (1 + 1e-9)
    return abs(answer - value) <= tolerance


def blanks(page, name):
    """Return the Blanks of a line or entry of a page, row by row."""
    node, flat = page.find(name)
    return [Blank(entry_name(node, i), node, i)
            for i in (range(node.size) if flat is None else [flat])]


def hint(blank, answer):
    """Return a sentence about the term that the answer points to."""
    node, flat = blank.node, blank.flat
    if answer is not None:
        other = neighbour(node, flat, answer)
        if other:
            return (f"That is the number for {other}: check which row you "
                    "are in.")
    before = inside_of_word(node, flat)
    if before is not None:
        name, inside = before
        if answer is None:
            return f"It is {name} of {inside.label}: find that first."
        if close(answer, inside.value):
            return f"That is {inside.label}; {name} is still to be applied."
        if not close(inside.value, blank.value):
            return f"It is {name} of {inside.label}: look at that first."
        return hint(inside, answer)
    terms = list(the_terms(node, flat))
    if answer is not None:
        for symbol, value in terms:
            if value and close(answer, blank.value - value):
                return f"Did you leave out the term {symbol}?"
            if value and close(answer, blank.value - 2 * value):
                return f"Look at the sign of the term {symbol}."
    return point_at(terms, node, flat)


def point_at(terms, node, flat):
    """Return the general hint: how the entry is made, term by term."""
    kept = [symbol for symbol, value in terms if value]
    if len(kept) > 1:
        largest = max(((abs(v), s) for s, v in terms if v))[1]
        return (f"It is a sum of {len(kept)} terms that are not zero. "
                f"Look at {largest} first.")
    formula = in_text(reading.entry(node, flat, False, symbolic))
    return f"It is {formula}: work it out once more."


def neighbour(node, flat, answer):
    """Return the name of another entry of the line with this value."""
    if close(answer, float(node.at(flat))):
        return None
    return next((entry_name(node, i) for i in range(node.size)
                 if i != flat and close(answer, float(node.at(i)))), None)


def inside_of_word(node, flat):
    """Return (function, Blank of its argument) if a line is only a function
    of a named entry: h = relu(a)."""
    if not node.word or node.word == "inner":
        source = node.inputs[0] if len(node.inputs) == 1 else None
        name = getattr(node.operation, "name", None)
        if source is None or not source.name or name is None:
            return None
        (_, place), *more = node.operation.sources(node, flat)
        if more:
            return None
    else:
        name, source = node.word
        place = reading.only_source(node, flat)
        if place is None or not source.name:
            return None
    return name, Blank(entry_name(source, place), source, place)


def symbolic(node, flat):
    """Return an entry as its name, or as its number if it has none."""
    if node.name:
        return Symbol(entry_name(node, flat))
    return Number(float(node.at(flat)))


def the_terms(node, flat):
    """Return (symbols as text, value) for each term of an entry's sum."""
    names = reading.entry(node, flat, True, symbolic)
    values = reading.entry(node, flat, True)
    for (sign, name), (_, value) in zip(reading.flatten(names),
                                        reading.flatten(values)):
        worth = worth_of(value)
        if worth is not None:
            yield in_text(name), -worth if sign == "-" else worth


def worth_of(term):
    """Return the value of a product of numbers, None for anything else."""
    match term:
        case Number(value=value):
            return value
        case Infix(sign="*", left=left, right=right):
            left, right = worth_of(left), worth_of(right)
            return None if left is None or right is None else left * right
        case Prefix(sign="-", argument=argument):
            worth = worth_of(argument)
            return None if worth is None else -worth
    return None


__all__ = ["Blank", "Verdict", "blanks"]
