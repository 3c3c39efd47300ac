"""From a record to expressions: symbols, numbers, and hand arithmetic.

`symbols(node)` and `numbers(node)` read a whole line; `arithmetic(node, i)`
reads one entry as a hand writes it: `1 + 5 + 1 = 7`. Terms that are zero are
left out, a weight of one is not written, others are written `2·3`.
"""
import numpy as np

from rnnkit.show.describe import (Call, Dots, Equation, Fraction, Index,
                                  Infix, Matrix, Number, Prefix, Stack,
                                  Symbol)
from rnnkit.show.numbers import is_exact
from rnnkit.trace.operations import (Product, Rearrangement,
                                     Reduction, is_row, repeated)

MOST_TERMS = 14
MOST_SLICES = 4


def is_leaf(node):
    """Whether a node stands on the page by its own name or value."""
    return node.kind != "step" or node.name is not None


def symbols(node):
    """Return the right side of a node's line in symbols."""
    def leaf(n):
        if n.name:
            return Symbol(n.name)
        return literal(n)
    return whole(node, leaf)


def numbers(node):
    """Return the right side of a node's line with numbers put in."""
    return whole(node, literal)


def literal(node):
    """Return a node's value as a Number, a Matrix or several of them."""
    return array(node.value, name=node.name)


def array(value, row=False, name=None):
    """Return an array as an expression: a vector stands as a column, or as
    the row that NumPy takes it for beside a matrix; with more axes, the
    matrices stand side by side under their indices."""
    value = np.asarray(value)
    if value.ndim == 0:
        return Number(float(value))
    if value.ndim == 1:
        value = value.reshape((1, -1) if row else (-1, 1))
    if value.ndim > 2:
        return slices(value, name)
    return Matrix(tuple(tuple(map(float, row)) for row in value))


def slices(value, name=None):
    """Return the matrices of an array, labeled x[0], x[1], …, side by side;
    of many, the first two and the last."""
    places = list(np.ndindex(value.shape[:-2]))
    if len(places) > MOST_SLICES:
        places[2:-1] = [None]
    parts = []
    for place in places:
        if place is None:
            parts.append(Dots())
            continue
        key = ", ".join(map(str, place))
        label = Index(Symbol(name), key) if name else Symbol(f"[{key}]")
        parts.append(Infix(":", label, array(value[place])))
    return Stack(tuple(parts), "columns")


def whole(node, leaf):
    """Read one line down to the names and constants it is made of."""
    def part(n, top=False, row=False):
        if not top and is_leaf(n) or moves_only(n) and leaf is literal:
            found = leaf(n)
            return array(n.value, row) if isinstance(found, Matrix) else found
        if n.word and n.word != "inner":
            name, argument = n.word
            return Call(name, (part(argument, row=row),))
        same = repeated(n)
        if same:
            return part(same, row=row)
        row = row or is_row(n)
        return n.operation.reading(n, [part(s, row=row) for s in n.inputs])
    return part(node, top=True)


def moves_only(node):
    """Whether a node only moves entries: its numbers are its value."""
    return isinstance(node.operation, Rearrangement)


def line(node):
    """Return the line of a node: name = symbols = numbers = result."""
    return in_steps(node, [symbols(node), numbers(node), literal(node)])


def in_steps(node, steps):
    """Return a line whose first step is in symbols; ≈ where writing the
    result lost something. Names do not lose anything."""
    kept = distinct(steps)
    relations = ["="] * len(kept)
    if len(kept) > 2:
        relations[-1] = relation(*kept[-2:])
    elif rounded_numbers(kept[-1]):
        relations[-1] = "≈"
    return Equation(Symbol(node.name), tuple(kept), tuple(relations))


def distinct(steps):
    """Return steps without those that repeat the one before."""
    return [step for k, step in enumerate(steps)
            if k == 0 or repr(step) != repr(steps[k - 1])]


def equation(left, steps, note="", mark=""):
    """Return an Equation; ≈ where writing the number lost something."""
    kept = distinct(steps)
    relations = ["="] + [relation(old, new) for old, new
                         in zip(kept, kept[1:])]
    if len(kept) == 1 and rounded_numbers(kept[0]):
        relations = ["≈"]
    return Equation(left, tuple(kept), tuple(relations), note, mark)


def relation(old, new):
    """Return ≈ if `new` brings in a number that is not written exactly."""
    return "≈" if rounded_numbers(new) - rounded_numbers(old) else "="


def rounded_numbers(expression):
    """Return the numbers of an expression that are not written exactly."""
    if isinstance(expression, Number):
        return set() if is_exact(expression.value) else {expression.value}
    if isinstance(expression, Matrix):
        return {v for row in expression.rows for v in row
                if isinstance(v, float) and not is_exact(v)}
    if isinstance(expression, tuple):
        return set().union(*map(rounded_numbers, expression))
    return set()


def arithmetic(node, flat, left=None):
    """Return one entry of a line as an Equation, as a hand writes it."""
    result = Number(float(node.at(flat)))
    if node.kind != "step":
        return equation(left, [result])
    steps = [tidy(entry(node, flat, False)), tidy(entry(node, flat, True)),
             result]
    return equation(left, steps)


def entry(node, flat, short, leaf=None, top=True, within=False):
    """Return entry `flat` of a node as an expression.

    short: what stands in brackets or inside a function is already worked
    out, as in the second step of `relu(1 + 5 + 1) = relu(7) = 7`.
    leaf: what to write for an entry of a name; a Number if None.
    within: this stands within a sum over entries; then another such sum is
    already worked out, or the terms would be too many.
    """
    leaf = leaf or number
    if not top and is_leaf(node):
        return leaf(node, flat)
    if not top and is_sum(node) and (
            within or getattr(node.operation, "picks", False)):
        return number(node, flat)
    same = repeated(node)
    if same:
        return entry(same, flat, short, leaf, False, within)
    if node.word and node.word != "inner":
        same = only_source(node, flat)
        if same is not None:
            inside = (Number(float(node.word[1].at(same))) if short else
                      entry(node.word[1], same, short, leaf, False, within))
            return Call(node.word[0], (inside,))

    def part(k, i):
        source = node.inputs[k]
        if short and not is_leaf(source) and not keeps_open(node, source):
            return number(source, i)
        return entry(source, i, short, leaf, False, within or is_sum(node))
    return node.operation.entry(node, flat, part)


def number(node, flat):
    """Return an entry as a Number."""
    return Number(float(node.at(flat)))


def is_sum(node):
    """Whether an entry of a node is made from many: a product of matrices,
    a sum, a maximum."""
    return isinstance(node.operation, (Product, Reduction))


def keeps_open(node, source):
    """Whether a part stays written out in the second step: a term of a sum
    that needs no brackets."""
    return moves_only(node) or (node.operation.additive and not
                                isinstance(node.operation, Product))


def only_source(node, flat):
    """Return the one entry of a word's argument that `flat` comes from."""
    argument, seen, waiting = node.word[1], set(), [(node, flat)]
    while waiting:
        current, i = waiting.pop()
        for k, j in current.operation.sources(current, i):
            source = current.inputs[k]
            if source is argument:
                seen.add(j)
            elif source.kind == "step":
                waiting.append((source, j))
        if len(seen) > 1:
            return None
    return seen.pop() if len(seen) == 1 else None


def tidy(expression):
    """Return an entry as a hand writes it: no zero terms, no weight of 1."""
    match expression:
        case Infix(sign="+" | "-"):
            return tidy_sum(expression)
        case Infix(sign="*", left=left, right=right):
            return tidy_product(tidy(left), tidy(right))
        case Prefix(sign="-", argument=argument):
            argument = tidy(argument)
            if isinstance(argument, Number):
                return Number(0.0 - argument.value)     # not −0
            return Prefix("-", argument)
        case Fraction(bottom=Number(value=1.0)):
            return tidy(expression.top)
        case Call(name=name, arguments=arguments):
            return Call(name, shorten([tidy(a) for a in arguments]))
        case Index() | Symbol() | Number() | Matrix() | Dots():
            return expression
        case _:
            return type(expression)(*(tidy(part) if isinstance(part, tuple)
                                      else part for part in expression))


def tidy_product(left, right):
    """Return a product without a weight of one."""
    if left == Number(1.0):
        return right
    if left == Number(-1.0):
        return (Number(0.0 - right.value) if isinstance(right, Number)
                else Prefix("-", right))
    return Infix("*", left, right)


def is_zero(term):
    """Whether a term is written with a factor 0."""
    match term:
        case Number(value=value):
            return value == 0
        case Infix(sign="*", left=left, right=right):
            return is_zero(left) or is_zero(right)
        case Prefix(argument=argument):
            return is_zero(argument)
    return False


def tidy_sum(expression):
    """Drop the zero terms of a sum; leave out the middle of a long one."""
    terms = [(sign, tidy(term)) for sign, term in flatten(expression)]
    kept = [(sign, term) for sign, term in terms if not is_zero(term)]
    if not kept:
        return Number(0.0)
    if len(kept) > MOST_TERMS:
        kept = kept[:6] + [("+", Dots())] + kept[-2:]
    sign, total = kept[0]
    if sign == "-":
        total = tidy(Prefix("-", total))
    for sign, term in kept[1:]:
        total = Infix(sign, total, term)
    return total


def flatten(expression):
    """Return a sum as (sign, term) pairs from left to right."""
    match expression:
        case Infix(sign="+", left=left, right=right):
            return flatten(left) + flatten(right)
        case Infix(sign="-", left=left, right=right):
            return flatten(left) + [("-", right)]
    return [("+", expression)]


def shorten(parts):
    """Leave out the middle of a long list of arguments."""
    if len(parts) > MOST_TERMS:
        parts = parts[:6] + [Dots()] + parts[-2:]
    return tuple(parts)
