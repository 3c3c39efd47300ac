"""Chapter 15: what reaches what, cones, and blanks."""
import re

from playwright.sync_api import expect

CHAPTER = "15-convolution-and-dense-prediction.ipynb"


def press(cell, number, key="ArrowRight"):
    """Press a key on one of the sliders of a cell."""
    slider = cell.get_by_role("slider").nth(number)
    slider.focus()
    slider.press(key)


def test_every_control_moves_its_picture(lab, tmp_path):
    lab.open(CHAPTER)
    lab.run_all()

    def picture(words):
        found = lab.page.locator(".jp-CodeCell", has_text=words)
        return found, found.locator("svg[role=img]")

    def says(shown, words):
        expect(shown).to_have_attribute("aria-label", re.compile(words))

    cell, shown = picture("move(reach")
    says(shown, "6 × 6 → 6 × 6. Output \\(0, 0\\) = 18")
    press(cell, 0)
    press(cell, 1)
    says(shown, "Output \\(1, 1\\) = 72 is reached by 9 inputs")
    press(cell, 3)
    says(shown, "6 × 6 → 3 × 3")
    press(cell, 4, "ArrowLeft")
    says(shown, "6 × 6 → 2 × 2")
    press(cell, 5)
    says(shown, "6 × 6 → 1 × 1")
    press(cell, 2)
    expect(cell).to_contain_text("This cannot be: kernel is 4")
    press(cell, 2, "ArrowLeft")
    cell.screenshot(path=tmp_path / "reach.png")

    cell, shown = picture("move(up_and_down")
    press(cell, 0)
    says(shown, "Output \\(1, 0\\) = 7 is reached by 1 input: \\(3, 0\\)")
    press(cell, 1)
    for name, value in (("max unpooling", 1), ("nearest", 1),
                        ("bed of nails", 0)):
        cell.get_by_role("button", name=name, exact=True).click()
        says(shown, f"{name.capitalize()}.*\\(1, 1\\) = {value} ")

    cell, shown = picture("move(spread")
    says(shown, "3 × 3 → 5 × 5.*4 inputs")
    press(cell, 0)
    says(shown, "Output \\(2, 1\\).*2 inputs")
    for number, key, words in ((4, "ArrowLeft", "7 × 7"),
                               (2, "ArrowLeft", "6 × 6"),
                               (3, "ArrowRight", "8 × 8"),
                               (5, "ArrowRight", "9 × 9")):
        press(cell, number, key)
        says(shown, f"3 × 3 → {words}")

    cell, shown = picture("move(cone")
    press(cell, 0)
    says(shown, "Dilated: output 8 sees 15 of 16")
    cell.get_by_role("button", name="plain").click()
    says(shown, "Plain: output 8 sees 7 of 16")
    cell.get_by_role("button", name="stride 2").click()
    says(shown, "The last layer has 2 places")
    cell.screenshot(path=tmp_path / "cone.png")

    ask = lab.page.locator(".rnnkit-ask").first
    for n, value in enumerate((4, 5, 1)):
        field = ask.locator(f'input[data-label="y[{n}]"]')
        field.fill(str(value))
        field.press("Enter")
    expect(ask).to_contain_text("3 of 3 right")
    assert lab.errors() == [] and lab.console_errors() == []
