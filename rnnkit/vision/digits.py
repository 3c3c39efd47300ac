"""Handwritten digits, 8 × 8, from scikit-learn: no download.

| symbol | shape          | what                                 |
|--------|----------------|--------------------------------------|
| images | (N, 1, 8, 8)   | gray, from 0 (paper) to 1 (ink)      |
| labels | (N,)           | which digit, 0 to 9                  |

Source: data/SOURCES.md.
"""
from typing import NamedTuple

import numpy as np


class Digits(NamedTuple):
    """Images and labels to learn from, and others to be tested with."""
    images: np.ndarray
    labels: np.ndarray
    test_images: np.ndarray
    test_labels: np.ndarray


def load_digits(test=360, seed=0, dtype=np.float32):
    """Return the Digits: 1,797 images, `test` of them kept apart at random.

    Raises ImportError without scikit-learn, saying how to get it, and
    ValueError when nothing would be left to learn from.
    """
    try:
        from sklearn.datasets import load_digits as load
    except ImportError as error:
        raise ImportError("the digits come with scikit-learn: "
                          "pip install scikit-learn") from error
    found = load()
    count = len(found.target)
    if not 0 < test < count:
        raise ValueError(f"test is {test}: it is from 1 to {count - 1}")
    order = np.random.default_rng(seed).permutation(count)
    images = (found.images[order, None] / 16).astype(dtype)
    labels = found.target[order]
    return Digits(images[test:], labels[test:], images[:test], labels[:test])
