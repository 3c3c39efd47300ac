"""The face on paper: typst's markup, from which a PDF is set.

    document(e)     the items of a display; PREAMBLE must stand before it
    page(e)         a whole file that typst compiles

A blank is a box that a pencil writes in. An equation is a paragraph: its
steps and the terms of a long sum are boxes between which a line may break,
and what follows is indented below the first step.
"""
from . import describe as d
from . import svg
from .arrange import arrange
from .layout import any_part, as_expression, steps, terms
from .typ import MARKS as TICKS
from .typ import letters, string, symbol, typ
from .typed import box
from .words import Below, Raised, parts

WIDE = 62           # characters of the text face that surely fit on a line
ITEM = "#block[{}]\n"

PREAMBLE = """\
#set text(font: ("Libertinus Serif", "DejaVu Sans"), size: 11pt)
#set par(leading: 0.9em, spacing: 0.9em)
#let ink = luma(20)
#let dim = luma(95)
#let blank = box(width: 14mm, height: 9mm, stroke: 0.7pt + luma(70),
  radius: 0.8mm, baseline: 3.2mm)
#let glyph(c, paint) = text(font: "DejaVu Sans Mono", size: 0.8em,
  fill: paint, c)
#let tick-right = glyph("✓", rgb("#007a5a"))
#let tick-wrong = glyph("✗", rgb("#c04a00"))
// Typst lets tall formulas reach into the lines around: keep them apart.
#let line-box(body) = box(inset: (y: 2.4pt), body)
#let look(body) = box(stroke: 0.7pt + rgb("#8a6d00"), inset: 1.5pt, body)
#let fit(body) = layout(size => {
  let wide = measure(body).width
  let most = size.width - 16mm
  if wide > most { scale(100% * (most / wide), reflow: true, body) }
  else { body }
})
#let inline-fit(most, body) = context {
  let wide = measure(body).width
  if wide > most { box(scale(100% * (most / wide), reflow: true, body)) }
  else { box(body) }
}
#let beside(..parts) = block({
  set par(leading: 0.35em)
  par(parts.pos().map(p => box(p)).join([ #h(7mm) ]))
})
#let equation(first, left, indent, body) = block({
  set par(leading: 0.35em)
  par(hanging-indent: indent, {
    if first { box(width: indent, [#h(1fr)#left#h(1.2mm)]) }
    body
  })
})
"""


def page(e):
    """Return a whole file that typst compiles: one display on A4."""
    return (f"{PREAMBLE}#set page(paper: \"a4\", margin: 20mm)\n"
            f"#set document(title: {string(e.title)}, date: none)\n"
            f"{document(e)}")


def document(e):
    """Return a whole display as typst's markup, without the preamble."""
    title = f"#block(text(size: 1.2em, strong({string(e.title)})))\n" \
        if e.title else ""
    return title + flow(e.items)


def flow(items):
    """Return items below one another; equations together align their left
    sides."""
    found = [e for e in items if isinstance(e, d.Equation)]
    indent = max((width(e.left) for e in found if e.left is not None),
                 default=0)
    return "".join(item(e, indent) for e in items)


def item(e, indent=0):
    """Return one item of a document as a block of markup."""
    match e:
        case d.Equation():
            return equation(e, indent or width(e.left))
        case d.Text(words=words, mark=mark):
            return ITEM.format(TICKS.get(mark, "") + paragraph(words))
        case d.Heading(words=words):
            return ("#block(sticky: true, above: 1.2em, "
                    f"text(fill: dim)[#strong[{paragraph(words)}]])\n")
        case d.Table():
            return table(e)
        case d.Picture():
            return picture(e)
        case d.Row(items=items):
            inside = ", ".join(f"[{alone(part)}]" for part in items)
            return f"#beside({inside})\n" if items else ""
        case _:
            raise TypeError(f"typst cannot show {type(e).__name__}: {e!r}")


def alone(e):
    """Return an item that stands beside others: an equation without room
    for the left sides of its neighbours."""
    if not isinstance(e, d.Equation) or any(s.begins for s in steps(e)):
        return item(e)
    left = "" if e.left is None else math(typ(arrange(e.left))) + "~"
    return left + body(e)


def width(left):
    """Return about how wide a left side is, in millimetres."""
    if left is None:
        return 0
    return round(4 + 2.1 * box(arrange(left, True)).width, 1)


def math(content):
    """Return a formula that no line break goes through."""
    return f"#line-box($display({content})$)"


def equation(e, indent):
    """Return an equation as a paragraph that may break between its parts."""
    first = str(e.left is not None).lower()
    left = "none" if e.left is None else f"${typ(arrange(e.left))}$"
    if e.left is None:
        indent = 6
    return f"#equation({first}, {left}, {indent}mm)[{body(e)}]\n"


def body(e):
    """Return the steps of an equation, its mark and its note."""
    lines = [[]]
    for step in steps(e):
        if step.begins:
            lines.append([])
        lines[-1].append(step)
    note = f"#h(4mm)#text(fill: dim, size: .9em, {string(e.note)})" \
        if e.note else ""
    return ("#linebreak()".join(map(one_line, lines))
            + TICKS.get(e.mark, "") + note)


def one_line(line):
    """Return steps as one formula if they surely fit on a line, otherwise
    as several."""
    if sum(wide(step.expression) + 3 for step in line) <= WIDE:
        return math(" ".join(f"{step.relation} {typ(step.expression)}"
                             for step in line))
    return " ".join(part for step in line for part in pieces(step))


def pieces(step):
    """Return a step as formulas between which a line may break."""
    parts = [(step.relation, step.expression)]
    if wide(step.expression) > WIDE / 2:
        parts = terms(step.expression)
        parts[0] = step.relation, parts[0][1]
    return [piece(sign, term) for sign, term in parts]


def piece(sign, term):
    """Return one term after its sign; it shrinks if a line is too short."""
    lead = {"": "", "+": "+ med ", "-": "- med "}.get(sign, f"{sign} ")
    content = math(lead + typ(term))
    if wide(term) > WIDE:
        return f"#inline-fit(140mm)[{content}]"
    return content


def wide(expression):
    """Return about how many characters wide an expression is; arrays beside
    one another may always be too wide."""
    if any_part(expression, lambda e: isinstance(e, d.Stack)):
        return WIDE + 1
    blanks = any_part(expression, lambda e: isinstance(e, d.Matrix) and any(
        isinstance(c, d.Blank) for row in e.rows for c in row))
    return box(expression, 20).width * (3 if blanks else 1)


def paragraph(words):
    """Return words as markup; the names in them are typeset."""
    return "#linebreak()".join(map(sentence, words.split("\n")))


def sentence(words):
    """Return a line of words; h_prev becomes h with prev below it."""
    return "".join(plain(part) if isinstance(part, str)
                   else f"${in_words(part)}$" for part in parts(words))


def in_words(part):
    """Return the formula of a name in a sentence."""
    match part:
        case Below(base=base, below=below):
            return f"attach({symbol(base)}, b: {letters(below, True)})"
        case Raised(base=base, power=power):
            slanted = not power.isdigit()
            return f"attach({symbol(base)}, t: {letters(power, slanted)})"
        case _:
            return symbol(part.name)


def plain(words):
    """Return words that are shown as they are."""
    words = words.replace(" × ", "\u00a0×\u00a0")
    return f"#text({string(words)})" if words else ""


def table(e):
    """Return a table, numbers flush right, its caption above."""
    marks = dict(e.marks)
    columns = max([len(e.header), *(len(row) for row in e.rows)], default=0)
    if not columns:
        return ""
    left = [any(j < len(row) and isinstance(row[j], (str, d.Symbol))
                for row in e.rows) for j in range(columns)]
    align = ", ".join("left" if is_left else "right" for is_left in left)
    parts = [f"columns: {columns}", f"align: ({align},)", "stroke: none",
             "inset: (x: 2.5mm, y: 1.6mm)"]
    if e.header:
        heads = [f"[*{paragraph(str(h))}*]" for h in e.header]
        heads += ["[]"] * (columns - len(heads))
        parts += [f"table.header({', '.join(heads)})", "table.hline()"]
    for i, row in enumerate(e.rows):
        if e.total and i == len(e.rows) - 1:
            parts.append("table.hline(stroke: 0.6pt)")
        row = [cell(c, marks.get((i, j), "")) for j, c in enumerate(row)]
        parts += row + ["[]"] * (columns - len(row))
    caption = ITEM.format(f"#text(fill: dim)[{paragraph(e.caption)}]") \
        if e.caption else ""
    return f"{caption}#table({', '.join(parts)})\n"


def cell(content, mark):
    """Return one cell of a table."""
    content = as_expression(content)
    if isinstance(content, str):
        return f"[{paragraph(content)}{TICKS.get(mark, '')}]"
    return f"[${typ(arrange(content))}${TICKS.get(mark, '')}]"


def picture(e):
    """Return a picture with its words for those who cannot see it."""
    inside = string(svg.alone(e.svg))
    return (f"#fit(image(bytes({inside}), format: \"svg\", "
            f"alt: {string(e.words or e.title)}))\n")
