"""Networks without time, and counted, switched and two-way ones: chapters
01, 02, 04 and 05."""
import numpy as np

from rnnkit import shapes
from rnnkit.cells import dense, rnn
from rnnkit.cells.activations import identity, relu
from rnnkit.cells.threshold import threshold
from rnnkit.grade.code import CodeQuestion
from rnnkit.practice.family import mistake


def hidden_layer(W1, b1, W2, b2, x):
    """Return y of a network with a hidden layer of ReLU units."""
    params = dense.Params(W1, b1, W2, b2)
    return dense.step(params, x, relu, identity).y


def draw_hidden_layer(draw, D, H, K, B):
    """Return (W1, b1, W2, b2, x)."""
    return (draw.array(H, D), draw.array(H, 1), draw.array(K, H),
            draw.array(K, 1), draw.array(D, B))


HIDDEN_LAYER = CodeQuestion(
    "hidden-layer", "01", "A network with a hidden layer",
    "hidden_layer(W1, b1, W2, b2, x)",
    "Return y = W2 h + b2, with h = ReLU(W1 x + b1).",
    hidden_layer, draw_hidden_layer,
    ((3, 4, 2, 3), (1, 1, 1, 1), (3, 3, 3, 1), (2, 5, 3, 4)), ("y",), (
        mistake("forgot the first bias", "Which term of the line for a1 "
                "stands alone, without an x?", step={"a1": "W1 @ x"}),
        mistake("forgot the second bias", "Which term of the line for y "
                "stands alone, without an h?", step={"a2": "W2 @ h"}),
        mistake("forgot both biases", "What is y where x and h are all 0?",
                step={"a1": "W1 @ x", "a2": "W2 @ h"}),
        mistake("forgot ReLU", "What happens to a negative a1 on its way to "
                "h?", step={"h": "a1"}),
        mistake("applied ReLU to the output too", "May y be negative?",
                step={"y": "relu(a2)"}),
        mistake("added the first bias after ReLU", "Is b1 inside of ReLU, or "
                "outside?", step={"h": "relu(W1 @ x) + b1"}),
        mistake("used tanh in place of ReLU", "What does ReLU make of 2?",
                step={"h": "np.tanh(a1)"}),
    ))


def count_lstm(x, h, y):
    """Return how many parameters an LSTM with a linear output has."""
    counts = shapes.lstm(x, h, y).counts
    total = sum(counts.values())
    return total


def draw_count(draw, *sizes):
    """Return the sizes themselves."""
    return sizes


COUNT_LSTM = CodeQuestion(
    "count-lstm", "02", "The parameters of an LSTM",
    "count_lstm(x, h, y)",
    "Return how many parameters an LSTM has, with x inputs, h hidden units "
    "and a linear output layer of y: one bias a unit.",
    count_lstm, draw_count, ((3, 4, 2), (1, 1, 1), (7, 5, 11), (4, 4, 4)),
    ("total",), (
        mistake("counted one gate only", "How many matrices lead from x to "
                "the gates and the candidate?",
                count_lstm={"counts": "shapes.rnn(x, h, y).counts"}),
        mistake("counted three gates", "Which of i, f, g and o is missing?",
                count_lstm={"counts": "shapes.gru(x, h, y).counts"}),
        mistake("counted two biases in each unit", "How many biases stand in "
                "an equation of the LSTM?", count_lstm={
                    "counts": "shapes.lstm(x, h, y, biases='two').counts"}),
        mistake("forgot the biases", "What is added to W x + W h in each "
                "line?", count_lstm={"total": "sum(n for name, n in "
                                     "counts.items() if name[0] == 'W')"}),
        mistake("forgot the output layer", "How does h become y?",
                count_lstm={"counts": "shapes.lstm(x, h).counts"}),
        mistake("forgot the weights from h to h", "What does a gate look at, "
                "besides x?", count_lstm={
                    "total": "sum(counts.values()) - 4 * h * h"}),
        mistake("forgot the bias of the output", "Which term of the line for "
                "y stands alone?", count_lstm={
                    "total": "sum(counts.values()) - y"}),
    ))


def threshold_step(W_hx, W_hh, b_h, x, h_prev, theta):
    """Return h of a step with threshold units."""
    params = rnn.Params(W_hx, W_hh, b_h)
    a = rnn.step(params, x, h_prev, identity).a
    h = threshold(a, theta)
    return h


def draw_threshold(draw, D, H, B, parts=1):
    """Return whole numbers, so that a often meets the threshold exactly.

    parts: what the parameters are divided by, so that a is a fraction.
    """
    return (draw.whole(-2, 2, H, D) / parts, draw.whole(-2, 2, H, H) / parts,
            draw.whole(1, 2, H, 1) / parts, draw.whole(-1, 1, D, B) + 0.0,
            draw.whole(0, 1, H, B) + 0.0, draw.integer(1, 2) / parts)


THRESHOLD_STEP = CodeQuestion(
    "threshold-step", "04", "A step with threshold units",
    "threshold_step(W_hx, W_hh, b_h, x, h_prev, theta)",
    "Return h: 1 where a = W_hx x + W_hh h_prev + b_h is at least theta, "
    "and 0 elsewhere.",
    threshold_step, draw_threshold, ((2, 4, 5), (1, 1, 1), (3, 3, 6),
                                     (4, 5, 7), (3, 4, 6, 4)), ("h",), (
        mistake("used > in place of ≥", "What is h where a is exactly theta?",
                threshold={"h": "np.where(a > theta, 1.0, 0.0)"}),
        mistake("compared with 0", "With which number is a compared?",
                threshold={"h": "np.where(a >= 0, 1.0, 0.0)"}),
        mistake("forgot the bias", "Which term of a stands alone?",
                step={"a": "W_hx @ x + W_hh @ h_prev"}),
        mistake("forgot the state before", "What does the network remember, "
                "and where does it enter a?", step={"a": "W_hx @ x + b_h"}),
        mistake("rounded a first", "Is 0.75 at least 1?", threshold={
            "h": "np.where(np.round(a) >= theta, 1.0, 0.0)"}),
        mistake("returned a itself", "Which two numbers can h be?",
                threshold={"h": "a"}),
        mistake("swapped 0 and 1", "Is a unit on or off when a is large?",
                threshold={"h": "np.where(a >= theta, 0.0, 1.0)"}),
        mistake("used a step to −1 and 1", "Which two numbers can h be?",
                threshold={"h": "np.where(a >= theta, 1.0, -1.0)"}),
    ), ("threshold",))


def bidirectional(W_hx, W_hh, b_h, W_gx, W_gg, b_g, xs):
    """Return the states of both directions, one above the other."""
    one = rnn.Params(W_hx, W_hh, b_h)
    other = rnn.Params(W_gx, W_gg, b_g)
    start = np.zeros((len(W_hh), xs.shape[2]))
    hs = along(one, xs, start)
    gs = along(other, xs[::-1], start)[::-1]
    states = np.concatenate([hs, gs], axis=1)
    return states


def along(params, xs, h_0):
    """Return all states (T, H, B) of an RNN that reads xs."""
    hs, h = [], h_0
    for x in xs:
        h = rnn.step(params, x, h).h
        hs.append(h)
    return np.stack(hs)


def draw_bidirectional(draw, T, D, H, B):
    """Return two RNNs and a sequence."""
    return (draw.array(H, D), draw.array(H, H), draw.array(H, 1),
            draw.array(H, D), draw.array(H, H), draw.array(H, 1),
            draw.array(T, D, B))


BIDIRECTIONAL = CodeQuestion(
    "bidirectional", "05", "An RNN in both directions",
    "bidirectional(W_hx, W_hh, b_h, W_gx, W_gg, b_g, xs)",
    "h reads xs (T, D, B) from the first to the last, g from the last to the "
    "first, both with tanh and from zeros. Return (T, 2H, B): at each t the "
    "h that has just read x_t above the g that has.",
    bidirectional, draw_bidirectional,
    ((4, 2, 3, 2), (1, 1, 1, 1), (3, 2, 2, 1), (5, 3, 2, 3)), ("states",), (
        mistake("left the backward states in the order they were made",
                "Which x has the first g just read?",
                bidirectional={"gs": "along(other, xs[::-1], start)"}),
        mistake("read both ways from the first to the last", "Which x does g "
                "begin with?", bidirectional={
                    "gs": "along(other, xs, start)"}),
        mistake("put g above h", "Which of the two comes first?",
                bidirectional={
                    "states": "np.concatenate([gs, hs], axis=1)"}),
        mistake("added the two states", "How many rows has a state of both "
                "directions?", bidirectional={"states": "hs + gs"}),
        mistake("used the weights of h for both", "Which weights belong to "
                "g?", bidirectional={"other": "rnn.Params(W_hx, W_hh, b_h)"}),
        mistake("began g with the last h", "From which state does g start?",
                bidirectional={
                    "gs": "along(other, xs[::-1], hs[-1])[::-1]"}),
        mistake("forgot the biases", "Which term of each step stands alone?",
                step={"a": "W_hx @ x + W_hh @ h_prev"}),
        mistake("forgot tanh", "Can a state be larger than 1?",
                step={"h": "a"}),
    ))

QUESTIONS = HIDDEN_LAYER, COUNT_LSTM, THRESHOLD_STEP, BIDIRECTIONAL
