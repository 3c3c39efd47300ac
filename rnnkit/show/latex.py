r"""The face in LaTeX (amsmath), which MathJax reads as well.

Every item stands between dollar signs; words stand in \text, in lines,
because mathematics does not wrap.
"""
import textwrap

from . import describe as d
from .arrange import arrange
from .layout import as_expression, steps, terms
from .tex import MARKS, latex, text

RELATIONS = {"≈": r"\approx"}
TERMS = 8


def document(e):
    """Return a whole display as LaTeX, one formula in dollars an item."""
    title = [text(e.title, "textbf")] if e.title else []
    return "\n\n".join(f"$$\n{part}\n$$"
                       for part in title + list(map(item, e.items)))


def item(e):
    """Return one item as LaTeX for display mathematics."""
    match e:
        case d.Equation():
            return equation(e)
        case d.Text(words=words, mark=mark):
            return MARKS.get(mark, "") + r"\;" * bool(mark) + paragraph(words)
        case d.Heading(words=words):
            return text(words, "textbf")
        case d.Table():
            return table(e)
        case d.Picture(title=title, words=words):
            return paragraph(f"[{title}] {words}")
        case d.Row(items=items):
            return r" \qquad ".join(map(item, items))
        case _:
            raise TypeError(f"latex cannot show {type(e).__name__}: {e!r}")


def paragraph(words):
    """Return words as lines above one another: mathematics has no wrap."""
    lines = [text(line) for part in words.split("\n")
             for line in textwrap.wrap(part, 79) or [""]]
    if len(lines) == 1:
        return lines[0]
    return array("l", lines)


def array(columns, lines):
    """Return lines as a LaTeX array."""
    inside = " \\\\\n".join(lines)
    return f"\\begin{{array}}{{{columns}}}\n{inside}\n\\end{{array}}"


def equation(e):
    """Return an equation, its lines aligned at the relation."""
    body = latex(arrange(e.left)) + " " if e.left is not None else ""
    for number, step in enumerate(steps(e)):
        relation = RELATIONS.get(step.relation, step.relation)
        if step.begins:
            body += "\\\\\n"
        align = "&" if step.begins or not number else ""
        body += f"{align}{relation} {long_sum(step.expression)} "
    body += MARKS.get(e.mark, "")
    body += r" \qquad " + text(e.note) if e.note else ""
    return f"\\begin{{aligned}}\n{body.strip()}\n\\end{{aligned}}"


def long_sum(expression):
    """Return an expression, a sum of many terms on several lines."""
    parts = terms(expression)
    if len(parts) <= TERMS:
        return latex(expression)
    lines = ""
    for number, (sign, term) in enumerate(parts):
        if number and number % TERMS == 0:
            lines += "\\\\\n&\\quad "
        lines += f"{sign} {latex(term)} " if sign else latex(term) + " "
    return lines.rstrip()


def table(e):
    """Return a table as an array, its caption above."""
    marks = dict(e.marks)
    rows = [[table_cell(c, marks.get((i, j), "")) for j, c in enumerate(row)]
            for i, row in enumerate(e.rows)]
    words = [any(isinstance(c, (str, d.Symbol)) for c in column)
             for column in zip(*e.rows)]
    columns = "".join("l" if left else "r" for left in words)
    lines = [" & ".join(row) for row in rows]
    if e.total and lines:
        lines[-1] = "\\hline\n" + lines[-1]
    if e.header:
        names_ = " & ".join(text(str(c), "textbf") for c in e.header)
        lines = [names_, *lines]
        lines[1:2] = ["\\hline\n" + part for part in lines[1:2]]
    body = array(columns or "l" * len(e.header), lines)
    return array("l", [text(e.caption), body]) if e.caption else body


def table_cell(cell, mark):
    """Return one cell of a table."""
    cell = as_expression(cell)
    inside = text(cell) if isinstance(cell, str) else latex(arrange(cell))
    return inside + MARKS.get(mark, "")
