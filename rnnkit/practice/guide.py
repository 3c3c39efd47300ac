"""Three hints for a blank, each nearer to the answer, which none of them
tells.

    guide(q, "a[0]", 1)     where to look: what the entry is made from
    guide(q, "a[0]", 2)     which formula
    guide(q, "a[0]", 3)     the formula with numbers, its last step left out

Then comes the solution, worked out: `solve(q, "a[0]")`, or `q.solution()`.
"""
from rnnkit.practice.hints import tells
from rnnkit.practice.judge import listed
from rnnkit.show.describe import Number, Symbol
from rnnkit.show.text import equation
from rnnkit.trace import reading
from rnnkit.trace.entries import entry_name

HINTS = 3


def guide(question, label, step):
    """Return hint number 1, 2 or 3 for a blank.

    Raises KeyError for an unknown blank, ValueError for another number.
    """
    if step not in range(1, HINTS + 1):
        raise ValueError(f"there are {HINTS} hints, asked for number {step}")
    blank = question.blanks[label]
    words = (where, formula, numbers)[step - 1](question, blank)
    if told(question, blank, words):
        words = (where, formula, in_symbols)[step - 1](question, blank)
    if told(question, blank, words):
        words = f"Work out {label} once more, term by term."
    return words


def told(question, blank, words):
    """Whether the words tell the answer; a yes or no is no number."""
    return not question.family.flags and tells(words, blank.value)


def where(question, blank):
    """Return what an entry is made from, by name."""
    node, names = blank.node, []
    waiting = [*node.inputs]
    while waiting:
        part = waiting.pop(0)
        if part.name:
            names.append(part.name)
        else:
            waiting = [*part.inputs, *waiting]
    made = listed([*dict.fromkeys(names)], "and") if names else "numbers only"
    return f"Look at the line for {node.name}: it is made from {made}."


def formula(question, blank):
    """Return the formula of the line of an entry."""
    left = Symbol(blank.node.name)
    made = reading.equation(left, [reading.symbols(blank.node)])
    return one_line(made._replace(relations=("=",)))


def numbers(question, blank):
    """Return the sum of an entry with what is given as numbers.

    What is asked, and a number that happens to be the answer, stays a name.
    """
    asked = {b.node for b in question.blanks.values()}

    def leaf(node, flat):
        value = float(node.at(flat))
        if node.name and (node in asked or value and
                          abs(value) == abs(blank.value)):
            return Symbol(entry_name(node, flat))
        return Number(value)
    return one_line(written_out(blank, leaf))


def in_symbols(question, blank):
    """Return the sum of an entry in names alone."""
    def leaf(node, flat):
        return Symbol(entry_name(node, flat)) if node.name \
            else Number(float(node.at(flat)))
    return one_line(written_out(blank, leaf))


def written_out(blank, leaf):
    """Return an entry of a line written out, with `leaf` for its parts."""
    made = reading.entry(blank.node, blank.flat, False, leaf)
    return reading.equation(Symbol(blank.label), [reading.tidy(made)]
                            )._replace(relations=("=",))


def one_line(made):
    """Return an equation as a line of text."""
    return " ".join(equation(made).split())


def solve(question, label):
    """Return how a blank is worked out, as a line of text."""
    return one_line(question.blanks[label].working())


__all__ = ["HINTS", "guide", "solve"]
