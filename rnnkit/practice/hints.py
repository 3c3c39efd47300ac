"""What to look at when an answer is not right: in symbols, never the answer.

In this order: the wrong sign, the number of another entry, a function that
is still to be applied, a term left out, a term with the wrong sign, the
largest term.
"""
import re

import numpy as np

from rnnkit.practice.answers import close
from rnnkit.show.describe import Infix, Number, Prefix, Symbol
from rnnkit.show.numbers import read_back
from rnnkit.show.text import line as in_text
from rnnkit.trace import reading
from rnnkit.trace.entries import entry_name
from rnnkit.trace.operations import Elementwise

NUMBER = re.compile(r"(?<![\w.])−?\d+(?:\.\d+)?(?:e[−+]?\d+)?(?![\w.]*\d)")
MOST_SUSPECTS = 3
NEAR = 2e-3


def hint(node, flat, answer=None):
    """Return a sentence about the term of an entry that an answer points to.
    """
    words = look(node, flat, answer)
    if tells(words, value_of(node, flat)):
        return "Go through its line once more, term by term."
    return words


def tells(words, value):
    """Whether a number in the words, other than an index, is the value, or
    so near to it that it gives it away."""
    told = [abs(read_back(number)) for number in
            NUMBER.findall(re.sub(r"\[.*?\]", "", words))]
    return any(close(number, abs(value)) or abs(number - abs(value)) < NEAR
               for number in told)


def value_of(node, flat):
    """Return the right value of an entry."""
    return float(node.at(flat))


def look(node, flat, answer):
    """Return where to look, not yet sure that it gives nothing away."""
    if answer and close(answer, -value_of(node, flat)):
        return "The size is right: look at the sign."
    other = answer is not None and neighbour(node, flat, answer)
    if other:
        place = "row and which column" if "," in other else "row"
        return (f"That is also the number for {other}: are you in the right "
                f"{place}?")
    word = inside_of_word(node, flat)
    if word:
        return look_inside(*word, node, flat, answer)
    return look_at_terms(node, flat, answer)


def look_inside(name, source, place, node, flat, answer):
    """Return where to look in h = relu(a): at a, or at relu."""
    label, inside = entry_name(source, place), value_of(source, place)
    if answer is None and source.kind != "step":
        return f"It is {name} of {label}, which is given."
    if answer is None:
        return f"It is {name} of {label}: find that first."
    if close(answer, inside):
        return f"That is {label}; {name} is still to be applied."
    if source.kind != "step":
        return look_at_terms(node, flat, answer)
    if not close(inside, value_of(node, flat)):
        return f"It is {name} of {label}: look at that first."
    return look(source, place, answer)


def look_at_terms(node, flat, answer):
    """Return which term to look at."""
    terms = list(the_terms(node, flat))
    return (answer is not None and slip(terms, value_of(node, flat), answer)
            or point_at(terms, node, flat))


def neighbour(node, flat, answer):
    """Return the name of another entry of the line with this value."""
    return next((entry_name(node, i) for i in range(node.size)
                 if i != flat and np.isfinite(node.at(i))
                 and close(answer, value_of(node, i))), None)


def slip(terms, right, answer):
    """Return which of several terms was left out or has the wrong sign, if
    that is it."""
    if sum(bool(value) for _, value in terms) < 2:
        return None
    for words, share in (("Did you leave out the term {}?", 1),
                         ("Look at the sign of the term {}.", 2)):
        suspects = [symbol for symbol, value in terms
                    if value and close(answer, right - share * value)]
        if suspects:
            return words.format(" or ".join(suspects[:MOST_SUSPECTS]))
    return None


def point_at(terms, node, flat):
    """Return the general hint: how the entry is made, term by term."""
    kept = [(abs(value), symbol) for symbol, value in terms if value]
    if len(kept) > 1:
        return (f"It is a sum of {words_for(len(kept))} terms that are not "
                f"zero: check them one by one. {max(kept)[1]} is the largest.")
    formula = in_text(reading.entry(node, flat, False, symbolic))
    return f"It is {formula}: work it out once more."


def words_for(count):
    """Return a small number as a word."""
    words = "zero one two three four five six seven eight nine ten".split()
    return words[count] if count < len(words) else "many"


def inside_of_word(node, flat):
    """Return (function, node, place) if an entry is only a function of a
    named entry: h = relu(a)."""
    if node.word and node.word != "inner":
        name, source = node.word
        place = reading.only_source(node, flat)
    elif isinstance(node.operation, Elementwise) and len(node.inputs) == 1:
        name, source = node.operation.name, node.inputs[0]
        (_, place), = node.operation.sources(node, flat)
    else:
        return None
    if place is None or not source.name or not name.isidentifier():
        return None
    return name, source, place


def symbolic(node, flat):
    """Return an entry as its name, or as its number if it has none."""
    if node.name:
        return Symbol(entry_name(node, flat))
    return Number(float(node.at(flat)))


def the_terms(node, flat):
    """Return (symbols as text, value) for each term of an entry's sum."""
    if node.operation is None:
        return
    names = reading.entry(node, flat, True, symbolic)
    values = reading.entry(node, flat, True)
    for (sign, name), (_, value) in zip(reading.flatten(names),
                                        reading.flatten(values)):
        worth = worth_of(value)
        if worth is not None and np.isfinite(worth):
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
