"""Maps made smaller and larger: pooling, unpooling, and the transposed
convolution.

Where each entry goes is asked of cells.pool and cells.conv (chapter 15).
"""
import numpy as np

from rnnkit.cells import pool, sliding
from rnnkit.practice.subjects.drawn import counted, links, until
from rnnkit.practice.family import Family, Setting, mistake


# Pooling --------------------------------------------------------------------
def pooled(x, how):
    """Return the largest entry of each window; how: (kernel, stride)."""
    kernel, stride = how
    window = sliding.window(x.shape, kernel, stride)
    numbers = sliding.unfold(counted(x)[None, None], window)[0, 0] - 1
    y = np.max(np.ravel(x)[numbers], axis=0)
    return y


def draw_pooled(draw, level):
    """Return a Setting: 2 × 2 windows, 3 × 3 ones, overlapping ones."""
    size, how = {1: (4, (2, 2)), 2: (6, (3, 3)), 3: (5, (3, 1))}[level]
    low = {1: -8, 2: -18, 3: -12}[level]
    several = draw.several(range(low, low + size * size + 2), size * size)
    x = np.array(several, float).reshape(size, size)
    asks = ("y",) if level < 3 else tuple(
        f"y[{i}, {j}]" for i, j in ((0, 0), (0, 1), (1, 0), (1, 1), (2, 2)))
    kernel, stride = how
    return Setting({"x": x, "how": how}, asks, f"Max pooling of the map x "
                   f"with a window of {kernel} × {kernel} and stride "
                   f"{stride}, without padding. Find the asked entries of y.",
                   0, ("Where does the window of {} lie on x?", "y[i, j] = "
                       "the largest entry of the window that begins at row "
                       "stride·i and column stride·j of x, counted from "
                       "zero"))


WINDOW = "kernel, stride"
SEEN = "np.ravel(x)[numbers]"
POOLED = Family(
    "max-pooling", "Max pooling", "15",
    {1: "windows of 2 × 2", 2: "windows of 3 × 3",
     3: "windows that overlap"},
    pooled, draw_pooled, (
        mistake("took the mean of each window", "What does a window of max "
                "pooling pass on?", levels=(1,), pooled={
                    "y": f"np.mean({SEEN}, axis=0)"}),
        mistake("added up each window", "What does a window of max pooling "
                "pass on?", pooled={"y": f"np.sum({SEEN}, axis=0)"}),
        mistake("took the smallest entry", "Which entry is the largest when "
                "some are below 0?", pooled={
                    "y": f"np.min({SEEN}, axis=0)"}),
        mistake("took the entry that is farthest from 0", "Which is larger: "
                "a number below 0, or one above it?", pooled={
                    "y": f"np.where(np.max(abs({SEEN}), axis=0) > np.max("
                         f"{SEEN}, axis=0), np.min({SEEN}, axis=0), np.max("
                         f"{SEEN}, axis=0))"}),
        mistake("took the first entry of each window", "Which entry of a "
                "window does max pooling pass on?",
                pooled={"y": f"{SEEN}[0]"}),
        mistake("moved the window by 1", "How far does the window move?",
                levels=(1, 2), pooled={WINDOW: "how[0], 1"}),
        mistake("let no windows overlap", "How far does the window move?",
                levels=(3,), pooled={WINDOW: "2, 1"}),
    ), largest=99)


# Unpooling ------------------------------------------------------------------
def enlarged(x, how, big=None):
    """Return a larger map; how: ("nearest",), ("nails",) or ("max", rows).

    rows: those of the map whose maxima tell the places; big: the same, for
    the page.
    """
    numbers = to_places(counted(x)[None, None], *how)[0, 0]
    y = np.concatenate([[0.0], np.ravel(x)])[numbers]
    return y


def to_places(numbers, way, big=None):
    """Return numbers (1, 1, 2, 2) where the cells put them."""
    if way == "nearest":
        return pool.nearest(numbers, 2)
    if way == "nails":
        return pool.bed_of_nails(numbers, 2)
    seen = np.array(big)[None, None]
    return pool.max_unpool(numbers, pool.max_pool(seen, 2).places, (4, 4))


def draw_enlarged(draw, level):
    """Return a Setting: nearest, bed of nails, max unpooling."""
    way = {1: "nearest", 2: "nails", 3: "max"}[level]
    values = draw.several([k for k in range(-9, 10) if k], 4)
    x = np.array(values, float).reshape(2, 2)

    def corners(big):
        return sum(np.argmax(big[i:i + 2, j:j + 2]) == 0
                   for i in (0, 2) for j in (0, 2)) < 2
    big = until(lambda: np.array(draw.several(range(1, 30), 16)).reshape(
        4, 4), corners)
    how = (way, tuple(map(tuple, big))) if level == 3 else (way,)
    y = to_places(counted(x)[None, None], *how)[0, 0]
    full = [(i, j) for i, j in zip(*np.nonzero(y))]
    empty = [(i, j) for i, j in zip(*np.nonzero(y == 0))]
    # Whole blocks on level 1: a neighbor would tell the rest of its block.
    chosen = [place for block in draw.several(range(1, 5), 2)
              for place in zip(*np.nonzero(y == block))] if level == 1 \
        else full + draw.several(empty, 3)
    given = {"x": x, "how": how} | (
        {"big": 1.0 * big} if level == 3 else {})
    return Setting(given, tuple(f"y[{i}, {j}]" for i, j in sorted(chosen)),
                   WAYS[level] + " Find these entries of y.", 0,
                   ("Which block of y does {} lie in, and which entry of x "
                    "belongs to that block?", RULES[way],
                    "Does an entry of x come to the place {} at all?"))


RULES = {"nearest": "Each entry of x fills its whole block of y",
         "nails": "Each entry of x stands in the first corner of its block "
                  "of y; the rest of the block is zero",
         "max": "Each entry of x stands where the maximum of its block of "
                "“big” stood; the rest of the block is zero"}
WAYS = {1: "The map x is made twice as wide and high, by nearest neighbor: "
           "y is 4 × 4.",
        2: "The map x is made twice as wide and high, as a bed of nails: y "
           "is 4 × 4.",
        3: "Max pooling of the map “big”, with windows of 2 × 2, remembered "
           "where each maximum stood. Now x goes back by max unpooling: y "
           "is 4 × 4."}
AT = {"numbers": "to_places(counted(x)[None, None], '{}')[0, 0]"}


def by(way):
    """Return the line for another way to make a map larger."""
    return {name: line.format(way) for name, line in AT.items()}


UNPOOLING = Family(
    "unpooling", "Unpooling", "15",
    {1: "nearest neighbor", 2: "bed of nails", 3: "max unpooling"},
    enlarged, draw_enlarged, (
        mistake("left zeros between the entries", "How many places of y does "
                "each entry of x fill?", levels=(1,),
                enlarged=by("nails")),
        mistake("repeated each entry in its whole block", "How many places "
                "of y does each entry of x fill?", levels=(2, 3),
                enlarged=by("nearest")),
        mistake("laid the whole map side by side", "Which entries of y come "
                "from the first entry of x?", enlarged={
                    "numbers": "np.tile(counted(x), (2, 2))"}),
        mistake("exchanged rows and columns", "Which entry of x stands to "
                "the right of the first one?",
                enlarged={"y": "np.concatenate([[0.0], np.ravel(x.T)])"
                               "[numbers]"}),
        mistake("filled the rows of y one after another", "Which block of y "
                "belongs to each entry of x?", enlarged={
                    "numbers": "np.repeat(counted(x), 4).reshape(4, 4)"}),
        mistake("put the entries in the last corner of their blocks",
                "In which corner of its block does a nail stand?",
                levels=(2,), enlarged={
                    "numbers": "np.rot90(to_places(np.rot90(counted(x), 2)"
                               "[None, None], *how)[0, 0], 2)"}),
        mistake("put the entries in the first corner of their blocks",
                "Where in each block did the maximum stand?", levels=(3,),
                enlarged=by("nails")),
        mistake("put the maxima back in place of the new entries",
                "Which numbers go to the remembered places?", levels=(3,),
                enlarged={"y": "np.concatenate([[0.0], np.ravel(np.array("
                               "pool.max_pool(np.array(how[1])[None, None], "
                               "2).y)[0, 0] + 0 * x)])[numbers]"}),
    ), largest=30)


# The transposed convolution -------------------------------------------------
def transposed(w, x, how):
    """Return y = w ∗ᵀ x for a signal or an image; how: (stride,
    *size of y)."""
    stride, *size = how
    numbers = links(w, size, stride)
    # The rows of the matrix of the convolution, transposed, times x.
    y = np.reshape(np.concatenate([[0.0], np.ravel(w)])[numbers].T
                   @ np.ravel(x), size)
    return y


def draw_transposed(draw, level):
    """Return a Setting: a signal, an image, an image with stride 2."""
    kernel, size, stride, inputs = {
        1: ((3,), (7,), 2, (3,)), 2: ((2, 2), (3, 3), 1, (2, 2)),
        3: ((3, 3), (5, 5), 2, (2, 2))}[level]
    asks = ("y",) if level < 3 else tuple(
        f"y[{i}, {j}]" for i, j in ((0, 0), (0, 2), (2, 0), (2, 1), (2, 2),
                                    (1, 2), (4, 4)))
    what = "signal" if level == 1 else "map"
    return Setting({
        "w": draw.array(kernel, -2, 3), "x": draw.array(inputs, -2, 3),
        "how": (stride, *size)}, asks, f"A transposed convolution: each entry "
        f"of the {what} x lays down a copy of the filter w, times the entry; "
        f"where copies overlap, they add up. The stride is {stride}, and "
        "nothing is cut off. "
        + ("x, w and y are written as columns. " if level == 1 else "")
        + "Find y.", 0, ("Which entries of x lay their copy of the filter "
                         "over {}, and which weight of it?", RULE[level]))


RULE = {1: "y[n] = the sum over i of w[n − stride·i] · x[i], where there is "
           "such a weight, all counted from zero"}
RULE[2] = RULE[3] = (
    "y[m, n] = the sum over i and j of w[m − stride·i, n − stride·j] · "
    "x[i, j], where there is such a weight, all counted from zero")
LAID = "np.reshape(np.concatenate([[0.0], np.ravel(w)])[{}].T @ {}, size)"
ALL = "np.ravel(x)"
ONLY = "numbers * (np.cumsum((numbers > 0){0}, axis=0){0} == 1)"
TRANSPOSED = Family(
    "transposed-convolution", "A transposed convolution", "15",
    {1: "a signal, stride 2", 2: "an image, stride 1",
     3: "an image, stride 2"},
    transposed, draw_transposed, (
        mistake("let the later copy cover the earlier one", "What happens "
                "where two copies overlap?", transposed={
                    "y": LAID.format(ONLY.format("[::-1]"), ALL)}),
        mistake("kept only the first copy where two overlap", "What happens "
                "where two copies overlap?", transposed={
                    "y": LAID.format(ONLY.format(""), ALL)}),
        mistake("turned the filter around", "Which weight lies on the first "
                "entry of a copy?", transposed={
                    "y": "np.reshape(np.concatenate([[0.0], np.ravel(w)["
                         "::-1]])[numbers].T @ np.ravel(x), size)"}),
        mistake("moved each copy by 1 only", "How far is it from the "
                "beginning of one copy to that of the next?", levels=(1,),
                transposed={"numbers": "links(w, size, 1)[:x.size]"}),
        mistake("laid down the filter without the entries", "What is each "
                "copy multiplied by?", transposed={
                    "y": LAID.format("numbers", "np.ones(x.size)")}),
        mistake("exchanged the order of the entries", "Where does the copy "
                "for the first entry of x lie?", transposed={
                    "y": LAID.format("numbers", "np.ravel(x)[::-1]")}),
    ), largest=40)

FAMILIES = (POOLED, UNPOOLING, TRANSPOSED)
