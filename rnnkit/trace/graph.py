"""From a record to units and links: what a picture of the network shows.

A unit is an entry of an input or of a named line; a link says which units
it is computed from, with the weight of that link: the slope of the line
before its last elementwise function (so the link x → h of an RNN carries
the entry of W_hx, not that times the slope of tanh).

    drawn     inputs and lines; not: parameters, sizes, a in h = relu(a), and
              lines that only move entries
    level     the longest way from an input
    role      input, state (what a later step or the next line uses) or output
"""
import re
from typing import NamedTuple

import numpy as np

from rnnkit.trace.operations import Elementwise
from rnnkit.trace.reading import moves_only
from rnnkit.trace.sweep import backwards
from rnnkit.trace.table import CAPPED

MOST_UNITS = 10


class Group(NamedTuple):
    """The units of one array: flat places and values, its level and role."""
    name: str
    places: tuple
    values: tuple
    level: int
    role: str                 # "input", "state" or "output"
    time: int | None


class Edge(NamedTuple):
    """A link from unit `start` of group `source` to one of `target`."""
    source: int
    start: int
    target: int
    end: int
    weight: float


def units(record, names=()):
    """Return (groups, edges) of a record; `names` limits the lines shown.

    Raises KeyError for a name that is no line.
    """
    users = used_by(record.nodes)
    inputs = input_units(record, users)
    lines = named(record, names) if names else drawn_lines(record, users)
    nodes = [n for n in inputs if n not in lines] + lines
    feeding = {n: feeders(n, set(nodes) - {n}) for n in nodes}
    used = used_by(nodes, feeding.get)
    nodes = [n for n in nodes if n in lines or used[n]]
    levels = find_levels(nodes, feeding, used, lines)
    roles = find_roles(nodes, feeding, used, lines)
    groups = [Group(label(n), *cells(n), levels[n], roles[n], n.time)
              for n in nodes]
    edges = [edge for n in lines for edge in edges_into(n, nodes, groups)]
    return groups, edges


def used_by(nodes, parts=lambda node: node.inputs):
    """Return {node: what is computed from it}."""
    users = {n: [] for n in nodes}
    for node in nodes:
        for part in set(parts(node)):
            users.setdefault(part, []).append(node)
    return users


# What is drawn ---------------------------------------------------------------
def input_units(record, users):
    """Return the inputs drawn as units: those that are not parameters."""
    weights = {n for n in record.inputs if is_parameter(n, users[n])}
    owners = {n.group for n in weights if n.group}
    data = [n for n in record.inputs
            if n not in weights and (n.group or "") not in owners]
    choices = ([n for n in data if n.shape],
               [n for n in record.inputs if n.shape], data, record.inputs)
    return [part for n in next(filter(None, choices))
            for part in taken_apart(n, users)]


def is_parameter(node, users):
    """Whether an input is a weight or bias: by its name (W…, U…, V…, b, b_…)
    or for it is always multiplied by something, from the left."""
    name = node.name.rsplit(".", 1)[-1]
    first = "WUV" if node.shape else "WUVwuv"
    matrix = len(node.shape) == 2 and min(node.shape) > 1
    return name[0] in first or bool(re.fullmatch(r"b(_.*|\d*)", name)) or (
        matrix and bool(users) and all(
            getattr(n.operation, "name", "") == "@" and n.inputs[0] is node
            and n.inputs[1] is not node and not is_weight(n.inputs[1])
            for n in users))


def is_weight(node):
    """Whether a node bears the name of a weight."""
    return bool(node.name) and node.name.rsplit(".", 1)[-1][0] in "WUV"


def taken_apart(node, users):
    """Return an array's parts if only its parts are used: xs[0], xs[1], …"""
    found = []
    for part in users[node]:
        if not (moves_only(part) and part.options[1][0] == "index"):
            return [node]
        inside = taken_apart(part, users)
        if inside == [part] and len(part.shape) == len(node.shape):
            return [node]                    # a slice such as x[k:k + 3]
        found += inside
    return found or [node]


def drawn_lines(record, users):
    """Return the lines to draw: a in h = relu(a) is part of h's picture."""
    lines = [n for n in record.lines if not moves_only(n) and not is_size(n)]
    folded = {base(n) for n in lines if base(n) is not n
              and owners(base(n), users) == {n}}
    return [n for n in lines if n not in folded] or record.lines


def is_size(node):
    """Whether a line is a single whole number, such as d // heads."""
    return not node.shape and np.asarray(node.value).dtype.kind in "iub"


def base(node):
    """Return the node before the last elementwise functions of a line."""
    while True:
        before = node.word[1] if node.word and node.word != "inner" \
            else bent(node)
        if before is None or before.kind != "step":
            return node
        node = before
        if node.name is not None:
            return node


def bent(node):
    """Return what one elementwise function is of: tanh(a), max(0, a)."""
    parts = [n for n in node.inputs if n.kind != "constant"]
    capped = node.operation in CAPPED.values()
    one = isinstance(node.operation, Elementwise) and len(node.inputs) == 1
    return parts[0] if len(parts) == 1 and (one or capped) else None


def owners(node, users):
    """Return the named lines that a node is a part of."""
    found, waiting = set(), list(users[node])
    while waiting:
        user = waiting.pop()
        if user.name is not None:
            found.add(user)
        else:
            waiting += users[user]
    return found


def named(record, names):
    """Return the lines of these names, each turn of a loop included."""
    known = {n.name for n in record.lines} | {n.group for n in record.lines}
    missing = [name for name in names if name not in known]
    if missing:
        raise KeyError(f"no line {missing[0]!r} on this page; it has "
                       + ", ".join(n.name for n in record.lines))
    return [n for n in record.lines if n.name in names or n.group in names]


# Where it stands -------------------------------------------------------------
def feeders(node, stop):
    """Return the drawn nodes that a node is computed from directly."""
    found, seen, waiting = set(), set(), list(node.inputs)
    while waiting:
        part = waiting.pop()
        if part in stop:
            found.add(part)
        elif part not in seen:
            seen.add(part)
            waiting += part.inputs
    return found


def find_levels(nodes, feeding, used, lines):
    """Return {node: longest way from an input}, inputs next to their use."""
    levels = {}
    for node in sorted(nodes, key=lambda n: n.number):
        levels[node] = 1 + max((levels[n] for n in feeding[node]), default=-1)
    for node in nodes:
        if node not in lines and used[node]:
            levels[node] = min(levels[n] for n in used[node]) - 1
    return levels


def find_roles(nodes, feeding, used, lines):
    """Return {node: input, state or output}."""
    carried = {n.group for n in lines if n.time and any(
        m.time and m.time > n.time for m in used[n])}
    roles = {}
    for node in nodes:
        if node not in lines:
            same = any(stem(n) == stem(node) for n in lines)
            roles[node] = "state" if same else "input"
        elif node.time and carried:
            roles[node] = "state" if node.group in carried else "output"
        else:
            first = not feeding[node] or not feeding[node] <= set(lines)
            again = any(stem(n) == stem(node) for n in nodes
                        if n not in lines)
            roles[node] = "state" if used[node] or first or again \
                else "output"
    return roles


def stem(node):
    """Return h for h_prev, h_0 and h_12."""
    return re.sub(r"_?(prev|\d+)′*$", "", node.name or "")


# What it looks like ----------------------------------------------------------
def label(node):
    """Return the name of what is drawn: X[:, 0] for the first of several
    columns, x[…] if there are more entries than are drawn."""
    name, shape = node.name or written(node), node.shape
    if len(shape) > 1 and node.size > shape[-2]:
        return name + "[" + "0, " * (len(shape) - 2) + ":, 0]"
    return f"{name}[:{MOST_UNITS}]" if node.size > MOST_UNITS else name


def written(node):
    """Return xs[0] for a part of an input that has no name."""
    key = node.operation.reading(node, [None]).key
    return f"{node.inputs[0].name or written(node.inputs[0])}[{key}]"


def cells(node):
    """Return the places and values that are drawn: the first column."""
    places = np.arange(node.size).reshape(node.shape)
    if places.ndim > 1:
        places = places[(0,) * (places.ndim - 2) + (slice(None), 0)]
    places = np.ravel(places)[:MOST_UNITS].tolist()
    return tuple(places), tuple(float(node.at(i)) for i in places)


def edges_into(node, nodes, groups):
    """Return the links into one group, with their weights."""
    index = {n: k for k, n in enumerate(nodes)}
    target, start, stop = index[node], base(node), set(nodes) - {node}
    found = []
    for end, place in enumerate(groups[target].places):
        d = np.zeros(start.shape)
        d.flat[place if start.size > place else 0] = 1.0
        slopes = backwards(start, d, stop)
        for source, places in directly(start, place, stop).items():
            k, weights = index[source], np.nan_to_num(np.ravel(slopes[source]))
            found += [Edge(k, groups[k].places.index(j), target, end,
                           float(weights[j])) for j in sorted(places)
                      if j in groups[k].places]
    return found


def directly(node, flat, stop):
    """Return {drawn node: entries} that an entry is computed from."""
    found, seen, waiting = {}, set(), [(node, flat)]
    while waiting:
        current, i = waiting.pop()
        if current in stop:
            found.setdefault(current, set()).add(i)
        elif current.operation is not None:
            for k, j in current.operation.sources(current, i):
                source = current.inputs[k], j
                if source not in seen:
                    seen.add(source)
                    waiting.append(source)
    return found
