"""A page with blanks: type a number and know at once whether it is right.

    page.ask("h", "y")

The answers stay in the kernel; the browser sends what was typed and gets a
verdict in words. Tab goes to the next blank, Enter marks and goes on.
"""
from pathlib import Path

import anywidget
import traitlets

from rnnkit.play.still import Still
from rnnkit.practice.blanks import blanks
from rnnkit.practice.guide import one_line
from rnnkit.practice.hints import tells
from rnnkit.show import html, text
from rnnkit.show.css import CSS
from rnnkit.show.describe import (Blank, Document, Equation, Heading, Matrix,
                                  Symbol, Text)
from rnnkit.show.display import Shown
from rnnkit.show.numbers import write
from rnnkit.trace import reading
from rnnkit.trace.entries import entry_name
from rnnkit.trace.sweep import ancestors

HERE = Path(__file__).parent
BEGIN = ("Type a number in each blank; Enter goes to the next. Whole numbers "
         "must be exact, others right to two decimals (small ones, to two "
         "digits).")
BUTTONS = [["Hint", "hint"], ["Show me", "show"], ["Another one", "again"]]


class Ask(Still, anywidget.AnyWidget):
    """Blanks for some lines of a page.

    typed      {label: what was typed}, from the browser or from Python
    verdicts   {label: {"outcome", "words"}}
    shown      labels whose value was shown on request
    buttons    [what a button says, what it asks for]
    score      words at the end of the row of buttons
    patience   milliseconds of quiet after which a number is marked; 0: only
               Enter, or leaving the blank, marks it
    """

    _esm = HERE / "ask.js"
    _css = CSS + (HERE / "ask.css").read_text("utf-8")
    lines = traitlets.List().tag(sync=True)
    typed = traitlets.Dict().tag(sync=True)
    verdicts = traitlets.Dict().tag(sync=True)
    shown = traitlets.List().tag(sync=True)
    words = traitlets.Unicode("").tag(sync=True)
    buttons = traitlets.List(BUTTONS).tag(sync=True)
    score = traitlets.Unicode("").tag(sync=True)
    patience = traitlets.Int(900).tag(sync=True)

    def __init__(self, page, names=(), seed=0, keep=()):
        super().__init__()
        self.names = names or tuple(page.lines)
        self.seed, self.keep = seed or page.seed, keep
        self.turn(page)
        self.observe(self.mark, "typed")
        self.on_msg(self.heard)

    def turn(self, page):
        """Put a page's blanks in place of those before, in one message."""
        self.page = page
        self.blanks = {blank.label: blank for name in self.names
                       for each in page.every(name)
                       for blank in blanks(page, each)}
        self.asked = {blank.node for blank in self.blanks.values()}
        self.hinted = {}             # label -> hints given
        with self.hold_sync():
            self.typed, self.verdicts, self.shown = {}, {}, []
            self.words = BEGIN
            self.lines = list(self.told_in_order())

    def told_in_order(self):
        """Yield each line for the browser, and a heading where time moves."""
        time = None
        for node in self.page.record.lines:
            if node.time not in (None, time):
                time = node.time
                yield {"heading": f"t = {time}"}
            yield self.line(node)

    def line(self, node):
        """Return a line for the browser: its formula, and its blanks."""
        if node not in self.asked:
            return {"html": html.body(Document("", (self.told(node),)))}
        label = [[entry_name(node, i) for i in row] for row in rows(node)]
        asked = [[name if name in self.blanks else "" for name in row]
                 for row in label]
        given = [["" if name in self.blanks else write(node.at(i))
                  for name, i in zip(*pair)]
                 for pair in zip(label, rows(node))]
        return {"html": html.body(Document("", (self.begun(node),))),
                "asked": asked, "given": given}

    def begun(self, node):
        """Return a line up to its result; what is asked stays a symbol."""
        steps = [reading.symbols(node), reading.whole(node, self.given)]
        equation = reading.equation(Symbol(node.name), steps)
        return equation._replace(relations=("=",) * len(equation.steps))

    def told(self, node):
        """Return a line that is not asked: up to its result if that would
        give away one that is."""
        after = self.asked & set(ancestors(node))
        before = any(node in ancestors(asked) for asked in self.asked)
        if after or before and not reading.moves_only(node):
            return self.begun(node)
        return reading.line(node)

    @staticmethod
    def given(node):
        """Return what is given as numbers, what is worked out as symbols."""
        plain = node.kind != "step" or reading.moves_only(node)
        return reading.literal(node) if plain else Symbol(node.name)

    # What happens ----------------------------------------------------------
    def mark(self, change):
        """Mark what was typed."""
        before = change["old"] or {}
        verdicts, said = dict(self.verdicts), self.words
        for label, answer in self.typed.items():
            if label in self.blanks and (answer != before.get(label)
                                         or label not in verdicts):
                verdict = self.blanks[label].check(answer)
                verdicts[label] = verdict._asdict()
                said = verdict.words
        with self.hold_sync():
            self.verdicts = verdicts
            self.words = "All right. Well done!" if self.done else said

    @property
    def done(self):
        """Whether every blank is right."""
        return all(map(self.is_right, self.blanks))

    def heard(self, widget, message, buffers):
        """Answer one of the buttons."""
        action = {"hint": self.give_hint, "show": self.show_me,
                  "again": self.another}.get(message.get("action"))
        if action:
            action(message.get("label"))

    def give_hint(self, label=None):
        """Say where to look for one blank, the next open one if None; then
        its formula, then the formula with numbers."""
        label = self.open_or_next(label)
        if label:
            step = self.hinted[label] = self.hinted.get(label, 0) + 1
            self.words = f"{label}: {further(self.blanks[label], step)}"

    def show_me(self, label=None):
        """Fill in one blank, and say how it is worked out."""
        label = self.open_or_next(label)
        if label:
            blank = self.blanks[label]
            with self.hold_sync():
                self.shown = [*self.shown, label]
                self.typed = {**self.typed, label: write(blank.value)}
                self.words = " ".join(text.equation(blank.working()).split())

    def another(self, label=None):
        """Ask the same with fresh numbers."""
        self.seed += 1
        self.turn(self.page.again(self.seed, keep=self.keep))

    def is_right(self, label):
        """Whether a blank is filled in and right."""
        return self.verdicts.get(label, {}).get("outcome") == "right"

    def open_or_next(self, label):
        """Return a blank that is not right yet: this one, the first, None."""
        return next((each for each in (label, *self.blanks)
                     if each in self.blanks and not self.is_right(each)),
                    None)

    # Where no kernel runs --------------------------------------------------
    def static(self):
        """Return the page with empty boxes, as a Display."""
        items, time = [], None
        for node in self.page.record.lines:
            if node.time not in (None, time):
                time = node.time
                items.append(Heading(f"t = {time}"))
            items.append(self.empty(node) if node in self.asked
                         else self.told(node))
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


def further(blank, step):
    """Return a hint for a blank: the first, or one that tells more; none
    tells the answer."""
    made = reading.equation(Symbol(blank.node.name),
                            [reading.symbols(blank.node)])
    if step > 2:
        worked = blank.working()
        made = worked._replace(steps=worked.steps[:1],
                               relations=worked.relations[:1])
        if len(worked.steps) == 1:
            return blank.hint()
    words = one_line(made)
    return blank.hint() if step == 1 or tells(words, blank.value) else words


def rows(node):
    """Return the flat places of a node's entries, row by row."""
    width = node.shape[-1] if len(node.shape) > 1 else 1
    return [list(range(k, k + width)) for k in range(0, node.size, width)]
