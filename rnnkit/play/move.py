"""Controls over a drawing: move one, and the picture follows.

    move(draw, "What to notice.", w=(-3, 3, 0.5), b=(-3, 3, 0.5))

Where no kernel runs, the drawing stays as a static picture.
"""
import ipywidgets as widgets

from rnnkit.show.describe import Document, Text
from rnnkit.show.display import Shown

WIDE = widgets.Layout(width="34em", max_width="100%")
STYLE = {"description_width": "7em"}


class Move(widgets.VBox):
    """Sliders and choices over a drawing; `controls` has them by name."""

    def __init__(self, draw, caption, controls):
        self.draw, self.caption = draw, caption
        self.controls = {name: control(name, given)
                         for name, given in controls.items()}
        self.picture = widgets.HTML()
        self.update()
        for each in self.controls.values():
            each.observe(self.update, "value")
        super().__init__([*self.controls.values(), self.picture,
                          widgets.HTML(note(caption))])

    @property
    def values(self):
        """The value of each control, by name."""
        return {name: each.value for name, each in self.controls.items()}

    def update(self, change=None):
        """Draw again with the values as they are."""
        self.picture.value = self.drawn().html()

    def drawn(self):
        """Return the drawing at the present values, a Display."""
        return self.draw(**self.values)

    def __repr__(self):
        return f"{self.drawn().text()}\n{self.caption}".strip()

    def _repr_mimebundle_(self, **kwargs):
        bundle = super()._repr_mimebundle_(**kwargs)
        bundle["text/plain"] = repr(self)
        bundle["text/html"] = self.drawn().html() + note(self.caption)
        return bundle


def move(draw, caption="", /, **controls):
    """Return controls over draw(**values), which returns a Display.

    controls: for each argument of `draw` either (low, high, step) or
    (low, high, step, start), or a list of choices (the first one starts).
    caption: what to notice; it stands below the picture.
    Raises ValueError for a control that is neither.
    """
    return Move(draw, caption, controls)


def control(name, given):
    """Return the slider or the choice for one argument."""
    if isinstance(given, list) and given:
        return widgets.ToggleButtons(
            options=given, description=name, style=STYLE,
            layout=widgets.Layout(max_width="100%"))
    if not isinstance(given, tuple) or len(given) not in (3, 4):
        raise ValueError(f"{name}={given!r}: give (low, high, step), "
                         "(low, high, step, start) or a list of choices")
    low, high, step, start = given if len(given) == 4 else (*given, given[0])
    whole = all(float(v).is_integer() for v in (low, high, step, start))
    kind = widgets.IntSlider if whole else widgets.FloatSlider
    return kind(value=start, min=low, max=high, step=step, description=name,
                style=STYLE, layout=WIDE)


def note(words):
    """Return a caption as HTML."""
    return Shown(Document("", (Text(words),))).html() if words else ""
