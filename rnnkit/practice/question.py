"""A question: a recorded page with blanks, drawn from a seed.

    q = question("rnn-step", level=2, seed=7)
    q.code                     rnn-step/2/7: gives the same question for ever
    q.page, q.blanks           the record; {label: Blank}
    q.values()                 {label: the right value}
    q.mistakes                 [(Mistake, {label: the value it leads to})]
    print(q)                   what is given, what to find

`q.values(instead={"h_1[0]": 3})` goes on from an answer of the reader's own.
"""
from functools import cached_property

import numpy as np

from rnnkit.page import Page
from rnnkit.practice.blanks import blanks
from rnnkit.practice.catalog import family_named, level_of, seed_of
from rnnkit.practice.change import change
from rnnkit.practice.draw import Draw
from rnnkit.practice.fit import REFUSALS, fits
from rnnkit.show.describe import (Blank, Document, Equation, Heading, Matrix,
                                  Row, Symbol, Text)
from rnnkit.show.display import Display, Shown
from rnnkit.trace import TraceError, reading
from rnnkit.trace.again import run_again
from rnnkit.trace.entries import entry_name
from rnnkit.trace.node import Record
from rnnkit.trace.sweep import ancestors
from rnnkit.trace.watch import run_into

TRIES = 500
TOLERANCE = {0: 1e-6, 1: 0.1, 2: 0.01, 3: 0.001, 4: 0.0001}


def question(name, level=1, seed=0):
    """Return the Question of a family, level and seed.

    Raises ValueError, with the nearest that exists, for an unknown family
    or level or a seed that is no whole number from 0 on; and RuntimeError
    if the family finds no numbers that fit (a fault of ours).
    """
    family = family_named(name)
    level, seed = level_of(family, level), seed_of(seed)
    for attempt in range(TRIES):
        drawn = Question(family, level, seed, family.setting(
            Draw(family.name, level, seed, attempt), level))
        if fits(drawn):
            return drawn
    raise RuntimeError(f"{name}, level {level}, seed {seed}: no numbers "
                       f"that fit in {TRIES} tries")


class Question(Display):
    """A page with blanks; see the module."""

    def __init__(self, family, level, seed, setting):
        self.family, self.level, self.seed = family, level, seed
        self.setting, self.decimals = setting, setting.decimals
        self.places = {}             # formula -> where its answers stand
        self.tolerance = TOLERANCE[setting.decimals]

    @property
    def code(self):
        """The short name from which the question is found again."""
        return f"{self.family.name}/{self.level}/{self.seed}"

    @cached_property
    def page(self):
        """The Page of the formula on the drawn numbers."""
        formula, given = self.family.formula, self.setting.given
        record, result, nodes = recorded(formula, self.level, given, {})
        return Page(formula, (), given, record, result, nodes)

    @cached_property
    def blanks(self):
        """{label: Blank}, in the order in which they are asked."""
        return {blank.label: blank for name in self.setting.asks
                for line in self.page.every(name)
                for blank in blanks(self.page, line)}

    def values(self, instead=None, formula=None):
        """Return {label: value} of the formula, or of a changed one.

        instead: {label: answer}; what follows goes on from the answers.
        A label that the changed formula does not have is left out.
        """
        formula = formula or self.family.formula
        if formula not in self.places:
            self.places[formula] = self.run(formula, {})
        places, record = self.places[formula]
        if instead:
            _, record = self.run(formula, {
                places[label]: answer for label, answer in instead.items()
                if label in places})
        found = {}
        for label, (number, flat) in places.items():
            value = record.computed.get(number, record.nodes[number].value)
            found[label] = float(np.ravel(value)[flat])
        return found

    def run(self, formula, instead):
        """Return ({label: (node number, entry)}, record) of one run."""
        kept = {}
        for (number, flat), answer in instead.items():
            kept.setdefault(number, {})[flat] = answer
        record, _, _ = recorded(formula, self.level, self.setting.given, kept)
        asked = {blank.node.name for blank in self.blanks.values()}
        places = {entry_name(node, i): (node.number, i)
                  for node in record.lines if node.name in asked
                  for i in range(node.size)}
        return {label: places[label] for label in self.blanks
                if label in places}, record

    @cached_property
    def right(self):
        """{label: the right value}."""
        return {label: b.value for label, b in self.blanks.items()}

    @cached_property
    def mistakes(self):
        """[(Mistake, {label: value})] for the mistakes of this level."""
        return [(m, self.mistaken(m))
                for m in self.family.mistakes_at(self.level)]

    def mistaken(self, mistake, instead=None):
        """Return {label: value} with a mistake made; {} if it cannot be
        made with these numbers."""
        try:
            return self.values(instead, mistaken(self.family, mistake))
        except (*REFUSALS, TraceError):
            return {}

    def close(self, answer, value):
        """Whether an answer counts as a value."""
        return abs(answer - value) <= self.tolerance * (1 + 1e-9)

    @cached_property
    def rounded(self):
        """{label: the value that comes out if each line on the way is
        rounded as the answers are}."""
        if not self.decimals:
            return self.right
        lines = {n.number for n in self.page.record.lines}
        record, _, _ = recorded(self.family.formula, self.level,
                                self.setting.given, {},
                                (lines, self.decimals))
        return {label: float(np.ravel(record.nodes[b.node.number].value)
                             [b.flat]) for label, b in self.blanks.items()}

    def is_right(self, label, answer, times=1):
        """Whether an answer is right: the exact value, or what comes out
        if one rounds on the way, or what lies between; to as many times the
        tolerance."""
        low, high = sorted((self.right[label], self.rounded[label]))
        slack = times * self.tolerance * (1 + 1e-9)
        return low - slack <= answer <= high + slack

    # What it shows ----------------------------------------------------------
    def describe(self):
        """Return what is given and what to find, as a Document."""
        return Document(f"{self.family.title} · level {self.level}", (
            Text(self.setting.task), *self.given(), *self.rule(),
            *self.lines(), Text(self.rounding())))

    def rule(self):
        """Return the formula in words, on the first level, if it has no
        line that says it."""
        told = self.level == 1 and self.setting.hints
        return (Text(told[1]),) if told else ()

    def rounding(self):
        """Return how an answer is to be rounded, and what counts."""
        if self.family.flags:
            return "Write 1 for yes and 0 for no."
        if not self.decimals:
            return "All answers are whole numbers."
        return (f"Give {self.decimals} decimals; {self.tolerance} more or "
                "less still counts, for what is rounded on the way.")

    def given(self):
        """Return the inputs as Equations, side by side where they fit."""
        found = [reading.equation(Symbol(node.name), [reading.literal(node)])
                 for node in self.page.record.inputs]
        return [Row(tuple(found[k:k + 3])) for k in range(0, len(found), 3)]

    def lines(self):
        """Return each asked line with its blanks; on the first level its
        formula stands beside it."""
        nodes = dict.fromkeys(b.node for b in self.blanks.values())
        return [self.line(node) for node in nodes]

    def line(self, node):
        """Return a line with blanks; entries not asked stand as numbers, and
        no formula where a rule in words stands for it."""
        width = node.shape[-1] if len(node.shape) > 1 else 1
        names = [entry_name(node, i) for i in range(node.size)]
        cells = [Blank(name) if name in self.blanks else float(node.at(i))
                 for i, name in enumerate(names)]
        blank = Matrix(tuple(tuple(cells[k:k + width])
                             for k in range(0, node.size, width)))
        begun = [reading.symbols(node)] if self.level == 1 \
            and not (self.setting.hints or self.setting.rule(node)) else []
        return Equation(Symbol(node.name), (*begun, blank),
                        ("=",) * (len(begun) + 1))

    def solution(self):
        """Return the solution, worked out, as a Document: each line that is
        asked, and those on the way to it."""
        title = f"{self.family.title}: solution"
        if self.setting.hints:
            return Document(title, (Text(self.setting.hints[1]), *(
                blank.working() for blank in self.blanks.values())))
        needed = set()
        for blank in self.blanks.values():
            needed |= {blank.node, *ancestors(blank.node)}
        # “t = 2” says nothing that h_2 does not, and wrongly of a layer.
        note = (Text(self.setting.note),) if self.setting.note else ()
        return Document(title, note + tuple(
            item for item in self.page.described(needed).items
            if not isinstance(item, Heading)))

    def solved(self):
        """Return the whole solution as a Display."""
        return Shown(self.solution())


CHANGED, BEFORE = {}, {}


def recorded(formula, level, given, instead, rounded=None):
    """Return (record, result, nodes of the result) of a formula.

    instead, rounded: see `trace.node.Record`. The formula is watched once
    for each level; after that, its lines have the names that they had then.
    """
    before = BEFORE.get((formula, level))
    with np.errstate(all="ignore"):
        found = before and run_again(before, Record(instead, rounded),
                                     formula, (), given)
        if not found:
            found = run_into(Record(instead, rounded), formula, (), given)
            BEFORE[formula, level] = found[0]
    return found


def mistaken(family, mistake):
    """Return the formula with a mistake made in it; compiled once."""
    key = family.name, mistake.name
    if key not in CHANGED:
        CHANGED[key] = change(family.formula, **mistake.changes)
    return CHANGED[key]


__all__ = ["Question", "question"]
