"""Short reviews and their verdicts, for many to one.

    corpus = load()
    corpus.train[0]            Review(text, label, kind, template)
    vocabulary(corpus.train)   the words of the training reviews
    batch(vocabulary, texts)   Batch(x, mask, lengths)

Each filling of a template is written twice, as a positive and as a negative
review. No template of the test reviews is one of the training reviews.

| symbol  | shape  | what                                           |
|---------|--------|------------------------------------------------|
| x       | (T, B) | words as indices, a column a review, then fill |
| mask    | (T, B) | True where there is a word                     |
| lengths | (B,)   | words of each review                           |
| label   |        | 0 negative, 1 positive                         |

The templates stand in data/reviews.toml. B-sentiment.
"""
import functools
import re
import tomllib
from pathlib import Path
from typing import NamedTuple

import numpy as np

from rnnkit.train.text import Vocabulary, words

DATA = Path(__file__).resolve().parents[2] / "data" / "reviews.toml"
LABELS = ("negative", "positive")
KINDS = ("plain", "strong", "negation", "contrast")
PAIRS = 6                       # fillings of a template, two reviews each
SPICE = 0.25                    # how often a review has a lead, or a tail
UNKNOWN, PADDING = "<unk>", "<pad>"
SLIDES = ("The food was really good",
          "The chicken crossed the road because it was uncooked")


class Review(NamedTuple):
    """A review: its text, label (0 or 1), kind, and the template."""
    text: str
    label: int
    kind: str
    template: str


class Corpus(NamedTuple):
    """Reviews to learn from, and others to be tested with."""
    train: tuple
    test: tuple


class Batch(NamedTuple):
    """Reviews as columns of indices, with a mask and lengths."""
    x: np.ndarray
    mask: np.ndarray
    lengths: np.ndarray


def load(pairs=PAIRS, seed=0, path=DATA):
    """Return the Corpus: at most `pairs` fillings of each template.

    The same words stand in it once, the two sentences of the slide never, and
    train and test share no template. Raises ValueError for fewer than one
    pair.
    """
    if not isinstance(pairs, (int, np.integer)) or pairs < 1:
        raise ValueError(f"pairs is {pairs!r}: a whole number of 1 or more is "
                         "needed")
    given, rng = read(path), np.random.default_rng(seed)
    seen = {tuple(tokens(text)) for text in SLIDES}
    return Corpus(*(tuple(
        review for kind in KINDS for template in given[part][kind]
        for review in written(given, kind, template, pairs, rng, seen))
        for part in ("train", "test")))


@functools.cache
def read(path=DATA):
    """Return the word lists and templates of the file as dicts.

    Raises FileNotFoundError where the package stands without the course.
    """
    if not Path(path).is_file():
        raise FileNotFoundError(
            "data/reviews.toml is not beside the package: it belongs to the "
            "course. Clone the course and install that: pip install -e .")
    return tomllib.loads(Path(path).read_text(encoding="utf-8"))


def written(given, kind, template, pairs, rng, seen):
    """Yield the reviews of one template, a positive and a negative one for
    each filling; words that are in `seen` are not written again."""
    made = 0
    for _ in range(20 * pairs):
        if made == pairs:
            return
        fill = filling(given, rng)
        texts = [sentence(template, fill, label) for label in (1, 0)]
        said = {tuple(tokens(text)) for text in texts}
        if seen.isdisjoint(said):
            seen |= said
            made += 1
            for label, text in zip((1, 0), texts):
                yield Review(text, label, kind, template)


def filling(given, rng):
    """Return words for the slots: those of one place, drawn at random."""
    general, places = given["words"], given["places"]
    place = places[one(rng, list(places))]
    thing, other = rng.permutation(place["thing"])[:2].tolist()
    fill = {"thing": thing, "other": other,
            "place": one(rng, place["place"]),
            "lead": one(rng, general["leads"]) if rng.random() < SPICE else "",
            "tail": one(rng, general["tails"]) if rng.random() < SPICE else ""}
    fill |= {name: one(rng, general[name]) for name in ("the", "was", "very")}
    for side in ("good", "bad"):
        mixed = general[side] if rng.random() < 0.5 else place[side]
        fill[f"any {side}"] = rng.permutation(general[side])[:2].tolist()
        fill[side] = rng.permutation(mixed)[:2].tolist()
    return fill


def one(rng, words):
    """Return one of some words, at random."""
    return words[rng.integers(len(words))]


def sentence(template, fill, label):
    """Return the text of one filled template, as a positive (1) or negative
    (0) review."""
    wording, sign = template.split(" | ")[0 if label else -1], ""
    if wording[-1] in ".!":
        wording, sign = wording[:-1], wording[-1]
    mine, theirs = ("good", "bad") if label else ("bad", "good")
    A, C = fill[mine], fill[f"any {mine}"]
    if fill["lead"] and wording[0] != "I":
        wording = wording[0].lower() + wording[1:]
    text = f"{fill['lead']} {wording} {fill['tail']}".strip().format(
        A=A[0], A2=A[1], B=fill[theirs][0], C=C[0], C2=C[1],
        D=fill[f"any {theirs}"][0], **fill) + sign
    text = re.sub(r"\b([Aa]) (?=[aeiou])", r"\1n ", text)
    return re.sub(r"(^|[.!] )(\w)", lambda m: m[1] + m[2].upper(), text)


# Texts to numbers -----------------------------------------------------------
def tokens(text):
    """Return the words of a review in small letters, without its signs.

    Raises ValueError for what is no text, or has no word in it.
    """
    if not isinstance(text, str):
        raise ValueError(f"the review is of type {type(text).__name__}: a "
                         "text is needed")
    found = [token for token in words(text.lower().replace("’", "'"))
             if re.match(r"\w", token)]
    if not found:
        raise ValueError("there is no word in the review: write at least one")
    return found


def vocabulary(reviews):
    """Return the Vocabulary of the words of some reviews."""
    text = "\n".join(" ".join(tokens(review.text)) for review in reviews)
    return Vocabulary.of_words(text, unknown=UNKNOWN, padding=PADDING)


def unknown(vocabulary, text):
    """Return the words of a text that the vocabulary does not have."""
    known = set(vocabulary.tokens)
    return [word for word in tokens(text) if word not in known]


def batch(vocabulary, texts):
    """Return the Batch of some texts; a word not known becomes <unk>.

    Raises ValueError for no texts, and for a text without a word.
    """
    if isinstance(texts, str):
        raise ValueError("texts is one text: write a list, [text]")
    rows = [vocabulary.encode(tokens(text)) for text in texts]
    if not rows:
        raise ValueError("there are no texts: at least one is needed")
    lengths = np.array([len(row) for row in rows])
    mask = np.arange(lengths.max())[:, None] < lengths
    x = np.full(mask.shape, vocabulary.places()[PADDING])
    for column, row in enumerate(rows):
        x[:len(row), column] = row
    return Batch(x, mask, lengths)
