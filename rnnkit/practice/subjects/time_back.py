"""Backpropagation through time with vectors, whole and truncated.

The way back is that of cells.rnn (chapter 08).
"""
import numpy as np

from rnnkit.cells import rnn, scalar
from rnnkit.cells.activations import identity, relu
from rnnkit.cells.scalar import total
from rnnkit.practice.subjects.drawn import open_and_shut, until
from rnnkit.practice.family import Family, Setting, mistake


# Two steps with vectors -----------------------------------------------------
def two_steps_back(W_hx, W_hh, x_1, x_2, h_0, h_1, h_2, e_1, e_2, phi):
    """Return the gradients of two steps, from each step's own e."""
    params = rnn.Params(W_hx, W_hh, None)
    step_1 = rnn.Step(x_1, h_0, None, h_1)
    step_2 = rnn.Step(x_2, h_1, None, h_2)
    (dW_hx_2, dW_hh_2, db_2), dx_2, sent = rnn.step_back(
        params, step_2, e_2, phi)
    dh_1 = e_1 + sent
    (dW_hx_1, dW_hh_1, db_1), dx_1, dh_0 = rnn.step_back(
        params, step_1, dh_1, phi)
    dW_hx = dW_hx_1 + dW_hx_2
    dW_hh = dW_hh_1 + dW_hh_2
    return dh_1, dh_0, dW_hx, dW_hh


def draw_two_steps(draw, level):
    """Return a Setting: linear, with ReLU, and then all gradients."""
    phi = identity if level == 1 else relu
    states = {}
    for name in ("h_1", "h_2"):
        states[name] = draw.column(2, -2, 3) if level == 1 else \
            open_and_shut(draw, 2, 1)
    asks = {1: ("sent", "dh_1", "dW_hh"), 2: ("sent", "dh_1", "dW_hh"),
            3: ("dh_1", "dW_hx", "dW_hh")}[level]
    return Setting({
        "W_hx": draw.weights(2, 1), "W_hh": draw.weights(2, 2, -1, 2, 0.1),
        "x_1": draw.column(1, -2, 3), "x_2": draw.column(1, -2, 3),
        "h_0": draw.column(2, 1, 2), **states,
        "e_1": draw.column(2, -2, 2), "e_2": draw.column(2, -2, 2),
        "phi": phi}, asks, "An RNN with φ = "
        + ("identity (it is linear)" if level == 1 else "ReLU")
        + " went two steps, from h_0 to h_1 and h_2. e_1 and e_2 are the "
        "gradients of each step's own loss for its state: nothing follows "
        "step 2, so dh_2 = e_2. “sent” is what step 2 sends back to h_1, "
        "and dh_1 all that arrives there. The way back begins at the end: "
        "of the lines da, the first is that of step 2."
        + (" Find the gradients; that of a weight is for both steps."))


VECTORS = Family(
    "bptt-vectors", "Two steps back, with vectors", "08",
    {1: "a linear RNN", 2: "with ReLU", 3: "with ReLU, both weights"},
    two_steps_back, draw_two_steps, (
        mistake("forgot what step 2 sends back", "In how many ways does h_1 "
                "reach the losses?", two_steps_back={"dh_1": "+e_1"}),
        mistake("forgot the loss of step 1 itself", "In how many ways does "
                "h_1 reach the losses?", two_steps_back={"dh_1": "+sent"}),
        mistake("used W_hh in place of its transpose", "Which entries of "
                "W_hh lead out of the same unit: a row or a column?",
                step_back={"dh_prev": "W_hh @ da"}),
        mistake("forgot the earlier step's share in dW_hh", "At how many "
                "steps is W_hh used?", two_steps_back={"dW_hh": "+dW_hh_2"}),
        mistake("forgot the last step's share in dW_hh", "At how many steps "
                "is W_hh used?", two_steps_back={"dW_hh": "+dW_hh_1"}),
        mistake("used the state after each step in place of the one before",
                "Which state does W_hh multiply at a step?",
                step_back={"dW_hh": "da @ h.T"}),
        mistake("forgot the slope of ReLU", "Which units were shut at each "
                "step, and what passes back through them?", levels=(2, 3),
                step_back={"da": "+dh"}),
    ), largest=40)


# Truncated ------------------------------------------------------------------
def truncated(W_hx, W_hh, xs, states, every, phi, es=None):
    """Return the gradients of truncated backpropagation in chunks.

    xs: each (1, 1); states: {"h_0": …, "h_1": …}; every: (steps a chunk,);
    es: the gradient of each step's own loss, 1 if None. It is
    `bptt.truncated` with every = back, step by step.
    """
    params, T, grad = rnn.Params(W_hx, W_hh, None), len(xs), {}
    es = es or [np.ones((1, 1))] * T
    for t in range(T, 0, -1):
        last = t == T or t % every[0] == 0
        before = states[f"h_{t - 1}"]
        grad[f"dh_{t}"] = es[t - 1] if last else es[t - 1] + grad[f"sent_{t}"]
        ((grad[f"dW_hx_{t}"], grad[f"dW_hh_{t}"], _), _,
         grad[f"sent_{t - 1}"]) = rnn.step_back(params, rnn.Step(
             xs[t - 1], before, None, states[f"h_{t}"]), grad[f"dh_{t}"], phi)
    times = range(1, T + 1)
    grad["dW_hx"] = total(grad[f"dW_hx_{t}"] for t in times)
    grad["dW_hh"] = total(grad[f"dW_hh_{t}"] for t in times)
    return grad


def draw_truncated(draw, level):
    """Return a Setting: two chunks, two longer ones, and own losses."""
    T, every = {1: (4, 2), 2: (6, 3), 3: (4, 2)}[level]
    phi = relu if level == 3 else identity

    def numbers():
        u, w = draw.pick((1, 2, 3)), draw.pick(
            (-3, -2, 2, 3) if T == 4 else (-2, 2))
        xs = [draw.pick((-2, -1, 1, 2, 3)) for _ in range(T)]
        return xs, scalar.forward(scalar.Params(u, w, 1), xs, 1, phi), u, w

    def suits(found):
        h = [step.h for step in found[1]]
        shut = [t for t, each in enumerate(h, 1) if not each]
        return max(map(abs, h)) < 10 and shut in (
            [[1], [4]] if level == 3 else [[]]) and h[every - 1]
    xs, steps, u, w = until(numbers, suits)
    hs = [1, *(step.h for step in steps)]
    given = {"W_hx": column(u), "W_hh": column(w),
             "xs": [*map(column, xs)], "every": (every,), "phi": phi,
             "states": {f"h_{t}": column(h) for t, h in enumerate(hs)}}
    if level == 3:
        given["es"] = [draw.column(1, -2, 3) for _ in range(T)]
    return Setting(given, ASKED[level], TASKS[level])


def column(number):
    """Return a number as a column, (1, 1)."""
    return np.array([[float(number)]])


OPEN = ("One unit, φ = {}, no bias: h_t = φ(W_hx x_t + W_hh h_{{t−1}}). The "
        "states that it took are given. ")
BACK = ("dh_t is all that arrives at h_t, and sent_t what the next step "
        "sends back to it. The gradient is truncated: it goes back in "
        "chunks of {} steps, and never over a border between chunks. The "
        "states did go over it. Find what arrives, and the gradients of the "
        "weights.")
TASKS = {1: OPEN.format("identity") + "The loss is L = Σ h_t, so each step's "
         "own loss sends 1 to its state. " + BACK.format(2),
         3: OPEN.format("ReLU") + "e_t is what each step's own loss sends "
         "to its state. " + BACK.format(2)}
TASKS[2] = TASKS[1].replace("chunks of 2", "chunks of 3")
ASKED = {1: ("dh_3", "dh_1", "dW_hx", "dW_hh"),
         2: ("dh_5", "dh_4", "dh_2", "dh_1", "dW_hh"),
         3: ("dh_3", "dh_1", "dW_hx", "dW_hh")}
SUM = "total(grad[f'd{}_{{t}}'] for t in {})"


def sums(times):
    """Return the two sums over time, over other steps."""
    return {f"grad['d{W}']": SUM.format(W, times) for W in ("W_hx", "W_hh")}


DH = "grad[f'dh_{t}']"

TRUNCATED = Family(
    "bptt-truncated", "Truncated backpropagation through time", "08",
    {1: "chunks of two steps", 2: "chunks of three steps",
     3: "with ReLU, and a loss of its own at each step"},
    truncated, draw_truncated, (
        mistake("sent the gradient back over the border", "At which step "
                "does a chunk begin, and what reaches the one before it?",
                truncated={DH: "es[t - 1] if t == T else es[t - 1] "
                           "+ grad[f'sent_{t}']"}),
        mistake("let no loss reach a step before its own", "Does the "
                "gradient stop at every step, or only at the border?",
                truncated={DH: "es[t - 1] + 0 * W_hh"}),
        mistake("counted only the last chunk", "How often is the gradient "
                "sent back in the whole sequence?",
                truncated=sums("times[-every[0]:]")),
        mistake("counted only the first chunk", "How often is the gradient "
                "sent back in the whole sequence?",
                truncated=sums("times[:every[0]]")),
        mistake("used h_t in place of h_{t−1}", "Which state does W_hh "
                "multiply at a step?", step_back={"dW_hh": "da @ h.T"}),
        mistake("began each chunk with a state of 0", "What goes over the "
                "border between chunks, and what does not?", truncated={
                    "before": "states[f'h_{t - 1}'] * (t % every[0] != 1)"}),
        mistake("left out W_hh on the way back", "By what is a state "
                "multiplied on its way to the next?",
                step_back={"dh_prev": "+da"}),
        mistake("forgot the slope of ReLU", "At which step was the unit "
                "shut, and what passes back through it?", levels=(3,),
                step_back={"da": "+dh"}),
    ), largest=60)

FAMILIES = (VECTORS, TRUNCATED)
