"""Recurrent steps and sequences: chapters 03 and 12."""
import numpy as np

from rnnkit.cells import readout, rnn
from rnnkit.grade.code import CodeQuestion
from rnnkit.grade.questions.networks import along
from rnnkit.practice.family import mistake

BIAS = "Which term of the line for a stands alone, without an x or an h?"
TANH = "Can a state be larger than 1?"
STATE = "What does the network remember, and where does it enter a?"
NO_BIAS = {"a": "W_hx @ x + W_hh @ h_prev"}


def rnn_step(W_hx, W_hh, b_h, x, h_prev):
    """Return the new state of an RNN."""
    return rnn.step(rnn.Params(W_hx, W_hh, b_h), x, h_prev).h


def draw_rnn_step(draw, D, H, B):
    """Return (W_hx, W_hh, b_h, x, h_prev)."""
    return (draw.array(H, D), draw.array(H, H), draw.array(H, 1),
            draw.array(D, B), draw.array(H, B))


RNN_STEP = CodeQuestion(
    "rnn-step", "03", "One step of an RNN",
    "rnn_step(W_hx, W_hh, b_h, x, h_prev)",
    "Return h = tanh(a), with a = W_hx x + W_hh h_prev + b_h.",
    rnn_step, draw_rnn_step, ((2, 3, 4), (1, 1, 1), (3, 3, 1), (3, 3, 3)),
    ("h",), (
        mistake("forgot the bias", BIAS, step=NO_BIAS),
        mistake("forgot the state before", STATE,
                step={"a": "W_hx @ x + b_h"}),
        mistake("forgot tanh", TANH, step={"h": "a"}),
        mistake("forgot the input", "What has the network just read?",
                step={"a": "W_hh @ h_prev + b_h"}),
        mistake("used the columns of W_hh in place of its rows", "To which "
                "unit does a row of W_hh belong?",
                step={"a": "W_hx @ x + W_hh.T @ h_prev + b_h"}),
        mistake("multiplied W_hh and h_prev entry by entry", "How many units "
                "of h_prev does each unit of a listen to?",
                step={"a": "W_hx @ x + W_hh * h_prev + b_h"}),
        mistake("subtracted the bias", "With which sign does b_h stand in "
                "the formula?", step={"a": "W_hx @ x + W_hh @ h_prev - b_h"}),
        mistake("used ReLU in place of tanh", "What does tanh make of 2?",
                step={"h": "np.maximum(a, 0)"}),
        mistake("used the sigmoid in place of tanh", "Can a state be "
                "negative?", step={"h": "1 / (1 + np.exp(-a))"}),
        mistake("added the bias after tanh", "Is b_h inside of tanh, or "
                "outside?", step={
                    "h": "np.tanh(W_hx @ x + W_hh @ h_prev) + b_h"}),
    ))


def rnn_outputs(W_hx, W_hh, b_h, W_yh, b_y, xs, h_0):
    """Return the outputs of an RNN at each step."""
    hs = along(rnn.Params(W_hx, W_hh, b_h), xs, h_0)
    ys = readout.linear(readout.Params(W_yh, b_y), hs)
    return ys


def draw_rnn_outputs(draw, T, D, H, K, B):
    """Return an RNN, its output layer, a sequence and a state."""
    return (draw.array(H, D), draw.array(H, H), draw.array(H, 1),
            draw.array(K, H), draw.array(K, 1), draw.array(T, D, B),
            draw.array(H, B))


RNN_OUTPUTS = CodeQuestion(
    "rnn-outputs", "03", "An RNN along a sequence",
    "rnn_outputs(W_hx, W_hh, b_h, W_yh, b_y, xs, h_0)",
    "Read xs (T, D, B) from the state h_0, with tanh; return all outputs "
    "y_t = W_yh h_t + b_y as an array (T, K, B).",
    rnn_outputs, draw_rnn_outputs,
    ((4, 2, 3, 2, 3), (1, 1, 1, 1, 1), (3, 2, 2, 2, 1), (5, 3, 2, 4, 2)),
    ("ys",), (
        mistake("forgot the bias of the state", BIAS, step=NO_BIAS),
        mistake("forgot the bias of the output", "Which term of the line for "
                "y stands alone?", linear={"y": "W_yh @ h"}),
        mistake("forgot tanh", TANH, step={"h": "a"}),
        mistake("began with zeros", "What is the state before the first "
                "step?", rnn_outputs={
                    "hs": "along(rnn.Params(W_hx, W_hh, b_h), xs, 0 * h_0)"}),
        mistake("did not carry the state on", "Which state is h_prev in the "
                "second step?", along={"h": "rnn.step(params, x, h_0).h"}),
        mistake("returned the last output only", "How many outputs are "
                "there?", rnn_outputs={
                    "ys": "readout.linear(readout.Params(W_yh, b_y), hs[-1])"
                }),
        mistake("applied tanh to the output too", "Can y be larger than 1?",
                linear={"y": "np.tanh(W_yh @ h + b_y)"}),
        mistake("read the sequence backwards", "Which x comes first?",
                rnn_outputs={"hs": "along(rnn.Params(W_hx, W_hh, b_h), "
                             "xs[::-1], h_0)"}),
    ))


def last_state(W_hx, W_hh, b_h, xs, lengths):
    """Return each sequence's state where it ends."""
    params = rnn.Params(W_hx, W_hh, b_h)
    start = np.zeros((len(W_hh), xs.shape[2]))
    return until(params, xs, start, lengths)


def until(params, xs, h, lengths):
    """Return the states after `lengths` steps each."""
    for t, x in enumerate(xs):
        new = rnn.step(params, x, h).h
        h = np.where(t < lengths, new, h)
    return h


def draw_last_state(draw, T, D, H, B):
    """Return an RNN, padded sequences, and how long each is."""
    lengths = np.array([1 + (k * (T - 1)) // max(B - 1, 1)
                        for k in range(B)])
    return (draw.array(H, D), draw.array(H, H), draw.array(H, 1),
            draw.array(T, D, B), lengths)


LAST_STATE = CodeQuestion(
    "last-state", "12", "The state where each sequence ends",
    "last_state(W_hx, W_hh, b_h, xs, lengths)",
    "xs (T, D, B) holds B sequences, padded at the end; lengths (B,) says "
    "how long each is. Read them from zeros, with tanh, and return (H, B): "
    "each column the state after the last real step of its sequence.",
    last_state, draw_last_state,
    ((4, 2, 3, 4), (1, 1, 1, 1), (5, 2, 2, 3), (6, 3, 4, 5)), ("h",), (
        mistake("took the state after the last step of all", "What has a "
                "short sequence read by then?", until={"h": "+new"}),
        mistake("stopped one step too early", "Is step t = length − 1 still "
                "part of the sequence?",
                until={"h": "np.where(t < lengths - 1, new, h)"}),
        mistake("stopped one step too late", "Is step t = length still part "
                "of the sequence?",
                until={"h": "np.where(t <= lengths, new, h)"}),
        mistake("set the states of ended sequences to zero", "What should a "
                "sequence remember once it has ended?",
                until={"h": "np.where(t < lengths, new, 0 * h)"}),
        mistake("forgot the bias", BIAS, step=NO_BIAS),
        mistake("forgot tanh", TANH, step={"h": "a"}),
        mistake("forgot the state before", STATE,
                step={"a": "W_hx @ x + b_h"}),
        mistake("replaced the padding by zeros and read on", "Does a step on "
                "zeros leave the state as it is?", until={
                    "new": "rnn.step(params, np.where(t < lengths, x, 0.0), "
                    "h).h", "h": "+new"}),
    ))

QUESTIONS = RNN_STEP, RNN_OUTPUTS, LAST_STATE
