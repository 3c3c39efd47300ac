"""Training to look at: a live loss, samples, distributions.

No mathematics here: probabilities come from rnnkit.train.sampling, losses
from a run.
"""
import re
import time
from typing import NamedTuple

import numpy as np

from rnnkit.cells import readout, rnn
from rnnkit.show import chart
from rnnkit.show.describe import Document, Table
from rnnkit.show.display import Display, Shown
from rnnkit.train import BITS, baselines, evaluate, sampling

OFTEN = 0.5             # seconds between two drawings of a live curve
POINTS = 60             # a curve has no more points than this
SHOWN = {" ": "space", "\n": "line end"}
SIGNS = {" ": "␣", "\n": "¶"}
LONG = 24               # letters without a space that a table can hold


class LiveLoss(Display):
    """A loss curve that is drawn again while training.

    run.train(500, watch=LiveLoss(run)): in a notebook the curve follows.
    """

    def __init__(self, run, lines=None, title="Bits per character"):
        self.run, self.lines, self.title = run, lines or {}, title
        self.handle, self.drawn = None, 0.0

    def __call__(self, run):
        """Draw again, if it is time to; in a notebook only."""
        now = time.perf_counter()
        if now - self.drawn < OFTEN:
            return
        self.drawn = now
        from IPython import get_ipython
        if get_ipython() is None:
            return
        from IPython.display import display
        if self.handle is None:
            self.handle = display(self, display_id=True)
        else:
            self.handle.update(self)

    def end(self):
        """Draw the whole curve in its place."""
        if self.handle is not None:
            self.handle.update(self)

    def describe(self):
        """Return the curve, with its lines to compare."""
        return loss_curve(self.run, self.lines, self.title).describe()


def loss_curve(run, lines=None, title="Bits per character"):
    """Return the loss of a run over its steps, as a Display.

    lines: {name: bits} for horizontal lines, such as the baselines.
    """
    steps, means = thinned(run.bits)
    series = {"training": means}
    for name, bits in (lines or {}).items():
        series[name] = [bits] * len(steps)
    last = f"{means[-1]:.2f}" if means else "nothing"
    words = (f"The loss over {run.step} steps of training, in bits per "
             f"token; at the end it is {last}. "
             + " ".join(f"{name}: {bits:.2f}." for name, bits
                        in (lines or {}).items()))
    picture = chart.curves(steps, series, title=title, words=words,
                           x_label="training step", y_label="bits")
    return Shown(Document("", (picture,)))


def thinned(values):
    """Return (steps, means) of at most POINTS stretches of a curve."""
    if not len(values):
        return [0], [float("nan")]
    parts = np.array_split(np.asarray(values), min(POINTS, len(values)))
    ends = np.cumsum([len(part) for part in parts])
    return ends.tolist(), [float(part.mean()) for part in parts]


def next_bars(model, prompt, temperature=1.0, top_k=None, most=12):
    """Return bars of the distribution over the next token, as a Display.

    The `most` probable tokens have a bar each, the others one together.
    """
    p = sampling.next_probabilities(model, prompt, temperature, top_k)
    return bars(p, model.vocabulary, most, f"After “{tail(prompt)}”, "
                f"temperature {temperature:g}")


def warmed_bars(z, vocabulary, temperature):
    """Return bars of softmax(z / τ) for scores z (V,), as a Display."""
    return bars(sampling.warmed(z, temperature), vocabulary, len(z),
                f"Temperature {temperature:g}")


def bars(p, vocabulary, most, title):
    """Return bars of probabilities, as a Display."""
    ranked = np.argsort(-p, kind="stable")[:most] if most < len(p) \
        else np.arange(len(p))
    labels = [SIGNS.get(vocabulary.tokens[n], vocabulary.tokens[n])
              for n in ranked]
    values = [round(float(p[n]), 3) for n in ranked]
    if most < len(p):
        labels.append("rest")
        values.append(round(float(max(0, 1 - p[ranked].sum())), 3))
    words = f"{title}: " + ", ".join(
        f"{label} {value:.3f}" for label, value in zip(labels, values)) + "."
    picture = chart.bars(labels, {"probability": values}, title=title,
                         words=words, y_label="probability", hold=(1,))
    return Shown(Document("", (picture,)))


def one_letter(cell, out, x, h_prev):
    """Return (h, z, y_hat): what one letter read leads to."""
    h = rnn.step(cell, x, h_prev).h
    z = readout.linear(out, h)
    y_hat = readout.softmax(z)
    return h, z, y_hat


class Stage(NamedTuple):
    """A model on its way: the step, its loss in bits, what it writes."""
    step: int
    bits: float
    text: str


def stages(run, steps, prompt, length=120, temperature=0.7, seed=0, **how):
    """Return the Stages of a run, trained up to each of the steps.

    A run that is stopped ends there; called again, it goes on from there.
    how: options of run.train, such as show="quiet" or watch=….
    """
    found = []
    for step in steps:
        if step < run.step:                     # passed before: go on
            continue
        if step > run.step:
            run.train(step - run.step, **how)
        bits = evaluate(run.model, run.validation or run.data) * BITS
        text = sampling.sample(run.model, prompt, length, temperature,
                               seed=seed)
        found.append(Stage(run.step, bits, prompt + text))
        if run.step < step:                     # it was stopped
            break
    return found


def stage_table(found, caption=""):
    """Return Stages as a table."""
    rows = tuple((str(stage.step), f"{stage.bits:.2f}", shown(stage.text))
                 for stage in found)
    return Shown(Document("", (Table(("step", "bits", "what it writes"),
                                     rows, caption),)))


def step_table(vocabulary, x, y, y_hat):
    """Return a table of a sequence: read, to predict, its probability and
    the most probable token, a row a step."""
    rows = []
    for t, (read, wanted) in enumerate(zip(x, y)):
        p = y_hat[t, :, 0]
        best = vocabulary.tokens[int(p.argmax())]
        rows.append((str(t + 1), named(vocabulary.tokens[read]),
                     named(vocabulary.tokens[wanted]),
                     f"{p[wanted]:.3f}", named(best)))
    return Shown(Document("", (Table(
        ("t", "reads", "should predict", "gives it", "bets on"),
        tuple(rows)),)))


def baseline_lines(vocabulary, x):
    """Return {name: bits} of the two guesses without a network."""
    return {"uniform": baselines.uniform_bits(vocabulary),
            "unigram": baselines.unigram_bits(x)}


def named(token):
    """Return a token as it can be seen."""
    return SHOWN.get(token, token)


def shown(text):
    """Return a text with its line ends as signs, and with places to break
    a line in what is no word."""
    text = text.replace("\n", " ¶ ")
    return re.sub(rf"\S{{{LONG}}}", lambda found: found[0] + "\u200b", text)


def tail(prompt, most=18):
    """Return the end of a prompt."""
    text = shown(prompt)
    return text if len(text) <= most else "…" + text[-most:]
