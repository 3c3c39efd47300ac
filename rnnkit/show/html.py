"""The face in HTML: typeset mathematics, tables and pictures.

One <style> a document, all of it under the class `rnnkit`; no ids and
nothing random, so the same display is the same text on every run. Each
equation is read aloud as its one-line text.
"""
from html import escape

from . import describe as d
from . import names
from .arrange import arrange
from .css import CSS
from .layout import as_expression, steps, terms
from .mathml import TICKS, mathml, sign
from .numbers import write
from .typed import MARKS, line
from .words import Below, Raised, parts


def document(e):
    """Return a whole display as HTML with its style.

    The class mathjax_ignore keeps a dollar sign in a text a dollar sign. The
    first line is empty: JupyterLab shows it in place of a folded output.
    """
    return (' \n<div class="rnnkit mathjax_ignore tex2jax_ignore">'
            f"<style>{CSS}</style>{body(e)}</div>")


def page(e):
    """Return a whole HTML page that shows one display."""
    return ('<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">'
            '<meta name="viewport" content="width=device-width">'
            '<meta name="color-scheme" content="light dark">'
            f"<title>{escape(e.title)}</title></head>"
            '<body style="font-family:sans-serif;margin:1.5em">'
            f"{document(e)}</body></html>")


def body(e):
    """Return a display's title and items as HTML, without the style."""
    title = heading(e.title, "title", 4) if e.title else ""
    return title + flow(e.items)


def flow(items):
    """Return items below one another; equations in a row share a grid."""
    parts, equations = [], []
    for part in (*items, None):
        if isinstance(part, d.Equation):
            equations.append(equation(part))
            continue
        if equations:
            parts.append(f'<div class="eqs">{"".join(equations)}</div>')
            equations = []
        if part is not None:
            parts.append(item(part))
    return "".join(parts)


def item(e):
    """Return one item of a document as HTML."""
    match e:
        case d.Equation():
            return flow((e,))
        case d.Text(words=words, mark=mark):
            return paragraph(words, mark)
        case d.Heading(words=words):
            return heading(words, "head", 5)
        case d.Table():
            return table(e)
        case d.Picture():
            return picture(e)
        case d.Row(items=items):
            inside = "".join(f"<div>{item(part)}</div>" for part in items)
            return f'<div class="row">{inside}</div>'
        case _:
            raise TypeError(f"html cannot show {type(e).__name__}: {e!r}")


def heading(words, kind, level):
    """Return a heading that a screen reader finds, in our own style."""
    return (f'<div class="{kind}" role="heading" aria-level="{level}">'
            f"{sentences(words)}</div>")


def paragraph(words, mark=""):
    """Return a paragraph, its mark as colour, border and sign."""
    kind = f' class="{escape(mark)}"' if mark else ""
    return f"<p{kind}>{tick(mark, MARKS)}{sentences(words)}</p>"


def sentences(words):
    """Return words as HTML; the names in them are typeset."""
    return "".join(escape(part) if isinstance(part, str)
                   else in_words(part) for part in parts(words))


def in_words(part):
    """Return a name in a sentence: h with a small t+1 below it."""
    match part:
        case Below(base=base, below=below):
            return in_words_named(base) + small("sub", below, True)
        case Raised(base=base, power=power):
            return in_words_named(base) + small(
                "sup", power, not power.isdigit())
        case _:
            return in_words_named(part.name)


def in_words_named(name):
    """Return a name as HTML without MathML, which a line can hold."""
    read = names.read(name)
    below = ",".join(slanted(names.GREEK.get(word, word),
                             names.is_index(word)) for word in read.below)
    below = f"<sub>{below}</sub>" if below else ""
    return (escape(read.prefix) + slanted(read.accented, read.italic)
            + below + escape(read.tail))


def small(tag, words, italic):
    """Return words below or above a line."""
    return f"<{tag}>{slanted(words, italic)}</{tag}>"


def slanted(words, italic):
    """Return words, in italics if they are a variable."""
    return f"<i>{escape(words)}</i>" if italic else escape(words)


def tick(mark, ticks=TICKS):
    """Return the sign of a mark in HTML."""
    return f'<span class="tick">{ticks[mark]}</span>' if mark in ticks else ""


def math(content):
    """Return MathML that a screen reader passes over: the label is read."""
    return f'<math displaystyle="true" aria-hidden="true">{content}</math>'


def said(expression):
    """Return an expression as a screen reader says it."""
    return line(expression).replace("☐", "blank")


def formula(expression):
    """Return an expression as a formula inside a line of HTML."""
    label = escape(said(expression))
    return (f'<span role="math" aria-label="{label}">'
            f"{math(mathml(arrange(expression)))}</span>")


def equation(e):
    """Return an equation: its left side, then its steps, which may wrap."""
    placed = steps(e)
    label = said(e.left) if e.left is not None else ""
    for step, given in zip(placed, e.steps):
        label += f" {step.relation} {said(given)}"
    kind = " ".join(filter(None, ["eq", e.left is None and "bare", e.mark]))
    left = "" if e.left is None else (
        f'<span class="l">{math(mathml(arrange(e.left)))}</span>')
    note = f'<span class="note">{escape(e.note)}</span>' if e.note else ""
    return (f'<div class="{escape(kind)}" role="math" '
            f'aria-label="{escape(spoken(label, e))}">{left}'
            f'<div class="steps" aria-hidden="true">'
            f'{"".join(map(step_parts, placed))}{tick(e.mark)}{note}'
            "</div></div>")


def spoken(label, e):
    """Return an equation's label with its mark and its note in words."""
    after = ", ".join(filter(None, [e.mark, e.note]))
    return label.strip() + (f" ({after})" if after else "")


def step_parts(step):
    """Return one step with its relation; a long sum may break at a sign."""
    relation = sign(escape(step.relation)) if step.relation else ""
    parts = []
    for plus, term in terms(step.expression):
        lead = sign(plus) if plus else relation
        parts.append(f"<span>{math(lead + mathml(term))}</span>")
    begins = '<span class="br"></span>' if step.begins else ""
    return f'{begins}<span class="step">{"".join(parts)}</span>'


def table(e):
    """Return a table; columns of words are flush left, numbers right."""
    marks = dict(e.marks)
    columns = max(map(len, (e.header, *e.rows)), default=0)
    words = {j for j in range(columns)
             if any(j < len(row) and isinstance(row[j], str)
                    or j < len(row) and isinstance(row[j], d.Symbol)
                    for row in e.rows)}
    head = "".join(
        f'<th scope="col"{left(j, words)}>{sentences(str(name))}</th>'
        for j, name in enumerate(e.header))
    rows = ""
    for i, row in enumerate(e.rows):
        last = e.total and i == len(e.rows) - 1
        rows += '<tr class="total">' if last else "<tr>"
        rows += "".join(table_cell(cell, marks.get((i, j), ""), j in words)
                        for j, cell in enumerate(row)) + "</tr>"
    caption = f"<caption>{sentences(e.caption)}</caption>" if e.caption else ""
    head = f"<thead><tr>{head}</tr></thead>" if head else ""
    return (f'<div class="wide"><table>{caption}{head}'
            f"<tbody>{rows}</tbody></table></div>")


def left(column, words):
    """Return the class of a column of words."""
    return ' class="w"' if column in words else ""


def table_cell(cell, mark, is_words):
    """Return one cell of a table: words or a formula, with its mark."""
    cell = as_expression(cell)
    if isinstance(cell, d.Number):
        mark, cell = mark or cell.mark, write(cell.value)
    inside = sentences(cell) if isinstance(cell, str) else formula(cell)
    kind = " ".join(filter(None, [is_words and "w", mark]))
    kind = f' class="{escape(kind)}"' if kind else ""
    return f"<td{kind}>{inside}{tick(mark)}</td>"


def picture(e):
    """Return a picture; it carries its own title and description."""
    return f"<figure>{e.svg}</figure>"
