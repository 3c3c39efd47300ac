"""NumPy functions that are not ufuncs, and how each is read.

FUNCTIONS reads or rebuilds them from what is read already; PLAIN lists
questions about values, which leave no trace on the page.
"""
import numpy as np

from rnnkit.trace.compute import (choose, node_of, noted, rearrange, reduce,
                                  value_of)
from rnnkit.trace.errors import TraceError
from rnnkit.trace.table import AS_IS

PLAIN = {np.shape, np.ndim, np.size, np.zeros_like, np.ones_like,
         np.empty_like, np.argmax, np.argmin, np.argsort, np.any, np.all,
         np.allclose, np.array_equal, np.isclose, np.array_repr,
         np.array_str, np.array2string, np.iscomplexobj, np.isrealobj,
         np.nonzero, np.flatnonzero, np.argwhere, np.unravel_index,
         np.result_type, np.can_cast, np.may_share_memory, np.shares_memory,
         np.count_nonzero}
SUM = "; write @, or * and np.sum"
INSTEAD = {np.einsum: SUM, np.tensordot: SUM, np.kron: SUM,
           np.cumsum: "; add up in a loop and np.stack the list",
           np.sort: "; write x[np.argsort(x)]",
           np.full_like: "; write value * np.ones(…)",
           np.apply_along_axis: "; write a loop and np.stack the list"}


def instead_of(function):
    """Return what to write instead of a function that cannot be read."""
    return INSTEAD.get(function, "")


def moved(function):
    """Read a function of one array that only moves its entries."""
    name = function.__name__

    def read(array, *args, **kwargs):
        args = value_of(args)
        kwargs = {key: value_of(value) for key, value in kwargs.items()}
        result = rearrange(lambda a: function(a, *args, **kwargs), [array],
                           name)
        check_moved(result.node, name, result.record)
        return result
    return read


def turned(function, name):
    """Read a function that exchanges axes: ᵀ if they are the last two."""
    def read(array, *args, **kwargs):
        args = value_of(args)
        axes = function(np.empty(range(2, np.ndim(array) + 2)), *args,
                        **kwargs).shape
        last = (*range(2, len(axes)), len(axes) + 1, len(axes))
        return rearrange(lambda a: function(a, *args, **kwargs), [array],
                         "transpose" if axes in (last, (2,)) else name)
    return read


def check_moved(node, name, record):
    """Raise TraceError if a function did more than move entries.

    A value that stands in the place of a computed one is not looked at.
    """
    before = np.append(0, np.ravel(node.inputs[0].value))
    picks, value = node.options[0], record.computed.get(node.number,
                                                        node.value)
    if np.max(picks, initial=0) >= before.size or not np.array_equal(
            before[picks], value, equal_nan=True):
        raise TraceError(f"trace cannot read np.{name} with new values in it")


def joined(function, way):
    """Read a function that puts a list of arrays together."""
    def read(arrays, *args, **kwargs):
        axis = kwargs.get("axis", args[0] if args else 0)
        flat = function is not np.stack and np.ndim(arrays[0]) < 2
        beside = way == "columns" or (way == "axis" and axis in (1, -1))
        if function is np.column_stack:
            flat = False
        return rearrange(lambda *parts: function(parts, *args, **kwargs),
                         list(arrays), "stack",
                         "columns" if beside and not flat else "rows")
    return read


def reduced(name):
    """Read np.sum and its like."""
    def read(array, axis=None, dtype=None, out=None, keepdims=False,
             **kwargs):
        if dtype is not None or kwargs:
            raise TraceError(f"trace cannot read np.{name} with "
                             + ", ".join(kwargs or ["dtype"]) + "=")
        return reduce(name, as_array(array), axis, keepdims is not
                      np._NoValue and keepdims)
    return read


def as_array(thing):
    """Return a list of arrays as one array."""
    return np.stack(thing) if isinstance(thing, (list, tuple)) else thing


def split(array, sections, axis=0):
    """Return the parts of an array, each an index into it."""
    before = (slice(None),) * (axis % np.ndim(array))
    places = np.split(np.arange(array.shape[axis]), value_of(sections))
    return [array[before + (slice(int(p[0]), int(p[-1]) + 1)
                            if p.size else slice(0, 0),)] for p in places]


def dot(a, b):
    """np.dot: a product of numbers or of matrices."""
    if np.ndim(a) == 0 or np.ndim(b) == 0:
        return a * b
    if np.ndim(b) > 2:
        raise TraceError("trace cannot read np.dot with more than two axes: "
                         "write @")
    return np.matmul(a, b)


def inner(a, b):
    """np.inner: the sum of products over the last axes."""
    if np.ndim(a) == 0 or np.ndim(b) == 0:
        return a * b
    if np.ndim(b) > 2:
        raise TraceError("trace cannot read np.inner with more than two "
                         "axes: write @")
    return np.matmul(a, np.transpose(b))


def vdot(a, b):
    """np.vdot: the sum of products of all entries."""
    return np.matmul(np.ravel(a), np.ravel(b))


def outer(a, b):
    """np.outer: each entry times each."""
    return np.reshape(a, (-1, 1)) * np.reshape(b, (1, -1))


def clip(array, a_min=None, a_max=None, *, min=None, max=None):
    """np.clip: a maximum, then a minimum."""
    low = a_min if a_min is not None else min
    high = a_max if a_max is not None else max
    if low is not None:
        array = np.maximum(array, low)
    return array if high is None else np.minimum(array, high)


def norm(x, ord=None, axis=None, keepdims=False):
    """The length of a vector (or of all entries): sqrt of the sum of x²."""
    if ord not in (None, 2, "fro") or (ord == 2 and axis is None
                                       and np.ndim(x) > 1):
        raise TraceError("trace reads np.linalg.norm as the length only")
    return np.sqrt(np.sum(x ** 2, axis=axis, keepdims=keepdims))


def var(x, axis=None, dtype=None, out=None, ddof=0, keepdims=False):
    """np.var: the mean of the squared distances from the mean."""
    centred = x - np.mean(x, axis=axis, keepdims=True)
    total = np.sum(centred ** 2, axis=axis, keepdims=keepdims)
    return total / (np.size(x) / np.size(total) - ddof)


def std(x, axis=None, dtype=None, out=None, ddof=0, keepdims=False):
    """np.std: the root of np.var."""
    return np.sqrt(var(x, axis, ddof=ddof, keepdims=keepdims))


def rounded(array, decimals=0):
    """np.round."""
    if decimals == 0:
        return np.rint(array)
    return np.rint(array * 10.0 ** decimals) / 10.0 ** decimals


def where(condition, *choices):
    """np.where with both choices."""
    if len(choices) != 2:
        raise TraceError("trace reads np.where(condition, a, b) only")
    return choose(condition, *choices)


def astype(array, dtype, **kwargs):
    """The same numbers in another type; whole ones are cut off."""
    kind = np.dtype(dtype).kind
    if kind == "b":
        return array != 0
    if kind not in "iuf":
        raise TraceError(f"trace cannot read .astype({dtype!r})")
    if kind in "iu" and array.dtype.kind == "f":
        array = np.trunc(array)
    return as_is(array, dtype)


def as_is(array, dtype):
    """Return the array in a type that holds it."""
    node = node_of(array.record, array)
    return noted(array, AS_IS, (node,), np.asarray(node.value).astype(dtype))


def copied(array, *args, **kwargs):
    """np.copy."""
    return array.copy()


FUNCTIONS = {
    np.where: where, np.dot: dot, np.inner: inner, np.vdot: vdot,
    np.outer: outer, np.clip: clip, np.linalg.norm: norm, np.var: var,
    np.std: std, np.round: rounded, np.copy: copied, np.astype: astype,
    np.sum: reduced("sum"), np.mean: reduced("mean"),
    np.max: reduced("max"), np.min: reduced("min"),
    np.prod: reduced("prod"), np.split: split,
    np.transpose: turned(np.transpose, "permute_dims"),
    np.swapaxes: turned(np.swapaxes, "swapaxes"),
    np.matrix_transpose: turned(np.matrix_transpose, "matrix_transpose"),
    np.stack: joined(np.stack, "axis"),
    np.concatenate: joined(np.concatenate, "axis"),
    np.vstack: joined(np.vstack, "rows"),
    np.hstack: joined(np.hstack, "columns"),
    np.column_stack: joined(np.column_stack, "columns"),
}
for _function in (np.reshape, np.ravel, np.squeeze, np.expand_dims,
                  np.broadcast_to, np.moveaxis, np.atleast_1d, np.atleast_2d,
                  np.flip, np.fliplr, np.flipud, np.rot90, np.roll,
                  np.repeat, np.tile, np.tril, np.triu, np.diag,
                  np.diagonal, np.take, np.pad):
    FUNCTIONS[_function] = moved(_function)
