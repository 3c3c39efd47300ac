"""A page with blanks: type a number and know at once whether it is right.

    page.ask("h", "y")

The answers stay in the kernel; the browser sends what was typed and gets a
verdict in words. Tab goes to the next blank, Enter marks and goes on.
"""
from pathlib import Path

import anywidget
import traitlets

from rnnkit.page import entry_name
from rnnkit.practice.blanks import blanks
from rnnkit.show import html, text
from rnnkit.show.css import CSS
from rnnkit.show.describe import (Blank, Document, Equation, Matrix, Symbol,
                                  Text)
from rnnkit.show.display import Shown
from rnnkit.show.numbers import write
from rnnkit.trace import reading

HERE = Path(__file__).parent


class Ask(anywidget.AnyWidget):
    """Blanks for some lines of a page.

    typed      {label: what was typed}, from the browser or from Python
    verdicts   {label: {"outcome", "words"}}
    shown      labels whose value was shown on request
    """

    _esm = HERE / "ask.js"
    _css = CSS + (HERE / "ask.css").read_text("utf-8")
    lines = traitlets.List().tag(sync=True)
    typed = traitlets.Dict().tag(sync=True)
    verdicts = traitlets.Dict().tag(sync=True)
    shown = traitlets.List().tag(sync=True)
    words = traitlets.Unicode("").tag(sync=True)
    renewable = traitlets.Bool(True).tag(sync=True)

    def __init__(self, page, names=(), seed=0, keep=()):
        super().__init__()
        self.names = names or tuple(page.lines)
        self.seed, self.keep = seed, keep
        self.turn(page)
        self.observe(self.mark, "typed")
        self.on_msg(self.heard)

    def turn(self, page):
        """Put a page's blanks in place of those before."""
        self.page = page
        self.blanks = {blank.label: blank for name in self.names
                       for blank in blanks(page, name)}
        self.typed, self.verdicts, self.shown = {}, {}, []
        self.words = ("Type a number in each blank. Whole numbers must be "
                      "exact, others right to two decimals.")
        self.lines = [self.line(node) for node in page.record.lines]

    def line(self, node):
        """Return a line for the browser: its formula, and its blanks."""
        label = [[entry_name(node, i) for i in row] for row in rows(node)]
        asked = [[name if name in self.blanks else "" for name in row]
                 for row in label]
        if not any(map(any, asked)):
            return {"html": html.body(Document("", (self.told(node),)))}
        values = [[write(node.at(i)) for i in row] for row in rows(node)]
        given = [["" if name in self.blanks else value
                  for name, value in zip(*pair)]
                 for pair in zip(label, values)]
        return {"html": html.body(Document("", (self.begun(node),))),
                "asked": asked, "given": given}

    def begun(self, node):
        """Return a line up to its result; what is asked stays a symbol."""
        steps = [reading.symbols(node), reading.whole(node, self.given)]
        equation = reading.equation(Symbol(node.name), steps)
        return equation._replace(relations=("=",) * len(equation.steps))

    def told(self, node):
        """Return a line that is not asked: whole, unless it gives away one
        that is."""
        given_away = any(blank.node.number > node.number
                         for blank in self.blanks.values())
        return self.begun(node) if given_away else reading.line(node)

    @staticmethod
    def given(node):
        """Return inputs and constants as numbers, other names as symbols."""
        return reading.literal(node) if node.kind != "step" \
            else Symbol(node.name)

    # What happens ----------------------------------------------------------
    def mark(self, change):
        """Mark what was typed."""
        before = change["old"] or {}
        verdicts = dict(self.verdicts)
        for label, answer in self.typed.items():
            if label in self.blanks and (answer != before.get(label)
                                         or label not in verdicts):
                verdict = self.blanks[label].check(answer)
                verdicts[label] = verdict._asdict()
                self.words = verdict.words
        self.verdicts = verdicts
        if self.done:
            self.words = "All right. Well done!"

    @property
    def done(self):
        """Whether every blank is right."""
        return all(self.verdicts.get(label, {}).get("outcome") == "right"
                   for label in self.blanks)

    def heard(self, widget, message, buffers):
        """Answer one of the buttons."""
        action = {"hint": self.give_hint, "show": self.show_me,
                  "again": self.another}.get(message.get("action"))
        if action:
            action(message.get("label"))

    def give_hint(self, label=None):
        """Say where to look for one blank; the next open one if None."""
        label = label if label in self.blanks else self.next_open()
        if label:
            self.words = f"{label}: {self.blanks[label].hint()}"

    def show_me(self, label=None):
        """Fill in one blank, and say how it is worked out."""
        label = label if label in self.blanks else self.next_open()
        if label:
            blank = self.blanks[label]
            self.shown = [*self.shown, label]
            self.typed = {**self.typed, label: write(blank.value)}
            self.words = " ".join(text.equation(blank.working()).split())

    def another(self, label=None):
        """Ask the same with fresh numbers."""
        self.seed += 1
        self.turn(self.page.again(self.seed, keep=self.keep))

    def next_open(self):
        """Return the first blank that is not right yet, or None."""
        return next((label for label in self.blanks
                     if self.verdicts.get(label, {}).get("outcome")
                     != "right"), None)

    # Where no kernel runs --------------------------------------------------
    def static(self):
        """Return the page with empty boxes, as a Display."""
        items = []
        for node in self.page.record.lines:
            asked = any(b.node is node for b in self.blanks.values())
            items.append(self.empty(node) if asked else self.told(node))
        items.append(Text("Run this cell to type your answers."))
        return Shown(Document("", tuple(items)))

    def empty(self, node):
        """Return a line with blanks for its result."""
        begun = self.begun(node)
        blank = Matrix(tuple(tuple(
            Blank(name) if name in self.blanks else self.page[name]
            for name in (entry_name(node, i) for i in row))
            for row in rows(node)))
        return Equation(begun.left, (*begun.steps, blank),
                        (*begun.relations, "="))

    def __repr__(self):
        return self.static().text()

    def _repr_mimebundle_(self, **kwargs):
        data, metadata = super()._repr_mimebundle_(**kwargs)
        data["text/plain"] = repr(self)
        data["text/html"] = self.static().html()
        return data, metadata


def rows(node):
    """Return the flat places of a node's entries, row by row."""
    width = node.shape[-1] if len(node.shape) > 1 else 1
    return [list(range(k, k + width)) for k in range(0, node.size, width)]
