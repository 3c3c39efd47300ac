"""Every display of rnnkit: one description, four faces."""
from importlib import import_module
from pathlib import Path

from .describe import Picture, Row


class Display:
    """Something to look at; a subclass says in `describe` what it shows.

    Jupyter shows the HTML, a terminal the text; `save` writes a file.
    """

    def describe(self):
        """Return a Document; the subclass writes this."""
        raise NotImplementedError(
            f"{type(self).__name__} has no describe() to display")

    def text(self):
        """Return the display as plain text."""
        return face("text").document(self.describe())

    def html(self):
        """Return the display as HTML with MathML."""
        return face("html").document(self.describe())

    def latex(self):
        """Return the display as LaTeX between dollar signs."""
        return face("latex").document(self.describe())

    def svg(self):
        """Return the display's first picture as SVG.

        Raises ValueError when there is no picture.
        """
        found = next(pictures(self.describe().items), None)
        if found is None:
            raise ValueError(f"{type(self).__name__} has no picture: "
                             "use html(), text() or latex()")
        return face("svg").alone(found.svg)

    def save(self, path):
        """Return the path of a new file, written by its suffix.

        .html, .svg, .tex and .txt are understood.
        """
        path = Path(path)
        if path.suffix not in SUFFIXES:
            raise ValueError(f"cannot save {path.name}: the name must end "
                             f"in {', '.join(SUFFIXES)}")
        path.write_text(SUFFIXES[path.suffix](self) + "\n", "utf-8")
        return path

    def __str__(self):
        return self.text()

    def __repr__(self):
        return self.text()

    def _repr_mimebundle_(self, include=None, exclude=None):
        described = self.describe()
        bundle = {"text/plain": face("text").document(described),
                  "text/html": face("html").document(described),
                  "text/latex": face("latex").document(described)}
        if [type(part) for part in described.items] == [Picture]:
            bundle["image/svg+xml"] = self.svg()
        return bundle


class Shown(Display):
    """A display of a Document that is already described."""

    def __init__(self, described):
        self.described = described

    def describe(self):
        """Return the Document."""
        return self.described


def face(name):
    """Return the module of a face, loaded when it is first needed."""
    return import_module(f"{__package__}.{name}")


def pictures(items):
    """Return the pictures among items, in order, also those in a Row."""
    for part in items:
        if isinstance(part, Picture):
            yield part
        elif isinstance(part, Row):
            yield from pictures(part.items)


def page(display):
    """Return a whole HTML page that shows a display on its own."""
    return face("html").page(display.describe())


SUFFIXES = {".html": page, ".svg": Display.svg, ".tex": Display.latex,
            ".txt": Display.text}
