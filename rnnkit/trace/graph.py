"""From a record to units and links: what a picture of the network shows.

A unit is an entry of an input or of a named line; a link says which units
it is computed from, with the weight of that link: the slope of the line
before its last elementwise function (so the link x → h of an RNN carries
the entry of W_hx, not that times the slope of tanh).
"""
from typing import NamedTuple

import numpy as np

from rnnkit.trace.operations import Elementwise
from rnnkit.trace.sweep import backwards

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


def units(record, results, names=None):
    """Return (groups, edges) of a record; `names` limits the lines shown."""
    owners = line_owners(record)
    drawn = drawn_lines(record, results, owners, names)
    nodes = unit_inputs(record, drawn) + drawn
    levels = find_levels(nodes)
    feeding = feeders(nodes)
    groups = [Group(n.name, *cells(n), levels[n],
                    role(n, nodes, feeding), n.time) for n in nodes]
    edges = [edge for n in drawn for edge in edges_into(n, nodes, groups)]
    return groups, edges


def line_owners(record):
    """Return {node: the named lines that it is a part of}."""
    owners = {}
    for named in record.lines:
        waiting = list(named.inputs)
        while waiting:
            node = waiting.pop()
            if named in owners.setdefault(node, set()):
                continue
            owners[node].add(named)
            if node.kind == "step" and node.name is None:
                waiting += node.inputs
    return owners


def base(node):
    """Return the node before the last elementwise functions of a line."""
    while True:
        before = node.word[1] if node.word and node.word != "inner" else (
            node.inputs[0] if len(node.inputs) == 1
            and isinstance(node.operation, Elementwise) else None)
        if before is None or before.kind != "step":
            return node
        node = before
        if node.name is not None:
            return node


def drawn_lines(record, results, owners, names):
    """Return the lines to draw: a in h = relu(a) is part of h's picture."""
    lines = record.lines
    if names:
        known = {n.name: n for n in lines}
        known |= {n.group: n for n in lines if n.group}
        missing = [name for name in names if name not in known]
        if missing:
            raise KeyError(f"no line {missing[0]!r} on this page; it has "
                           + ", ".join(n.name for n in lines))
        return [n for n in lines if n.name in names or n.group in names]
    hidden = {base(n) for n in lines
              if base(n) is not n and owners.get(base(n)) == {n}}
    return [n for n in lines if n not in hidden or n in results]


def unit_inputs(record, drawn):
    """Return the inputs drawn as units: those that are not parameters."""
    weights = {n for n in record.inputs if is_parameter(n)}
    owners = {n.group for n in weights if n.group}
    inputs = [n for n in record.inputs
              if n not in weights and n.group not in owners
              and np.ndim(n.value) > 0]
    if not inputs:
        inputs = [n for n in record.inputs if np.ndim(n.value) > 0]
    behind = set()
    for node in drawn:
        behind |= set(backwards(node, 1.0))
    return [n for n in inputs if n in behind]


def is_parameter(node):
    """Whether an input is a weight or bias by its name: W…, U…, V…, b…"""
    name = node.name.rsplit(".", 1)[-1]
    return name[0] in "WUV" or name == "b" or name.startswith("b_") or (
        name[0] == "b" and name[1:].isdigit())


def feeders(nodes):
    """Return {node: the drawn nodes that it is computed from directly}."""
    found, drawn = {}, set(nodes)
    for node in nodes:
        found[node] = {n for n in backwards(node, 1.0, drawn - {node})
                       if n in drawn and n is not node}
    return found


def find_levels(nodes):
    """Return {node: longest way from an input}, inputs next to their use."""
    feeding, levels = feeders(nodes), {}
    for node in nodes:
        levels[node] = 1 + max((levels[n] for n in feeding[node]), default=-1)
    for node in nodes:
        if node.kind == "input":
            users = [levels[n] for n in nodes if node in feeding[n]]
            levels[node] = min(users, default=1) - 1
    return levels


def role(node, nodes, feeding):
    """Return whether a group is an input, a state or an output."""
    users = [n for n in nodes if node in feeding[n]]
    if node.kind == "input":
        same = any(n.name[0] == node.name[0] and n.shape == node.shape
                   for n in users)
        return "state" if same else "input"
    return "state" if users else "output"


def cells(node):
    """Return the places and values that are drawn: one column at most."""
    places = np.arange(node.size).reshape(node.shape)
    if places.ndim > 1 and node.size > MOST_UNITS:
        places = places[(slice(None),) + (0,) * (places.ndim - 1)]
    places = np.ravel(places)[:MOST_UNITS].tolist()
    return tuple(places), tuple(float(node.at(i)) for i in places)


def edges_into(node, nodes, groups):
    """Return the links into one group, with their weights."""
    target, start = nodes.index(node), base(node)
    found, stop = [], set(nodes) - {node}
    index = {n: k for k, n in enumerate(nodes)}
    for end, place in enumerate(groups[target].places):
        d = np.zeros(start.shape)
        d.flat[place if start.size > place else 0] = 1.0
        slopes = backwards(start, d, stop)
        touched = directly(start, place, stop)
        for source, places in touched.items():
            if source not in index or source is node:
                continue
            k = index[source]
            weights = np.ravel(slopes[source])
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
            continue
        if current.operation is None:
            continue
        for k, j in current.operation.sources(current, i):
            source = current.inputs[k], j
            if source not in seen:
                seen.add(source)
                waiting.append(source)
    return found

