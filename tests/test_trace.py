"""The heart: any formula, read six ways, against plain NumPy.

The formulas are those of `formulas`, typed as learners type them. Each is
checked for its values, its gradient (against central differences), what it
depends on (against perturbing every input) and its arithmetic (each step of
each line is parsed again, by a reader that knows nothing of rnnkit).
"""
import math
import re
import sys

import numpy as np
import pytest
import torch
from formulas import ZOO, arguments, relu
from hypothesis import given, settings
from hypothesis import strategies as st

from rnnkit import TraceError, by_hand

STEP = 1e-5


def page_of(name, seed=0):
    f, inputs = arguments(name, seed)
    return by_hand(f, **inputs)


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
    f, inputs = arguments(name)
    expected, page = flat(f(**inputs)), by_hand(f, **inputs)
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


def moved(f, inputs, path, leaf, k, by):
    """Return all results with one entry of one input moved."""
    value = np.array(leaf, dtype=float)
    value.flat[k] += by
    value = value if isinstance(leaf, np.ndarray) else float(value)
    return flat(f(**replaced(inputs, path, value)))


def input_nodes(page, inputs):
    """Return (path, leaf, input node) triples, matched by their order."""
    nodes = [n for n in page.record.inputs if np.asarray(
        n.value).dtype.kind == "f"]
    return [(path, leaf, node) for (path, leaf), node
            in zip(leaves(inputs), nodes, strict=True)]


@pytest.mark.parametrize("name", ZOO)
def test_gradient_is_that_of_central_differences(name):
    f, inputs = arguments(name)
    page = by_hand(f, **inputs)
    draw = np.random.default_rng(1).normal
    results = page.results
    upstream = [draw(size=n.shape) for n in results]
    total = {}
    for node, d in zip(results, upstream):
        for key, value in page.gradient(node.name, upstream=d).items():
            total[key] = total.get(key, 0) + value
    for path, leaf, node in input_nodes(page, inputs):
        for k in range(node.size):
            up = moved(f, inputs, path, leaf, k, STEP)
            down = moved(f, inputs, path, leaf, k, -STEP)
            expected = sum(np.sum(d * (a - b)) for d, a, b
                           in zip(upstream, up, down)) / (2 * STEP)
            assert np.ravel(total[node.name])[k] == pytest.approx(
                expected, rel=1e-6, abs=1e-6), (node.name, k)


# Where a formula sends an entry nowhere although its line mentions it.
DEAD = {"highway", "hinge_loss", "indexing", "closure", "causal_attention"}


@pytest.mark.parametrize("name", ZOO)
def test_dependence_is_what_moving_an_input_shows(name):
    f, inputs = arguments(name)
    page = by_hand(f, **inputs)
    before = flat(f(**inputs))
    observed = {i: set() for n in page.results for i in
                [(n, k) for k in range(n.size)]}
    for path, leaf, source in input_nodes(page, inputs):
        for k in range(source.size):
            after = moved(f, inputs, path, leaf, k, 1e-3)
            for node, a, b in zip(page.results, before, after):
                for i in np.flatnonzero(np.ravel(a) != np.ravel(b)):
                    observed[node, int(i)].add(entry(source, k))
    floats = [n.name for *_, n in input_nodes(page, inputs)]
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
WORDS = {"relu": lambda x: max(0, x), "tanh": math.tanh, "max": lambda *a: max(a),
         "sigmoid": lambda x: 1 / (1 + math.exp(-x)), "sqrt": math.sqrt,
         "log": math.log, "sin": math.sin, "cos": math.cos, "min": lambda *a: min(a),
         "abs": abs, "inf": math.inf, "E": math.e, "nan": math.nan,
         "floor_divide": lambda a, b: a // b, "floor": math.floor,
         "remainder": lambda a, b: a % b, "round": round, "cosh": math.cosh,
         "sinh": math.sinh, "arctan": math.atan, "expm1": math.expm1,
         "log1p": math.log1p, "trunc": math.trunc,
         "sign": lambda a: (a > 0) - (a < 0),
         "logaddexp": lambda a, b: math.log(math.exp(a) + math.exp(b))}
SIGNS = [("·", "*"), ("−", "-"), ("²", "**2"), ("³", "**3"), ("√", "sqrt"),
         ("^", "**"), ("∞", "inf"), ("⊙", "*"), ("≠", "!="), ("≤", "<="), ("≥", ">=")]


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


# Arithmetic of any numbers ----------------------------------------------------
NUMBERS = st.sampled_from([-3., -2, -1, -0.5, 0, 0, 0, 0.25, 1, 1, 2, 7])
WHOLE = {
    "step": lambda W, x, b: W @ x + b,
    "relu": lambda W, x, b: relu(W @ x - b),
    "gate": lambda W, x, b: (1 - b) * (W @ x) + b * np.tanh(W @ x),
    "minus": lambda W, x, b: -(W @ x) - (b - 1),
    "norm": lambda W, x, b: b * (W @ x) / np.sqrt(np.mean(x ** 2) + 1),
    "signs": lambda W, x, b: b - (W @ x - b) - -b + 2 * b,
    "loss": lambda W, x, b: np.sum((W @ x - b) ** 2) / 2,
    "exponentials": lambda W, x, b: np.exp(-b) / (1 + np.exp(W @ x)),
    "powers": lambda W, x, b: (-b) ** 2 - 2 ** -b + np.abs(b - W @ x) ** 3,
    "choice": lambda W, x, b: np.where(W @ x > b, W @ x, -b) * 3 - np.max(x),
}


@pytest.mark.parametrize("name", WHOLE)
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_arithmetic_of_any_numbers(name, data):
    rows, columns = data.draw(st.tuples(st.integers(1, 3), st.integers(1, 4)))
    W, x, b = (np.array(data.draw(st.lists(
        NUMBERS, min_size=n * m, max_size=n * m)), dtype=float).reshape(n, m)
        for n, m in ((rows, columns), (columns, 1), (rows, 1)))
    page = by_hand(WHOLE[name], W=W, x=x, b=b)
    for node in page.record.lines:
        for k in range(node.size):
            check_line(written(page, entry(node, k)), float(node.at(k)))


@given(w=st.lists(NUMBERS, min_size=4, max_size=4),
       x=st.lists(NUMBERS, min_size=4, max_size=4), b=NUMBERS)
def test_a_sum_of_products_as_a_hand_writes_it(w, x, b):
    page = by_hand(lambda W, x, b: W @ x + b, W=np.array([w]),
                   x=np.array(x).reshape(4, 1), b=np.array([[b]]))
    terms = [(p, q) for p, q in zip(w, x) if p * q] + [(1.0, b)] * bool(b)
    parts = []
    for p, q in terms:
        minus = p < 0 or (p == 1 and q < 0)
        sign = ("−" if minus else "") if not parts else (
            " − " if minus else " + ")
        second = number(abs(q) if abs(p) == 1 and (p > 0 or q > 0) else q)
        if abs(p) == 1 and q < 0:
            second = number(-q) if p == 1 else f"({number(q)})"
        elif q < 0:
            second = f"({number(q)})"
        weight = "" if abs(p) == 1 else number(abs(p)) + "·"
        parts.append(sign + weight + second)
    expected = "".join(parts) or "0"
    text = written(page, "result[0]").split(" = ")[1]
    if (-1.0, True) not in [(p, q < 0) for p, q in terms]:
        assert text == expected


def number(value):
    return f"{value:g}".replace("-", "−")


# Every operation -----------------------------------------------------------------
M = np.array([[1., -2, 0.5], [3, 0.25, -1]])
V = np.array([2., -1, 0.7])
P = np.array([[1., 2, 0.5], [3, 0.25, 1]])
T3 = np.arange(24.).reshape(2, 3, 4) / 7 - 1
B = np.array([[True, False, True], [False, True, True]])
K = np.array([[1, -2, 3], [4, 0, 2]])
S = 1.5

OPERATIONS = {
    "add": (lambda a, b: a + b, M, V), "radd": (lambda a: 2 + a, M),
    "sub": (lambda a, b: a - b, M, S), "rsub": (lambda a: 1 - a, V),
    "mul": (lambda a, b: a * b, M, V[:, None][:1]), "rmul":
    (lambda a: 3 * a, T3), "div": (lambda a, b: a / b, M, P), "rdiv":
    (lambda a: 1 / a, P), "pow": (lambda a: a ** 3, M), "rpow":
    (lambda a: 2 ** a, M), "powers": (lambda a, b: a ** b, P, M),
    "zeroth": (lambda a: a ** 0 + a, np.array([0., 2])), "matmul":
    (lambda a, b: a @ b, M, V), "rmatmul": (lambda a: M.T @ a, M),
    "matmul_3": (lambda a, b: a @ b, T3, T3[0].T), "matmul_1":
    (lambda a, b: a @ b, V, V), "neg": (lambda a: -a, M), "pos":
    (lambda a: +a, M), "abs": (lambda a: abs(a), M), "np_abs":
    (lambda a: np.abs(a) + np.fabs(a), M),
    "greater": (lambda a, b: (a > b) * a, M, V), "equal":
    (lambda a: (a == 3.0) + (a != 0.25) * 2, M), "not_less":
    (lambda a: (a >= 0) * 1.0 + (a <= 1.1), M), "less":
    (lambda a: (a < 0) & (a > -2), M), "or": (lambda a: (a < 0) | (a > 2), M),
    "not": (lambda a: ~(a > 0), M), "T": (lambda a: a.T * 2, M), "mT":
    (lambda a: a.mT, T3), "transpose": (lambda a: np.transpose(a), M),
    "axes": (lambda a: a.transpose(2, 0, 1), T3), "swapaxes":
    (lambda a: np.swapaxes(a, 0, 2), T3), "index": (lambda a: a[1], M),
    "negative": (lambda a: a[-1, -2], M), "slices":
    (lambda a: a[:, 1:] + a[:, :-1], M), "step": (lambda a: a[::-1, ::2], M),
    "none": (lambda a: a[None, :, None], V), "ellipsis":
    (lambda a: a[..., 0], T3), "boolean": (lambda a: a[a > 0] * 2, M),
    "mask": (lambda a: a[B], M), "integers": (lambda a: a[[0, 1], [2, 2]], M),
    "rows": (lambda a: a[np.array([1, 0, 1])], M),
    "tanh": (lambda a: np.tanh(a), M), "exp": (lambda a: np.exp(a), M),
    "log": (lambda a: np.log(a), P), "sqrt": (lambda a: np.sqrt(a), P),
    "maximum": (lambda a, b: np.maximum(a, b), M, P * 0.9), "minimum":
    (lambda a: np.minimum(0.3, a), M), "where":
    (lambda a, b: np.where(a > 0, a, b), M, S), "where_mask":
    (lambda a: np.where(B, a, -np.inf), M), "square":
    (lambda a: np.square(a), M), "sinh": (lambda a: np.sinh(a) / np.cosh(a),
                                          M),
    "trigonometry": (lambda a: np.sin(a) * np.cos(a) + np.arctan(a), M),
    "sum": (lambda a: np.sum(a), M), "sum_0": (lambda a: a.sum(0), M),
    "sum_1": (lambda a: a.sum(axis=1, keepdims=True), M), "sum_axes":
    (lambda a: np.sum(a, axis=(0, -1)), T3), "sum_bool":
    (lambda a: np.sum(a > 0), M), "builtin_sum": (lambda a: sum(a), M),
    "mean": (lambda a: np.mean(a, axis=-1), T3), "mean_m":
    (lambda a: a.mean(), M), "max": (lambda a: np.max(a, axis=1), M),
    "max_m": (lambda a: a.max(keepdims=True), M), "min":
    (lambda a: a.min(0) + np.min(a), M), "prod":
    (lambda a: np.prod(a, axis=0) * V.prod(), M), "var":
    (lambda a: a.var(1) + np.var(a), M), "std":
    (lambda a: np.std(a, axis=0, ddof=1), M), "empty":
    (lambda a: a[a > 9].sum() + a.sum(), M), "reduce":
    (lambda a: np.add.reduce(a) + np.maximum.reduce(a), M),
    "stack": (lambda a, b: np.stack([a, b]), M, P), "stack_1":
    (lambda a: np.stack((a, a, a), axis=-1), V), "concatenate":
    (lambda a, b: np.concatenate([a, b], axis=1), M, P), "with_plain":
    (lambda a: np.concatenate([a, np.ones((1, 3))]), M), "vstack":
    (lambda a, b: np.vstack([a, b]), M, V), "hstack":
    (lambda a: np.hstack([a, V]), V), "reshape":
    (lambda a: a.reshape(3, 2) + np.reshape(a, (3, -1)), M), "ravel":
    (lambda a: a.ravel() + a.flatten() + np.ravel(a), M), "squeeze":
    (lambda a: np.squeeze(a[None]) + a[None].squeeze(0), M), "expand":
    (lambda a: np.expand_dims(a, 0) + np.atleast_2d(a), V), "broadcast":
    (lambda a: np.broadcast_to(a, (2, 3)), V), "tril":
    (lambda a: np.tril(a) + np.triu(a, 1), M), "diag":
    (lambda a: np.diag(a), V), "pad": (lambda a: np.pad(a, 1), M),
    "pad_edge": (lambda a: np.pad(a, (1, 2), mode="edge"), V), "roll":
    (lambda a: np.roll(a, 1) - np.flip(a), V), "repeat":
    (lambda a: np.repeat(a, 2, axis=0), M), "tile":
    (lambda a: np.tile(a, (2, 1)), M), "take":
    (lambda a: np.take(a, [0, 2]), V), "split":
    (lambda a: [p * 2 for p in np.split(a, 2)], T3), "split_at":
    (lambda a: np.split(a, [1, 3], axis=-1), T3), "dot":
    (lambda a, b: np.dot(a, b) + a.dot(b), M, V), "inner":
    (lambda a, b: np.inner(a, b), V, V * 2), "outer":
    (lambda a, b: np.outer(a, b), V, P), "clip":
    (lambda a: np.clip(a, -1.1, 1.1) + a.clip(max=0.1), M), "norm":
    (lambda a: np.linalg.norm(a), V), "norms":
    (lambda a: np.linalg.norm(a, axis=0, keepdims=True), M), "round":
    (lambda a: np.round(a * 1.07) + (a * 1.07).round(1) + np.floor(a * 1.07) + np.sign(a), M),
    "integers_in": (lambda a: a @ a.T + 1, K), "floats_and_integers":
    (lambda a, b: a * b / 2, K, M), "bools_in": (lambda a, b: a * b, B, M),
    "sizes": (lambda a, n: a * (n // 2) + n % 3, M, 5), "astype":
    (lambda a: (a > 0).astype(float) * 2 + (a * 1.3).astype(int), M), "copy":
    (lambda a: np.copy(a) + a.copy(), M), "plain_questions":
    (lambda a: a[np.argmax(a, axis=0)[0]] + a[a[:, 0].argmin()], M),
    "zeros_like": (lambda a: np.zeros_like(a) + a + np.ones_like(a), M),
    "scalars": (lambda a, b: a * b + a / b - a ** b, 2, 3), "negative_power":
    (lambda a, b: a ** b, 2, -1), "single": (lambda a: a * 1.5,
                                             M.astype(np.float32)),
    "item": (lambda a: a[0, 0].item() * 2, M), "unpack":
    (lambda a: [r * 2 for r in a], M), "len": (lambda a: a / len(a), M),
    "log_sum": (lambda a: np.logaddexp(a, 0.5) + np.log1p(np.expm1(a)) * 0,
                P), "iterate_reversed": (lambda a: list(reversed(a)), V),
}


@pytest.mark.parametrize("name", OPERATIONS)
def test_operation_reads_like_numpy(name):
    f, *values = OPERATIONS[name]
    names = "ab" if len(values) == 2 else "a"
    inputs = dict(zip("an" if name == "sizes" else names, values))
    with np.errstate(all="ignore"):
        expected, page = flat(f(**inputs)), by_hand(f, **inputs)
    for one, two in zip(expected, flat(page.result), strict=True):
        assert np.array_equal(one, two) and one.shape == two.shape
        assert one.dtype == two.dtype or name == "negative_power"
    assert page.text() and page.html() and page.arithmetic().latex()
    check_gradient(name, f, inputs, page)
    for node in page.record.lines:
        for k in range(node.size):
            check_line(written(page, entry(node, k)), float(node.at(k)))


def check_gradient(name, f, inputs, page):
    """Compare the gradient of the sum of all results with differences."""
    total = {}
    for node in page.results:
        if np.asarray(node.value).dtype.kind == "f":
            for key, value in page.gradient(node.name).items():
                total[key] = total.get(key, 0) + value
    for path, leaf, node in input_nodes(page, inputs):
        if leaf is not None and np.asarray(leaf).dtype != np.float64:
            continue
        for k in range(node.size if total and name != "where_mask" else 0):
            up = moved(f, inputs, path, leaf, k, STEP)
            down = moved(f, inputs, path, leaf, k, -STEP)
            expected = sum(np.sum((a - b)[np.isfinite(a)]) for a, b in zip(
                up, down) if a.dtype.kind == "f") / (2 * STEP)
            assert np.ravel(total[node.name])[k] == pytest.approx(
                expected, rel=1e-6, abs=1e-6)


UNREADABLE = {
    "np.einsum": lambda x: np.einsum("ij,jk", x, x),
    "np.cumsum": lambda x: np.cumsum(x),
    "np.sort": lambda x: np.sort(x),
    "fft": lambda x: np.fft.fft(x),
    "np.linalg.inv": lambda x: np.linalg.inv(x),
    "np.linalg.norm": lambda x: np.linalg.norm(x, 1),
    "np.add.outer": lambda x: np.add.outer(x, x),
    "np.add.accumulate": lambda x: np.add.accumulate(x),
    "np.hypot": lambda x: np.hypot(x, x),
    "out=": lambda x: np.exp(x, out=np.zeros((2, 2))),
    "where=": lambda x: np.exp(x, where=np.eye(2) > 0),
    "initial=": lambda x: np.sum(x, initial=3),
    "dtype=": lambda x: np.sum(x, dtype=int),
    "np.where": lambda x: np.where(x > 0),
    "np.pad": lambda x: np.pad(x, 1, constant_values=7),
    "math": lambda x: math.exp(x[0, 0]),
    "float": lambda x: float(x[0, 0]),
    "int": lambda x: int(x[0, 0]),
    "complex": lambda x: x * 1j,
    "array[…] = …": lambda x: np.zeros(2).__setitem__(0, x[0, 0]),
    "np.array(…)": lambda x: np.array([x[0], x[1]]),
    "np.asarray(…)": lambda x: np.asarray(x),
    "text": lambda x: x + "text",
    "None": lambda x: x * None,
    "object": lambda x: x + np.array([None, 1], dtype=object),
    ".cumsum": lambda x: x.cumsum(),
    ".sort": lambda x: x.sort(),
    "astype": lambda x: x.astype(complex),
    "np.vectorize": lambda x: np.vectorize(lambda v: v + 1)(x),
    "set": lambda x: x.__setitem__(0, 1.0),
    "place": lambda x: in_place_part(x),
    "changed in place": lambda x: in_place_late(x),
}


def in_place_part(x):
    row = x[0]
    row += 1
    return x


def in_place_late(x):
    row = x[0]
    x += 1
    return row * 2


@pytest.mark.parametrize("name", UNREADABLE)
def test_what_cannot_be_read_is_an_error_that_names_it(name):
    before = sys.gettrace()
    with pytest.raises(TraceError) as caught:
        by_hand(UNREADABLE[name], x=np.array([[1., 2], [3, 4]]))
    assert sys.gettrace() is before
    words = {"math": "math.exp", "float": "float(…)", "set": "= …",
             "int": "float", "complex": "1j", "np.vectorize": "np.array",
             "text": "'text'", "object": "real numbers"}.get(name, name)
    assert words in str(caught.value)


def test_in_place_changes_reach_every_name():
    def f(x):
        y = x
        y += 1
        return x * y
    x = np.array([1., 2])
    assert list(by_hand(f, x=x).result) == [4, 9] and list(x) == [1, 2]


def test_in_place_keeps_the_shape():
    def f(b, x):
        b += x
        return b
    with pytest.raises(ValueError, match="does not fit into"):
        by_hand(f, b=np.ones((2, 1)), x=np.ones((2, 3)))


# Watching ------------------------------------------------------------------------
def test_the_tracer_of_somebody_else_comes_back():
    def other(frame, event, arg):
        return None
    before = sys.gettrace()
    try:
        sys.settrace(other)
        page_of("leaky")
        assert sys.gettrace() is other
    finally:
        sys.settrace(before)


def test_an_error_in_the_formula_points_at_its_line():
    def faulty(x):
        y = x * 2
        return y.nothing_like_this

    def misfit(W, x):
        return W @ x
    with pytest.raises(TraceError) as caught:
        by_hand(faulty, x=np.ones(2))
    assert any(entry.name == "faulty" for entry in caught.traceback)
    with pytest.raises(ValueError, match=r"@ does not fit W \(2, 3\) and "
                       r"x \(2, 1\): the columns"):
        by_hand(misfit, W=np.ones((2, 3)), x=np.ones((2, 1)))
    with pytest.raises(ZeroDivisionError):
        by_hand(lambda x: x * (1 / 0), x=np.ones(2))


def test_inputs_are_those_of_the_run():
    x = np.array([1., 2])
    page = by_hand(lambda x: x * 2, x=x)
    x[0] = 99
    assert page["x[0]"] == 1


NAMED = {
    "leaky": ["a", "h"],
    "minimal_gated": ["f", "h_hat", "minimal_gated"],
    "peephole": ["xh", "i", "f", "g", "c", "o", "h"],
    "gru_reset_before": ["z", "r", "n", "h_1"],
    "gru_reset_after": ["z", "r", "n", "h_1"],
    "scalar_rnn": ["z", "h_1", "r", "y"],
    "loop_by_index": ["h_1", "h_2", "h_3", "h_4", "loop_by_index"],
    "loop_enumerated": ["h_1", "y_0", "h_2", "y_1", "h_3", "y_2"],
    "bidirectional": [
        "x_1", "forward_1", "x_2", "forward_2", "x_3", "forward_3", "xs_1",
        "x_4", "backward_1", "x_5", "backward_2", "x_6", "backward_3",
        "result_1", "result_2", "result_3"],
    "softmax_entries": ["v_1", "e_1", "v_2", "e_2", "v_3", "e_3", "total",
                        "result_1", "result_2", "result_3"],
    "unpacked": ["a", "b", "c", "d", "rest_1", "rest_2", "s", "u", "v",
                 "unpacked"],
    "in_place": ["a_1", "a_2", "a_3", "a_4"],
    "method": ["a", "method"],
    "to_dataclass": ["h", "c"],
}


@pytest.mark.parametrize("name", NAMED)
def test_names_are_those_of_the_learner(name):
    assert page_of(name).lines == NAMED[name]


def test_plain_arrays_keep_their_names():
    assert "W_global x" in page_of("over_a_global").text()
    assert "W x + h" in page_of("method").text()
    assert "X + P" in page_of("with_positions").text()
    assert "W x" in page_of("closure").text()


def test_only_the_last_two_axes_make_a_transpose():
    page = by_hand(lambda x: (x.mT * 2, x.transpose(1, 0, 2) * 2,
                              x.swapaxes(2, 1) * 2, x[0].T * 2), x=T3)
    for k, words in enumerate(("xᵀ", "permute_dims(x)", "xᵀ", "x[0]ᵀ"), 1):
        assert f"result_{k} = {words}·2" in page.text()


def test_what_would_be_too_long_becomes_a_line_of_its_own():
    page = by_hand(lambda x: sum([x] * 400), x=np.ones(2))
    assert page.lines == ["part_1", "part_2", "result"]
    assert page["result[0]"] == 400 and page.text() and page.html()


def test_a_product_inside_a_product_is_worked_out():
    page = by_hand(lambda A, B, x: A @ (B @ x), A=M, B=M.T, x=np.ones((2, 1)))
    assert written(page, "result[0]") == (
        "result[0] = 4 − 2·(−1.75) + 0.5·(−0.5) = 7.25")


def test_a_loop_tells_the_time():
    times = [n.time for n in page_of("loop_enumerated").record.lines]
    assert times == [1, None, 2, None, 3, None]
    assert not any(n.time for n in page_of("multi_head").record.lines)


def test_an_array_of_another_library_is_refused_by_name():
    with pytest.raises(TraceError, match=r"x is a torch array.*x\.numpy"):
        by_hand(lambda x: np.tanh(x), torch.ones(2, 1))
