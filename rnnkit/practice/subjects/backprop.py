"""Backpropagation: one unit through time, bar by bar; a layer; a step.

The formulas are those of cells.scalar, cells.rnn and cells.dense (chapter
08). What the way forward gave is given, where only the way back is asked.
"""
import numpy as np

from rnnkit.cells import dense, rnn, scalar
from rnnkit.cells.activations import identity, relu
from rnnkit.practice.subjects.drawn import open_and_shut, until
from rnnkit.practice.family import Family, Setting, mistake

ONE_UNIT = ("An RNN with one unit: z_t = u·x_t + w·h_{t−1}, h_t = φ(z_t), "
            "r_t = v·h_t, y_t = φ(r_t), with φ = ReLU. Its loss is "
            "L = ½ Σ (y_t − target_t)². A bar means ∂L/∂: z_bar_2 is "
            "∂L/∂z_2. xs holds the inputs x_1, x_2, … and targets the "
            "targets, in the order of time; slope(y_t) is φ′, written in the "
            "output: 1 where it is above 0, and 0 where the ReLU is shut. ")


# One unit through time ------------------------------------------------------
def bars(u, w, v, xs, targets, h_0, phi):
    """Return all bars of a sequence by name (chapter 08)."""
    return scalar.through_time(scalar.Params(u, w, v), xs, targets, h_0, phi)


def draw_unit(draw, T, shut):
    """Return the arguments of `bars` for T steps.

    shut: the step at which a ReLU is shut; at the others it is open. The
    targets lie next to the outputs.
    """
    def numbers():
        w = draw.pick((-2, -1, 2) if shut else (-1, 2))
        v = 3 if w == 2 else draw.pick((2, 3))      # v and w tell apart
        u = draw.pick([k for k in (1, 2, 3) if k != w])
        params = scalar.Params(u, w, v)
        xs = [draw.pick((-2, -1, 1, 2, 3)) for _ in range(T)]
        return params, xs, draw.integer(1, 3)

    def suits(found):
        params, xs, h_0 = found
        steps = scalar.forward(params, xs, h_0, relu)
        closed = [t for t, step in enumerate(steps, 1) if step.z < 0]
        return (all(step.z for step in steps) and closed == shut
                and max(step.y for step in steps) < 13)
    params, xs, h_0 = until(numbers, suits)
    steps = scalar.forward(params, xs, h_0, relu)
    targets = [s.y + draw.pick((-3, -2, -1, 1, 2)) for s in steps]
    return {name: np.array(value, float) for name, value in (
        *params._asdict().items(), ("xs", xs), ("targets", targets),
        ("h_0", h_0))} | {"phi": relu}


def draw_bars(draw, level):
    """Return a Setting: two steps, three, and three with a ReLU shut."""
    T, shut = {1: (2, []), 2: (3, []), 3: (3, [2])}[level]
    asks = {1: ("h", "y_bar", "h_bar_2", "h_bar_1"),
            2: ("y_bar", "h_bar_3", "h_bar_2", "h_bar_1"),
            3: ("y_bar", "z_bar_3", "h_bar_2", "h_bar_1", "z_bar_1")}[level]
    return Setting(draw_unit(draw, T, shut), asks, ONE_UNIT
                   + "Find the bars, from the last step to the first.")


NEXT = "(bar[later] * {} if later in bar else 0)"
LATER = NEXT.format("w")
OWN = "bar[f'r_bar_{t}']"
H_BAR, Z_BAR = "bar[f'h_bar_{t}']", "bar[f'z_bar_{t}']"
WRONG_ERROR = mistake(
    "took target minus output", "Does the loss grow or shrink when y grows "
    "above its target?", through_time={"y_bar": "target - step.y"})
NO_HALF = mistake(
    "took twice the difference for y_bar", "What does the ½ before the loss "
    "do to the 2 of its square?", through_time={
        "y_bar": "2 * (step.y - target)"})
ALONE = mistake(
    "forgot what the next step sends back", "In how many ways does a state "
    "reach the loss, if another step follows it?",
    backward={H_BAR: f"{OWN} * v"})
NO_SLOPE = mistake(
    "forgot the slope of ReLU", "Which sign has z at each step, and what "
    "does a shut ReLU let back?", levels=(3,), backward={Z_BAR: f"+{H_BAR}"})

BARS = Family(
    "bptt-bars", "Backpropagation through time, bar by bar", "08",
    {1: "two steps", 2: "three steps", 3: "three steps, a ReLU is shut"},
    bars, draw_bars, (
        WRONG_ERROR, NO_HALF, ALONE, NO_SLOPE,
        mistake("used u in place of w on the way back in time", "Which "
                "weight stands between a state and the next one?",
                backward={H_BAR: f"{OWN} * v + {NEXT.format('u')}"}),
        mistake("exchanged v and w", "Which weight leads from a state to "
                "its output, and which to the next state?",
                backward={H_BAR: f"{OWN} * w + {NEXT.format('v')}"}),
        mistake("left out w on the way back in time", "By what is a state "
                "multiplied before it enters the next z?",
                backward={H_BAR: f"{OWN} * v + {NEXT.format('1')}"}),
        mistake("left out v on the way back from the output", "By what is a "
                "state multiplied before it becomes r?",
                backward={H_BAR: f"{OWN} + {LATER}"}),
    ), largest=60)


def draw_weights(draw, level):
    """Return a Setting: the same sequences, and the sums over time."""
    T, shut = {1: (2, []), 2: (3, []), 3: (3, [2])}[level]
    asks = {1: ("z_bar_2", "z_bar_1", "u_bar", "v_bar", "w_bar"),
            2: ("z_bar_3", "z_bar_2", "z_bar_1", "u_bar", "w_bar"),
            3: ("z_bar_3", "h_bar_2", "z_bar_1", "u_bar", "v_bar", "w_bar")}
    return Setting(draw_unit(draw, T, shut), asks[level], ONE_UNIT
                   + "Find the gradients of the shared weights, and the "
                   "bars that they need.")


U, V, W = "bar['u_bar']", "bar['v_bar']", "bar['w_bar']"
LAST = "bar[f'z_bar_{len(steps)}'] * steps[-1]"

WEIGHTS = Family(
    "bptt-weights", "The gradient of a shared weight", "08",
    {1: "two steps", 2: "three steps", 3: "three steps, a ReLU is shut"},
    bars, draw_weights, (
        WRONG_ERROR, NO_HALF, ALONE, NO_SLOPE,
        mistake("used h_t in place of h_{t−1} for w", "Which state does w "
                "multiply in the line of z_t?", backward={
                    W: "total(bar[f'z_bar_{t}'] * step.h "
                       "for t, step in enumerate(steps, 1))"}),
        mistake("forgot the earlier steps' share", "At how many steps is "
                "this weight used?", backward={
                    U: f"{LAST}.x", W: f"{LAST}.h_prev",
                    V: "bar[f'r_bar_{len(steps)}'] * steps[-1].h"}),
        mistake("left out the share of the first step in w_bar", "What does "
                "w multiply at the first step? Is it zero here?", backward={
                    W: "total(bar[f'z_bar_{t}'] * step.h_prev "
                       "for t, step in enumerate(steps, 1) if t > 1)"}),
        mistake("divided the sum by the number of steps", "Is the loss a "
                "sum over the steps, or their mean?", levels=(1,), backward={
                    U: "total(bar[f'z_bar_{t}'] * step.x for t, step in "
                       "enumerate(steps, 1)) / len(steps)",
                    W: "total(bar[f'z_bar_{t}'] * step.h_prev for t, step "
                       "in enumerate(steps, 1)) / len(steps)"}),
    ), largest=90)


# One step, one layer --------------------------------------------------------
def rnn_step_back(W_hx, W_hh, x, h_prev, h, dh, phi):
    """Return the gradients of one step from that of its state."""
    params, step = rnn.Params(W_hx, W_hh, None), rnn.Step(x, h_prev, None, h)
    return rnn.step_back(params, step, dh, phi)


SLOPE = ("slope(h) is the slope of ReLU, written in its output: 1 where h is "
         "above 0, else 0.")


def tanh_slope(name, dh):
    """Return the mistake of a slope that belongs to another activation."""
    return mistake(
        "took 1 − h² for the slope of ReLU", "Which activation has the slope "
        "1 − h², and which made h here?",
        step_back={name: f"{dh} * (1 - h * h)"})


def draw_step_back(draw, level):
    """Return a Setting: one example, then two side by side."""
    D, B = {1: (1, 1), 2: (2, 1), 3: (1, 2)}[level]
    asks = {1: ("da", "dh_prev"), 2: ("da", "dW_hh", "dh_prev"),
            3: ("da", "dW_hx", "db_h")}[level]
    side = " Each column is an example." if B == 2 else ""
    return Setting({
        "W_hx": draw.weights(2, D), "W_hh": draw.weights(2, 2, zeros=0.1),
        "x": draw.array((D, B), -2, 3), "h_prev": draw.array((2, B), 1, 3),
        "h": open_and_shut(draw, 2, B), "dh": draw.array((2, B), -3, 3),
        "phi": relu}, asks, "One step of an RNN went forward: a = W_hx x + "
        "W_hh h_prev + b_h, h = ReLU(a). From dh = ∂L/∂h, find the asked "
        "gradients (da is ∂L/∂a, and so on). " + SLOPE + side)


STEP_BACK = Family(
    "rnn-step-back", "One step of an RNN, backward", "08",
    {1: "to the state before", 2: "and to the weights",
     3: "two examples side by side"},
    rnn_step_back, draw_step_back, (
        tanh_slope("da", "dh"),
        mistake("forgot the slope of ReLU", "Which units were shut on the "
                "way forward, and what passes back through them?",
                step_back={"da": "dh"}),
        mistake("applied ReLU to the gradient", "Is it the sign of dh, or "
                "that of h, which opens the way back?",
                step_back={"da": "np.maximum(dh, 0)"}),
        mistake("multiplied by h in place of the slope of ReLU", "How fast "
                "does ReLU grow where it is open?",
                step_back={"da": "dh * h"}),
        mistake("let the gradient through where the unit was shut", "Where "
                "h is 0, what did a small change of a do to it?",
                step_back={"da": "dh * (h <= 0)"}),
        mistake("used W_hh in place of its transpose", "Which entries of "
                "W_hh lead out of the same unit of h_prev: a row or a "
                "column?", levels=(1, 2),
                step_back={"dh_prev": "W_hh @ da"}),
        mistake("sent dh back in place of da", "What stands between a and h "
                "on the way back?", levels=(1, 2),
                step_back={"dh_prev": "W_hh.T @ dh"}),
        mistake("used h in place of h_prev", "Which state does W_hh "
                "multiply?", levels=(2,), step_back={"dW_hh": "da @ h.T"}),
        mistake("used dh in place of da for the weights", "What stands "
                "between W_hh h_prev and h?", levels=(2, 3), step_back={
                    "dW_hh": "dh @ h_prev.T", "dW_hx": "dh @ x.T"}),
        mistake("exchanged rows and columns of dW_hh", "To which unit does "
                "a row of W_hh lead, and from which does a column come?",
                levels=(2,), step_back={"dW_hh": "h_prev @ da.T"}),
        mistake("kept only the last example", "How many examples use the "
                "same weights?", levels=(3,),
                step_back={"dW_hx": "da[:, -1:] @ x[:, -1:].T",
                           "db_h": "da[:, -1:]"}),
        mistake("averaged over the examples", "Has the loss been divided "
                "by the number of examples already?", levels=(3,),
                step_back={"dW_hx": "da @ x.T / 2",
                           "db_h": "np.mean(da, axis=1, keepdims=True)"}),
    ), largest=24)


def dense_back(W1, W2, x, h, dy, phi1, phi2):
    """Return the gradients of two layers from that of the output."""
    params, step = dense.Params(W1, None, W2, None), dense.Step(
        x, None, h, None, dy)
    return dense.step_back(params, step, dy, phi1, phi2)


def draw_dense_back(draw, level):
    """Return a Setting: the upper layer, both, and two examples."""
    D, K, B = {1: (2, 1, 1), 2: (2, 2, 1), 3: (1, 1, 2)}[level]
    asks = {1: ("dW2", "dh", "da1"), 2: ("da1", "dW1", "dx"),
            3: ("da1", "dW1", "dW2")}[level]
    side = " Each column is an example." if B == 2 else ""
    return Setting({
        "W1": draw.weights(2, D, zeros=0), "W2": draw.weights(K, 2, zeros=0),
        "x": draw.array((D, B), -2, 3), "h": open_and_shut(draw, 2, B),
        "dy": draw.array((K, B), -3, 3), "phi1": relu, "phi2": identity},
        asks, "Two layers went forward: a1 = W1 x + b1, h = ReLU(a1), "
        "y = W2 h + b2. From dy = ∂L/∂y, find the asked gradients (dh is "
        "∂L/∂h, and so on; no activation follows y, so that da2 = dy). "
        + SLOPE + side)


DENSE_BACK = Family(
    "dense-back", "Two layers, backward", "08",
    {1: "through the upper layer", 2: "down to the input",
     3: "two examples side by side"},
    dense_back, draw_dense_back, (
        tanh_slope("da1", "dh"),
        mistake("forgot the slope of ReLU", "Which hidden units were shut, "
                "and what passes back through them?",
                step_back={"da1": "dh"}),
        mistake("applied ReLU to the gradient", "Is it the sign of dh, or "
                "that of h, which opens the way back?",
                step_back={"da1": "np.maximum(dh, 0)"}),
        mistake("multiplied by h in place of the slope of ReLU", "How fast "
                "does ReLU grow where it is open?",
                step_back={"da1": "dh * h"}),
        mistake("let the gradient through where the unit was shut", "Where "
                "h is 0, what did a small change of a1 do to it?",
                step_back={"da1": "dh * (h <= 0)"}),
        mistake("left the weights of the upper layer out", "By what was h "
                "multiplied on its way to y?", levels=(1, 3),
                step_back={"dh": "np.ones_like(W2.T) @ da2"}),
        mistake("used W2 in place of its transpose", "Which entries of W2 "
                "lead out of the same hidden unit: a row or a column?",
                levels=(2,), step_back={"dh": "W2 @ da2"}),
        mistake("used W1 in place of its transpose", "Which entries of W1 "
                "lead out of the same input: a row or a column?",
                levels=(2,), step_back={"dx": "W1 @ da1"}),
        mistake("sent dh down in place of da1", "What stands between a1 and "
                "h on the way back?", levels=(2, 3),
                step_back={"dW1": "dh @ x.T", "dx": "W1.T @ dh"}),
        mistake("averaged over the examples", "Has the loss been divided "
                "by the number of examples already?", levels=(3,),
                step_back={"dW1": "da1 @ x.T / 2", "dW2": "da2 @ h.T / 2"}),
    ), largest=24)

FAMILIES = (BARS, WEIGHTS, STEP_BACK, DENSE_BACK)
