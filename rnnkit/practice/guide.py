"""Three hints for a blank, each nearer to the answer, which none of them
tells.

    guide(q, "a[0]", 1)     where to look: what the entry is made from
    guide(q, "a[0]", 2)     which formula
    guide(q, "a[0]", 3)     the formula with numbers, its last step left out

Then comes the solution, worked out: `solve(q, "a[0]")`, or `q.solution()`.
"""
import numpy as np

from rnnkit.practice.hints import tells
from rnnkit.practice.judge import listed
from rnnkit.show.describe import Matrix, Number, Symbol
from rnnkit.show.numbers import write
from rnnkit.show.text import equation
from rnnkit.trace import reading
from rnnkit.trace.entries import entry_name

HINTS = 3
MOST_LINES = 4             # formulas in one hint
ALL = 9                    # as deep as any formula goes
# How deep the lines on the way are written out, and how many letters that
# may take.
DEPTHS = ((ALL, 60), (1, 160), (0, 1000))


def guide(question, label, step):
    """Return hint number 1, 2 or 3 for a blank.

    Raises KeyError for an unknown blank, ValueError for another number.
    """
    if step not in range(1, HINTS + 1):
        raise ValueError(f"there are {HINTS} hints, asked for number {step}")
    blank = question.blanks[label]
    words = in_words(question, blank, step) or (
        where, formula, numbers)[step - 1](question, blank)
    if told(question, blank, words):
        words = (where, formula, in_symbols)[step - 1](question, blank)
    if told(question, blank, words):
        words = "Work out {} once more, term by term."
        words = [*question.setting.hints[2:], words][0].replace("{}", label)
    elif step == HINTS and words == guide(question, label, HINTS - 1):
        parts = [*dict.fromkeys(made_from(blank.node))]
        many = "s" if sum(part.size for part in parts) > 1 else ""
        words += (f": put in the number{many} for "
                  f"{listed([part.name for part in parts], 'and')}.")
    return words


def in_words(question, blank, step):
    """Return the hint that the family has in words, or None."""
    rule = question.setting.rule(blank.node)
    if step == 1 or rule is None:
        return None
    words, made = rule
    if step == 3 and made is None:
        return None
    return words if step == 2 else made(
        *map(int, np.unravel_index(blank.flat, blank.node.shape)))


def told(question, blank, words):
    """Whether the words tell the answer; a yes or no is no number, and is
    told only by an equation that ends in it."""
    if question.family.flags:
        return words.endswith((f"{blank.label} = 0", f"{blank.label} = 1"))
    return tells(words, blank.value)


def where(question, blank):
    """Return what an entry is made from, by name."""
    if question.setting.hints:
        return question.setting.hints[0].replace("{}", blank.label)
    node = blank.node
    names = [part.name for part in made_from(node)]
    made = listed([*dict.fromkeys(names)], "and") if names else "numbers only"
    return f"Look at the line for {node.name}: it is made from {made}."


def made_from(node):
    """Return what stands by name in the line of a node, from left to
    right."""
    found, waiting = [], [*node.inputs]
    while waiting:
        part = waiting.pop(0)
        if part.name:
            found.append(part)
        else:
            waiting = [*part.inputs, *waiting]
    return found


def formula(question, blank):
    """Return the formula of the line of an entry; with it those of lines
    on the way to it that are neither given nor asked."""
    if question.setting.hints:
        return question.setting.hints[1]
    near, lines = [blank.node], [blank.node]
    while near:                 # one line further back each time
        near = sorted({part for node in near for part in made_from(node)
                       if hidden(question, part) and part not in lines},
                      key=lambda node: node.number)
        lines += near
    more = ["…"] if lines[MOST_LINES:] else []
    told = [one_line(reading.equation(Symbol(node.name), [
        reading.symbols(node)])._replace(relations=("=",)))
        for node in lines[:MOST_LINES]] + more
    return ", where ".join([told[0], ", ".join(told[1:])]) if told[1:] \
        else told[0]


def hidden(question, node):
    """Whether a line is computed on the way, and not asked for."""
    return node.kind == "step" and node.name is not None and all(
        node is not blank.node for blank in question.blanks.values())


def numbers(question, blank):
    """Return the sum of an entry with what is given as numbers.

    What is asked, and a number that happens to be the answer, stays a name;
    what is worked out on the way is written out, or stays a name where that
    would be long.
    """
    for depth, most in DEPTHS:
        words = one_line(written_out(blank, leaf_of(question, blank, depth)))
        if len(words) <= most:
            break
    return words


def leaf_of(question, blank, depth):
    """Return what writes a part of an entry: as its number, its name, or
    written out, if it is a line on the way, `depth` lines deep."""
    def leaf(node, flat):
        value = float(node.at(flat))
        same = value and abs(value) == abs(blank.value)
        if node.kind != "step" and not (
                same and node.name and not question.family.flags):
            return Number(value)
        if depth and hidden(question, node):
            return reading.entry(node, flat, False,
                                 leaf_of(question, blank, depth - 1))
        return Symbol(entry_name(node, flat)) if node.name \
            else Number(value)
    return leaf


def in_symbols(question, blank):
    """Return the sum of an entry in names alone."""
    return one_line(written_out(blank, by_name))


def by_name(node, flat):
    """Return an entry as its name, or its number if it has none."""
    return Symbol(entry_name(node, flat)) if node.name \
        else Number(float(node.at(flat)))


def written_out(blank, leaf):
    """Return an entry of a line written out, with `leaf` for its parts."""
    made = reading.entry(blank.node, blank.flat, False, leaf)
    return reading.equation(Symbol(blank.label), [reading.tidy(made)]
                            )._replace(relations=("=",))


def one_line(made):
    """Return an equation as a line of text."""
    return " ".join(equation(in_a_row(made)).split())


def in_a_row(expression):
    """Return an expression with its matrices as [1, 2; 3, 4]."""
    if isinstance(expression, Matrix):
        return Symbol("[" + "; ".join(", ".join(map(write, row)) for row
                                      in expression.rows) + "]")
    if not isinstance(expression, tuple):
        return expression
    parts = [in_a_row(part) for part in expression]
    return type(expression)(*parts) if hasattr(expression, "_fields") \
        else tuple(parts)


def solve(question, label):
    """Return how a blank is worked out, as a line of text; where a number
    is only taken from another place, the line says from which."""
    blank = question.blanks[label]
    worked = blank.working()
    if len(worked.steps) == 1:
        said = in_words(question, blank, 2)
        named = reading.entry(blank.node, blank.flat, False, by_name)
        if said:
            return f"{one_line(worked)}. {said}"
        if not isinstance(named, Number):
            worked = worked._replace(steps=(named, *worked.steps),
                                     relations=("=", *worked.relations))
    return one_line(worked)


__all__ = ["HINTS", "guide", "solve"]
