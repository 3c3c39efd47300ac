"""Chapter 10: the temperature is moved, a beginning chosen, blanks filled."""
import re

from playwright.sync_api import expect

CHAPTER = "10-a-character-rnn.ipynb"


def test_every_control_moves_its_picture(lab, tmp_path):
    lab.open(CHAPTER)
    lab.run_all()
    cell = lab.page.locator(".jp-CodeCell", has_text="partial(warmed_bars")
    drawing = cell.locator("svg[role=img]")
    expect(drawing).to_have_attribute("aria-label", re.compile("o 0.837"))
    slider = cell.get_by_role("slider").first
    slider.focus()
    slider.press("ArrowLeft")
    expect(drawing).to_have_attribute(
        "aria-label", re.compile(r"Temperature 0\.9: .* o 0\.86\d"))

    cell = lab.page.locator(".jp-CodeCell", has_text="partial(next_bars")
    drawing = cell.locator("svg[role=img]")
    cell.get_by_role("button", name="The functio").click()
    expect(drawing).to_have_attribute("aria-label",
                                      re.compile("After “The functio”"))
    slider = cell.get_by_role("slider").first
    slider.focus()
    slider.press("ArrowRight")
    expect(drawing).to_have_attribute("aria-label",
                                      re.compile("temperature 1.1"))

    ask = lab.page.locator(".rnnkit-ask").first
    for label, value in (("a[0]", "1.6"), ("a[1]", "1"), ("a[2]", "-0.4"),
                         ("h[0]", "1.6"), ("h[1]", "1"), ("h[2]", "0")):
        field = ask.locator(f'input[data-label="{label}"]')
        field.fill(value)
        field.press("Enter")
    expect(ask).to_contain_text("6 of 6 right")
    ask.screenshot(path=tmp_path / "ask.png")
    assert lab.errors() == [] and lab.console_errors() == []
