"""The gates of an LSTM: what they are, what they do to the memory, and how
much of it survives.

All lines are those of cells.lstm (chapter 11); where weights are 0, without
them.
"""
import numpy as np

from rnnkit.cells import lstm
from rnnkit.cells.activations import sigmoid
from rnnkit.practice.subjects.drawn import until
from rnnkit.practice.family import Family, Setting, mistake

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
                   "An LSTM with one unit and one input reads x. Its gates "
                   "are i (input), f (forget) and o (output), its candidate "
                   "is g; W_ix leads from x to i, W_ih from h_prev to i, "
                   "and so on. " + ASKED[level], 2)


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
        mistake("forgot σ at the gates", "Which function brings a gate "
                "between shut and open?", step=each_gate(
                    SIGMOID.removeprefix("sigmoid"))),
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
def memory_of(b_i, b_f, b_g, b_o, c_prev):
    """Return the gates, c and h of a step whose gates hear only their
    biases (D-gates): lstm.step where all weights are 0."""
    i = sigmoid(b_i)
    f = sigmoid(b_f)
    g = np.tanh(b_g)
    o = sigmoid(b_o)
    c = f * c_prev + i * g
    h = o * np.tanh(c)
    return i, f, g, o, c, h


def draw_memory(draw, level):
    """Return a Setting: three units, each gate shut, half open or open."""
    def gate(*sums):
        return np.array([[float(s)] for s in draw.several(sums, 3)])
    i, f = gate(-40, 0, 40), gate(-40, 0, 40)
    g = gate(-40, 40, *((0,) if level > 1 else (40, -40)))
    o = gate(-40, 0, 40) if level == 3 else np.full((3, 1), 40.0)
    asks = {1: ("f", "c"), 2: ("i", "g", "c"), 3: ("f", "c", "h")}[level]
    tanh = " (tanh ½ is 0.46, tanh 1 0.76, tanh 2 0.96, tanh 3 1.00.)" \
        if level == 3 else ""
    return Setting({
        "b_i": i, "b_f": f, "b_g": g, "b_o": o, "c_prev":
        2 * draw.column(3, -2, 3)}, asks, "An LSTM with three units. All "
        "its weights are 0, so its gates i, f and o and its candidate g hear "
        "only their biases, and a sum of ±40 is as good as ±∞: σ(40) = 1, "
        "σ(−40) = 0, tanh 40 = 1. Find what the gates are, and what the "
        "memory becomes" + (", and the state." if level == 3 else ".")
        + tanh, 2)


MEMORY = Family(
    "lstm-memory", "What the gates do to the memory", "11",
    {1: "keep and write", 2: "an offer of nothing, too", 3: "and show"},
    memory_of, draw_memory, (
        mistake("exchanged the input gate and the forget gate", "Which gate "
                "guards what is there already, and which what comes in?",
                memory_of={"c": "i * c_prev + f * g"}),
        mistake("took a forget gate of 1 as “forget all”", "What is a "
                "number multiplied by 1?",
                memory_of={"c": "(1 - f) * c_prev + i * g"}),
        mistake("wrote g without its gate", "Does the input gate let all of "
                "the offer in?", memory_of={"c": "f * c_prev + g"}),
        mistake("kept all of the memory before", "What does the forget gate "
                "multiply?", memory_of={"c": "c_prev + i * g"}),
        mistake("took σ(0) for 0", "Is a gate with the sum 0 shut, open, or "
                "half open?", memory_of={
                    "f": "(b_f > 0) * 1.0", "i": "(b_i > 0) * 1.0"}),
        mistake("set the memory to 1 where the forget gate is open",
                "An open gate multiplies by 1. What does that do to the "
                "memory?", memory_of={"c": "f + i * g"}),
        mistake("took a sigmoid for the candidate g", "Between which two "
                "numbers can the candidate lie? May it take something away?",
                memory_of={"g": "sigmoid(b_g)"}),
        mistake("showed c itself in place of tanh c", "Between which two "
                "numbers must h lie?", levels=(3,), memory_of={"h": "o * c"}),
        mistake("showed the memory past the output gate", "Which gate "
                "stands between the memory and h?", levels=(3,),
                memory_of={"h": "np.tanh(c)"}),
    ), largest=30)


# How much survives ----------------------------------------------------------
def carried(b_f, xs, c_0):
    """Return the last gate and memory of one unit that only keeps: its
    forget gate hears x with weight 1, its input gate is shut. They are those
    of lstm.step."""
    before = c_0
    for x in xs:
        f = sigmoid(x + b_f)
        c = f * before
        before = c
    return f, c


def draw_carried(draw, level):
    """Return a Setting: two steps, three, and four."""
    T, b = level + 1, draw.pick((-1, 1, 2))
    xs = [draw.pick((-2, -1, 0, 1, 2, 3)) - (b if level == 1 else 0)
          for _ in range(T)]
    return Setting({
        "b_f": np.array([[float(b)]]), "c_0":
        np.array([[draw.pick((-8.0, -6.0, 6.0, 8.0, 10.0))]]),
        "xs": [np.array([[float(x)]]) for x in xs]}, ("f", "c"),
        "An LSTM with one unit. Its forget gate hears x with weight 1 and h "
        "with weight 0: f_t = σ(x_t + b_f). Its input gate is shut, so that "
        "nothing new comes in. Find the gates f_1, f_2, … and what is left "
        "of c_0 after each step. (σ(1) is 0.73, σ(2) 0.88, σ(3) 0.95, σ(4) "
        "0.98, and σ(−a) = 1 − σ(a).)", 2)


CARRIED = Family(
    "forget-path", "How much of a memory survives", "11",
    {1: "two steps", 2: "three steps", 3: "four steps"},
    carried, draw_carried, (
        mistake("took f for the share that is lost", "What does a forget "
                "gate of 1 do: forget all, or keep all?",
                carried={"c": "(1 - f) * before"}),
        mistake("began anew from c_0 at each step", "What has become of the "
                "memory by the step before?", carried={"c": "f * c_0"}),
        mistake("forgot the bias of the gate", "What does the gate hear "
                "besides x?", carried={"f": "sigmoid(+x)"}),
        mistake("squashed the memory at each step", "Is there a tanh on the "
                "way from one c to the next?",
                carried={"c": "np.tanh(f * before)"}),
        mistake("took tanh for the gate", "Between which two numbers does a "
                "gate lie?", carried={"f": "np.tanh(x + b_f)"}),
        mistake("took the sum itself for the gate", "Between which two "
                "numbers does a gate lie?", carried={"f": "x + b_f"}),
        mistake("subtracted the gate in place of multiplying by it", "What "
                "does a gate do with the memory?",
                carried={"c": "before - f"}),
    ), largest=30)

FAMILIES = (STEP, MEMORY, CARRIED)
