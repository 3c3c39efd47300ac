"""The picture of a page: units as columns of cells, links with weights.

What is drawn comes from the record (`trace.graph`); how it looks is up to
`show.unrolled`. Time runs from left to right: inputs come from below,
states stand in the middle, outputs leave at the top.
"""
from rnnkit.show.describe import Document
from rnnkit.show.display import Display
from rnnkit.show.numbers import write
from rnnkit.show.unrolled import Column, Link, layers
from rnnkit.trace.graph import units

LANES = {"input": "bottom", "state": "middle", "output": "top"}


class NetworkPicture(Display):
    """The drawing of a page; `columns` and `links` are what it shows."""

    def __init__(self, title, columns, links, **options):
        self.title, self.columns, self.links = title, columns, links
        self.options = options

    def describe(self):
        """Return the picture, with all of it said in words."""
        words = in_words(self.columns, self.links)
        return Document("", (layers(self.columns, self.links,
                                    title=self.title, words=words,
                                    **self.options),))


def network(page, names=(), **options):
    """Return the picture of a page's record.

    names: the lines to draw (all that matter if empty);
    labels=True writes each weight beside its link.
    """
    groups, edges = units(page.record, names)
    groups = apart(groups, edges)
    columns = [Column(g.name, g.values, position(g), LANES[g.role])
               for g in groups]
    links = [Link(*edge) for edge in edges]
    return NetworkPicture(f"The network of {page.title}", columns, links,
                          **{"times": times(groups), **options})


def apart(groups, edges):
    """Return the groups with times that nothing links side by side.

    Without a link from one time to the next all of them have one level; time
    runs to the right all the same.
    """
    owner = {e.source: groups[e.target].time for e in reversed(edges)}
    when = [g.time or owner.get(k) for k, g in enumerate(groups)]
    joined = any(when[e.source] != when[e.target] for e in edges)
    if joined or len(set(when)) < 2 or None in when:
        return groups
    width = max(2, *(g.level for g in groups))
    return [g._replace(level=g.level + width * (t - 1))
            for g, t in zip(groups, when)]


def position(group):
    """Return how far to the right a column stands.

    An input stands below what it feeds, and an output above what feeds it:
    `layers` moves the first half a place to the left, the other to the
    right.
    """
    return group.level + {"input": 1, "state": 0, "output": -1}[group.role]


def times(groups):
    """Return (position, "t = 1") for each turn of a loop, if none share a
    position."""
    marks = sorted({(position(group), f"t = {group.time}")
                    for group in groups
                    if group.time and group.role == "state"})
    apart = len({at for at, _ in marks}) == len(marks)
    return tuple(marks) if apart else ()


def in_words(columns, links):
    """Return what the picture shows as sentences, for those who hear it."""
    parts = [f"{c.name} = ({', '.join(map(write, c.values))})"
             for c in columns]
    pairs = {}
    for link in links:
        pairs.setdefault((link.source, link.target), []).append(link.weight)
    ways = [f"{columns[a].name} to {columns[b].name}: "
            f"{sum(w != 0 for w in weights)} of {len(weights)} links carry"
            for (a, b), weights in pairs.items()]
    return "Units: " + "; ".join(parts) + ". Links: " + "; ".join(ways) + "."
