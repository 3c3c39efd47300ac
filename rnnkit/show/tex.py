r"""Expressions as LaTeX (amsmath) that MathJax reads as well.

In words the characters that LaTeX keeps for itself are written as
mathematics between two \text{}, because MathJax does not read \_ or \%
inside \text.
"""
import re

from . import describe as d
from . import names
from .arrange import Bracket
from .layout import any_part, cells, is_tall
from .numbers import write

SIGNS = {"*": r" \cdot ", ".": r" \odot ", "@": r" \, ", ">=": r" \ge ",
         "<=": r" \le ", "!=": r" \ne ", "==": r" \mathrel{==} ",
         "and": r" \;\text{and}\; ", "or": r" \;\text{or}\; ",
         "of": r" \text{ of } ", ":": r" \colon "}
APART = {"_": r"\_", "%": r"\%", "&": r"\&", "#": r"\#", "$": r"\$",
         "{": r"\{", "}": r"\}", "\\": r"\backslash ", "^": r"{\wedge}",
         "~": r"{\sim}", "<": "{<}", ">": "{>}", "−": "{-}",
         "·": r"{\cdot}", "⊙": r"{\odot}", "≈": r"{\approx}",
         "→": r"{\to}", "≤": r"{\le}", "≥": r"{\ge}", "≠": r"{\ne}",
         "×": r"{\times}", "∂": r"{\partial}", "√": r"\surd ",
         "∞": r"\infty ", "⋯": r"\cdots ", "⋮": r"\vdots ",
         "⋱": r"\ddots ", "☐": r"\boxed{\phantom{0}}",
         "ᵀ": "^{T}", "²": "^{2}", "³": "^{3}",
         "✓": r"{\surd}", "✗": r"{\times}", "…": r"\ldots ",
         "‖": r"\Vert "}
GREEK = {name: f"\\{name}" for name in names.GREEK} | {
    "lam": r"\lambda", "epsilon": r"\varepsilon", "phi": r"\varphi"}
SPELLED = {letter: name for name, letter in names.GREEK.items()}
APART |= {names.GREEK[name]: f"{GREEK[name]} " for name in names.GREEK}
SPLIT = re.compile("([" + re.escape("".join(APART)) + "])")
MARKS = {"right": r"\,{\surd}", "wrong": r"\,{\times}"}


def latex(e):
    """Return an arranged expression as LaTeX, without dollars."""
    match e:
        case d.Symbol(name=name):
            return symbol(name)
        case d.Number(value=value, mark=mark):
            return number(value, mark)
        case d.Matrix():
            return matrix(e)
        case d.Blank():
            return r"\boxed{\phantom{0}}"
        case d.Dots():
            return r"\cdots"
        case Bracket(inside=part):
            return fenced(latex(part), part)
        case d.Infix():
            return infix(e)
        case d.Prefix(sign=sign, argument=part):
            return ("-" if sign == "-" else r"\text{not}\; ") + latex(part)
        case d.Call(name=name, arguments=parts):
            return symbol(name, True) + fenced(
                ", ".join(map(latex, parts)), d.Stack(parts)
                if any(map(is_tall, parts)) else (parts or (e,))[0])
        case d.Power(base=base, exponent=exponent):
            return raised(base, latex(exponent))
        case d.Fraction(top=top, bottom=bottom):
            return rf"\frac{{{latex(top)}}}{{{latex(bottom)}}}"
        case d.Root(argument=part):
            return rf"\sqrt{{{latex(part)}}}"
        case d.Transpose(argument=part):
            return raised(part, r"\mathsf{T}")
        case d.Index(argument=part, key=key):
            return latex(part) + f"[{text(key)}]"
        case d.Stack():
            return stack(e)
        case d.Norm(argument=part, bars=bars):
            bar = r"\Vert" if bars == 2 else "|"
            return rf"\left{bar} {latex(part)} \right{bar}"
        case _:
            raise TypeError(f"latex cannot show {type(e).__name__}: {e!r}")


def text(words, command="text"):
    r"""Return words as \text, special characters between as mathematics.

    >>> print(text("a_b"))
    \text{a}\_\text{b}
    """
    return "".join(APART.get(part) or f"\\{command}{{{part}}}"
                   for part in SPLIT.split(words) if part)


def symbol(name, function=False):
    r"""Return a name as LaTeX: W_{hx}, h_{\mathrm{prev}}, \hat{y}."""
    read = names.read_function(name) if function else names.read(name)
    base = letters(read.base, read.italic, function)
    if read.accent:
        base = f"\\{read.accent}{{{base}}}"
    if read.below:
        base += "_{" + ",".join(letters(word, names.is_index(word))
                                for word in read.below) + "}"
    if read.prefix:
        base = rf"\mathrm{{{read.prefix}}}{base}"
    return base + text(read.tail)


def letters(word, italic, function=False):
    """Return a word in the alphabet that it is set in."""
    word = SPELLED.get(word, word)
    if word in GREEK:
        return GREEK[word]
    if italic or word.isdigit():
        return word
    if not word.replace(" ", "").isalnum():
        return text(word)
    word = word.replace(" ", r"\ ")
    return rf"\{'operatorname' if function else 'mathrm'}{{{word}}}"


def number(value, mark=""):
    """Return a number; a minus is LaTeX's own."""
    digits = write(value).replace("−", "-").replace("∞", r"\infty")
    mantissa, power, exponent = digits.partition("e")
    if power and exponent:
        digits = rf"{mantissa} \cdot 10^{{{int(exponent)}}}"
    return signed(digits if digits != "nan" else r"\text{nan}", mark)


def signed(content, mark):
    """Return content with the sign of its mark; a look is a box."""
    if mark == "look":
        return rf"\boxed{{{content}}}"
    return content + MARKS.get(mark, "")


def matrix(e):
    """Return a matrix in square brackets."""
    rows = r" \\ ".join(" & ".join(cell(*pair) for pair in row)
                        for row in cells(e))
    return rf"\begin{{bmatrix}} {rows} \end{{bmatrix}}"


def cell(content, mark):
    """Return a cell of a matrix with its mark."""
    inside = text(content) if isinstance(content, str) else latex(content)
    return signed(inside, mark)


def stack(e):
    """Return arrays put together, in square brackets."""
    between = r" \\ " if e.way == "rows" else " & "
    inside = between.join(map(latex, e.parts))
    return rf"\begin{{bmatrix}} {inside} \end{{bmatrix}}"


def fenced(content, part, left="(", right=")"):
    """Return content in brackets, growing ones round a tall part."""
    if is_tall(part) or any_part(part, lambda e: isinstance(e, d.Fraction)):
        return rf"\left{left} {content} \right{right}"
    return f"{left}{content}{right}"


def infix(e):
    """Return left sign right."""
    numbers = d.Number in (type(e.left), type(e.right))
    between = SIGNS["*"] if e.sign == "@" and numbers else SIGNS.get(
        e.sign, f" {e.sign} ")
    return latex(e.left) + between + latex(e.right)


def raised(base, top):
    """Return a base with something at its upper right."""
    inside = latex(base)
    simple = isinstance(base, (d.Matrix, d.Stack, Bracket, d.Number,
                               d.Symbol))
    return f"{inside if simple else '{' + inside + '}'}^{{{top}}}"
