"""Two pages side by side: where do they first differ?"""
import numpy as np

from rnnkit.show.describe import Document, Heading, Row, Text
from rnnkit.show.display import Display
from rnnkit.trace import TraceError, reading
from rnnkit.trace.entries import entry_name

ALIKE = 0.5                 # share of common parts that makes lines a pair


def compare(mine, yours):
    """Return two pages side by side; the first difference is marked.

    A line stands beside the line of the same name, or of the same value, or
    the one that is computed from the same things; the results stand beside
    one another.
    """
    for page in (mine, yours):
        if not hasattr(page, "record"):
            raise TraceError("compare needs two pages, by_hand(…) and "
                             f"by_hand(…); got {type(page).__name__}")
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
        """Return both pages, line by line, and where they first differ."""
        items = []
        for row in self.rows:
            a, b, _ = row
            mark = "look" if row is self.difference else ""
            names = a if a == b else f"{a or '—'} | {b or '—'}"
            items.append(Heading(f"{names}: {self.verdict(row)}"))
            items.append(Row(tuple(
                side(page, name, mark) for page, name in
                ((self.left, a), (self.right, b)) if name)))
        items.append(Text(self.words(), "look" if self.difference
                          else "right"))
        return Document("compare", tuple(items))

    def verdict(self, row):
        """Return what is to be said of one row."""
        if None in row[:2]:
            return "only here"
        if row[2]:
            return "the same"
        return ("here is the first difference" if row is self.difference
                else "different, too")

    def words(self):
        """Return the verdict on the pages in a sentence."""
        given = [name for name in self.left.inputs if name in
                 self.right.inputs and not same(self.left[name],
                                                self.right[name])]
        start = f"They begin with different {', '.join(given)}. " \
            if given else ""
        if self.difference is None:
            whole = not any(None in row[:2] for row in self.rows)
            alike = same(self.left.last().value, self.right.last().value)
            return start + ("All lines agree." if whole else
                            "All lines that both pages have agree"
                            + ("." if alike else ", but not the results."))
        return start + self.where(*self.difference[:2])

    def where(self, a, b):
        """Return in which entry two lines differ first."""
        one, two = np.asarray(self.left[a]), np.asarray(self.right[b])
        name = a if a == b else f"{a} ({b} on the other page)"
        if one.shape != two.shape:
            return (f"The first difference is in {name}: the shapes are "
                    f"{one.shape} and {two.shape}.")
        node, _ = self.left.find(a)
        if node.size == 1:
            return f"The first difference is in {name}."
        first = int(np.flatnonzero(~close(one, two))[0])
        return (f"The first difference is in {name}, at "
                f"{entry_name(node, first)}.")


def side(page, name, mark):
    """Return one page's line, with a mark on a difference."""
    return reading.line(page.find(name)[0])._replace(mark=mark)


def pairs(left, right):
    """Return (name, name) pairs in the order of the left page; None where a
    line has no partner."""
    found = Pairing(left, right)
    found.by(lambda a, b: a == b and same(left[a], right[b]))
    found.by(lambda a, b: is_early(left, right, a, b))
    found.ends()
    found.by(lambda a, b: same(left[a], right[b]))
    found.by(lambda a, b: a == b)
    found.alike()
    return [(a, found.partner.get(a)) for a in left.lines] + [
        (None, b) for b in right.lines if b not in found.taken]


def is_early(left, right, a, b):
    """Whether one page has a result of the other half-way: no other line
    there has its value."""
    return a not in results(left) and b in results(right) and [b] == [
        line for line in right.lines if same(left[a], right[line])]


class Pairing:
    """Which line of one page stands beside which of the other."""

    def __init__(self, left, right):
        self.left, self.right = left, right
        self.partner, self.taken = {}, set()

    def join(self, a, b):
        """Put two lines beside one another."""
        self.partner[a] = b
        self.taken.add(b)

    def free(self):
        """Return the lines on the left, and on the right, still alone."""
        return ([a for a in self.left.lines if a not in self.partner],
                [b for b in self.right.lines if b not in self.taken])

    def by(self, fits):
        """Join each free line with the first that fits."""
        for a in self.free()[0]:
            b = next((b for b in self.free()[1] if fits(a, b)), None)
            if b:
                self.join(a, b)

    def ends(self):
        """Join the results, from the last one back."""
        lone = self.free()
        for a, b in zip(reversed(results(self.left)),
                        reversed(results(self.right))):
            if a in lone[0] and b in lone[1] and (
                    a == b or a not in lone[1] and b not in lone[0]):
                self.join(a, b)

    def alike(self):
        """Join lines that are computed from mostly the same things."""
        for a in self.free()[0]:
            mine = {self.partner.get(name, name)
                    for name in made_from(self.left, a)}
            score, b = max(((overlap(mine, made_from(self.right, b)), b)
                            for b in self.free()[1]), default=(0, None))
            if score >= ALIKE:
                self.join(a, b)


def made_from(page, name):
    """Return the names that stand in a line."""
    node, found = page.find(name)[0], set()
    waiting = list(node.inputs)
    while waiting:
        part = waiting.pop()
        if not reading.is_leaf(part):
            waiting += part.inputs
        elif part.name:
            found.add(part.name)
    return found


def overlap(one, two):
    """Return the share of names that two lines have in common."""
    return len(one & two) / len(one | two) if one | two else 0


def results(page):
    """Return the names of the lines that a formula returned."""
    return [node.name for node in page.results if node.kind == "step"]


def close(a, b):
    """Return where two arrays agree, to rounding."""
    return np.isclose(a, b, rtol=1e-9, atol=1e-12, equal_nan=True)


def same(a, b):
    """Whether two values agree, to rounding."""
    return np.shape(a) == np.shape(b) and bool(np.all(close(a, b)))
