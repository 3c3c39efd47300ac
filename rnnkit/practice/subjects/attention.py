"""Attention on paper: scores, weights, mixtures, the scale and masks.

All lines are those of cells.attention (chapter 14).
"""
import numpy as np

from rnnkit.cells import attention
from rnnkit.practice.subjects.drawn import until
from rnnkit.practice.family import Family, Setting, mistake

ROUND = ("Round each e^s to a whole number: 1, 3, 7, 20 for s = 0, 1, 2, 3. "
         "Z is the sum of a row of e. ")
COLUMNS = "A column is a {}; row i of s holds the scores of query i. "


def values_differ(v):
    """Whether a mixture depends on its weights: no row of v is all alike."""
    return np.ptp(v, axis=1).min() > 0


# Queries, keys, scores ------------------------------------------------------
def scores(W_Q, W_K, x):
    """Return queries, keys and scores of self-attention without a scale."""
    eye = np.eye(len(x.value if hasattr(x, "value") else x))
    return attention.step(attention.Params(W_Q, W_K, eye), x, scale=1)


def draw_scores(draw, level):
    """Return a Setting: the scores, with the queries, and with keys."""
    n, T, D = 2, 2, 2 if level < 3 else 3
    asks = {1: ("q", "s"), 2: ("q", "k", "s[0, 1]"),
            3: ("q", "k", "s[1, 0]")}[level]
    return Setting({
        "W_Q": draw.weights(n, D, -1, 2), "W_K": draw.weights(n, D, -1, 2),
        "x": draw.array((D, T), -2, 3, 0.2)}, asks,
        "Self-attention: queries q = W_Q x, keys k = W_K x, and scores: "
        "s_ij is the dot product of query i and key j, with no scale. "
        + COLUMNS.format("token") + "Find what is asked.")


SCORES = Family(
    "attention-scores", "Queries, keys and scores", "14",
    {1: "queries and all scores", 2: "queries, keys, one score",
     3: "three numbers a token"},
    scores, draw_scores, (
        mistake("exchanged queries and keys", "Which of the two matrices "
                "makes what a token is looking for?",
                step={"q": "W_K @ x", "k": "W_Q @ x"}),
        mistake("transposed the scores", "Who asks in row i, and who answers "
                "in column j?",
                attend={"s": "np.matrix_transpose(k) @ q / scale"}),
        mistake("used the rows of a matrix for its columns", "Which entries "
                "of W_Q make the first number of a query: a row or a "
                "column?", levels=(1, 2),
                step={"q": "W_Q.T @ x", "k": "W_K.T @ x"}),
        mistake("compared the keys with one another", "What is a key "
                "compared with?",
                attend={"s": "np.matrix_transpose(k) @ k / scale"}),
        mistake("multiplied rows of q with rows of k", "Which numbers of q "
                "belong to the same token: a row or a column?",
                attend={"s": "q @ np.matrix_transpose(k) / scale"}),
        mistake("took the absolute values of the scores", "Can a key be "
                "unlike what a query is looking for?",
                attend={"s": "abs(np.matrix_transpose(q) @ k / scale)"}),
        mistake("compared the tokens with the keys", "What of a token does "
                "the asking?", attend={"s": "v.T @ k / scale"},
                levels=(1, 2)),
    ), largest=24,
    suits=lambda page: np.min(page["s"]) < 0)


# A search -------------------------------------------------------------------
def search(q, k, v):
    """Return a search with rounded exponentials (chapter 14)."""
    return attention.attend_rounded(q, k, v)


def draw_search(draw, level):
    """Return a Setting: one query, one with longer values, two queries."""
    queries, keys, m = {1: (1, 2, 1), 2: (1, 3, 2), 3: (2, 2, 2)}[level]

    def numbers():
        return (draw.array((2, queries), -1, 2, 0.3),
                draw.array((2, keys), -1, 2, 0.2))

    def suits(found):
        s = found[0].T @ found[1]
        return s.min() >= 0 and s.max() < 4 and all(
            len({*row}) > 1 for row in s) and min(
            min(each.ravel()) for each in found) < 0
    q, k = until(numbers, suits)
    asks = {1: ("s", "Z", "a", "x_new"), 2: ("s", "Z", "x_new"),
            3: ("Z", "a", "x_new[0, 0]", "x_new[1, 1]")}[level]
    return Setting({"q": q, "k": k, "v": 2 * draw.array((m, keys), -2, 4)},
                   asks, "Attention as a search, with no scale: scores s, "
                   "weights a, and the mixture x_new of the values. "
                   + COLUMNS.format("query, a key or a value") + ROUND
                   + "Find what is asked.", 2)


SEARCH = Family(
    "attention-weights", "A search: weights and mixture", "14",
    {1: "one query, two keys", 2: "three keys", 3: "two queries"},
    search, draw_search, (
        mistake("divided by the number of keys", "What must a row of "
                "weights sum to?", attend_rounded={"a": "e / k.shape[1]"}),
        mistake("shared out the scores themselves", "What is done to a "
                "score before it is divided by a sum?", attend_rounded={
                    "e": "+s"}),
        mistake("took the value of the best key alone", "Does a softmax "
                "ever say: none of this one?", attend_rounded={
                    "x_new": "v @ np.matrix_transpose(1.0 * (s == np.max("
                             "s, axis=-1, keepdims=True)))"}),
        mistake("mixed the values without their weights", "How much of each "
                "value goes into the mixture?", attend_rounded={
                    "x_new": "np.mean(v, axis=1, keepdims=True) "
                             "* np.ones_like(q[:1])"}),
        mistake("mixed the keys in place of the values", "What does a key "
                "hand over when it is found?", levels=(2, 3),
                attend_rounded={
                    "x_new": "k @ np.matrix_transpose(a)"}),
        mistake("forgot to divide by the sum", "What must a row of weights "
                "sum to?", attend_rounded={
                    "x_new": "v @ np.matrix_transpose(e)"}),
        mistake("mixed the values with the columns of a", "Which weights "
                "belong to one query: those of a row, or of a column?",
                levels=(3,), attend_rounded={"x_new": "v @ a"}),
        mistake("summed the columns in place of the rows", "Over which "
                "index does Z sum: who asks, or who answers?", levels=(3,),
                attend_rounded={"Z": "np.sum(e, axis=-2, keepdims=True)",
                                "a": "e / Z"}),
    ), largest=60, suits=lambda page: values_differ(page["v"]))


# The scale ------------------------------------------------------------------
def scaled(q, k, v):
    """Return a search with the scale √n, step by step: the weights and the
    mixture of attention.attend (chapter 14)."""
    scale = attention.scale_of(q)
    s = q.T @ k / scale
    e = np.exp(s)
    Z = np.sum(e, axis=1, keepdims=True)
    a = e / Z
    x_new = v @ a.T
    return s, e, Z, a, x_new


def draw_scaled(draw, level):
    """Return a Setting: four numbers a key, with the scale 2."""
    keys = {1: 2, 2: 3, 3: 2}[level]
    queries = 2 if level == 3 else 1

    def numbers():
        return (draw.array((4, queries), -1, 2, 0.2),
                draw.array((4, keys), -1, 2, 0.2))

    def suits(found):
        s = found[0].T @ found[1]
        return s.max() < 6 and s.min() > -5 and np.ptp(s, axis=1).min() > 1 \
            and np.ptp(s, axis=1).max() < 6
    q, k = until(numbers, suits)
    asks = {1: ("s", "a"), 2: ("s", "a", "x_new"),
            3: ("s", "a", "x_new")}[level]
    return Setting({"q": q, "k": k, "v": 2 * draw.array((1, keys), -2, 4)},
                   asks, "Attention with the scale √n, where n is how many "
                   "numbers a query has; this time with exact exponentials: "
                   "e holds e^s, Z is the sum of a row of e, a holds the "
                   "weights e / Z, x_new the mixture of the values. "
                   + COLUMNS.format("query, a key or a value")
                   + "Find the scores, the weights and what else is asked.",
                   2)


DOT = "q.T @ k"
SCALED = Family(
    "attention-scaled", "Scaled attention", "14",
    {1: "two keys", 2: "three keys and the mixture", 3: "two queries"},
    scaled, draw_scaled, (
        mistake("forgot the scale", "What are the scores divided by?",
                scaled={"s": DOT}),
        mistake("divided by n in place of its root", "How fast does the "
                "spread of a dot product grow with n?",
                scaled={"s": DOT + " / len(q)"}),
        mistake("multiplied by the scale", "Should the scores be closer "
                "together or farther apart?", scaled={"s": DOT + " * scale"}),
        mistake("took the root of the number of keys", "What does n count: "
                "the keys, or the numbers in one key?",
                scaled={"s": DOT + " / np.sqrt(k.shape[1])"}),
        mistake("took powers of 2 in place of e", "Which base has the "
                "exponential of a softmax?", scaled={"e": "2.0 ** s"}),
        mistake("divided by the number of keys in place of Z", "What must "
                "the weights of one query sum to?",
                scaled={"a": "e / k.shape[1]"}),
        mistake("divided the scores by their sum, without e^s", "What "
                "makes every score positive before it becomes a share?",
                scaled={"e": "+s"}),
        mistake("scaled the weights in place of the scores", "Do the "
                "weights of a query still sum to 1?",
                scaled={"s": "+(" + DOT + ")", "a": "e / Z / scale"}),
    ), largest=200,
    # A score of 2 would be told by its formula, which divides by 2.
    suits=lambda page: 2 not in abs(page["s"]) and values_differ(page["v"]))


# Masks ----------------------------------------------------------------------
def masked(scores, mask):
    """Return weights that keep to a mask, rows of 0 and 1 (1: may look):
    those of attention.weights, as a hand works them out."""
    allowed = np.array(mask)
    e = allowed * np.exp(scores)
    Z = np.sum(e, axis=1, keepdims=True)
    a = e / Z
    return a


def draw_masked(draw, level):
    """Return a Setting: a causal mask, padding, and both."""
    T, real = 3, 3 if level == 1 else 2
    mask = np.ones((T, T)) if level == 2 else 1.0 * attention.causal(T)
    mask = mask * attention.padding([real], T)[0]

    def suits(s):
        return all(len({*row}) > 1 for row in s)
    s = until(lambda: draw.array((T, T), -1, 2, 0.3), suits)
    return Setting({"scores": s, "mask": tuple(map(tuple, mask))}, ("a",),
                   "Three tokens look at each other; row i holds the "
                   f"scores of token i, which asks. {MASKS[level]} “allowed” "
                   "is 1 where a token may look and 0 elsewhere, e holds e^s "
                   "where it may and 0 elsewhere, and Z is the sum of a row "
                   "of e. Find the weights a, with exact exponentials.", 2)


MASKS = {1: "The mask is causal: no token looks at a later one.",
         2: "The third token is padding, and no token looks at it.",
         3: "The mask is causal, and the third token is padding."}
SHARED = "np.exp(scores) / np.sum(np.exp(scores), axis=1, keepdims=True)"
MASKED = Family(
    "attention-mask", "Weights behind a mask", "14",
    {1: "causal", 2: "padding", 3: "both"},
    masked, draw_masked, (
        mistake("shared out the scores by their sizes", "What is done to "
                "a score before it is divided by a sum?", masked={
                    "e": "allowed * abs(scores)",
                    "Z": "np.maximum(np.sum(e, axis=1, keepdims=True), "
                         "0.1)"}),
        mistake("forgot the mask", "Where may this row look?",
                masked={"e": "np.exp(scores)"}),
        mistake("masked after the division", "What must the weights of a "
                "row sum to, when some of them are 0?", masked={
                    "a": f"{SHARED} * allowed"}),
        mistake("set the masked scores to 0", "Which weight belongs to a "
                "score of 0? Is it 0?",
                masked={"e": "np.exp(allowed * scores)"}),
        mistake("hid the earlier tokens in place of the later ones",
                "Does a causal mask hide what came before, or what comes "
                "later?", levels=(1,),
                masked={"e": "allowed.T * np.exp(scores)"}),
        mistake("summed each column in place of each row", "Who shares its "
                "attention out: the token of a row, or that of a column?",
                levels=(1,), masked={
                    "Z": "np.sum(e, axis=0, keepdims=True)"}),
        mistake("shared out equally among those seen", "Which score has "
                "each of those that may be seen?", masked={
                    "e": "allowed + 0 * scores"}),
        mistake("took powers of 2 in place of e", "Which base has the "
                "exponential of a softmax?",
                masked={"e": "allowed * 2.0 ** scores"}),
        mistake("hid the third token's own row in place of its column",
                "Which entries of a say how much the others look at the "
                "third token?", levels=(2,), masked={
                    "a": f"{SHARED} * allowed.T"}),
    ), largest=30,
    suits=lambda page: np.ptp(page["scores"][:, :2], 1).min() > 0)

FAMILIES = (SCORES, SEARCH, SCALED, MASKED)
