"""Softmax, cross-entropy and their gradient (chapter 06).

    ŷ = e^z / Σ e^z        l = −Σ y log ŷ / N        dz = (ŷ − y) / N

The formulas are those of `cells.readout`; N is the number of columns.
"""
import numpy as np

from rnnkit.cells import activations, readout
from rnnkit.practice.family import Family, Setting, mistake

TABLE = "e^0 to e^5 are 1, 3, 7, 20, 55, 148"


# Softmax -------------------------------------------------------------------
def draw_rounded(draw, level):
    """Return a Setting: scores from 0 to 5, one of them 0."""
    count = {1: 3, 2: 3, 3: 4}[level]
    z = [0.0, *[float(draw.integer(0, 5)) for _ in range(count - 1)]]
    z = np.array(draw.several(z, count))[:, None]
    return Setting({"z": z}, ("e", "total", "y_hat"), "Work out the softmax "
                   "of the scores z with rounded exponentials, as in the "
                   f"workbook: {TABLE}. e are the exponentials, total is "
                   "their sum and y_hat the probabilities.", 2)


def has_gap(page):
    """Whether the largest score stands alone, and not all are small."""
    z = np.sort(np.ravel(page["z"]))
    return z[-1] > max(z[-2], 1)


SOFTMAX_ROUNDED = Family(
    "softmax-rounded", "Softmax with rounded exponentials", "06",
    {1: "three scores, with the formulas", 2: "three scores",
     3: "four scores"},
    readout.softmax_rounded, draw_rounded, (
        mistake("divided the scores by their sum", "What is done with a "
                "score before the sum is taken?",
                softmax_rounded={"e": "1.0 * z"}),
        mistake("multiplied by e in place of raising e to the score", "Is z "
                "a factor or an exponent in e^z?",
                softmax_rounded={"e": "np.round(np.e * z)"}),
        mistake("took e^0 as 0", "What is any number to the power of 0?",
                softmax_rounded={"e": "rounded_exp(z) * (z != 0)"}),
        mistake("gave everything to the largest score", "Is softmax a vote "
                "that the winner takes whole?", softmax_rounded={
                    "y_hat": "np.where(e == np.max(e), 1.0, 0.0)"}),
        mistake("divided by the largest exponential", "To what do "
                "probabilities have to add up?",
                softmax_rounded={"y_hat": "e / np.max(e)"}),
        mistake("divided by the number of scores", "To what do "
                "probabilities have to add up?",
                softmax_rounded={"y_hat": "e / len(z)"}),
        mistake("forgot to divide by the total", "Can a probability be "
                "larger than 1?", softmax_rounded={"y_hat": "1.0 * e"}),
    ), suits=has_gap, largest=450, signs=False)


def draw_softmax(draw, level):
    """Return a Setting: scores from −3 to 3 that are not all alike."""
    count = {1: 3, 2: 3, 3: 4}[level]
    z = np.array(draw.several(range(-3, 4), count), dtype=float)[:, None]
    z = z / 2 if level > 1 else z
    return Setting({"z": z}, ("y_hat",), "Work out the softmax of the scores "
                   "z: a probability for each. A pocket calculator gives "
                   "e^z. Only the gaps between scores matter: you may take "
                   "the largest, max(z), from all of them first.", 2)


SOFTMAX = Family(
    "softmax", "Softmax", "06",
    {1: "three scores", 2: "three scores in halves",
     3: "four scores in halves"},
    activations.softmax, draw_softmax, (
        mistake("took 2 in place of e", "Which number is raised to the "
                "score?", softmax={"e": "2.0 ** z"}),
        mistake("turned the signs of the scores", "Does the largest score "
                "get the largest probability?",
                softmax={"e": "np.exp(-z)"}),
        mistake("divided the scores by their sum", "Can a probability be "
                "negative or above 1?", softmax={"e": "z"}),
        mistake("divided by the largest exponential", "To what do "
                "probabilities have to add up?",
                softmax={"y_hat": "e / np.max(e)"}),
        mistake("gave everything to the largest score", "Is softmax a vote "
                "that the winner takes whole?",
                softmax={"y_hat": "np.where(e == np.max(e), 1.0, 0.0)"}),
        mistake("divided by the sum of the other exponentials", "Does the "
                "sum below the line leave its own term out?",
                softmax={"y_hat": "e / (np.sum(e) - e)"}),
        mistake("forgot to divide by the sum", "To what do probabilities "
                "have to add up?", softmax={"y_hat": "np.exp(z)"}),
    ), largest=20)


# The loss ------------------------------------------------------------------
def mean_loss(y_hat, y):
    """Return l, the cross-entropy of probabilities with one-hot targets."""
    l = readout.cross_entropy(y_hat, y)
    return l


def draw_loss(draw, level):
    """Return a Setting: probabilities in twentieths (in hundredths where
    there is only one answer), one-hot targets."""
    N, whole = {1: (1, 100), 2: (2, 20), 3: (3, 20)}[level]
    y_hat = np.zeros((3, N))
    for n in range(N):
        cuts = sorted(draw.several(range(1, whole - 1), 2))
        y_hat[:, n] = np.diff([0, *cuts, whole]) / whole
    of = "an example" if N == 1 else f"{N} examples, one a column"
    mean = "" if N == 1 else ", the mean over the examples"
    return Setting({"y_hat": y_hat, "y": draw.one_hot(3, N)}, ("l",),
                   f"A network gives the probabilities y_hat for {of}; y is "
                   "the one-hot target. Find the cross-entropy loss l (with "
                   f"the natural logarithm){mean}.", 2)


def change_l(right):
    """Return the change of the loss."""
    return {"cross_entropy": {"l": right}}


CROSS_ENTROPY = Family(
    "cross-entropy", "The cross-entropy loss", "06",
    {1: "one example", 2: "a batch of two", 3: "a batch of three"},
    mean_loss, draw_loss, (
        mistake("took the logarithm to the base 10", "Which logarithm has "
                "the slope 1/p?", **change_l(
                    "_mean(-np.sum(y * np.log10(y_hat)), y_hat)")),
        mistake("took the logarithm to the base 2", "Is the loss asked for "
                "in bits, or with the natural logarithm?", **change_l(
                    "_mean(-np.sum(y * np.log2(y_hat)), y_hat)")),
        mistake("forgot the minus sign", "Can a loss be negative? What sign "
                "has the logarithm of a probability?",
                **change_l("_mean(np.sum(y * np.log(y_hat)), y_hat)")),
        mistake("added up the logarithms of all probabilities", "Which "
                "entries of y are not 0?",
                **change_l("_mean(-np.sum(np.log(y_hat)), y_hat)")),
        mistake("took 1 − p in place of −log p", "How large can the loss "
                "become when the probability of the target is nearly 0?",
                **change_l("_mean(np.sum(y * (1 - y_hat)), y_hat)")),
        mistake("forgot the logarithm", "How surprised is a network that "
                "gave the target the probability 1?",
                **change_l("_mean(np.sum(y * y_hat), y_hat)")),
        mistake("took the largest probability in place of the target's",
                "Which entry of y_hat does the 1 in y point to?",
                **change_l("_mean(-np.sum(np.log(np.max(y_hat, axis=0))), "
                           "y_hat)")),
        mistake("forgot to divide by the number of examples", "Is the loss "
                "of a batch a sum or a mean?", (2, 3),
                **change_l("-np.sum(y * np.log(y_hat))")),
        mistake("divided by the number of all entries", "How many examples "
                "are there, and how many entries has each?", (2, 3),
                **change_l("-np.sum(y * np.log(y_hat)) / y.size")),
        mistake("took the logarithm of the mean probability", "Which comes "
                "first: the logarithm, or the mean?", (2, 3), **change_l(
                    "-np.log(_mean(np.sum(y * y_hat), y_hat))")),
    ), largest=10, signs=False)


# Its gradient --------------------------------------------------------------
def softmax_loss_back(z, y):
    """Return dz of the cross-entropy, from scores, rounded as by hand."""
    dz = readout.loss_back(z, y, readout.softmax_rounded)
    return dz


def draw_gradient(draw, level):
    """Return a Setting: scores from 0 to 5 and one-hot targets."""
    rows, N = {1: (3, 1), 2: (4, 1), 3: (2, 2)}[level]
    z = np.array([[float(draw.integer(0, 4 + (level == 1))) for _ in range(N)]
                  for _ in range(rows)])
    batch = ("" if N == 1 else " The loss is the mean over the batch: each "
             "column is an example.")
    return Setting({"z": z, "y": draw.one_hot(rows, N)}, ("y_hat", "dz"),
                   "A network gives the scores z, and y is the one-hot "
                   "target. Find the probabilities y_hat (softmax with "
                   f"rounded exponentials: {TABLE}) and dz, the gradient of "
                   f"the cross-entropy loss for the scores.{batch}", 2,
                   rules={"y_hat": "y_hat = e / sum(e), where e are the "
                          "rounded exponentials of the column of z"})


CE_GRADIENT = Family(
    "softmax-gradient", "The gradient of softmax and cross-entropy", "06",
    {1: "three scores", 2: "four scores", 3: "a batch of two"},
    softmax_loss_back, draw_gradient, (
        mistake("took target minus prediction", "If the score of the target "
                "grows, does the loss grow or shrink?",
                loss_back={"dz": "_mean(y - y_hat, z)"}),
        mistake("forgot to subtract the target", "To what does the gradient "
                "of one example add up?",
                loss_back={"dz": "_mean(1.0 * y_hat, z)"}),
        mistake("multiplied each probability by 1 minus itself", "That is a "
                "slope of softmax alone. Where does the target come in?",
                loss_back={"dz": "_mean(y_hat * (1 - y_hat), z)"}),
        mistake("subtracted 1 from every entry", "Where is the target 1, "
                "and where 0?", loss_back={"dz": "_mean(y_hat - 1, z)"}),
        mistake("left out the entries that are no target", "Does the loss "
                "change when the score of a wrong answer grows?",
                loss_back={"dz": "_mean((y_hat - y) * y, z)"}),
        mistake("subtracted the target from the scores", "From what is the "
                "target subtracted: from scores or from probabilities?",
                loss_back={"dz": "_mean(z - y, z)"}),
        mistake("took the gradient for the probabilities in place of the "
                "scores", "Is there not a softmax between z and the loss?",
                loss_back={"dz": "_mean(-y / y_hat, z)"}),
        mistake("forgot to divide by the number of examples", "Is the loss "
                "a sum or a mean over the batch?", (3,),
                loss_back={"dz": "y_hat - y"}),
        mistake("divided by the number of examples twice", "How often does "
                "the mean divide by N?", (3,),
                loss_back={"dz": "_mean(y_hat - y, z) / np.shape(z)[-1]"}),
    ), largest=300, signs=False)

FAMILIES = (SOFTMAX_ROUNDED, SOFTMAX, CROSS_ENTROPY, CE_GRADIENT)
