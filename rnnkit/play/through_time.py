"""Pictures and tables of backpropagation through time.

    order(page)                the record as v_1 … v_N, with every δ
    terms(shares, total)       a shared weight's gradient, a bar a step
    scalar_terms(u, w, v)      the same for the RNN of one unit, to move
    truncation(every, back)    which loss reaches which step, to move

They draw; the numbers come from `rnnkit.bptt` and `rnnkit.cells.scalar`.
"""
from functools import cache

import numpy as np

from rnnkit import bptt
from rnnkit.cells import rnn, scalar
from rnnkit.cells.activations import relu
from rnnkit.memory import reach, start
from rnnkit.show import chart, svg
from rnnkit.show.describe import Document, Symbol, Table, Text
from rnnkit.show.display import Shown
from rnnkit.show.numbers import write
from rnnkit.trace.graph import feeders

TIMES = 12                  # steps in the picture of truncation
SIDE = 28                   # of one of its cells
XS = np.array([2.0, -1.0, 1.0, 0.0, 1.0])


def order(page, of=None):
    """Return the record of a page as a table: each variable, what it is made
    from, what it goes into, and its δ: the gradient of `of` for it.

    Read it downwards for the forward pass, upwards for the backward pass.
    """
    deltas = page.gradient(of)
    nodes = [n for n in page.record.nodes if n.name in deltas.keys()]
    made = {n: feeders(n, set(nodes) - {n}) for n in nodes}
    counted = [] if all(n.name == f"v_{k}" for k, n in enumerate(nodes, 1)) \
        else [Symbol(f"v_{k}") for k in range(1, len(nodes) + 1)]
    rows = [(Symbol(node.name), numbers(node.value), names(made[node]),
             names([n for n in nodes if node in made[n]]),
             numbers(deltas[node.name])) for node in nodes]
    rows = [(number, *row) for number, row in zip(counted, rows)] or rows
    header = ("name", "value", "made from", "goes into", "δ")
    return Shown(Document("", (Table(
        ("", *header) if counted else header, tuple(rows)),)))


def names(nodes):
    """Return the names of some nodes, in the order of the record."""
    return ", ".join(n.name for n in sorted(nodes, key=lambda n: n.number))


def numbers(value):
    """Return an array as a short text."""
    return ", ".join(write(v) for v in np.reshape(value, -1))


def terms(shares, name="W_hh", hold=()):
    """Return bars: what each step adds to the gradient of a shared weight,
    and their sum.

    shares: one number a step, the first step first; hold: values that the
    scale reaches too, so that it stays when the bars move.
    """
    values = [float(v) for v in shares]
    labels = [f"t = {t}" for t in range(1, len(values) + 1)] + ["sum"]
    values.append(sum(values))
    words = "; ".join(f"{label}: {write(v)}"
                      for label, v in zip(labels, values))
    return Shown(Document("", (chart.bars(
        labels, {"gradient": values}, words=words + ".",
        title=f"The gradient of {name}, term by term", hold=hold),)))


def scalar_terms(u=1.0, w=0.5, v=1.0):
    """Return bars of the terms z̄_{t+1} h_t of w̄, for the RNN of one unit
    with ReLU, five inputs, and targets of 1."""
    params = scalar.Params(u, w, v)
    steps = scalar.forward(params, XS, 0.0, relu)
    bar = scalar.backward(params, steps, [s.y - 1 for s in steps], relu)
    shares = [round(float(bar[f"z_bar_{t}"] * step.h_prev), 2) + 0.0
              for t, step in enumerate(steps, 1)]
    states = ", ".join(write(step.h, 2) for step in steps)
    picture = terms(shares, "w", (-2, 5)).described.items[0]
    return Shown(Document("", (picture, Text(
        f"h = {states}. A state of 0 is a shut ReLU: no gradient passes."))))


# Truncation ------------------------------------------------------------------
@cache
def example():
    """Return (params, run, dhs) of a small RNN with random numbers."""
    rng = np.random.default_rng(3)
    params = start(rnn, 2, 4, rng, kind="orthogonal")
    run = bptt.forward(rnn, params, rng.normal(size=(TIMES, 2, 1)))
    return params, run, rng.normal(size=run.hs.shape)


@cache
def whole():
    """Return ∂L/∂W_hh of the example, not truncated."""
    params, run, dhs = example()
    return bptt.backward(rnn, params, run, dhs).dparams.W_hh


@cache
def compared(every, back):
    """Return (share kept, relative error, angle in degrees) of the truncated
    ∂L/∂W_hh beside the whole one."""
    params, run, dhs = example()
    cut = bptt.truncated(rnn, params, run, dhs, every, back).W_hh
    full = whole()
    cosine = np.sum(cut * full) / (np.linalg.norm(cut) * np.linalg.norm(full))
    return (float(reach(TIMES, every, back).sum() / (TIMES * (TIMES + 1) / 2)),
            float(np.linalg.norm(cut - full) / np.linalg.norm(full)),
            float(np.degrees(np.arccos(np.clip(cosine, -1, 1)))))


def truncation(every=4, back=4):
    """Return a grid: a row for each loss, a column for each step that its
    gradient can reach, and what the truncation costs.

    every (k1): how often gradients are sent back; back (k2): how far. A
    `back` below `every` would lose losses, so it is raised to `every`.
    """
    raised = "" if every <= back else (
        f" (back is {back}, less than every: {every} is used, or losses "
        "would be lost)")
    back = max(every, back)
    share, error, angle = compared(every, back)
    words = (f"Every {every} steps, {back} steps back{raised}: "
             f"{share:.0%} of the ways from a loss to a step are kept. The "
             f"gradient of W_hh is off by {error:.0%} of its length, and "
             f"points {angle:.0f}° away from the whole one.")
    return Shown(Document("", (grid(reach(TIMES, every, back), every, words),
                               Text(words))))


def grid(reached, every, words):
    """Return the Picture of which loss reaches which step."""
    parts, T, left, top = [], len(reached), 110, 34
    for t, row in enumerate(reached):
        y = top + SIDE * t
        parts.append(svg.text(left - 14, y + 20, f"loss {t + 1}",
                              anchor="end", size=15))
        for s, on in enumerate(row[:t + 1]):
            parts.append(svg.rect(
                left + SIDE * s + 2, y + 2, SIDE - 4, SIDE - 4,
                fill="blue" if on else "none", stroke="blue" if on else "dim",
                stroke_dasharray="" if on else "3 3"))
    for s in range(T):
        parts.append(svg.text(left + SIDE * (s + .5), top - 10, str(s + 1),
                              size=15))
    for cut in range(every, T, every):
        y = top + SIDE * cut
        parts.append(svg.line(left - 4, y, left + SIDE * T, y, stroke="orange",
                              stroke_width=2))
    parts.append(svg.text(left + SIDE * T + 18, top - 10, "step",
                          anchor="start", size=15))
    parts += key(left + SIDE * T + 18, top + 40)
    return svg.picture(left + SIDE * T + 200, top + SIDE * T + 8, parts,
                       "Which loss reaches which step", words)


def key(x, y):
    """Return what filled and empty cells and the lines mean."""
    rows = (("blue", "blue", "", "gradient arrives"),
            ("none", "dim", "3 3", "cut off"))
    parts = []
    for n, (fill, stroke, dashes, words) in enumerate(rows):
        parts.append(svg.rect(x, y + 32 * n, 20, 20, fill=fill, stroke=stroke,
                              stroke_dasharray=dashes))
        parts.append(svg.text(x + 30, y + 32 * n + 16, words, anchor="start",
                              size=16))
    parts.append(svg.line(x, y + 74, x + 20, y + 74, stroke="orange",
                          stroke_width=2))
    return parts + [svg.text(x + 30, y + 80, "sent back here", size=16,
                             anchor="start")]
