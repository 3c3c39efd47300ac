"""Pictures as SVG text: a few shapes, escaped, the same on every run.

Colours are CSS variables with a fallback: inside the HTML face they follow
the page, light or dark. A file of its own has white paper and dark ink
(`alone`), and so can be read on any ground.
"""
import re
from html import escape

from . import names
from .css import LIGHT
from .describe import Picture

FONT = 'font-family="Helvetica,Arial,Liberation Sans,sans-serif"'
SERIF = ("STIX Two Text,Cambria,Times New Roman,Liberation Serif,"
         "DejaVu Serif,serif")
COLOURS = {name: f"var(--rk-{name},{c})" for name, c in LIGHT.items()}
VARIABLE = re.compile(r"var\(--[\w-]+,\s*([^()]*)\)")


def n(value):
    """Return a coordinate with at most one decimal: 12, 3.5."""
    text = f"{value:.1f}"
    text = text[:-2] if text.endswith(".0") else text
    return "0" if text == "-0" else text


def attributes(**given):
    """Return attributes as text: stroke_width=2 is stroke-width="2"."""
    parts = []
    for name, value in given.items():
        if value is None or value == "":
            continue
        if name in ("fill", "stroke"):
            value = COLOURS.get(value) or escape(value)
        else:
            value = n(value) if isinstance(value, float) else escape(
                str(value))
        parts.append(f' {name.replace("_", "-")}="{value}"')
    return "".join(parts)


def text(x, y, words, *, size=18, fill="ink", anchor="middle", **more):
    """Return words at a point; y is their base line."""
    return (f'<text x="{n(x)}" y="{n(y)}" font-size="{n(size)}" '
            f'text-anchor="{anchor}"{attributes(fill=fill, **more)}>'
            f"{escape(words)}</text>")


def symbol(x, y, name, *, size=18, fill="ink", anchor="middle", **more):
    """Return a name of the code, typeset: its index is small and lower."""
    read = names.read(name)
    inside = escape(read.prefix) + slanted(read.accented, read.italic)
    if read.below:
        words = [names.GREEK.get(word, word) for word in read.below]
        italic = all(map(names.is_index, read.below))
        inside += (f'<tspan dy="{n(size * .28)}" font-size="{n(size * .7)}">'
                   f"{slanted(','.join(words), italic)}</tspan>")
    if read.tail:
        back = -size * .28 if read.below else 0
        inside += f'<tspan dy="{n(back)}">{escape(read.tail)}</tspan>'
    return (f'<text x="{n(x)}" y="{n(y)}" font-size="{n(size)}" '
            f'font-family="{SERIF}" text-anchor="{anchor}"'
            f"{attributes(fill=fill, **more)}>{inside}</text>")


def label(x, y, words, *, size=18, **more):
    """Return words, or a name of the code typeset where it is one."""
    read = names.read(words)
    if read.italic or read.below:
        return symbol(x, y, words, size=size * 1.1, **more)
    return text(x, y, words, size=size, **more)


def slanted(word, italic):
    """Return a word in italics if it is a variable."""
    word = escape(word)
    return f'<tspan font-style="italic">{word}</tspan>' if italic else word


def rect(x, y, width, height, *, fill="none", stroke="none", **more):
    """Return a rectangle."""
    return (f'<rect x="{n(x)}" y="{n(y)}" width="{n(width)}" '
            f'height="{n(height)}"'
            f"{attributes(fill=fill, stroke=stroke, **more)}/>")


def line(x1, y1, x2, y2, *, stroke="ink", stroke_width=1, **more):
    """Return a straight line."""
    given = attributes(stroke=stroke, stroke_width=stroke_width, **more)
    return (f'<line x1="{n(x1)}" y1="{n(y1)}" x2="{n(x2)}" y2="{n(y2)}"'
            f"{given}/>")


def path(points, *, stroke="ink", fill="none", tip="", **more):
    """Return a path: points as (x, y) joined by lines, or its own text."""
    if not isinstance(points, str):
        points = "M" + "L".join(f"{n(x)} {n(y)}" for x, y in points)
    given = attributes(fill=fill, stroke=stroke, **more)
    if tip:
        return f'<path d="{points}"{given}><title>{escape(tip)}</title></path>'
    return f'<path d="{points}"{given}/>'


def circle(x, y, radius, *, fill="ink", **more):
    """Return a filled circle."""
    return (f'<circle cx="{n(x)}" cy="{n(y)}" r="{n(radius)}"'
            f"{attributes(fill=fill, **more)}/>")


def arrow(x1, y1, x2, y2, *, stroke="ink", stroke_width=1.5, head=8):
    """Return a line with a head at its second end."""
    length = max(1e-9, ((x2 - x1) ** 2 + (y2 - y1) ** 2) ** .5)
    ux, uy = (x2 - x1) / length, (y2 - y1) / length
    bx, by = x2 - head * ux, y2 - head * uy
    wide = head * .45
    tip = ((x2, y2), (bx - wide * uy, by + wide * ux),
           (bx + wide * uy, by - wide * ux))
    return (line(x1, y1, bx, by, stroke=stroke, stroke_width=stroke_width)
            + path(tip, fill=stroke, stroke="none"))


def group(parts, **given):
    """Return parts that share attributes, or stand somewhere else."""
    return f"<g{attributes(**given)}>{''.join(parts)}</g>"


def picture(width, height, parts, title, words):
    """Return a Picture: an SVG that names and describes itself.

    title: a few words; words: all that a reader who sees nothing needs.
    """
    label = escape(f"{title}. {words}" if title else words)
    svg = (f'<svg xmlns="http://www.w3.org/2000/svg" role="img" '
           f'aria-label="{label}" viewBox="0 0 {n(width)} {n(height)}" '
           f'width="100%" style="max-width:{n(width)}px;'
           f'min-width:{n(min(width, 640))}px" {FONT}>'
           f"<title>{escape(title)}</title><desc>{escape(words)}</desc>"
           f"{''.join(parts)}</svg>")
    return Picture(svg, title, words)


def alone(svg):
    """Return an SVG as a file of its own: white paper, plain colours."""
    paper = '<rect width="100%" height="100%" fill="#fff"/>'
    return VARIABLE.sub(r"\1", svg).replace("</desc>", f"</desc>{paper}", 1)
