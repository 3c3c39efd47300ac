"""How good is no network at all? Bits a token of two simple guesses.

    uniform    log₂ V                       every token is as likely
    unigram    −Σ_v p_v log₂ p_v            as often as in the text, p_v

| symbol | shape | what                                  |
|--------|-------|---------------------------------------|
| x      | (N,)  | a text as indices, 0 to V − 1         |
| p      | (V,)  | the share of each token in the text   |
"""
import math

import numpy as np

from .text import words


def uniform_bits(vocabulary):
    """Return log₂ V, the bits a token when all are equally likely."""
    return math.log2(vocabulary.size)


def unigram_bits(x):
    """Return the bits a token for one who knows how frequent each is.

    Raises ValueError for an empty text.
    """
    x = np.asarray(x)
    if not x.size:
        raise ValueError("x is empty: there is nothing to count")
    counts = np.bincount(x)
    p = counts[counts > 0] / x.size
    return float(-(p * np.log2(p)).sum() + 0.0)


def known_words(written, text):
    """Return the share of the words in a sample that occur in a text, 0 to
    1; punctuation does not count."""
    known = {word for word in words(text) if word.isalpha()}
    found = [word for word in words(written) if word.isalpha()]
    return sum(word in known for word in found) / max(1, len(found))
