"""A formula run by hand: `by_hand(formula, arguments…)` returns its Page.

    page = by_hand(rnn.step, params, x=x1, h_prev=h0, phi=relu)
    page                       each line: symbols = numbers = result
    page["h"]                  the value, an ndarray
    page.arithmetic("a[0]")    1 + 5 + 1 = 7
    page.gradient("h")         the record swept backwards
    page.depends("h[0]")       the entries that h[0] is made from
    page.picture()             units, links and values
    page.ask("h")              the same page with blanks to fill in
    page.again(seed=7)         the same formula with fresh numbers
    compare(mine, yours)       two pages side by side, first difference marked
"""
import difflib
import re

import numpy as np

from rnnkit.show.describe import (Document, Heading, Symbol, Table,
                                  Text)
from rnnkit.show.display import Display
from rnnkit.trace import reading, run
from rnnkit.trace.sweep import backwards, reaches


def by_hand(formula, *args, **kwargs):
    """Return the Page of formula(*args, **kwargs).

    Arrays and numbers are recorded under the names of the parameters (or of
    the fields of a NamedTuple or dict); functions, text and None pass
    through. The formula runs once, unchanged, on NumPy.

    Raises TraceError if the formula uses an operation that cannot be read.
    """
    record, result, results = run(formula, *args, **kwargs)
    return Page(formula, args, kwargs, record, result, results)


class Page(Display):
    """What a formula did, line by line.

    lines    the named results in order (a list of names)
    result   what the formula returned, with plain arrays
    """

    def __init__(self, formula, args, kwargs, record, result, results):
        self.formula, self.args, self.kwargs = formula, args, kwargs
        self.record, self.results = record, results
        self.result = plain(result)
        self.title = getattr(formula, "__name__", "formula").strip("<>")

    # What is on it ---------------------------------------------------------
    @property
    def lines(self):
        """The names of the lines, in the order of computation."""
        return [node.name for node in self.record.lines]

    @property
    def inputs(self):
        """The names of the inputs."""
        return [node.name for node in self.record.inputs]

    def __getitem__(self, name):
        node, flat = self.find(name)
        return node.value if flat is None else float(node.at(flat))

    def find(self, name):
        """Return (node, flat index or None) for "h", "h[0]" or "W[1, 2]".

        A column needs one index, as on paper: h[0] is h[0, 0].
        """
        match = re.fullmatch(r"\s*(.+?)\s*(?:\[([-\d,\s]+)\])?\s*", str(name))
        known = {node.name: node for node in self.record.nodes if node.name}
        if not match or match[1] not in known:
            raise KeyError(unknown(str(name), known))
        node = known[match[1]]
        return node, None if match[2] is None else place(node, match[2])

    def describe(self):
        """Return the page: a line for each named result."""
        items, time = [], None
        for node in self.record.lines:
            if node.time not in (None, time):
                time = node.time
                items.append(Heading(f"t = {time}"))
            items.append(reading.line(node))
        return Document(self.title, tuple(items))

    # Its readings ----------------------------------------------------------
    def arithmetic(self, *names):
        """Return the sums of entries as a hand writes them, as a Display.

        names: entries such as "h[0]", or lines such as "h" for all their
        entries; none for every line.
        """
        items = []
        for name in names or self.lines:
            node, flat = self.find(name)
            for i in range(node.size) if flat is None else [flat]:
                items.append(reading.arithmetic(
                    node, i, Symbol(entry_name(node, i))))
        return Reading(Document(self.title, tuple(items)))

    def gradient(self, of=None, upstream=None):
        """Return the gradients of one line, or entry, for all before it.

        of: a line or entry; the last result if None. A line of several
        entries needs `upstream`, the gradient that arrives at it, of the
        same shape; without it, the gradient of the sum of its entries.
        """
        node, flat = ((self.results or self.record.lines)[-1], None) \
            if of is None else self.find(of)
        d = np.ones(node.shape) if flat is None else np.zeros(node.shape)
        if flat is not None:
            d.flat[flat] = 1.0
        if upstream is not None:
            d = d * fitting(upstream, node)
        return Gradients(self, of or node.name, node, backwards(node, d),
                         upstream is not None)

    def depends(self, name, live=False):
        """Return what an entry (or line) is computed from, as a Display.

        live: leave out what carries nothing at these very numbers: a weight
        that is zero, a ReLU that is shut.
        """
        node, flat = self.find(name)
        found = {}
        for i in range(node.size) if flat is None else [flat]:
            for source, entries in reaches(node, i, live).items():
                found.setdefault(source, set()).update(entries)
        return Dependence(str(name), [
            (n, sorted(found[n])) for n in self.record.inputs if n in found])

    def picture(self, *names, **options):
        """Return the picture of units and links, as a Display.

        names: the lines to draw; all that matter if none are given.
        """
        from rnnkit.picture import network
        return network(self, names, **options)

    def ask(self, *names, **options):
        """Return the page with blanks for the given lines, to fill in."""
        from rnnkit.play.ask import Ask
        return Ask(self, names, **options)

    def again(self, seed, keep=()):
        """Return the page of the same formula with fresh small integers.

        keep: names of arguments that stay as they are, such as one-hot
        targets.
        """
        from rnnkit.practice.fresh import fresh
        return fresh(self, seed, keep)


class Reading(Display):
    """A display that is only its description."""

    def __init__(self, document):
        self.document = document

    def describe(self):
        """Return the description."""
        return self.document


class Gradients(Display):
    """Gradients by name: grads["W_hx"] is ∂L/∂W_hx, of W_hx's shape."""

    def __init__(self, page, of, node, found, weighted):
        self.of, self.page, self.weighted = of, page, weighted
        self.arrays = {n.name: np.asarray(found.get(n, np.zeros(n.shape)))
                       for n in page.record.nodes
                       if n.name and n.kind != "constant"
                       and n.number <= node.number
                       and (n in found or n.kind == "input")}

    def __getitem__(self, name):
        if name not in self.arrays:
            raise KeyError(unknown(name, self.arrays))
        return self.arrays[name]

    def __iter__(self):
        return iter(self.arrays)

    def keys(self):
        """Return the names, inputs first."""
        return self.arrays.keys()

    def items(self):
        """Return (name, gradient) pairs, inputs first."""
        return self.arrays.items()

    def __len__(self):
        return len(self.arrays)

    def describe(self):
        """Return a line for each gradient, from the result backwards."""
        several = np.size(self.page[self.of]) > 1
        words = (f"Gradients of {self.of}" if not several else
                 f"Gradients of {self.of}, with the given upstream gradient"
                 if self.weighted else
                 f"Gradients of the sum of the entries of {self.of}")
        items = [Text(words + ".")]
        for name, d in reversed(self.arrays.items()):
            items.append(reading.equation(Symbol(f"d{name}"),
                                          [reading.array(d)]))
        return Document("gradient", tuple(items))


class Dependence(Display):
    """The input entries that an entry is computed from.

    entries: a set of names such as "x[0]"; `"x[0]" in dependence` works.
    """

    def __init__(self, name, found):
        self.name, self.found = name, found
        self.entries = {entry_name(n, i) for n, places in found
                        for i in places}

    def __contains__(self, name):
        return re.sub(r"\s+", "", str(name)) in {
            re.sub(r"\s+", "", e) for e in self.entries}

    def __iter__(self):
        return iter(entry_name(n, i) for n, places in self.found
                    for i in places)

    def __len__(self):
        return len(self.entries)

    def describe(self):
        """Return a table: input, entries, how many of how many."""
        rows = []
        for n, places in self.found:
            rows.append((Symbol(n.name), listing(n, places),
                         f"{len(places)} of {n.size}"))
        return Document("depends", (Table(
            ("input", "entries", "how many"), tuple(rows),
            caption=f"{self.name} is computed from"),))


def plain(result):
    """Return a formula's result with ndarrays in place of Recorded ones."""
    from rnnkit.trace.array import Recorded
    if isinstance(result, Recorded):
        return result.value
    if hasattr(result, "_fields"):
        return type(result)(*map(plain, result))
    if isinstance(result, dict):
        return {key: plain(value) for key, value in result.items()}
    if isinstance(result, (list, tuple)):
        return type(result)(map(plain, result))
    return result


def place(node, key):
    """Return the flat index of "0" or "1, 2" in a node's value."""
    index = [int(part) for part in key.split(",") if part.strip()]
    shape = node.shape
    if len(index) == len(shape) - 1 and shape[-1] == 1:
        index.append(0)
    if len(index) != len(shape) or any(
            not -n <= k < n for k, n in zip(index, shape)):
        raise IndexError(f"{node.name} is {shape}: it has no entry [{key}]")
    index = [k % n for k, n in zip(index, shape)]
    return int(np.ravel_multi_index(index, shape)) if shape else 0


def entry_name(node, flat):
    """Return h[0] for an entry of a column, W[1, 2] for one of a matrix."""
    shape = node.shape
    if not shape:
        return node.name
    index = [int(k) for k in np.unravel_index(flat, shape)]
    if len(index) > 1 and shape[-1] == 1:
        index.pop()
    return f"{node.name}[{', '.join(map(str, index))}]"


def listing(node, places):
    """Return the entries in words: all of them, or their indices."""
    if len(places) == node.size:
        return "all"
    names = [entry_name(node, i)[len(node.name):] for i in places]
    return " ".join(names[:12]) + (" …" if len(names) > 12 else "")


def unknown(name, known):
    """Return a message that says which names there are, the nearest first."""
    near = difflib.get_close_matches(name, known, 1, 0.6)
    hint = f"; did you mean {near[0]!r}?" if near else ""
    return f"no {name!r} on this page{hint} It has {', '.join(known)}"


def fitting(upstream, node):
    """Return the upstream gradient as an array of the node's shape."""
    upstream = np.asarray(upstream, dtype=float)
    if upstream.shape not in ((), node.shape):
        raise ValueError(f"upstream is {upstream.shape} but {node.name} is "
                         f"{node.shape}: they must have one shape")
    return upstream


def compare(mine, yours):
    """Return two pages side by side; the first difference is marked.

    Lines with one name stand beside one another; a line that the other page
    does not name is matched with the next one of the same value, and the results
    with one another.
    """
    return Comparison(mine, yours)


class Comparison(Display):
    """Two pages, line by line.

    rows        (name on the left, name on the right, agree?) for each line
    difference  the first row that differs, or None
    """

    def __init__(self, left, right):
        self.left, self.right = left, right
        self.rows = [(a, b, a is None or b is None or same(left[a], right[b]))
                     for a, b in pairs(left, right)]
        self.difference = next((row for row in self.rows if not row[2]), None)

    def describe(self):
        """Return both pages, line by line, and what the first difference is.
        """
        first = self.rows.index(self.difference) if self.difference else None
        items = []
        for k, (a, b, agree) in enumerate(self.rows):
            mark = "look" if k == first else ""
            sign = ("only here" if a is None or b is None else
                    "the same" if agree else
                    "first difference" if k == first else "differs")
            items.append(Heading(f"{a or '—'} | {b or '—'}: {sign}"))
            items += [side(page, name, mark) for page, name in
                      ((self.left, a), (self.right, b)) if name]
        items.append(Text(self.words(), "look" if self.difference
                          else "right"))
        return Document("compare", tuple(items))

    def words(self):
        """Return the verdict in a sentence."""
        if self.difference is None:
            return "All lines that both pages have agree."
        a, b, _ = self.difference
        one, two = np.asarray(self.left[a]), np.asarray(self.right[b])
        if one.shape != two.shape:
            return (f"The first difference is in {a}: the shapes are "
                    f"{one.shape} and {two.shape}.")
        wrong = np.argwhere(~np.isclose(one, two, rtol=1e-9, atol=1e-12))
        node, _ = self.left.find(a)
        flat = int(np.ravel_multi_index(wrong[0], one.shape)) \
            if one.ndim else 0
        return (f"The first difference is in {a}, at "
                f"{entry_name(node, flat)}.")


def side(page, name, mark):
    """Return one page's line, with a mark on a difference."""
    node, _ = page.find(name)
    return reading.line(node)._replace(mark=mark)


def pairs(left, right):
    """Return (name, name) pairs: by name, else by the next equal value."""
    names, found, used = set(right.lines), [], set()
    ends = {a: b for a, b in zip(reversed(ends_of(left)),
                                 reversed(ends_of(right)))
            if a not in names and b not in left.lines}
    for name in left.lines:
        partner = name if name in names else ends.get(name) or next(
            (other for other in right.lines if other not in used
             and other not in left.lines and other not in ends.values()
             and same(left[name], right[other])), None)
        used.add(partner)
        found.append((name, partner))
    for name in right.lines:
        if name not in used:
            found.append((None, name))
    return found


def ends_of(page):
    """Return the names of the lines that a formula returned."""
    return [node.name for node in page.results if node.kind == "step"]


def same(a, b):
    """Whether two values agree, to rounding."""
    return np.shape(a) == np.shape(b) and np.allclose(
        a, b, rtol=1e-9, atol=1e-12, equal_nan=True)


__all__ = ["by_hand", "compare", "Page", "Comparison"]
