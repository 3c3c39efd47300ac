"""What trace can read: each operation with its four readings.

    slopes(node, d)        gradients of the inputs, given d, that of the node
    sources(node, i)       the input entries that entry i is made from, as
                           (input number, flat index)
    reading(node, parts)   the expression of the whole array
    entry(node, i, part)   the expression of entry i; part(k, j) is the
                           expression of entry j of input k

There are four kinds: Elementwise, Rearrangement, Reduction and Product. An
operation of one of these kinds is one line in `table`.
"""
import numpy as np

from rnnkit.show.describe import (Call, Fraction, Index, Infix, Number,
                                  Stack, Symbol, Transpose)
from rnnkit.trace.node import Held

MOST_KEYS = 6
NEUTRAL = {"*": 1, "/": 1, "+": 0}


def unbroadcast(d, shape):
    """Return d summed over the axes along which `shape` was repeated."""
    d = np.sum(d, axis=tuple(range(np.ndim(d) - len(shape))))
    repeated = tuple(k for k, n in enumerate(shape)
                     if n == 1 and np.shape(d)[k] != 1)
    return np.sum(d, axis=repeated, keepdims=True).reshape(shape)


def broadcast_source(flat, shape, source):
    """Return which entry of `source` was repeated into entry `flat`."""
    if shape == source:
        return flat
    index = np.unravel_index(flat, shape)[len(shape) - len(source):]
    index = [0 if n == 1 else k for k, n in zip(index, source)]
    return int(np.ravel_multi_index(index, source)) if source else 0


class Elementwise:
    """Entry by entry, with NumPy's broadcasting: +, tanh, maximum, >."""

    additive = False

    def __init__(self, name, write, derivatives=None, additive=False):
        self.name, self.write = name, write
        self.derivatives, self.additive = derivatives, additive

    def slopes(self, node, d):
        if self.derivatives is None:            # a step: its slope is zero
            return [np.zeros(n.shape) for n in node.inputs]
        values = [np.asarray(n.value) for n in node.inputs]
        slopes = self.derivatives(*values, node.value)
        return [unbroadcast(d * slope, n.shape)
                for slope, n in zip(slopes, node.inputs)]

    def sources(self, node, i):
        return [(k, broadcast_source(i, node.shape, n.shape))
                for k, n in enumerate(node.inputs)]

    def reading(self, node, parts):
        entrywise = all(n.size > 1 or np.ndim(n.value) for n in node.inputs)
        return self.write(*parts, sign="." if entrywise else "*")

    def entry(self, node, i, part):
        parts = [part(k, j) for k, j in self.sources(node, i)]
        return self.write(*parts, sign="*")


class Choice(Elementwise):
    """where(condition, a, b): one of the two, entry by entry."""

    def __init__(self):
        super().__init__("where", None)

    def slopes(self, node, d):
        condition, a, b = node.inputs
        return [np.zeros(condition.shape),
                unbroadcast(np.where(condition.value, d, 0), a.shape),
                unbroadcast(np.where(condition.value, 0, d), b.shape)]

    def sources(self, node, i):
        sources = super().sources(node, i)
        if node.inputs[0].kind == "constant":
            return [sources[self.chosen(node, sources)]]
        return sources

    @staticmethod
    def chosen(node, sources):
        """Return which input an entry was taken from."""
        return 1 if node.inputs[0].at(sources[0][1]) else 2

    def reading(self, node, parts):
        return Call("where", tuple(parts))

    def entry(self, node, i, part):
        sources = super().sources(node, i)
        return part(*sources[self.chosen(node, sources)])


class Rearrangement:
    """Entries put in other places: x[0], W.T, reshape, stack.

    `node.options` is (picks, how): picks has the shape of the result and
    tells for each entry its place among all input entries, counted from 1
    (0: nothing, a zero that was filled in); how is (kind, detail).
    """

    additive = False

    def slopes(self, node, d):
        picks, sizes = node.options[0], [n.size for n in node.inputs]
        total = np.bincount(np.ravel(picks), np.ravel(d) * 1.0,
                            minlength=sum(sizes) + 1)[1:]
        parts = np.split(total, np.cumsum(sizes)[:-1])
        return [part.reshape(n.shape) for part, n in zip(parts, node.inputs)]

    def sources(self, node, i):
        place = int(np.ravel(node.options[0])[i]) - 1
        if place < 0:
            return []
        for k, n in enumerate(node.inputs):
            if place < n.size:
                return [(k, place)]
            place -= n.size
        return []

    def reading(self, node, parts):
        kind, detail = node.options[1]
        match kind:
            case "index":
                return Index(parts[0], write_key(detail))
            case "transpose":
                return Transpose(parts[0])
            case "stack":
                return Stack(tuple(parts), detail)
            case _:
                return Call(kind, tuple(parts))

    def entry(self, node, i, part):
        sources = self.sources(node, i)
        return part(*sources[0]) if sources else Number(0.0)


class Reduction:
    """Many entries to one along axes: sum, mean, max, min, prod.

    `node.options` is (groups, words): for each entry of the result the flat
    indices that it is made from, one row an entry; and what is taken
    together, "each row", where the result has several entries.
    """

    def __init__(self, name, derivative, write):
        self.name, self.derivative, self.write = name, derivative, write
        self.additive = name == "sum"
        self.picks = name in ("max", "min")     # one sees which

    def slopes(self, node, d):
        groups, source = node.options[0], node.inputs[0]
        taken = np.ravel(source.value)[groups]
        slope = self.derivative(taken, np.reshape(node.value, (-1, 1)))
        total = np.zeros(source.size)
        total[groups] = np.reshape(d, (-1, 1)) * slope
        return [total.reshape(source.shape)]

    def sources(self, node, i):
        return [(0, int(j)) for j in node.options[0][i]]

    def reading(self, node, parts):
        words = node.options[1]
        if words:
            parts = [Infix("of", Symbol(words), *parts)]
        return Call(self.name, tuple(parts))

    def entry(self, node, i, part):
        return self.write([part(k, j) for k, j in self.sources(node, i)])


class Product:
    """The matrix product A @ B, with NumPy's rules for vectors and stacks."""

    additive = True
    name = "@"

    @staticmethod
    def planes(node):
        """Return the shapes of A, B and the result, vectors made planes."""
        a, b = (n.shape for n in node.inputs)
        a2 = (1,) + a if len(a) == 1 else a
        b2 = b + (1,) if len(b) == 1 else b
        stack = np.broadcast_shapes(a2[:-2], b2[:-2])
        return a2, b2, stack + (a2[-2], b2[-1])

    def slopes(self, node, d):
        a2, b2, out2 = self.planes(node)
        a, b = (n.value for n in node.inputs)
        d = np.reshape(d, out2)
        da = d @ np.swapaxes(np.reshape(b, b2), -1, -2)
        db = np.swapaxes(np.reshape(a, a2), -1, -2) @ d
        return [unbroadcast(da, a2).reshape(np.shape(a)),
                unbroadcast(db, b2).reshape(np.shape(b))]

    def pairs(self, node, i):
        """Return the (flat index in A, flat index in B) that meet in i."""
        a2, b2, out2 = self.planes(node)
        *stack, row, column = np.unravel_index(i, out2)
        start_a = self.start(stack, a2) + int(row) * a2[-1]
        start_b = self.start(stack, b2) + int(column)
        return [(start_a + k, start_b + k * b2[-1]) for k in range(a2[-1])]

    @staticmethod
    def start(stack, shape):
        lead = shape[:-2]
        index = list(stack)[len(stack) - len(lead):]
        index = [0 if n == 1 else int(k) for k, n in zip(index, lead)]
        plane = int(np.ravel_multi_index(index, lead)) if lead else 0
        return plane * shape[-1] * shape[-2]

    def sources(self, node, i):
        pairs = self.pairs(node, i)
        return [(0, a) for a, _ in pairs] + [(1, b) for _, b in pairs]

    def reading(self, node, parts):
        return Infix("@", *parts)

    def entry(self, node, i, part):
        terms = [Infix("*", part(0, a), part(1, b))
                 for a, b in self.pairs(node, i)]
        return chain("+", terms)


def chain(sign, terms):
    """Return a + b + c as one expression; an empty sum is 0."""
    if not terms:
        return Number(0.0 if sign == "+" else 1.0)
    total = terms[0]
    for term in terms[1:]:
        total = Infix(sign, total, term)
    return total


def mean_of(terms):
    """Return (a + b + c) / 3 as an expression."""
    return Fraction(chain("+", terms), Number(float(len(terms))))


def write_key(key):
    """Return an index as Python writes it: 0, 1:, :, None, target."""
    if isinstance(key, tuple):
        return ", ".join(map(write_key, key))
    if isinstance(key, slice):
        ends = ["" if v is None else write_key(v) for v in
                (key.start, key.stop, key.step)]
        return ":".join(ends[:2] if not ends[2] else ends)
    if key is Ellipsis:
        return "..."
    if isinstance(key, Held):
        return key.node.name or write_key(key.node.value)
    if np.size(key) > MOST_KEYS:
        return "…"
    return str(key.tolist() if isinstance(key, (np.ndarray, np.generic))
               else key)


def is_row(node):
    """Whether vectors in a node are rows: NumPy lays them over a matrix."""
    return isinstance(node.operation, Elementwise) and len(node.shape) > 1


def repeated(node):
    """Return the input that a node only repeats, or None: x·1, x / 1, x + 0
    with a 1 or 0 that the formula brought along, such as the slope of the
    identity. The h·1 of a count stays: it is the size of a bias."""
    neutral = NEUTRAL.get(getattr(node.operation, "name", None))
    if neutral is None or len(node.inputs) != 2 \
            or np.asarray(node.value).dtype.kind != "f":
        return None
    first, second = node.inputs
    for other, kept in ((second, first), (first, second)):
        if other.kind == "constant" and not (other.name or other.shape) \
                and other.value == neutral and (
                    other is second or node.operation.name != "/"):
            return kept
    return None
