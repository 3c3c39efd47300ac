"""Counting words and letters (chapter 07).

    count_ij = how often token i follows token j
    p(i | j) = count_ij / Σ_i count_ij      or (count + α) / (total + α V)
    p(s) = p(w_1) p(w_2 | w_1) …            bits = −(1/N) Σ log₂ p

Smoothing is that of `rnnkit.ngram`; a test compares the others with it.
"""
from functools import reduce
from operator import mul

import numpy as np

from rnnkit import ngram
from rnnkit.practice.family import Family, Setting, mistake

LETTERS = "abc"


# From a text to a table ----------------------------------------------------
def bigrams(x):
    """Return (count, total, p) of a text x (V, N), one-hot columns: p[i, j]
    is the share of token i among what follows token j."""
    before, after = x[:, :-1], x[:, 1:]
    count = after @ before.T
    total = np.sum(count, axis=0, keepdims=True)
    p = count / total
    return count, total, p


COUNTING = ("Go through the text pair by pair. A pair counts once: in the row "
            "of its second letter, in the column of its first.")


def draw_bigrams(draw, level):
    """Return a Setting: a text of two or three letters."""
    V, N = {1: (2, 7), 2: (3, 8), 3: (3, 8)}[level]
    text = [draw.integer(0, V - 1) for _ in range(N)]
    asks = {1: ("count", "total"), 2: ("count",), 3: ("p",)}[level]
    what = {1: "count[i, j], how often letter i follows letter j, and the "
               "totals of its columns", 2: "count[i, j], how often letter i "
               "follows letter j", 3: "the 2-gram probabilities p[i, j] of "
               "letter i after letter j"}[level]
    written = "".join(LETTERS[k] for k in text)
    numbers = ", ".join(f"{LETTERS[k]} is {k}" for k in range(V))
    return Setting({"x": np.eye(V)[:, text]}, asks,
                   f"The text is “{written}”; x is the same with a one-hot "
                   f"column for each letter ({numbers}). Find {what}.",
                   2 if level == 3 else 0, rules={
                       "count": (COUNTING, lambda i, j: "Mark each "
                                 f"“{LETTERS[i]}” that has “{LETTERS[j]}” "
                                 "directly before it, and count the marks."),
                       "p": ("p = count / total: count is how often letter i "
                             "follows letter j, total how often any letter "
                             "follows letter j.", lambda i, j: "Underline "
                             f"each “{LETTERS[j]}” but one at the very end. "
                             f"Which share of them has “{LETTERS[i]}” "
                             "directly behind it?")},
                   note="before is x without its last column, and after is "
                        "x without its first.")


def all_seen(page):
    """Whether every letter is followed by something, and one by two."""
    count = page["count"]
    return np.all(count.sum(axis=0) > 0) and np.any(count > 1)


BIGRAMS = Family(
    "bigram-counts", "Counting pairs of letters", "07",
    {1: "two letters", 2: "three letters",
     3: "three letters, probabilities"},
    bigrams, draw_bigrams, (
        mistake("counted the letter before in place of the letter after",
                "Which index says what comes first in the text: i or j?",
                bigrams={"count": "before @ after.T"}),
        mistake("let the first letter follow the last", "What follows the "
                "last letter of the text?", bigrams={
                    "before, after": "x, np.concatenate([x[:, 1:], "
                                     "x[:, :1]], axis=1)"}),
        mistake("cut the text into pairs that do not overlap", "Is a letter "
                "the end of one pair and the beginning of the next?",
                bigrams={"before, after": "x[:, :-1:2], x[:, 1::2]"}),
        mistake("counted a pair in either order", "Is “ab” the same pair "
                "as “ba”?", bigrams={
                    "count": "after @ before.T + before @ after.T"}),
        mistake("skipped the last pair", "How many pairs has a text of N "
                "letters?", bigrams={"before, after":
                                     "x[:, :-2], x[:, 1:-1]"}),
        mistake("turned the table round", "In which place of p[i, j] stands "
                "the letter that comes first in the text?", (3,),
                bigrams={"p": "(count / total).T"}),
        mistake("divided by the number of all pairs", "Which pairs begin "
                "with letter j?", (3,),
                bigrams={"total": "np.sum(count) + 0 * count[:1]"}),
        mistake("divided along the rows", "Which probabilities have to add "
                "up to 1: those after the same letter?", (3,),
                bigrams={"total": "np.sum(count, axis=1, keepdims=True)"}),
    ), suits=all_seen, largest=12, signs=False)


def draw_smoothing(draw, level):
    """Return a Setting: counts of three to five tokens, one of them 0."""
    V = {1: 3, 2: 4, 3: 5}[level]
    counts = [0, *[draw.integer(0, 6) for _ in range(V - 2)],
              draw.integer(3, 7)]
    alpha = {1: 1.0, 2: draw.pick((2.0, 3.0)), 3: draw.pick((0.5, 2.0))}
    return Setting({"count": np.array(draw.several(counts, V), float)[:, None],
                    "alpha": alpha[level]}, ("total", "p"),
                   "After a context each of these tokens was counted so "
                   "often; total is the sum of the counts. Smooth them: add "
                   "alpha to every count, and find the probabilities p.", 2)


SMOOTHING = Family(
    "smoothing", "Smoothed counts", "07",
    {1: "three tokens, one added", 2: "four tokens", 3: "five tokens"},
    ngram.smooth, draw_smoothing, (
        mistake("forgot to smooth", "Can a token that was not seen still "
                "come?", smooth={"p": "count / total"}),
        mistake("added alpha to the total once only", "To how many counts "
                "is alpha added?",
                smooth={"p": "(count + alpha) / (total + alpha)"}),
        mistake("added one for each token below the line in place of alpha",
                "By how much does each count grow?", (2, 3),
                smooth={"p": "(count + alpha) / (total + len(count))"}),
        mistake("left the total as it was", "To what do the probabilities "
                "have to add up?", smooth={"p": "(count + alpha) / total"}),
        mistake("added alpha below the line only", "What becomes of a count "
                "of 0?",
                smooth={"p": "count / (total + alpha * len(count))"}),
        mistake("added alpha to the counts of 0 only", "Does alpha ask "
                "whether a token was seen?", smooth={
                    "p": "np.where(count == 0, alpha, count) "
                    "/ (total + alpha * np.sum(count == 0))"}),
        mistake("divided by the number of tokens", "Is p a share of all "
                "that was counted?",
                smooth={"p": "(count + alpha) / len(count)"}),
    ), largest=30, signs=False)


# A sentence ----------------------------------------------------------------
def sentence(start, P, text):
    """Return (factors, p) of a text: p(w_1), then p(w_t | w_{t−1})."""
    places = [LETTERS.index(letter) for letter in text]
    factors = [start[places[0]], *[P[after, before] for before, after
                                   in zip(places, places[1:])]]
    p = reduce(mul, factors)
    return factors, p


def draw_sentence(draw, level):
    """Return a Setting: tables in tenths, a text of two to four letters."""
    T = level + 1
    table = np.array([tenths(draw) for _ in range(4)]).T
    text = "".join(draw.pick(LETTERS) for _ in range(T))
    return Setting(
        {"start": table[:, 0], "P": table[:, 1:], "text": text},
        ("factor", "p"), "A 2-gram model knows the letters a, b and c (rows "
        "and columns in this order). start has the probabilities of the "
        "first letter; P[i, j] is the probability of letter i after letter "
        f"j. How likely is the text “{text}”? Find its {T} factors, in "
        "order, and their product p.", 3 if level < 3 else 4, rules={
            "factor_1": "The first factor is in the row of start that "
                        "belongs to the first letter.",
            "factor": "P has a row for the letter that comes, and a column "
                      "for the letter before it."})


def tenths(draw):
    """Return three probabilities in tenths."""
    cuts = sorted(draw.several(range(1, 10), 2))
    return np.diff([0, *cuts, 10]) / 10


def told_apart(page):
    """Whether the factors differ, so that it shows which one was taken."""
    factors = [float(page[name]) for name in page.every("factor")]
    return len({round(f, 2) for f in factors}) >= min(len(factors), 3)


SENTENCE = Family(
    "chain-rule", "The probability of a text", "07",
    {1: "two letters", 2: "three letters", 3: "four letters"},
    sentence, draw_sentence, (
        mistake("read the table the other way round", "Which index of P is "
                "the letter that comes first?",
                sentence={"P": "P.T"}),
        mistake("added the factors", "What happens to a probability when "
                "one thing more has to come true?",
                sentence={"p": "sum(factors[1:], factors[0])"}),
        mistake("left out the first letter", "With which probability does "
                "the text begin as it does?",
                sentence={"p": "reduce(mul, factors[1:]) * 1.0"}),
        mistake("used the probabilities of the first letter for every "
                "letter", "Does the second letter depend on the first?",
                sentence={"P": "np.outer(start, np.ones(3))"}),
        mistake("took the mean of the factors", "Is each factor a part of "
                "the whole, or a condition on it?",
                sentence={"p": "sum(factors[1:], factors[0]) "
                          "/ len(factors)"}),
        mistake("left out the last letter", "How many factors has a text "
                "of this length?",
                sentence={"p": "reduce(mul, factors[:-1]) * 1.0"}),
    ), suits=told_apart, largest=4, signs=False)


# How surprised is a model? -------------------------------------------------
def surprise(p):
    """Return (s, bits, perplexity) of a text from the probability that a
    model gave to each of its tokens, (N, 1)."""
    s = -np.log2(p)
    bits = np.mean(s)
    perplexity = 2.0 ** bits
    return s, bits, perplexity


def draw_surprise(draw, level):
    """Return a Setting: powers of a half, then other probabilities."""
    N = {1: 3, 2: 4, 3: 4}[level]
    options = (.5, .25, .125, .0625, 1.0) if level < 3 else \
        (.1, .2, .3, .4, .6, .7, .8, .9)
    p = np.array([[draw.pick(options)] for _ in range(N)])
    return Setting({"p": p}, ("s", "bits", "perplexity"), "A language model "
                   f"gave these probabilities p to the {N} letters that came. "
                   "Find the surprise s at each letter, in bits (with the "
                   "logarithm to the base 2), the bits per character, and "
                   "the perplexity."
                   + " (On a calculator, log2(p) is ln(p) / ln(2).)"
                   * (level == 3), 2)


PERPLEXITY = Family(
    "perplexity", "Bits and perplexity", "07",
    {1: "three letters", 2: "four letters", 3: "probabilities in tenths"},
    surprise, draw_surprise, (
        mistake("used the natural logarithm", "How many bits is the "
                "surprise at a fair coin?", surprise={"s": "-np.log(p)"}),
        mistake("forgot to divide by the number of letters", "Is “per "
                "character” a sum or a mean?",
                surprise={"bits": "np.sum(s)"}),
        mistake("took the mean of the probabilities first", "Which comes "
                "first: the logarithm, or the mean?",
                surprise={"bits": "-np.log2(np.mean(p))"}),
        mistake("raised e in place of 2 to the bits", "Which base had the "
                "logarithm?", surprise={"perplexity": "np.e ** bits"}),
        mistake("squared the bits in place of raising 2 to them", "Which "
                "of the two is the exponent?",
                surprise={"perplexity": "bits ** 2.0"}),
        mistake("forgot the minus sign", "What sign has the logarithm of a "
                "probability?", surprise={"s": "np.log2(p)"}),
    ), suits=lambda page: round(page["perplexity"], 2) != 2,  # 2^bits tells 2
    largest=20, signs=False)

FAMILIES = (BIGRAMS, SMOOTHING, SENTENCE, PERPLEXITY)
