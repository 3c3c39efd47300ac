"""Language models to look at: tables, bars of the next token, neighbors.

No mathematics here: counts and probabilities come from rnnkit.ngram, angles
from rnnkit.cells.embedding.
"""
import math

import numpy as np

from rnnkit import ngram
from rnnkit.cells import embedding
from rnnkit.show import chart
from rnnkit.show.describe import Document, Table, Text
from rnnkit.show.display import Shown

from .training import SIGNS, bars, named, tail

OTHERS = "others"               # the words that the slide's table leaves out


def rebuilt(row):
    """Return phrases of three words that have the counts of a row."""
    words = [*row.words, OTHERS]
    return [[*context.split(), word]
            for context, line in zip(row.contexts, row.counts)
            for word, times in zip(words, line) for _ in range(int(times))]


def table(contexts, words, value, corner="after"):
    """Return a table: a row a context, a column a word.

    value: a function of (context, word) that returns a number or a text.
    """
    rows = tuple((" ".join(context), *(said(value(context, word))
                                       for word in words))
                 for context in contexts)
    return Shown(Document("", (Table((corner, *words), rows),)))


def factors(model, tokens):
    """Return a sentence as a table: each word, what it is predicted from,
    the counts, and its probability."""
    last = model.tables[-1]
    p = ngram.chances(model, tokens)
    rows = []
    for t, token in enumerate(tokens):
        c = last.context(tuple(tokens), t)
        rows.append((named(token), " ".join(c) or "(start)",
                     f"{last.count(c, token)} of {last.total(c)}",
                     said(p[t])))
    rows.append(("all", "", "the product", said(p.prod())))
    return Shown(Document("", (Table(("word", "after", "seen", "p"),
                                     tuple(rows), total=True),)))


def said(value):
    """Return a number as it stands in a table of probabilities."""
    return value if isinstance(value, str) else f"{float(value):.4g}"


def next_letter(model, most=10):
    """Return draw(after, n): bars of the next letter by n-grams up to n."""
    def draw(after, n):
        part = model.upto(n)
        last = part.tables[-1]
        c = last.context(tuple(after), len(after))
        seen = last.total(c)
        p = ngram.probabilities(part, tuple(after))[:, 0]
        shown = bars(p, part, most, f"After “{tail(after)}”, n = {n}")
        times = "seen once" if seen == 1 else f"seen {seen:,} times"
        looked = f"looks at “{''.join(c)}”" if c else "looks at nothing"
        words = f"n = {n} {looked}, {times if seen else 'never seen'}."
        return Shown(Document("", (*shown.describe().items, Text(words))))
    return draw


def growth(possible, filled, length):
    """Return the entries of a table, all and filled, over n = 1, 2, …

    Drawn as powers of ten; length: the tokens of the text.
    """
    ns = list(range(1, len(possible) + 1))
    series = {"possible": [math.log10(v) for v in possible],
              "ever seen": [math.log10(v) for v in filled]}
    words = ". ".join(f"n = {n}: {a:,} possible, {b:,} seen"
                      for n, a, b in zip(ns, possible, filled))
    return drawn(chart.curves(
        ns, series, title=f"n-grams in a text of {length:,} letters",
        words=words + ".", x_label="n", y_label="power of ten"))


def over_n(series, title):
    """Return bits a character over n = 1, 2, …, a line a series."""
    count = len(next(iter(series.values())))
    ns = list(range(1, count + 1))
    words = ". ".join(
        f"{name}: " + ", ".join(f"{v:.2f}" for v in values)
        for name, values in series.items())
    return drawn(chart.curves(
        ns, series, title=title, x_label="n", y_label="bits",
        words=f"Bits a character for n = 1 to {count}. {words}.", hold=(0,)))


def near(E, tokens, most=6):
    """Return draw(word): bars of the words nearest to it in E."""
    places = {token: n for n, token in enumerate(tokens)}

    def draw(word):
        v = places[word]
        found = embedding.neighbors(E, v, most)
        values = [round(float(embedding.cosines(E, v)[n]), 2) for n in found]
        labels = [tokens[n] for n in found]
        words = ", ".join(f"{a} {b:.2f}" for a, b in zip(labels, values))
        return drawn(chart.bars(
            labels, {"cosine": values}, title=f"Nearest to “{word}”",
            words=f"The words nearest to {word}: {words}.",
            y_label="cosine", hold=(0, 1)))
    return draw


def neighbor_table(E, tokens, words, k=3):
    """Return a table: words and the k words nearest to each in E."""
    places = {token: n for n, token in enumerate(tokens)}
    rows = tuple((word, ", ".join(
        tokens[n] for n in embedding.neighbors(E, places[word], k)))
        for word in words)
    return Shown(Document("", (Table(("word", "nearest"), rows),)))


def same_class(E, tokens, class_of):
    """Return the share of words whose nearest word is of their class.

    Only words that share their class with another one count.
    """
    classes = [class_of(token) for token in tokens]
    asked = [v for v, name in enumerate(classes) if classes.count(name) > 1]
    return float(np.mean([
        classes[embedding.neighbors(E, v, 1)[0]] == classes[v]
        for v in asked]))


def scores(rows):
    """Return the table of models, the worst first.

    rows: (name, what it sees, numbers it stores, bits).
    """
    ranked = sorted(rows, key=lambda row: -row[3])
    return Shown(Document("", (Table(
        ("model", "sees", "numbers", "bits", "perplexity"),
        tuple((name, sees, f"{size:,}", f"{bits:.2f}",
               f"{ngram.perplexity(bits):.1f}")
              for name, sees, size, bits in ranked)),)))


def written(model, length, seed, context):
    """Return what a model of letters writes, line ends as signs."""
    letters = ngram.sample(model, length, np.random.default_rng(seed),
                           context)
    return "".join(SIGNS["\n"] if w == "\n" else w for w in letters)


def drawn(picture):
    """Return a picture as a Display."""
    return Shown(Document("", (picture,)))
