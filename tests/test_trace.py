"""The heart: any formula, read six ways, against plain NumPy.

The formulas are those of `formulas`, typed as learners type them. Each is
checked for its values, its gradient (against central differences), what it
depends on (against perturbing every input) and its arithmetic (each step of
each line is parsed again, by a reader that knows nothing of rnnkit).
"""
import math
import re

import numpy as np
import pytest
from formulas import ZOO, arguments

from rnnkit import by_hand

STEP = 1e-5


def page_of(name, seed=0):
    f, given = arguments(name, seed)
    return by_hand(f, **given)


def flat(result):
    """Return the arrays in a result, in order."""
    if isinstance(result, dict):
        result = list(result.values())
    elif hasattr(result, "__dict__"):
        result = list(vars(result).values())
    if isinstance(result, (list, tuple)):
        return [a for part in result for a in flat(part)]
    return [np.asarray(result)]


# Values -----------------------------------------------------------------------
@pytest.mark.parametrize("name", ZOO)
def test_values_are_those_of_numpy(name):
    f, given = arguments(name)
    expected, page = flat(f(**given)), by_hand(f, **given)
    for a, b in zip(expected, flat(page.result), strict=True):
        assert a.shape == b.shape and a.dtype == b.dtype
        assert np.array_equal(a, b)


@pytest.mark.parametrize("name", ZOO)
def test_every_face_shows_every_line(name):
    page = page_of(name)
    for display in (page, page.arithmetic(), page.gradient(),
                    page.depends(page.lines[-1]), page.picture()):
        assert display.text() and display.html() and display.latex()
    for line in page.lines:
        assert line in page.text()


# Gradient and dependence --------------------------------------------------------
def leaves(thing, path=()):
    """Return (path, array or float) for each float in nested arguments."""
    if isinstance(thing, dict):
        pairs = thing.items()
    elif isinstance(thing, (list, tuple)):
        pairs = enumerate(thing)
    elif isinstance(thing, float) or (isinstance(thing, np.ndarray)
                                      and thing.dtype.kind == "f"):
        return [(path, thing)]
    else:
        return []
    return [leaf for key, part in pairs for leaf in leaves(part, (*path, key))]


def replaced(thing, path, value):
    """Return the nested arguments with one leaf exchanged."""
    if not path:
        return value
    key, *rest = path
    if isinstance(thing, dict):
        return {**thing, key: replaced(thing[key], rest, value)}
    parts = list(thing)
    parts[key] = replaced(parts[key], rest, value)
    return type(thing)(*parts) if hasattr(thing, "_fields") \
        else type(thing)(parts)


def moved(f, given, path, leaf, k, by):
    """Return all results with one entry of one input moved."""
    value = np.array(leaf, dtype=float)
    value.flat[k] += by
    value = value if isinstance(leaf, np.ndarray) else float(value)
    return flat(f(**replaced(given, path, value)))


def input_nodes(page, given):
    """Return (path, leaf, input node) triples, matched by their order."""
    nodes = [n for n in page.record.inputs if np.asarray(
        n.value).dtype.kind == "f"]
    return [(path, leaf, node) for (path, leaf), node
            in zip(leaves(given), nodes, strict=True)]


@pytest.mark.parametrize("name", ZOO)
def test_gradient_is_that_of_central_differences(name):
    f, given = arguments(name)
    page = by_hand(f, **given)
    draw = np.random.default_rng(1).normal
    results = page.results
    upstream = [draw(size=n.shape) for n in results]
    total = {}
    for node, d in zip(results, upstream):
        for key, value in page.gradient(node.name, upstream=d).items():
            total[key] = total.get(key, 0) + value
    for path, leaf, node in input_nodes(page, given):
        for k in range(node.size):
            up = moved(f, given, path, leaf, k, STEP)
            down = moved(f, given, path, leaf, k, -STEP)
            expected = sum(np.sum(d * (a - b)) for d, a, b
                           in zip(upstream, up, down)) / (2 * STEP)
            assert np.ravel(total[node.name])[k] == pytest.approx(
                expected, rel=1e-6, abs=1e-6), (node.name, k)


# Where a formula sends an entry nowhere although its line mentions it.
DEAD = {"highway", "hinge_loss", "indexing", "closure", "causal_attention"}


@pytest.mark.parametrize("name", ZOO)
def test_dependence_is_what_moving_an_input_shows(name):
    f, given = arguments(name)
    page = by_hand(f, **given)
    before = flat(f(**given))
    observed = {i: set() for n in page.results for i in
                [(n, k) for k in range(n.size)]}
    for path, leaf, source in input_nodes(page, given):
        for k in range(source.size):
            after = moved(f, given, path, leaf, k, 1e-3)
            for node, a, b in zip(page.results, before, after):
                for i in np.flatnonzero(np.ravel(a) != np.ravel(b)):
                    observed[node, int(i)].add(entry(source, k))
    floats = [n.name for *_, n in input_nodes(page, given)]
    for (node, i), seen in observed.items():
        told = {e for e in page.depends(entry(node, i))
                if re.match(r"[^[]*", e)[0] in floats}
        alive = {e for e in page.depends(entry(node, i), live=True)
                 if re.match(r"[^[]*", e)[0] in floats}
        assert seen <= told and seen <= alive <= told
        if name not in DEAD:
            assert seen == told


def entry(node, k):
    """Return W[0, 1], x[0] of a column, or s for a number."""
    index = [str(int(j)) for j in np.unravel_index(k, node.shape)]
    if len(index) > 1 and node.shape[-1] == 1:
        index.pop()
    return f"{node.name}[{', '.join(index)}]" if index else node.name


# Arithmetic: read again what was written ---------------------------------------
WORDS = {"relu": lambda x: max(0, x), "tanh": math.tanh, "max": max,
         "sigmoid": lambda x: 1 / (1 + math.exp(-x)), "sqrt": math.sqrt,
         "log": math.log, "sin": math.sin, "cos": math.cos, "min": min,
         "abs": abs, "inf": math.inf, "E": math.e, "nan": math.nan,
         "phi": math.tanh, "g": None}
SIGNS = [("·", "*"), ("−", "-"), ("²", "**2"), ("³", "**3"), ("√", "sqrt"),
         ("^", "**"), ("∞", "inf"), ("⊙", "*")]


def read(text):
    """Return the value of one step of an arithmetic line."""
    text = re.sub(r"\|([^|]*)\|", r"abs(\1)", text)
    for sign, python in SIGNS:
        text = text.replace(sign, python)
    text = re.sub(r"(?<![\w.])e(?=\*\*)", "E", text)
    return eval(text, {"__builtins__": {}}, WORDS)


def steps_of(line):
    """Return (label, [(relation, step)]) of a written line."""
    label, *rest = re.split(r" ([=≈]) ", line)
    return label, list(zip(rest[::2], rest[1::2]))


def written(page, label):
    """Return the arithmetic of one entry, its wrapped lines joined."""
    text = page.arithmetic(label).text().split("─\n", 1)[1]
    return re.sub(r"\n\s+", " ", text).strip()


def check_line(line, value):
    """Each step is worth the value, within the rounding of what is written.

    A step that follows = is worth it exactly, as far as the digits go.
    """
    label, steps = steps_of(line)
    for relation, step in steps:
        if "⋯" in step:
            continue
        assert not re.search(r"[+·/−] −", step), line
        assert not re.search(r"(^|[ (])1·", step), line
        assert read(step) == pytest.approx(value, rel=2e-3, abs=2e-3,
                                           nan_ok=True), (line, step)


@pytest.mark.parametrize("name", [n for n in ZOO if n not in ("method",)])
def test_arithmetic_evaluates_to_the_value(name):
    page = page_of(name)
    for node in page.record.lines:
        for k in range(node.size):
            line = written(page, entry(node, k))
            assert line.startswith(entry(node, k) + " ")
            check_line(line, float(node.at(k)))
