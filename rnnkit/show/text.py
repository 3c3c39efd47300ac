"""The face in plain text: terminals, nbval, screen readers.

Expressions are set by `show.typed`; here they become equations, tables and
whole displays of at most 79 columns.
"""
import textwrap

from . import describe as d
from .arrange import arrange
from .boxes import Box, beside, flat, joined
from .layout import as_expression, steps, terms
from .typed import MARKS, box, cell, evened, line

__all__ = ["document", "item", "equation", "table", "line"]
WIDTH = 79


def document(e):
    """Return a whole display as text; tall items stand apart."""
    text, before = [], None
    if e.title:
        text.append(f"{e.title}\n{'─' * len(e.title)}")
    for part in e.items:
        block = item(part)
        apart = "\n" in block or (before and "\n" in before[1])
        heading = isinstance(part, d.Heading)
        follows = before and isinstance(before[0], d.Heading)
        if before and (heading or apart and not follows):
            text.append("")
        text.append(block)
        before = part, block
    return "\n".join(text)


def item(e):
    """Return one item of a document as text."""
    match e:
        case d.Equation():
            return equation(e)
        case d.Text(words=words, mark=mark):
            return paragraph(words, mark)
        case d.Heading(words=words):
            return words
        case d.Table():
            return table(e)
        case d.Picture(title=title, words=words):
            return paragraph(f"[{title}] {words}" if title else words)
        case d.Row(items=items):
            return row([item(part) for part in items])
        case _:
            raise TypeError(f"text cannot show {type(e).__name__}: {e!r}")


def equation(e):
    """Return an equation as text; a step that does not fit begins a line."""
    head = box(arrange(e.left, True)) if e.left is not None else None
    indent = head.width + 1 if head else 2
    lines, now = [], head
    for step in steps(e, flat=True):
        for number, piece in enumerate(pieces(step, WIDTH - indent)):
            fits = now is None or now.width + 1 + piece.width <= WIDTH
            if now and (not fits or (step.begins and not number)):
                lines.append(now)
                start = flat(" " * (indent + 2 * (number > 0)))
                now = beside(start, piece)
            else:
                now = beside(now, flat(" "), piece) if now else piece
    now = with_note(now or flat(""), e)
    return "\n".join(row.rstrip() for block in [*lines, now]
                     for row in block.lines)


def pieces(step, room):
    """Return a step as Boxes that fit: whole, or term by term."""
    relation = step.relation + " " if step.relation else ""
    for longest in (8, 6, 4):
        whole = beside(flat(relation), box(step.expression, longest))
        if whole.width <= room:
            return [whole]
        parts = [beside(flat(f"{sign} ".replace("-", "−") if sign else
                             relation * (not number)), box(term, longest))
                 for number, (sign, term)
                 in enumerate(terms(step.expression))]
        if max(part.width for part in parts) <= room - 2:
            break
    return parts


def with_note(now, e):
    """Return the last line of an equation with its mark and its note."""
    note = f"({e.note})" if e.note else ""
    words = " ".join(filter(None, [MARKS.get(e.mark, ""), note]))
    if not words:
        return now
    if now.width + 3 + len(words) <= WIDTH:
        return beside(now, flat("   " + words))
    width = max(now.width, len(words) + 4)
    lines = [row.ljust(width) for row in now.lines]
    return Box((*lines, ("    " + words).ljust(width)), now.middle)


def paragraph(words, mark=""):
    """Return words broken into lines, after the sign of their mark."""
    lead = MARKS[mark] + " " if mark in MARKS else ""
    return "\n".join(
        textwrap.fill(part, WIDTH, break_long_words=False,
                      break_on_hyphens=False)
        for part in (lead + words).split("\n"))


def table(e):
    """Return a table as text, numbers flush right, its caption above."""
    marks = dict(e.marks)
    rows = [[cell(as_expression(c), marks.get((i, j), ""))
             for j, c in enumerate(row)] for i, row in enumerate(e.rows)]
    every = [list(map(str, e.header))] * bool(e.header) + rows
    every = every[:1] * bool(e.header) + evened(rows)
    widths = [max(map(len, column)) for column in zip(*every)]
    words = [any(isinstance(row[j], str) for row in e.rows)
             for j in range(len(widths))]
    lines = ["  ".join(c.ljust(w) if left else c.rjust(w) for c, w, left
                       in zip(row, widths, words)).rstrip() for row in every]
    rule = "─" * (sum(widths) + 2 * max(0, len(widths) - 1))
    if e.total and rows:
        lines.insert(len(lines) - 1, rule)
    if e.header:
        lines.insert(1, rule)
    return "\n".join([paragraph(e.caption)] * bool(e.caption) + lines)


def row(blocks):
    """Return blocks of text beside one another, or below if too wide."""
    boxes = []
    for block in blocks:
        lines = block.split("\n")
        width = max(map(len, lines))
        boxes.append(Box(tuple(part.ljust(width) for part in lines)))
    if sum(b.width for b in boxes) + 4 * (len(boxes) - 1) > WIDTH:
        return "\n".join(blocks)
    lines = joined(boxes, "    ").lines if boxes else ()
    return "\n".join(part.rstrip() for part in lines)
