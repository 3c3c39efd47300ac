"""A network that looks at digits: change the order in which it looks.

    glimpse_box(model, digits, "Notice …")    a digit, an order, train again
    looked(model, digits, number, …)          the same, as a picture
    accuracy(model, digits, order, way)       over all test digits
    share_curves(digits, **models)            how early they know

No mathematics here: verdicts and accuracies come from rnnkit.tasks.glimpses.
"""
import ipywidgets as widgets
import numpy as np

from rnnkit.play.move import STYLE, WIDE, note
from rnnkit.play.still import Still
from rnnkit.show import chart, svg
from rnnkit.show.describe import Document, Text
from rnnkit.show.display import Shown
from rnnkit.tasks import glimpses

OWN = "my own"
ORDERS = (*glimpses.ORDERS, "columns", OWN)


def ordered(choice, own=""):
    """Return (order, way) for one of ORDERS; own: the text of an own order.

    Raises ValueError for an own order that is none.
    """
    if choice == OWN:
        return glimpses.typed_order(own), "rows"
    order = glimpses.ORDERS.get(choice, glimpses.ORDERS["top down"])
    return order, "columns" if choice == "columns" else "rows"


def looked(model, digits, number, order, way="rows", learned="top down",
           share=None):
    """Return one test digit, read in an order, as a Display.

    learned: the order in which the network was trained, in words; share: the
    accuracy in this order, computed if None.
    """
    image = digits.test_images[number:number + 1]
    y_hat = glimpses.verdicts(model, glimpses.glimpses(image, order, way))
    label = int(digits.test_labels[number])
    if share is None:
        share = accuracy(model, digits, order, way)
    picture = drawn_digit(image[0, 0], order, way, y_hat[..., 0], label)
    return Shown(Document("", (picture, Text(
        f"Trained in the order: {learned}. Read in this one, "
        f"{100 * share:.0f} % of {len(digits.test_labels)} test digits come "
        "out right."))))


def accuracy(model, digits, order, way):
    """Return the accuracy on the test digits in an order."""
    xs = glimpses.glimpses(digits.test_images, order, way)
    return float(glimpses.accuracies(model, xs, digits.test_labels)[-1])


def drawn_digit(image, order, way, y_hat, label):
    """Return the Picture of a digit and the verdict after each glimpse."""
    cell, left, top = 30, 54, 52
    parts = [svg.text(left + 4 * cell, 22, f"a {label}, by {way}",
                      fill="dim"),
             svg.text(540, 22, "after each glimpse", fill="dim")]
    for (row, column), ink in np.ndenumerate(image):
        parts.append(svg.rect(left + column * cell, top + row * cell,
                              cell - 1, cell - 1, fill="soft") + svg.rect(
            left + column * cell, top + row * cell, cell - 1, cell - 1,
            fill="ink", fill_opacity=f"{float(ink):.2f}"))
    for place in range(glimpses.SIZE):
        middle = (place + .5) * cell
        x, y = (left - 20, top + middle + 6) if way == "rows" else \
            (left + middle, top - 8)
        parts.append(svg.text(x, y, str(place)))
    said = []
    for t, (place, p) in enumerate(zip(order, y_hat)):
        parts += glimpse_line(top + t * cell, way[:-1], place, p, label)
        said.append(f"{way[:-1]} {place}: {p.argmax()}, {p.max():.0%}")
    return svg.picture(720, top + 8 * cell + 10, parts,
                       f"A {label}, read by {way}",
                       "The verdict after each: " + "; ".join(said) + ".")


def glimpse_line(y, way, place, p, label):
    """Return the verdict after one glimpse: a digit, its bar, right or not.
    """
    digit, top = int(p.argmax()), float(p.max())
    right = digit == label
    hue, solid, mark = ("blue", "1", "✓") if right else ("orange", ".3", "✗")
    return [svg.text(336, y + 21, f"{way} {place}", anchor="start"),
            svg.text(456, y + 21, f"{digit}", size=20, font_weight="700"),
            svg.rect(476, y + 4, 130 * top, 21, fill=hue, stroke=hue,
                     fill_opacity=solid, stroke_width=1.5),
            svg.text(614, y + 21, f"{100 * top:.0f} % {mark}", size=16,
                     anchor="start")]


class GlimpseBox(Still, widgets.VBox):
    """Which digit, in which order; a button trains for that order."""

    def __init__(self, model, digits, caption):
        self.model, self.digits, self.caption = model, digits, caption
        self.learned, self.shares = "top down", {}
        self.order = widgets.ToggleButtons(options=ORDERS, style=STYLE,
                                           description="order")
        self.own = widgets.Text("3 1 4 0 5 2 6 7", description="my own",
                                style=STYLE)
        self.number = widgets.IntSlider(
            value=0, min=0, max=len(digits.test_labels) - 1, style=STYLE,
            layout=WIDE, description="test digit")
        self.again = widgets.Button(
            description="train again in this order (a second)",
            layout=widgets.Layout(width="max-content"))
        self.picture = widgets.HTML()
        for each in (self.order, self.own, self.number):
            each.observe(self.update, "value")
        self.again.on_click(self.train)
        self.update()
        super().__init__([self.order, self.own, self.number, self.again,
                          self.picture, widgets.HTML(note(caption))])

    def drawn(self):
        """Return the picture for the controls as they are, a Display."""
        try:
            order, way = ordered(self.order.value, self.own.value)
        except ValueError as error:
            return Shown(Document("", (Text(f"{error}.", "look"),)))
        if (order, way) not in self.shares:
            self.shares[order, way] = accuracy(self.model, self.digits,
                                               order, way)
        return looked(self.model, self.digits, self.number.value, order, way,
                      self.learned, self.shares[order, way])

    def update(self, change=None):
        """Draw again."""
        self.picture.value = self.drawn().html()

    def train(self, button=None):
        """Train a new network in the order that is chosen."""
        try:
            order, way = ordered(self.order.value, self.own.value)
        except ValueError:
            return self.update()
        xs = glimpses.glimpses(self.digits.images, order, way)
        self.model, _ = glimpses.train(xs, self.digits.labels, asked="always")
        self.shares = {}
        self.learned = self.order.value if self.order.value != OWN else \
            " ".join(map(str, order))
        self.update()

    def static(self):
        """Return the picture, and what to do with it, as a Display."""
        items = self.drawn().describe().items
        return Shown(Document("", (*items, Text(
            "Run this cell to change the order."), Text(self.caption))))


def glimpse_box(model, digits, caption):
    """Return a GlimpseBox; model: a glimpses.Model trained top down and
    asked always; digits: those of vision.load_digits."""
    return GlimpseBox(model, digits, caption)


# How early ------------------------------------------------------------------
def share_curves(digits, **models):
    """Return the share of test digits read rightly, in percent, over the
    number of rows seen; a line a model."""
    xs = glimpses.glimpses(digits.test_images)
    series = {name.replace("_", " "): (100 * glimpses.accuracies(
        model, xs, digits.test_labels)).round(1).tolist()
        for name, model in models.items()}
    words = ". ".join(f"{name}: {', '.join(f'{v:.0f}' for v in values)}"
                      for name, values in series.items())
    return Shown(Document("", (chart.curves(
        list(range(1, glimpses.SIZE + 1)), series, x_label="rows seen",
        y_label="percent right", title="How early does it know?",
        words=f"Percent right after 1 to 8 rows. {words}.",
        hold=(0, 100)),)))
