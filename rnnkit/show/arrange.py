"""Signs, brackets and dots: what the faces agree on before they draw.

`arrange` rewrites an expression as a hand would write it. Adding a negative
number becomes a minus; brackets that are needed become a `Bracket`, so that
no face decides about them; arrays stacked as numbers become one matrix.
"""
from typing import NamedTuple

from .describe import (Call, Fraction, Index, Infix, Matrix, Norm, Number,
                       Power, Prefix, Root, Stack, Transpose, strength)

PRODUCTS = {"*", ".", "@", "/"}
JOINS = {"+", "*", ".", "@", "and", "or"}
FRESH = {">", "<", ">=", "<=", "==", "!=", "and", "or"}
LONGEST = 8


class Bracket(NamedTuple):
    """Round brackets that the reader needs."""
    inside: object


def arrange(expression, flat=False):
    """Return the expression with signs and brackets as a hand writes them.

    flat: fractions are written on one line, and so need brackets.
    """
    return place(tidy(expression, flat))


def each(change, e):
    """Return an expression with every direct part changed."""
    match e:
        case Infix(sign=sign, left=left, right=right):
            return Infix(sign, change(left), change(right))
        case Prefix() | Transpose() | Root() | Norm() | Index():
            return e._replace(argument=change(e.argument))
        case Power(base=base, exponent=exponent):
            return Power(change(base), change(exponent))
        case Fraction(top=top, bottom=bottom):
            return Fraction(change(top), change(bottom))
        case Call(name=name, arguments=arguments):
            return Call(name, tuple(map(change, arguments)))
        case Stack(parts=parts, way=way):
            return Stack(tuple(map(change, parts)), way)
        case _:
            return e


def tidy(e, flat=False):
    """Return an expression with its signs tidied, not yet its brackets."""
    e = each(lambda part: tidy(part, flat), e)
    match e:
        case Infix(sign=sign, left=left, right=Infix(sign=inner) as right) \
                if sign == inner and sign in JOINS:
            left = tidy(Infix(sign, left, right.left), flat)
            return tidy(Infix(sign, left, right.right), flat)
        case Infix(sign="+", left=left, right=right) if minus(right):
            return Infix("-", left, minus(right))
        case Fraction(top=top, bottom=bottom) if flat:
            return Infix("/", top, bottom)
        case Stack(parts=parts) if all(type(p) is Matrix for p in parts):
            return merge(e)
        case _:
            return e


def minus(e):
    """Return what follows the minus that leads an expression, or None."""
    match e:
        case Number(value=value, mark=mark) if value < 0:
            return Number(-value, mark)
        case Prefix(sign="-", argument=argument):
            return argument
        case Infix(sign=sign, left=left, right=right) if sign in PRODUCTS:
            rest = minus(left)
            return Infix(sign, rest, right) if rest else None
        case Fraction(top=top, bottom=bottom):
            rest = minus(top)
            return Fraction(rest, bottom) if rest else None
        case _:
            return None


def merge(stack):
    """Return stacked matrices as one matrix, or the stack if they differ."""
    parts, down = stack.parts, stack.way == "rows"
    sizes = {len(p.rows[0]) if down and p.rows else len(p.rows)
             for p in parts}
    if len(sizes) != 1:
        return stack
    rows, marks, at = [], {}, 0
    for part in parts:
        for (row, column), mark in dict(part.marks).items():
            marks[(row + at, column) if down else (row, column + at)] = mark
        at += len(part.rows) if down or not part.rows else len(part.rows[0])
    if down:
        rows = sum((tuple(p.rows) for p in parts), ())
    else:
        rows = tuple(sum(map(tuple, row), ())
                     for row in zip(*(p.rows for p in parts)))
    return Matrix(rows, tuple(marks.items()))


def hold(e):
    """Return how tightly an expression holds; W x more than z ⊙ r."""
    return 5.5 if isinstance(e, Infix) and e.sign == "@" else strength(e)


def place(e, first=True):
    """Return an expression with its brackets; `first` begins a line."""
    match e:
        case Infix(sign=sign, left=left, right=right):
            fresh = sign in FRESH
            unclear = sign in PRODUCTS and is_divided(left)
            return Infix(
                sign,
                operand(left, hold(left) < hold(e) or unclear, first),
                operand(right, hold(right) <= hold(e) or sign == "/"
                        and isinstance(right, Infix), fresh))
        case Prefix(sign=sign, argument=part):
            bare = sign == "not" and hold(part) > 4.5
            return Prefix(sign, operand(part, hold(part) <= 4.5, bare))
        case Power(base=base, exponent=exponent):
            weak = hold(base) <= 7 or isinstance(base, Transpose)
            return Power(operand(base, weak, False), place(exponent))
        case Transpose(argument=part) | Index(argument=part):
            weak = hold(part) < 10 or isinstance(part, Transpose)
            return e._replace(argument=operand(part, weak, False))
        case _:
            return each(place, e)


def operand(e, needed, first):
    """Return a part in its place, in brackets if they are needed.

    A negative part needs them unless it begins the line.
    """
    negative = isinstance(e, Number) or (
        isinstance(e, Prefix) and e.sign == "-")
    if negative and strength(e) < 10:
        needed = not first
    return Bracket(place(e)) if needed else place(e, first)


def is_divided(e):
    """Return whether an expression is a quotient written with a stroke."""
    return isinstance(e, Infix) and e.sign == "/"
