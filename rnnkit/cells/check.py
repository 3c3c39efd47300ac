"""What every cell refuses, and the sentence that says why.

A cell writes its shapes once, as a table of (symbol, rows, columns):

    SHAPES = (("W_hx", "hidden unit", "input"),
              ("b_h",  "hidden unit", 1),
              ("x",    "input",       "example"))

The words are sizes: two cells of the table with the same word must have the
same size, and 1 stands for exactly one. The message is read off the table:
"W_hx is (4, 3) but x is (5, 1): W_hx needs one column per input".

Recording arrays pass (their `.value` is looked at), and so do axes in front
of the last two, such as a stack of perturbed copies or the steps of a
sequence.
"""
import numpy as np

SUMS_TO_ONE = 1e-5
NUMBERS = frozenset("iufc")         # whole, above 0 only, real, complex


def shapes(table, *values):
    """Return None, or raise ValueError when a value does not fit its row.

    table: rows of (symbol, rows, columns); values: one array a row.
    """
    sizes = {1: 1}
    for (symbol, *words), value in zip(table, values):
        for word, size in zip(words, numbers(symbol, value)[-2:]):
            if sizes.setdefault(word, size) != size:
                raise ValueError(_misfit(table, values, symbol))


def numbers(symbol, value, least=2):
    """Return the shape of an array of finite numbers, or raise ValueError.

    least: the number of axes that it needs (2: a column is the smallest).
    """
    value = getattr(value, "value", value)
    if getattr(getattr(value, "dtype", None), "kind", "") not in NUMBERS:
        raise ValueError(f"{symbol} is {_kind(value)}")
    shape = np.shape(value)
    if len(shape) < least:
        raise ValueError(f"{symbol} is {_flat(symbol, shape)}")
    if 0 in shape:
        raise ValueError(f"{symbol} is {shape}: {_empty(shape)}")
    if np.count_nonzero(np.isfinite(value)) != value.size:
        where = np.argwhere(~np.isfinite(value))[0]
        raise ValueError(f"{entry(symbol, where)} is "
                         f"{value[tuple(where)]}: every number must be finite")
    return shape


def function(symbol, value):
    """Return None, or raise ValueError for what cannot be called."""
    if not callable(value):
        raise ValueError(f"{symbol} is {value!r}: a function is needed, such "
                         "as np.tanh or relu")


def same(symbol, value, other_symbol, other):
    """Return None, or raise ValueError when two shapes differ."""
    shape = numbers(symbol, value)
    if shape != np.shape(other):
        raise ValueError(f"{symbol} is {shape} but {other_symbol} is "
                         f"{np.shape(other)}: they need the same shape")


def probabilities(symbol, value):
    """Return None, or raise ValueError unless every column is a distribution:
    numbers of 0 or more that sum to 1."""
    numbers(symbol, value)
    value = np.real(getattr(value, "value", value))
    if value.min() < 0:
        where = np.argwhere(value < 0)[0]
        raise ValueError(f"{entry(symbol, where)} is {value[tuple(where)]:g}: "
                         "a probability is never negative")
    sums = value.sum(axis=-2, keepdims=True)
    if abs(sums - 1).max() > SUMS_TO_ONE:
        where = np.argwhere(abs(sums - 1) > SUMS_TO_ONE)[0]
        total = sums[tuple(where)]
        raise ValueError(f"column {where[-1]} of {symbol} sums to {total:g}: "
                         "probabilities sum to 1")


def entry(symbol, index):
    """Return the name of one entry: entry("W", (0, 2)) is "W[0, 2]"."""
    return f"{symbol}[{', '.join(str(int(i)) for i in index)}]"


def _misfit(table, values, symbol):
    """Return the sentence for a size of `symbol` that contradicts the table.

    Data is compared first with the matrix that is multiplied by it.
    """
    shape = {row[0]: np.shape(value) for row, value in zip(table, values)}
    place = [row[0] for row in table].index(symbol)
    mine, above = table[place][1:], table[:place]
    data = mine[1] == "example"
    if data:
        above = sorted(above, key=lambda row: row[2] != mine[0])
    for axis, word in enumerate(mine):
        size = shape[symbol][-2:][axis]
        if word == 1 and size != 1:
            return (f"{symbol} is {shape[symbol]}: "
                    f"{symbol} needs exactly one column")
        for name, *words in above:
            theirs = [n for n, w in zip(shape[name][-2:], words) if w == word]
            if not theirs or theirs[-1] == size:
                continue
            product = data and axis == 0
            needs, side = ((name, "column") if product else
                           (symbol, ("row", "column")[axis]))
            return (f"{name} is {shape[name]} but {symbol} is "
                    f"{shape[symbol]}: {needs} needs one {side} per {word}")
    return (f"{symbol} is {shape[symbol]}: {symbol} needs one row and one "
            f"column per {mine[0]}")


def _kind(value):
    if value is None:
        return "None: an array of numbers is needed"
    if isinstance(value, (bool, np.bool_)):
        return "True or False: an array of numbers is needed"
    if isinstance(value, (int, float, complex)):
        return f"the number {value}: write a column, np.array([[{value}]])"
    if isinstance(value, str):
        return f"the text {value!r}: an array of numbers is needed"
    if isinstance(value, (list, tuple)):
        return f"a {type(value).__name__}: write np.array(...) around it"
    kind = getattr(getattr(value, "dtype", None), "kind", "")
    if kind == "b":
        return "an array of True and False: write .astype(float)"
    if kind in set("OUST"):
        return "an array of text or objects: an array of numbers is needed"
    return f"of type {type(value).__name__}: an array of numbers is needed"


def _flat(symbol, shape):
    if not shape:
        return "(), a single number: write a column, with shape (1, 1)"
    if symbol.startswith("W"):
        return f"{shape}, one-dimensional: a weight has rows and columns"
    return (f"{shape}, one-dimensional: write a column, "
            f"{symbol}.reshape(-1, 1)")


def _empty(shape):
    if shape[-1] == 0:
        return "no columns, an empty batch: at least one is needed"
    if len(shape) > 2 and shape[0] == 0:
        return "an empty sequence: at least one step is needed"
    return "no rows: at least one is needed"
