"""Gates: chapter 11. The weights of the gates stand above one another."""
import numpy as np

from rnnkit.cells import gru, lstm
from rnnkit.grade.code import CodeQuestion
from rnnkit.practice.family import mistake


def lstm_step(W_x, W_h, b, x, h_prev, c_prev):
    """Return (h, c) of an LSTM."""
    W_ix, W_fx, W_gx, W_ox = np.split(W_x, 4)
    W_ih, W_fh, W_gh, W_oh = np.split(W_h, 4)
    b_i, b_f, b_g, b_o = np.split(b, 4)
    params = lstm.Params(W_ix, W_ih, b_i, W_fx, W_fh, b_f,
                         W_gx, W_gh, b_g, W_ox, W_oh, b_o)
    step = lstm.step(params, x, h_prev, c_prev)
    return step.h, step.c


def draw_lstm(draw, D, H, B):
    """Return (W_x, W_h, b, x, h_prev, c_prev)."""
    return (draw.array(4 * H, D), draw.array(4 * H, H), draw.array(4 * H, 1),
            draw.array(D, B), draw.array(H, B), draw.array(H, B) * 1.5)


LSTM_STEP = CodeQuestion(
    "lstm-step", "11", "One step of an LSTM",
    "lstm_step(W_x, W_h, b, x, h_prev, c_prev)",
    "W_x (4H, D), W_h (4H, H) and b (4H, 1) hold the rows for i, f, g and o, "
    "in this order. Return h and c.",
    lstm_step, draw_lstm, ((2, 3, 4), (1, 1, 1), (3, 3, 3), (4, 2, 1)),
    ("h", "c"), (
        mistake("swapped the input gate and the forget gate", "Which gate "
                "stands beside c_prev?", step={"c": "i * c_prev + f * g"}),
        mistake("swapped the input gate and the output gate", "Which gate "
                "stands beside g, and which beside tanh(c)?",
                step={"c": "f * c_prev + o * g", "h": "i * np.tanh(c)"}),
        mistake("forgot the forget gate", "What decides how much of c_prev "
                "is kept?", step={"c": "c_prev + i * g"}),
        mistake("forgot the input gate", "What decides how much of g is "
                "written?", step={"c": "f * c_prev + g"}),
        mistake("used the sigmoid for the candidate", "May g be negative?",
                step={"g": "sigmoid(W_gx @ x + W_gh @ h_prev + b_g)"}),
        mistake("forgot tanh of c", "Can h be larger than 1?",
                step={"h": "o * c"}),
        mistake("forgot the output gate", "What decides how much of the "
                "memory is shown?", step={"h": "np.tanh(c)"}),
        mistake("took the rows in the order i f o g", "Which rows are the "
                "candidate's?", lstm_step={
                    "params": "lstm.Params(W_ix, W_ih, b_i, W_fx, W_fh, b_f,"
                    " W_ox, W_oh, b_o, W_gx, W_gh, b_g)"}),
        mistake("showed the memory before the step", "Which c goes into h: "
                "the old one or the new one?",
                step={"h": "o * np.tanh(c_prev)"}),
        mistake("forgot the biases", "Which term of each gate stands alone?",
                lstm_step={"b_i, b_f, b_g, b_o": "np.split(0 * b, 4)"}),
        mistake("used tanh for every gate", "Between which numbers is a "
                "gate?", step={
                    "i": "np.tanh(W_ix @ x + W_ih @ h_prev + b_i)",
                    "f": "np.tanh(W_fx @ x + W_fh @ h_prev + b_f)",
                    "o": "np.tanh(W_ox @ x + W_oh @ h_prev + b_o)"}),
    ))


def gru_step(W_x, W_h, b, b_nh, x, h_prev):
    """Return h of a GRU, with the reset after the product."""
    W_rx, W_zx, W_nx = np.split(W_x, 3)
    W_rh, W_zh, W_nh = np.split(W_h, 3)
    b_r, b_z, b_n = np.split(b, 3)
    params = gru.Params(W_rx, W_rh, b_r, W_zx, W_zh, b_z,
                        W_nx, W_nh, b_n, b_nh)
    return gru.step(params, x, h_prev).h


def draw_gru(draw, D, H, B):
    """Return (W_x, W_h, b, b_nh, x, h_prev)."""
    return (draw.array(3 * H, D), draw.array(3 * H, H), draw.array(3 * H, 1),
            draw.array(H, 1), draw.array(D, B), draw.array(H, B))


GRU_STEP = CodeQuestion(
    "gru-step", "11", "One step of a GRU",
    "gru_step(W_x, W_h, b, b_nh, x, h_prev)",
    "W_x (3H, D), W_h (3H, H) and b (3H, 1) hold the rows for r, z and n, in "
    "this order. With n = tanh(W_nx x + b_n + r ⊙ (W_nh h_prev + b_nh)), "
    "return h = (1 − z) ⊙ n + z ⊙ h_prev.",
    gru_step, draw_gru, ((2, 3, 4), (1, 1, 1), (3, 3, 3), (4, 2, 1)),
    ("h",), (
        mistake("swapped z and 1 − z", "What does z = 1 keep: the old state "
                "or the new one?", step={"h": "z * n + (1 - z) * h_prev"}),
        mistake("forgot the reset gate", "What may r shut off?", step={
            "n": "np.tanh(W_nx @ x + b_n + W_nh @ h_prev + b_nh)"}),
        mistake("applied the reset before the product", "Is it h_prev that "
                "r multiplies here, or W_nh h_prev?", step={
                    "n": "np.tanh(W_nx @ x + b_n + W_nh @ (r * h_prev) "
                    "+ b_nh)"}),
        mistake("left b_nh outside of the reset", "Which two terms stand in "
                "the bracket after r?", step={
                    "n": "np.tanh(W_nx @ x + b_n + r * (W_nh @ h_prev) "
                    "+ b_nh)"}),
        mistake("forgot b_nh", "Which two terms stand in the bracket after "
                "r?", step={
                    "n": "np.tanh(W_nx @ x + b_n + r * (W_nh @ h_prev))"}),
        mistake("used the sigmoid for the candidate", "May n be negative?",
                step={"n": "sigmoid(W_nx @ x + b_n + r * (W_nh @ h_prev "
                      "+ b_nh))"}),
        mistake("swapped r and z", "Which rows come first?", gru_step={
            "W_rx, W_zx, W_nx": "(lambda r, z, n: (z, r, n))(*np.split(W_x, "
            "3))", "W_rh, W_zh, W_nh": "(lambda r, z, n: (z, r, n))("
            "*np.split(W_h, 3))", "b_r, b_z, b_n":
            "(lambda r, z, n: (z, r, n))(*np.split(b, 3))"}),
        mistake("forgot the old state", "What does z carry on?",
                step={"h": "(1 - z) * n"}),
    ))

QUESTIONS = LSTM_STEP, GRU_STEP
