"""Recurrent steps: numbers that fit on paper, mistakes that people make.

    a = W_hx x + W_hh h_prev + b_h      h = φ(a)      y = W_yh h + b_y

Chapter 03; the formulas are `cells.rnn` and `cells.readout`, once or in a
loop.
"""
import numpy as np

from rnnkit.cells import readout
from rnnkit.cells.activations import relu
from rnnkit.cells.rnn import Params, step
from rnnkit.practice.family import Family, Setting, mistake

NO_BIAS = mistake("forgot the bias", "Which term of the line for a has "
                  "neither an x nor an h in it?",
                  step={"a": "W_hx @ x + W_hh @ h_prev"})
NO_STATE = mistake("forgot the state before", "What does the network "
                   "remember from the step before, and where does it enter "
                   "a?", step={"a": "W_hx @ x + b_h"})
NO_RELU = mistake("forgot ReLU", "What happens to a negative a on its way "
                  "to h?", step={"h": "a"})
COLUMNS = mistake("used the columns of W_hh in place of its rows", "To which "
                  "unit does a row of W_hh belong, and from which unit does "
                  "a column come?",
                  step={"a": "W_hx @ x + W_hh.T @ h_prev + b_h"})
MINUS = mistake("subtracted the bias", "With which sign does b_h stand in "
                "the formula?", step={"a": "W_hx @ x + W_hh @ h_prev - b_h"})
BARE = mistake("added the state before without its weights", "What is h_prev "
               "multiplied by in the line for a?",
               step={"a": "W_hx @ x + h_prev + b_h"})


def drawn(draw, inputs, units, low=-2, high=2):
    """Return the weights of an RNN cell by name."""
    return {"W_hx": draw.weights(units, inputs, low, high),
            "W_hh": draw.weights(units, units, low, high),
            "b_h": draw.column(units, -2, 2)}


def different(draw, T):
    """Return T inputs of one number that all differ, so that order shows."""
    return [np.array([[float(k)]])
            for k in draw.several((-2, -1, 1, 2, 3), T)]


def shut(page):
    """Whether ReLU has something to do: some sum is negative, not all."""
    sums = np.concatenate([np.ravel(page[name]) for name in page.every("a")])
    return min(sums) < 0 < max(sums)


# One step ------------------------------------------------------------------
def rnn_step(W_hx, W_hh, b_h, x, h_prev, phi):
    """Return one Step of an RNN (chapter 03)."""
    return step(Params(W_hx, W_hh, b_h), x, h_prev, phi)


def draw_rnn_step(draw, level):
    """Return a Setting: two units and two inputs at first, then three."""
    inputs, units = {1: (2, 2), 2: (2, 3), 3: (3, 3)}[level]
    return Setting(
        {**drawn(draw, inputs, units), "x": draw.column(inputs, -1, 3),
         "h_prev": draw.column(units, 0, 3), "phi": relu},
        ("a", "h"), "An RNN with φ = ReLU is in the state h_prev and reads "
        "x. Find a and the new state h.")


RNN_STEP = Family(
    "rnn-step", "One step of an RNN", "03",
    {1: "two inputs, two units", 2: "two inputs, three units",
     3: "three inputs, three units"},
    rnn_step, draw_rnn_step, (
        NO_BIAS, NO_STATE, NO_RELU, COLUMNS, MINUS, BARE,
        mistake("added the bias after ReLU", "Is the bias a part of the sum "
                "a, or is it added to h?",
                step={"h": "phi(W_hx @ x + W_hh @ h_prev) + b_h"}),
        mistake("left out the minus sign of a sum in place of applying "
                "ReLU", "What does ReLU make of a negative number?",
                step={"h": "np.abs(a)"}),
        mistake("used the columns of W_hx in place of its rows", "Which "
                "weights of W_hx belong to one unit: a row or a column?",
                (1, 3), step={"a": "W_hx.T @ x + W_hh @ h_prev + b_h"}),
        mistake("multiplied W_hh and h_prev entry by entry", "How many "
                "units of h_prev does each unit of a listen to?",
                step={"a": "W_hx @ x + np.diag(W_hh)[:, None] * h_prev "
                      "+ b_h"}),
        mistake("exchanged x and h_prev", "Which of the two does W_hx "
                "multiply?", (1, 3),
                step={"a": "W_hx @ h_prev + W_hh @ x + b_h"}),
    ), suits=shut)


def rnn_output(W_hx, W_hh, b_h, W_yh, b_y, x, h_prev, phi):
    """Return (Step, y): one step of an RNN and its output."""
    now = step(Params(W_hx, W_hh, b_h), x, h_prev, phi)
    y = readout.linear(readout.Params(W_yh, b_y), now.h)
    return now, y


def draw_rnn_output(draw, level):
    """Return a Setting: two units and one output, then three and two."""
    units, outputs = {1: (2, 1), 2: (3, 2), 3: (3, 2)}[level]
    asks = ("h", "y") if level == 3 else ("a", "h", "y")
    return Setting(
        {**drawn(draw, 2, units), "W_yh": draw.weights(outputs, units),
         "b_y": draw.column(outputs, -2, 2), "x": draw.column(2, -1, 3),
         "h_prev": draw.column(units, 0, 3), "phi": relu}, asks,
        "An RNN with φ = ReLU is in the state h_prev and reads x. The output "
        f"y is linear in the new state. Find {', '.join(asks[:-1])} and y.")


RNN_OUTPUT = Family(
    "rnn-output", "One step of an RNN and its output", "03",
    {1: "two units, one output", 2: "three units, two outputs",
     3: "the same, without the sum a"},
    rnn_output, draw_rnn_output, (
        NO_BIAS, NO_STATE, NO_RELU, COLUMNS, MINUS,
        mistake("forgot the bias of the output", "Which term of the line "
                "for y has no h in it?", linear={"y": "W_yh @ h"}),
        mistake("made the output from the sum a", "Does W_yh multiply the "
                "sum a or the state h?", rnn_output={
                    "y": "readout.linear(readout.Params(W_yh, b_y), now.a)"}),
        mistake("made the output from the state before", "Which state is "
                "there when y is made, the old or the new one?", rnn_output={
                    "y": "readout.linear(readout.Params(W_yh, b_y), "
                    "h_prev)"}),
        mistake("applied ReLU to the output", "Is there a φ in the line "
                "for y?", (2, 3), linear={"y": "np.maximum(W_yh @ h + b_y, "
                                          "0)"}),
    ), suits=shut)


# A sequence ----------------------------------------------------------------
def rnn_sequence(W_hx, W_hh, b_h, xs, h_0, phi, W_yh=None, b_y=None):
    """Return (states, outputs) of an RNN along a sequence."""
    h, ys = h_0, []
    for x in xs:
        before = h
        h = step(Params(W_hx, W_hh, b_h), x, before, phi).h
        if W_yh is not None:
            y = readout.linear(readout.Params(W_yh, b_y), h)
            ys.append(y)
    return h, ys


def draw_rnn_sequence(draw, level):
    """Return a Setting: two units, two steps and then three."""
    T = {1: 2, 2: 2, 3: 3}[level]
    given = {**drawn(draw, 1, 2), "xs": different(draw, T),
             "h_0": draw.column(2, 0, 3), "phi": relu}
    order = "x_1, then x_2" + ", then x_3" * (T == 3)
    asks, told = ("a", "h"), ("Find the sums before ReLU, a_1 and a_2, and "
                              "the states, h_1 and h_2.")
    if level > 1:
        given |= {"W_yh": draw.weights(1, 2), "b_y": draw.column(1, -2, 2)}
        asks = ("h", "y")
        told = (f"At each step there is an output, y_t = W_yh h_t + b_y. "
                f"Find the states and the outputs for t = 1 to {T}.")
    return Setting(given, asks, "An RNN with φ = ReLU begins in the state "
                   f"h_0 and reads {order}. The state is handed on from step "
                   "to step. " + told)


CELL = "step(Params(W_hx, W_hh, b_h), "
RNN_SEQUENCE = Family(
    "rnn-sequence", "An RNN along a sequence", "03",
    {1: "two steps", 2: "two steps, with outputs",
     3: "three steps, with outputs"},
    rnn_sequence, draw_rnn_sequence, (
        mistake("started every step from h_0", "Which state does the second "
                "step begin in?",
                rnn_sequence={"h": CELL + "x, h_0, phi).h"}),
        mistake("began with a state of zeros", "Which state does the first "
                "step begin in?",
                rnn_sequence={"h, ys": "0 * h_0, []"}),
        mistake("read x_1 at every step", "Which input arrives at t = 2?",
                rnn_sequence={"h": CELL + "xs[0], h, phi).h"}),
        mistake("read the sequence backward", "Which input is read first?",
                rnn_sequence={"xs": "xs[::-1]"}),
        NO_BIAS, NO_RELU, NO_STATE, COLUMNS,
        mistake("made each output from the state before", "Which state is "
                "there when y_1 is made: h_0 or h_1?", (2, 3), rnn_sequence={
                    "y": "readout.linear(readout.Params(W_yh, b_y), "
                         "before)"}),
        mistake("forgot the bias of the output", "Which term of the line "
                "for y has no h in it?", (2, 3), linear={"y": "W_yh @ h"}),
    ), suits=shut)


def draw_rnn_tanh(draw, level):
    """Return a Setting with tanh: halves, so that it is not yet flat."""
    units, T = {1: (1, 1), 2: (2, 1), 3: (1, 3)}[level]
    half = {name: value / 2 for name, value in
            drawn(draw, units, units, -3, 3).items()}
    state = draw.array((units, 1), -8, 8) / 10
    told = ("is in the state h_0 and reads x_1. Find the sum a and the new "
            "state h." if T == 1 else
            "begins in the state h_0 and reads x_1 to x_3. Find the sums "
            "a_1 to a_3 and the states h_1 to h_3.")
    return Setting(
        {**half, "xs": [draw.column(units, -2, 2) for _ in range(T)],
         "h_0": state, "phi": np.tanh}, ("a", "h"),
        f"An RNN with φ = tanh {told}", decimals=2)


def not_flat(page):
    """Whether no sum is so small or so large that tanh hardly matters."""
    sums = [abs(float(v)) for name in page.every("a")
            for v in np.ravel(page[name])]
    return min(sums) >= 0.3 and max(sums) <= 2.2


RNN_TANH = Family(
    "rnn-tanh", "A step with tanh", "03",
    {1: "one unit", 2: "two units", 3: "one unit, three steps"},
    rnn_sequence, draw_rnn_tanh, (
        NO_BIAS, NO_STATE,
        NO_RELU._replace(name="forgot tanh", look="Between which two numbers "
                         "does a state of this network lie?"),
        MINUS,
        mistake("used the logistic function σ in place of tanh", "Can a "
                "state be negative here?",
                step={"h": "1 / (1 + np.exp(-a))"}),
        mistake("added the bias after tanh", "Is the bias a part of the sum "
                "a, or is it added to h?",
                step={"h": "phi(W_hx @ x + W_hh @ h_prev) + b_h"}),
        mistake("used ReLU in place of tanh", "Which φ is it here?", (2, 3),
                step={"h": "np.maximum(a, 0)"}),
        mistake("started every step from h_0", "Which state does the second "
                "step begin in?", (3,),
                rnn_sequence={"h": CELL + "x, h_0, phi).h"}),
    ), suits=not_flat, largest=5)

FAMILIES = (RNN_STEP, RNN_OUTPUT, RNN_SEQUENCE, RNN_TANH)
