"""Worksheets: sheets, keys, codes, rosters, and every kind of bad input."""
import csv
import io
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest
import typst

from rnnkit.__main__ import main
from rnnkit.practice.catalog import families
from rnnkit.practice.question import question
from rnnkit.show import text as face
from rnnkit.show.describe import (Blank, Document, Equation, Matrix, Number,
                                  Row, Symbol)
from rnnkit.worksheets import fonts, paper, save, web
from rnnkit.worksheets.code import check_letter, decode, encode, family_code
from rnnkit.worksheets.roster import clean, read_roster
from rnnkit.worksheets.sheet import (Order, Sheet, answers, asking, bare,
                                     blanks_in, order, personal)
from rnnkit.worksheets.terminal import manifest, working

SEVEN = Order(("rnn-step",), 2, 1, 7)
CLASS = "name\nAnn\nBo\n"


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def worksheet(*given):
    return main(["worksheet", *map(str, given)])


def refused(capsys, *given):
    """What is said about wrong arguments; nothing may have been written."""
    before = sorted(Path().rglob("*"))
    assert worksheet(*given) == 2
    assert sorted(Path().rglob("*")) == before
    said = capsys.readouterr()
    assert said.out == "" and "Traceback" not in said.err
    return said.err


# Sheets --------------------------------------------------------------------
def test_a_sheet_and_its_key(here, capsys):
    assert worksheet("rnn-step", "--count", 4, "--seed", 7,
                     "-o", "sheet.pdf") == 0
    assert sorted(p.name for p in here.iterdir()) == [
        "sheet-key.pdf", "sheet.pdf"]
    assert (here / "sheet.pdf").read_bytes()[:5] == b"%PDF-"
    assert capsys.readouterr().out.split() == [
        "wrote", "sheet.pdf", "wrote", "sheet-key.pdf"]


def test_the_questions_come_from_the_seed_and_no_two_sheets_share_one():
    codes = [q.code for q in Sheet(SEVEN).questions]
    assert codes == ["rnn-step/1/700", "rnn-step/1/701"]
    other = [q.code for q in Sheet(SEVEN._replace(seed=8, count=3)).questions]
    assert not set(codes) & set(other)


def test_the_same_seed_gives_the_same_bytes(here):
    for name in ("a", "b"):
        assert worksheet("rnn-step", "-o", f"{name}.pdf") == 0
    assert worksheet("rnn-step", "--seed", 2, "-o", "c.pdf") == 0
    read = {p.stem: p.read_bytes() for p in here.glob("*.pdf")}
    assert read["a"] == read["b"] and read["a-key"] == read["b-key"]
    assert read["a"] != read["c"]


def test_every_blank_is_on_the_sheet_and_every_answer_in_the_key():
    asked = question("rnn-step", 2, 700)
    labels = [label for item in asking(asked) for label in blanks_in(item)]
    assert labels == list(asked.blanks)
    filled = answers(asked)
    assert not blanks_in(filled)
    numbers = [n.value for e in filled.items for part in
               (e.items if isinstance(e, Row) else [e])
               for row in part.steps[-1].rows for n in row]
    assert numbers == list(asked.right.values())
    assert "☐" not in face.document(filled)


def test_a_single_blank_has_no_brackets():
    line = Equation(Symbol("y"), (Matrix(((Blank("y"),),)),), ("=",))
    assert bare(Document("t", (line,))).items[0].steps == (Blank("y"),)
    two = Matrix(((Blank("a"),), (Blank("b"),)))
    assert bare(two) == two and bare(Number(1.0)) == Number(1.0)


@pytest.mark.parametrize("name", families())
def test_every_family_can_be_printed(name):
    """One compilation with all levels; typst has nothing to complain of."""
    sheets = [Sheet(order([name], 1, level, 3))
              for level in families()[name].levels]
    chosen = fonts.fonts()
    for source in (paper.sheets_source(sheets, "T"),
                   paper.keys_source(sheets, "T")):
        made, warnings = typst.compile_with_warnings(
            source.encode(), font_paths=chosen, format="pdf")
        assert made.startswith(b"%PDF-") and not warnings
    page = web.page(sheets, "T")
    blanks = sum(len(q.blanks) for s in sheets for q in s.questions)
    assert page.count('class="blank"') == blanks
    assert page.count('width="14mm" height="6mm" depth="3mm"') == blanks


def test_html_needs_nothing_else_and_escapes(here):
    (here / "n.csv").write_text("name\n<b>&Ann\n")
    assert worksheet("rnn-step", "--roster", "n.csv", "-o", "s.html",
                     "--title", "<script>") == 0
    for name in ("s.html", "s-key.html"):
        page = (here / name).read_text()
        assert "<b>&" not in page and "<script" not in page
        assert "&lt;b&gt;&amp;Ann" in page
        assert "http" not in page.replace("http://www.w3.org", "")
    assert "Worked out" in (here / "s-key.html").read_text()
    assert "break-inside:avoid" in (here / "s.html").read_text()


def test_the_key_holds_the_answers_and_the_sheet_does_not():
    sheets = [Sheet(Order(("rnn-step",), 1, 2, 7))]
    asked = sheets[0].questions[0]
    filled = answers(asked).items[0].items[0].steps[0]
    written = "; ".join(f"{cell.value:g}" for row in filled.rows
                        for cell in row)
    key = paper.keys_source(sheets, "T")
    assert written in key and written not in paper.sheets_source(sheets, "T")
    assert "blank," not in key.split("#sheet(")[-1]


def test_names_are_typeset_in_both_faces():
    sheets = [Sheet(order(["live-links", "conditional-distribution",
                           "bptt-bars"], 1, 1, 7))]
    page = web.page(sheets, "T").split("<body")[1]
    read = re.sub(r'aria-label="[^"]*"', "", page)
    assert "_" not in read and "{" not in read
    assert "<i>h</i><sub><i>t+1</i></sub>" in read
    assert "P(<i>y</i><sub><i>t</i></sub> | …)" in read


def test_each_page_has_the_name_beside_the_code():
    sheets = personal(SEVEN, ["Ann", '"}</style>', "A" * 200])
    source = paper.sheets_source(sheets, "T")
    assert '#box(text("Ann"))], <end-0>' in source
    assert f'box(text("{"A" * 40}…"))], <end-2>' in source
    page = web.page(sheets, "T")
    assert f'content:"{sheets[0].code} \\0000b7 Ann"' in page
    assert '"page " counter(page);' in page
    assert page.count("</style>") == 1
    assert '" of " counter(pages)' in web.page(sheets[:1], "T")


def test_there_is_room_for_working_unless_it_costs_a_page():
    chosen = fonts.fonts()
    one = [Sheet(order(["rnn-step"], 1, 2, 7))]
    assert working(one, "T", chosen) == paper.ROOMY
    easy = [Sheet(order(["rnn-step"], 1, 1, 7))]
    assert working(easy, "T", chosen) == paper.WORKING
    many = [Sheet(order(["rnn-step", "lstm-gates"], 4, 2, 7))]
    pages = {room: len(fonts.compiled(paper.sheets_source(
        many, "T", room=room), chosen, "svg"))
        for room in (paper.WORKING, working(many, "T", chosen))}
    assert len(set(pages.values())) == 1


# Codes ---------------------------------------------------------------------
@pytest.mark.parametrize("asked", [
    SEVEN, Order(("rnn-step",), 50, 3, 10 ** 12),
    Order(tuple(families())[:4], 1, 1, 0)])
def test_a_code_alone_finds_the_sheet(asked):
    code = encode(asked)
    assert decode(code) == asked
    assert decode(f" {code.lower()} ".replace("0", "o")) == asked
    assert decode(code.replace("-", "")) == asked


def test_codes_stay_the_same_for_ever():
    assert encode(SEVEN) == "12-C3SN-7C"
    first, = personal(SEVEN, ["王小明"])
    assert first.code == "12-C3SN-D6KAFB"


def test_no_two_families_have_one_code():
    assert len({family_code(name) for name in families()}) == len(families())


def test_a_code_that_was_copied_wrong_is_noticed():
    code = encode(SEVEN)
    for k, letter in enumerate(code):
        for other in "0123456789ABCDEFGHJKMNPQRSTVWXY":
            if letter not in "-Z" and other != letter:
                with pytest.raises(ValueError, match="code"):
                    decode(code[:k] + other + code[k + 1:])


@pytest.mark.parametrize("code", [
    "", "-", "hello", "12-C3SN", "12--7E", "12-C3SN-7C-", "1-C3SN-7E", "王",
    "1" * 9999, "12-C3SN-!E"])
def test_what_is_no_code(code, here, capsys):
    assert "code" in refused(capsys, "--code", code, "-o", "a.pdf")


def test_a_code_of_questions_that_are_not_there():
    body = "12ZZZZ7"
    with pytest.raises(ValueError, match="this version of rnnkit does not"):
        decode(f"12-ZZZZ-7{check_letter(body)}")


def test_a_code_makes_the_same_sheet_and_key_again(here):
    worksheet("rnn-step", "--count", 2, "--seed", 7, "-o", "a.pdf")
    assert worksheet("--code", "12-C3SN-7C", "-o", "b.pdf") == 0
    assert (here / "a.pdf").read_bytes() == (here / "b.pdf").read_bytes()
    assert (here / "a-key.pdf").read_bytes() == (
        here / "b-key.pdf").read_bytes()


def test_a_code_and_other_wishes(here, capsys):
    said = refused(capsys, "rnn-step", "--code", "12-C3SN-7C", "--count", 3)
    assert "leave out --count, families" in said


# A class -------------------------------------------------------------------
def test_a_class_gets_sheets_keys_and_codes(here, capsys):
    (here / "names.csv").write_text(CLASS)
    assert worksheet("rnn-step", "--count", 2, "--roster", "names.csv",
                     "-o", "class.pdf") == 0
    with open(here / "class-codes.csv", encoding="utf-8", newline="") as f:
        rows = list(csv.DictReader(f))
    assert [row["name"] for row in rows] == ["Ann", "Bo"]
    assert {row["file"] for row in rows} == {"class.pdf"}
    codes = [row["code"] for row in rows]
    assert len(set(codes)) == 2
    asked = [Sheet(decode(code)).questions for code in codes]
    assert asked[0][0].code != asked[1][0].code
    key = paper.keys_source([Sheet(decode(codes[0]), "Ann")], "T")
    assert asked[0][0].code in key and "Ann" in key
    assert (here / "names.csv").read_text() == CLASS


def test_a_class_in_a_folder_has_a_file_a_student(here):
    (here / "names.csv").write_text(CLASS)
    (here / "out").mkdir()
    assert worksheet("rnn-step", "--count", 1, "--roster", "names.csv",
                     "-o", "out") == 0
    files = sorted(p.name for p in (here / "out").iterdir())
    assert files[0].startswith("1-") and files[1].startswith("2-")
    assert files[2:] == ["codes.csv", "key.pdf"]
    with open(here / "out/codes.csv", newline="") as f:
        assert [row["file"] for row in csv.DictReader(f)] == files[:2]


def test_a_slash_at_the_end_makes_the_folder(here, capsys):
    (here / "n.csv").write_text(CLASS)
    assert worksheet("rnn-step", "--count", 1, "--roster", "n.csv",
                     "-o", "out/") == 0
    assert len(list((here / "out").iterdir())) == 4
    for _ in range(2):
        assert worksheet("rnn-step", "--count", 1, "-o", "one/") == 0
    assert (here / "one/sheet-key.pdf").exists()
    capsys.readouterr()
    assert "no family" in refused(capsys, "rnn-stp", "-o", "none/")
    assert "no folder no" in refused(capsys, "rnn-step", "-o", "no/a/")


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(A1)"])
def test_a_spreadsheet_runs_no_name(name):
    sheets = personal(SEVEN, [name])
    listed = manifest({Path("c.pdf"): sheets}).decode()
    assert f"\n'{name}," in listed.replace("\r", "")


@pytest.mark.parametrize("two_sided, pages", [(False, 2), (True, 3)])
def test_each_sheet_begins_on_a_new_page(two_sided, pages):
    sheets = personal(SEVEN._replace(count=1), ["Ann", "Bo"])
    source = paper.sheets_source(sheets, "T", two_sided)
    assert len(fonts.compiled(source, fonts.fonts(), "svg")) == pages


def test_a_student_keeps_the_sheet_when_the_class_changes():
    first = {s.name: s.code for s in personal(SEVEN, ["Ann", "Bo"])}
    later = {s.name: s.code for s in personal(SEVEN, ["Bo", "Cy", "Ann"])}
    assert first["Ann"] == later["Ann"] and first["Bo"] == later["Bo"]
    other = personal(SEVEN._replace(seed=8), ["Ann"])[0]
    assert other.code != first["Ann"]


def test_all_seeds_of_a_large_class_differ(monkeypatch):
    names = [f"Student {k}" for k in range(300)]
    assert len({s.code for s in personal(SEVEN, names)}) == 300
    monkeypatch.setattr("rnnkit.worksheets.sheet.SEEDS", 301)
    assert len({s.code for s in personal(SEVEN, names)}) == 300


def roster(path, data):
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return read_roster(path)


@pytest.mark.parametrize("data, names", [
    ("name\nAnn\nBo\n", ["Ann", "Bo"]),
    ("\ufeffname\nAnn\n", ["Ann"]),
    ('\ufeff"name";"a"\n"Ann";"1"\n', ["Ann"]),
    ("Name;Group\nAnn;1\nBo;2", ["Ann", "Bo"]),
    ("group\t NAME \n1\tAnn\n", ["Ann"]),
    ('name,group\n"Lee, Ann",1\n', ["Lee, Ann"]),
    ("name\r\nAnn\r\nBo\r\n", ["Ann", "Bo"]),
    ("\n\nname\nAnn\n", ["Ann"]),
    ("name\n王小明\nمحمد علي\nZoë\n", ["王小明", "محمد علي", "Zoë"]),
    ("name\n  Ann   Lee \n", ["Ann Lee"]),
    ("name\nZoe\u0308\n", ["Zoë"]),
    ("name\nAnn\n".encode("utf-16"), ["Ann"]),
    ("name\nA\u202enn\x07\n", ["Ann"]),
    ('name,note\nAnn,"of two\nlines"\nBo,\n', ["Ann", "Bo"]),
    ('name\n"Ann\n"\nBo\n', ["Ann", "Bo"]),
])
def test_rosters(tmp_path, data, names):
    found = roster(tmp_path / "n.csv", data)
    assert list(found.names) == names and not found.notes


def test_an_empty_line_and_a_double_name_are_told(tmp_path):
    found = roster(tmp_path / "n.csv", "name,group\nAnn,1\n\n,2\nAnn,2\n")
    assert found.names == ("Ann", "Ann")
    assert found.notes == (
        "n.csv, line 3 has no name: it is left out.",
        "n.csv, line 4 has no name: it is left out.",
        "Ann is in n.csv 2 times: each gets a sheet and a code of its own.")
    one, two = personal(SEVEN, found.names)
    assert one.order.seed != two.order.seed != one.order.seed + 1


@pytest.mark.parametrize("data, words", [
    ("first,mark\nAnn,1\n", "no column name: its first line has the columns "
     "“first”, “mark”"),
    ("", "n.csv has no column name: its first line has nothing in it"),
    ("\n \n", "no column name"),
    ("name\n", "n.csv has no names"),
    ("name\n\n\n", "n.csv has no names"),
    ("name\nSmith, Ann\n", "line 2: there are 2 columns"),
    ("name,a\nAnn,1\nSmith, Bo,1\n", "line 3: there are 3 columns"),
    (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0", "not a text file"),
    (b"PK\x03\x04name\0", "not a text file"),
    ("name\nZoë\n".encode("latin-1"), "line 2: a letter is not in UTF-8"),
    ("name\n" + "A" * 201, "line 2: the name has 201 letters"),
    ("name\n" + "Ann\n" * 2001, "has 2001 names; at most 2000 "
     "sheets are made at once: split it into several files, and give each "
     "another --seed"),
    ("name\n" + "A" * 200_000, "line 2"),
    ("\xff\xfea".encode("latin-1"), "not a text file"),
    ('name\nAnn\n"Bob\nCy\nDi\n', "line 3: a quotation mark \" is not closed"),
    ('name\n"Ann\nLee"\nBo\n', "line 2: a quotation mark"),
    ('name,note\nAnn,1\nBob,"x\nCy,y\n', "line 3: a quotation mark"),
    ('name,note\nBob,"x\nCy,"y"\nDi,z\n', "line 2: a quotation mark"),
    ('"name\nAnn\nBo\n', "line 1: a quotation mark"),
    ("name,group, NAME\nAnn,1,Lee\n", "has 2 columns called name"),
], ids=range(20))
def test_bad_rosters(here, capsys, data, words):
    Path("n.csv").write_bytes(
        data if isinstance(data, bytes) else data.encode())
    said = refused(capsys, "rnn-step", "--roster", "n.csv", "-o", "a.pdf")
    assert words in said


def test_a_roster_that_is_not_there_or_a_folder(here, capsys):
    said = refused(capsys, "rnn-step", "--roster", "no.csv", "-o", "a.pdf")
    assert "cannot read the roster no.csv: No such file" in said
    said = refused(capsys, "rnn-step", "--roster", ".", "-o", "a.pdf")
    assert "cannot read the roster" in said


def test_the_roster_is_never_written_over(here, capsys):
    Path("a-codes.csv").write_text(CLASS)
    said = refused(capsys, "rnn-step", "--roster", "a-codes.csv",
                   "-o", "a.pdf")
    assert "is the roster itself" in said
    assert Path("a-codes.csv").read_text() == CLASS


def test_clean():
    assert clean(" a\t\x00b\u202e  c\n") == "a b c"


# Names in other letters ------------------------------------------------------
def test_arabic_and_hebrew_names_have_glyphs_and_run_from_the_right():
    _, missing = fonts.fonts_for(["محمد علي", "דוד", "Ж", "Zoë Ćirić"])
    assert missing == set()
    assert "dir: rtl" in paper.worded("محمد علي")
    assert "dir: rtl" in paper.worded("12 דוד")
    assert "dir: rtl" not in paper.worded("Ann محمد")


def test_letters_without_a_glyph_are_found():
    assert fonts.without_glyph(fonts.fonts(), list("é王Ω明")) == {"王", "明"}


def test_a_name_that_cannot_be_printed_becomes_a_line(
        here, capsys, monkeypatch):
    bare_machine = fonts.fonts
    monkeypatch.setattr(fonts, "fonts", lambda *_: bare_machine())
    Path("n.csv").write_text("name\n王小明\nAnn\n", "utf-8")
    assert worksheet("rnn-step", "--roster", "n.csv", "-o", "a.pdf") == 0
    said = capsys.readouterr().err
    assert "no font here has the letters 小明王" in said
    assert "1 sheet(s) have a line for the name" in said
    listed = Path("a-codes.csv").read_bytes()
    assert listed.startswith(b"\xef\xbb\xbf") and "王小明".encode() in listed


def test_a_line_or_a_name():
    sheet = Sheet(SEVEN, "王小明")
    assert "王小明" in paper.named(sheet)
    sheet.printed = ""
    assert paper.named(sheet) == 'line-for("Name", 80mm)'


# Bad input -------------------------------------------------------------------
@pytest.mark.parametrize("given, words", [
    (["rnn-stp"], "there is no family 'rnn-stp'; did you mean rnn-step?"),
    ([], "name at least one family"),
    (["rnn-step", "rnn-step"], "rnn-step is named twice"),
    (["rnn-step", "--level", "9"], "rnn-step has no level '9': its levels "
     "are 1, 2, 3"),
    (["rnn-step", "--level", "x"], "no level 'x'"),
    (["rnn-step", "--count", "0"], "the count is '0'"),
    (["rnn-step", "--count=-3"], "the count is '-3'"),
    (["rnn-step", "--count", "1000000"], "from 1 to 50"),
    (["rnn-step", "--count", "two"], "the count is 'two'"),
    (["rnn-step", "--count", "1e999"], "the count is '1e999'"),
    (["rnn-step", "--seed=-1"], "the seed is '-1'"),
    (["rnn-step", "--seed", "9" * 14], "at most 1000000000000"),
    (["rnn-step", "-o", "sheet.docx"], "must end in .pdf or .html"),
    (["rnn-step", "-o", "sheet"], "must end in .pdf or .html"),
    (["rnn-step", "-o", "no/sheet.pdf"], "there is no folder no"),
    (["rnn-step", "-o", "."], "is a folder: name a file in it"),
    (["rnn-step", "--roster", "n.csv", "-o", "cls"], "no folder cls"),
    (["rnn-step", "--fonts", "no"], "there is no folder no with fonts"),
    (["rnn-step", "--title", "x" * 201], "the title has 201 letters"),
])
def test_wrong_arguments(here, capsys, given, words):
    assert words in refused(capsys, *given)


def test_argparse_refuses_with_the_same_code(capsys):
    with pytest.raises(SystemExit) as ended:
        worksheet("rnn-step", "--colour", "red")
    assert ended.value.code == 2
    assert "--colour" in capsys.readouterr().err


def test_a_folder_that_cannot_be_written_to(here, capsys, monkeypatch):
    Path("shut").mkdir()
    monkeypatch.setattr(save.os, "access", lambda *_: False)
    said = refused(capsys, "rnn-step", "-o", "shut/a.pdf")
    assert "cannot write into shut: permission denied" in said


@pytest.mark.parametrize("call", ["mkstemp", "replace"])
def test_a_failure_while_writing_leaves_the_old_files(
        here, capsys, monkeypatch, call):
    Path("a.pdf").write_text("old")

    def full(*_, **__):
        raise OSError(28, "No space left on device")
    owner = save.tempfile if call == "mkstemp" else save.os
    monkeypatch.setattr(owner, call, full)
    said = refused(capsys, "rnn-step", "-o", "a.pdf")
    assert "No space left on device; nothing was changed" in said
    assert Path("a.pdf").read_text() == "old"


def test_without_typst_it_says_what_to_do(here, capsys, monkeypatch):
    monkeypatch.setitem(sys.modules, "typst", None)
    assert "pip install typst" in refused(capsys, "rnn-step", "-o", "a.pdf")
    assert worksheet("rnn-step", "-o", "a.html") == 0


# The command line ------------------------------------------------------------
def test_the_commands_are_listed(capsys):
    assert main([]) == 0
    listed = capsys.readouterr().out
    assert "practice" in listed and "worksheet" in listed
    assert main(["workshet"]) == 2
    assert "did you mean worksheet?" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["practice", "worksheet"])
def test_each_command_has_help(capsys, command):
    with pytest.raises(SystemExit) as ended:
        main([command, "--help"])
    assert ended.value.code == 0
    assert f"python -m rnnkit {command}" in capsys.readouterr().out


def test_the_help_says_when_two_sheets_are_the_same(capsys):
    with pytest.raises(SystemExit):
        worksheet("--help")
    assert "unless that roster has another --seed" in capsys.readouterr().out


@pytest.mark.parametrize("given", [
    ["practice", "--list"], ["practice", "rnn-step", "--no-record"],
    ["worksheet", "rnn-step", "-o", "s.html"]])
def test_nobody_reads_what_is_written(here, given):
    running = subprocess.Popen(
        [sys.executable, "-m", "rnnkit", *given], stdin=subprocess.PIPE,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    running.stdout.close()
    assert running.stderr.read() == b"" and running.wait() == 0
    running.stdin.close()
    running.stderr.close()


def test_it_runs_as_a_module(here):
    done = subprocess.run(
        [sys.executable, "-m", "rnnkit", "worksheet", "rnn-step",
         "--count", "1", "-o", "s.pdf"], capture_output=True, text=True)
    assert done.returncode == 0 and done.stderr == ""
    assert Path("s-key.pdf").exists()


def test_a_class_is_made_quickly(here):
    """100 sheets take at most 30 s: 20 of them a fifth of it."""
    out = io.StringIO("name\n" + "\n".join(f"S {k}" for k in range(20)))
    Path("n.csv").write_text(out.getvalue())
    start = time.process_time()
    assert worksheet("rnn-step", "--roster", "n.csv", "-o", "c.pdf") == 0
    assert time.process_time() - start < 6
