"""From the arguments of a call to the inputs of a record."""
import inspect

import numpy as np

from rnnkit.trace.array import Recorded
from rnnkit.trace.errors import TraceError
from rnnkit.trace.naming import singular
from rnnkit.trace.node import Node


def bind(formula, args, kwargs):
    """Return the call's arguments by name, or say what does not fit."""
    if not callable(formula):
        raise TraceError("by_hand needs a function first, then its "
                         f"arguments; got {type(formula).__name__}")
    try:
        return inspect.signature(formula).bind(*args, **kwargs)
    except TypeError as problem:
        name = getattr(formula, "__name__", "the formula")
        raise TraceError(f"{name}{inspect.signature(formula)}: "
                         f"{problem}") from None
    except ValueError:                       # a ufunc has no signature
        raise TraceError("wrap it in a function with named arguments: "
                         "lambda x: …") from None


def enter_all(record, bound):
    """Record the arrays among the arguments of a call."""
    for name, value in bound.arguments.items():
        kind = bound.signature.parameters[name].kind
        if kind is inspect.Parameter.VAR_KEYWORD:
            value = {k: enter(record, k, v) for k, v in value.items()}
        elif kind is inspect.Parameter.VAR_POSITIONAL:
            value = tuple(enter(record, f"{singular(name)}_{k}", v)
                          for k, v in enumerate(value, 1))
        else:
            value = enter(record, name, value)
        bound.arguments[name] = value


def enter(record, name, value):
    """Return `value` with every array in it recorded under a name."""
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return type(value)(**fill(record, name, value._asdict()))
    if isinstance(value, dict):
        return fill(record, name, value)
    if isinstance(value, (list, tuple)) and any(
            isinstance(v, (np.ndarray, tuple, dict)) for v in value):
        return type(value)(enter(record, f"{singular(name)}_{k}", v)
                           for k, v in enumerate(value, 1))
    value = as_numbers(name, value)
    return leaf(record, name, value) if is_numeric(value) else value


def leaf(record, name, value):
    """Return a Recorded input; an array is copied, for it may change."""
    if isinstance(value, np.ndarray):
        value = np.array(value)
    node = record.add(Node(None, (), value, kind="input"))
    node.name = free(record, name)
    return Recorded(record, node)


def fill(record, owner, parts):
    """Return a dict of arrays recorded under its keys: one group of inputs."""
    start, filled = len(record.nodes), {}
    for key, part in parts.items():
        name = str(key) if free(record, str(key)) == key else f"{owner}.{key}"
        filled[key] = enter(record, name, part)
    for node in record.nodes[start:]:
        node.group = node.group or owner
    return filled


def free(record, name):
    """Return a name that no other input has."""
    taken = {node.name for node in record.inputs}
    while name in taken:
        name += "′"
    return name


def as_numbers(name, value):
    """Return lists of numbers as an array; refuse what can be no number."""
    if isinstance(value, Recorded):
        value = value.value
    if type(value).__module__.partition(".")[0] in ("torch", "jax",
                                                    "tensorflow"):
        raise TraceError(f"{name} is a {type(value).__module__} array: a page "
                         f"runs on NumPy, so give {name}.numpy()")
    if isinstance(value, list) and value:
        try:
            listed = np.asarray(value)
        except ValueError:
            raise TraceError(f"the rows of {name} are not equally long"
                             ) from None
        value = listed if listed.dtype.kind in "biuf" else value
    if isinstance(value, np.ndarray):
        if value.dtype.kind not in "biuf":
            raise TraceError(f"a page needs real numbers, but {name} is an "
                             f"array of {value.dtype}")
        if value.size == 0:
            raise TraceError(f"{name} is empty, {value.shape}: there is "
                             "nothing to compute with")
    return value


def is_numeric(value):
    """Whether something is recorded: an array or number, not True/False."""
    return isinstance(value, (np.ndarray, int, float, np.number)) \
        and not isinstance(value, (bool, complex))
