"""Cells above one another, and in both directions of time.

    several layers    the hs of one layer are the xs of the next
    both directions   one cell reads x_1 … x_T, another x_T … x_1; at each t
                      their states stand above one another: h_t is (2H, B)

A network is a tuple of layers, the lowest first. A layer is the Params of a
cell, or a pair of them (forward in time, backward in time). Shapes and masks
are those of `bptt`; the gradients come in the type of the network.
"""
from typing import NamedTuple

import numpy as np

from rnnkit import bptt
from rnnkit.cells import check


class Run(NamedTuple):
    """What a network did: hs (T, H, B) of its top layer, the last state of
    each layer and direction, and the runs of `bptt` (layers, directions)."""
    hs: np.ndarray
    states: list
    runs: list


class Grads(NamedTuple):
    """Gradients of all layers, in the type of the network, and of xs."""
    layers: tuple
    dxs: np.ndarray


def forward(cell, network, xs, mask=None, **options):
    """Return the Run of a network over a sequence xs, (T, D, B).

    Raises ValueError if there is no layer or sizes do not fit.
    """
    if hasattr(network, "_fields"):
        raise ValueError(f"network is {bptt.kind(network)}, one layer: write "
                         "a tuple of layers, (params,)")
    if not network:
        raise ValueError("the network has no layers: at least one is needed")
    runs = []
    for layer in network:
        run = [bptt.forward(cell, params, turned(xs, way),
                            mask=turned(mask, way), **options)
               for way, params in enumerate(directions(layer))]
        xs = np.concatenate([turned(r.hs, way)
                             for way, r in enumerate(run)], axis=1)
        runs.append(run)
    return Run(xs, [[r.state for r in run] for run in runs], runs)


def backward(cell, network, run, dhs, mask=None, **options):
    """Return the Grads of a network from dhs = ∂L/∂h_t of the top layer.

    Raises ValueError unless dhs has the shape of run.hs.
    """
    check.same("dhs", dhs, "hs", run.hs)
    grads = []
    for layer, passes in zip(reversed(network), reversed(run.runs)):
        parts = np.split(dhs, len(passes), axis=1)
        backs = [bptt.backward(cell, params, each, turned(part, way),
                               mask=turned(mask, way), **options)
                 for way, (params, each, part) in enumerate(
                     zip(directions(layer), passes, parts))]
        dhs = sum(turned(back.dxs, way) for way, back in enumerate(backs))
        dparams = tuple(back.dparams for back in backs)
        grads.append(dparams if len(dparams) > 1 else dparams[0])
    return Grads(tuple(reversed(grads)), dhs)


def directions(layer):
    """Return the Params of a layer for each direction of time."""
    return (layer,) if hasattr(layer, "_fields") else tuple(layer)


def turned(sequence, way):
    """Return a sequence as the direction reads it: way 1 is backwards."""
    return sequence if sequence is None or not way else sequence[::-1]
