"""What every notebook of the course promises; nbval runs them besides."""

import re
import shutil
import subprocess
import sys

import nbformat
import pytest

import notebooks as tool

SLIDE_TYPES = {"slide", "subslide", "fragment", "notes", "skip", "-"}
UNCOMPARED = {
    "nbval-ignore-output", "pytest-validate-ignore-output",
    "nbval-skip", "nbval-raises-exception", "raises-exception",
}
# A home, temporary or Windows folder; the address of an object.
MACHINE = re.compile(
    r"/(?:home|root|Users|tmp|opt|usr|var)/\w|[A-Z]:\\Users|\b0x[0-9a-f]{6,}"
)
BARE_FIGURE = re.compile(r"<Figure size .*>|<.*Image object>")


def name(path):
    return str(path.relative_to(tool.ROOT))


@pytest.fixture(
    scope="module", params=tool.all_notebooks(), ids=name
)
def path(request):
    return request.param


@pytest.fixture(scope="module")
def cells(path):
    return nbformat.read(path, as_version=4).cells


def code(cells):
    return [c for c in cells if c.cell_type == "code"]


def tags(cell):
    return set(cell.metadata.get("tags", []))


def data(cells, mime):
    """Every (cell id, stored value) of one MIME type."""
    for cell in code(cells):
        for output in cell.outputs:
            if mime in output.get("data", {}):
                yield cell.id, output.data[mime]


def pictures_without_alt(html):
    """The <img> tags whose alt text is missing or empty."""
    return [
        tag for tag in re.findall(r"<img\b[^>]*>", html, re.I)
        if not re.search(r"""\balt\s*=\s*(?:"[^"]*\w|'[^']*\w)""", tag, re.I)
    ]


def drawings_without_title(markup):
    """The <svg> drawings without a <title>, unless hidden as decoration."""
    return [
        svg[:80] for svg in re.findall(r"<svg\b.*?</svg>", markup, re.S)
        if not re.search(r"<title\b[^>]*>[^<]*\w", svg)
        and 'aria-hidden="true"' not in svg[:svg.index(">")]
    ]


def test_it_is_scrubbed(path):
    assert tool.is_scrubbed(path), "run: make notebooks"


def test_it_opens_with_its_title(cells):
    assert cells[0].cell_type == "markdown"
    assert re.match(r"# \S", cells[0].source)


def test_it_can_be_presented(cells):
    bare = [
        cell.id for cell in cells
        if cell.metadata.get("slideshow", {}).get("slide_type")
        not in SLIDE_TYPES
    ]
    assert not bare, f"cells without a slide type: {bare}"


def test_it_stores_no_error_and_no_warning(cells):
    bad = [
        cell.id for cell in code(cells) for output in cell.outputs
        if output.output_type == "error" or output.get("name") == "stderr"
    ]
    assert not bad, f"cells with an error or a warning: {bad}"


def test_its_slide_cells_are_compared(cells):
    for cell in code(cells):
        if any(tag.startswith("slide:") for tag in tags(cell)):
            where = f"cell {cell.id}, {sorted(tags(cell))}"
            assert not tags(cell) & UNCOMPARED, where
            assert "NBVAL_" not in cell.source, where
            assert any(
                output.get("text", "").strip()
                or output.get("data", {}).get("text/plain", "").strip()
                for output in cell.outputs
            ), f"{where}: no text output"


def test_a_slide_tag_is_on_a_code_cell(cells):
    lost = [
        cell.id for cell in cells if cell.cell_type != "code"
        and any(tag.startswith("slide:") for tag in tags(cell))
    ]
    assert not lost, f"nothing is compared in these cells: {lost}"


def test_its_code_cells_fit_on_a_projector(cells):
    for cell in code(cells):
        lines = [line for line in cell.source.splitlines() if line.strip()]
        assert len(lines) <= 18, f"cell {cell.id} has {len(lines)} lines"


def test_every_picture_is_described(cells):
    for cell in cells:
        if cell.cell_type == "markdown":
            empty = re.findall(r"!\[\s*\]\([^)]*\)", cell.source)
            empty += pictures_without_alt(cell.source)
            empty += drawings_without_title(cell.source)
            assert not empty, f"cell {cell.id}: no alt text: {empty}"
    for cell_id, html in data(cells, "text/html"):
        empty = pictures_without_alt(html) + drawings_without_title(html)
        assert not empty, f"cell {cell_id}: no alt text: {empty}"
    for cell_id, svg in data(cells, "image/svg+xml"):
        empty = drawings_without_title(svg)
        assert not empty, f"cell {cell_id}: no <title>: {empty}"


def test_every_bitmap_has_words_beside_it(cells):
    """nbval does not compare bitmaps, but it does compare their words."""
    for cell in code(cells):
        for output in cell.outputs:
            kinds = output.get("data", {})
            if "image/png" in kinds or "image/jpeg" in kinds:
                words = kinds.get("text/plain", "").strip()
                assert words and not BARE_FIGURE.fullmatch(words), (
                    f"cell {cell.id}: display an object whose text/plain "
                    "says what the picture shows"
                )


def test_it_names_no_machine(cells):
    for cell in code(cells):
        for output in cell.outputs:
            stored = [output.get("text", ""), *output.get("data", {}).values()]
            found = MACHINE.findall("\n".join(map(str, stored)))
            assert not found, f"cell {cell.id}: {found}"


# The proof of the proof: nbval, set up as here, sees a changed output.

TINY = """\
print(6 * 7)
---
class Both:
    def _repr_mimebundle_(self, **kinds):
        return {
            "text/plain": f"{5 + 7} in words",
            "text/html": f"<b>{6 + 7}</b>",
            "image/svg+xml": f"<svg><title>{7 + 7}</title></svg>",
        }
Both()
---
import ipywidgets
ipywidgets.IntSlider(value=8 + 7)
---
quiet = 16"""


@pytest.fixture(scope="module")
def tiny(tmp_path_factory):
    """A notebook that was run and scrubbed, alone in a folder."""
    path = tmp_path_factory.mktemp("tiny") / "tiny.ipynb"
    # Ids of letters, so that no random id holds one of the numbers changed.
    cells = [nbformat.v4.new_code_cell(s, id=letter * 8) for s, letter
             in zip(TINY.split("\n---\n"), "abcdefgh")]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
    tool.run(path)
    return path


def nbval(folder):
    """What strict nbval, with the rules of this suite, says of a folder."""
    shutil.copy(tool.ROOT / "conftest.py", folder)
    (folder / "pytest.ini").write_text("[pytest]\n")
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider",
         "--color=no", "--nbval", "--nbval-current-env", "."],
        cwd=folder, capture_output=True, text=True, timeout=120,
    ).stdout


def test_what_run_leaves_is_scrubbed_and_passes(tiny):
    text = tiny.read_text()
    assert tool.is_scrubbed(tiny)
    assert "widget-view" not in text
    assert '"execution_count": null' in text
    assert "IntSlider(value=15)" in text
    said = nbval(tiny.parent)
    assert "4 passed" in said, said


def test_running_again_changes_nothing(tiny):
    before = tiny.read_bytes()
    tool.run(tiny)
    assert tiny.read_bytes() == before


def test_nbval_sees_every_changed_output(tiny, tmp_path):
    """One digit is changed in a stream, a text, an HTML, a drawing and the
    text of a widget, and a cell that printed nothing prints."""
    changes = {
        "42": "43",
        "12 in words": "21 in words",
        "<b>13</b>": "<b>31</b>",
        "<title>14</title>": "<title>41</title>",
        "IntSlider(value=15)": "IntSlider(value=51)",
        "quiet = 16": "print(16)",
    }
    text = tiny.read_text()
    for number, (right, wrong) in enumerate(changes.items()):
        assert text.count(right) == 1, right
        changed = tmp_path / f"changed{number}.ipynb"
        changed.write_text(text.replace(right, wrong))
    said = nbval(tmp_path)
    assert f"{len(changes)} failed" in said, said
