"""The house: imports run one way, modules stay small, everything says what
it is.

Read from the source, so that an import inside a function counts too.
"""
import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[1] / "rnnkit"
SOURCES = sorted(PACKAGE.rglob("*.py"))

# What a part of the house may import of ours; * stands for all but grade.
MAY = {
    "cells": {"cells"},
    "show": {"show"},
    "ngram": set(),
    "trace": {"trace", "show"},
    "difference": {"trace", "show"},
    "readings": {"trace", "show"},
    "picture": {"trace", "show"},
    "page": {"difference", "readings", "trace", "show"},
    "practice": {"practice", "page", "trace", "show", "shapes", "cells",
                 "ngram", "wiring"},
    "seq2seq": {"seq2seq", "cells", "bptt", "sequence", "train"},
    "worksheets": {"worksheets", "practice", "show"},
    "vision": {"vision", "cells", "train"},
    "tasks": {"tasks", "cells", "bptt", "sequence", "train", "vision"},
    "grade": {"grade", "practice", "difference", "page", "trace", "show",
              "cells", "shapes", "ngram", "train", "seq2seq"},
    "exercises": {"exercises", "grade", "practice", "page", "trace", "show"},
    "play": "*",
}
# Imports that run the other way: only inside a function, when it is called.
LAZY = {("page", "picture"), ("page", "practice"), ("page", "play"),
        ("practice", "play"), ("practice", "grade")}
TARGETS = {"one_hot"}       # they make data, and are no way forward
WIDGETS = {"ipywidgets", "anywidget", "traitlets", "matplotlib", "IPython"}


def part(source):
    """Return which part of the house a file belongs to: cells, page, …"""
    return source.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports(source):
    """Return (module, inside of a function?) for each import of a file."""
    tree = ast.parse(source.read_text("utf-8"))
    inner = {node for f in ast.walk(tree) if isinstance(
        f, (ast.FunctionDef, ast.Lambda)) for node in ast.walk(f)}
    package = ["rnnkit", *source.relative_to(PACKAGE).parts[:-1]]
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((name.name, node in inner) for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            start = package[:len(package) + 1 - node.level] \
                if node.level else []
            module = ".".join(start + [node.module] * bool(node.module))
            for name in node.names:          # from rnnkit import shapes
                yield f"{module}.{name.name}", node in inner


def ours(source):
    """Return (part, lazily?) for each import of our own."""
    for module, lazily in imports(source):
        names = module.split(".")
        if names[0] == "rnnkit" and len(names) > 1:
            yield names[1], lazily


def named(paths):
    return {"argvalues": paths, "ids": [
        str(p.relative_to(PACKAGE)) for p in paths]}


@pytest.mark.parametrize("source", **named(SOURCES))
def test_imports_run_one_way(source):
    me = part(source)
    for other, lazily in ours(source):
        if lazily and (me, other) in LAZY or me == "__init__":
            continue
        if me in MAY and MAY[me] != "*":
            assert other in MAY[me], f"{me} may not import {other}"
        assert other != "grade" or me in ("grade", "exercises")
        if me != "play":
            assert other != "play", f"{me} may not import play"


def test_no_two_parts_import_one_another():
    edges = {}
    for source in SOURCES:
        for other, lazily in ours(source):
            if not lazily and other != part(source):
                edges.setdefault(part(source), set()).add(other)
    edges.pop("__init__", None)

    def reached(start):
        seen, waiting = set(), [start]
        while waiting:
            for other in edges.get(waiting.pop(), ()):
                if other not in seen:
                    seen.add(other)
                    waiting.append(other)
        return seen
    assert not [name for name in edges if name in reached(name)]


@pytest.mark.parametrize("source", **named(SOURCES))
def test_torch_is_nowhere_and_widgets_are_in_play(source):
    others = {module.split(".")[0] for module, _ in imports(source)}
    assert "torch" not in others and "scipy" not in others
    if part(source) != "play":
        assert not others & WIDGETS
    if part(source) == "cells":
        assert others <= {"numpy", "typing", "rnnkit"}


def functions(tree, kinds=(ast.FunctionDef,)):
    return [node for node in ast.walk(tree) if isinstance(node, kinds)]


@pytest.mark.parametrize("source", **named(
    [s for s in SOURCES if part(s) == "cells" and s.stem != "check"]))
def test_no_transposing_on_the_way_forward(source):
    for function in functions(ast.parse(source.read_text("utf-8"))):
        if function.name.endswith("_back") or function.name[0] == "_" \
                or function.name in TARGETS:
            continue
        used = {node.attr for node in ast.walk(function)
                if isinstance(node, ast.Attribute)}
        assert not used & {"T", "mT", "reshape", "transpose", "swapaxes"}, (
            function.name)


@pytest.mark.parametrize("source", **named(SOURCES))
def test_everything_public_says_what_it_is(source):
    tree = ast.parse(source.read_text("utf-8"))
    assert ast.get_docstring(tree), "the module says nothing"
    for node in tree.body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)) \
                and node.name[0] != "_":
            assert ast.get_docstring(node), node.name


@pytest.mark.parametrize("source", **named(SOURCES))
def test_modules_and_functions_fit_on_a_projector(source):
    text = source.read_text("utf-8")
    assert len(text.splitlines()) <= 300
    assert max(map(len, text.splitlines()), default=0) <= 79
    for function in functions(ast.parse(text)):
        assert function.end_lineno - function.lineno < 45, function.name
