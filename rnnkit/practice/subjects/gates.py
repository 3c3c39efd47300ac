"""The gates of an LSTM: what they are, what they do to the memory, and how
much of it survives.

All lines are those of cells.lstm (chapter 11).
"""
import numpy as np

from rnnkit.cells import lstm
from rnnkit.practice.subjects.drawn import until
from rnnkit.practice.family import Family, Setting, mistake

NONE = np.zeros((1, 1))
WEIGHTS = (-2, -1, 1, 2)


# The whole step -------------------------------------------------------------
def lstm_step(W_ix, W_ih, b_i, W_fx, W_fh, b_f, W_gx, W_gh, b_g,
              W_ox, W_oh, b_o, x, h_prev, c_prev):
    """Return one Step of an LSTM (chapter 11)."""
    return lstm.step(lstm.Params(
        W_ix, W_ih, b_i, W_fx, W_fh, b_f, W_gx, W_gh, b_g, W_ox, W_oh, b_o),
        x, h_prev, c_prev)


def draw_step(draw, level):
    """Return a Setting: one unit; the gates, the memory, or all of it."""
    def sums():
        x, h_prev = draw.pick(WEIGHTS), draw.pick((-1, 1))
        found = [(draw.pick(WEIGHTS), draw.pick(WEIGHTS),
                  draw.pick((-1, 1, 2))) for _ in "ifgo"]
        return found, x, h_prev, [u * x + w * h_prev + b
                                  for u, w, b in found]

    def suits(found):
        i, f, g, o = found[-1]              # no gate is as good as open
        return len({i, f, g, o}) == 4 and 0 < abs(g) < 3 and -3 < i < 2 and \
            abs(f) < 4 and -1 < o < 4
    weights, x, h_prev, _ = until(sums, suits)
    names = [f"{kind}_{gate}{end}" for gate in "ifgo"
             for kind, end in (("W", "x"), ("W", "h"), ("b", ""))]
    given = dict(zip(names, sum(weights, ())))
    given |= {"x": x, "h_prev": h_prev, "c_prev": draw.pick((-3, -2, 2, 3))}
    asks = {1: ("i", "f", "g", "o"), 2: ("i", "f", "g", "c"),
            3: ("i", "f", "g", "o", "c", "h")}[level]
    return Setting({name: np.array([[float(value)]])
                    for name, value in given.items()}, asks,
                   "An LSTM with one unit and one input reads x. "
                   + ASKED[level], 2)


ASKED = {1: "Find its three gates and the candidate g. (σ(1) is 0.73, σ(2) "
         "0.88, σ(3) 0.95, σ(4) 0.98; tanh 1 is 0.76, tanh 2 0.96.)",
         2: "Find what its memory c becomes.",
         3: "Find everything, down to the new state h."}
SIGMOID = "sigmoid(W_{0}x @ x + W_{0}h @ h_prev + b_{0})"


def each_gate(line):
    """Return the lines of all three gates, written in another way."""
    return {gate: line.format(gate) for gate in "ifo"}


EXCHANGED = {"i": SIGMOID.format("f"), "f": SIGMOID.format("i")}

STEP = Family(
    "lstm-gates", "The gates of an LSTM, and its step", "11",
    {1: "gates and candidate", 2: "up to the memory",
     3: "the whole step"},
    lstm_step, draw_step, (
        mistake("exchanged the input gate and the forget gate", "Which gate "
                "guards what is there already, and which what comes in?",
                step=EXCHANGED),
        mistake("took a sigmoid for the candidate g", "Between which two "
                "numbers can the candidate lie? May it take something away?",
                step={"g": SIGMOID.format("g")}),
        mistake("took tanh for the gates", "Between which two numbers does "
                "a gate lie?", step=each_gate(
                    SIGMOID.replace("sigmoid", "np.tanh"))),
        mistake("forgot the biases of the gates", "What does a gate hear "
                "besides x and the state before?", step=each_gate(
                    "sigmoid(W_{0}x @ x + W_{0}h @ h_prev)")),
        mistake("forgot what the gates hear from the state before", "What "
                "does a gate hear besides x?", step=each_gate(
                    "sigmoid(W_{0}x @ x + b_{0})")),
        mistake("fed c_prev to the gates in place of h_prev", "Which of the "
                "two states do the gates hear?", step=each_gate(
                    SIGMOID.replace("h_prev", "c_prev"))),
        mistake("wrote g without its gate", "What stands before g in the "
                "line of the memory?", levels=(2, 3),
                step={"c": "f * c_prev + g"}),
        mistake("forgot the memory before", "What does the forget gate "
                "multiply?", levels=(2, 3), step={"c": "i * g"}),
        mistake("took 1 − f for the share that is kept", "What does a forget "
                "gate of 1 do: forget all, or keep all?", levels=(2, 3),
                step={"c": "(1 - f) * c_prev + i * g"}),
        mistake("showed c itself in place of tanh c", "Between which two "
                "numbers must h lie?", levels=(3,), step={"h": "o * c"}),
    ), largest=30)


# What the gates do ----------------------------------------------------------
def memory_of(b_i, b_f, b_g, b_o, x, h_prev, c_prev):
    """Return one Step whose gates hear only their biases (D-gates)."""
    W_x, W_h = np.zeros((3, 1)), np.zeros((3, 3))
    return lstm.step(lstm.Params(
        W_x, W_h, b_i, W_x, W_h, b_f, W_x, W_h, b_g, W_x, W_h, b_o),
        x, h_prev, c_prev)


def draw_memory(draw, level):
    """Return a Setting: three units, each gate shut, half open or open."""
    def gate(*sums):
        return np.array([[float(s)] for s in draw.several(sums, 3)])
    i, f = gate(-40, 0, 40), gate(-40, 0, 40)
    g = gate(-40, 40, *((0,) if level > 1 else (40, -40)))
    o = gate(-40, 0, 40) if level == 3 else np.full((3, 1), 40.0)
    asks = {1: ("f", "c"), 2: ("i", "g", "c"), 3: ("f", "c", "h")}[level]
    tanh = " (tanh ½ is 0.46, tanh 1 0.76, tanh 2 0.96, tanh 3 0.995.)" \
        if level == 3 else ""
    return Setting({
        "b_i": i, "b_f": f, "b_g": g, "b_o": o, "c_prev":
        2 * draw.column(3, -2, 3), "x": draw.column(1),
        "h_prev": np.zeros((3, 1))}, asks, "An LSTM with three units. All "
        "its weights are 0, so its gates hear only their biases, and a sum "
        "of ±40 is as good as ±∞: σ(40) = 1, σ(−40) = 0, tanh 40 = 1. Find "
        "what the gates are, and what they do." + tanh, 2)


MEMORY = Family(
    "lstm-memory", "What the gates do to the memory", "11",
    {1: "keep and write", 2: "an offer of nothing, too", 3: "and show"},
    memory_of, draw_memory, (
        mistake("exchanged the input gate and the forget gate", "Which gate "
                "guards what is there already, and which what comes in?",
                step={"c": "i * c_prev + f * g"}),
        mistake("took a forget gate of 1 as “forget all”", "What is a "
                "number multiplied by 1?",
                step={"c": "(1 - f) * c_prev + i * g"}),
        mistake("wrote g without its gate", "Does the input gate let all of "
                "the offer in?", step={"c": "f * c_prev + g"}),
        mistake("kept all of the memory before", "What does the forget gate "
                "multiply?", step={"c": "c_prev + i * g"}),
        mistake("took σ(0) for 0", "Is a gate with the sum 0 shut, open, or "
                "half open?", step={
                    "f": "(b_f > 0) * 1.0", "i": "(b_i > 0) * 1.0"}),
        mistake("set the memory to 1 where the forget gate is open",
                "An open gate multiplies by 1. What does that do to the "
                "memory?", step={"c": "f + i * g"}),
        mistake("took a sigmoid for the candidate g", "Between which two "
                "numbers can the candidate lie? May it take something away?",
                step={"g": SIGMOID.format("g")}),
        mistake("showed c itself in place of tanh c", "Between which two "
                "numbers must h lie?", levels=(3,), step={"h": "o * c"}),
        mistake("showed the memory past the output gate", "Which gate "
                "stands between the memory and h?", levels=(3,),
                step={"h": "np.tanh(c)"}),
    ), largest=30)


# How much survives ----------------------------------------------------------
def carried(b_f, xs, h_0, c_0):
    """Return h and c of one unit that only keeps: its forget gate hears x
    with weight 1 and not h, its input gate is shut."""
    h, c = h_0, c_0
    params = lstm.Params(*[NONE] * 12)._replace(
        b_i=np.full((1, 1), -40.0), W_fx=np.ones((1, 1)), b_f=b_f)
    for x in xs:
        _, _, _, _, _, _, _, c, h = lstm.step(params, x, h, c)
    return h, c


def draw_carried(draw, level):
    """Return a Setting: two steps, three, and four."""
    T, b = level + 1, draw.pick((-1, 1, 2))
    xs = [draw.pick((-2, -1, 0, 1, 2, 3)) - (b if level == 1 else 0)
          for _ in range(T)]
    return Setting({
        "b_f": np.array([[float(b)]]), "h_0": NONE, "c_0":
        np.array([[draw.pick((-8.0, -6.0, 6.0, 8.0, 10.0))]]),
        "xs": [np.array([[float(x)]]) for x in xs]}, ("f", "c"),
        "An LSTM with one unit. Its input gate is shut, and its forget gate "
        "hears x with weight 1 and h with weight 0: f_t = σ(x_t + b_f). "
        "Find the gates, and what is left of c_0 at each step. (σ(1) is "
        "0.73, σ(2) 0.88, σ(3) 0.95, σ(4) 0.98.)", 2)


C = "f * c_prev + i * g"
CARRIED = Family(
    "forget-path", "How much of a memory survives", "11",
    {1: "two steps", 2: "three steps", 3: "four steps"},
    carried, draw_carried, (
        mistake("took f for the share that is lost", "What does a forget "
                "gate of 1 do: forget all, or keep all?",
                step={"c": "(1 - f) * c_prev + i * g"}),
        mistake("began anew from c_0 at each step", "What has become of the "
                "memory by the step before?",
                carried={
                    "_, _, _, _, _, _, _, c, h":
                    "lstm.step(params, x, h, c_0)"}),
        mistake("forgot the bias of the gate", "What does the gate hear "
                "besides x?", step={
                    "f": "sigmoid(W_fx @ x + W_fh @ h_prev)"}),
        mistake("squashed the memory at each step", "Is there a tanh on the "
                "way from one c to the next?",
                step={"c": "np.tanh(f * c_prev + i * g)"}),
        mistake("took tanh for the gate", "Between which two numbers does a "
                "gate lie?", step={"f": "np.tanh(W_fx @ x + b_f)"}),
        mistake("subtracted the gate in place of multiplying by it", "What "
                "does a gate do with the memory?",
                step={"c": "c_prev - f + i * g"}),
    ), largest=30)

FAMILIES = (STEP, MEMORY, CARRIED)
