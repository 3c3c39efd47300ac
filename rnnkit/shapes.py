"""The parameters of a network, counted from its sizes.

    shapes.dense(4, 4, 3)                W1 4 × 4, b1 4 × 1, W2 3 × 4, b2 3 × 1
    shapes.rnn(x=3, h=3, y=2)            W_hx, W_hh, b_h, W_yh, b_y: 29
    shapes.rnn(x=128, h=[64, 64], y=96)  two layers: W_hx_1, ..., W_hx_2, ...
    shapes.lstm(x=4, h=3, y=2), shapes.gru(x=4, h=3)
    shapes.conv(channels=[3, 100, 200, 400], kernel=3)
    after - before                       what changes when a size changes
    by_hand(shapes.rnn, x=3, h=3, y=2)   the counting itself, line by line

| symbol     | shape             | from one size to another              |
|------------|-------------------|---------------------------------------|
| W_ab       | (size a, size b)  | a row for each unit it goes to,       |
|            |                   | a column for each it comes from       |
| b_a        | (size a, 1)       | one bias a unit                       |
| W1 of conv | (maps, channels, kernel, kernel) | a filter for each map  |

The equations add one bias in each unit: `biases="one"`. torch keeps two,
one beside W_hx (bias_ih) and one beside W_hh (bias_hh), because the library
that runs it on a graphics card does; only their sum matters. `biases="two"`
counts as torch does. An output layer has one bias in both.
"""
from dataclasses import dataclass
from functools import reduce
from operator import mul
from typing import NamedTuple

import numpy as np

from rnnkit.show.describe import Document, Symbol, Table
from rnnkit.show.display import Display

LSTM_GATES = "ifgo"     # input, forget, candidate, output: torch's order
GRU_GATES = "rzn"       # reset, update, candidate: torch's order


class Matrix(NamedTuple):
    """One parameter array: its symbol, its shape and how many numbers."""
    symbol: str
    shape: tuple
    count: int


@dataclass(frozen=True, repr=False)
class Counts(Display):
    """The parameters of one network; iterate over it for its matrices.

    total: the number of parameters, all together.
    """
    title: str
    matrices: tuple
    total: int

    @property
    def shapes(self):
        """The shape of each matrix, by its symbol."""
        return {matrix.symbol: matrix.shape for matrix in self.matrices}

    @property
    def counts(self):
        """The number of parameters of each matrix, by its symbol."""
        return {matrix.symbol: matrix.count for matrix in self.matrices}

    def __iter__(self):
        return iter(self.matrices)

    def __len__(self):
        return len(self.matrices)

    def __getitem__(self, symbol):
        for matrix in self.matrices:
            if matrix.symbol == symbol:
                return matrix
        raise KeyError(f"{self.title} has no {symbol!r}; it has "
                       f"{', '.join(self.shapes)}")

    def __sub__(self, before):
        """Return the Change from `before` to these counts."""
        if not isinstance(before, Counts):
            return NotImplemented
        return Change(before, self)

    def compare(self, after):
        """Return the Change from these counts to `after`: after - self."""
        return after - self

    def describe(self):
        """Return the table of matrices with their total."""
        rows = [(Symbol(m.symbol), times(m.shape), f"{m.count:,}")
                for m in self.matrices]
        rows.append(("total", "", f"{self.total:,}"))
        return Document("", (Table(("matrix", "shape", "parameters"),
                                   tuple(rows), self.title, total=True),))


@dataclass(frozen=True, repr=False)
class Change(Display):
    """What changes from one network to another, matrix by matrix."""
    before: Counts
    after: Counts

    @property
    def counts(self):
        """The parameters that are new (or, below zero, gone), by symbol."""
        old, new = self.before.counts, self.after.counts
        return {symbol: new.get(symbol, 0) - old.get(symbol, 0)
                for symbol in {**new, **old}}

    @property
    def total(self):
        """All new parameters, less those that are gone."""
        return self.after.total - self.before.total

    def describe(self):
        """Return the table of both shapes and the difference."""
        old, new = self.before.shapes, self.after.shapes
        rows = [(Symbol(symbol), times(old.get(symbol)),
                 times(new.get(symbol)), _signed(change))
                for symbol, change in self.counts.items()]
        rows.append(("total", f"{self.before.total:,}",
                     f"{self.after.total:,}", _signed(self.total)))
        caption = f"From {self.before.title} to {self.after.title}"
        return Document("", (Table(("matrix", "before", "after", "change"),
                                   tuple(rows), caption, total=True),))


def dense(*sizes):
    """Return the Counts of layer after layer: dense(4, 4, 3) goes from 4 to
    4 to 3. Raises ValueError for a size that is no whole number of 1 or more.
    Deck A: A-nn-shapes, A-mlp-shapes.

    >>> dense(4, 4, 3).total
    35
    """
    if len(sizes) < 2:
        raise ValueError("dense needs two sizes or more, from the input to "
                         "the output, such as dense(4, 4, 3), not "
                         f"{len(sizes)}")
    sizes = [_size(f"size {n}", size) for n, size in enumerate(sizes, 1)]
    rows = []
    for n, (columns, units) in enumerate(zip(sizes, sizes[1:]), 1):
        rows += [(f"W{n}", (units, columns)), (f"b{n}", (units, 1))]
    return _counts(f"dense {' → '.join(map(str, sizes))}", rows)


def rnn(x, h, y=None, biases="one"):
    """Return the Counts of an RNN: x inputs, h hidden units, y outputs.

    h: a size, or a list of them for several layers; y: None for no output
    layer. Raises ValueError for bad sizes. Deck A: A-rnn-count, A-small-count,
    A-large-count, A-add-hidden.

    >>> rnn(x=3, h=3, y=2).total
    29
    """
    return _recurrent("RNN", "h", x, h, y, biases)


def lstm(x, h, y=None, biases="one"):
    """Return the Counts of an LSTM, four gates i, f, g, o; sizes as for rnn.
    Deck C: C-torch-modules."""
    return _recurrent("LSTM", LSTM_GATES, x, h, y, biases)


def gru(x, h, y=None, biases="one"):
    """Return the Counts of a GRU, gates r, z and n; sizes as for rnn."""
    return _recurrent("GRU", GRU_GATES, x, h, y, biases)


def conv(channels, kernel, bias=True):
    """Return the Counts of convolutions one after the other.

    channels: [3, 100, 200] goes from 3 channels to 100 maps to 200;
    kernel: the side of the square filter, or (height, width). The size of
    the image does not matter. Deck D: D-cnn-count.

    >>> conv(channels=[3, 100, 200, 400], kernel=3).total
    903400
    """
    layers = list(_sizes("channels", channels, 2, first=0).values())
    window = _pair("kernel", kernel)
    rows = []
    for n, (depth, maps) in enumerate(zip(layers, layers[1:]), 1):
        rows.append((f"W{n}", (maps, depth, *window)))
        rows += [(f"b{n}", (maps, 1))] if bias else []
    return _counts(f"{times(window)} convolutions "
                   f"{' → '.join(map(str, layers))}", rows)


def conv_size(size, kernel, stride=1, padding=0):
    """Return the size along one side after a convolution or pooling:
    (size + 2 padding − kernel) / stride + 1, rounded down.

    padding: a number on each side, or "same": size / stride, rounded up.
    Raises ValueError for bad sizes and for a kernel that does not fit.
    Deck E: E-conv-sizes.

    >>> [conv_size(227, 11, 4), conv_size(55, 3, 2), conv_size(27, 3, 2)]
    [55, 27, 13]
    """
    size, kernel = _size("size", size), _size("kernel", kernel)
    stride = _size("stride", stride)
    if isinstance(padding, str) and padding == "same":
        return (size + stride - 1) // stride
    padding = _size("padding", padding, least=0)
    room = size + 2 * padding - kernel
    if _plain(room) < 0:
        raise ValueError(f"kernel is {kernel} but size is {size} with padding "
                         f"{padding}: the kernel is larger than the input")
    out = room // stride + 1
    return out


def _recurrent(kind, gates, x, h, y, biases):
    """Return the Counts of recurrent layers with these gates."""
    if biases not in ("one", "two"):
        raise ValueError(f"biases is {biases!r}: write \"one\" (the "
                         "equations) or \"two\" (torch)")
    layers = list(_sizes("h", h).values())
    inputs = [_size("x", x), *layers]
    rows = []
    for n, (columns, units) in enumerate(zip(inputs, layers), 1):
        end = f"_{n}" if len(layers) > 1 else ""
        for gate in gates:
            rows += [(f"W_{gate}x{end}", (units, columns)),
                     (f"W_{gate}h{end}", (units, units))]
            names = [gate] if biases == "one" else [f"{gate}x", f"{gate}h"]
            rows += [(f"b_{name}{end}", (units, 1)) for name in names]
    title = f"{kind}: x {x}, h {', '.join(map(str, layers))}"
    if y is not None:
        units = _size("y", y)
        rows += [("W_yh", (units, layers[-1])), ("b_y", (units, 1))]
        title += f", y {units}"
    return _counts(title + (", two biases" if biases == "two" else ""), rows)


def _counts(title, rows):
    """Return the Counts of (symbol, shape) rows: every count is the product
    of its shape. Sizes that `by_hand` records leave these products, and
    their sum, as lines of its page."""
    counts = {symbol: reduce(mul, shape) for symbol, shape in rows}
    total = sum(counts.values())
    return Counts(title, tuple(
        Matrix(symbol, tuple(map(_plain, shape)), _plain(counts[symbol]))
        for symbol, shape in rows), _plain(total))


def _plain(value):
    """Return a size as an int, out of the recording if it is recorded."""
    return int(getattr(value, "value", value))


def _size(name, value, least=1):
    """Return a size, an int or a recorded one; else raise ValueError."""
    given = getattr(value, "value", value)
    whole = isinstance(given, (int, np.integer))
    if not whole or isinstance(given, bool) or given < least:
        raise ValueError(f"{name} is {given!r}: a whole number of {least} or "
                         "more is needed")
    return int(value) if value is given else value


def _sizes(name, values, least=1, first=1):
    """Return one size or a list of sizes by name: h, or h_1, h_2, ..."""
    listed = isinstance(values, (list, tuple)) or getattr(values, "ndim", 0)
    values = list(values) if listed else [values]
    if len(values) < least:
        raise ValueError(f"{name} is {values}: {least} or more sizes "
                         "are needed")
    if len(values) == 1:
        return {name: _size(name, values[0])}
    names = [f"{name}_{n}" for n in range(first, first + len(values))]
    sizes = dict(zip(names, [_size(f"{name}[{n}]", size)
                             for n, size in enumerate(values)]))
    return sizes


def _pair(name, value):
    """Return (height, width) from one size or two."""
    sides = list(_sizes(name, value).values())
    if len(sides) > 2:
        raise ValueError(f"{name} is {value!r}: one side, or (height, width)")
    return (sides[0], sides[-1])


def times(shape):
    """Return a shape in words: 3 × 4."""
    return "–" if shape is None else " × ".join(map(str, shape))


def _signed(change):
    return "0" if change == 0 else f"{change:+,}".replace("-", "−")
