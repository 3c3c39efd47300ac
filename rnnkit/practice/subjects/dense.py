"""Dense layers, batches and lookups: networks without a past.

    a1 = W1 x + b1     h = relu(a1)     a2 = W2 h + b2     y = relu(a2)
    e  = E x           a one-hot column x takes a column of E

Chapters 03 and 07; the formulas are `cells.dense` and `cells.embedding`.
"""
import numpy as np

from rnnkit.cells import dense, embedding
from rnnkit.practice.family import Family, Setting, mistake


def dense_layers(W1, b1, W2, b2, x):
    """Return the dense.Step of a network with one hidden layer, φ = ReLU."""
    return dense.step(dense.Params(W1, b1, W2, b2), x)


def drawn(draw, inputs, units, outputs):
    """Return the weights of a small dense network, by name."""
    return {"W1": draw.weights(units, inputs), "b1": draw.column(units, -3, 2),
            "W2": draw.weights(outputs, units, -2, 2, 0.1),
            "b2": draw.column(outputs, -3, 2)}


def draw_dense(draw, level):
    """Return a Setting: two units and one output, then three and two."""
    units, outputs = {1: (2, 1), 2: (3, 2), 3: (3, 2)}[level]
    asks = {1: ("a1", "h", "a2", "y"), 2: ("a1", "h", "y"),
            3: ("h", "y")}[level]
    return Setting(
        {**drawn(draw, units, units, outputs), "x": draw.column(units)}, asks,
        "A dense network with one hidden layer reads x; both layers end in "
        "ReLU. a1 and a2 are the sums before it, h is the hidden layer and "
        f"y the output. Find {', '.join(asks[:-1])} and {asks[-1]}.")


def uneven(page):
    """Whether the inputs are not all the same."""
    return len(set(np.ravel(page["x"]))) > 1


NO_BIAS = mistake("forgot the bias of the hidden layer", "What does each "
                  "hidden unit add to its weighted inputs?",
                  step={"a1": "W1 @ x"})
NO_BIAS_2 = mistake("forgot the bias of the output layer", "What does each "
                    "output add to its weighted inputs?",
                    step={"a2": "W2 @ h"})
NO_RELU = mistake("forgot ReLU in the hidden layer", "What happens to a "
                  "negative a1 on its way to h?", step={"h": "a1"})
COLUMNS = mistake("used the columns of W1 in place of its rows", "Which "
                  "weights belong to one hidden unit: a row or a column of "
                  "W1?", step={"a1": "W1.T @ x + b1"})

DENSE_LAYER = Family(
    "dense-layers", "A small dense network", "03",
    {1: "two hidden units, one output", 2: "three hidden units, two outputs",
     3: "the same, without the sums before ReLU"},
    dense_layers, draw_dense, (
        NO_BIAS, NO_BIAS_2, NO_RELU, COLUMNS,
        mistake("forgot ReLU at the output", "Can an output that comes from "
                "ReLU be negative?", (2, 3), step={"y": "a2"}),
        mistake("applied ReLU before the bias was added", "Is the bias a "
                "part of a1, or is it added to h?", (2, 3),
                step={"h": "phi1(W1 @ x) + b1"}),
        mistake("left out the minus sign of a sum in place of applying "
                "ReLU", "What does ReLU make of a negative number?",
                step={"h": "np.abs(a1)"}),
        mistake("let the output read x", "Which layer lies directly below "
                "the output?", step={"a2": "W2 @ x + b2"}),
        mistake("multiplied W1 and x entry by entry", "To how many inputs "
                "does one hidden unit listen?",
                step={"a1": "np.diag(W1)[:, None] * x + b1"}),
    ), suits=uneven, largest=20)


def draw_batch(draw, level):
    """Return a Setting: two or three columns side by side."""
    inputs, columns = {1: (2, 2), 2: (2, 3), 3: (3, 3)}[level]
    asks = {1: ("a1", "h"), 2: ("h", "y"), 3: ("h", "y")}[level]
    return Setting(
        {**drawn(draw, inputs, 2, 1), "x": draw.array((inputs, columns))},
        asks, "A dense network with one hidden layer reads a batch: each "
        "column of x is an example, and so is each column of the results. "
        "Both layers end in ReLU; a1 is the sum before it in the hidden "
        f"layer h, y the output. Find {asks[0]} and {asks[1]}."
        + " (W2 and b2 make y, which is not asked for.)" * (level == 1))


DENSE_BATCH = Family(
    "dense-batch", "A batch of columns", "03",
    {1: "two examples, the hidden layer", 2: "three examples, to the output",
     3: "three inputs, three examples"},
    dense_layers, draw_batch, (
        NO_BIAS, NO_RELU, COLUMNS._replace(levels=(1, 2)),
        NO_BIAS_2._replace(levels=(2, 3)),
        mistake("added the bias to the first column only", "Does a unit "
                "have another bias for another example?", step={
                    "a1": "W1 @ x + b1 * np.eye(1, x.shape[1])"}),
        mistake("read each row of x as an example", "Is one example a row "
                "or a column of x?", (1, 3), step={"a1": "W1 @ x.T + b1"}),
        mistake("gave every column the result of the first", "Do the "
                "columns of the batch have the same inputs?", step={
                    "a1": "W1 @ x @ np.eye(1, x.shape[1]).T "
                    "+ b1 + 0 * (W1 @ x)"}),
        mistake("let the columns run together", "May one example change the "
                "result of another?", step={
                    "a1": "W1 @ np.sum(x, axis=1, keepdims=True) + b1 "
                    "+ 0 * (W1 @ x)"}),
    ), largest=20)


# One-hot times matrix ------------------------------------------------------
def lookup(E, x):
    """Return e = E x: the columns of E that x names."""
    e = embedding.embed(E, x)
    return e


def draw_lookup(draw, level):
    """Return a Setting: numbers that all differ, so that a place shows."""
    rows, words, count = {1: (3, 3, 1), 2: (3, 3, 2), 3: (3, 5, 3)}[level]
    numbers = draw.several([k for k in range(-12, 13) if k], rows * words)
    E = np.array(numbers, dtype=float).reshape(rows, words)
    picked = draw.several(range(words), count)
    if level == 3:
        return Setting(
            {"E": E, "x": np.array(picked)}, ("e",), "E is an embedding: a "
            "column of 3 numbers for each of 5 words. x lists three words by "
            "their numbers, which are counted from 0, as in Python. Look "
            "them up: e has a column for each.", rules={
                "e": "Column k of e is the column of E whose number is x[k], "
                     "the leftmost being number 0."})
    x = np.zeros((words, count))
    x[picked, range(count)] = 1
    hot = ("Each column of x is a word, one-hot" if count > 1
           else "x is one word, one-hot")
    return Setting({"E": E, "x": x}, ("e",), "E is an embedding with a "
                   f"column for each word. {hot}: its 1 says which. Find the "
                   "product e = E x.")


EMBEDDING_LOOKUP = Family(
    "embedding-lookup", "A word becomes a column", "07",
    {1: "one word, one-hot", 2: "two words, one-hot",
     3: "three words by their numbers"},
    lookup, draw_lookup, (
        mistake("took a row of E in place of a column", "Which entries of "
                "E does the 1 in x meet, along each row of E?", (1, 2),
                embed={"e": "E.T @ x"}),
        mistake("added up whole rows of E", "By what is an entry of E "
                "multiplied where x has a 0?", (1, 2),
                embed={"e": "E @ (0 * x + 1)"}),
        mistake("multiplied E and x entry by entry", "How many entries of E "
                "go into one entry of e?", (1, 2),
                embed={"e": "np.diag(E)[:, None] * x"}),
        mistake("took the column beside the right one", "In which place of "
                "x does the 1 stand? Count along a row of E.", (1, 2),
                embed={"e": "E @ np.concatenate([x[1:], x[:1]])"}),
        mistake("copied the one-hot column", "Where do the numbers of a "
                "word stand?", (1,), embed={"e": "x"}),
        mistake("exchanged the words", "Which column of e belongs to the "
                "first column of x?", (2,), embed={"e": "E @ x[:, ::-1]"}),
        mistake("counted the words from 1", "What is the number of the "
                "first column in Python?", (3,),
                embed={"place": "_indices(x, V) - 1"}),
        mistake("exchanged the first and the last word", "Which column of e "
                "belongs to the first word of x?", (3,),
                embed={"place": "_indices(x, V)[::-1]"}),
        mistake("looked the first word up every time", "How many words does "
                "x list?", (3,),
                embed={"place": "_indices(x, V)[[0] * len(x)]"}),
        mistake("counted the columns from the right", "At which side of E "
                "does the first word stand?", (3,),
                embed={"place": "V - 1 - _indices(x, V)"}),
        mistake("skipped a column", "Count the columns of E up to the word, "
                "beginning with 0.", (3,),
                embed={"place": "(_indices(x, V) + 1) % V"}),
    ), largest=12)

FAMILIES = (DENSE_LAYER, DENSE_BATCH, EMBEDDING_LOOKUP)
