"""Expressions as MathML that needs no mathematical font.

Brackets round tall things are drawn by borders (the classes are in
`show.css`), letters are slanted by CSS, and accents are part of the letter:
so nothing turns into an empty box where only common fonts are installed.
"""
from html import escape

from . import describe as d
from . import names
from .arrange import Bracket
from .layout import any_part, cells, is_tall
from .numbers import write

SIGNS = {"*": "·", ".": "⊙", "-": "−", ">=": "≥", "<=": "≤", "!=": "≠",
         ">": "&gt;", "<": "&lt;"}
TICKS = {"right": "✓", "wrong": "✗"}
BLANK = '<mspace class="blank" width="1.3em" height=".8em" depth=".1em"/>'
SPACE = '<mspace width="0.2em"/>'


def sign(text):
    """Return a sign between two things, with its space on both sides."""
    return f'<mo form="infix">{SIGNS.get(text, text)}</mo>'


def tick(mark):
    """Return the sign of a mark, so that colour is not its only sign."""
    return f'<mtext class="tick">{TICKS[mark]}</mtext>' if (
        mark in TICKS) else ""


def marked(tag, content, mark=""):
    """Return a leaf or a cell, coloured and signed by its mark."""
    if not mark:
        return f"<{tag}>{content}</{tag}>"
    return f'<{tag} class="{escape(mark)}">{content}</{tag}>'


def letters(word, italic):
    """Return a word as MathML: digits as a number, a variable slanted."""
    if word.isdigit():
        return f"<mn>{word}</mn>"
    slant = ' class="i"' if italic else ""
    return f'<mi mathvariant="normal"{slant}>{escape(word)}</mi>'


def symbol(name, function=False):
    """Return a name: W with hx below it, h with an upright prev."""
    if "→" in name:                         # a link: x_1→h_1
        ends = sign("→").join(map(symbol, name.split("→")))
        return f"<mrow>{ends}</mrow>"
    read = names.read_function(name) if function else names.read(name)
    base = letters(read.accented, read.italic)
    if read.below:
        comma = '<mo separator="true">,</mo>'
        below = comma.join(
            letters(names.GREEK.get(word, word), names.is_index(word))
            for word in read.below)
        base = f"<msub>{base}<mrow>{below}</mrow></msub>"
    if read.prefix:
        lead = letters(read.prefix, False)
        base = f"<mrow>{lead}{base}</mrow>"
    if read.tail:
        base = f"<mrow>{base}<mtext>{escape(read.tail)}</mtext></mrow>"
    return base


def number(value, mark=""):
    """Return a number, its minus sign inside."""
    leaf = f"<mn>{escape(write(value))}</mn>"
    if not mark:
        return leaf
    return f'<mrow class="{escape(mark)}">{leaf}{tick(mark)}</mrow>'


def fence(content, kind, tall=True, signs="()"):
    """Return content in brackets; tall ones are drawn by borders."""
    if tall:
        return (f'<mtable class="{kind}"><mtr><mtd><mrow>{content}</mrow>'
                "</mtd></mtr></mtable>")
    left, right = signs
    return (f'<mrow><mo form="prefix" stretchy="false">{left}</mo>{content}'
            f'<mo form="postfix" stretchy="false">{right}</mo></mrow>')


def high(expression):
    """Return whether an expression is taller than a line of HTML."""
    return is_tall(expression) or any_part(
        expression, lambda e: isinstance(e, d.Fraction))


def matrix(e):
    """Return a matrix in square brackets."""
    rows = "".join(
        "<mtr>" + "".join(cell(*pair) for pair in row) + "</mtr>"
        for row in cells(e))
    return f'<mtable class="m">{rows or "<mtr><mtd></mtd></mtr>"}</mtable>'


def cell(content, mark):
    """Return a cell of a matrix."""
    if isinstance(content, str):
        inside = f"<mtext>{escape(content)}</mtext>"
    else:
        inside = mathml(content)
    return marked("mtd", inside + tick(mark), mark)


def stack(e):
    """Return arrays above one another or beside one another, in brackets."""
    parts = [f"<mtd>{mathml(part)}</mtd>" for part in e.parts]
    if e.way == "rows":
        rows = "".join(f"<mtr>{part}</mtr>" for part in parts)
    else:
        rows = f"<mtr>{''.join(parts)}</mtr>"
    return f'<mtable class="m s">{rows}</mtable>'


def infix(e):
    """Return left sign right; a matrix product has only a small space."""
    if e.sign == ":":
        return f"<mrow>{mathml(e.left)}<mo>:</mo>{mathml(e.right)}</mrow>"
    numbers = d.Number in (type(e.left), type(e.right))
    between = SPACE if e.sign == "@" and not numbers else sign(
        "*" if e.sign == "@" else e.sign)
    return f"<mrow>{mathml(e.left)}{between}{mathml(e.right)}</mrow>"


def call(e):
    """Return a function and its arguments in brackets."""
    inside = '<mo separator="true">,</mo>'.join(map(mathml, e.arguments))
    tall = any(map(high, e.arguments))
    return f"<mrow>{symbol(e.name, True)}{fence(inside, 'p', tall)}</mrow>"


def prefix(e):
    """Return a minus or a `not` before its argument."""
    if e.sign == "-":
        lead = '<mo form="prefix">−</mo>'
    else:
        lead = f'<mi mathvariant="normal">{escape(e.sign)}</mi>{SPACE}'
    return f"<mrow>{lead}{mathml(e.argument)}</mrow>"


def mathml(e):
    """Return an arranged expression as MathML, without the <math> round it."""
    match e:
        case d.Symbol(name=name):
            return symbol(name)
        case d.Number(value=value, mark=mark):
            return number(value, mark)
        case d.Matrix():
            return matrix(e)
        case d.Blank():
            return BLANK
        case d.Dots():
            return "<mo>⋯</mo>"
        case d.Infix():
            return infix(e)
        case d.Prefix():
            return prefix(e)
        case Bracket(inside=part):
            return fence(mathml(part), "p", high(part))
        case d.Call():
            return call(e)
        case d.Power(base=base, exponent=exponent):
            return f"<msup>{mathml(base)}{mathml(exponent)}</msup>"
        case d.Fraction(top=top, bottom=bottom):
            return f"<mfrac>{mathml(top)}{mathml(bottom)}</mfrac>"
        case d.Root(argument=part):
            if high(part):
                return fence(mathml(part), "root")
            return f"<msqrt>{mathml(part)}</msqrt>"
        case d.Transpose(argument=part):
            top = '<mi mathvariant="normal">T</mi>'
            return f"<msup>{mathml(part)}{top}</msup>"
        case d.Index(argument=part, key=key):
            place = fence(f"<mtext>{escape(key)}</mtext>", "", False, "[]")
            return f"<mrow>{mathml(part)}{place}</mrow>"
        case d.Stack():
            return stack(e)
        case d.Norm(argument=part, bars=bars):
            return fence(mathml(part), f"n{bars}")
        case _:
            raise TypeError(f"html cannot show {type(e).__name__}: {e!r}")
