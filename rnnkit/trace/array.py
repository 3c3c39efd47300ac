"""The recording array: it computes with NumPy and writes down what it did.

A formula that is called with Recorded arrays runs unchanged. NumPy hands
every operation to `__array_ufunc__` or `__array_function__`; we let NumPy
compute the value and add a node to the record. What is not in the tables is
a TraceError that names it.
"""
import numpy as np
from numpy.lib.mixins import NDArrayOperatorsMixin

from rnnkit.trace.errors import TraceError
from rnnkit.trace.node import Node
from rnnkit.trace.operations import Choice, Product, Rearrangement
from rnnkit.trace.table import CAPPED, REDUCTIONS, UFUNCS

INSTEAD = ("a value on the page cannot go into a plain array or number "
           "({what}): its history would be lost. Collect results in a list "
           "and use np.stack or np.concatenate.")
REDUCERS = {np.add: "sum", np.multiply: "prod", np.maximum: "max",
            np.minimum: "min"}
# These answer questions about values and leave no trace on the page.
PLAIN_UFUNCS = {np.isnan, np.isfinite, np.isinf, np.signbit}
PRODUCT, REARRANGEMENT, CHOICE = (
    Product(), Rearrangement(), Choice("where", None))


def value_of(thing):
    """Return the plain array behind a Recorded one, anything else as it is."""
    return thing.value if isinstance(thing, Recorded) else thing


class Recorded(NDArrayOperatorsMixin):
    """An array whose every use is written into a record."""

    __slots__ = ("record", "node")
    __array_priority__ = 1000

    def __init__(self, record, node):
        self.record, self.node = record, node

    # What it is -----------------------------------------------------------
    value = property(lambda self: self.node.value)
    shape = property(lambda self: np.shape(self.value))
    ndim = property(lambda self: np.ndim(self.value))
    size = property(lambda self: np.size(self.value))
    dtype = property(lambda self: np.asarray(self.value).dtype)

    def __repr__(self):
        name = self.node.name or "unnamed"
        return f"recorded {name} = {self.value!r}"

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

    def __array__(self, *args, **kwargs):
        raise TraceError(INSTEAD.format(what="np.array(…) or array[…] = …"))

    def __float__(self):
        raise TraceError(INSTEAD.format(what="float(…) or a math function; "
                                        "np.tanh, np.exp, … are read"))

    __int__ = __complex__ = __float__

    def __setitem__(self, key, value):
        raise TraceError(INSTEAD.format(what="array[…] = …"))

    def __getattr__(self, name):
        raise AttributeError(
            f"trace cannot read .{name} of an array; it reads "
            + ", ".join(f".{m}" for m in METHODS))

    # What NumPy asks of it ------------------------------------------------
    def __array_ufunc__(self, ufunc, method, *inputs, out=None, **kwargs):
        if method == "reduce" and ufunc in REDUCERS:
            return reduce(REDUCERS[ufunc], *inputs, **kwargs)
        if method != "__call__":
            raise TraceError(f"trace cannot read np.{ufunc.__name__}.{method}")
        kwargs.pop("dtype", None)
        if kwargs:
            raise TraceError(f"trace cannot read np.{ufunc.__name__} with "
                             f"{', '.join(kwargs)}=")
        if ufunc in PLAIN_UFUNCS:
            return ufunc(*map(value_of, inputs))
        result = compute(self.record, ufunc, inputs)
        return result if out is None else into(out[0], inputs[0], result)

    def __array_function__(self, function, types, args, kwargs):
        from rnnkit.trace.functions import FUNCTIONS, PLAIN
        if function in PLAIN:
            return plain(function, args, kwargs)
        if function not in FUNCTIONS:
            raise TraceError(f"trace cannot read {full_name(function)}")
        if kwargs.pop("out", None) is not None:
            raise TraceError(f"trace cannot read {full_name(function)} "
                             "with out=")
        return FUNCTIONS[function](*args, **kwargs)

    def __getitem__(self, key):
        key = tuple(map(value_of, key)) if isinstance(key, tuple) \
            else value_of(key)
        return rearrange(lambda a: a[key], [self], "index", write_key(key))

    # What a learner calls on it -------------------------------------------
    @property
    def T(self):
        return rearrange(np.transpose, [self], "transpose")

    @property
    def mT(self):
        return rearrange(lambda a: np.swapaxes(a, -1, -2), [self], "transpose")

    def sum(self, axis=None, keepdims=False):
        return np.sum(self, axis=axis, keepdims=keepdims)

    def mean(self, axis=None, keepdims=False):
        return np.mean(self, axis=axis, keepdims=keepdims)

    def max(self, axis=None, keepdims=False):
        return np.max(self, axis=axis, keepdims=keepdims)

    def min(self, axis=None, keepdims=False):
        return np.min(self, axis=axis, keepdims=keepdims)

    def prod(self, axis=None, keepdims=False):
        return np.prod(self, axis=axis, keepdims=keepdims)

    def var(self, axis=None, keepdims=False):
        return np.var(self, axis=axis, keepdims=keepdims)

    def std(self, axis=None, keepdims=False):
        return np.std(self, axis=axis, keepdims=keepdims)

    def dot(self, other):
        return np.dot(self, other)

    def clip(self, a_min=None, a_max=None):
        return np.clip(self, a_min, a_max)

    def round(self, decimals=0):
        return np.round(self, decimals)

    def reshape(self, *shape):
        shape = shape[0] if len(shape) == 1 else shape
        return np.reshape(self, shape)

    def transpose(self, *axes):
        return np.transpose(self, *([axes] if len(axes) > 1 else axes))

    def ravel(self):
        return np.ravel(self)

    flatten = ravel

    def squeeze(self, axis=None):
        return np.squeeze(self, axis)

    def swapaxes(self, first, second):
        return np.swapaxes(self, first, second)

    def argmax(self, axis=None):
        return np.argmax(self.value, axis)

    def astype(self, dtype, **kwargs):
        return self

    def copy(self):
        return Recorded(self.record, self.node)


METHODS = [name for name in vars(Recorded) if not name.startswith("_")
           and name not in ("record", "node", "value")]


def full_name(function):
    """Return np.linalg.norm for that function."""
    module = getattr(function, "__module__", "numpy") or "numpy"
    return f"{module.replace('numpy', 'np', 1)}.{function.__name__}"


def plain(function, args, kwargs):
    """Return function(…) on plain values: it leaves no trace."""
    args = [[value_of(a) for a in arg] if isinstance(arg, (list, tuple))
            else value_of(arg) for arg in args]
    return function(*args, **{k: value_of(v) for k, v in kwargs.items()})


def node_of(record, thing):
    """Return the node of an operand; a plain number becomes a constant."""
    if isinstance(thing, Recorded):
        if thing.record is not record:
            raise TraceError("these arrays come from two different pages")
        return thing.node
    value = np.asarray(thing)
    if value.dtype.kind not in "biuf":
        raise TraceError(f"a formula needs numbers, but met {thing!r} "
                         f"({type(thing).__name__})")
    return record.constant(thing if isinstance(thing, np.ndarray) else value)


def compute(record, ufunc, inputs):
    """Return the Recorded result of one ufunc."""
    operation = PRODUCT if ufunc is np.matmul else UFUNCS.get(ufunc)
    if operation is None:
        raise TraceError(f"trace cannot read np.{ufunc.__name__}")
    nodes = tuple(node_of(record, thing) for thing in inputs)
    if ufunc in CAPPED and any(n.kind == "constant" for n in nodes):
        operation = CAPPED[ufunc]
    try:
        value = ufunc(*(n.value for n in nodes))
    except (ValueError, TypeError) as problem:
        raise type(problem)(fit_message(ufunc, nodes, problem)) from None
    return Recorded(record, record.add(Node(operation, nodes, value)))


def fit_message(ufunc, nodes, problem):
    """Return which two things did not fit, by name and shape."""
    things = " and ".join(f"{n.name or 'a value'} {n.shape}" for n in nodes)
    sign = {"matmul": "@", "add": "+", "subtract": "-",
            "multiply": "*", "divide": "/"}.get(ufunc.__name__, ufunc.__name__)
    rule = ("the columns of the first must be as many as the rows of the "
            "second" if ufunc is np.matmul else str(problem))
    return f"{sign} does not fit {things}: {rule}"


def into(out, first, result):
    """Return what `first += …` stands for afterwards."""
    if isinstance(out, Recorded):
        out.node = result.node           # all names of this array see it
        return out
    if out is first:
        return result                    # s = np.zeros(…); s += W @ x
    raise TraceError("trace cannot read out=")


def record_of(arrays):
    """Return the record that these operands belong to."""
    return next(a.record for a in arrays if isinstance(a, Recorded))


def rearrange(function, arrays, kind, detail=""):
    """Return function(*arrays), its entries followed to their places.

    The same function is run on numbered tickets: where a ticket comes out,
    its entry has gone. A 0 comes out where something new was filled in.
    """
    record = record_of(arrays)
    nodes = tuple(node_of(record, a) for a in arrays)
    tickets, first = [], 1
    for n in nodes:
        tickets.append(np.arange(first, first + n.size).reshape(n.shape))
        first += n.size
    value = function(*(n.value for n in nodes))
    options = (function(*tickets), (kind, detail))
    return Recorded(record, record.add(
        Node(REARRANGEMENT, nodes, value, options)))


def reduce(name, array, axis=None, dtype=None, keepdims=False, **kwargs):
    """Return the sum, mean, max, min or product over axes (all if None)."""
    kwargs = {k: v for k, v in kwargs.items()
              if v is not None and not isinstance(v, type(np._NoValue))}
    if kwargs.pop("initial", None) is not None or kwargs:
        raise TraceError(f"trace cannot read np.{name} with initial= "
                         "or where=")
    keepdims = keepdims is True
    node = array.node
    axes = tuple(range(array.ndim)) if axis is None else tuple(
        a % array.ndim for a in np.atleast_1d(axis))
    value = getattr(np, name)(node.value, axis=axes, keepdims=keepdims)
    tickets = np.arange(node.size).reshape(node.shape)
    kept = [k for k in range(array.ndim) if k not in axes]
    groups = np.transpose(tickets, kept + list(axes)).reshape(
        np.size(value), -1)
    return Recorded(array.record, array.record.add(
        Node(REDUCTIONS[name], (node,), value, (groups,))))


def choose(condition, a, b):
    """Return where(condition, a, b)."""
    record = record_of([condition, a, b])
    nodes = tuple(node_of(record, thing) for thing in (condition, a, b))
    value = np.where(*(n.value for n in nodes))
    return Recorded(record, record.add(Node(CHOICE, nodes, value)))


def write_key(key):
    """Return an index as Python writes it: 0, 1:, :, None."""
    if isinstance(key, tuple):
        return ", ".join(map(write_key, key))
    if isinstance(key, slice):
        ends = ["" if v is None else str(v) for v in
                (key.start, key.stop, key.step)]
        return ":".join(ends[:2] if not ends[2] else ends)
    if key is Ellipsis:
        return "..."
    return str(np.asarray(key).tolist() if isinstance(key, np.ndarray)
               else key)
