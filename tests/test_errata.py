"""The errata page shows every slip of the ledger, as the ledger has it."""
import dataclasses
import re

import nbformat
import numpy as np
import pytest

import notebooks as tool
from rnnkit.ledger import agree, errata, ids, listed, worked
from rnnkit.show.typed import line

PATH = tool.ROOT / "notebooks" / "errata.ipynb"
WRONG = [id for id in ids() if worked(id).printed]


@pytest.fixture(scope="module")
def cells():
    return nbformat.read(PATH, as_version=4).cells


@pytest.fixture(scope="module")
def shown(cells):
    """All text that the page shows as the output of its cells."""
    parts = [output.get("data", {}).get("text/plain", "")
             for cell in cells if cell.cell_type == "code"
             for output in cell.outputs]
    return "\n".join(parts)


def part(shown, row):
    """The list's part on one row: from its heading to the next heading."""
    begin = shown.find(f"{row.id}: {row.title}\nDeck {row.deck}, ")
    if begin < 0:
        return ""
    following = re.search(r"\n\n[A-E]-[\w-]+: ", shown[begin:])
    return shown[begin:][:following.start() if following else None]


def missing(shown, row):
    """What the page fails to show of a row."""
    mine = part(shown, row)
    words = " ".join(mine.split())
    found = [] if row.why and " ".join(row.why.split()) in words else ["why"]
    for name, printed, right in row.slips():
        entry = rf"^\s*{re.escape(line(name))}\s+{re.escape(printed)}✗\s+" \
            rf"{re.escape(right)}✓$"
        if not re.search(entry, mine, re.M):
            found.append(f"{line(name)}: {printed}, {right}")
    return found


@pytest.mark.parametrize("id", WRONG)
def test_the_page_shows_every_slip(shown, id):
    row = worked(id)
    assert list(row.slips())
    assert missing(shown, row) == []


@pytest.mark.parametrize("id", WRONG)
def test_a_slip_that_is_missing_or_changed_is_noticed(shown, id):
    row = worked(id)
    mine = part(shown, row)
    assert "why" in missing(shown.replace(mine, ""), row)
    for name, printed, right in row.slips():
        for value, mark in ((printed, "✗"), (right, "✓")):
            changed = mine.replace(f"{value}{mark}", f"{value}0{mark}")
            assert missing(shown.replace(mine, changed), row)


def test_a_new_slip_is_asked_for(shown):
    row = dataclasses.replace(worked("A-softmax-1"), printed={"total": 11},
                              why="the sum of 3 and 7 is 10")
    assert missing(shown, row) == ["why", "total: 11, 10"]


def test_the_page_has_the_rows_that_are_marked_wrong():
    wrong = [id for id in ids() if worked(id).status == "wrong"]
    assert set(wrong) <= set(WRONG) == {row.id for row in errata()}
    assert len(errata()) == len(WRONG)


def test_each_recomputed_slip_names_the_chapter_that_shows_it(cells):
    for before, cell in zip(cells, cells[1:]):
        for tag in cell.metadata.get("tags", []):
            if tag.startswith("slide:"):
                assert tag.removeprefix("slide:") in before.source
                chapter = re.search(r"\]\((\d\d-[\w-]+\.ipynb)\)",
                                    before.source)
                assert chapter, tag


# -- what the page is made of ------------------------------------------------

def test_only_the_entries_that_differ_are_slips():
    found = [(line(name), printed, right) for name, printed, right
             in worked("A-softmax-9").slips()]
    assert found == [("y_hat[8]", "0.01", "0.03"), ("dz[2]", "−0.55", "0.55"),
                     ("dz[4]", "0.01", "−0.99"), ("dz[8]", "0.02", "0.03")]
    assert list(worked("A-softmax-1").slips()) == []


def test_a_shape_is_one_slip():
    (name, printed, right), = worked("A-large-count").slips()
    assert (line(name), printed, right) == ("W_hx", "512 × 128", "128 × 512")


def test_chosen_rows_only():
    assert [row.id for row in errata("C-loss", "A-exp")] == ["C-loss", "A-exp"]
    with pytest.raises(KeyError, match="did you mean 'C-loss'"):
        errata("C-los")


def test_all_faces_show_the_list():
    page = errata()
    for face in (page.text(), page.html(), page.latex()):
        assert "54.58715" in face and "54.59815" in face


# -- a check beside the answer key -------------------------------------------

def test_a_check_says_same_or_differs():
    row = worked("A-softmax-1")
    check = row.check(y_hat=[[0.3], [0.7]], total=np.array([[10.0]]))
    assert check.ok and "differs" not in check.text()
    check = row.check(y_hat=[[0.3], [0.71]], total=10)
    assert not check.ok and not check.agrees("y_hat") and check.agrees("total")
    assert check.text().count("differs✗") == 1


def test_a_check_tells_of_the_slips_it_meets():
    row = worked("C-loss")
    both = row.check(l=row.expected["l"], L=row.expected["L"])
    assert both.ok and "As printed: l[3] = 3.615." in both.text()
    assert "slips" not in row.check(L=row.expected["L"]).text()


def test_a_check_of_what_the_row_does_not_have_names_what_it_has():
    with pytest.raises(KeyError, match="A-exp expects no 'e'; it has rounded"):
        worked("A-exp").check(e=1)


@pytest.mark.parametrize("computed, said, decimals, same", [
    (0.2689, 0.27, 2, True), (0.2751, 0.27, 2, False), (7, 7, None, True),
    (7.0001, 7, None, False), ([[3], [7]], [3, 7], None, False),
    ([[10]], 10, None, True), ({"a": 1}, {"a": 1}, None, True),
    ({"a": 1}, {"b": 1}, None, False), (np.nan, 1, 2, False)])
def test_agreement_to_the_decimals_of_a_row(computed, said, decimals, same):
    assert agree(computed, said, decimals) is same


@pytest.mark.parametrize("value, decimals, words", [
    ([128, 512], None, "128 × 512"), ((4, 1), None, "4 × 1"),
    (13, None, "13"), (54.58715, 5, "54.58715"),
    (np.array([[0.3], [0.7]]), 2, "0.3, 0.7"),
    (np.eye(2), None, "1, 0; 0, 1"), ([0.3, 0.25], 2, "0.3, 0.25"),
    ({"a": 1, "b": [2, 3]}, None, "a 1, b 2 × 3")])
def test_numbers_as_a_hand_lists_them(value, decimals, words):
    assert listed(value, decimals) == words
