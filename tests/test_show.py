"""The faces of a description: text, HTML, LaTeX and pictures."""
import math
import re
import subprocess
import sys
import time
from html import unescape
from xml.etree import ElementTree

import pytest

from rnnkit.show import chart, html, latex, names, svg, text
from rnnkit.show.arrange import Bracket, arrange
from rnnkit.show.describe import (Blank, Call, Document, Dots, Equation,
                                  Fraction, Heading, Index, Infix, Matrix,
                                  Norm, Number, Picture, Power, Prefix, Root,
                                  Row, Stack, Symbol, Table, Text, Transpose)
from rnnkit.show.display import Display, Shown
from rnnkit.show.layout import cells, shown, terms
from rnnkit.show.mathml import mathml
from rnnkit.show.tex import latex as tex
from rnnkit.show.text import line
from rnnkit.show.unrolled import Column, Link, layers


def matrix(*rows, marks=()):
    return Matrix(tuple(tuple(map(float, row)) for row in rows), marks)


def column(*values, marks=()):
    return Matrix(tuple((float(v),) for v in values), marks)


def add(*parts):
    total = parts[0]
    for part in parts[1:]:
        total = Infix("+", total, part)
    return total


a, b, c, W, x = map(Symbol, ("a", "b", "c", "W_hx", "x"))
two, three, minus_two = Number(2.0), Number(3.0), Number(-2.0)
W_hx = matrix((1, 0, 1), (0, 1, 1), (2, 0, 0))
W_hh = matrix((1, 1, 0), (0, 1, 0), (0, 0, 1))
symbols = add(Infix("@", W, x),
              Infix("@", Symbol("W_hh"), Symbol("h_prev")), Symbol("b_h"))
numbers = add(Infix("@", W_hx, column(1, 5, 1)),
              Infix("@", W_hh, column(2, 4, 3)), column(1, 0, 2))
STEP = Equation(a, (symbols, numbers, column(7, 8, 7)), ("=",) * 3)
BLANKS = Equation(Symbol("h"), (
    Matrix(((Blank("h, row 1"),), (8.0,), (7.0,)),
           (((1, 0), "right"), ((2, 0), "wrong"))),), ("=",), "fill in")
TABLE = Table(("matrix", "shape", "count"),
              ((W, "(4, 3)", 12.0), (Symbol("b_h"), "(4, 1)", 4.0),
               ("total", "", 16.0)), "Parameters", True, (((0, 2), "wrong"),))


def network(**options):
    columns = [Column("h_0", (0, 0), 1), Column("x_1", (1, 2), 3, "bottom"),
               Column("h_1", (2.5, Blank("h")), 4, note="relu"),
               Column("y_1", (5,), 5, "top")]
    links = [Link(0, 0, 2, 0, 1.0), Link(0, 1, 2, 1, 0.0),
             Link(1, 0, 2, 0, -2.0), Link(1, 1, 2, 1, 0.5, "look"),
             Link(2, 0, 3, 0)]
    return layers(columns, links, title="One step", words="x to y, a < b",
                  times=[(4, "t = 1")], **options)


def curves():
    xs = [i / 10 for i in range(-30, 31)]
    return chart.curves(
        xs, {"tanh": list(map(math.tanh, xs)), "2x": [2 * v for v in xs]},
        title="Two lines", words="tanh and 2x", x_label="a", y_label="h",
        points=[(1, math.tanh(1), "here"), (1.1, math.tanh(1), "there")])


def bars():
    return chart.bars(["cat", "W_hx", "<b>"], {
        "score": [2, -1, 0.5], "p": [0.786, 0.039, 0.175]},
        title="Scores", words="three words")


PICTURES = {"network": network, "curves": curves, "bars": bars,
            "labels": lambda: network(labels=True)}
EVERYTHING = Document("All of it", (
    Heading("t = 1"), STEP, BLANKS, Text("5 < 6 & \"so\"", "right"), TABLE,
    Row((Equation(None, (add(two, minus_two), Number(0.0)), ("=",)),
         Text("beside"))), network(), curves(), bars(),
    Equation(Symbol("s"), (
        Fraction(Power(Symbol("e"), Symbol("z")), Root(Norm(a))),
        Call("relu", (Index(Transpose(W), "0, :"), Prefix("-", Dots()))),
        Stack((x, Symbol("h_prev"))), Infix("and", Infix(">=", a, b), c)),
        ("=", "≈", "=", "="), "a note", "look")))


# Text ----------------------------------------------------------------------
def test_step_is_set_as_on_a_board():
    assert text.equation(STEP) == """\
a = W_hx x + W_hh h_prev + b_h
    ⎡1  0  1⎤ ⎡1⎤   ⎡1  1  0⎤ ⎡2⎤   ⎡1⎤   ⎡7⎤
  = ⎢0  1  1⎥ ⎢5⎥ + ⎢0  1  0⎥ ⎢4⎥ + ⎢0⎥ = ⎢8⎥
    ⎣2  0  0⎦ ⎣1⎦   ⎣0  0  1⎦ ⎣3⎦   ⎣2⎦   ⎣7⎦"""


def test_a_matrix_in_a_call_and_a_sum_in_a_call():
    relu = Equation(Symbol("h"), (
        Call("relu", (a,)), Call("relu", (column(7, -8),)), column(7, 0)),
        ("=",) * 3)
    assert text.equation(relu) == """\
h = relu(a)
  = relu(⎡ 7⎤) = ⎡7⎤
         ⎣−8⎦    ⎣0⎦"""
    total = Equation(Symbol("l"), (Call("sum", (
        Infix(".", column(0, 1), column(2, 3)),)),), ("=",))
    assert text.equation(total) == """\
l = sum⎛⎡0⎤ ⊙ ⎡2⎤⎞
       ⎝⎣1⎦   ⎣3⎦⎠"""


def test_blanks_and_marks():
    assert text.equation(BLANKS) == """\
    ⎡☐ ⎤
h = ⎢8✓⎥   (fill in)
    ⎣7✗⎦"""


@pytest.mark.parametrize("expression, written", [
    (add(Number(1), Number(5), Number(1)), "1 + 5 + 1"),
    (add(two, Number(6), Number(-1)), "2 + 6 − 1"),
    (add(Number(-3), Number(6)), "−3 + 6"),
    (add(Infix("*", two, three), Infix("*", Number(1), minus_two)),
     "2·3 + 1·(−2)"),
    (add(Number(5), Infix("*", minus_two, three)), "5 − 2·3"),
    (Infix("-", a, minus_two), "a − (−2)"),
    (Infix("-", a, Infix("*", minus_two, b)), "a − (−2)·b"),
    (add(a, Prefix("-", Infix("+", b, c))), "a − (b + c)"),
    (add(a, Infix("+", b, c)), "a + b + c"),
    (add(a, Infix("+", Number(-1), c)), "a − 1 + c"),
    (Infix("-", a, Infix("-", b, c)), "a − (b − c)"),
    (Infix("/", a, Infix("*", b, c)), "a / (b·c)"),
    (Infix("*", Infix("/", a, b), c), "(a / b)·c"),
    (Infix("/", Infix("/", a, b), c), "(a / b) / c"),
    (Fraction(Infix("+", a, b), Infix("*", two, c)), "(a + b) / (2·c)"),
    (add(a, Fraction(Number(-1), b)), "a − 1 / b"),
    (Fraction(Power(Symbol("e"), Symbol("z")),
              Call("sum", (Power(Symbol("e"), Symbol("z")),))),
     "e^z / sum(e^z)"),
    (Infix(".", Infix("-", Number(1), Symbol("z")), Symbol("h_prev")),
     "(1 − z) ⊙ h_prev"),
    (Infix("@", W, Infix(".", a, b)), "W_hx (a ⊙ b)"),
    (Infix("@", Infix(".", a, b), c), "(a ⊙ b) c"),
    (Infix("@", two, three), "2·3"),
    (Power(minus_two, two), "(−2)²"),
    (Power(Symbol("e"), Prefix("-", Symbol("z"))), "e^(−z)"),
    (Power(Power(a, b), c), "(a^b)^c"),
    (Prefix("-", Prefix("-", a)), "−(−a)"),
    (Prefix("-", Infix("+", a, b)), "−(a + b)"),
    (Transpose(Infix("@", a, b)), "(a b)ᵀ"),
    (Root(x), "√(x)"), (Norm(x), "‖x‖"), (Norm(x, 1), "|x|"),
    (Index(x, "0"), "x[0]"), (Stack((x, a)), "[x; a]"),
    (Stack((x, a), "columns"), "[x, a]"),
    (Infix("and", Infix(">=", a, minus_two), Prefix("not", b)),
     "a ≥ −2 and not b"),
    (Call("max", (Number(1), Number(-3))), "max(1, −3)"),
    (add(a, Dots()), "a + ⋯"), (Blank("a"), "☐"),
    (W_hx, "[1 0 1; 0 1 1; 2 0 0]"),
    (Stack((column(1, 2), column(3))), "[1; 2; 3]"),
])
def test_one_line(expression, written):
    assert line(expression) == written


def test_the_signs_are_tidied_for_every_face():
    e = arrange(add(two, Number(6), Number(-1)))
    assert e == Infix("-", add(two, Number(6)), Number(1))
    assert tex(e) == "2 + 6 - 1"
    content = "".join(ElementTree.fromstring(mathml(e)).itertext())
    assert content == "2+6−1"
    placed = arrange(Infix("*", two, minus_two))
    assert placed.right == Bracket(minus_two)
    assert tex(placed) == r"2 \cdot (-2)"


def test_a_fraction_needs_no_brackets_on_a_page():
    e = Infix("*", two, Fraction(Infix("+", a, b), c))
    assert line(e) == "2·((a + b) / c)"
    assert tex(arrange(e)) == r"2 \cdot \frac{a + b}{c}"


def test_long_matrices_are_shortened_and_marks_stay_in_place():
    assert shown(8) == list(range(8))
    assert shown(9) == [0, 1, 2, 3, None, 7, 8]
    big = Matrix(tuple(tuple(float(10 * i + j) for j in range(12))
                       for i in range(10)), (((9, 11), "look"),))
    rows = cells(big)
    assert [len(rows), len(rows[0])] == [7, 7]
    assert rows[4][4] == ("⋱", "")
    assert rows[-1][-1] == (Number(101.0), "look")
    assert line(big).startswith("[0 1 2 3 ⋯ 10 11; 10")


def test_text_keeps_to_79_columns():
    wide = Matrix(tuple((-0.1234,) * 12 for _ in range(12)))
    product = Equation(Symbol("dW_hh"), (
        add(*[Infix("@", wide, wide)] * 3), wide), ("=", "≈"))
    long = Equation(None, (add(*[Infix("*", Number(1.25), Number(k))
                                 for k in range(40)]), Number(975)), ("=",))
    for e in (product, long):
        lines = text.equation(e).split("\n")
        assert max(map(len, lines)) <= 79
        assert len(lines) > 3
    assert text.equation(long).split("\n")[1].startswith("    + ")


def test_terms_of_a_sum():
    assert terms(Infix("-", add(a, b), c)) == [("", a), ("+", b), ("-", c)]


def test_table_in_text():
    assert text.table(TABLE) == """\
Parameters
matrix  shape   count
─────────────────────
W_hx    (4, 3)    12✗
b_h     (4, 1)     4
─────────────────────
total             16"""


def test_items_in_a_row_stand_beside_one_another():
    left = Equation(None, (add(two, three), Number(5)), ("=",))
    assert text.item(Row((left, left))) == "2 + 3 = 5    2 + 3 = 5"
    assert "\n" in text.item(Row((left, Text("word " * 15))))


# HTML ----------------------------------------------------------------------
def tree(described):
    return ElementTree.fromstring(html.document(described).replace(
        "<style>", "<style><![CDATA[").replace("</style>", "]]></style>"))


def test_html_is_well_formed_and_labelled():
    root = tree(EVERYTHING)
    assert root.get("class").split()[0] == "rnnkit"
    assert len(root.findall(".//style")) == 1
    assert not [e for e in root.iter() if e.get("id")]
    labels = [e.get("aria-label") for e in root.iter()
              if e.get("role") == "math"]
    assert labels[0] == (
        "a = W_hx x + W_hh h_prev + b_h = [1 0 1; 0 1 1; 2 0 0] [1; 5; 1] + "
        "[1 1 0; 0 1 0; 0 0 1] [2; 4; 3] + [1; 0; 2] = [7; 8; 7]")
    assert labels[1] == "h = [blank; 8✓; 7✗] (fill in)"
    for math_ in root.iter("math"):
        assert math_.get("aria-hidden") == "true"


def test_everything_written_is_escaped():
    evil = "<b>&\"'</b>"
    described = Document(evil, (
        Text(evil), Heading(evil), Picture("<svg/>", "t", "w"),
        Table((evil,), ((evil,), (Symbol(evil),)), evil),
        Equation(Symbol(evil), (
            Call(evil, (Index(x, evil),)), Matrix(((evil,),))),
            ("=", "="), evil, "")))
    page = html.document(described)
    assert "<b>" not in page
    root = tree(described)
    assert root.find(".//p").text == evil
    assert root.find(".//caption").text == evil
    assert evil in unescape(root.find(".//*[@role='math']").get("aria-label"))
    assert "<b>" not in html.page(described).split("</head>")[0]


@pytest.mark.parametrize("name, content, italic", [
    ("W_hx", "Whx", ["W", "hx"]), ("h_prev", "hprev", ["h"]),
    ("W1", "W1", ["W"]), ("y_hat", "ŷ", ["ŷ"]), ("alpha", "α", ["α"]),
    ("dW_hx", "dWhx", ["W", "hx"]), ("loss", "loss", []),
    ("dh_prev", "dhprev", ["h"]), ("a[0, 1]", "a[0, 1]", ["a"]),
    ("dot", "dot", []), ("W_hh_1", "Whh,1", ["W", "hh"]),
])
def test_names_are_typeset(name, content, italic):
    root = ElementTree.fromstring(f"<m>{mathml(Symbol(name))}</m>")
    assert "".join(root.itertext()) == content
    assert [e.text for e in root.iter("mi") if e.get("class") == "i"] == italic


def test_a_function_of_two_words_stays_one_word():
    root = ElementTree.fromstring(
        f"<m>{mathml(Call('rounded_exp', (a,)))}</m>")
    assert root.find(".//msub") is None
    assert [e.text for e in root.iter("mi")] == ["rounded exp", "a"]
    below = ElementTree.fromstring(f"<m>{mathml(Call('relu_1', (a,)))}</m>")
    assert below.find(".//msub") is not None


def test_marks_are_more_than_a_colour():
    root = tree(Document("", (BLANKS,)))
    for mark, sign in (("right", "✓"), ("wrong", "✗")):
        cell = root.find(f".//mtd[@class='{mark}']")
        assert cell.find("mtext").text == sign
    assert root.find(".//mspace[@class='blank']") is not None


def test_numbers_begin_below_symbols():
    root = tree(Document("", (STEP,)))
    steps = root.find(".//div[@class='steps']")
    kinds = [e.get("class") for e in steps]
    assert kinds == ["step", "br", "step", "step"]


# LaTeX ---------------------------------------------------------------------
def test_latex_of_a_step():
    assert latex.equation(STEP) == (
        "\\begin{aligned}\na &= W_{hx} \\, x + W_{hh} \\, h_{\\mathrm{prev}} "
        "+ b_{h} \\\\\n&= "
        "\\begin{bmatrix} 1 & 0 & 1 \\\\ 0 & 1 & 1 \\\\ 2 & 0 & 0 "
        "\\end{bmatrix} \\, \\begin{bmatrix} 1 \\\\ 5 \\\\ 1 \\end{bmatrix} "
        "+ \\begin{bmatrix} 1 & 1 & 0 \\\\ 0 & 1 & 0 \\\\ 0 & 0 & 1 "
        "\\end{bmatrix} \\, \\begin{bmatrix} 2 \\\\ 4 \\\\ 3 \\end{bmatrix} "
        "+ \\begin{bmatrix} 1 \\\\ 0 \\\\ 2 \\end{bmatrix} = "
        "\\begin{bmatrix} 7 \\\\ 8 \\\\ 7 \\end{bmatrix}\n\\end{aligned}")


@pytest.mark.parametrize("expression, written", [
    (Symbol("y_hat"), r"\hat{y}"), (Symbol("alpha"), r"\alpha"),
    (Symbol("dW_hx"), r"\mathrm{d}W_{hx}"), (Symbol("loss"), r"\mathrm{loss}"),
    (Call("relu", (a,)), r"\operatorname{relu}(a)"),
    (Call("rounded_exp", (a,)), r"\operatorname{rounded\ exp}(a)"),
    (Call("f_t", (a,)), r"f_{t}(a)"),
    (Infix(".", a, b), r"a \odot b"), (Root(a), r"\sqrt{a}"),
    (Power(Symbol("e"), Prefix("-", a)), "e^{-a}"),
    (Fraction(a, b), r"\frac{a}{b}"),
    (Number(1.5e-9), r"1.5 \cdot 10^{-9}"), (Number(-0.5), "-0.5"),
    (Transpose(a), r"a^{\mathsf{T}}"), (Norm(a, 1), r"\left| a \right|"),
])
def test_latex_of_expressions(expression, written):
    assert tex(arrange(expression)) == written


def test_latex_is_balanced_and_escaped():
    words = "a_b & 50% of {x} #1 ~ ^ \\ $5 < 6 −1 ✓ ☐"
    described = EVERYTHING._replace(items=EVERYTHING.items + (Text(words),))
    written = latex.document(described)
    bare = written.replace("\\{", "").replace("\\}", "")
    depth = 0
    for letter in bare:
        depth += {"{": 1, "}": -1}.get(letter, 0)
        assert depth >= 0
    assert depth == 0
    begun = re.findall(r"\\begin\{(\w+)\}", written)
    assert sorted(begun) == sorted(re.findall(r"\\end\{(\w+)\}", written))
    assert written.count("$$") == 2 * (len(described.items) + 1)
    for inside in re.findall(r"\\text\{([^{}]*)\}", written):
        assert not set(inside) & set("_&%#~^\\$<>−✓☐")


# Pictures ------------------------------------------------------------------
@pytest.mark.parametrize("name", PICTURES)
def test_pictures_say_what_they_show(name):
    made = PICTURES[name]()
    root = ElementTree.fromstring(made.svg)
    space = "{http://www.w3.org/2000/svg}"
    assert root.get("role") == "img"
    assert root.find(f"{space}title").text == made.title
    assert root.find(f"{space}desc").text == made.words
    assert root.get("aria-label") == f"{made.title}. {made.words}"
    width, height = map(float, root.get("viewBox").split()[2:])
    for text_ in root.iter(f"{space}text"):
        if not text_.get("transform"):
            assert 0 <= float(text_.get("x")) <= width
            assert 0 <= float(text_.get("y")) <= height


def test_links_are_told_apart_without_colour():
    root = ElementTree.fromstring(network().svg)
    space = "{http://www.w3.org/2000/svg}"
    tips = {e.find(f"{space}title").text: e for e in root.iter(f"{space}path")
            if e.find(f"{space}title") is not None}
    plus = tips["h_0, cell 1 → h_1, cell 1: weight 1"]
    minus = tips["x_1, cell 1 → h_1, cell 1: weight −2"]
    zero = tips["h_0, cell 2 → h_1, cell 2: weight 0"]
    assert plus.get("stroke-dasharray") is None
    assert minus.get("stroke-dasharray") != zero.get("stroke-dasharray")
    assert float(minus.get("stroke-width")) > float(plus.get("stroke-width"))
    assert "h_1, cell 1 → y_1, cell 1" in tips


def test_columns_at_one_place_do_not_cover_each_other():
    made = layers([Column("x", (1,), 0, "bottom"),
                   Column("h", (2,), 0, "bottom")], [], title="", words="w")
    tops = re.findall(r'<rect x="\S+" y="(\S+)"', made.svg)
    assert abs(float(tops[0]) - float(tops[1])) > 50


def test_a_wrong_lane_is_named():
    with pytest.raises(ValueError, match="'left' of x.*top, middle, bottom"):
        layers([Column("x", (1,), 0, "left")], [], title="", words="")


def test_a_picture_of_its_own_has_paper_and_plain_colours():
    assert "var(--rk-blue,#0072b2)" in network().svg
    alone = svg.alone(network().svg)
    assert "var(" not in alone
    assert 'fill="#fff"/>' in alone
    ElementTree.fromstring(alone)


def test_charts_with_little_or_strange_data():
    nan, inf = float("nan"), float("inf")
    options = {"title": "t", "words": "w"}
    gap = chart.curves([0, 1, 2, 3, 4], {"y": [1, 2, nan, 4, inf]}, **options)
    assert gap.svg.count("<path") == 2
    for made in (chart.curves([], {}, **options),
                 chart.curves([1], {"y": [2]}, **options),
                 chart.bars([], {}, **options),
                 chart.bars(["a"], {"p": [0]}, **options),
                 chart.bars(["word" * 9] * 70, {"p": [1e-9] * 70}, **options),
                 chart.bars(["a", "b"], {"p": [nan, 1]}, **options)):
        ElementTree.fromstring(made.svg)
        assert 'y="nan' not in made.svg
    with pytest.raises(ValueError, match="y has 1 values but xs has 2"):
        chart.curves([1, 2], {"y": [1]}, **options)


def test_labels_of_points_do_not_touch():
    root = ElementTree.fromstring(curves().svg)
    at = {e.text: (float(e.get("x")), float(e.get("y"))) for e in root.iter()
          if e.text in ("here", "there")}
    (x1, y1), (x2, y2) = at["here"], at["there"]
    assert abs(y1 - y2) >= 22 or abs(x1 - x2) >= 45


# Displays ------------------------------------------------------------------
def test_a_display_has_four_faces():
    shown_ = Shown(EVERYTHING)
    bundle = shown_._repr_mimebundle_()
    assert set(bundle) == {"text/plain", "text/html", "text/latex"}
    assert bundle["text/plain"] == str(shown_) == repr(shown_)
    assert bundle["text/html"].startswith(' \n<div class="rnnkit')
    assert "One step" in shown_.svg()


def test_a_single_picture_offers_svg():
    bundle = Shown(Document("", (network(),)))._repr_mimebundle_()
    assert bundle["image/svg+xml"].startswith("<svg")
    assert bundle["text/plain"] == "[One step] x to y, a < b"


def test_save_goes_by_suffix(tmp_path):
    shown_ = Shown(EVERYTHING)
    starts = {"a.html": "<!DOCTYPE html>", "a.svg": "<svg", "a.tex": "$$",
              "a.txt": "All of it"}
    for name, start in starts.items():
        path = shown_.save(tmp_path / name)
        assert path.read_text("utf-8").startswith(start)
    with pytest.raises(ValueError, match=r"cannot save a\.png: .*\.svg"):
        shown_.save(tmp_path / "a.png")


def test_what_cannot_be_shown_is_named():
    with pytest.raises(ValueError, match="Shown has no picture"):
        Shown(Document("", (Text("only words"),))).svg()
    with pytest.raises(NotImplementedError, match="Display has no describe"):
        Display().text()
    for face in (text, html, latex):
        with pytest.raises(TypeError, match="cannot show int: 3"):
            face.document(Document("", (3,)))
        with pytest.raises(TypeError, match="cannot show list"):
            face.document(Document("", (Equation(None, ([],), ()),)))


def test_output_is_the_same_on_every_run():
    code = ("import sys; sys.path.insert(0, 'tests'); import test_show as t;"
            "from rnnkit.show.display import Shown; s = Shown(t.EVERYTHING);"
            "sys.stdout.reconfigure(encoding='utf-8');"
            "print(s.html() + s.latex() + s.text() + s.svg())")
    runs = {subprocess.run([sys.executable, "-c", code], check=True, env={
        "PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(filter(None, sys.path))
        }, capture_output=True).stdout for seed in ("1", "2")}
    assert len(runs) == 1


def test_importing_show_is_light():
    code = ("import sys, rnnkit.show.display; print([m for m in ('matplotlib',"
            "'IPython', 'numpy.random', 'ipywidgets', 'rnnkit.show.html')"
            " if m in sys.modules])")
    done = subprocess.run([sys.executable, "-c", code], check=True,
                          capture_output=True, text=True)
    assert "matplotlib" not in done.stdout
    assert "IPython" not in done.stdout and "html" not in done.stdout


def test_names_are_read_once():
    assert names.read("W_hx") is names.read("W_hx")


@pytest.mark.parametrize("make", [curves, bars, network])
def test_pictures_are_quick(make):
    times = []
    for _ in range(9):
        begun = time.perf_counter()
        make()
        times.append(time.perf_counter() - begun)
    assert min(times) < 0.005


@pytest.mark.parametrize("words, found", [
    ("h_{t+1}", "<i>h</i><sub><i>t+1</i></sub>"),
    ("both_t", "both<sub><i>t</i></sub>"),
    ("(backward.W_hx, …)", "(backward.<i>W</i><sub><i>hx</i></sub>, …)"),
    ("W_·x", "<i>W</i><sub><i>·x</i></sub>"),
    ("e^s", "<i>e</i><sup><i>s</i></sup>"), ("da2 = dy",
     "d<i>a</i><sub>2</sub> = d<i>y</i>"), ("a1_2",
     "<i>a</i><sub>1,2</sub>"), ("z_bar_2", "<i>z̄</i><sub>2</sub>"),
    ("h_prev, W_O1", "<i>h</i><sub>prev</sub>, <i>W</i><sub>O1</sub>"),
    ("answer_1, because_12", "answer_1, because_12"),
    ("do one_hot, file.h_b, `h_prev`, h_t.shape & <b>",
     "do one_hot, file.h_b, `h_prev`, h_t.shape &amp; &lt;b&gt;"),
])
def test_names_in_sentences_of_html(words, found):
    assert html.sentences(words) == found


def test_links_are_typeset_in_html():
    assert mathml(Symbol("x_1→h_1")).count("<msub>") == 2
