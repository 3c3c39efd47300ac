"""What a page answers when it is asked: arithmetic, gradients, dependence."""
import difflib
import re

import numpy as np

from rnnkit.show.describe import Document, Symbol, Table, Text
from rnnkit.show.display import Display, Shown
from rnnkit.trace import reading
from rnnkit.trace.entries import entry_key, entry_name
from rnnkit.trace.sweep import backwards, reaches

MOST_NAMES = 12


class Unknown(KeyError):
    """There is no line or input of this name; the message tells which are."""

    def __init__(self, name, known):
        near = difflib.get_close_matches(name, known, 1, 0.6)
        hint = f"; did you mean {near[0]!r}?" if near else "."
        names = [*known][:MOST_NAMES] + ["…"] * (len(known) > MOST_NAMES)
        super().__init__(f"there is no {name!r} on this page{hint} "
                         f"It has {', '.join(names)}.")

    def __str__(self):
        return self.args[0]


def arithmetic(title, entries):
    """Return the sums of (node, flat index) pairs, as a hand writes them."""
    return Shown(Document(title, tuple(
        reading.arithmetic(node, i, Symbol(entry_name(node, i)))
        for node, i in entries)))


def entries(node, flat):
    """Return the flat indices that are meant: one, or all if None."""
    return range(node.size) if flat is None else [flat]


def fitting(upstream, node):
    """Return the upstream gradient as an array of the node's shape."""
    upstream = np.asarray(upstream)
    if upstream.dtype.kind not in "biuf":
        raise ValueError("upstream needs numbers, got " + str(upstream.dtype))
    if upstream.shape not in ((), node.shape):
        raise ValueError(f"upstream is {upstream.shape} but {node.name} is "
                         f"{node.shape}: they must have one shape")
    return upstream


class Gradients(Display):
    """Gradients by name: grads["W_hx"] is ∂L/∂W_hx, of W_hx's shape."""

    def __init__(self, record, node, flat=None, upstream=None):
        self.words = f"Gradients of {node.name}{key_of(node, flat)}"
        d = np.zeros(node.shape)
        d.flat[entries(node, flat)] = 1.0
        if upstream is not None:
            d = d * fitting(upstream, node)
            self.words += ", with the given upstream gradient"
        elif flat is None and node.size > 1:
            self.words = ("Gradients of the sum of the entries of "
                          + node.name)
        found = backwards(node, d)
        self.arrays = {n.name: found.get(n, np.zeros(n.shape))
                       for n in record.nodes[:node.number + 1]
                       if n.name and (n.kind == "step" and n in found
                                      or n.kind == "input"
                                      and (n in found or not is_whole(n)))}

    def __getitem__(self, name):
        if name not in self.arrays:
            raise Unknown(str(name), self.arrays)
        return self.arrays[name]

    def __iter__(self):
        return iter(self.arrays)

    def __len__(self):
        return len(self.arrays)

    def keys(self):
        """Return the names, inputs first."""
        return self.arrays.keys()

    def items(self):
        """Return (name, gradient) pairs, inputs first."""
        return self.arrays.items()

    def describe(self):
        """Return a line for each gradient, from the result backwards."""
        return Document("gradient", (Text(self.words + "."), *(
            reading.equation(Symbol(f"d{name}"), [reading.array(
                d, name=f"d{name}")])
            for name, d in reversed(self.arrays.items()))))


def key_of(node, flat):
    """Return [0] for an entry, nothing for a whole line."""
    return "" if flat is None else entry_key(node, flat)


def is_whole(node):
    """Whether an input is a single whole number, such as a size."""
    return not node.shape and np.asarray(node.value).dtype.kind in "iu"


class Dependence(Display):
    """The input entries that an entry, or line, is computed from.

    `"x[0]" in dependence` works, and so does a loop over the names.
    """

    def __init__(self, record, node, flat=None, live=False):
        self.name = node.name + key_of(node, flat)
        found = reaches(node, entries(node, flat), live)
        self.found = [(n, sorted(found[n])) for n in record.inputs
                      if n in found]
        self.entries = {entry_name(n, i) for n, places in self.found
                        for i in places}

    def __contains__(self, name):
        return re.sub(r"\s*,\s*", ", ", str(name).strip()) in self.entries

    def __iter__(self):
        return (entry_name(n, i) for n, places in self.found for i in places)

    def __len__(self):
        return len(self.entries)

    def describe(self):
        """Return a table: input, entries, how many of how many."""
        rows = tuple((Symbol(n.name), listing(n, places),
                      f"{len(places)} of {n.size}")
                     for n, places in self.found)
        if not rows:
            return Document("depends", (Text(
                f"{self.name} is computed from none of the inputs."),))
        return Document("depends", (Table(
            ("input", "entries", "how many"), rows,
            caption=f"{self.name} is computed from"),))


def listing(node, places):
    """Return the entries in words: all of them, or their indices."""
    if len(places) == node.size:
        return "all"
    names = [entry_key(node, i) for i in places[:MOST_NAMES]]
    return " ".join(names + ["…"] * (len(places) > MOST_NAMES))
