"""Drawings and tables for one RNN step and for a run of them.

    one_step(params, out, x, h_prev)    an RNN step and its output
    step_drawing(params, out, x, h_prev)    its picture beside its sums
    move_step(row, "What to notice.")   the same, with a control an entry
    sums(page, row)                     our sums beside those of the slide

Nothing is computed here: `cells` computes, `by_hand` reads, this arranges.
"""
from itertools import zip_longest

import ipywidgets as widgets
import numpy as np

from rnnkit.cells import readout, rnn
from rnnkit.cells.activations import relu
from rnnkit.page import by_hand
from rnnkit.play.move import Move
from rnnkit.show import text
from rnnkit.show.describe import Document, Index, Row, Symbol, Table
from rnnkit.show.display import Shown
from rnnkit.show.numbers import write

LOW, HIGH = -5, 9           # where the controls of a step begin and end
SMALL = widgets.Layout(width="21em", max_width="100%")
WRAP = widgets.Layout(flex_flow="row wrap", max_width="100%")


def one_step(params, out, x, h_prev, phi=relu):
    """Return (h, y): the state after one step, and the output from it."""
    h = rnn.step(params, x, h_prev, phi).h
    y = readout.linear(out, h)
    return h, y


# A step to move ------------------------------------------------------------
def move_step(row, caption):
    """Return controls for each entry of x and h_prev over a step.

    row: a row of the ledger with W_hx, W_hh, b_h, W_yh, b_y, x and h_prev.
    """
    params = rnn.Params(row.W_hx, row.W_hh, row.b_h)
    out = readout.Params(row.W_yh, row.b_y)
    names = {name: entries(name, start) for name, start in
             (("x", row.x), ("h_prev", row.h_prev))}

    def draw(**values):
        x, h_prev = ([[values[entry]] for entry in names[name]]
                     for name in names)
        return step_drawing(params, out, np.array(x, float),
                            np.array(h_prev, float))

    return in_groups(Move(draw, caption, {
        entry: (LOW, HIGH, 1, int(value)) for each in names.values()
        for entry, value in each.items()}), names.values())


def entries(name, column):
    """Return {"x[0]": 1.0, …} for a column."""
    return {f"{name}[{i}]": float(v) for i, v in enumerate(np.ravel(column))}


def in_groups(made, groups):
    """Return a Move with its controls side by side, one group a stack."""
    for each in made.controls.values():
        each.layout, each.style = SMALL, {"description_width": "5em"}
    stacks = [widgets.VBox([made.controls[name] for name in group])
              for group in groups]
    made.children = (widgets.HBox(stacks, layout=WRAP), *made.children[-2:])
    return made


def step_drawing(params, out, x, h_prev, phi=relu):
    """Return the picture of a step beside its sums, as a Display."""
    page = by_hand(one_step, params, out, x, h_prev, phi)
    drawn, = page.picture().describe().items
    return Shown(Document("", (Row((drawn, sums_of_step(page))),)))


def sums_of_step(page):
    """Return the Table of the sums of a step; a cut one is marked."""
    written, rows, marks = dict(all_sums(page)), [], []
    for name, line in (("h", "a"), ("y", "y")):
        for i, value in enumerate(np.ravel(page[line])):
            after = float(np.ravel(page[name])[i])
            if after != value:
                marks.append(((len(rows), 2), "look"))
            rows.append((named(f"{name}[{i}]"), written[f"{line}[{i}]"],
                         write(after) if name != line else ""))
    return Table(("", "sum", "after ReLU"), tuple(rows),
                 "Every unit, as a hand works it out", marks=tuple(marks))


# Our sums beside the slide's ------------------------------------------------
def sums(page, row):
    """Return each sum of two terms or more beside the slide's, a Display."""
    found = [(name, words) for name, words in all_sums(page)
             if " + " in words or " − " in words]
    rows, marks = [], []
    for ours, theirs in zip_longest(found, row.lines):
        name, words = ours or ("", "nothing")
        same = words == theirs
        marks.append(((len(rows), 3), "right" if same else "wrong"))
        rows.append((named(name), words, theirs or "nothing",
                     "same" if same else "differs"))
    return Shown(Document("", (Table(
        ("", "computed", "on the slide", ""), tuple(rows),
        f"{row.id}: {row.title}", marks=tuple(marks)),)))


def named(entry):
    """Return an entry typeset: a_2[0] with the 2 below."""
    stem, found, key = entry.partition("[")
    return Index(Symbol(stem), key[:-1]) if found else entry


def all_sums(page):
    """Yield (entry, arithmetic) for every entry of every line of a page."""
    for equation in page.arithmetic().describe().items:
        words = " ".join(text.equation(equation).split())
        yield tuple(words.split(" = ", 1))
