"""Chapter 13: the register, the beam, a date typed, and squares to point at.
"""
import re

from playwright.sync_api import expect

CHAPTER = "13-seq2seq.ipynb"


def cell_with(lab, words):
    return lab.page.locator(".jp-CodeCell", has_text=words)


def test_every_control_moves_and_every_square_speaks(lab, tmp_path):
    lab.open(CHAPTER)
    lab.run_all()

    cell = cell_with(lab, "translating.register")
    expect(cell).to_contain_text("3 of 3 right")
    slider = cell.get_by_role("slider")
    slider.focus()
    slider.press("ArrowRight")
    expect(cell).to_contain_text("3 of 4 right. Wanted: 4, 2, 1, 3.")
    cell.get_by_role("button", name="in order").click()
    expect(cell).to_contain_text("0 of 4 right. Wanted: 3, 1, 2, 4.")

    cell = cell_with(lab, "translating.beam_table")
    expect(cell).to_contain_text("Width 1: not the best")
    slider = cell.get_by_role("slider")
    slider.focus()
    for _ in range(7):
        slider.press("ArrowRight")
    expect(cell).to_contain_text("Width 8:")

    reader = lab.page.locator(".rnnkit-translating")
    verdict, words = reader.locator(".verdict"), reader.locator(".words")
    expect(verdict).to_contain_text("writes 2021-03-03")
    squares = reader.locator("[data-square]")
    expect(squares).to_have_count(11 * 21)

    # Point with the mouse, then go on with the keyboard: nothing jumps.
    table = reader.locator("table")
    size = table.bounding_box()["height"]
    reader.locator('[data-square="0,17"]').hover()
    expect(words).to_contain_text("Output 1, “2”: it read")
    expect(words).to_contain_text("This square: “2”")
    first = reader.locator('[data-square="0,0"]')
    reader.get_by_label("model").focus()
    lab.page.keyboard.press("Tab")
    expect(first).to_be_focused()
    for key, place in (("ArrowDown", "1,0"), ("ArrowRight", "1,1"),
                       ("ArrowUp", "0,1"), ("ArrowUp", "0,1")):
        lab.page.keyboard.press(key)
        expect(reader.locator(f'[data-square="{place}"]')).to_be_focused()
    expect(words).to_contain_text("This square: “h”")
    assert table.bounding_box()["height"] == size
    lab.page.screenshot(path=tmp_path / "map.png")

    # Type a date, one that does not exist, and what is none at all.
    box = reader.get_by_label("text to read")
    for text, said in (("31.12.1999", r"writes 1999-12-31 .* Right\."),
                       ("29 feb 2023", "february 2023 has 28 days"),
                       ("ß", "cannot read this: 'ß'"),
                       ("", "cannot read this: a text is empty"),
                       ("may 5 1999", r"writes 1999-05-05 .* Right\.")):
        box.fill(text)
        box.press("Enter")
        expect(verdict).to_have_text(re.compile(said))
    expect(squares).to_have_count(11 * 10)
    reader.get_by_label("model").select_option("none")
    expect(words).to_contain_text("nothing to point at")
    expect(squares).to_have_count(0)

    ask = lab.page.locator(".rnnkit-ask").first
    for label, value in (("a[0]", 2), ("a[1]", 3), ("h[0]", 2), ("h[1]", 3)):
        field = ask.locator(f'input[data-label="{label}"]')
        field.fill(str(value))
        field.press("Enter")
    expect(ask).to_contain_text("4 of 4 right")
    assert lab.errors() == [] and lab.console_errors() == []
