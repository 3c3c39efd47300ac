"""Computes with NumPy and writes down what was done: a node an operation."""
import operator

import numpy as np
from numpy.lib.array_utils import normalize_axis_tuple

from rnnkit.trace.errors import TraceError
from rnnkit.trace.node import Held, Node, is_view
from rnnkit.trace.operations import Choice, Product, Rearrangement
from rnnkit.trace.table import CAPPED, REDUCTIONS, UFUNCS

ORDINALS = ("first", "second", "third", "fourth", "fifth")

PRODUCT, REARRANGEMENT, CHOICE = Product(), Rearrangement(), Choice()
SIGNS = {"matmul": "@", "add": "+", "subtract": "-", "multiply": "*",
         "divide": "/", "power": "**"}


def value_of(thing):
    """Return the plain value behind a Held one, also inside containers."""
    if isinstance(thing, Held):
        return thing.node.value
    if isinstance(thing, (list, tuple)):
        return type(thing)(map(value_of, thing))
    if isinstance(thing, slice):
        return slice(*map(value_of, (thing.start, thing.stop, thing.step)))
    return thing


def held(arrays):
    """Return the first array of these that belongs to a record."""
    return next(a for a in arrays if isinstance(a, Held))


def noted(first, operation, nodes, value, options=None):
    """Return a new array like `first`, its node added to the record."""
    node = first.record.add(Node(operation, nodes, value, options))
    return type(first)(first.record, node)


def node_of(record, thing):
    """Return the node of an operand; a plain number becomes a constant."""
    if isinstance(thing, Held):
        if thing.record is not record:
            raise TraceError("these arrays come from two different pages")
        if thing.node.stale:
            raise TraceError("this part of an array was taken before the "
                             "array was changed in place: write h = h + … "
                             "instead of h += …")
        return thing.node
    if isinstance(thing, (int, float, np.ndarray)):
        value = thing
    else:
        value = np.asarray(thing) if no_array_in(thing) else None
    if value is None or np.asarray(value).dtype.kind not in "biuf":
        raise TraceError(f"a formula needs real numbers, but met {thing!r} "
                         f"({type(thing).__name__})")
    return record.constant(value)


def no_array_in(thing):
    """Whether a list is free of recorded values."""
    if isinstance(thing, (list, tuple)):
        return all(map(no_array_in, thing))
    return not isinstance(thing, Held)


def ufunc_name(ufunc):
    """Return np.exp for NumPy's own ufuncs, the bare name for others."""
    name = ufunc.__name__
    return f"np.{name}" if getattr(np, name, None) is ufunc else name


def compute(ufunc, inputs):
    """Return the result of one ufunc."""
    operation = PRODUCT if ufunc is np.matmul else UFUNCS.get(ufunc)
    if operation is None:
        raise TraceError(f"trace cannot read {ufunc_name(ufunc)}")
    first = held(inputs)
    nodes = tuple(node_of(first.record, thing) for thing in inputs)
    if ufunc in CAPPED and any(n.kind == "constant" for n in nodes):
        operation = CAPPED[ufunc]
    values = [n.value for n in nodes]
    whole = ufunc is np.power and {int} == set(map(type, values))
    try:
        value = (operator.pow if whole else ufunc)(*values)
    except (ValueError, TypeError) as problem:
        raise type(problem)(misfit(ufunc, nodes, problem)) from None
    return noted(first, operation, nodes, value)


def misfit(ufunc, nodes, problem):
    """Return which two things did not fit, by name and shape."""
    things = " and ".join(f"{n.name or 'a value'} {n.shape}" for n in nodes)
    sign, rule = SIGNS.get(ufunc.__name__, ufunc.__name__), str(problem)
    if ufunc is np.matmul:
        rule = ("for a single number write *"
                if any(n.shape == () for n in nodes) else
                "the columns of the first must be as many as the rows of "
                "the second")
    return f"{sign} does not fit {things}: {rule}"


def into(out, first, result):
    """Return what `first += …` stands for afterwards."""
    if not isinstance(out, Held):
        if out is not first:
            raise TraceError("trace cannot read out=")
        return check_room(out, result)       # s = np.zeros(…); s += W @ x
    if is_view(out.node):
        raise TraceError("trace cannot change a part of an array in place: "
                         "write h = h + … instead of h += …")
    out.record.spoil_views(out.node)
    out.node = check_room(out.node.value, result).node
    return out                               # all names of this array see it


def check_room(array, result):
    """Return the result of an in-place operation, if it fits the array."""
    if np.shape(array) != result.shape:
        raise ValueError(f"{result.shape} does not fit into {np.shape(array)}"
                         ", in place")
    return result


def rearrange(function, arrays, kind, detail=""):
    """Return function(*arrays), its entries followed to their places.

    The same function is run on numbered tickets: where a ticket comes out,
    its entry has gone. A 0 comes out where a zero was filled in.
    """
    first = held(arrays)
    nodes = tuple(node_of(first.record, a) for a in arrays)
    tickets, start = [], 1
    for n in nodes:
        tickets.append(np.arange(start, start + n.size).reshape(n.shape))
        start += n.size
    value = function(*(n.value for n in nodes))
    options = (function(*tickets), (kind, detail))
    return noted(first, REARRANGEMENT, nodes, value, options)


def reduce(name, array, axis=None, keepdims=False):
    """Return the sum, mean, max, min or product over axes (all if None)."""
    array = held([array])
    node = node_of(array.record, array)
    axis = range(array.ndim) if axis is None else value_of(axis)
    axes = normalize_axis_tuple(tuple(axis) if np.ndim(axis) else axis,
                                array.ndim)
    value = getattr(np, name)(node.value, axis=axes, keepdims=bool(keepdims))
    tickets = np.arange(node.size).reshape(node.shape)
    kept = [k for k in range(array.ndim) if k not in axes]
    each = int(np.prod([array.shape[k] for k in axes], dtype=int))
    groups = np.transpose(tickets, [*kept, *axes]).reshape(
        np.size(value), each)
    words = along(array.shape, axes) if np.size(value) > 1 else ""
    return noted(array, REDUCTIONS[name], (node,), value, (groups, words))


def along(shape, axes):
    """Return what a reduction takes together, in words: "each row" for the
    last axis, "each column" for the one before.

    >>> along((2, 3), (1,)), along((4, 2, 3), (0, 2))
    ('each row', 'over the first and third index')
    """
    last = len(shape) - 1
    named = {(last,): "each row", (last - 1,): "each column",
             (last - 1, last): "each matrix"}
    axes = tuple(sorted(axes))
    which = [ORDINALS[k] if k < len(ORDINALS) else f"{k + 1}th" for k in axes]
    return named.get(axes, f"over the {' and '.join(which)} index")


def choose(condition, a, b):
    """Return where(condition, a, b)."""
    first = held([condition, a, b])
    nodes = tuple(node_of(first.record, thing) for thing in (condition, a, b))
    value = np.where(*(n.value for n in nodes))
    return noted(first, CHOICE, nodes, value)
