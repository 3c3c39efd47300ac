"""Sheets and keys as one page of HTML: it needs nothing else, and prints.

The browser brings the fonts, so every name is written in its own letters.
"""
from html import escape

from rnnkit.show import html as face
from rnnkit.show.css import CSS
from rnnkit.show.mathml import BLANK
from rnnkit.worksheets.sheet import answers, asking, described, footer

BOX = '<mspace class="blank" width="14mm" height="6mm" depth="3mm"/>'
# Below each page stands the code of its sheet: each has a kind of page.
PAGE = """@page s{k}{{@bottom-left{{content:"{who}";font:8pt monospace;
color:#595959}}{number}}}
.s{k}{{page:s{k}}}
"""
NUMBER = """@bottom-right{{content:"page " counter(page){of};font:9pt serif;
color:#595959}}"""
OF = ' " of " counter(pages)'     # browsers count pages over all sheets
STYLE = """
@page{size:A4;margin:16mm 18mm}
:root{color-scheme:light}
body{font-family:"Libertinus Serif","Liberation Serif",Georgia,
serif;
max-width:190mm;margin:8mm auto;padding:0 4mm;color:#1b1b1b;
background:#fff}
.sheet+.sheet{margin-top:20mm;break-before:page}
.sheet header{display:flex;justify-content:space-between;
align-items:baseline;gap:6mm}
h1{font-size:15pt;margin:0}
h2{font-size:12pt;margin:0 0 2mm;display:flex;
justify-content:space-between;gap:4mm}
h3{font-size:11pt;margin:3mm 0 0}
code{font:9pt "DejaVu Sans Mono",monospace;color:#595959;
white-space:nowrap}
.sheet header code{color:inherit;font-size:10pt;white-space:normal;
text-align:right}
.who{display:flex;justify-content:space-between;gap:8mm;margin:4mm 0;
padding-bottom:4mm;border-bottom:1px solid #999}
.line{display:inline-block;border-bottom:1px solid #444;width:75mm;
height:5mm;vertical-align:bottom;margin-left:2mm}
.short{width:28mm}
.question{break-inside:avoid;margin:0 0 4mm;padding-bottom:14mm}
.key .question{padding-bottom:2mm}
.question .rnnkit{font-size:11pt;padding-left:8mm}
.question .rnnkit .eqs{overflow:visible;margin:.2em 0}
.question .rnnkit p{margin:.3em 0}
.question .rnnkit .row:has(.br)>*{flex:0 1 auto}
.question .rnnkit math .blank{border:.3mm solid #444;background:none}
.question .rnnkit math .m mtd:has(.blank){padding:1mm}
@media print{body{margin:0;padding:0;max-width:none}
.sheet+.sheet{margin-top:0}}
"""


def page(sheets, title, key=False):
    """Return the text of a whole page: a sheet, or a key, after the other.
    """
    heading = f"Key: {title}" if key else title
    inside = "".join(one(sheet, heading, key, k)
                     for k, sheet in enumerate(sheets))
    number = NUMBER.format(of=OF if len(sheets) == 1 else "")
    pages = "".join(PAGE.format(k=k, number=number,
                                who=css_string(footer(sheet, sheet.name)))
                    for k, sheet in enumerate(sheets))
    return ('<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
            '<meta name="viewport" content="width=device-width">'
            f"<title>{escape(heading)}</title>"
            f"<style>{CSS}\n{STYLE}{pages}</style></head>\n"
            f'<body data-jp-theme-light="true">\n{inside}</body></html>\n')


def css_string(words):
    """Return what stands between the quotes of a string in CSS."""
    return "".join(c if c.isalnum() or c in " -" else f"\\{ord(c):06x}"
                   for c in words)


def one(sheet, heading, key, k):
    """Return sheet or key number k."""
    kind = f"sheet s{k}" + " key" * key
    questions = "".join(question(number, asked, key) for number, asked
                        in enumerate(sheet.questions, 1))
    return (f'<article class="{kind}"><header><h1 dir="auto">'
            f"{escape(heading)}</h1><code>{escape(sheet.code)}</code>"
            f"</header>{who(sheet.name, key)}\n{questions}</article>\n")


def who(name, key):
    """Return the line with the name and the date, or lines to write on."""
    if not name and key:
        return '<p class="who"></p>'
    written = f"<bdi><strong>{escape(name)}</strong></bdi>" if name else (
        '<span class="line"></span>')
    date = "" if key else '<span>Date<span class="line short"></span></span>'
    return f'<p class="who"><span>Name: {written}</span>{date}</p>'


def question(number, asked, key):
    """Return one question, to be filled in, or with its solution."""
    title = face.sentences(described(asked).title)
    if key:
        inside = (f"<h3>Answers</h3>{face.flow(answers(asked).items)}"
                  f"<h3>Worked out</h3>{face.flow(asked.solution().items)}")
    else:
        inside = face.flow(asking(asked)).replace(BLANK, BOX)
    return (f'<section class="question"><h2><span>{number}. {title}</span>'
            f"<code>{escape(asked.code)}</code></h2>"
            f'<div class="rnnkit">{inside}</div></section>\n')


__all__ = ["page"]
