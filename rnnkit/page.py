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
from rnnkit.difference import compare
from rnnkit.readings import (Dependence, Gradients, Unknown, arithmetic,
                             entries)
from rnnkit.show.describe import Document, Heading
from rnnkit.show.display import Display
from rnnkit.trace import TraceError, plain, reading, run
from rnnkit.trace.entries import entry_name, place, split_label

__all__ = ["by_hand", "compare", "entry_name", "Page"]


def by_hand(formula, *args, **kwargs):
    """Return the Page of formula(*args, **kwargs).

    Arrays and numbers are recorded under the names of the parameters (or of
    the fields of a NamedTuple or dict); functions, text and None pass
    through. The formula runs once, unchanged, on NumPy.

    Raises TraceError if the formula uses an operation that cannot be read,
    or computes nothing that has a name.
    """
    record, result, results = run(formula, *args, **kwargs)
    page = Page(formula, args, kwargs, record, result, results)
    if not page.lines:
        raise TraceError(f"{page.title} has no line to show: it must compute "
                         "something from its arguments and return it")
    return page


class Page(Display):
    """What a formula did, line by line.

    lines    the named results in order (a list of names)
    inputs   the names of what it was given
    result   what the formula returned, with plain arrays
    """

    def __init__(self, formula, args, kwargs, record, result, results):
        self.formula, self.args, self.kwargs = formula, args, kwargs
        self.record, self.results = record, results
        self.result = plain(result)
        self.lines = [node.name for node in record.lines]
        self.inputs = [node.name for node in record.inputs]
        self.title = getattr(formula, "__name__", "formula").strip("<>")
        self.seed = 0                        # of `again`, 0 at first

    def __getitem__(self, name):
        node, flat = self.find(name)
        return node.value if flat is None else float(node.at(flat))

    def find(self, name):
        """Return (node, flat index or None) for "h", "h[0]" or "W[1, 2]".

        A column needs one index, as on paper: h[0] is h[0, 0]. A name that
        was given again and again (h_1, h_2, …) stands for the last one, as
        it does in the formula. Raises KeyError for an unknown name and
        IndexError for an unknown entry.
        """
        known = {node.name: node for node in self.record.nodes if node.name}
        known |= {node.group: node for node in self.record.lines
                  if node.group and node.group not in known}
        stem, key = split_label(name)
        if stem not in known:
            raise Unknown(str(name), known)
        node = known[stem]
        return node, None if key is None else place(node, key)

    def every(self, name):
        """Return the names of all lines that one name stands for."""
        found = [n.name for n in self.record.lines if n.group == name]
        return found if name not in self.lines and found else [name]

    def describe(self):
        """Return the page: a line for each named result."""
        return self.described(self.record.lines)

    def described(self, nodes):
        """Return the page with the lines of some nodes only."""
        items, time = [], None
        for node in self.record.lines:
            if node not in nodes:
                continue
            if node.time not in (None, time):
                items.append(Heading(f"t = {node.time}"))
            time = node.time or time
            items.append(reading.line(node))
        return Document(self.title, tuple(items))

    def last(self):
        """Return the node of the last result that was computed."""
        computed = [n for n in self.results if n.kind == "step"]
        return (computed or self.record.lines)[-1]

    # Its readings ----------------------------------------------------------
    def arithmetic(self, *names):
        """Return the sums of entries as a hand writes them, as a Display.

        names: entries such as "h[0]", or lines such as "h" for all their
        entries; none for every line.
        """
        found = map(self.find, names or self.lines)
        return arithmetic(self.title, [(node, i) for node, flat in found
                                       for i in entries(node, flat)])

    def gradient(self, of=None, upstream=None):
        """Return the gradients of one line, or entry, for all before it.

        of: a line or entry; the last result if None. A line of several
        entries needs `upstream`, the gradient that arrives at it, of the
        same shape; without it, the gradient of the sum of its entries.
        """
        node, flat = (self.last(), None) if of is None else self.find(of)
        return Gradients(self.record, node, flat, upstream)

    def depends(self, name, live=False):
        """Return what an entry (or line) is computed from, as a Display.

        live: leave out what carries nothing at these very numbers: a weight
        that is zero, a ReLU that is shut.
        """
        return Dependence(self.record, *self.find(name), live)

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
