"""What stands on which line, and which cells of a long matrix are shown."""
from typing import NamedTuple

from .arrange import LONGEST, arrange, each
from .describe import Blank, Infix, Matrix, Number, Stack


class Step(NamedTuple):
    """A step of an equation; `begins` asks for a line of its own."""
    relation: str
    expression: object
    begins: bool = False


def steps(equation, flat=False):
    """Return an equation's steps, arranged; numbers begin below symbols.

    The first step of an equation without a left side has no relation.
    """
    relations = tuple(equation.relations)
    if equation.left is None and len(relations) < len(equation.steps):
        relations = ("",) + relations
    elif equation.left is None:
        relations = ("",) + relations[1:]
    relations += ("=",) * (len(equation.steps) - len(relations))
    placed, symbols = [], False
    for relation, step in zip(relations, equation.steps):
        numbers = has_matrix(step)
        begins = numbers and symbols
        placed.append(Step(relation, arrange(step, flat), begins))
        symbols = not numbers
    return placed


def terms(expression):
    """Return a sum as a list of (sign, term), to break a long line at."""
    match expression:
        case Infix(sign="+" | "-" as sign, left=left, right=right):
            return terms(left) + [(sign, right)]
        case _:
            return [("", expression)]


def has_matrix(expression):
    """Return whether an expression holds a matrix of numbers."""
    return any_part(expression, lambda e: isinstance(e, Matrix))


def any_part(expression, test):
    """Return whether a test holds for an expression or a part of it."""
    found = []
    each(lambda part: found.append(any_part(part, test)) or part, expression)
    return test(expression) or any(found) or (
        hasattr(expression, "inside") and any_part(expression.inside, test))


def shown(length, longest=LONGEST):
    """Return the indices that are shown of a dimension; None for dots.

    >>> shown(10)
    [0, 1, 2, 3, None, 8, 9]
    """
    if length <= longest:
        return list(range(length))
    last = max(1, longest // 4)
    first = max(1, longest // 2)
    return [*range(first), None, *range(length - last, length)]


def cells(matrix, longest=LONGEST):
    """Return rows of (cell, mark); dots stand for what is left out."""
    marks = dict(matrix.marks)
    width = max(map(len, matrix.rows), default=0)
    return [[cell_at(matrix.rows, marks, row, column)
             for column in shown(width, longest)]
            for row in shown(len(matrix.rows), longest)]


def cell_at(rows, marks, row, column):
    """Return one cell and its mark, or the dots in its place."""
    if row is None or column is None:
        across = "⋯" if column is None else "⋮"
        return ("⋱" if row is column else across), ""
    return as_expression(rows[row][column]), marks.get((row, column), "")


def as_expression(cell):
    """Return a cell as text or as an expression: a float is a Number."""
    if isinstance(cell, (str, tuple)):
        return cell
    return Blank("") if cell is None else Number(cell)


def is_tall(expression):
    """Return whether an expression is taller than a line, set as a page."""
    return any_part(expression, lambda e: isinstance(e, Stack) or (
        isinstance(e, Matrix) and len(e.rows) > 1))
