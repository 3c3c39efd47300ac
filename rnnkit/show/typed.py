"""Expressions as text, as a terminal or a typewriter would set them.

`line` writes an expression on one line; `box` as a block, in which matrices
stand as they do on a board.
"""
from . import describe as d
from .arrange import LONGEST, Bracket, arrange, hold
from .boxes import Box, below, beside, fenced, flat, grid, joined
from .layout import cells
from .numbers import write

SIGNS = {"*": "·", ".": " ⊙ ", "@": " ", "-": " − ", ">=": " ≥ ",
         "<=": " ≤ ", "!=": " ≠ ", ":": ": "}
MARKS = {"right": "✓", "wrong": "✗", "look": "◂"}
RAISED = {2: "²", 3: "³"}
BLANK = "☐"
WIDEST = 36             # of parts beside one another, half a line


def line(expression):
    """Return an expression on one line, a matrix as [1 0; 0 1]."""
    return box(arrange(expression, flat=True), 0).lines[0]


def box(e, longest=LONGEST):
    """Return an arranged expression as a Box; `longest` 0 is on one line."""
    def inner(part):
        return box(part, longest)
    match e:
        case str():
            return flat(e)
        case d.Symbol(name=name):
            return flat(name)
        case d.Number(value=value, mark=mark):
            return flat(write(value) + MARKS.get(mark, ""))
        case d.Blank():
            return flat(BLANK)
        case d.Dots():
            return flat("⋯")
        case d.Matrix():
            return matrix(e, longest)
        case Bracket(inside=part):
            return fenced(inner(part))
        case d.Infix(sign=sign, left=left, right=right):
            return joined([inner(left), inner(right)], between(e))
        case d.Prefix(sign=sign, argument=part):
            return beside(flat("−" if sign == "-" else "not "), inner(part))
        case d.Call(name=name, arguments=parts):
            return beside(flat(name), call(parts, longest))
        case d.Power():
            return power(inner(e.base), e.exponent, longest)
        case d.Fraction(top=top, bottom=bottom):
            return joined([inner(top), inner(bottom)], " / ")
        case d.Root(argument=part):
            return beside(flat("√"), fenced(inner(part)))
        case d.Transpose(argument=part):
            return raised(inner(part), "ᵀ")
        case d.Index(argument=part, key=key):
            return beside(inner(part), flat(f"[{key}]"))
        case d.Stack(parts=parts, way=way):
            return fenced(stack(list(map(inner, parts)), way, longest),
                          "[", "]")
        case d.Norm(argument=part, bars=bars):
            bar = "‖" if bars == 2 else "|"
            return fenced(inner(part), bar, bar)
        case _:
            raise TypeError(f"text cannot show {type(e).__name__}: {e!r}")


def between(e):
    """Return the sign of an Infix with its spaces."""
    if e.sign == "@" and d.Number in (type(e.left), type(e.right)):
        return "·"
    return SIGNS.get(e.sign, f" {e.sign} ")


def call(parts, longest):
    """Return arguments in brackets, small ones round a single matrix."""
    inside = joined([box(part, longest) for part in parts], ", ")
    if [type(part) for part in parts] == [d.Matrix]:
        return beside(flat("("), inside, flat(")"))
    return fenced(inside)


def stack(boxes, way, longest):
    """Return parts beside one another, or below if that is too wide."""
    found = joined(boxes, "; " if way == "rows" else ", ")
    return below(boxes) if longest and found.width > WIDEST else found


def power(base, exponent, longest):
    """Return a base with its exponent: x², e^z, e^(z − 1)."""
    if isinstance(exponent, d.Number) and exponent.value in RAISED:
        return raised(base, RAISED[exponent.value])
    top = box(exponent, longest)
    if hold(exponent) < 10:
        top = fenced(top)
    return beside(base, flat("^"), top)


def raised(base, sign):
    """Return a Box with a small sign at its upper right corner."""
    return beside(base, Box((sign,) + (" ",) * (base.height - 1),
                            base.middle))


def cell(content, mark):
    """Return a cell as text, with the sign of its mark."""
    return line(content) + MARKS.get(mark, "") if isinstance(
        content, tuple) else content + MARKS.get(mark, "")


def matrix(e, longest=LONGEST):
    """Return a matrix in brackets, or on one line: [1 0; 0 1]."""
    rows = [[cell(*pair) for pair in row]
            for row in cells(e, longest or LONGEST)]
    if not longest:
        return flat("[" + "; ".join(map(" ".join, rows)) + "]")
    return fenced(grid(evened(rows)), "[", "]")


def evened(rows):
    """Return cells with room for a mark where one of their column has it."""
    signs = tuple(MARKS.values())
    marked = [any(c.endswith(signs) for c in column) for column in zip(*rows)]
    return [[c + " " * (m and not c.endswith(signs))
             for c, m in zip(row, marked)] for row in rows]
