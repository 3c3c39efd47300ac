"""Runs a formula on recorded arrays and lets it name its own lines.

While the formula runs we watch it as a debugger would: after each line the
local names that it has just given to arrays become the names on the page.
A function of one array (relu, sigmoid, softmax) reads as a word; a function
of several is opened, and its lines are lines of the page.
"""
import inspect
import sys

import numpy as np

from rnnkit.trace.array import Recorded
from rnnkit.trace.errors import TraceError
from rnnkit.trace.inputs import bind, enter_all
from rnnkit.trace.naming import (fields, is_named, number_repeats, parts,
                                 result_nodes, singular)
from rnnkit.trace.node import Record

LONGEST = 150               # operations in a line
# Whose frames are not formulas.
OTHERS = {"numpy", "contextlib", "functools", "inspect", "typing",
          "dataclasses", "collections", "enum", "abc"}
OURS = ("rnnkit.trace.", "rnnkit.show.", "rnnkit.cells.check")


def run(formula, *args, **kwargs):
    """Return (record, what the formula returned, nodes of the result).

    Arrays, numbers and containers of arrays (NamedTuple, dict, list, tuple)
    are recorded under the names of the formula's parameters or fields; text,
    None, True/False and functions are passed on as they are.
    """
    return run_into(Record(), formula, args, kwargs)


def run_into(record, formula, args, kwargs):
    """Return the same as `run`, written into an empty record.

    A record that holds values `instead` of computed ones goes on with them.
    """
    bound = bind(formula, args, kwargs)
    enter_all(record, bound)
    watch = Watch(record)
    previous = sys.gettrace()
    sys.settrace(watch.call)
    try:
        result = formula(*bound.args, **bound.kwargs)
    except (TypeError, ValueError) as problem:
        if isinstance(problem.__cause__, TraceError):    # NumPy hid it
            raise problem.__cause__.with_traceback(
                problem.__traceback__) from None
        raise
    finally:
        sys.settrace(previous)
    name = getattr(formula, "__name__", "result").strip("<>")
    watch.finish(result, "result" if name == "lambda" else name)
    return record, result, result_nodes(result)


class Watch:
    """What we know of a run: the record, and where each name was given."""

    def __init__(self, record):
        self.record, self.depth = record, 0
        self.sites = {}                      # node -> where it was named

    def call(self, frame, event, arg):
        """A function is entered: watch it if it is part of the formula."""
        module = frame.f_globals.get("__name__") or ""
        if module.partition(".")[0] in OTHERS or module.startswith(OURS):
            return None
        return Scope(self, frame).follow

    def remember(self, name, array):
        """Remember what the formula calls a plain array."""
        self.record.objects.setdefault(id(array), (array, name))

    def finish(self, result, name):
        """Name what is still nameless, then number what comes again."""
        alone = isinstance(result, Recorded)
        for label, node in [(name, result.node)] if alone else fields(result):
            node.spare = node.spare or label
        for node in self.record.nodes:
            if node.kind == "constant" and node.options in self.record.objects:
                kept, label = self.record.objects[node.options]
                node.name = label if kept is node.value else None
            if node.kind == "step" and not (node.name or node.word == "inner"):
                node.name = node.spare
        name_long_ones(self.record.nodes)
        number_repeats(self.record, self.sites)


def name_long_ones(nodes):
    """Make a line of what would be too long as a part of one."""
    length = {}
    for node in nodes:
        length[node] = 1 + sum(length[part] for part in node.inputs
                               if not (part.name or part.kind != "step"))
        if length[node] > LONGEST and node.kind == "step" and not (
                node.name or node.word == "inner"):
            node.name, length[node] = "part", 1


class Scope:
    """One running function: which arrays it was given, which it named."""

    def __init__(self, watch, frame):
        self.watch, self.record = watch, watch.record
        self.start, self.depth = len(self.record.nodes), watch.depth
        self.line, self.function = frame.f_lineno, frame.f_code.co_name
        self.caller = frame.f_back and frame.f_back.f_lasti
        self.own = set()                     # nodes that were named here
        self.is_generator = frame.f_code.co_flags & inspect.CO_GENERATOR
        self.given = set(frame.f_code.co_varnames[
            :frame.f_code.co_argcount + frame.f_code.co_kwonlyargcount])
        self.arrays = {v.node for v in frame.f_locals.values()
                       if isinstance(v, Recorded)}
        self.read = {}                       # id of a list -> entries seen
        watch.depth += 1
        self.remember_plain(frame)

    def remember_plain(self, frame):
        """Remember plain arrays that are looked up: globals, self.W."""
        own = getattr(frame.f_locals.get("self"), "__dict__", {})
        for name in frame.f_code.co_names:
            value = own.get(name, frame.f_globals.get(name))
            if isinstance(value, np.ndarray):
                self.watch.remember(name, value)

    def follow(self, frame, event, arg):
        """A line has run, or the function returns."""
        if event in ("line", "return"):
            self.name_locals(frame)
        if event == "return":
            self.watch.depth -= 1
            self.leave(frame, arg)
        self.line = frame.f_lineno
        return self.follow

    def name_locals(self, frame):
        """Give new arrays the names that the function has just given them."""
        site, lists = self.site(frame), []
        for name, value in frame.f_locals.items():
            if name[0] in "_.":
                continue
            if isinstance(value, Recorded):
                self.give(value.node, name, site)
            elif isinstance(value, np.ndarray):
                self.watch.remember(name, value)
            elif name == "self":
                lists.append((name, getattr(value, "__dict__", {})))
            elif isinstance(value, (list, tuple, dict)) \
                    and name not in self.given:
                lists.append((name, value))
        for name, value in lists:
            self.name_entries(name, value, site)

    def site(self, frame):
        """Return which line of code names things now, called from where."""
        return frame.f_code, self.line, self.caller

    def name_entries(self, name, value, site):
        """Give the new entries of a list its name, of a dict their keys."""
        done = self.read.get(id(value), 0)
        if len(value) == done and isinstance(value, (list, tuple)):
            return
        self.read[id(value)] = len(value)
        for key, part in parts(value):
            if isinstance(part, Recorded):
                label = key if isinstance(key, str) else singular(name)
                self.give(part.node, label, site)

    def give(self, node, name, site):
        """Give a nameless result its name."""
        if node.kind == "step" and node.name is None and node.word != "inner":
            node.name = name
            self.watch.sites[node] = site
            self.own.add(node)

    def leave(self, frame, result):
        """The function returns: is it a word, or are its lines on the page?"""
        if self.depth == 0 or result is None:
            return
        if isinstance(result, Recorded) and self.is_word(result.node):
            self.close(result.node)
        elif is_named(result):
            for name, node in fields(result):
                self.give(node, name, self.site(frame))
        else:                                # its caller may name it anew
            for _, node in fields(result):
                self.release(node)
        if self.function == "<lambda>":
            self.release_given()

    def release(self, node):
        """Take back the name that a result was given here."""
        if node in self.own:
            node.spare, node.name = node.name, None

    def release_given(self):
        """Take back the names of arguments: z of sigmoid(z) is no line."""
        for node in self.arrays & self.own:
            node.name = None

    def is_word(self, result):
        """Whether it was a function of one array, and numbers besides."""
        inner = self.record.nodes[self.start:]
        known = {*inner, *self.arrays}
        return (len(self.arrays) == 1 and result in inner
                and not self.function.startswith("<")
                and not self.is_generator
                and all(known.issuperset(n.inputs) for n in inner)
                and all(n.size == 1 for n in inner if n.kind == "constant")
                and not any(getattr(n.operation, "name", "") == "@"
                            for n in inner))

    def close(self, result):
        """Read the function as a word: its own lines are not on the page."""
        argument, = self.arrays
        for node in self.record.nodes[self.start:]:
            node.name = node.spare = None
            node.word = "inner"
        self.release_given()
        result.word = self.function, argument
