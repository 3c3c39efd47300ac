"""Chapter 07: the context grows, a word is chosen, blanks are filled."""
import re

from playwright.sync_api import expect

CHAPTER = "07-language-models.ipynb"


def test_every_control_moves_its_picture(lab, tmp_path):
    lab.open(CHAPTER)
    lab.run_all()
    cell = lab.page.locator(".jp-CodeCell", has_text="language.next_letter")
    drawing = cell.locator("svg[role=img]")
    expect(drawing).to_have_attribute("aria-label", re.compile("␣ 0.200"))
    slider = cell.get_by_role("slider").first
    slider.focus()
    slider.press("ArrowRight")
    expect(cell).to_contain_text("n = 2 looks at “o”")
    cell.get_by_role("button", name="the xy").click()
    slider.focus()
    slider.press("ArrowRight")
    expect(cell).to_contain_text("n = 3 looks at “xy”, never seen.")
    cell.screenshot(path=tmp_path / "letters.png")

    cell = lab.page.locator(".jp-CodeCell", has_text="move(language.near(")
    drawing = cell.locator("svg[role=img]")
    expect(drawing).to_have_attribute("aria-label", re.compile("to says:"))
    cell.get_by_role("button", name="red", exact=True).click()
    expect(drawing).to_have_attribute("aria-label", re.compile("to red:"))
    cell.screenshot(path=tmp_path / "words.png")

    ask = lab.page.locator(".rnnkit-ask").first
    for label, value in (("total", "4"), ("p[0]", ".5"), ("p[1]", "0.125"),
                         ("p[2]", "0.25"), ("p[3]", "1/8")):
        field = ask.locator(f'input[data-label="{label}"]')
        field.fill(value)
        field.press("Enter")
    expect(ask).to_contain_text("5 of 5 right")
    ask.screenshot(path=tmp_path / "ask.png")
    assert lab.errors() == [] and lab.console_errors() == []
