"""What a display says, before it is drawn: plain descriptions, no mathematics.

Everything that rnnkit shows is first one of these small records. Four faces
then read the same description: `show.text`, `show.html`, `show.latex` and,
for pictures, `show.svg`. A new kind of display is a new description and one
short function a face.

    Expression = Symbol | Number | Matrix | Blank | Infix | Prefix | Call
               | Power | Fraction | Root | Transpose | Index | Stack | Norm
               | Dots
    Item       = Equation | Text | Heading | Table | Picture | Row
    Document   = a title and a tuple of Items
"""
from typing import NamedTuple


class Symbol(NamedTuple):
    """A name as the formula writes it: `W_hx`, `h_prev`, `alpha`."""
    name: str


class Number(NamedTuple):
    """One number, shown with `show.numbers.write`; `mark` may colour it."""
    value: float
    mark: str = ""


class Matrix(NamedTuple):
    """Numbers in brackets, one column a column.

    rows: a tuple of rows, each a tuple of float, str (shown as it is) or
    Blank; `marks` maps (row, column) to a mark such as "right", "wrong",
    "look". Long ones are shortened with dots by the faces.
    """
    rows: tuple
    marks: tuple = ()


class Blank(NamedTuple):
    """An empty cell to fill in; `label` is what a screen reader says."""
    label: str


class Infix(NamedTuple):
    """left sign right; sign is + - * @ / . > < >= <= == != and or, of or :.

    `*` is a product of numbers (a middle dot), `.` of arrays entry by entry
    (a circled dot) and `@` a matrix product (nothing is written). `of` says
    what of an array is meant ("each row of x"), `:` which part stands here.
    """
    sign: str
    left: object
    right: object


class Prefix(NamedTuple):
    """A minus (or `not`) before its argument."""
    sign: str
    argument: object


class Call(NamedTuple):
    """A function by its name: relu(a), max(1, 3, 2)."""
    name: str
    arguments: tuple


class Power(NamedTuple):
    """base to the exponent; e^z is Power(Symbol("e"), z)."""
    base: object
    exponent: object


class Fraction(NamedTuple):
    """One thing over another."""
    top: object
    bottom: object


class Root(NamedTuple):
    """A square root."""
    argument: object


class Transpose(NamedTuple):
    """The argument with rows and columns exchanged."""
    argument: object


class Index(NamedTuple):
    """Part of an array, as Python writes it: x[0], W[1, :]."""
    argument: object
    key: str


class Stack(NamedTuple):
    """Arrays put together: above ("rows") or beside one another ("columns").
    """
    parts: tuple
    way: str = "rows"


class Norm(NamedTuple):
    """The argument between bars: |x| with one, the length of x with two."""
    argument: object
    bars: int = 2


class Dots(NamedTuple):
    """Terms that are left out of a long sum: three dots."""


class Equation(NamedTuple):
    """left = step = step = ...; `relations` holds "=" or "≈" for each step.

    `left` may be None: then the first step begins the line and the relations
    stand between the steps.
    """
    left: object
    steps: tuple
    relations: tuple
    note: str = ""
    mark: str = ""


class Text(NamedTuple):
    """A paragraph in plain words; `mark` as in Matrix."""
    words: str
    mark: str = ""


class Heading(NamedTuple):
    """A small heading inside a document, such as "t = 1"."""
    words: str


class Table(NamedTuple):
    """A table: cells are str, float, Expression; `total` styles the last row.
    """
    header: tuple
    rows: tuple
    caption: str = ""
    total: bool = False
    marks: tuple = ()


class Picture(NamedTuple):
    """An SVG with what it shows in words: `title` short, `words` complete."""
    svg: str
    title: str
    words: str


class Row(NamedTuple):
    """Items beside one another."""
    items: tuple


class Document(NamedTuple):
    """A whole display."""
    title: str
    items: tuple


PRECEDENCE = {":": 0, "or": 1, "and": 2, ">": 3, "<": 3, ">=": 3, "<=": 3,
              "==": 3, "!=": 3, "+": 4, "-": 4, "of": 4.2, "*": 5, ".": 5,
              "@": 5, "/": 5}


def strength(expression):
    """How tightly an expression holds together; atoms most (10).

    The faces put brackets round a part that is weaker than its place.
    A negative number is as weak as a minus sign.
    """
    match expression:
        case Infix(sign=sign):
            return PRECEDENCE[sign]
        case Prefix():
            return 4.5
        case Number(value=value):
            return 4.5 if value < 0 else 10
        case Power():
            return 7
        case Fraction():
            return 6
        case _:
            return 10
