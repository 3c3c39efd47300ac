"""Networks with weights set by hand (chapter 04).

    sums, differences    a = W_hx x + W_hh h_prev + b_h, φ the identity
    threshold unit       h = 1 where W x ≥ θ, else 0
    parity               y = XOR(y_prev, x), by two hidden threshold units
"""
import numpy as np

from rnnkit.cells import dense, readout
from rnnkit.cells.activations import identity
from rnnkit.cells.rnn import Params, step
from rnnkit.cells.threshold import parity_step, threshold
from rnnkit.practice.subjects.recurrent import NO_STATE
from rnnkit.practice.family import Family, Setting, mistake

PAIRS = np.array([[0.0, 0, 1, 1], [0, 1, 0, 1]])


# Sums and differences ------------------------------------------------------
def linear_rnn(W_hx, W_hh, b_h, xs, h_0, W_yh=None, b_y=None):
    """Return the states (and outputs) of an RNN without activation."""
    h, ys = h_0, []
    for x in xs:
        h = step(Params(W_hx, W_hh, b_h), x, h, identity).h
        if W_yh is not None:
            y = readout.linear(readout.Params(W_yh, b_y), h)
            ys.append(y)
    return h, ys


def draw_linear(draw, level):
    """Return a Setting: a sum, a difference, a difference with a bias."""
    T = 4 if level == 1 else 3
    rows = 1 if level == 1 else 2
    columns = [draw.column(rows, -4, 5) for _ in range(T)]
    W_hx = np.array([[1.0]] if level == 1 else
                    [draw.pick(([1.0, -1.0], [-1.0, 1.0]))])
    one, zero = np.ones((1, 1)), np.zeros((1, 1))
    given = {"W_hx": W_hx, "W_hh": one * (draw.pick((-1, 2))
                                          if level == 3 else 1),
             "b_h": zero if level < 3 else draw.column(1, -2, 2),
             "xs": columns, "h_0": draw.column(1, -3, 3)}
    asks, told = ("a",), f"Find a_1 to a_{T}."
    if level > 1:
        given |= {"W_yh": one * draw.integer(2, 5),
                  "b_y": draw.column(1, -3, 3)}
        asks, told = ("a", "y"), (f"Find a_t and the output y_t = W_yh h_t + "
                                  f"b_y for t = 1 to {T}.")
    return Setting(given, asks, f"An RNN of one unit reads x_1 to x_{T} from "
                   "the state h_0 on. It has no activation: the state is "
                   "the sum itself, h_t = a_t. " + told)


CELL = "step(Params(W_hx, W_hh, b_h), "
LINEAR = Family(
    "summing-network", "A network that sums and compares", "04",
    {1: "a running sum", 2: "a running difference, with an output",
     3: "with another recurrent weight and a bias"},
    linear_rnn, draw_linear, (
        NO_STATE,
        mistake("started every step from h_0", "Which state does the second "
                "step begin in?",
                linear_rnn={"h": CELL + "x, h_0, identity).h"}),
        mistake("began with a state of zero", "What is in the network "
                "before x_1 arrives?",
                linear_rnn={"h, ys": "0 * h_0, []"}),
        mistake("applied ReLU to the state", "Has this network an "
                "activation?", step={"h": "np.maximum(a, 0)"}),
        mistake("multiplied the input by the state", "Is the state before "
                "added to the input or multiplied by it?", (1, 2),
                step={"a": "W_hx @ x * h_prev + b_h"}),
        mistake("ignored the minus sign of an input weight", "With which "
                "sign does each input enter the sum?", (2, 3),
                step={"W_hx, W_hh, b_h":
                      "abs(params[0]), params[1], params[2]"}),
        mistake("added the state before without its weight", "By what is "
                "the state before multiplied?", (3,),
                step={"a": "W_hx @ x + h_prev + b_h"}),
        mistake("forgot the bias of the state", "Which term of the sum has "
                "neither an x nor an h in it?", (3,),
                step={"a": "W_hx @ x + W_hh @ h_prev"}),
        mistake("forgot the bias of the output", "Which term of the line "
                "for y has no h in it?", (2, 3), linear={"y": "W_yh @ h"}),
    ))


# Threshold units -----------------------------------------------------------
def threshold_units(W, theta, x):
    """Return h: 1 where a unit's sum reaches its threshold, for each
    column of x."""
    h = threshold(W @ x - theta)
    return h


def draw_threshold(draw, level):
    """Return a Setting: all pairs of bits, as columns; then three bits."""
    units = 1 if level == 1 else 2
    inputs = 3 if level == 3 else 2
    x = PAIRS if level < 3 else np.array([
        [k // 4 % 2, k // 2 % 2, k % 2] for k in draw.several(range(8), 4)],
        float).T
    x = x[:, draw.several(range(4), 4)] if level == 1 else x
    return Setting(
        {"W": draw.weights(units, inputs, -2, 2, 0.1),
         "theta": draw.column(units, -1, 2), "x": x}, ("h",),
        "A binary threshold unit is 1 if the sum of its weighted inputs "
        "reaches its threshold (theta) and 0 if not: threshold(a) is 1 where "
        "a is 0 or more. Each row of W and theta "
        "is a unit, each column of x is an input of "
        f"{'three' if level == 3 else 'two'} bits. Find h.")


THRESHOLD = Family(
    "threshold-unit", "On or off", "04",
    {1: "one unit, two bits", 2: "two units, two bits",
     3: "two units, three bits"},
    threshold_units, draw_threshold, (
        mistake("took a sum that just reaches the threshold as too small",
                "Is “reaches” the same as “is larger than”?",
                threshold={"h": "np.where(a > theta, 1.0, 0.0)"}),
        mistake("compared with 0 in place of the threshold", "With which "
                "number is the sum compared?",
                threshold_units={"h": "threshold(W @ x)"}),
        mistake("ignored the minus signs of the weights", "Can an input "
                "lower the sum?", threshold_units={
                    "h": "threshold(abs(W) @ x - theta)"}),
        mistake("turned the answer round", "What does a unit give whose sum "
                "reaches its threshold?",
                threshold={"h": "np.where(a >= theta, 0.0, 1.0)"}),
        mistake("read the weights from right to left", "Which weight "
                "belongs to the first bit?", (1, 2, 3),
                threshold_units={
                    "h": "threshold(W[:, ::-1] @ x - theta)"}),
        mistake("added the threshold to the sum before comparing with 0",
                "A bias of −θ does the same as a threshold of θ: what is "
                "its sign?",
                threshold_units={"h": "threshold(W @ x + theta)"}),
    ), flags=True)


# Parity --------------------------------------------------------------------
def parity_network(W1, b1, W2, b2, xs, y_0):
    """Return the outputs of the network along a string; y is fed back."""
    y, ys = y_0, []
    for x in xs:
        y = parity_step(dense.Params(W1, b1, W2, b2), x, y).y
        ys.append(y)
    return ys


# Hidden units, then output: (AND, OR), (OR, AND), (OR, NAND), y but not x
# and x but not y. All give XOR.
WEIGHTS = (
    (((1, 1), (1, 1)), (-2, -1), (-1, 1), -1),
    (((1, 1), (1, 1)), (-1, -2), (1, -1), -1),
    (((2, 2), (2, 2)), (-3, -1), (-2, 1), -1),
    (((1, 1), (-1, -1)), (-1, 1), (1, 1), -2),
    (((2, 2), (-2, -2)), (-1, 3), (2, 2), -3),
    (((1, -1), (-1, 1)), (-1, -1), (1, 1), -1),
    (((-1, 1), (1, -1)), (-1, -1), (1, 1), -1),
    (((1, 1), (1, 1)), (-1, -2), (2, -2), -1),
    (((1, 1), (1, 1)), (-2, -1), (-2, 2), -2),
    (((2, 2), (2, 2)), (-1, -4), (1, -1), -1),
    (((-1, -1), (1, 1)), (1, -1), (1, 1), -2),
    (((2, -2), (-2, 2)), (-1, -1), (2, 2), -2),
)


def draw_parity(draw, level):
    """Return a Setting: a string of bits, longer from level to level."""
    T = {1: 4, 2: 3, 3: 8}[level]
    W1, b1, W2, b2 = draw.pick(WEIGHTS)
    bits = [0, 1, *[draw.integer(0, 1) for _ in range(T - 2)]]
    xs = [np.full((1, 1), float(bit)) for bit in draw.several(bits, T)]
    y_0 = np.ones((1, 1))           # with 0 a copied bit would look fed back
    asks = ("h", "y") if level == 2 else ("y",)
    hidden = ("the two hidden units h_t and the output y_t"
              if level == 2 else "the output y_t")
    sums = (" a2_t is the sum of the output unit, W2 h_t + b2, where h_t are "
            "the two hidden units; threshold(a) is 1 where a is 0 or more, "
            "else 0." if level == 1 else "")
    return Setting(
        {"W1": np.array(W1, float), "b1": np.array(b1, float)[:, None],
         "W2": np.array([W2], float), "b2": np.full((1, 1), float(b2)),
         "xs": xs, "y_0": y_0}, asks, "All units of this network are "
        "threshold units: 1 if their sum, with the bias, is 0 or more, else "
        "0. At each step its input is the column both_t, the output before, "
        "y_{t−1}, above the new bit x_t. Two hidden units (W1, b1) read "
        f"it, one output unit (W2, b2) reads them.{sums} Find "
        f"{hidden} for t = 1 to {T}.")


PARITY = Family(
    "parity-network", "The parity network", "04",
    {1: "four bits", 2: "three bits, hidden units too", 3: "eight bits"},
    parity_network, draw_parity, (
        mistake("used y_0 at every step", "Which output is fed back at the "
                "second step?", parity_network={
                    "y": "parity_step(dense.Params(W1, b1, W2, b2), x, "
                         "y_0).y"}),
        mistake("kept the last bit in mind in place of the last output",
                "Which of the two is fed back: the input or the output of "
                "the step before?", parity_network={
                    "y": "parity_step(dense.Params(W1, b1, W2, b2), x, "
                         "xs[len(ys) - 1] if ys else y_0).y"}),
        mistake("forgot the biases of the hidden units", "When is a hidden "
                "unit 1? What is added to its inputs first?",
                step={"a1": "W1 @ x"}),
        mistake("turned the output round", "What does a unit give whose sum "
                "is 0 or more?", step={"y": "1 - phi2(a2)"}),
        mistake("copied the bit", "Does y_t depend on x_t alone?",
                step={"y": "x[1:]"}),
        mistake("gave 1 as soon as one of y_{t−1} and x_t is 1", "What does "
                "the network give when both are 1? Work that pair out.",
                step={"y": "np.maximum(x[:1], x[1:])"}),
    ), flags=True)

FAMILIES = (LINEAR, THRESHOLD, PARITY)
