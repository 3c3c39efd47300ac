"""Expressions as typst writes them between two dollar signs.

Whatever a name or a word holds stands inside a string, so nothing that is
shown can be taken for an instruction.
"""
from . import describe as d
from . import names
from .arrange import Bracket
from .layout import cells
from .numbers import write

SIGNS = {"*": " ⋅ ", ".": " ⊙ ", "@": " thin ", ">=": " ≥ ", "<=": " ≤ ",
         "!=": " ≠ ", ">": " > ", "<": " < ", "+": " + ", "-": " - ",
         "/": ' class("binary", \\/) ', "==": ' class("relation", "==") ',
         "and": ' quad "and" quad ', "or": ' quad "or" quad ',
         "of": '" of "', ":": ' class("punctuation", ":") '}
MARKS = {"right": "#tick-right ", "wrong": "#tick-wrong "}
LONGEST = 20            # paper has no way to see what is left out
ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": " ", "\r": ""}


def string(words):
    r"""Return words as a string of typst; what cannot be printed goes.

    >>> print(string('a "b" \\'))
    "a \"b\" \\"
    """
    inside = "".join(ESCAPES.get(c, c) for c in words
                     if c in ESCAPES or c.isprintable() or ord(c) > 159)
    return f'"{inside}"'


def typ(e):
    """Return an arranged expression for typst, without its dollars."""
    match e:
        case d.Symbol(name=name):
            return symbol(name)
        case d.Number(value=value, mark=mark):
            return number(value, mark)
        case d.Matrix():
            return matrix(e)
        case d.Blank():
            return "blank "
        case d.Dots():
            return "⋯"
        case Bracket(inside=part):
            return f"lr(({typ(part)}))"
        case d.Infix():
            return infix(e)
        case d.Prefix(sign=sign, argument=part):
            return ("-" if sign == "-" else '"not" thin ') + typ(part)
        case d.Call(name=name, arguments=parts):
            inside = ", ".join(map(typ, parts))
            return f"{symbol(name, True)}lr(({inside}))"
        case d.Power(base=base, exponent=exponent):
            return f"attach({typ(base)}, t: {typ(exponent)})"
        case d.Fraction(top=top, bottom=bottom):
            return f"frac({typ(top)}, {typ(bottom)})"
        case d.Root(argument=part):
            return f"sqrt({typ(part)})"
        case d.Transpose(argument=part):
            return f'attach({typ(part)}, t: upright("T"))'
        case d.Index(argument=part, key=key):
            return f"{typ(part)}upright({string(f'[{key}]')})"
        case d.Stack():
            return stack(e)
        case d.Norm(argument=part, bars=bars):
            return f"{'norm' if bars == 2 else 'abs'}({typ(part)})"
        case _:
            raise TypeError(f"typst cannot show {type(e).__name__}: {e!r}")


def symbol(name, function=False):
    """Return a name for typst: W with hx below it, h with an upright prev.

    >>> symbol("W_hx")
    'attach(italic("W"), b: italic("hx"))'
    """
    if "→" in name:                         # a link: x_1→h_1
        return ' class("normal", →) '.join(map(symbol, name.split("→")))
    read = names.read_function(name) if function else names.read(name)
    base = letters(read.letter, read.italic, function)
    if read.accent:
        base = f"accent({base}, {read.accent})" if read.accent != "bar" \
            else f"overline({base})"
    if read.below:
        below = '","'.join(
            letters(names.GREEK.get(word, word), names.is_index(word))
            for word in read.below)
        base = f"attach({base}, b: {below})"
    if read.prefix:
        base = f"upright({string(read.prefix)}){base}"
    return base + (f"upright({string(read.tail)})" if read.tail else "")


def letters(word, italic, function=False):
    """Return a word in the alphabet that it is set in."""
    kind = "italic" if italic else "op" if function else "upright"
    return f"{kind}({string(word)})"


def number(value, mark=""):
    """Return a number; 1.2e−05 is written with a power of ten."""
    digits, power, exponent = write(value).replace("−", "-").partition("e")
    if power:
        digits = f"{digits} ⋅ 10^({int(exponent)})"
    return marked('"nan"' if digits == "nan" else digits, mark)


def marked(content, mark):
    """Return content with the sign of its mark; a look is a box."""
    if mark == "look":
        return f"look({content})"
    return content + " " + MARKS[mark] if mark in MARKS else content


def matrix(e):
    """Return a matrix in square brackets, wide enough for its blanks."""
    found = cells(e, LONGEST)
    roomy = any(isinstance(c, d.Blank) for row in found for c, _ in row)
    rows = "; ".join(", ".join(cell(*pair) for pair in row)
                     for row in found)
    gaps = "row-gap: #2mm, column-gap: #2.5mm" if roomy else \
        "column-gap: #0.7em"
    return f'mat(delim: "[", align: #right, {gaps}, {rows})'


def cell(content, mark):
    """Return a cell of a matrix with its mark."""
    inside = string(content) if isinstance(content, str) else typ(content)
    return marked(inside, mark)


def stack(e):
    """Return arrays put together, in square brackets."""
    between = "; " if e.way == "rows" else ", "
    return f'mat(delim: "[", {between.join(map(typ, e.parts))})'


def infix(e):
    """Return left sign right; a product with a number has its dot."""
    numbers = d.Number in (type(e.left), type(e.right))
    sign = "*" if e.sign == "@" and numbers else e.sign
    return typ(e.left) + SIGNS[sign] + typ(e.right)
