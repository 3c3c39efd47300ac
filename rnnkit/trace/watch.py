"""Runs a formula on recorded arrays and lets it name its own lines.

While the formula runs we watch it as a debugger would: after each line the
local names that it has just given to arrays become the names on the page.
In a loop the same name comes again and is numbered, h_1, h_2, h_3. A
function of one array (relu, sigmoid, softmax) reads as a word; a function
of several is opened, and its lines are lines of the page.
"""
import inspect
import sys

import numpy as np

from rnnkit.trace.array import Recorded
from rnnkit.trace.errors import TraceError
from rnnkit.trace.node import Node, Record

# Whose frames are not formulas.
OTHERS = ("numpy", "rnnkit.trace", "rnnkit.show", "contextlib", "functools",
          "inspect", "typing", "dataclasses", "rnnkit.cells.check")


def run(formula, *args, **kwargs):
    """Return (record, what the formula returned, nodes of the result).

    Arrays, numbers and containers of arrays (NamedTuple, dict, list, tuple)
    are recorded under the names of the formula's parameters or fields; text,
    None, True/False and functions are passed on as they are.
    """
    record = Record()
    bound = bind(formula, args, kwargs)
    for name, value in bound.arguments.items():
        kind = bound.signature.parameters[name].kind
        if kind is inspect.Parameter.VAR_KEYWORD:
            value = {k: enter(record, k, v) for k, v in value.items()}
        else:
            value = enter(record, name, value)
        bound.arguments[name] = value
    watch = Watch(record)
    previous = sys.gettrace()
    sys.settrace(watch.call)
    try:
        result = formula(*bound.args, **bound.kwargs)
    finally:
        sys.settrace(previous)
    name = getattr(formula, "__name__", "result").strip("<>")
    watch.finish(result, "result" if name == "lambda" else name)
    return record, result, result_nodes(result)


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


def enter(record, name, value):
    """Return `value` with every array in it recorded under a name."""
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return type(value)(**fill(record, name, value._asdict()))
    if isinstance(value, dict):
        return fill(record, name, value)
    if isinstance(value, (list, tuple)) and any(
            isinstance(v, (np.ndarray, tuple, dict)) for v in value):
        stem = name[:-1] if name.endswith("s") and len(name) > 1 else name
        return type(value)(enter(record, f"{stem}_{k}", v)
                           for k, v in enumerate(value, 1))
    if isinstance(value, Recorded):
        value = value.value
    if not is_numeric(value):
        return value
    node = record.add(Node(None, (), value if isinstance(value, np.ndarray)
                           else np.asarray(value), kind="input"))
    node.name = name
    return Recorded(record, node)


def fill(record, owner, parts):
    """Return a dict of arrays recorded under its keys: one group of inputs."""
    start = len(record.nodes)
    filled = {key: enter(record, free(record, str(key), owner), part)
              for key, part in parts.items()}
    for node in record.nodes[start:]:
        node.group = node.group or owner
    return filled


def is_numeric(value):
    """Whether something is recorded: an array or number, not True/False."""
    if isinstance(value, np.ndarray):
        if value.dtype.kind not in "biuf":
            raise TraceError(f"a page needs numbers, got an array of "
                             f"{value.dtype}: {value.ravel()[:3]!r}")
        return True
    if isinstance(value, (bool, np.bool_)):
        return False
    if isinstance(value, list):
        return is_numeric(np.asarray(value))
    return isinstance(value, (int, float, np.number))


def free(record, name, owner):
    """Return a field's name, with its owner's before it if it is taken."""
    taken = {node.name for node in record.inputs}
    return f"{owner}.{name}" if name in taken else name


class Frame:
    """What we know of one running function."""

    def __init__(self, frame, start, depth):
        self.start, self.depth, self.line = start, depth, frame.f_lineno
        self.own = {}                        # id of node -> node named here
        self.arrays = {v.node for v in frame.f_locals.values()
                       if isinstance(v, Recorded)}


class Watch:
    """The trace function: names nodes as the formula names its locals."""

    def __init__(self, record):
        self.record, self.depth = record, 0
        self.sites = {}                      # node -> where it was named

    def call(self, frame, event, arg):
        """A function is entered: watch it if it is part of the formula."""
        module = frame.f_globals.get("__name__", "")
        if module.startswith(OTHERS):
            return None
        seen = Frame(frame, len(self.record.nodes), self.depth)
        self.depth += 1
        self.note_arrays(frame)

        def line(frame, event, arg):
            if event in ("line", "return"):
                self.name_locals(frame, seen)
            if event == "return":
                self.depth -= 1
                self.leave(frame, seen, arg)
            seen.line = frame.f_lineno
            return line
        return line

    def note_arrays(self, frame):
        """Remember the names of plain arrays that the formula looks up."""
        for name in frame.f_code.co_names:
            value = frame.f_globals.get(name)
            if isinstance(value, np.ndarray):
                self.record.objects.setdefault(id(value), (value, name))

    def name_locals(self, frame, seen):
        """Give the frame's new arrays the names it has just given them."""
        site = frame.f_code, seen.line
        for name, value in frame.f_locals.items():
            if isinstance(value, np.ndarray):
                self.record.objects.setdefault(id(value), (value, name))
            elif isinstance(value, Recorded) and name[0] not in "_.":
                self.give(value.node, name, site, seen)

    def give(self, node, name, site, seen):
        if node.kind == "step" and node.name is None and node.word != "inner":
            node.name = name
            self.sites[node] = site
            seen.own[node] = name

    def leave(self, frame, seen, result):
        """A function returns: is it a word, or are its lines on the page?"""
        if seen.depth == 0 or result is None:
            return
        if isinstance(result, Recorded):
            inner = self.record.nodes[seen.start:]
            if self.is_word(frame, seen, result, inner):
                argument, = seen.arrays
                for node in inner:
                    node.name, node.word = None, "inner"
                result.node.word = frame.f_code.co_name, argument
            elif result.node in seen.own:    # its caller may name it anew
                result.node.spare = result.node.name
                result.node.name = None
        else:
            site = frame.f_code, seen.line
            for name, node in fields(result):
                self.give(node, name, site, seen)

    @staticmethod
    def is_word(frame, seen, result, inner):
        """A function of one array, with nothing else but numbers in it."""
        name = frame.f_code.co_name
        if name.startswith("<") or len(seen.arrays) != 1:
            return False
        known = set(inner) | seen.arrays
        return result.node in inner and all(
            source in known for node in inner for source in node.inputs
        ) and all(node.size == 1 for node in inner if node.kind == "constant"
                  ) and not any(getattr(node.operation, "name", "") == "@"
                                for node in inner)

    def finish(self, result, name):
        """Name what is still nameless, then number what comes again."""
        site = None, 0
        loose = dict(fields(result)) if not isinstance(result, Recorded) \
            else {name: result.node}
        for label, node in loose.items():
            if node.kind == "step" and node.name is None:
                node.name = node.spare or label
                self.sites[node] = site
        for node in self.record.nodes:
            if node.kind == "constant" and node.options in self.record.objects:
                kept, label = self.record.objects[node.options]
                node.name = label if kept is node.value else None
        number_repeats(self.record, self.sites)


def number_repeats(record, sites):
    """Turn h, h, h into h_1, h_2, h_3; a loop also tells the time."""
    taken = {node.name for node in record.nodes
             if node.name and node.kind != "step"}
    groups = {}
    for node in record.lines:
        groups.setdefault(node.name, []).append(node)
    single = {name for name, nodes in groups.items() if len(nodes) == 1}
    for name, nodes in groups.items():
        if len(nodes) == 1 and name not in taken:
            continue
        stem = name[:-2] if name.endswith("_t") and len(name) > 2 else name
        looped = len(nodes) > 1 and len({sites[n] for n in nodes}) == 1
        for count, node in enumerate(nodes, 1):
            label = f"{stem}_{count}"
            while label in taken or label in single:
                label += "′"
            taken.add(label)
            node.name, node.group = label, name
            node.time = count if looped else None


def fields(result):
    """Return (name, node) for each array in a tuple or dict of results."""
    if isinstance(result, Recorded):
        return [("result", result.node)]
    if isinstance(result, dict):
        pairs = result.items()
    elif hasattr(result, "_fields"):
        pairs = zip(result._fields, result)
    elif isinstance(result, (list, tuple)):
        pairs = ((f"result_{k}", v) for k, v in enumerate(result, 1))
    else:
        return []
    found = []
    for name, value in pairs:
        if isinstance(value, Recorded):
            found.append((str(name), value.node))
        else:
            found += fields(value)
    return found


def result_nodes(result):
    """Return the nodes of what the formula returned, in order, once each."""
    found = []
    for _, node in fields(result):
        if node not in found:
            found.append(node)
    return found
