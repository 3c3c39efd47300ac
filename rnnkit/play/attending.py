"""Pictures and tables of attention.

    attention_map(a, words, chosen)    who looks at whom, one row highlighted
    search_map(word, scale, mask)      the same for the sentence STORY
    move_search("Notice …")            controls over it
    model_map(params, tokens, …)       a head of a trained model
    shuffled(params, x, order, P)      what a block says of shuffled words
    multiply_adds(formula, …)          counted while the formula runs
    cost_curves(T, d)                  those of attention and of an RNN over T
    spread(n)                          variance of q · k, with and without √n

The formulas are those of `cells.attention`, `transformer` and `causal`.
"""
import numpy as np

from rnnkit import bptt
from rnnkit.cells import attention, causal, rnn, transformer
from rnnkit.play.move import Move
from rnnkit.show import chart, svg
from rnnkit.show.axes import length
from rnnkit.show.describe import Document, Text
from rnnkit.show.display import Shown
from rnnkit.show.numbers import write
from rnnkit.train import tree

CELL, NUMBERS = 62, 10                 # of a map; more words have no numbers
MASKS = ("none", "causal")
HALO = {"stroke": "paper", "stroke_width": 4, "paint_order": "stroke",
        "stroke_linejoin": "round"}


# A sentence whose numbers are set by hand: what each word is, and asks for.
STORY = "Ada lit the lamp because she could not see it".split()
MEANING = ("person", "thing", "action")
MEANT = np.zeros((5, 10))
MEANT[[0, 2, 1, 3, 2, 4], [0, 1, 3, 5, 8, 9]] = 1
READER = attention.Params(
    W_Q=np.array([[0., 0, 2, 4, 0], [0, 0, 2, 0, 4]]),
    W_K=np.eye(2, 5), W_V=np.eye(3, 5))


# Maps ------------------------------------------------------------------------
def attention_map(a, words, chosen=None, title="Who looks at whom",
                  asking=None):
    """Return the map of weights a (Q, K) as a Display: a row a query.

    words: of the keys; asking: of the queries, the same words if None;
    chosen: the row to highlight. Raises ValueError where they do not fit.
    """
    a = np.asarray(a)
    asking = words if asking is None else asking
    if a.shape != (len(asking), len(words)):
        raise ValueError(f"a is {a.shape}: with {len(asking)} words that ask "
                         f"and {len(words)} that answer it needs to be "
                         f"({len(asking)}, {len(words)})")
    cell = CELL if len(words) <= NUMBERS else 26
    left = 16 + max(map(length, asking))
    head = 28 if max(map(len, words)) == 1 else 14 + max(map(length, words))
    parts = headings(words, asking, cell, left, head, chosen)
    for i, row in enumerate(a):
        parts += [square(left + j * cell, head + i * cell, cell, weight)
                  for j, weight in enumerate(row)]
    if chosen is not None:
        parts.append(svg.rect(left - 2, head + chosen * cell - 2,
                              len(words) * cell + 4, cell + 4,
                              stroke="orange", stroke_width=4))
    return Shown(Document("", (svg.picture(
        left + len(words) * cell + 8, head + len(asking) * cell + 8, parts,
        title, said(a, words, asking, chosen)),)))


def headings(words, asking, cell, left, head, chosen):
    """Return the words beside the rows and, upright, above the columns."""
    parts = []
    for i, word in enumerate(asking):
        parts.append(svg.text(
            left - 10, head + (i + .5) * cell + 6, word, anchor="end",
            fill="orange" if i == chosen else "ink",
            font_weight="700" if i == chosen else ""))
    for j, word in enumerate(words):
        x, y = left + (j + .5) * cell, head - 8
        if max(map(len, words)) == 1:
            parts.append(svg.text(x, y, word))
            continue
        turn = f"translate({svg.n(x + 6)} {svg.n(y)}) rotate(-90)"
        parts.append(svg.text(0, 0, word, anchor="start", transform=turn))
    return parts


def square(x, y, cell, weight):
    """Return one weight: a darker square is a larger one."""
    parts = svg.rect(x + 1, y + 1, cell - 2, cell - 2, fill="soft") + \
        svg.rect(x + 1, y + 1, cell - 2, cell - 2, fill="blue",
                 fill_opacity=f"{max(0, float(weight)) * .8:.3f}")
    if cell < CELL:
        return parts
    return parts + svg.text(x + cell / 2, y + cell / 2 + 6,
                            write(round(float(weight), 2)), size=17, **HALO)


def said(a, words, asking, chosen):
    """Return a map in words: the chosen row, or the top of each row."""
    if chosen is not None:
        parts = ", ".join(f"{word} {write(round(float(weight), 2))}"
                          for word, weight in zip(words, a[chosen]))
        return f"“{asking[chosen]}” looks at: {parts}."
    return "Each looks most at: " + ", ".join(
        f"{word} at {words[int(np.argmax(row))] if row.any() else 'nothing'}"
        for word, row in zip(asking, a)) + "."


def story_step(scale=1.0, mask="none"):
    """Return the attention.Step over the sentence STORY."""
    seen = attention.causal(len(STORY)) if mask == "causal" else None
    return attention.step(READER, MEANT, seen, scale)


def search_map(word, scale=1.0, mask="none"):
    """Return the map of STORY, one word asking, and what it takes away."""
    look, place = story_step(scale, mask).look, STORY.index(word)
    picture, = attention_map(look.a, STORY, place).describe().items
    new = ", ".join(f"{name} {write(round(float(value), 2))}" for name, value
                    in zip(MEANING, look.x_new[:, place]))
    return Shown(Document("", (picture, Text(
        f"What “{word}” takes away: {new}."))))


def move_search(caption):
    """Return controls over STORY: who asks, the scale, the mask."""
    words = ["it", *(word for word in STORY if word != "it")]
    return Move(search_map, caption, {
        "word": words, "scale": (0.25, 4, 0.25, 1.0), "mask": list(MASKS)})


# Order -----------------------------------------------------------------------
def shuffled(params, x, order, P=None):
    """Return how far a block's result for shuffled words is from the
    shuffled result, the largest entry; P (d, T): positions to add."""
    P = np.zeros_like(x) if P is None else P
    plain = transformer.block(params, x + P).x_new[:, order]
    again = transformer.block(params, x[:, order] + P).x_new
    return float(np.abs(again - plain).max())


def position_map(d, T):
    """Return positions as a chart: four rows of P over the places."""
    P = transformer.positions(d, T)
    rows = {f"row {k}": P[k] for k in range(0, min(d, 8), 2)}
    return Shown(Document("", (chart.curves(
        list(range(T)), rows, title="The sine rows of P",
        words="Each row is a wave, and each is slower than the one above.",
        x_label="place in the text", y_label="number added"),)))


# Cost ------------------------------------------------------------------------
class Counting(np.ndarray):
    """An array that adds up the multiply-adds of matrix products."""
    total = 0

    def __array_ufunc__(self, ufunc, method, *inputs, out=None, **kwargs):
        """Compute as NumPy does, and count where it is a product."""
        plain = [np.asarray(each) for each in inputs]
        if out is not None:
            kwargs["out"] = tuple(np.asarray(each) for each in out)
        found = getattr(ufunc, method)(*plain, **kwargs)
        if ufunc is np.matmul:
            Counting.total += found.size * plain[0].shape[-1]
        return np.asarray(found).view(Counting)


def multiply_adds(formula, *arguments, **options):
    """Return how many multiply-adds the matrix products of a formula take:
    counted while it runs on these arguments."""
    Counting.total = 0
    formula(*tree.apply(lambda each: np.asarray(each).view(Counting),
                        arguments), **options)
    return Counting.total


def attention_cost(T, d):
    """Return (projections, search): what k, q, v take, and what s and x′."""
    x, W = np.ones((d, T)), np.ones((d, d))
    whole = multiply_adds(attention.step, attention.Params(W, W, W), x)
    search = multiply_adds(attention.attend, x, x, x)
    return whole - search, search


def rnn_cost(T, d):
    """Return what an RNN of d units takes over T inputs of d numbers."""
    W, b = np.zeros((d, d)), np.zeros((d, 1))
    return T * multiply_adds(rnn.step, rnn.Params(W, W, b), b, b)


def cost_curves(T=512, d=64):
    """Return multiply-adds over the length of a text, as a Display."""
    lengths = [max(1, T * k // 8) for k in range(1, 9)]
    search = [attention_cost(1, d)[1] * t * t for t in lengths]
    flat = [attention_cost(1, d)[0] * t for t in lengths]
    steps = [rnn_cost(1, d) * t for t in lengths]
    words = (f"T = {T}, d = {d}: the search takes {search[-1]:,}, the "
             f"projections {flat[-1]:,}, an RNN {steps[-1]:,}.")
    million = {name: [v / 1e6 for v in values] for name, values in (
        ("search, T²", search), ("k, q and v, T", flat), ("RNN, T", steps))}
    return Shown(Document("", (chart.curves(
        lengths, million, title="Multiply-adds", words=words,
        x_label="length T", y_label="millions"), Text(words))))


def first_to_last(T, d, seed=0):
    """Return how much of x_1 reaches the last result: (attention, RNN), the
    length of the gradient, as a share of what reaches it from x_T."""
    rng = np.random.default_rng(seed)
    x, up = 0.1 * rng.normal(size=(d, T)), np.zeros((d, T))
    up[:, -1] = 1
    W = attention.Params(*rng.normal(size=(3, d, d)) / np.sqrt(d))
    _, dx = attention.step_back(W, attention.step(W, x), up)
    cell = rnn.Params(W.W_Q, 0.5 * np.linalg.qr(W.W_K)[0], np.zeros((d, 1)))
    xs = x.T[:, :, None]
    run = bptt.forward(rnn, cell, xs)
    back = bptt.backward(rnn, cell, run, up.T[:, :, None])
    sizes = [np.linalg.norm(dx, axis=0),
             np.linalg.norm(back.dxs[:, :, 0], axis=1)]
    return tuple(float(size[0] / size[-1]) for size in sizes)


# Scale -----------------------------------------------------------------------
def spread(n, draws=20_000, seed=0):
    """Return (variance of q · k, of q · k / √n, mean largest weight of 8
    keys without the scale, and with it); entries of q, k have variance 1."""
    rng = np.random.default_rng(seed)
    q, k = rng.normal(size=(2, draws // 8, n, 8))
    found = []
    for scale in (1.0, None):
        look = attention.attend(q[..., :1], k, k, scale=scale)
        found.append((look.s.var(), look.a.max(axis=-1).mean()))
    (raw, hard), (scaled, soft) = found
    return tuple(map(float, (raw, scaled, hard, soft)))


# A small model ---------------------------------------------------------------
def model_map(params, vocabulary, text, block=1, head=1):
    """Return the map of one head of a trained model over a short text."""
    run = causal.forward(params, vocabulary.encode(text)[None])
    a = run.blocks[block - 1].heads.look.a[0, head - 1]
    words = [letter if letter.strip() else "␣" for letter in text]
    return attention_map(a, words, title=f"Block {block}, head {head}")


def loss_lines(losses, levels, every=20):
    """Return the curve of losses in bits, means of some steps each, and
    levels {name: bits} to compare with."""
    count = len(losses) // every
    means = np.reshape(losses[:count * every], (count, every)).mean(axis=1)
    series = {"training": (means / np.log(2)).tolist()} | {
        name: [level] * count for name, level in levels.items()}
    return Shown(Document("", (chart.curves(
        [every * (k + 1) for k in range(count)], series, hold=(0,),
        title="Bits per character", x_label="steps", y_label="bits",
        words=f"Over {len(losses)} steps of training the loss falls."),)))
