"""NumPy functions that are not ufuncs, and how each is read.

FUNCTIONS reads or rebuilds them from what is read already; PLAIN lists
questions about values, which leave no trace on the page.
"""
import numpy as np

from rnnkit.trace.array import (choose, rearrange, record_of, reduce,
                                value_of)

PLAIN = {np.shape, np.ndim, np.size, np.zeros_like, np.ones_like,
         np.full_like, np.empty_like, np.argmax, np.argmin, np.argsort,
         np.any, np.all, np.allclose, np.array_equal, np.isclose,
         np.array_repr, np.array_str, np.array2string, np.iscomplexobj,
         np.isrealobj, np.nonzero, np.unravel_index, np.result_type,
         np.may_share_memory, np.shares_memory, np.count_nonzero}


def moved(function, kind=None):
    """Read a function of one array that only moves its entries."""
    name = kind or function.__name__

    def read(array, *args, **kwargs):
        return rearrange(lambda a: function(a, *args, **kwargs), [array],
                         name)
    return read


def joined(function, way):
    """Read a function that puts a list of arrays together."""
    def read(arrays, *args, **kwargs):
        axis = kwargs.get("axis", args[0] if args else 0)
        beside = way == "columns" or (way == "axis" and axis in (1, -1))
        return rearrange(lambda *parts: function(parts, *args, **kwargs),
                         list(arrays), "stack",
                         "columns" if beside else "rows")
    return read


def reduced(name):
    def read(array, axis=None, dtype=None, out=None, **kwargs):
        return reduce(name, array, axis=axis, **kwargs)
    return read


def split(array, parts, axis=0):
    """Return the parts of an array, each an index into it."""
    edges = (np.cumsum([array.shape[axis] // parts] * (parts - 1))
             if isinstance(parts, int) else parts)
    if isinstance(parts, int) and array.shape[axis] % parts:
        raise ValueError(f"{array.shape[axis]} entries do not split into "
                         f"{parts} equal parts")
    edges = [0, *map(int, edges), array.shape[axis]]
    before = (slice(None),) * (axis % array.ndim)
    return [array[before + (slice(a, b),)] for a, b in zip(edges, edges[1:])]


def dot(a, b):
    if np.ndim(a) == 0 or np.ndim(b) == 0:
        return a * b
    if np.ndim(b) > 2:
        raise ValueError("np.dot with more than two axes: write @")
    return a @ b


def inner(a, b):
    return a @ (b if np.ndim(b) < 2 else np.transpose(b))


def outer(a, b):
    return np.reshape(a, (-1, 1)) * np.reshape(b, (1, -1))


def clip(array, a_min=None, a_max=None, *, min=None, max=None):
    low = a_min if a_min is not None else min
    high = a_max if a_max is not None else max
    if low is not None:
        array = np.maximum(array, low)
    return array if high is None else np.minimum(array, high)


def norm(x, ord=None, axis=None, keepdims=False):
    """The length of a vector (or of all entries): sqrt of the sum of x²."""
    if ord not in (None, 2, "fro") or (ord == 2 and axis is None
                                       and np.ndim(x) > 1):
        raise ValueError("trace reads np.linalg.norm as the length only")
    return np.sqrt(np.sum(x ** 2, axis=axis, keepdims=keepdims))


def var(x, axis=None, ddof=0, keepdims=False):
    centred = x - np.mean(x, axis=axis, keepdims=True)
    total = np.sum(centred ** 2, axis=axis, keepdims=keepdims)
    return total / (np.size(x) / np.size(value_of(total)) - ddof)


def std(x, axis=None, ddof=0, keepdims=False):
    return np.sqrt(var(x, axis, ddof, keepdims))


def rounded(array, decimals=0):
    if decimals == 0:
        return np.rint(array)
    return np.rint(array * 10.0 ** decimals) / 10.0 ** decimals


def where(condition, *choices):
    if len(choices) != 2:
        raise ValueError("trace reads np.where(condition, a, b)")
    return choose(condition, *choices)


def copied(array, *args, **kwargs):
    return array.copy()


FUNCTIONS = {
    np.where: where, np.dot: dot, np.inner: inner, np.vdot: inner,
    np.outer: outer, np.clip: clip, np.linalg.norm: norm, np.var: var,
    np.std: std, np.round: rounded, np.around: rounded, np.copy: copied,
    np.sum: reduced("sum"), np.mean: reduced("mean"),
    np.max: reduced("max"), np.min: reduced("min"),
    np.prod: reduced("prod"), np.split: split, np.array_split: split,
    np.transpose: moved(np.transpose, "transpose"),
    np.swapaxes: moved(np.swapaxes, "transpose"),
    np.stack: joined(np.stack, "axis"),
    np.concatenate: joined(np.concatenate, "axis"),
    np.vstack: joined(np.vstack, "rows"),
    np.hstack: joined(np.hstack, "columns"),
    np.column_stack: joined(np.column_stack, "columns"),
}
for _function in (np.reshape, np.ravel, np.squeeze, np.expand_dims,
                  np.broadcast_to, np.moveaxis, np.atleast_2d, np.flip,
                  np.roll, np.repeat, np.tile, np.tril, np.triu, np.diag,
                  np.diagonal, np.take):
    FUNCTIONS[_function] = moved(_function)
