"""Gradients that vanish or explode, and clipping.

The factors are those of cells.scalar on the way back (chapter 09).

    h_bar_{t−1} = h_bar_t · φ′(z_t) · w         φ′ = 1 − h² for tanh
    g_new = g · min(1, limit / ‖g‖)             one length for all gradients
"""
import numpy as np

from rnnkit.cells import scalar
from rnnkit.cells.activations import slope
from rnnkit.practice.family import Family, Setting, mistake


# Factors --------------------------------------------------------------------
def powers(w, dh_T, length):
    """Return h_bar_{T−1}, …, h_bar_1 of a linear unit with a loss at its
    last step only; length: (T,). They are those of scalar.backward."""
    T, = length
    bar = {f"h_bar_{T}": dh_T}
    for t in range(T - 1, 0, -1):
        bar[f"h_bar_{t}"] = bar[f"h_bar_{t + 1}"] * w
    return bar


def slopes(w, dh_T, hs, phi):
    """Return the bars of one unit with a loss at its last step only.

    dh_T: what arrives at the last state; hs: the states h_1, …, h_T. They
    are those of scalar.backward.
    """
    T = len(hs)
    bar = {f"h_bar_{T}": dh_T}
    for t in range(T, 0, -1):
        h = hs[t - 1]
        bar[f"z_bar_{t}"] = bar[f"h_bar_{t}"] * slope(phi, h)
        bar[f"h_bar_{t - 1}"] = bar[f"z_bar_{t}"] * w
    return bar


WAY = ("The loss of an RNN with one unit, h_t = φ(w·h_{{t−1}} + …), comes at "
       "its last step only, and dh_T is the gradient that arrives there, "
       "h_bar_{}. h_bar_t is ∂L/∂h_t. ")


def draw_factors(draw, level):
    """Return a Setting: whole factors, fractions, and many steps."""
    T = {1: 4, 2: 4, 3: 8}[level]
    w = draw.pick({1: (-3, -2, 2, 3), 2: (-1.5, -0.5, -0.4, -0.6, -0.8, -1.2),
                   3: (0.9, 0.8, 0.7, -0.9, -0.8, -0.7, 1.2, -1.2)}[level])
    dh_T = draw.integer(1, 9) if level > 1 else draw.integer(1, 7)
    dh_T *= draw.pick((-1, 1))
    asks = ("h_bar_7", "h_bar_4", "h_bar_1") if level == 3 else (
        "h_bar_3", "h_bar_2", "h_bar_1")
    return Setting({
        "w": np.array(float(w)), "dh_T": np.array(float(dh_T)),
        "length": (T,)}, asks, WAY.format(T)
        + f"It has T = {T} steps, and φ is the identity: the unit is linear. "
        "Find the gradients on the way back.", (0, 2, 2)[level - 1])


LINE, LATER = "bar[f'h_bar_{t}']", "bar[f'h_bar_{t + 1}']"


FACTOR = Family(
    "fading-factor", "What is left after many steps", "09",
    {1: "whole factors", 2: "fractions", 3: "eight steps"},
    powers, draw_factors, (
        mistake("added the weight in place of multiplying by it", "What "
                "does the chain rule do with the factors of a long chain?",
                powers={LINE: f"{LATER} + w"}),
        mistake("lost the sign of the weight", "What becomes of the sign "
                "at each step, if a factor is below 0?", levels=(2,),
                powers={LINE: f"{LATER} * abs(w)"}),
        mistake("used the factor only once", "How many steps lie between "
                "this state and the last one?", powers={LINE: "dh_T * w"}),
        mistake("used one factor too many", "How many steps lie between "
                "this state and the last one?", powers={
                    LINE: f"{LATER} * (w ** 2 if t == T - 1 else w)"}),
        mistake("raised the weight to the number of the step", "How many "
                "steps lie between this state and the last one?",
                powers={LINE: "dh_T * w ** t"}),
        mistake("used one factor too few", "How many steps lie between "
                "this state and the last one?", powers={
                    LINE: f"{LATER} * (1 if t == T - 1 else w)"}),
        mistake("divided by the weight", "Is a state multiplied by w or "
                "divided by it on its way to the next one?",
                powers={LINE: f"{LATER} / w"}),
        mistake("multiplied the weight by the number of steps in place of "
                "raising it to a power", "What is w · w, and what is "
                "2 · w?", powers={LINE: "dh_T * w * (T - t)"}),
    ), largest=200, signs=False)


def draw_slopes(draw, level):
    """Return a Setting: tanh over two, three and four steps."""
    T = level + 1
    w = draw.pick({1: (-2, 2, 3, -3), 2: (-2, -3), 3: (-2, -1.5)}[level])
    states = draw.several((-0.6, -0.5, -0.4, -0.3, 0.2, 0.3, 0.4, 0.5, 0.7),
                          T)
    asks = [name for t in range(T, 0, -1)
            for name in (f"z_bar_{t}", f"h_bar_{t - 1}")][:-1]
    return Setting({
        "w": np.array(float(w)), "dh_T": np.array(float(draw.pick(
            (-4, -2, 2, 4) if level == 1 else (-2, -1, 1, 2)))),
        "hs": [np.array(h) for h in states], "phi": np.tanh}, tuple(asks),
        WAY.format(T) + "z_bar_t is the same for the number inside φ. Here "
        "φ = tanh, and slope(h_t) is its slope, written in the output: "
        "1 − h_t². Find the gradients on the way back.", 2)


AT_Z, AT_H = "bar[f'z_bar_{t}']", "bar[f'h_bar_{t - 1}']"
H_BAR = "bar[f'h_bar_{t}']"
SLOPES = Family(
    "slope-product", "A product of slopes and weights", "09",
    {1: "two steps of tanh", 2: "three steps", 3: "four steps"},
    slopes, draw_slopes, (
        mistake("forgot the slope of tanh", "What stands between z_t and "
                "h_t on the way back?", slopes={AT_Z: f"+{H_BAR}"}),
        mistake("took 1 − h for the slope of tanh", "What is the derivative "
                "of tanh, written in its output?",
                slopes={AT_Z: f"{H_BAR} * (1 - h)"}),
        mistake("took h² for the slope of tanh", "Where is tanh steepest: "
                "near 0, or far from it?",
                slopes={AT_Z: f"{H_BAR} * h ** 2"}),
        mistake("took the slope of the sigmoid, h (1 − h)", "Which "
                "activation is it here?",
                slopes={AT_Z: f"{H_BAR} * h * (1 - h)"}),
        mistake("multiplied by tanh itself in place of its slope", "How "
                "much does h_t change when z_t changes a little?",
                slopes={AT_Z: f"{H_BAR} * h"}),
        mistake("took the slope at the state before", "Which state does z_t "
                "become when it goes through tanh?", slopes={
                    AT_Z: f"{H_BAR} * slope(phi, hs[t - 2] if t > 1 "
                          "else h)"}),
        mistake("forgot the weight", "What is a state multiplied by on its "
                "way to the next one?", slopes={AT_H: f"+{AT_Z}"}),
        mistake("lost the sign of the weight", "What becomes of the sign "
                "at each step, if a factor is below 0?", levels=(2, 3),
                slopes={AT_H: f"{AT_Z} * abs(w)"}),
    ), largest=90)


# Clipping -------------------------------------------------------------------
def clipped(gs, limit):
    """Return gradients, scaled together to a length of `limit` where it is
    more: what train.clip_norm does."""
    length = np.sqrt(sum_of(np.sum(g ** 2) for g in gs))
    scale = np.minimum(1, limit / length)
    g_new = [scale * g for g in gs]
    return length, scale, g_new


sum_of = scalar.total
WHOLE = {1: ((3, 4, 5), (5, 12, 13), (4, 3, 5), (8, 6, 10)),
         2: ((1, 2, 2, 3), (2, 1, 2, 3), (2, 3, 6, 7), (3, 6, 2, 7),
             (4, 4, 2, 6), (6, 2, 3, 7)),
         3: ((1, 2, 2, 4, 5), (2, 2, 4, 1, 5), (4, 1, 2, 2, 5),
             (2, 4, 2, 5, 7), (4, 5, 2, 2, 7), (1, 4, 4, 4, 7))}


def draw_clipped(draw, level):
    """Return a Setting: two entries, three, and two gradients."""
    *entries, length = draw.pick(WHOLE[level])
    times = draw.pick((2, 3, 4))
    # The scale has two decimals at most: nothing is rounded on the way.
    limit = length * draw.integer(1, times - 1) if level == 1 else round(
        length * times * draw.pick((0.2, 0.25, 0.4, 0.5, 0.6, 0.75, 0.8)), 2)
    entries = [times * each * draw.pick((-1, 1)) for each in entries]
    cut = 2 if level == 3 else len(entries)
    gs = [np.array(part, float).reshape(-1, 1)
          for part in (entries[:cut], entries[cut:]) if part]
    told = " The gradients g_1 and g_2 belong to one network." \
        if level == 3 else ""
    return Setting({"gs": gs, "limit": np.array(
        float(limit))}, ("length", "g_new"),
        "Gradients are clipped by their norm at the limit: where they are "
        "longer, all are scaled down so that the length is the limit."
        + told + " Find the length, and the new gradients.",
        0 if level == 1 else 2)


CLIPPING = Family(
    "gradient-clipping", "Clipping a gradient by its length", "09",
    {1: "two entries", 2: "three entries", 3: "two gradients together"},
    clipped, draw_clipped, (
        mistake("forgot the square root of the length", "How long is the "
                "longest side of a right-angled triangle, when you know the "
                "two others?",
                clipped={"length": "sum_of(np.sum(g ** 2) for g in gs)"}),
        mistake("added up the sizes of the entries for the length", "How "
                "long is the straight way to the point (3, 4)?",
                clipped={"length": "sum_of(np.sum(abs(g)) for g in gs)"}),
        mistake("cut each entry off at the limit", "Which direction has "
                "the gradient before, and which after?",
                clipped={"g_new": "[np.clip(g, -limit, limit) * 1 "
                                  "for g in gs]"}),
        mistake("divided by the limit in place of scaling to it", "How "
                "long should the gradient be afterward?", levels=(2, 3),
                clipped={"scale": "1 / limit"}),
        mistake("scaled it to a length of 1", "How long should the "
                "gradient be afterward?", levels=(2, 3),
                clipped={"scale": "1 / length"}),
        mistake("took the largest entry for the length", "Do the other "
                "entries make the gradient longer?", clipped={
                    "length": "np.max(np.stack([np.max(abs(g)) "
                              "for g in gs]))"}),
        mistake("clipped each gradient on its own", "How many lengths has "
                "one network's gradient?", levels=(3,), clipped={
                    "g_new": "[g * np.minimum(1, limit / np.sqrt("
                             "np.sum(g * g))) for g in gs]"}),
    ), largest=60)

FAMILIES = (FACTOR, SLOPES, CLIPPING)
