"""Pictures of gradients that fade, and of what keeps them.

    powers([0.5, 1, 1.5])        w^T over T, on a log axis
    fading({"tanh": logs, …})    measured curves and their bound
    one_start(…)                 the same for one network, to move
    sentence(text, sizes)        a text, each character as dark as it counts
    remembered(text, cell, …)    the same for an untrained network
    cliff(…)                     a step down a cliff, with and without clipping

They draw; the numbers come from `rnnkit.memory`, `rnnkit.cells.scalar` and
`rnnkit.train`.
"""
import math
import textwrap
from functools import cache

import numpy as np

from rnnkit import memory
from rnnkit.cells import readout, rnn, scalar
from rnnkit.cells.activations import identity, relu, sigmoid
from rnnkit.show import chart, svg
from rnnkit.show.describe import Document, Text
from rnnkit.show.display import Shown
from rnnkit.show.numbers import write
from rnnkit.train import clip_norm

PHIS = {"tanh": np.tanh, "relu": relu, "sigmoid": sigmoid,
        "linear": identity}
FLOOR, CEILING = -10, 6     # of log10 in the pictures that move
DECADES = 4                 # shades of a sentence, from 1 to 10^-4
LETTER, LINE, WRAP = 13.2, 34, 50


def powers(weights, T=20):
    """Return log10 |w|^T over T for some weights, as a Display."""
    Ts = range(T + 1)
    series = {f"w = {write(w)}": [t * math.log10(abs(w)) for t in Ts]
              for w in weights}
    words = "; ".join(f"{write(w)}^{T} = {write(w ** T)}" for w in weights)
    return Shown(Document("", (chart.curves(
        Ts, series, title="The T-th power of w", words=words + ".",
        x_label="T", y_label="log10 of w^T"),)))


def fading(series, title="How the gradient fades"):
    """Return curves of log10 of a norm over the steps back from T.

    series: {name: log10 at t = 0, …, T}; what is −∞ leaves a gap.
    """
    T = len(next(iter(series.values()))) - 1
    words = "; ".join(f"{name}: {said(logs[0])} at {T} steps back"
                      for name, logs in series.items())
    return Shown(Document("", (chart.curves(
        range(T + 1), {name: list(logs)[::-1]
                       for name, logs in series.items()},
        title=title, words=words + ".", x_label="steps back from the end",
        y_label="log10 of the norm", hold=(0,)),)))


def said(log):
    """Return a log10 as a power of ten in words."""
    return "0" if log == -math.inf else f"10^{write(round(float(log), 1))}"


def one_start(scale=1.0, T=30, phi="tanh", start="normal"):
    """Return the measured norm and its bound for one RNN of 16 units.

    scale: of W_hh; start: what it is before (see `memory.start`). What
    leaves the frame, 10^−10 to 10^6, is not drawn.
    """
    rng = np.random.default_rng(1)
    params = memory.start(rnn, 4, 16, rng, kind=start, scale=scale)
    xs, upstream = inputs(T)
    size = memory.norms(rnn, params, xs, upstream, phi=PHIS[phi])
    most = memory.bound(params.W_hh, T, PHIS[phi])
    with np.errstate(divide="ignore"):
        logs = {"measured": np.log10(np.mean(size, axis=1)),
                "bound": np.log10(most)}
    words = (f"σ_max = {write(memory.stretch(params.W_hh), 2)}. {T} steps "
             f"back: measured {said(logs['measured'][0])}, bound "
             f"{said(logs['bound'][0])}.")
    kept = {name: [v if FLOOR <= v <= CEILING else math.nan
                   for v in values[::-1]] for name, values in logs.items()}
    return Shown(Document("", (chart.curves(
        range(T + 1), kept, title="Measured, and the bound", words=words,
        x_label="steps back from the end", y_label="log10 of the norm",
        hold=(FLOOR, CEILING)), Text(words))))


@cache
def inputs(T):
    """Return inputs and an upstream gradient of length 1, four columns."""
    rng = np.random.default_rng(2)
    xs, upstream = rng.normal(size=(T, 4, 4)), rng.normal(size=(16, 4))
    return xs, upstream / np.linalg.norm(upstream, axis=0)


# A sentence ------------------------------------------------------------------
def sentence(text, sizes, title="How much each character counts"):
    """Return a text with a shade behind each character: full for the largest
    of `sizes`, one step lighter for each factor of ten.

    sizes: one number a character. Raises ValueError for another number.
    """
    if len(sizes) != len(text):
        raise ValueError(f"there are {len(sizes)} sizes for {len(text)} "
                         "characters: one for each is needed")
    shades, parts, place = shade(sizes), [], 0
    lines = textwrap.wrap(text, WRAP, drop_whitespace=False)
    for row, words in enumerate(lines):
        for column, letter in enumerate(words):
            x, y = 8 + LETTER * column, 8 + LINE * row
            parts.append(svg.rect(x, y, LETTER, LINE - 6, fill="orange",
                                  fill_opacity=f"{shades[place]:.2f}"))
            parts.append(svg.text(x + LETTER / 2, y + 20, letter, size=17))
            place += 1
    foot = 8 + LINE * len(lines)
    parts += scale_of_shades(foot + 10)
    most = int(np.argmax(sizes))
    words = (f"Character {most + 1} of {len(text)}, “{text[most]}”, counts "
             f"most; the first one {said_size(sizes)} of that, the last one "
             f"{said_size(sizes, -1)}. “{text}”")
    return Shown(Document("", (svg.picture(
        16 + LETTER * WRAP, foot + 44, parts, title, words),)))


def remembered(text, cell, title="", seed=0, H=32, **starts):
    """Return a text, each character as dark as an untrained network's last
    state depends on it: ‖∂C_T/∂x_t‖ for a random direction of h_T.

    starts go to `memory.start`. Raises ValueError for an empty text.
    """
    if not text:
        raise ValueError("the text is empty: at least one character is "
                         "needed")
    rng, letters = np.random.default_rng(seed), sorted(set(text))
    params = memory.start(cell, len(letters), H, rng, **starts)
    xs = readout.one_hot(np.array([[letters.index(c)] for c in text]),
                         len(letters))
    upstream = rng.normal(size=(H, 1))
    sizes = memory.influence(cell, params, xs,
                             upstream / np.linalg.norm(upstream))[:, 0]
    return sentence(text, sizes, title or "How much each character counts")


def shade(sizes):
    """Return how dark each character is, from 0 to 0.75."""
    sizes = np.asarray(sizes, float) / np.max(sizes)
    with np.errstate(divide="ignore"):
        return .75 * np.clip(1 + np.log10(sizes) / DECADES, 0, 1)


def said_size(sizes, place=0):
    """Return a size as a share of the largest, as a power of ten."""
    if not sizes[place]:
        return "nothing"
    log = round(math.log10(sizes[place] / max(sizes)))
    return f"about 10^{write(log)}" if log else "about all"


def scale_of_shades(y):
    """Return a legend: the shade of 1, 1/10, … of the largest."""
    parts = []
    for n in range(DECADES + 1):
        x = 8 + 130 * n
        parts.append(svg.rect(x, y, 26, 22, fill="orange", stroke="dim",
                              fill_opacity=f"{shade([1, 10.0 ** -n])[1]:.2f}"))
        label = "1" if n == 0 else f"1/{10 ** n:,}"
        parts.append(svg.text(x + 34, y + 17, label + ("" if n < DECADES
                              else " or less"), size=15, anchor="start"))
    return parts


# The cliff -------------------------------------------------------------------
def cliff(w=1.02, rate=0.05, limit=0.5, T=10):
    """Return the loss over w of an RNN of one unit after T steps, and one
    step of gradient descent from w, with and without clipping.

    The RNN is linear, u = v = 1, and reads a 1 and then zeros; after the
    last step the target is 0.5. A step that leaves the picture is said.
    """
    grid = np.linspace(0.5, 1.3, 81)
    losses = [loss_at(each, T) for each in grid]
    slope = slope_at(w, T)
    clipped = float(clip_norm(np.array(slope), limit))
    plain, short = w - rate * slope, w - rate * clipped
    points = [(w, loss_at(w, T), "here")]
    points += [(at, loss_at(at, T), name) for at, name in
               ((plain, "not clipped"), (short, "clipped"))
               if grid[0] <= at <= grid[-1]]
    words = (f"The gradient is {write(round(slope, 2))}, clipped "
             f"{write(round(clipped, 2))}: from w = {write(w)} a step goes "
             f"to {write(round(plain, 2))}, clipped to "
             f"{write(round(short, 2))}.")
    shown = [loss if loss <= 12 else math.nan for loss in losses]
    points = [p for p in points if p[1] <= 12]
    return Shown(Document("", (chart.curves(
        grid, {"loss": shown}, points=points, title="A cliff", words=words,
        x_label="w", y_label="loss", hold=(0, 12)), Text(words))))


def pulse(w, T):
    """Return (Params, steps) of the linear RNN of one unit on 1, 0, 0, …"""
    params = scalar.Params(1.0, w, 1.0)
    return params, scalar.forward(params, np.eye(T + 1)[0], 0.0, identity)


def loss_at(w, T):
    """Return ½ (y_T − ½)² of that RNN."""
    _, steps = pulse(w, T)
    return float(0.5 * (steps[-1].y - 0.5) ** 2)


def slope_at(w, T):
    """Return ∂loss/∂w of that RNN, by its own backward pass."""
    params, steps = pulse(w, T)
    y_bars = [0.0] * T + [steps[-1].y - 0.5]
    return float(scalar.backward(params, steps, y_bars, identity)["w_bar"])
