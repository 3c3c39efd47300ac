"""A network that reads your review: a box to type in, and what it says.

    review_box(model, "Notice …", examples)   type a review
    told(model, text)                         the same, as a picture
    movers(model, text)                       three ways to blame a word
    share_bars(…)                             right verdicts, kind by kind

No mathematics here: verdicts and contributions come from
rnnkit.tasks.sentiment. The box for digits is in rnnkit.play.looking.
"""
import ipywidgets as widgets

from rnnkit.play.move import STYLE, note
from rnnkit.play.still import Still
from rnnkit.show import chart, svg
from rnnkit.show.axes import length
from rnnkit.show.describe import Document, Table, Text
from rnnkit.show.display import Shown
from rnnkit.tasks import reviews, sentiment

POINTS, ROWS, LINE = 8, 30, 32     # rows: more words are read, but not drawn
PICK = "… choose an example"


# A review, word by word -----------------------------------------------------
def told(model, text):
    """Return the verdict on a text, word by word, as a Display; a sentence
    for a text without words."""
    try:
        found = sentiment.explain(model, text, POINTS)
    except ValueError as error:
        return Shown(Document("", (Text(f"No verdict: {error}.", "look"),)))
    p, strange = found.after[-1], int((~found.known).sum())
    words = f"Verdict: {verdict(p)}."
    if strange == len(found.words):
        words += (" None of these words stood in the training reviews: this "
                  "is a guess.")
    elif strange:
        words += f" Unknown words, marked with ?: {strange}."
    if len(found.words) > ROWS:
        words += f" All words are read; the last {ROWS} are drawn."
    return Shown(Document("", (drawn_words(found), Text(words))))


def verdict(p):
    """Return a probability of "positive" in words: 93 % positive."""
    side, sure = reviews.LABELS[int(p > 0.5)], 100 * max(p, 1 - p)
    return f"{'> 99' if sure > 99 else f'{sure:.0f}'} % {side}"


def drawn_words(found):
    """Return the Picture of a Told text: a line a word."""
    first = max(0, len(found.words) - ROWS)
    shown = list(zip(found.words, found.known, found.c, found.after))[first:]
    most = max(1.0, *(abs(c) for *_, c, _ in shown))
    parts = [svg.text(174, 22, "word", anchor="end", fill="dim"),
             svg.text(344, 22, "what it adds", fill="dim"),
             svg.text(600, 22, "verdict so far", fill="dim"),
             svg.line(344, 32, 344, 40 + LINE * len(shown), stroke="dim")]
    for n, row in enumerate(shown):
        parts += word_line(44 + n * LINE, *row, most)
    said = ", ".join(
        f"{word}{'' if known else ' (unknown)'} {signed(c)}"
        for word, known, c, _ in shown)
    return svg.picture(720, 48 + LINE * len(shown), parts,
                       f"A review, {verdict(found.after[-1])}",
                       f"What each word adds: {said}.")


def word_line(y, word, known, c, p, most):
    """Return one word: itself, its bar, and the verdict after it."""
    short = word if len(word) <= 13 else word[:12] + "…"
    label = short if known else f"{short} ?"
    wide, foot = abs(c) / most * 105, y + 21
    hue, solid = ("blue", "1") if c >= 0 else ("orange", ".3")
    hue = hue if signed(c) != "0" else "dim"
    wrong = [] if known else [svg.rect(
        170 - length(label), y + 1, length(label) + 12, 27, stroke="dim",
        stroke_width=1.5, stroke_dasharray="4 3", rx=5)]
    at = 344 + wide + 8 if c >= 0 else 344 - wide - 8
    left = 506
    return [*wrong, svg.text(174, foot, label, anchor="end"),
            svg.rect(344 if c >= 0 else 344 - wide, y + 4, wide, 21,
                     fill=hue, stroke=hue, fill_opacity=solid,
                     stroke_width=1.5),
            svg.text(at, foot, signed(c), size=16, fill=hue,
                     anchor="start" if c >= 0 else "end"),
            svg.rect(left, y + 6, 60, 17, stroke="line"),
            svg.rect(left, y + 6, 60 * float(p), 17, fill="blue"),
            svg.text(left + 70, foot, verdict(p), size=16, anchor="start")]


def signed(c):
    """Return a number with its sign: +1.2, −0.3, 0."""
    return "0" if abs(c) < 0.05 else f"{c:+.1f}".replace("-", "−")


class ReviewBox(Still, widgets.VBox):
    """A line to type a review in, things to try, and the picture.

    text: the line; try_out: the choice of examples; picture: what is shown.
    """

    def __init__(self, model, caption, examples):
        self.model, self.caption = model, caption
        wide = widgets.Layout(width="44em", max_width="100%")
        self.text = widgets.Text(examples[0], description="your review",
                                 style=STYLE, layout=wide)
        self.try_out = widgets.Dropdown(
            options=(PICK, *examples), description="or try", style=STYLE,
            layout=wide)
        self.picture = widgets.HTML()
        self.text.observe(self.update, "value")
        self.try_out.observe(self.take, "value")
        self.update()
        super().__init__([self.text, self.try_out, self.picture,
                          widgets.HTML(note(caption))])

    def take(self, change):
        """Put an example into the line; the menu is ready for another."""
        if self.try_out.value != PICK:
            self.text.value = self.try_out.value
            self.try_out.value = PICK

    def update(self, change=None):
        """Read the line again."""
        self.picture.value = told(self.model, self.text.value).html()

    def static(self):
        """Return the picture, and what to do with it, as a Display."""
        items = told(self.model, self.text.value).describe().items
        return Shown(Document("", (*items, Text(
            "Run this cell to type a review of your own."),
            Text(self.caption))))


def review_box(model, caption, examples):
    """Return a ReviewBox; the first of the examples stands in it at first.

    Raises ValueError without an example.
    """
    if not examples:
        raise ValueError("examples is empty: at least one text is needed")
    return ReviewBox(model, caption, tuple(examples))


# Tables and bars ------------------------------------------------------------
def movers(model, text):
    """Return three answers to "which word moved the verdict?" as a table:
    the gradient here, the gradient along the way, leaving the word out."""
    here, way = (sentiment.explain(model, text, n) for n in (1, 64))
    rows = tuple((word if known else f"{word} ?", *map(signed, each))
                 for word, known, *each in zip(
                     here.words, here.known, here.c, way.c,
                     sentiment.left_out(model, text)))
    total = ("all", signed(here.c.sum()), signed(way.c.sum()), "")
    return Shown(Document("", (Table(
        ("word", "gradient here", "along the way", "left out"),
        (*rows, total), total=True), Text(
        f"The margin is {signed(here.margin)}, of blanks "
        f"{signed(here.blank)}."))))


def share_bars(**scores):
    """Return bars of right verdicts in percent, kind by kind.

    scores: for each model, what sentiment.scores returned.
    """
    kinds = list(next(iter(scores.values())))
    series = {name.replace("_", " "): [round(100 * each[kind])
                                       for kind in kinds]
              for name, each in scores.items()}
    words = ". ".join(f"{name}: " + ", ".join(
        f"{kind} {value}" for kind, value in zip(kinds, values))
        for name, values in series.items())
    return Shown(Document("", (chart.bars(
        kinds, series, title="Right verdicts on test reviews",
        words=words + ".", y_label="percent", hold=(100,)),)))
