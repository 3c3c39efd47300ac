"""Attention with two heads, and with positions.

The lines are those of cells.attention and cells.transformer (chapter 14).
"""
import numpy as np

from rnnkit.cells import attention
from rnnkit.practice.subjects.drawn import until
from rnnkit.practice.family import Family, Setting, mistake


# Heads ----------------------------------------------------------------------
def two_heads(q_1, k_1, v_1, q_2, k_2, v_2, W_O1, W_O2):
    """Return what two heads say, and what they say together: the sum of
    `attention.heads`, with rounded exponentials."""
    _, _, _, _, head_1 = attention.attend_rounded(q_1, k_1, v_1)
    _, _, _, _, head_2 = attention.attend_rounded(q_2, k_2, v_2)
    x_new = W_O1 @ head_1 + W_O2 @ head_2
    return head_1, head_2, x_new


def draw_heads(draw, level):
    """Return a Setting: two keys, three, and two queries."""
    queries, keys = {1: (1, 2), 2: (1, 3), 3: (2, 2)}[level]

    def one():
        return draw.array((1, queries), -1, 2), draw.array((1, keys), -1, 2,
                                                           0.4)

    def suits(found):
        s = found[0].T @ found[1]
        return s.min() >= 0 and s.max() < 4 and all(
            len({*row}) > 1 for row in s)
    (q_1, k_1), (q_2, k_2) = until(one, suits), until(one, suits)
    v_1, v_2 = (np.array([draw.several((-8, -4, 4, 8, 12), keys)], float)
                for _ in "12")
    asks = ("head_1", "head_2", "x_new") if level < 3 else (
        "head_1", "head_2", "x_new[0, 0]", "x_new[1, 1]")
    return Setting({
        "q_1": q_1, "k_1": k_1, "v_1": v_1, "q_2": q_2, "k_2": k_2,
        "v_2": v_2, "W_O1": draw.column(2, -1, 2), "W_O2":
        draw.column(2, -1, 2)}, asks, "Two heads, each a search of its own "
        "with one number a query, a key and a value, and no scale. A column "
        "is a query, a key or a value; a_1 and a_2 hold the weights, a row "
        "for each query. W_O1 and W_O2 bring what the heads "
        "found back to two numbers. Round each e^s to a whole number: 1, 3, "
        "7, 20 for s = 0, 1, 2, 3. Find what each head says, and what comes "
        "out.", 2)


HEADS = Family(
    "attention-heads", "Two heads", "14",
    {1: "one query, two keys", 2: "three keys", 3: "two queries"},
    two_heads, draw_heads, (
        mistake("left the second head out", "How many heads have something "
                "to say?", two_heads={"x_new": "W_O1 @ head_1"}),
        mistake("exchanged the matrices of the heads", "Which matrix "
                "belongs to which head?", two_heads={
                    "x_new": "W_O2 @ head_1 + W_O1 @ head_2"}),
        mistake("took the mean of the heads", "Are the heads added up, or "
                "averaged?", two_heads={
                    "x_new": "(W_O1 @ head_1 + W_O2 @ head_2) / 2"}),
        mistake("added the heads up before W_O", "Does each head have a "
                "matrix of its own on its way out?", two_heads={
                    "x_new": "W_O1 @ (head_1 + head_2)"}),
        mistake("looked with the first head's query in both heads", "What "
                "does each head have of its own?",
                two_heads={"q_2": "q_1"}),
        mistake("forgot to divide by the sum", "What must a row of weights "
                "sum to?", attend_rounded={
                    "x_new": "v @ np.matrix_transpose(e)"}),
        mistake("took the value of the best key alone", "Does a softmax "
                "ever say: none of this one?", attend_rounded={
                    "x_new": "v @ np.matrix_transpose(1.0 * (s == np.max("
                             "s, axis=-1, keepdims=True)))"}),
    ), largest=90)


# Positions ------------------------------------------------------------------
def placed_tokens(E, t):
    """Return tokens with their places added: x = E + P, where P is that of
    transformer.positions (chapter 14)."""
    d = len(E)
    row = np.arange(d)[:, None]
    angle = t / 10_000 ** (2 * (row // 2) / d)
    x = E + np.where(row % 2 == 0, np.sin(angle), np.cos(angle))
    return x


def draw_positions(draw, level):
    """Return a Setting: one wave over three places, later ones, two
    waves."""
    d, T = {1: (2, 3), 2: (2, 5), 3: (4, 4)}[level]
    asks = {1: ("x[0, 0]", "x[1, 0]", "x[0, 1]", "x[1, 1]", "x[0, 2]"),
            2: ("x[0, 0]", "x[1, 2]", "x[0, 3]", "x[1, 3]", "x[0, 4]"),
            3: ("x[1, 0]", "x[0, 2]", "x[1, 2]", "x[2, 3]", "x[3, 3]")}
    slow = "" if d == 2 else (
        " for the rows 0 and 1, and t / √10000 for the rows 2 and 3")
    return Setting(
        {"E": draw.array((d, T), -2, 3), "t": np.arange(T)[None] * 1.0},
        asks[level], f"The columns of E are {T} tokens of {d} numbers each, "
        "at the places t. To each its place is added: to the rows 0, 2, … "
        "the sine of an angle, to the rows 1, 3, … its cosine, in radians; "
        f"the angle is t{slow}. Rows count from 0. Find these entries of x.",
        2, (WHERE, RULES[d]))


WHERE = ("Which column is {} in, and so which place t? Is its row even or "
         "odd?")
RULES = {2: "x[even, t] = E[even, t] + sin(t), x[odd, t] = E[odd, t] + "
            "cos(t)",
         4: "x[row, t] = E[row, t] + the sine (even rows) or cosine (odd "
            "rows) of an angle: t for the first two rows, t / √10000 for "
            "the others"}
ANGLE = "{} / 10_000 ** (2 * (row // 2) / d)"
WAVES = "np.where(row % 2 == 0, np.{}(angle), np.{}(angle))"
POSITIONS = Family(
    "positions", "Tokens and their places", "14",
    {1: "one wave", 2: "later places", 3: "a fast and a slow wave"},
    placed_tokens, draw_positions, (
        mistake("counted the places from 1", "Which place has the first "
                "column?", placed_tokens={"angle": ANGLE.format("(t + 1)")}),
        mistake("exchanged sine and cosine", "Which rows hold a sine: the "
                "even or the odd ones?", placed_tokens={
                    "x": "E + " + WAVES.format("cos", "sin")}),
        mistake("reckoned in degrees", "Is the calculator set to radians?",
                placed_tokens={"angle": ANGLE.format("t * (np.pi / 180)")}),
        mistake("multiplied by the place in place of adding it", "What "
                "happens to a token at its place: is it stretched, or moved?",
                placed_tokens={"x": "E * " + WAVES.format("sin", "cos")}),
        mistake("left the places out", "Without them, could the network "
                "tell one order of the words from another?",
                placed_tokens={"x": "+E"}),
        mistake("subtracted the place", "What happens to a token at its "
                "place?", placed_tokens={
                    "x": "E - " + WAVES.format("sin", "cos")}),
        mistake("gave each row a wavelength of its own", "Which rows share "
                "a wavelength?", levels=(3,), placed_tokens={
                    "angle": "t / 10_000 ** (row / d)"}),
        mistake("let the slow rows turn as fast as the others", "By what is "
                "t divided in the later rows?", levels=(3,),
                placed_tokens={"angle": "t + 0.0 * row"}),
    ), largest=30)

FAMILIES = (HEADS, POSITIONS)
