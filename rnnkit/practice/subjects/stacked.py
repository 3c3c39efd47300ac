"""Two recurrent cells together: one above the other, one in each direction,
one after the other.

    two layers        the state of the lower cell is the input of the upper
    both directions   one cell reads x_1 … x_T, another one x_T … x_1
    seq2seq           the last state of the encoder begins the decoder

Chapters 03, 05 and 13; each is `cells.rnn`, twice. States are numbered in
the order in which they are computed, as in chapter 03.
"""
import numpy as np

from rnnkit.cells import readout
from rnnkit.cells.activations import relu
from rnnkit.cells.rnn import Params, step
from rnnkit.practice.subjects.recurrent import (NO_BIAS, NO_RELU,
                                                different, shut)
from rnnkit.practice.family import Family, Setting, mistake

NAMES = ("W_hx", "W_hh", "b_h")
NO_RELU = NO_RELU._replace(look="What happens to a negative sum on its way "
                           "to a state?")
NO_BIAS = NO_BIAS._replace(name="forgot the biases", look="Which term of a "
                           "sum has neither an x nor an h in it?")


def cell(draw, inputs, units):
    """Return small weights of one cell, with a bias that mostly lifts."""
    return Params(draw.weights(units, inputs), draw.weights(units, units),
                  draw.column(units, -1, 2))


# One above the other -------------------------------------------------------
def two_layers(W_hx_1, W_hh_1, b_h_1, W_hx_2, W_hh_2, b_h_2, xs, below_0,
               above_0, phi):
    """Return the states (lower, upper) of a two-layer RNN at the end."""
    lower = Params(W_hx_1, W_hh_1, b_h_1)
    upper = Params(W_hx_2, W_hh_2, b_h_2)
    below, above = below_0, above_0
    for x in xs:
        below = step(lower, x, below, phi).h
        above = step(upper, below, above, phi).h
    return below, above


def draw_two_layers(draw, level):
    """Return a Setting: one step with two units, then with less shown, then
    two steps."""
    T = 2 if level == 3 else 1
    cells = [cell(draw, 2, 2), cell(draw, 2, 2)]
    given = {f"{name}_{n}": value for n, params in enumerate(cells, 1)
             for name, value in zip(NAMES, params)}
    given |= {"xs": [draw.column(2, -1, 2) for _ in range(T)],
              "below_0": draw.column(2, 0, 2), "above_0":
              draw.column(2, 0, 2), "phi": relu}
    asks = ("a", "h") if level == 1 else ("h",)
    told = ("h_1 is the new state of the lower layer and h_2 that of the "
            "upper one" + ("; a_1 and a_2 are their sums before ReLU. Find "
                           "all four." if level == 1 else ". Find both."))
    if level == 3:
        told = ("It reads x_1, then x_2. States are numbered in the order in "
                "which they are made: h_1 (lower) and h_2 (upper) at the "
                "first step, h_3 (lower) and h_4 (upper) at the second. Find "
                "all four.")
    return Setting(given, asks, "An RNN of two layers, φ = ReLU: the weights "
                   "of the lower layer end in _1, those of the upper in _2. "
                   "Their states before are below_0 and above_0. " + told)


TWO_LAYERS = Family(
    "rnn-two-layers", "An RNN of two layers", "05",
    {1: "one step, with the sums", 2: "one step", 3: "two steps"},
    two_layers, draw_two_layers, (
        NO_BIAS, NO_RELU,
        mistake("let the upper layer read x", "What lies directly below the "
                "upper layer?",
                two_layers={"above": "step(upper, x, above, phi).h"}),
        mistake("forgot the upper layer's state before", "Has the upper "
                "layer a memory of its own?",
                two_layers={"above": "step(upper, below, 0 * above, phi).h"}),
        mistake("took the lower state as the state before of the upper "
                "layer", "From which box does the sideways arrow into the "
                "upper layer come?",
                two_layers={"above": "step(upper, below, below, phi).h"}),
        mistake("exchanged the two states before", "Which of the states "
                "before is that of the lower layer?",
                two_layers={"below, above": "above_0, below_0"}),
        mistake("used the weights of the lower layer in both", "Do the two "
                "layers share their weights?",
                two_layers={"upper": "Params(W_hx_1, W_hh_1, b_h_1)"}),
        mistake("fed the upper layer the old state of the lower one",
                "Which is made first at one time: the lower state or the "
                "upper one?", (1, 2),
                two_layers={"above": "step(upper, below_0, above, phi).h"}),
        mistake("started the second step from the first states", "Which "
                "states are there when x_2 arrives?", (3,), two_layers={
                    "below": "step(lower, x, below_0, phi).h",
                    "above": "step(upper, below, above_0, phi).h"}),
    ), suits=shut)


# One in each direction -----------------------------------------------------
def both_ways(forward, backward, xs, h_0, phi):
    """Return the states of both directions above one another, for each t;
    the forward cell runs first."""
    ahead, back, aheads, backs = h_0, h_0, [], []
    for x in xs:
        ahead = step(forward, x, ahead, phi).h
        aheads.append(ahead)
    for x in reversed(xs):
        back = step(backward, x, back, phi).h
        backs.append(back)
    both = [np.concatenate(pair) for pair in zip(aheads, reversed(backs))]
    return both


def draw_both_ways(draw, level):
    """Return a Setting: two steps, and then three."""
    T = 3 if level == 3 else 2
    given = {"forward": cell(draw, 1, 2), "backward": cell(draw, 1, 2),
             "xs": different(draw, T),
             "h_0": draw.column(2, 0, 2), "phi": relu}
    asks = {1: ("a_3", "a_4", "h_3", "h_4"), 2: ("h_1", "h_2", "h_3", "h_4"),
            3: ("both_1",)}[level]
    read = " and ".join(["x_1", "x_2"]) if T == 2 else "x_1, x_2 and x_3"
    told = {1: "Find the sums a_3 and a_4 of the backward cell, before "
               "ReLU, and its states h_3 and h_4.",
            2: "Find all four states.",
            3: "At t = 1 the state of the forward cell stands above the "
               "state of the backward cell: both_1. Find it."}[level]
    turns = ("h_1 to h_3", "h_4 to h_6") if T == 3 else (
        "h_1 and h_2", "h_3 and h_4")
    order = (" States are numbered in the order in which they are made: "
             f"{turns[0]} by the forward cell, then {turns[1]} by the "
             "backward cell.")
    return Setting(given, asks, f"An RNN reads {read} in both directions. "
                   "The forward cell (W_hx, W_hh, b_h) begins with x_1; the "
                   "backward cell has weights of its own (backward.W_hx, …) "
                   "and begins at the other end. Both start in h_0 and have "
                   f"φ = ReLU.{order} "
                   + told)


BOTH_WAYS = Family(
    "rnn-both-directions", "An RNN in both directions", "05",
    {1: "two steps, the backward cell", 2: "two steps, both cells",
     3: "three steps, both states at t = 1"},
    both_ways, draw_both_ways, (
        NO_BIAS, NO_RELU,
        mistake("let the backward cell read forward", "Which input does "
                "the backward cell read first?", (1, 2), both_ways={
                    "back": "step(backward, xs[len(backs)], back, phi).h"}),
        mistake("started the backward cell from the last forward state",
                "Do the two cells hand anything to one another?", both_ways={
                    "back": "step(backward, x, back if backs else ahead, "
                            "phi).h"}),
        mistake("used the forward weights in both directions", "Do the two "
                "cells share their weights?",
                both_ways={"back": "step(forward, x, back, phi).h"}),
        mistake("started every step from h_0", "Which state does the second "
                "step of a cell begin in?", both_ways={
                    "ahead": "step(forward, x, h_0, phi).h",
                    "back": "step(backward, x, h_0, phi).h"}),
        mistake("took the first state of the backward cell for t = 1",
                "At which end does the backward cell begin, and when is it "
                "at x_1?", (3,), both_ways={
                    "both": "[np.concatenate(pair) for pair in "
                            "zip(aheads, backs)]"}),
        mistake("put the backward state on top", "Which of the two states "
                "stands above?", (3,), both_ways={
                    "both": "[np.concatenate(pair[::-1]) for pair in "
                            "zip(aheads, reversed(backs))]"}),
    ), suits=shut)


# One after the other -------------------------------------------------------
def seq2seq(encoder, decoder, out, xs, h_0, y_0, phi, outputs):
    """Return the outputs, as many as are named: the encoder reads xs, the
    decoder begins in its last state and reads its own last output."""
    h = h_0
    for x in xs:
        h = step(encoder, x, h, phi).h
    s, y, ys = h, y_0, []
    for _ in outputs.split():
        s = step(decoder, y, s, phi).h
        y = readout.linear(out, s)
        ys.append(y)
    return ys


def draw_seq2seq(draw, level):
    """Return a Setting: two inputs; one output, then two."""
    K = 1 if level == 1 else 2
    given = {"encoder": cell(draw, 1, 2), "decoder": cell(draw, 1, 2),
             "out": readout.Params(draw.weights(1, 2), draw.column(1, -2, 2)),
             "xs": different(draw, 2),
             "h_0": draw.column(2, 0, 2), "y_0": draw.column(1, -1, 2),
             "phi": relu, "outputs": "y" if K == 1 else "y_1 y_2"}
    asks = {1: ("h_1", "h_2", "h_3", "y"), 3: ("h_2", "y_1", "y_2"),
            2: ("h_2", "h_3", "y_1", "h_4", "y_2")}[level]
    states = "h_3" if K == 1 else "h_3 and h_4"
    wrote = "one output y" if K == 1 else "two outputs, y_1 and y_2"
    sums = (" a_1, a_2 and a_3 are the sums inside ReLU: the input times its "
            "weights, the state before times its weights, and the bias, with "
            "the weights and the bias of the cell that makes the step."
            if level == 1 else "")
    return Setting(given, asks, "An encoder (W_hx, W_hh, b_h) begins in h_0 "
                   "and reads x_1 and x_2: its states are h_1 and h_2. A "
                   "decoder with weights of its own (decoder.W_hx, …) goes "
                   "on from h_2: its "
                   f"state{'s' * (K > 1)} "
                   f"{states} and {wrote}, linear in the decoder's state "
                   "(W_yh, b_y). "
                   "The input of the decoder is the output before; it begins "
                   f"with y_0. φ = ReLU.{sums} Find "
                   f"{', '.join(asks[:-1])} and "
                   f"{asks[-1]}.")


SEQ2SEQ = Family(
    "seq2seq", "An encoder and a decoder", "13",
    {1: "one output", 2: "two outputs", 3: "two outputs, fewer lines asked"},
    seq2seq, draw_seq2seq, (
        NO_BIAS, NO_RELU,
        mistake("started the decoder in a state of zeros", "What does the "
                "encoder hand over?", seq2seq={"s, y, ys": "0 * h, y_0, []"}),
        mistake("started the decoder in h_0", "Which state of the encoder "
                "is handed over?", seq2seq={"s, y, ys": "h_0, y_0, []"}),
        mistake("used the encoder's weights in the decoder", "Do encoder "
                "and decoder share their weights?",
                seq2seq={"s": "step(encoder, y, s, phi).h"}),
        mistake("fed the decoder the last input of the encoder", "What does "
                "the decoder read at its first step?",
                seq2seq={"s": "step(decoder, xs[-1], s, phi).h"}),
        mistake("gave the decoder y_0 at every step", "Which output is "
                "there when the decoder makes its second step?", (2, 3),
                seq2seq={"s": "step(decoder, y_0, s, phi).h"}),
        mistake("forgot the bias of the output", "Which term of an output "
                "has no h in it?", linear={"y": "W_yh @ h"}),
    ), suits=shut)

FAMILIES = (TWO_LAYERS, BOTH_WAYS, SEQ2SEQ)
