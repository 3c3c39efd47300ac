"""Practice in a notebook: a page to fill in, and another one, and another.

    Practice("rnn-step")              the first level
    Practice("lstm-gates", level=2)   on a level of one's own
    Practice()                        what is due next (see practice.record)

Enter marks a blank and goes to the next. Hints come in three steps; what
follows from an earlier answer counts. The record of what was practiced lies
in a file of the reader's own.
"""
import anywidget

from rnnkit.play.ask import Ask
from rnnkit.practice.catalog import (as_whole, families, seed_after,
                                     taken_apart)
from rnnkit.practice.question import question
from rnnkit.practice.record import Record
from rnnkit.practice.round import Round
from rnnkit.show import html
from rnnkit.show.describe import Blank, Document, Text
from rnnkit.show.display import Shown
from rnnkit.show.numbers import write

WELL_DONE = "All right. Well done!"


class Practice(Ask):
    """A question with blanks, hints, and what comes after it.

    round       the Round that is being worked on
    record      the Record it is kept in
    among       the families it may go on to; one, or all that are due
    """

    def __init__(self, name=None, level=None, seed=None, record=None):
        anywidget.AnyWidget.__init__(self)
        self.patience = 0            # a number half typed is no first try
        self.record = record if record is not None else Record()
        self.among = None if name is None else [name]
        self.kept = True
        self.put(first_question(self.record, name, level, seed))
        self.observe(self.mark, "typed")
        self.on_msg(self.heard)

    def put(self, asked, begin=""):
        """Put a question in place of the one before, in one message."""
        self.round, self.kept = Round(asked), False
        self.blanks = asked.blanks
        with self.hold_sync():
            self.typed, self.verdicts, self.shown = {}, {}, []
            self.lines = list(lines(asked))
            self.buttons = buttons(asked)
            self.words = begin or self.record.notice or (
                f"{asked.rounding()} Enter goes to the next blank.")
            self.tell_score()

    def tell_score(self):
        """Say how many questions in a row were solved."""
        streak = self.record.streak
        self.score = f"· {self.round.question.code}" + (
            f" · streak {streak}" if streak else "")

    # What happens ----------------------------------------------------------
    def mark(self, change):
        """Mark what was typed; keep the outcome when all is right."""
        before = change["old"] or {}
        verdicts = self.round.answers(self.typed)
        said = [v.words for label, v in verdicts.items()
                if self.typed.get(label) != before.get(label)]
        with self.hold_sync():
            self.verdicts = {
                label: {"outcome": v.outcome, "words": v.words}
                for label, v in verdicts.items() if label in self.typed}
            if self.round.done:
                self.finish()
            self.words = WELL_DONE if self.round.done else " ".join(
                said) or self.words

    def finish(self):
        """Write the outcome into the record, once, done or not."""
        if not self.kept:
            self.kept = True
            self.round.keep(self.record)
            self.tell_score()

    def heard(self, widget, message, buffers):
        """Answer one of the buttons."""
        action = {"hint": self.give_hint, "show": self.show_me,
                  "again": self.another, "harder": self.harder,
                  "easier": self.easier}.get(message.get("action"))
        if action:
            action(message.get("label"))

    def give_hint(self, label=None):
        """Give the next hint for a blank; for the next open one if None."""
        label = self.open_or_next(label)
        if label:
            self.words = self.round.hint(label)

    def show_me(self, label=None):
        """Fill in one blank, and say how it is worked out."""
        label = self.open_or_next(label)
        if label:
            words = self.round.show(label)
            with self.hold_sync():
                self.shown = [*self.shown, label]
                self.typed = {**self.typed, label: write(
                    self.round.question.right[label])}
                self.words = words

    def another(self, label=None):
        """Ask the next question: of this family, or what is due."""
        self.finish()
        asked = self.round.question
        if self.among is None:
            self.put(from_code(self.record.next()))
        else:
            self.put(question(asked.family.name, asked.level,
                               seed_after(asked.seed)))

    def harder(self, label=None):
        """Ask the same on the next level."""
        self.change_level(1)

    def easier(self, label=None):
        """Ask the same on the level before."""
        self.change_level(-1)

    def change_level(self, by):
        """Ask the same on another level, if there is one."""
        asked = self.round.question
        if asked.level + by in asked.family.levels:
            self.finish()
            level = asked.level + by
            self.put(question(asked.family.name, level, self.record.seed(
                asked.family.name, level)))

    def is_right(self, label):
        """Whether a blank is right, from right ones."""
        verdict = self.round.verdicts.get(label)
        return bool(verdict) and verdict.outcome == "right" \
            and not verdict.carried

    # Where no kernel runs --------------------------------------------------
    def static(self):
        """Return the question with empty boxes, as a Display."""
        described = self.round.question.describe()
        return Shown(described._replace(items=(
            *described.items, Text("Run this cell to type your answers."))))


def first_question(record, name, level, seed):
    """Return the Question to begin with."""
    if name is None:
        code = record.next().split("/")
        return question(code[0], level or code[1],
                        code[2] if seed is None else seed)
    name, level, seed = taken_apart(name, level, seed)
    if level is None:
        level = record.level(name) if name in families() else 1
    return question(name, level, record.seed(name, as_whole(level))
                    if seed is None else seed)


def from_code(code):
    """Return the Question of a code such as rnn-step/2/7."""
    return question(*code.split("/"))


def buttons(asked):
    """Return the buttons of a question: harder and easier if there is."""
    found = [["Hint", "hint"], ["Show me", "show"], ["Another one", "again"]]
    if asked.level + 1 in asked.family.levels:
        found.append(["Harder", "harder"])
    if asked.level - 1 in asked.family.levels:
        found.append(["Easier", "easier"])
    return found


def lines(asked):
    """Yield each line for the browser: task, what is given, blanks."""
    described = asked.describe()
    yield {"html": html.body(Document(described.title, (
        Text(asked.setting.task), *asked.given())))}
    for equation in asked.lines():
        *begun, blank = equation.steps
        yield {"html": html.body(Document("", (equation._replace(
            steps=tuple(begun), relations=("=",) * len(begun)),))),
            "asked": [[cell.label if isinstance(cell, Blank) else ""
                       for cell in row] for row in blank.rows],
            "given": [["" if isinstance(cell, Blank) else write(cell)
                       for cell in row] for row in blank.rows]}


__all__ = ["Practice"]
