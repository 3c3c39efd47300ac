"""Sweeps over a record: backwards for gradients, for dependence, for links.

The reverse sweep is the general backpropagation of deck E (E-backprop): with
δ of the last node given, go through the record backwards and add to each
input δ_j ∂v_j/∂v_i.
"""
import numpy as np


def backwards(node, d, stop=()):
    """Return {node: gradient} of Σ d · node for all that it is made from.

    stop: nodes at which the sweep ends (their own gradient is kept).
    """
    found = {node: np.broadcast_to(np.asarray(d, dtype=float), node.shape)}
    for current in ancestors(node, stop):
        if current.operation is None or (current in stop
                                         and current is not node):
            continue
        with np.errstate(all="ignore"):      # a slope may be infinite
            slopes = current.operation.slopes(current, found[current])
        for source, slope in zip(current.inputs, slopes):
            found[source] = found[source] + slope if source in found \
                else slope
    return found


def ancestors(node, stop=()):
    """Return the nodes behind `node`, itself first, in reverse order."""
    seen, waiting = {node}, [node]
    while waiting:
        current = waiting.pop()
        if current in stop and current is not node:
            continue
        for source in current.inputs:
            if source not in seen:
                seen.add(source)
                waiting.append(source)
    return sorted(seen, key=lambda n: -n.number)


def reaches(node, places, live=False):
    """Return the entries behind some entries: {node: set of flat indices}.

    live: leave out links that carry nothing at these numbers (a weight of
    zero, a closed ReLU).
    """
    found, waiting = {node: set(places)}, [(node, i) for i in places]
    while waiting:
        current, i = waiting.pop()
        if current.operation is None:
            continue
        slopes = slopes_of(current, i) if live else None
        for k, j in current.operation.sources(current, i):
            source = current.inputs[k]
            seen = found.setdefault(source, set())
            if j not in seen and not (live and slopes[k][j] == 0):
                seen.add(j)
                waiting.append((source, j))
    return {n: seen for n, seen in found.items() if seen}


def slopes_of(node, i):
    """Return how far entry i moves with each entry of each input."""
    d = np.zeros(node.shape)
    d.flat[i] = 1.0
    with np.errstate(all="ignore"):
        return [np.ravel(s) for s in node.operation.slopes(node, d)]
