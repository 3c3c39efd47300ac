"""Sentences from a small grammar: a text whose words have known classes.

    the (color) animal | person  moves to the place (at number) .
    the animal | person  eats the food (with the person | animal) .
    the person says number (and number) .

What a word may follow, and what may follow it, depends on its class only. So
whether a model has found the classes can be checked.
"""
import numpy as np

CLASSES = {
    "animal": ("cat", "dog", "fox", "hen", "horse"),
    "person": ("woman", "man", "girl", "boy", "sailor"),
    "food": ("bread", "soup", "cheese", "fish", "cake"),
    "place": ("harbor", "garden", "tower", "forest", "village"),
    "color": ("red", "green", "white", "black", "gray"),
    "number": ("two", "three", "four", "five", "six"),
    "motion": ("runs", "walks", "jumps", "hurries"),
    "eating": ("eats", "likes", "wants", "finds"),
    "speech": ("says", "counts", "whispers"),
}
PATTERNS = (
    "the animal motion to the place .",
    "the color animal motion to the place at number .",
    "the person motion to the place at number .",
    "the person eating the food .",
    "the animal eating the food with the person .",
    "the person eating the food with the animal .",
    "the person speech number .",
    "the person speech number and number .",
)


def sentences(count, seed=0):
    """Return `count` sentences, each a list of words.

    Every word of a class is as likely as the others. Raises ValueError for
    a count below 1.
    """
    if count < 1:
        raise ValueError(f"count is {count}: at least one is needed")
    rng = np.random.default_rng(seed)
    return [[word if word not in CLASSES else str(rng.choice(CLASSES[word]))
             for word in PATTERNS[rng.integers(len(PATTERNS))].split()]
            for _ in range(count)]


def class_of(word):
    """Return the class of a word, or the word itself where it has none."""
    return next((name for name, words in CLASSES.items() if word in words),
                word)
