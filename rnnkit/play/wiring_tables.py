"""A wiring in words: block matrix, distributions, and whether they are true.

    board(w)           picture, block matrix and distributions, as a Display
    picture(w, …), matrix(w)    one of them alone
    table(w, v, …)     what each of several wirings can model
    scenarios(row)     the wirings of a ledger row, with their tasks
    beside(row, …)     what was computed beside what a row says
    confirm(w)         the graph, a real network and its record agree

What an output sees comes from `rnnkit.wiring`; nothing is worked out here.
"""
import re

import numpy as np

from rnnkit.cells import rnn
from rnnkit.cells.activations import identity
from rnnkit.page import by_hand
from rnnkit.show.describe import Document, Row, Symbol, Table
from rnnkit.show.display import Shown
from rnnkit.wiring import (distributions, general, named, perturbed,
                           random_params)
from rnnkit.wiring.network import SIZE, blocks as block_names, run

from .wiring_picture import drawing

CELL = re.compile(r"<(t[dh])([^>]*)>([^<]+)</")
INDEXED = re.compile(r"\b([xyhsgW])_(\{[^}]*\}|\w+)")
GRID = ' style="border:1px solid var(--rk-line);text-align:center"'


class Board(Shown):
    """A Display whose P(y_3 | …) and x_1 in tables are typeset in HTML, and
    whose block matrix is ruled."""

    def html(self):
        """Return the display as HTML."""
        html = CELL.sub(lambda m: f"<{m[1]}{m[2]}>{typeset(m[3])}</",
                        super().html())
        return re.sub(r"<table>(?:(?!</table>).)*Block matrix.*?</table>",
                      lambda m: m[0].replace("<td", "<td" + GRID), html,
                      flags=re.S)

    def _repr_mimebundle_(self, include=None, exclude=None):
        bundle = super()._repr_mimebundle_(include, exclude)
        return {**bundle, "text/html": self.html()}


def typeset(words):
    """Return P(y_3 | x_1) as HTML, with small indices."""
    small = INDEXED.sub(
        lambda m: f"<i>{m[1]}</i>"
        f"<sub style=\"font-size:.7em\">{m[2].strip('{}')}</sub>", words)
    return re.sub(r"\bP\(", "<i>P</i>(", small)


def board(wiring):
    """Return picture, block matrix and distributions of a wiring."""
    return Board(Document(wiring.title, (
        drawing(wiring), Row((blocks(wiring), odds(wiring))))))


def picture(*wirings):
    """Return the picture of a wiring alone, or several beside another."""
    drawn = tuple(drawing(w, named=len(wirings) > 1) for w in wirings)
    return Shown(Document("", drawn if len(drawn) == 1 else (Row(drawn),)))


def matrix(wiring):
    """Return the block matrix of a wiring alone."""
    return Board(Document("", (blocks(wiring),)))


def blocks(wiring):
    """Return the block matrix: a row for each variable that is computed, a
    column for each that something is computed from. A link that was never
    there is an empty block; one that carries nothing now is 0."""
    rows, columns = block_names(wiring)
    links = {tuple(link): link for link in wiring.links}
    dead = wiring.dead

    def cell(row, column):
        link = links.get((column, row))
        return "" if not link else "0" if link in dead else Symbol(link.weight)

    marks = tuple(((i, j + 1), "look") for i, row in enumerate(rows)
                  for j, column in enumerate(columns)
                  if links.get((column, row)) in dead)
    return Table(("to ↓  from →", *columns),
                 tuple((Symbol(row), *(cell(row, c) for c in columns))
                       for row in rows),
                 "Block matrix (empty or 0: no link)", marks=marks)


def odds(wiring):
    """Return the table of what each output can model."""
    rows = [(Symbol(y), said) for y, said in distributions(wiring).items()]
    whole = general(wiring)
    if whole:
        rows.append(("at every t", whole))
    return Table(("output", "what it can model"), tuple(rows))


def table(*wirings):
    """Return a table: each wiring, and what it can model."""
    rows = []
    for w in wirings:
        found = general(w)
        said = [found] if found else [*distributions(w).values()]
        rows.append((w.title, ", ".join(w.inputs), ", ".join(w.outputs),
                     ", ".join(said)))
    return Board(Document("", (Table(
        ("wiring", "inputs", "outputs", "can model"), tuple(rows)),)))


def beside(row, **computed):
    """Return a table: what was computed beside what a row of the ledger says.

    computed: numbers, words, lists of them or a dict of them, under the
    names of the row's `expected`.
    """
    lines, marks = [], []
    for name, value in flat(computed):
        said = dict(flat(row.expected))[name]
        same = value == said
        name = name if INDEXED.fullmatch(name) else name.replace("_", " ")
        lines.append((name, worded(value), worded(said),
                      "same" if same else "differs"))
        marks.append(((len(lines) - 1, 3), "right" if same else "wrong"))
    return Board(Document("", (Table(
        ("", "computed", "answer key", ""), tuple(lines),
        f"{row.id}: {row.title}", marks=tuple(marks)),)))


def scenarios(row):
    """Return a row of the ledger that names wirings as a table: the task of
    each, and what it can model, computed and by the answer key."""
    lines, marks, key = [], [], row.expected
    tasks = row.inputs.get("tasks", [""] * len(row.wirings))
    for n, (title, task) in enumerate(zip(row.wirings, tasks)):
        w = named(title, row.T)
        found = (len(w.inputs), len(w.outputs), general(w)
                 or [*distributions(w).values()][-1])
        same = found == (key["inputs"][n], key["outputs"][n],
                         key["can_model"][n])
        lines.append((task or title, title, *map(str, found),
                      key["can_model"][n], "same" if same else "differs"))
        marks.append(((n, 6), "right" if same else "wrong"))
    return Board(Document("", (Table(
        ("task", "wiring", "in", "out", "can model", "answer key", ""),
        tuple(lines), f"{row.id}: {row.title}", marks=tuple(marks)),)))


def flat(table):
    """Return (name, value) pairs of a table, and of tables inside it."""
    return [pair for name, value in table.items() for pair in (
        flat(value) if isinstance(value, dict) else [(name, value)])]


def worded(value):
    """Return a value as words: a list has commas."""
    if isinstance(value, (list, tuple)):
        return ", ".join(map(str, value))
    return str(value)


def two_layers(lower, upper, xs, h_0, g_0):
    """Return [g_1, g_2, …] of two linear layers: with weights of 1 and the
    inputs 1, 0, 0, … it counts the ways from x_1 to each state."""
    h, g, gs = h_0, g_0, []
    for x in xs:
        h = rnn.step(lower, x, h, identity).h
        g = rnn.step(upper, h, g, identity).h
        gs.append(g)
    return gs


# Is it true of a network? --------------------------------------------------

def confirm(wiring, seed=0):
    """Return a table: what each output sees by the graph, by moving the
    inputs of a random network with this wiring, and by its record."""
    moved = perturbed(wiring, seed=seed)
    rows = []
    for y in wiring.outputs:
        answers = wiring.sees(y), moved[y], recorded(wiring, y, seed)
        rows.append((Symbol(y), *(", ".join(a) or "nothing" for a in answers),
                     "yes" if len(set(answers)) == 1 else "NO"))
    return Board(Document("", (Table(
        ("output", "the graph says", "moving inputs says",
         "the record says", "agree"), tuple(rows)),)))


def recorded(wiring, output, seed=0):
    """Return the known variables in the record of one output, in order."""
    rng = np.random.default_rng(seed)
    given = {n: rng.uniform(-1, 1, (SIZE, 1)) for n in wiring.observed}

    def network(params, given):
        result = run(wiring, params, given)[output]
        return result

    page = by_hand(network, random_params(wiring, seed), given)
    found = {name.split("[")[0]
             for name in page.depends(page.last().name, live=True)}
    return tuple(n for n in wiring.observed if n in found)
