"""Scores, probabilities and words: chapters 06, 07 and 10."""
import numpy as np

from rnnkit.cells import embedding, readout
from rnnkit.cells.activations import softmax
from rnnkit.grade.code import CodeQuestion
from rnnkit.ngram import smooth
from rnnkit.practice.family import mistake


def softmax_columns(z):
    """Return the probabilities of scores z, column by column."""
    y_hat = softmax(z)
    return y_hat


def draw_scores(draw, K, B, scale=1.0, apart=0.0):
    """Return scores; with a large scale their exponentials overflow.

    apart: how much larger the scores of each column are than those before.
    """
    return (draw.array(K, B) * scale + apart * np.arange(B),)


SOFTMAX = CodeQuestion(
    "softmax", "06", "Softmax", "softmax(z)",
    "Return the probabilities of the scores z (K, B), column by column; a "
    "score of 900 is no trouble.",
    softmax_columns, draw_scores, ((3, 2), (1, 1), (4, 4), (5, 1),
                                   (3, 2, 900.0), (3, 2, 1.0, 900.0)),
    ("y_hat",), (
        mistake("normalised the rows", "What should sum to 1: a row or a "
                "column?", softmax={
                    "e": "np.exp(z - np.max(z, axis=-1, keepdims=True))",
                    "y_hat": "e / np.sum(e, axis=-1, keepdims=True)"}),
        mistake("normalised all columns together", "To what does each single "
                "column sum?", softmax={"e": "np.exp(z - np.max(z))",
                                        "y_hat": "e / np.sum(e)"}),
        mistake("forgot the exponential", "Can a probability be negative?",
                softmax={"y_hat": "z / np.sum(z, axis=-2, keepdims=True)"}),
        mistake("forgot to divide by the sum", "To what does a column sum?",
                softmax={"e": "np.exp(z)", "y_hat": "e"}),
        mistake("did not take the largest score off first", "What is e⁹⁰⁰?",
                softmax={"e": "np.exp(z)"}),
        mistake("took the largest score of all columns off", "What is left "
                "of a column whose scores are all 900 smaller?",
                softmax={"e": "np.exp(z - np.max(z))"}),
        mistake("returned the logarithm", "Can a probability be negative?",
                softmax={"y_hat":
                         "np.log(e / np.sum(e, axis=-2, keepdims=True))"}),
        mistake("took powers of 2", "Of which number are the powers taken?",
                softmax={"e": "2 ** (z - np.max(z, axis=-2, keepdims=True))"
                         }),
        mistake("used the sigmoid of each score", "Does a probability depend "
                "on the other scores?", softmax={
                    "y_hat": "0.5 + 0.5 * np.tanh(z / 2)"}),
    ), ("softmax",))


def score_gradient(z, y):
    """Return the gradient of the mean cross-entropy for the scores."""
    dz = readout.loss_back(z, y)
    return dz


def draw_loss_back(draw, K, B):
    """Return scores and one-hot targets."""
    return draw.array(K, B), draw.one_hot(K, B)


LOSS_BACK = CodeQuestion(
    "loss-back", "06", "The gradient of softmax and cross-entropy",
    "loss_back(z, y)",
    "z (K, B) are scores, y the one-hot targets; the loss is the mean "
    "cross-entropy of the columns. Return dz = ∂L/∂z.",
    score_gradient, draw_loss_back,
    ((3, 4), (2, 1), (1, 1), (4, 3)), ("dz",), (
        mistake("forgot to divide by the number of examples", "The loss is a "
                "mean: of how many columns?", loss_back={"dz": "y_hat - y"}),
        mistake("divided by the number of examples twice", "How often does "
                "the mean divide by B?",
                loss_back={"dz": "_mean(_mean(y_hat - y, z), z)"}),
        mistake("subtracted the other way round", "Should the score of the "
                "target rise or fall, against the gradient?",
                loss_back={"dz": "_mean(y - y_hat, z)"}),
        mistake("forgot the softmax", "Is it the scores that are compared "
                "with y?", loss_back={"y_hat": "z"}),
        mistake("forgot to subtract the target", "What is dz where ŷ is "
                "exactly y?", loss_back={"dz": "_mean(y_hat, z)"}),
        mistake("divided by the number of classes too", "The loss is a mean "
                "of what?", loss_back={"dz": "(y_hat - y) / np.size(z)"}),
        mistake("divided by the number of classes", "The loss is a mean of "
                "what?", loss_back={"dz": "(y_hat - y) / len(z)"}),
        mistake("kept the gradient of the target only", "Do the scores of "
                "the other classes matter?",
                loss_back={"dz": "_mean((y_hat - y) * y, z)"}),
    ))


def smoothed(count, alpha):
    """Return smoothed probabilities from counts."""
    p = smooth(count, alpha)
    return p


def draw_smoothed(draw, V):
    """Return counts (V, 1), the last one 0, and alpha."""
    count = draw.whole(1, 6, V, 1)
    count[-1] = 0 if V > 1 else 3
    return count, draw.one()


SMOOTHED = CodeQuestion(
    "smoothed", "07", "Smoothed probabilities", "smoothed(count, alpha)",
    "count (V, 1) says how often each token followed a context. Return the "
    "probabilities (V, 1) with alpha added to each count.",
    smoothed, draw_smoothed, ((4,), (1,), (6,), (3,)), ("p",), (
        mistake("forgot alpha in the sum", "To what do all p sum?",
                smooth={"p": "(count + alpha) / total"}),
        mistake("added alpha to the sum once", "How many alphas were added "
                "in all?", smooth={"p": "(count + alpha) / (total + alpha)"}),
        mistake("forgot alpha above the line", "What is p of a token that "
                "was never seen?",
                smooth={"p": "count / (total + alpha * len(count))"}),
        mistake("did not smooth", "What is p of a token that was never "
                "seen?", smooth={"p": "count / total"}),
        mistake("added 1 in place of alpha", "How much is added to each "
                "count?", smooth={"p": "(count + 1) / (total + len(count))"}),
        mistake("forgot to divide", "To what do all p sum?",
                smooth={"p": "count + alpha"}),
        mistake("divided by the number of tokens", "By what is a count "
                "divided to be a share?",
                smooth={"p": "(count + alpha) / len(count)"}),
    ))


def window(E, W_hc, b_h, words):
    """Return h of a language model with a window of words."""
    params = embedding.Params(E, W_hc, b_h)
    xs = tuple(words)
    return embedding.step(params, xs).h


def draw_window(draw, M, V, H, K, B):
    """Return the parameters and words (K, B), as whole numbers."""
    return (draw.array(M, V), draw.array(H, K * M), draw.array(H, 1),
            draw.whole(0, min(M, V) - 1, K, B))


WINDOW = CodeQuestion(
    "window", "07", "A neural language model's window",
    "window(E, W_hc, b_h, words)",
    "words (K, B) are whole numbers, the oldest first: each names a column "
    "of E (M, V). Put the K columns above one another, and return "
    "h = tanh(W_hc c + b_h).",
    window, draw_window, ((2, 5, 3, 2, 4), (1, 1, 1, 1, 1), (4, 4, 2, 3, 2),
                          (3, 3, 3, 2, 3)), ("h",), (
        mistake("forgot the bias", "Which term of the line stands alone?",
                step={"a": "W_hc @ c"}),
        mistake("forgot tanh", "Can h be larger than 1?", step={"h": "a"}),
        mistake("put the newest word on top", "Which word do the first "
                "columns of W_hc look at?", window={"xs": "tuple(words[::-1])"
                                                    }),
        mistake("used the rows of E", "Does a word have a row of E, or a "
                "column?", embed={"e": "E[place].T"}),
        mistake("used the first word in all places", "Which word stands in "
                "the second place?", window={
                    "xs": "(words[0],) * len(words)"}),
        mistake("counted the words from 1", "Which column has word 0?",
                embed={"e": "E[:, place - 1]"}),
        mistake("put ReLU in the place of tanh", "What does tanh make of 2?",
                step={"h": "np.maximum(a, 0)"}),
    ))


def temperature(z, tau):
    """Return the probabilities of scores at a temperature."""
    p = softmax(z / tau)
    return p


def draw_temperature(draw, V, B, tau, apart=0.0):
    """Return scores and a temperature; apart as in draw_scores."""
    return *draw_scores(draw, V, B, 2.0, apart), tau


TEMPERATURE = CodeQuestion(
    "temperature", "10", "Probabilities at a temperature",
    "temperature(z, tau)",
    "Return the probabilities of the scores z (V, B), column by column, at "
    "the temperature tau; a score of 900 is no trouble.",
    temperature, draw_temperature, ((4, 3, 0.5), (1, 1, 2.0), (3, 3, 2.0),
                                    (5, 1, 0.8), (3, 2, 0.5, 900.0)),
    ("p",), (
        mistake("multiplied by the temperature", "Is a low temperature bold "
                "or careful?", temperature={"p": "softmax(z * tau)"}),
        mistake("forgot the temperature", "Where does tau enter?",
                temperature={"p": "softmax(z)"}),
        mistake("divided the probabilities by the temperature", "To what do "
                "they sum then?", temperature={"p": "softmax(z) / tau"}),
        mistake("normalised the rows", "What sums to 1: a row or a column?",
                softmax={"e": "np.exp(z - np.max(z, axis=-1, keepdims=True))",
                         "y_hat": "e / np.sum(e, axis=-1, keepdims=True)"}),
        mistake("normalised all columns together", "To what does each single "
                "column sum?", softmax={"e": "np.exp(z - np.max(z))",
                                        "y_hat": "e / np.sum(e)"}),
        mistake("forgot to divide by the sum", "To what does a column sum?",
                softmax={"e": "np.exp(z)", "y_hat": "e"}),
        mistake("did not take the largest score off first", "What is e⁹⁰⁰?",
                softmax={"e": "np.exp(z)"}),
        mistake("raised the probabilities to the power of the temperature",
                "Is a low temperature bold or careful?",
                temperature={"p": "softmax(z) ** tau"}),
    ), ("softmax",))

QUESTIONS = SOFTMAX, LOSS_BACK, SMOOTHED, WINDOW, TEMPERATURE
