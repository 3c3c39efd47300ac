"""A GRU step, and one step of an LSTM backward.

All lines are those of cells.gru and cells.lstm (chapter 11).
"""
import numpy as np

from rnnkit.cells import gru, lstm
from rnnkit.practice.subjects.drawn import until
from rnnkit.practice.family import Family, Setting, mistake

NONE = np.zeros((1, 1))


# The GRU --------------------------------------------------------------------
def gru_step(W_rx, W_rh, b_r, W_zx, W_zh, b_z, W_nx, W_nh, b_n, b_nh,
             x, h_prev):
    """Return one Step of a GRU, reset after the product (chapter 11)."""
    return gru.step(gru.Params(W_rx, W_rh, b_r, W_zx, W_zh, b_z, W_nx, W_nh,
                               b_n, b_nh), x, h_prev)


def draw_gru(draw, level):
    """Return a Setting: one unit; the gates, the candidate, all of it."""
    def numbers():
        x, h_prev = draw.pick((-2, -1, 1, 2)), draw.pick((-1, 0.5, 1, -0.5))
        u, v, n = (tuple(draw.pick((-2, -1, 1, 2)) for _ in range(3))
                   for _ in "rzn")
        return u, v, n, draw.pick((-2, -1, 1, 2)), x, h_prev

    def suits(found):
        x, h_prev = found[4:]
        sums = [u * x + w * h_prev + b for u, w, b in found[:3]]
        (u, w, b), m = found[2], found[2][1] * h_prev + found[3]
        return len({*sums}) == 3 and max(map(abs, sums)) < 4 and \
            sums[0] and sums[1] and abs(m) >= 1 and \
            -2 < u * x + b + m < 2 and abs(u * x + b) < 2
    r, z, n, b_nh, x, h_prev = until(numbers, suits)
    names = [f"{kind}_{gate}{end}" for gate in "rzn"
             for kind, end in (("W", "x"), ("W", "h"), ("b", ""))]
    given = dict(zip(names, r + z + n)) | {
        "b_nh": b_nh, "x": x, "h_prev": h_prev}
    asks = {1: ("r", "z", "m"), 2: ("r", "m", "n"),
            3: ("r", "z", "m", "n", "h")}[level]
    return Setting({name: np.array([[float(value)]])
                    for name, value in given.items()}, asks,
                   "A GRU with one unit and one input reads x. Its gates "
                   "are r (reset) and z (update), its candidate is n; W_rx "
                   "leads from x to r, W_rh from h_prev to r, and so on. "
                   "The reset gate comes after the product: it works on "
                   "m = W_nh h_prev + b_nh, and z is the share of the old "
                   "state that stays. Find "
                   + {1: "the two gates and m.", 2: "the reset gate and the "
                      "candidate n.", 3: "everything, down to the new "
                      "state h."}[level], 2)


GATE = "{1}(W_{0}x @ x + W_{0}h @ h_prev + b_{0})"
N = "np.tanh(W_nx @ x + b_n + {})"


def both(line):
    """Return the lines of both gates, written in another way."""
    return {gate: line.format(gate, "sigmoid") for gate in "rz"}


GRU = Family(
    "gru-step", "One step of a GRU", "11",
    {1: "the gates", 2: "the candidate", 3: "the whole step"},
    gru_step, draw_gru, (
        mistake("exchanged the reset gate and the update gate", "Which gate "
                "works inside the candidate, and which mixes old and new?",
                step={"r": GATE.format("z", "sigmoid"),
                      "z": GATE.format("r", "sigmoid")}),
        mistake("took tanh for the gates", "Between which two numbers does "
                "a gate lie?", step=both(GATE.replace("{1}", "np.tanh"))),
        mistake("forgot σ at the gates", "Which function brings a gate "
                "between shut and open?", step=both(
                    GATE.removeprefix("{1}"))),
        mistake("forgot the biases of the gates", "What does a gate hear "
                "besides x and the state before?", step=both(
                    "sigmoid(W_{0}x @ x + W_{0}h @ h_prev)")),
        mistake("forgot what the gates hear from the state before", "What "
                "does a gate hear besides x?",
                step=both("sigmoid(W_{0}x @ x + b_{0})")),
        mistake("forgot the bias inside the reset", "How many biases has "
                "the candidate of this GRU, and which of them does r "
                "touch?", step={"m": "W_nh @ h_prev"}),
        mistake("forgot the reset gate", "What may the candidate hear of "
                "the state before?", levels=(2, 3),
                step={"n": N.format("m")}),
        mistake("let the update gate work inside the candidate", "Which "
                "gate says what the candidate hears of the state before?",
                levels=(2, 3), step={"n": N.format("z * m")}),
        mistake("let the reset gate work on the state alone", "Does r come "
                "before or after the bias b_nh is added?", levels=(2, 3),
                step={"n": N.format("W_nh @ (r * h_prev) + b_nh")}),
        mistake("took a sigmoid for the candidate", "Between which two "
                "numbers can the candidate lie?", levels=(2, 3),
                step={"n": "sigmoid(W_nx @ x + b_n + r * m)"}),
        mistake("took z for the share of the new", "In this GRU, what stays "
                "when z is 1?", levels=(3,),
                step={"h": "z * n + (1 - z) * h_prev"}),
        mistake("added the candidate without its share", "How much of the "
                "new comes in, if z of the old stays?", levels=(3,),
                step={"h": "n + z * h_prev"}),
    ), largest=30)


# The LSTM, backward ---------------------------------------------------------
def lstm_back(i, f, g, o, c, c_prev, dh, dc_next):
    """Return what one step of an LSTM sends back along its memory."""
    params = lstm.Params(*[NONE] * 12)
    step = lstm.Step(NONE, NONE, c_prev, i, f, g, o, c, NONE)
    _, _, _, dc_prev = lstm.step_back(params, step, dh, dc_next)
    return dc_prev


TENTHS = (0.1, 0.2, 0.3, 0.4, 0.6, 0.7, 0.8, 0.9)


def draw_lstm_back(draw, level):
    """Return a Setting: from c alone, from h too, and to the gates."""
    i, f, o = draw.several(TENTHS, 3)
    g = draw.pick((-0.9, -0.8, -0.6, 0.6, 0.8, 0.9))
    c_prev = draw.pick((-3.0, -2.0, 2.0, 3.0))
    dh = 0.0 if level == 1 else draw.pick((-3.0, -2.0, 2.0, 3.0))
    dc = draw.pick((-4.0, -3.0, -2.0, 2.0, 3.0, 4.0))
    asks = {1: ("di", "df", "dg", "dc_prev"), 2: ("dc", "df", "dc_prev"),
            3: ("do", "dc", "di", "df", "dg", "dc_prev")}[level]
    values = {"i": i, "f": f, "g": g, "o": o, "c": f * c_prev + i * g,
              "c_prev": c_prev, "dh": dh, "dc_next": dc}
    return Setting({name: np.array([[round(value, 2)]])
                    for name, value in values.items()}, asks,
                   "An LSTM with one unit went one step forward: c = f·c_prev "
                   "+ i·g, h = o·tanh(c). Back come dh = ∂L/∂h"
                   + (" (it is 0 here)" if level == 1 else "")
                   + " and dc_next, which the next step sends to c; dc is "
                   "all that arrives at c, and tanh_c is tanh(c). Find the "
                   "gradients (di is ∂L/∂i, and so on).", 2)


ALL_OF_DC = "dc + dh * o * {}"
LSTM_BACK = Family(
    "lstm-step-back", "One step of an LSTM, backward", "11",
    {1: "from the memory alone", 2: "from the state, too",
     3: "to every gate"},
    lstm_back, draw_lstm_back, (
        mistake("exchanged the gradients of the two gates", "What is "
                "multiplied by i, and what by f, in the line of c?",
                step_back={"di, df, dg": "dc * c_prev, dc * g, dc * i"}),
        mistake("multiplied a gate's gradient by the gate itself", "What "
                "is the derivative of f · c_prev for f?", step_back={
                    "di, df, dg": "dc * i, dc * f, dc * g"}),
        mistake("sent the whole gradient back along the memory", "What "
                "was c_prev multiplied by on its way to c?",
                step_back={"return": "None, None, None, +dc"}),
        mistake("sent back 1 − f in place of f", "What was c_prev "
                "multiplied by on its way to c?",
                step_back={"return": "None, None, None, dc * (1 - f)"}),
        mistake("took the input gate for the way back along the memory",
                "What was c_prev multiplied by on its way to c?",
                step_back={"return": "None, None, None, dc * i"}),
        mistake("forgot what comes back from h", "In how many ways does c "
                "reach the loss?", levels=(2, 3),
                step_back={"dc": "dc + 0 * dh"}),
        mistake("forgot what the next step sends back", "In how many ways "
                "does c reach the loss?", levels=(2, 3),
                step_back={"dc": "dh * o * (1 - tanh_c * tanh_c)"}),
        mistake("forgot the slope of tanh", "What stands between c and h "
                "besides the output gate?", levels=(2, 3),
                step_back={"dc": ALL_OF_DC.format("1")}),
        mistake("multiplied by tanh c in place of its slope", "What is the "
                "derivative of tanh, written in its output?", levels=(2, 3),
                step_back={"dc": ALL_OF_DC.format("tanh_c")}),
        mistake("took c for tanh c at the output gate", "What does the "
                "output gate multiply?", levels=(3,),
                step_back={"do": "dh * c"}),
    ), largest=40)

FAMILIES = (GRU, LSTM_BACK)
