"""Which fonts set a sheet, and which letters they cannot.

The fonts that typst brings (Latin, Greek, Cyrillic, Hebrew) and those of
matplotlib (Arabic and more) are the same on every machine. Only for a name
that needs more, Chinese for instance, are the fonts of the machine searched.
"""
import re
import shutil
import tempfile
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

from rnnkit.show.typ import string

NOBODY = "\U0010ffff"            # no font has a letter for it
GLYPH = re.compile(r'href="#(g[0-9A-F]+)"')
ONE_EACH = ("#set page(width: 40mm, height: 20mm, margin: 2mm)\n"
            '#set text(font: ("Libertinus Serif", "DejaVu Sans"))\n')


def typesetter():
    """Return the module typst. Raises ValueError if it is missing."""
    try:
        import typst
    except ImportError:
        raise ValueError("a PDF needs typst: pip install typst; or write a "
                         "page for the browser: -o sheet.html") from None
    return typst


def fonts(system=False, folders=()):
    """Return the fonts for all, or also those of the machine and of further
    folders."""
    return typesetter().Fonts(include_system_fonts=system, font_paths=[
        dejavu().name, *map(str, folders)])


def compiled(source, chosen, form="pdf"):
    """Return the bytes that typst makes of markup; of an SVG, a list with
    a page each."""
    return typesetter().Compiler(source.encode(), font_paths=chosen).compile(
        format=form)


@lru_cache(maxsize=None)
def dejavu():
    """Return a folder with matplotlib's DejaVu Sans; matplotlib
    itself is not imported.

    The folder is a copy: beside these fonts stands one that has an empty box
    for every letter there is. It goes when the program ends.
    """
    found = find_spec("matplotlib")
    fonts = Path(found.origin).parent.glob(
        "mpl-data/fonts/ttf/DejaVuSans*.ttf") if found else []
    folder = tempfile.TemporaryDirectory(prefix="rnnkit-fonts-")
    for font in fonts:
        shutil.copy(font, folder.name)
    return folder


def fonts_for(words, folders=()):
    """Return (fonts, the letters that they have no glyph for)."""
    letters = sorted({c for c in "".join(words) if ord(c) > 127
                      and not c.isspace()})
    chosen = fonts(bool(folders), folders)
    missing = without_glyph(chosen, letters)
    if missing and not folders:
        chosen = fonts(True)
        missing = without_glyph(chosen, sorted(missing))
    return chosen, missing


def without_glyph(chosen, letters):
    """Return the set of letters that would be printed as an empty box.

    Each is set on a page of its own and compared with a letter that nobody
    has.
    """
    if not letters:
        return set()
    source = ONE_EACH + "\n#pagebreak()\n".join(
        f"#text({string(c)})" for c in [NOBODY, *letters])
    pages = compiled(source, chosen, "svg")
    empty, *found = [set(GLYPH.findall(page.decode())) for page in pages]
    return {c for c, glyphs in zip(letters, found) if glyphs & empty}


__all__ = ["compiled", "fonts", "fonts_for"]
