"""Sheets and keys on A4, for typst.

    sheets_source(sheets, title)  ->  markup: a sheet after the other
    keys_source(sheets, title)    ->  markup: their keys

Each sheet begins on a new page and counts its own pages. A question stays
on one page if it fits on one.
"""
import unicodedata

from rnnkit.show import typst as face
from rnnkit.show.describe import (Blank, Equation, Heading, Matrix, Picture,
                                  Row, Table, Text)
from rnnkit.show.typ import string
from rnnkit.worksheets.sheet import (answers, asking, blanks_in,
                                     described, footer)

WORKING = 18            # millimetres below a question, for the sums
ROOMY = 32              # where that makes no sheet longer

SETTING = """\
#set page(paper: "a4", margin: (x: 19mm, top: 17mm, bottom: 19mm))
#show heading: it => it.body
#let mono(words) = text(font: "DejaVu Sans Mono", size: 8pt, words)
#let line-for(label, width) = [#text(fill: dim, label)#h(2mm)#box(width:
  width, stroke: (bottom: 0.6pt + luma(70)), height: 5mm)]
#let sheet(short, end, two-sided, body) = {
  if two-sided { pagebreak(weak: true, to: "odd") }
  page(footer: context { set text(size: 9pt, fill: dim)
    grid(columns: (1fr, auto), short, align(right)[page
      #counter(page).get().first() of #counter(page).at(end).first()])
  }, { counter(page).update(1); body; [#metadata(none)#end] })
}
#let head(title, bookmark, code, name, date) = {
  let title = text(size: 15pt, weight: "bold", title)
  let code = text(size: 10pt, mono(code))
  context if measure(code).width < 60mm {
    grid(columns: (1fr, auto), column-gutter: 6mm, title,
      align(right + horizon, code))
  } else { title; parbreak(); code }
  place(hide(heading(bookmark)))
  v(1mm)
  block(below: 4mm, grid(columns: (1fr, auto), column-gutter: 8mm,
    align: bottom, name, date))
  line(length: 100%, stroke: 0.6pt + luma(120))
}
#let question(number, title, code, breaks, room, body) = {
  block(breakable: breaks, width: 100%, {
    block(below: 3mm, sticky: true, grid(columns: (8mm, 1fr, auto),
      strong(number), strong(title), text(fill: dim, mono(code))))
    block(inset: (left: 8mm), body)
  })
  v(room, weak: true)
}
"""


def sheets_source(sheets, title, two_sided=False, room=WORKING):
    """Return the markup of sheets to fill in.

    room: millimetres below each question.
    """
    return source(title, [one(
        sheet, title, k, f'{named(sheet)}, line-for("Date", 28mm)',
        [part(asked, asking(asked), 200, room)
         for asked in sheet.questions], two_sided)
        for k, sheet in enumerate(sheets)])


def keys_source(sheets, title):
    """Return the markup of the keys: the answers, then the whole solution.
    """
    title = f"Key: {title}"
    return source(title, [one(
        sheet, title, k, f"{named(sheet) if sheet.printed else '[]'}, []",
        [part(asked, worked(asked), 90, 7) for asked in sheet.questions])
        for k, sheet in enumerate(sheets)])


def source(title, pages):
    """Return a whole file: what all sheets share, then the sheets."""
    return "".join([face.PREAMBLE, SETTING, f"#set document(title: "
                    f"{string(title)}, date: none)\n", *pages])


def one(sheet, title, k, who, parts, two_sided=False):
    """Return the markup of sheet number k, its questions numbered."""
    code, short = sheet.code, footer(sheet, "")
    if sheet.printed:
        name = footer(sheet, sheet.printed).removeprefix(f"{short} · ")
        name = f"#h(4mm)#{worded(name)}"
    else:
        name = ""
    inside = "".join(f"#question([{n}.], {text})\n"
                     for n, text in enumerate(parts, 1))
    return (f"#sheet([#mono({string(short)}){name}], <end-{k}>, "
            f"{str(two_sided).lower()})[\n"
            f"#head({worded(title)}, {string(sheet.name or code)}, "
            f"{string(code)}, {who})\n{inside}]\n")


def part(asked, items, most, room):
    """Return the arguments of #question; one that is taller than `most`
    millimetres may go on on the next page."""
    breaks = sum(map(height, items)) > most
    title = face.paragraph(described(asked).title)
    return (f"[{title}], {string(asked.code)}, "
            f"{str(breaks).lower()}, {room}mm, [{face.flow(items)}]")


def worked(asked):
    """Return the items of a key: the answers and the worked solution."""
    return (Heading("Answers"), *answers(asked).items, Heading("Worked out"),
            *asked.solution().items)


def height(item):
    """Return about how tall an item is, in millimetres."""
    match item:
        case Matrix(rows=rows):
            return len(rows) * (11 if blanks_in(item) else 5.5) + 2
        case Text(words=words):
            return 6 * (len(words) // 90 + 1)
        case Table(rows=rows):
            return 8 * (len(rows) + 2)
        case Picture():
            return 120
        case Equation(steps=found):
            return 6 * len(found[1:2]) + height(found[-1]) + 2
        case Row(items=items):
            lines = -(-len(items) // 3)
            return lines * max(map(height, items), default=0)
        case Blank():
            return 11
        case _:
            return 6


def named(sheet):
    """Return the line with the name, or a line to write one on."""
    if sheet.printed:
        return f"[Name: #strong({worded(sheet.printed)})]"
    return 'line-for("Name", 80mm)'


def worded(words):
    """Return words that may run from right to left, apart from others."""
    way = ", dir: rtl" if runs_left(words) else ""
    return f"box(text({string(words)}{way}))"


def runs_left(words):
    """Whether the first letter of words belongs to Arabic or Hebrew."""
    ways = (unicodedata.bidirectional(c) for c in words)
    return next((way != "L" for way in ways if way in ("L", "R", "AL")),
                False)


__all__ = ["keys_source", "sheets_source"]
