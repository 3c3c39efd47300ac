"""Reading and writing, to point at.

    Translator(models, task, rule)   a text box, what a model writes, and the
                                     map of what it read: point at a square,
                                     or go there with the arrow keys
    weight_map(translation, text)    the map as a picture that stays
    length_lines(lengths, found)     strings that are all right, by length
    place_lines(forced, free)         right letters, place by place
    register(row, read, way)         the hand-set encoder and decoder
    beam_table(asking, every, …)     what a beam finds, beside all there is

Models and formulas are those of `rnnkit.seq2seq` and `train.decoding`.
"""
import math
from pathlib import Path

import anywidget
import numpy as np
import traitlets

from rnnkit.cells import readout, rnn
from rnnkit.cells.activations import relu
from rnnkit.seq2seq import encoder_decoder, texts, writing
from rnnkit.show import chart
from rnnkit.show.css import CSS
from rnnkit.show.describe import Document, Table, Text
from rnnkit.show.display import Shown
from rnnkit.show.numbers import write
from rnnkit.train.decoding import beam

from .attending import attention_map
from .still import Still

HERE = Path(__file__).parent
LONGEST = 80                    # characters in the box
NAMES = {"none": "one fixed vector", "dot": "dot product",
         "additive": "additive"}
HINT = "Point at a square, or press Tab and then the arrow keys."
NOTHING = ("No attention: all of it came through one vector, so there is "
           "nothing to point at.")
WAYS = {"backwards": ("backwards", "first", -1),
        "in order": ("in_order", "last", 1)}
NUMBERS = (3, 1, 2, 4, 6, 5)       # what the register reads


class Translator(Still, anywidget.AnyWidget):
    """A text box, what the chosen model writes, and what it read.

    models: {kind: Params}; task: a texts.Task; rule: a function that
    returns what is right, or raises ValueError saying why there is nothing.
    """

    _esm = HERE / "translating.js"
    _css = CSS + (HERE / "translating.css").read_text("utf-8")
    text = traitlets.Unicode("").tag(sync=True)
    kind = traitlets.Unicode("").tag(sync=True)
    kinds = traitlets.List().tag(sync=True)
    longest = traitlets.Int(LONGEST).tag(sync=True)
    map = traitlets.Dict().tag(sync=True)
    verdict = traitlets.Unicode("").tag(sync=True)
    caption = traitlets.Unicode("").tag(sync=True)

    def __init__(self, models, task, rule, text, caption=""):
        super().__init__()
        self.models, self.task, self.rule = models, task, rule
        self.caption = caption
        self.kinds = [[kind, NAMES[kind]] for kind in models]
        self.kind, self.text = next(iter(models)), text
        self.show()
        self.observe(self.show, ["text", "kind"])

    def show(self, change=None):
        """Read the text, and say what was written and what was read."""
        try:
            self.made = writing.translate(self.models[self.kind], self.task,
                                          self.plain())
        except ValueError as problem:
            self.made, self.map = None, {}
            told, *_ = str(problem).split(": build it")   # for programmers
            self.verdict = f"The model cannot read this: {told}."
            return
        self.map = described(self.made, self.plain())
        self.verdict = self.judged()

    def plain(self):
        """Return the text as the model reads it: small letters, single
        spaces, and no more than fits."""
        return " ".join(self.text[:LONGEST].lower().split())

    def judged(self):
        """Return in words what the model writes, and what is right."""
        found = self.made.found[0]
        said = (f"The model writes {self.made.text or 'nothing'} "
                f"(probability {math.exp(found.log_prob):.2f}"
                f"{'' if found.finished else ', cut off'}). ")
        try:
            right = self.rule(self.text)
        except ValueError as problem:
            return (f"{said}By rule there is no date: {problem}. The model "
                    "writes something all the same; it cannot say no.")
        return said + ("By rule, too. Right." if right == self.made.text else
                       f"By rule it is {right}. Wrong.")

    def static(self):
        """Return the map as it stands, with what it says, as a Display."""
        items = [Text(f"{self.plain()} ({NAMES[self.kind]})"),
                 Text(self.verdict)]
        if self.made is not None and self.made.weights is not None:
            items += weight_map(self.made, self.plain()).describe().items
        return Shown(Document("", (*items, Text(self.caption), Text(
            "Run this cell to type a date and point at the squares."))))


# The map ---------------------------------------------------------------------
def described(made, text):
    """Return a Translation as plain lists: what JavaScript is to draw."""
    inputs = [signed(letter) for letter in text]
    outputs = [signed(letter) for letter in made.written]
    weights = [] if made.weights is None else np.asarray(
        made.weights, float).round(2).tolist()
    return {"inputs": inputs, "outputs": outputs, "weights": weights,
            "hint": HINT if weights else NOTHING,
            "rows": [row_said(u, outputs[u - 1], inputs, row)
                     for u, row in enumerate(weights, 1)]}


def row_said(number, output, inputs, row):
    """Return in words what was read while one output was written."""
    order = sorted(range(len(row)), key=lambda j: (-row[j], j))
    most = [j for j in order if row[j] >= .1][:3] or order[:1]
    return f"Output {number}, “{output}”: it read " + ", ".join(
        f"“{inputs[j]}” at place {j + 1} ({row[j]:.2f})" for j in most) + "."


def signed(letter):
    """Return a character so that it is seen: a space is ␣."""
    return {" ": "␣", texts.END: "end", texts.START: "start"}.get(letter,
                                                                  letter)


def weight_map(made, text):
    """Return the weights of a Translation as a picture: a row an output."""
    shown = described(made, text)
    return attention_map(made.weights, shown["inputs"],
                         title="What was read for each output",
                         asking=shown["outputs"])


# Curves and bars -------------------------------------------------------------
def length_lines(lengths, found):
    """Return the share of strings that are all right, by length; found:
    {kind: a row of shares for each seed}. The lines are means."""
    means = {NAMES[kind]: np.mean(rows, axis=0).tolist()
             for kind, rows in found.items()}
    words = f"At length {lengths[-1]}: " + ", ".join(
        f"{name} {ys[-1]:.2f}" for name, ys in means.items()) + "."
    return Shown(Document("", (chart.curves(
        lengths, means, title="Strings written without a mistake",
        words=words, x_label="letters in the string", y_label="share",
        hold=(0, 1)),)))


def place_lines(forced, free):
    """Return the share of right letters, place by place, in both modes."""
    labels = [str(place) for place in range(1, len(forced) + 1)]
    words = "Right letters by place: " + ", ".join(
        f"{place}: {one:.2f} forced, {two:.2f} free"
        for place, one, two in zip(labels, forced, free)) + "."
    return Shown(Document("", (chart.curves(
        list(range(1, len(labels) + 1)), {
            "teacher forcing": list(forced), "running free": list(free)},
        title="Right letters, place by place", words=words, hold=(0, 1),
        x_label="place in what is written", y_label="share"),)))


# The register ----------------------------------------------------------------
def register(row, read, way="backwards"):
    """Return what the hand-set encoder and decoder of the row E-seq2seq do
    with the first `read` of some numbers, 3 to 6: a table, step by step."""
    decoder, out, sign = WAYS[way]
    params = encoder_decoder.Params(
        rnn.Params(**row.encoder), rnn.Params(**row.inputs[decoder]),
        readout.Params(**row.inputs[out]))
    given = NUMBERS[:read]
    run = encoder_decoder.forward(
        rnn, params, np.reshape(given, (-1, 1, 1)).astype(float),
        np.zeros((read, 1, 1)), phi=relu)
    lines = [(f"reads {x}", state(h), "") for x, h in zip(
        given, run.encoder.hs)]
    lines += [("writes", state(s), write(float(y[0, 0]))) for s, y in zip(
        run.decoder.hs, run.zs)]
    made, wanted = run.zs[:, 0, 0], np.array(given[::sign], float)
    marks = tuple(((read + u, 2), "right" if made[u] == wanted[u] else
                   "wrong") for u in range(read))
    right = int(np.sum(made == wanted))
    return Shown(Document("", (
        Table(("", "state", "written"), tuple(lines), marks=marks),
        Text(f"{right} of {read} right. Wanted: "
             + ", ".join(write(x) for x in wanted) + "."))))


def state(h):
    """Return a column as it is written in a line: (3, 1, 2)."""
    return f"({', '.join(write(float(v)) for v in h[:, 0])})"


# The beam --------------------------------------------------------------------
def beam_table(asking, every, words, longest, width, most=6):
    """Return what a beam finds, and where it stands among all sequences.

    asking: (next_step, state, start, end); every: what `brute_force` gives
    for them; words: one for each token.
    """
    found = beam(*asking, width, longest)
    ranks = {(each.tokens, each.finished): n
             for n, each in enumerate(every, 1)}
    places = [ranks[each.tokens, each.finished] for each in found]
    lines = tuple((phrase(each, words), f"{math.exp(each.log_prob):.3f}",
                   str(place)) for each, place in
                  list(zip(found, places))[:most])
    best = places[0] == 1
    return Shown(Document("", (
        Table(("the beam found", "probability", "place among all"), lines),
        Text(f"Width {width}: {'' if best else 'not '}the best of all "
             f"{len(every)} sequences.", "right" if best else "look"))))


def phrase(found, words):
    """Return a Found as words; dots if it did not end."""
    said = " ".join(words[token] for token in found.tokens) or "(nothing)"
    return said if found.finished else said + " …"
