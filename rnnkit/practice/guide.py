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
MOST_LINES = 4             # formulas in one hint
LONG = 160                 # letters of a hint


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
    """Whether the words tell the answer; a yes or no is no number, and is
    told only by an equation that ends in it."""
    if question.family.flags:
        return words.endswith((f"{blank.label} = 0", f"{blank.label} = 1"))
    return tells(words, blank.value)


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
    """Return the formula of the line of an entry; with it those of lines
    on the way to it that are neither given nor asked."""
    lines, waiting = [blank.node], [*blank.node.inputs]
    while waiting and len(lines) < MOST_LINES:
        part = waiting.pop(0)
        if hidden(question, part) and part not in lines:
            lines.append(part)
        if part.kind == "step" and (not part.name or part in lines):
            waiting += part.inputs
    told = [one_line(reading.equation(Symbol(node.name), [
        reading.symbols(node)])._replace(relations=("=",))) for node in lines]
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
    def leaf(node, flat):
        value = float(node.at(flat))
        if node.kind != "step" and not (value and node.name and
                                        abs(value) == abs(blank.value)):
            return Number(value)
        if opened and hidden(question, node):
            return reading.entry(node, flat, False, leaf)
        return Symbol(entry_name(node, flat)) if node.name \
            else Number(value)
    opened = True
    words = one_line(written_out(blank, leaf))
    if len(words) > LONG:
        opened = False
        words = one_line(written_out(blank, leaf))
    return words


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
