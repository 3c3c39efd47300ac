"""The face on paper: typst's markup, and that typst takes it."""
from io import BytesIO

import numpy as np
import pytest
import typst as compiler
from matplotlib.image import imread
from test_show import BLANKS, EVERYTHING, STEP, add, column, network

from rnnkit.show import typst
from rnnkit.show.arrange import arrange
from rnnkit.show.describe import (PRECEDENCE, Blank, Call, Document, Dots,
                                  Equation, Fraction, Heading, Index, Infix,
                                  Matrix, Norm, Number, Picture, Power,
                                  Prefix, Root, Row, Stack, Symbol, Table,
                                  Text, Transpose)
from rnnkit.show.typ import string, symbol, typ

a, b = Symbol("a"), Symbol("b")
A4 = 'page(paper: "a4", margin: 20mm)'


def pages(described, page=A4):
    """The pages of a display as SVG; typst must have nothing to say."""
    source = typst.page(described).replace(A4, page).replace(
        '"Libertinus Serif", "DejaVu Sans"', '"Libertinus Serif"')
    fonts = compiler.Fonts(include_system_fonts=False)
    made, warnings = compiler.compile_with_warnings(
        source.encode(), font_paths=fonts, format="svg")
    assert not warnings
    made = made if isinstance(made, list) else [made]
    return [page.decode() for page in made]


def tall(described):
    """How tall a display is, set 170 mm wide on a page that fits it."""
    page, = pages(described, "page(width: 210mm, height: auto, margin: 20mm)")
    return float(page.split('height="')[1].split("pt")[0])


def test_everything_can_be_set():
    assert len(pages(EVERYTHING)) == 2


@pytest.mark.parametrize("name, written", [
    ("W_hx", 'attach(italic("W"), b: italic("hx"))'),
    ("h_prev", 'attach(italic("h"), b: upright("prev"))'),
    ("x_1", 'attach(italic("x"), b: upright("1"))'),
    ("W_hh_1", 'attach(italic("W"), b: italic("hh")","upright("1"))'),
    ("alpha", 'italic("α")'), ("Sigma", 'upright("Σ")'),
    ("y_hat", 'accent(italic("y"), hat)'),
    ("dW_hx", 'upright("d")attach(italic("W"), b: italic("hx"))'),
    ("loss", 'upright("loss")'), ("a[0, 1]", 'italic("a")upright("[0, 1]")'),
    ("z_bar", 'overline(italic("z"))'),
    ("x→y", 'italic("x") class("normal", →) italic("y")'),
])
def test_names_are_typeset(name, written):
    assert symbol(name) == written


@pytest.mark.parametrize("expression, written", [
    (Number(-0.5), "-0.5"), (Number(1.5e-9), "1.5 ⋅ 10^(-9)"),
    (add(Number(2), Number(-1)), "2 - 1"),
    (Infix("*", Number(2), Number(-3)), "2 ⋅ lr((-3))"),
    (Infix("@", a, b), 'italic("a") thin italic("b")'),
    (Infix(".", a, b), 'italic("a") ⊙ italic("b")'),
    (Infix("of", Symbol("rows"), a), 'upright("rows")" of "italic("a")'),
    (Power(Symbol("e"), Prefix("-", a)),
     'attach(italic("e"), t: -italic("a"))'),
    (Fraction(a, b), 'frac(italic("a"), italic("b"))'),
    (Root(a), 'sqrt(italic("a"))'), (Norm(a, 1), 'abs(italic("a"))'),
    (Transpose(a), 'attach(italic("a"), t: upright("T"))'),
    (Call("max", (a, b)), 'op("max")lr((italic("a"), italic("b")))'),
    (Call("rounded_exp", (a,)), 'op("rounded exp")lr((italic("a")))'),
    (Index(a, "0"), 'italic("a")upright("[0]")'), (Dots(), "⋯"),
    (Stack((a, b)), 'mat(delim: "[", italic("a"); italic("b"))'),
    (column(1, -2), 'mat(delim: "[", align: #right, column-gap: #0.7em, '
     "1; -2)"),
])
def test_expressions(expression, written):
    assert typ(arrange(expression)) == written


EVIL = '#panic("x") $a$ "b" \\ ] ) */ // <l> @c `d` *e* _f_ ~ \x00 \n = g'


def test_what_is_shown_is_never_an_instruction():
    assert string('a"\\#') == '"a\\"\\\\#"'
    described = Document(EVIL, (
        Text(EVIL, "look"), Heading(EVIL), Row((Text(EVIL), Text("b"))),
        Table((EVIL,), ((EVIL,), (Symbol(EVIL),)), EVIL),
        Equation(Symbol(EVIL), (Call(EVIL, (Index(a, EVIL),)),
                                Matrix(((EVIL,),))), ("=", "="), EVIL)))
    assert len(pages(described)) == 1


@pytest.mark.parametrize("sign", PRECEDENCE)
def test_every_sign_can_be_set(sign):
    assert len(pages(Document("", (
        Equation(a, (Infix(sign, a, b),), ("=",)),)))) == 1


def test_names_in_sentences_are_typeset_and_words_stay_words():
    made = typst.paragraph("The state h_prev and W_hx[0, 1], a1 and h_{t−1}; "
                           "a one_hot word in file.h_b")
    for name in ("h_prev", "W_hx[0, 1]", "a1"):
        assert f"${symbol(name)}$" in made
    assert 'attach(italic("h"), b: italic("t−1"))' in made
    assert '"; a one_hot word in file.h_b"' in made
    assert typst.paragraph("1 − h_t²").endswith('b: italic("t"))$#text("²")')


@pytest.mark.parametrize("words, formula", [
    ("both_t", symbol("both_t")), ("da2", symbol("da2")),
    ("dy", symbol("dy")), ("backward.W_hx", symbol("backward.W_hx")),
    ("W_·x", 'attach(italic("W"), b: italic("·x"))'),
    ("e^s", 'attach(italic("e"), t: italic("s"))'),
    ("e^2", 'attach(italic("e"), t: upright("2"))'),
])
def test_more_names_in_sentences(words, formula):
    assert typst.paragraph(f"({words})") == (
        f'#text("(")${formula}$#text(")")')
    assert len(pages(Document("", (Text(words),)))) == 1


def test_a_blank_is_a_box_for_a_pencil():
    one = Document("", (Equation(a, (Blank("a"),), ("=",)),))
    none = Document("", (Equation(a, (Number(1),), ("=",)),))
    mm = 72 / 25.4
    assert "width: 14mm, height: 9mm" in typst.PREAMBLE
    assert tall(one) - tall(none) > 4 * mm
    assert tall(Document("", (BLANKS,))) > 9 * mm


def wide_numbers(columns, rows=1):
    return Matrix(tuple((-0.1234,) * columns for _ in range(rows)))


def ink(described):
    """Where there is ink on a page: an array of half millimetres."""
    data = compiler.compile(
        typst.page(described).encode(), format="png", ppi=50.8,
        font_paths=compiler.Fonts(include_system_fonts=False))
    return imread(BytesIO(data))[:, :, :3].min(axis=2) < 0.7


@pytest.mark.parametrize("equation", [
    STEP, Equation(None, (add(*[Infix("*", Number(1.25), Number(k))
                                for k in range(40)]), Number(9)), ("=",)),
    Equation(Symbol("h"), (wide_numbers(18),), ("=",)),
    Equation(Symbol("h"), (Matrix(((Blank("h"),) * 14,)),), ("=",)),
    Equation(Symbol("dW_hh"), (add(*[Infix(
        "@", wide_numbers(9, 3), wide_numbers(9, 9))] * 3), Number(1)),
        ("=", "≈")),
    Equation(Symbol("y"), (Call("max", (Infix("of", Symbol("rows"), Stack(
        (wide_numbers(6, 2), Dots(), wide_numbers(6, 3)), "columns")),)),),
        ("=",)),
], ids=["step", "sum", "matrix", "blanks", "products", "stack"])
def test_long_equations_stay_on_the_page(equation):
    columns = np.flatnonzero(ink(Document("", (equation,))).any(axis=0))
    assert 60 < columns.max() / 2 <= 190


def test_a_line_that_goes_on_is_indented():
    """The left side stands alone at the left."""
    found = ink(Document("", (Equation(Symbol("total"), (
        add(*[Number(1.25)] * 60),), ("=",)),)))
    rows = np.flatnonzero(found.any(axis=1))
    first = np.flatnonzero(found[rows[0]:rows[0] + 6].any(axis=0)).min()
    rest = np.flatnonzero(found[rows[0] + 12:].any(axis=0)).min()
    assert rest - first > 12


def test_nothing_is_left_out_of_a_matrix_on_paper():
    numbers = Matrix((tuple(float(k) for k in range(15)),))
    assert all(f"{k}, " in typ(numbers) for k in range(14))
    assert "⋯" not in typ(numbers)


def test_lines_with_matrices_do_not_touch():
    """Two lines are as tall as one and another one."""
    one = Equation(a, (column(1, 2, 3), column(1, 2, 3)), ("=",))
    two = Equation(a, (Symbol("b"), column(1, 2, 3)), ("=", "="))
    assert tall(Document("", (two,))) > tall(Document("", (one,))) + 12


def test_a_picture_is_embedded_with_its_words():
    made = typst.document(Document("", (network(),)))
    assert "image(bytes(" in made and 'alt: "x to y, a < b"' in made
    assert "var(--" not in made
    assert len(pages(Document("", (network(),)))) == 1


def test_an_empty_table_and_an_unknown_item():
    assert typst.table(Table((), ())) == ""
    assert len(pages(Document("", (Table(("a", "b"), ((1.0,),)),)))) == 1
    with pytest.raises(TypeError, match="typst cannot show int"):
        typst.item(3)
    with pytest.raises(TypeError, match="typst cannot show Picture"):
        typ(Picture("", "", ""))
