"""Rows, columns and counts of dense and recurrent networks (chapter 02).

    W_ab is (size a, size b)      a row for each unit it goes to,
                                  a column for each it comes from
    count = rows · columns        total = the sum of all counts

Every count is a line of `rnnkit.shapes`, run on recorded sizes.
"""
import numpy as np

from rnnkit import shapes
from rnnkit.practice.family import Family, Setting, mistake

LARGEST = 2000              # a total; each product in it is small


def of(condition):
    """Return the change of a total to the counts that fit a condition on
    the symbol s."""
    return {"total": f"sum(c for s, c in counts.items() if {condition})"}


def instead(condition, count):
    """Return the change of the counts of some symbols, shape by shape."""
    return {"counts": f"{{s: {count} if {condition} else reduce(mul, shape) "
                      "for s, shape in rows}"}


NO_BIAS = mistake("forgot the biases", "Which parameters does a unit have "
                  "besides its weights?", _counts=of("s[0] != 'b'"))
ADDED = mistake("added rows and columns in place of multiplying them",
                "How many numbers stand in a table of so many rows and so "
                "many columns?",
                _counts=instead("s[0] == 'W'", "shape[0] + shape[1]"))
WIDE_BIAS = mistake("gave a bias as many numbers as the matrix beside it",
                    "How many biases does one unit have?",
                    _counts=instead("s[0] == 'b'", "shape[0] * next("
                                    "sizes[1] for name, sizes in rows if "
                                    "name.startswith('W' + s[1:]))"))
NO_OUTPUT = mistake("left the output layer out of the total", "Which "
                    "matrices make y?", (2, 3), _counts=of("s[2:3] != 'y'"))


# Rows and columns ----------------------------------------------------------
def weight_shapes(x, h, y=None, g=None, B=None):
    """Return (rows, columns) of each array by name: an RNN of one layer h,
    or of a second layer g above it and a batch of B columns."""
    W_hx = np.stack([h, x])
    W_hh = np.stack([h, h])
    b_h = np.stack([h, 1])
    found = {"W_hx": W_hx, "W_hh": W_hh, "b_h": b_h}
    if y is not None and g is None:
        W_yh = np.stack([y, h])
        b_y = np.stack([y, 1])
        found |= {"W_yh": W_yh, "b_y": b_y}
    if g is not None:
        W_gh = np.stack([g, h])
        W_gg = np.stack([g, g])
        W_yg = np.stack([y, g])
        Y = np.stack([y, B])
        found |= {"W_gh": W_gh, "W_gg": W_gg, "W_yg": W_yg, "Y": Y}
    return found


WEIGHT_RULE = ("W_ab has a row for each unit of a, where it leads to, and a "
               "column for each unit of b, where it comes from.")
BIAS_RULE = ("A bias is added to a column of units, so it has a row for each "
             "of them; its columns are as many as theirs.")
BIAS_PLACES = ("Count the units that the bias is added to.",
               "A unit has a single bias. How many columns is that?")
SHAPE_RULES = {**dict.fromkeys(("W_hx", "W_hh", "W_yh", "W_gh", "W_gg",
                                "W_yg"), WEIGHT_RULE),
               **dict.fromkeys(("b_h", "b_y"),
                               (BIAS_RULE, BIAS_PLACES.__getitem__)),
               "Y": "Examples stand side by side: a column for each, and a "
                    "row for each unit."}


def draw_weight_shapes(draw, level):
    """Return a Setting: sizes that all differ, so that order shows."""
    names = {1: "xh", 2: "xhy", 3: "xhygB"}[level]
    asks = {1: ("W_hx", "W_hh", "b_h"), 2: ("W_hx", "W_hh", "W_yh", "b_y"),
            3: ("W_gh", "W_gg", "W_yg", "Y")}[level]
    told = {1: "An RNN has x inputs and h hidden units.",
            2: "An RNN has x inputs, h hidden units and y outputs.",
            3: "An RNN has x inputs, a layer of h hidden units, a second "
               "layer of g hidden units above it, and y outputs, made from "
               "the upper layer. It reads B sequences at once; Y are its "
               "outputs at one time."}[level]
    return Setting(dict(zip(names, draw.several(range(2, 10), len(names)))),
                   asks, told + " What size has each array? The first "
                   "blank, [0], is the number of rows, [1] the number of "
                   "columns. Everything is written in columns, as in the "
                   "course; a letter stands for its size, too.",
                   rules=SHAPE_RULES)


WEIGHT_SHAPES = Family(
    "weight-shapes", "Rows and columns", "02",
    {1: "an RNN layer", 2: "with an output", 3: "two layers and a batch"},
    weight_shapes, draw_weight_shapes, (
        mistake("put the columns before the rows", "Does a row of a weight "
                "belong to a unit it goes to, or to one it comes from?",
                weight_shapes={
                    "W_hx": "np.stack([x, h])", "b_h": "np.stack([1, h])",
                    "W_yh": "np.stack([h, y])", "b_y": "np.stack([1, y])",
                    "W_gh": "np.stack([h, g])", "W_yg": "np.stack([g, y])",
                    "Y": "np.stack([B, y])"}),
        mistake("gave W_hh a column for each input", "What does W_hh "
                "multiply?", (1, 2),
                weight_shapes={"W_hh": "np.stack([h, x])"}),
        mistake("gave the bias a number for each input", "To which units is "
                "b_h added?", (1,), weight_shapes={"b_h": "np.stack([x, 1])"}),
        mistake("gave the bias as many columns as W_hx", "How many biases "
                "does one unit have?", (1,),
                weight_shapes={"b_h": "np.stack([h, x])"}),
        mistake("wrote the bias as a row", "Is W_hx x a row or a column? "
                "The bias is added to it.", (1,),
                weight_shapes={"b_h": "np.stack([1, h])"}),
        mistake("let W_yh read the input", "Which letter stands second in "
                "the name W_yh?", (2,),
                weight_shapes={"W_yh": "np.stack([y, x])"}),
        mistake("turned W_yh round", "Where does W_yh lead to, and where "
                "from?", (2,), weight_shapes={"W_yh": "np.stack([h, y])"}),
        mistake("gave the output a bias for each hidden unit", "To which "
                "units is b_y added?", (2,),
                weight_shapes={"b_y": "np.stack([h, 1])"}),
        mistake("let the second layer read x", "What are the inputs of the "
                "second layer?", (3,),
                weight_shapes={"W_gh": "np.stack([g, x])"}),
        mistake("gave W_gg a column for each unit of the layer below",
                "Which state does W_gg multiply?", (3,),
                weight_shapes={"W_gg": "np.stack([g, h])"}),
        mistake("made the output from the lower layer", "Which layer lies "
                "directly below y?", (3,),
                weight_shapes={"W_yg": "np.stack([y, h])"}),
        mistake("gave the outputs a single column", "How many sequences are "
                "read at once?", (3,),
                weight_shapes={"Y": "np.stack([y, 1])"}),
        mistake("put the examples in rows", "Is one example a row or a "
                "column, in this course?", (3,),
                weight_shapes={"Y": "np.stack([B, y])"}),
    ), largest=10, signs=False)


# Dense and recurrent networks ----------------------------------------------
def dense_count(x, h, y, h_2=None):
    """Return the Counts of a network with one hidden layer, or two."""
    return shapes.dense(x, h, y) if h_2 is None else \
        shapes.dense(x, h, h_2, y)


def draw_dense(draw, level):
    """Return a Setting: sizes that all differ."""
    low, high, names = {1: (2, 7, "xhy"), 2: (2, 7, "xhyz"),
                        3: (3, 12, "xhyz")}[level]
    sizes = draw.several(range(low, high + 1), len(names))
    given = dict(zip(("x", "h", "y", "h_2"), sizes))
    hidden = "a hidden layer of h units" if level == 1 else \
        "a hidden layer of h units, a second one of h_2 units above it"
    asks = {1: ("W1", "b1", "W2", "b2", "total"), 3: ("total",),
            2: ("W1", "b1", "W2", "b2", "W3", "b3", "total")}[level]
    return Setting(given, asks, f"A dense network has x inputs, {hidden} and "
                   "y outputs. Each layer has a weight matrix W and a bias "
                   "b, numbered from the input. " + (
                       "How many parameters has it in all?" if level == 3
                       else "How many numbers are in each, and in all?"))


DENSE_COUNT = Family(
    "dense-count", "Counting a dense network", "02",
    {1: "one hidden layer", 2: "two hidden layers",
     3: "two hidden layers, the total at once"},
    dense_count, draw_dense, (
        NO_BIAS, ADDED, WIDE_BIAS,
        mistake("gave a bias to each input of a layer in place of each unit",
                "Which units does a layer compute: those below or those "
                "above?", _counts=instead(
                    "s[0] == 'b'", "dict(rows)['W' + s[1:]][1] * 1")),
        mistake("let the last layer read the input", "What is directly "
                "below the last layer?", _counts=instead(
                    "s == rows[-2][0]", "shape[0] * rows[0][1][1]")),
        mistake("counted the weights and biases of the first layer only",
                "How many layers compute something?",
                _counts=of("s[1] == '1'")),
    ), largest=LARGEST, signs=False)


def rnn_count(x, h, y=None):
    """Return the Counts of an RNN, with an output or without."""
    return shapes.rnn(x, h, y)


def draw_rnn(draw, level):
    """Return a Setting: sizes that all differ."""
    high, count = {1: (10, 2), 2: (7, 3), 3: (20, 3)}[level]
    given = dict(zip("xhy", draw.several(range(2, high + 1), count)))
    asks = {1: ("W_hx", "W_hh", "b_h", "total"), 3: ("total",),
            2: ("W_hx", "W_hh", "b_h", "W_yh", "b_y", "total")}[level]
    out = "" if level == 1 else ", and an output layer of y units"
    return Setting(given, asks, f"An RNN has x inputs and h hidden units{out}"
                   ". It has one bias a unit. " + (
                       "How many parameters has it in all?" if level == 3
                       else "How many parameters are in each array, and in "
                       "all?"))


RNN_COUNT = Family(
    "rnn-count", "Counting an RNN", "02",
    {1: "no output layer", 2: "with an output layer",
     3: "larger, the total at once"},
    rnn_count, draw_rnn, (
        NO_BIAS, ADDED, WIDE_BIAS, NO_OUTPUT,
        mistake("gave W_hh a column for each input", "What does W_hh "
                "multiply?", _counts=instead(
                    "s == 'W_hh'", "shape[0] * rows[0][1][1]")),
        mistake("forgot the recurrent matrix", "How does the state before "
                "get into the new one?", _counts=of("s != 'W_hh'")),
        mistake("gave each hidden unit one recurrent weight only", "To how "
                "many hidden units does one hidden unit listen?",
                _counts=instead("s == 'W_hh'", "shape[0] * 1")),
    ), largest=LARGEST, signs=False)


def layers_count(x, h_1, h_2, y=None, h_3=None):
    """Return the Counts of an RNN of two or three layers."""
    layers = [h_1, h_2] if h_3 is None else [h_1, h_2, h_3]
    return shapes.rnn(x, layers, y)


def draw_layers(draw, level):
    """Return a Setting: sizes that all differ."""
    names = {1: ("x", "h_1", "h_2"), 2: ("x", "h_1", "h_2", "y"),
             3: ("x", "h_1", "h_2", "h_3", "y")}[level]
    asks = {1: ("W_hx_1", "W_hh_1", "b_h_1", "W_hx_2", "W_hh_2", "b_h_2",
                "total"),
            2: ("W_hx_1", "W_hh_1", "W_hx_2", "W_hh_2", "W_yh", "total"),
            3: ("W_hx_2", "W_hx_3", "W_yh", "total")}[level]
    layers = {1: "two layers, of h_1 and h_2 hidden units, and no output "
                 "layer", 2: "two layers, of h_1 and h_2 hidden units, and "
                 "an output layer of y units on top", 3: "three layers, of "
                 "h_1, h_2 and h_3 hidden units, and an output layer of y "
                 "units on top"}[level]
    return Setting(dict(zip(names, draw.several(range(2, 8), len(names)))),
                   asks, f"An RNN has x inputs and {layers}. The number at "
                   "the end of a name is the layer, from below. How many "
                   "parameters are in each array asked for, and in all (the "
                   "total counts every weight and bias)?")


LAYERS_COUNT = Family(
    "multilayer-rnn-count", "Counting an RNN of several layers", "02",
    {1: "two layers", 2: "two layers and an output", 3: "three layers"},
    layers_count, draw_layers, (
        NO_BIAS, ADDED, NO_OUTPUT,
        mistake("let every layer read the input x", "What are the inputs of "
                "the second layer?",
                _recurrent={"inputs": "[_size('x', x)] * len(layers)"}),
        mistake("let each layer read x, too, besides the layer below",
                "From where does the second layer get its inputs?",
                _counts=instead("'W_hx' in s and s != 'W_hx_1'", "shape[0] * "
                                "(shape[1] + rows[0][1][1])")),
        mistake("counted a recurrent matrix in the first layer only",
                "Which layers have a state that is carried along?",
                _counts=of("'hh' not in s or s == 'W_hh_1'")),
        mistake("let the output read the first layer", "Which layer lies "
                "directly below the output?", (2, 3), _counts=instead(
                    "s == 'W_yh'", "shape[0] * rows[0][1][0]")),
        mistake("gave the recurrent matrices the columns of the matrices "
                "beside them", "What does a W_hh multiply?",
                _counts=instead("'W_hh' in s", "shape[0] * dict(rows)"
                                "[s.replace('hh', 'hx')][1]")),
    ), largest=LARGEST, signs=False)

FAMILIES = (WEIGHT_SHAPES, DENSE_COUNT, RNN_COUNT, LAYERS_COUNT)
