"""The recording array: it computes with NumPy and writes down what it did.

A formula that is called with Recorded arrays runs unchanged. NumPy hands
every operation to `__array_ufunc__` or `__array_function__`; `compute` lets
NumPy work out the value and adds a node to the record. What is not in the
tables is a TraceError that names it.
"""
import numpy as np
from numpy.lib.mixins import NDArrayOperatorsMixin

from rnnkit.trace.compute import (compute, into, rearrange, reduce,
                                  ufunc_name, value_of)
from rnnkit.trace.errors import NotRead, TraceError
from rnnkit.trace.functions import FUNCTIONS, PLAIN, instead_of
from rnnkit.trace.methods import NAMES, Methods
from rnnkit.trace.node import Held

LOST = ("a value on the page cannot go into a plain array or number "
        "({what}): its history would be lost. {instead}")
REDUCERS = {np.add: "sum", np.multiply: "prod", np.maximum: "max",
            np.minimum: "min"}
# These answer questions about values and leave no trace on the page.
PLAIN_UFUNCS = {np.isnan, np.isfinite, np.isinf, np.signbit}


class Recorded(Held, Methods, NDArrayOperatorsMixin):
    """An array whose every use is written into a record."""

    __slots__ = ()
    __array_priority__ = 1000

    # What it is -----------------------------------------------------------
    value = property(lambda self: self.node.value)
    shape = property(lambda self: np.shape(self.value))
    ndim = property(lambda self: np.ndim(self.value))
    size = property(lambda self: np.size(self.value))
    dtype = property(lambda self: np.asarray(self.value).dtype)

    def __str__(self):
        return str(self.value)

    def __repr__(self):
        return repr(self.value)

    def __format__(self, how):
        return format(self.value, how)

    def __len__(self):
        return len(self.value)

    def __iter__(self):
        return (self[k] for k in range(len(self)))

    def __hash__(self):
        return id(self)

    def __bool__(self):
        return bool(self.value)

    def __index__(self):
        return self.value.__index__()

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        raise NotRead(f"trace cannot read .{name} of an array; it reads "
                      + ", ".join(f".{m}" for m in NAMES))

    # Where its history would be lost ---------------------------------------
    def __array__(self, *args, **kwargs):
        raise TraceError(LOST.format(
            what="np.array(…), np.asarray(…) or array[…] = …",
            instead="Leave the conversion out; collect results in a list "
            "and use np.stack or np.concatenate."))

    def __float__(self):
        raise TraceError(LOST.format(
            what="float(…), math.exp(…) or array[…] = …",
            instead="Leave float out, write np.exp for math.exp, and collect "
            "results in a list for np.stack."))

    __int__ = __complex__ = __float__

    def __setitem__(self, key, value):
        raise TraceError(LOST.format(
            what="array[…] = …", instead="Collect results in a list and use "
            "np.stack or np.concatenate; or use np.where."))

    # What NumPy asks of it ------------------------------------------------
    def __array_ufunc__(self, ufunc, method, *inputs, out=None, **kwargs):
        if method == "reduce" and ufunc in REDUCERS:
            kwargs.setdefault("axis", 0)
            return reduced(REDUCERS[ufunc], *inputs, out=out, **kwargs)
        name = ufunc_name(ufunc)
        if method != "__call__":
            raise TraceError(f"trace cannot read {name}.{method}")
        if kwargs:
            raise TraceError(f"trace cannot read {name} with "
                             + ", ".join(f"{key}=" for key in kwargs))
        if ufunc in PLAIN_UFUNCS:
            return ufunc(*map(value_of, inputs))
        result = compute(ufunc, inputs)
        return result if out is None else into(out[0], inputs[0], result)

    def __array_function__(self, function, types, args, kwargs):
        if kwargs.pop("out", None) is not None:
            raise TraceError(f"trace cannot read {full_name(function)} "
                             "with out=")
        if function in PLAIN:
            return function(*map(value_of, args), **{
                key: value_of(value) for key, value in kwargs.items()})
        if function not in FUNCTIONS:
            raise TraceError(f"trace cannot read {full_name(function)}"
                             + instead_of(function))
        return FUNCTIONS[function](*args, **kwargs)

    def __getitem__(self, key):
        plain = value_of(key)
        return rearrange(lambda a: a[plain], [self], "index", key)

    def __radd__(self, other):
        """0 + h, as a sum or a loop begins, is h anew."""
        nothing = type(other) is int and other == 0
        return np.positive(self) if nothing and self.dtype != bool \
            else np.add(other, self)

    def __divmod__(self, other):
        return self // other, self % other

    def copy(self):
        """Return the same array under another roof: += leaves this one."""
        return Recorded(self.record, self.node)

    __copy__ = copy

    def __deepcopy__(self, memo):
        return self.copy()


def reduced(name, array, axis, out=None, **kwargs):
    """Return np.add.reduce(array) and the like."""
    keepdims = kwargs.pop("keepdims", False)
    if out is not None or any(v is not None for v in kwargs.values()):
        raise TraceError(f"trace cannot read np.{name} with "
                         + ", ".join(["out", *kwargs]) + "=")
    return reduce(name, array, axis, keepdims)


def full_name(function):
    """Return np.linalg.norm for that function."""
    module = getattr(function, "__module__", "numpy") or "numpy"
    return f"{module.replace('numpy', 'np', 1)}.{function.__name__}"
