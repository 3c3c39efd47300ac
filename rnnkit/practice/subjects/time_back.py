"""Backpropagation through time with vectors, whole and truncated.

The way back is that of cells.rnn, line by line (chapter 08).
"""
import numpy as np

from rnnkit.cells import scalar
from rnnkit.cells.activations import identity, relu, slope
from rnnkit.cells.scalar import total
from rnnkit.practice.subjects.drawn import open_and_shut, until
from rnnkit.practice.family import Family, Setting, mistake


# Two steps with vectors -----------------------------------------------------
def two_steps_back(W_hx, W_hh, x_1, x_2, h_0, h_1, h_2, e_1, e_2, phi):
    """Return the gradients of two steps, from each step's own e.

    They are the lines of rnn.step_back, each with the number of its step.
    """
    da_2 = e_2 * slope(phi, h_2)
    sent = W_hh.T @ da_2
    dh_1 = e_1 + sent
    da_1 = dh_1 * slope(phi, h_1)
    dW_hx = da_1 @ x_1.T + da_2 @ x_2.T
    dW_hh = da_1 @ h_0.T + da_2 @ h_1.T
    return dh_1, dW_hx, dW_hh


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
        "and dh_1 all that arrives there; da_t is the gradient for what "
        "stood inside φ at step t. Find the gradients; that of a weight is "
        "for both steps." + (SHUT if level > 1 else ""))


SHUT = " slope(h) is the slope of ReLU: 1 where h is above 0, else 0."
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
                two_steps_back={"sent": "W_hh @ da_2"}),
        mistake("left out W_hh on the way back", "By what is a state "
                "multiplied on its way to the next?",
                two_steps_back={"sent": "+da_2"}),
        mistake("forgot the earlier step's share in the weights", "At how "
                "many steps is each weight used?", two_steps_back={
                    "dW_hx": "da_2 @ x_2.T", "dW_hh": "da_2 @ h_1.T"}),
        mistake("forgot the last step's share in the weights", "At how many "
                "steps is each weight used?", two_steps_back={
                    "dW_hx": "da_1 @ x_1.T", "dW_hh": "da_1 @ h_0.T"}),
        mistake("used the state after each step in place of the one before",
                "Which state does W_hh multiply at a step?",
                two_steps_back={"dW_hh": "da_1 @ h_1.T + da_2 @ h_2.T"}),
        mistake("forgot the slope of ReLU", "Which units were shut at each "
                "step, and what passes back through them?", levels=(2, 3),
                two_steps_back={"da_2": "+e_2", "da_1": "+dh_1"}),
    ), largest=40)


# Truncated ------------------------------------------------------------------
def truncated(W_hx, W_hh, xs, states, every, es, phi):
    """Return the gradients of truncated backpropagation in chunks.

    xs: each (1, 1); states: {"h_0": …, "h_1": …}; every: (steps a chunk,);
    es: the gradient of each step's own loss. It is `bptt.truncated` with
    every = back, step by step.
    """
    T, grad = len(xs), {}
    for t in range(T, 0, -1):
        last = t == T or t % every[0] == 0
        grad[f"dh_{t}"] = es[t - 1] if last else es[t - 1] + grad[f"sent_{t}"]
        grad[f"da_{t}"] = grad[f"dh_{t}"] * slope(phi, states[f"h_{t}"])
        grad[f"sent_{t - 1}"] = W_hh.T @ grad[f"da_{t}"]
    times = range(1, T + 1)
    grad["dW_hx"] = total(grad[f"da_{t}"] @ xs[t - 1].T for t in times)
    grad["dW_hh"] = total(grad[f"da_{t}"] @ states[f"h_{t - 1}"].T
                          for t in times)
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
             "states": {f"h_{t}": column(h) for t, h in enumerate(hs)},
             "es": [draw.column(1, -2, 3) if level == 3 else column(1)
                    for _ in range(T)]}
    return Setting(given, ASKED[level], TASKS[level])


def column(number):
    """Return a number as a column, (1, 1)."""
    return np.array([[float(number)]])


OPEN = ("One unit, φ = {}, no bias: h_t = φ(W_hx x_t + W_hh h_{{t−1}}). The "
        "states that it took are given. ")
BACK = ("dh_t is all that arrives at h_t, and sent_t what the next step "
        "sends back to it; da_t is the gradient for what stood inside φ. "
        "The gradient is truncated: it goes back in chunks of {} steps, and "
        "never over a border between chunks. The states did go over it. "
        "Find what arrives, and the gradients of the weights.")
TASKS = {1: OPEN.format("identity") + "The loss is L = Σ h_t, so each step's "
         "own loss sends e_t = 1 to its state. " + BACK.format(2),
         3: OPEN.format("ReLU") + "e_t is what each step's own loss sends "
         "to its state. " + BACK.format(2) + SHUT}
TASKS[2] = TASKS[1].replace("chunks of 2", "chunks of 3")
ASKED = {1: ("dh_3", "dh_1", "dW_hx", "dW_hh"),
         2: ("dh_5", "dh_4", "dh_2", "dh_1", "dW_hh"),
         3: ("dh_3", "dh_1", "dW_hx", "dW_hh")}
SHARE = "total(grad[f'da_{{t}}'] @ {}.T for t in {})"
X, BEFORE = "xs[t - 1]", "states[f'h_{t - 1}']"


def sums(times):
    """Return the two sums over time, over other steps."""
    return {"grad['dW_hx']": SHARE.format(X, times),
            "grad['dW_hh']": SHARE.format(BEFORE, times)}


DH, DA = "grad[f'dh_{t}']", "grad[f'da_{t}']"

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
                "multiply at a step?", truncated={
                    "grad['dW_hh']": SHARE.format("states[f'h_{t}']",
                                                  "times")}),
        mistake("began each chunk with a state of 0", "What goes over the "
                "border between chunks, and what does not?", truncated={
                    "grad['dW_hh']": SHARE.format(
                        f"({BEFORE} * (t % every[0] != 1))", "times")}),
        mistake("left out W_hh on the way back", "By what is a state "
                "multiplied on its way to the next?",
                truncated={"grad[f'sent_{t - 1}']": f"+{DA}"}),
        mistake("forgot the slope of ReLU", "At which step was the unit "
                "shut, and what passes back through it?", levels=(3,),
                truncated={DA: f"+{DH}"}),
    ), largest=60)

FAMILIES = (VECTORS, TRUNCATED)
