"""Counting as a question: sizes are given, parameters are to be counted.

    page = count(shapes.rnn, x=3, h=3, y=2)
    page                      W_hx = h·x = 3·3 = 9, ..., total = 29
    page.ask()                blanks; the products are left to the reader
    page.again(seed=1)        other sizes
    beside(counts, row)       counts and what a slide says, line by line

The lines come from `shapes` itself, run on recorded sizes by `by_hand`. A
formula of your own that calls `shapes` does as well; so does one for
`shapes.dense`, whose sizes have no names: def mlp(x, h, y): return ….
"""
import numpy as np

from rnnkit.page import Page, by_hand
from rnnkit.shapes import times
from rnnkit.show.describe import Document, Symbol, Table
from rnnkit.show.display import Shown
from rnnkit.trace import reading
from rnnkit.trace.inputs import bind

DRAWN = range(2, 10)        # small, and large enough to tell matrices apart


def count(formula, /, *args, **sizes):
    """Return the Counting page of formula(*args, **sizes).

    Raises ValueError for a size that is no whole number of 1 or more.
    """
    page = by_hand(formula, *args, **sizes)
    return Counting(formula, args, sizes, page.record, page.result,
                    page.results)


class Counting(Page):
    """A page of counts: its blanks hide the products."""

    def ask(self, *names, **options):
        """Return the page with blanks: all counts, or the lines named."""
        from rnnkit.play.counting import AskCounts
        counts = [node.name for node in self.record.lines
                  if not reading.moves_only(node)]
        return AskCounts(self, names or counts, **options)

    def again(self, seed, keep=()):
        """Return the same count for other sizes, drawn from a seed.

        The sizes all differ, so that no wrong product is right by chance.
        keep: names of sizes that stay.
        """
        generator = np.random.default_rng(seed)
        drawn = iter(generator.permutation(DRAWN).tolist())
        given = bind(self.formula, self.args, self.kwargs).arguments
        return count(self.formula, **{
            name: value if name in keep else renew(value, drawn)
            for name, value in given.items()})


def renew(value, drawn):
    """Return other sizes in place of a size or a list of them; what is no
    size (a kind of bias, True, None) stays."""
    if isinstance(value, list):
        return [renew(each, drawn) for each in value]
    whole = isinstance(value, int) and not isinstance(value, bool)
    return next(drawn) if whole else value


def beside(counts, row):
    """Return a table: counts (or a Change) beside a row of the ledger.

    Where the slide is wrong it shows what is printed, and says so. A total
    that is not printed there stands in brackets.
    """
    after = getattr(counts, "after", counts)
    said = {**row.expected, **row.printed}
    lines = [(Symbol(m.symbol), times(m.shape), f"{m.count:,}",
              times(said[m.symbol]),
              agree(list(m.shape) == said[m.symbol])) for m in after]
    name = "total" if after is counts else "new"
    total = f"{said['total']:,}"
    lines.append((name, "", f"{counts.total:,}",
                  total if "total" in row.printed else f"({total})",
                  agree(counts.total == said["total"])))
    return Shown(Document("", (Table(
        ("matrix", "shape", "numbers", "the slide", ""), tuple(lines),
        f"{after.title}, beside the slide ({row.id})", total=True),)))


def agree(same):
    """Return whether two things agree, in words."""
    return "agrees" if same else "the slide is wrong"


__all__ = ["Counting", "beside", "count"]
