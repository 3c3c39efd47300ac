"""Chapter 14: who looks at whom, waves, costs, heads, and blanks."""
import re

from playwright.sync_api import expect

CHAPTER = "14-attention.ipynb"


def press(cell, number, key="ArrowRight"):
    """Press a key on one of the sliders of a cell."""
    slider = cell.get_by_role("slider").nth(number)
    slider.focus()
    slider.press(key)


def test_every_control_moves_its_picture(lab, tmp_path):
    lab.open(CHAPTER)
    lab.run_all()
    cell = lab.page.locator(".jp-CodeCell", has_text="attending.move_search")
    says = cell.locator("svg[role=img]")
    expect(says).to_have_attribute("aria-label", re.compile("lamp 0.86"))
    press(cell, 0)
    expect(says).to_have_attribute("aria-label", re.compile("lamp 0.73"))
    cell.get_by_role("button", name="Ada", exact=True).click()
    cell.get_by_role("button", name="causal").click()
    expect(says).to_have_attribute("aria-label", re.compile("Ada 1, lit 0"))
    cell.screenshot(path=tmp_path / "search.png")

    cell = lab.page.locator(".jp-CodeCell", has_text="attending.position_map")
    says = cell.locator("svg[role=img]")
    for number in (0, 1):
        before = says.inner_html()
        press(cell, number, "ArrowLeft")
        lab.page.wait_for_timeout(300)
        assert says.inner_html() != before

    cell = lab.page.locator(".jp-CodeCell", has_text="move(attending.cost_")
    press(cell, 0)
    expect(cell).to_contain_text("T = 576, d = 64")
    press(cell, 1)
    expect(cell).to_contain_text("T = 576, d = 80")

    cell = lab.page.locator(".jp-CodeCell", has_text="attending.model_map")
    press(cell, 0)
    expect(cell.locator("svg[role=img]")).to_have_attribute(
        "aria-label", re.compile("Block 1, head 2"))
    cell.screenshot(path=tmp_path / "heads.png")

    ask = lab.page.locator(".rnnkit-ask").first
    for n, value in enumerate((1, 0, 0, 0, 1, 0)):
        field = ask.locator(f'input[data-label="k[{n // 3}, {n % 3}]"]')
        field.fill(str(value))
        field.press("Enter")
    expect(ask).to_contain_text("6 of 18 right")
    assert lab.errors() == [] and lab.console_errors() == []
