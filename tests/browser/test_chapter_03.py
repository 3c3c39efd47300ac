"""Chapter 03 in the hands of a learner who uses the keyboard."""
import re

import pytest
from playwright.sync_api import expect

from lab import Lab

CHAPTER = "03-rnn-steps-by-hand.ipynb"
FOCUS = "document.activeElement"


@pytest.fixture(scope="module")
def lab(server, browser):
    """The chapter, opened and run once for all; each test has a widget of
    its own."""
    lab = Lab(server, browser)
    lab.open(CHAPTER)
    lab.folded = lab.page.locator(".jp-OutputPlaceholder").count()
    lab.run_all()
    yield lab
    lab.close()


@pytest.fixture
def page(lab):
    yield lab.page
    assert lab.errors() == []
    assert lab.console_errors() == []


def blanks(page, t):
    """The blanks of the step at time t: h[0], h[1], h[2], y[0], y[1]."""
    return page.locator(".rnnkit-ask").nth(t)


def blank(ask, label):
    return ask.locator(f'input[data-label="{label}"]')


def focused(page):
    """What a screen reader says of where the keyboard is."""
    return page.evaluate(f"{FOCUS}.ariaLabel ?? {FOCUS}.textContent")


def press_until(page, key, name, most=12):
    """Press a key until the focus is on something that is called `name`."""
    for _ in range(most):
        page.keyboard.press(key)
        if focused(page).startswith(name):
            return
    raise AssertionError(f"{key} does not lead to {name}: {focused(page)}")


def says(ask, words):
    ask.locator(".status", has_text=words).wait_for()


def is_marked(ask, label, outcome):
    ask.locator(f".cell.{outcome}", has=ask.page.locator(
        f'input[data-label="{label}"]')).wait_for()


def test_every_blank_has_a_name_of_its_own(page):
    asks = page.locator(".rnnkit-ask")
    assert asks.count() >= 6
    for ask in asks.all():
        names = ask.locator("input").evaluate_all(
            "all => all.map(each => each.ariaLabel)")
        assert names and len(set(names)) == len(names)
        assert all(re.fullmatch(r"\w+\[\d.*\], row \d+.*", n) for n in names)
        assert ask.locator("[aria-hidden=true] input").count() == 0
        assert ask.locator("[role=math] input").count() == 0
        assert ask.locator("[role=status][aria-live=polite]").count() == 1


def test_a_step_is_filled_in_by_keyboard(page):
    ask = blanks(page, 1)
    keys = page.keyboard
    # From the buttons of the blanks before, Tab comes to these.
    page.locator(".rnnkit-ask").nth(0).get_by_role(
        "button", name="Another one").focus()
    press_until(page, "Tab", "h[0]", most=60)

    keys.type("9")                                  # wrong
    keys.press("Enter")
    is_marked(ask, "h[0]", "wrong")
    says(ask, "h[0] is not right yet.")
    said = ask.locator(".status").inner_text()
    assert "W_hh[0, 0]·h_prev[0] is the largest" in said
    assert not re.search(r"(?<!\[)\b7\b", said)     # not the answer
    assert blank(ask, "h[0]").get_attribute("aria-invalid") == "true"
    assert focused(page).startswith("h[1]")

    keys.type("8")                                  # right; Tab marks, too
    keys.press("Tab")
    is_marked(ask, "h[1]", "right")
    says(ask, "h[1] is right.")

    press_until(page, "Shift+Tab", "h[0]")          # back, and mend it
    says(ask, "h[0] is not right yet.")
    keys.press("Control+A")
    keys.type("14/2")
    is_marked(ask, "h[0]", "right")                 # a pause marks it
    assert blank(ask, "h[0]").get_attribute("aria-invalid") == "false"
    assert "2 of 5 right" in ask.inner_text()


def test_the_buttons_by_keyboard(page):
    ask = blanks(page, 2)
    blank(ask, "y[0]").focus()
    page.keyboard.type("x")
    press_until(page, "Tab", "Hint")
    is_marked(ask, "y[0]", "unreadable")
    page.keyboard.press("Enter")
    says(ask, "y[1]: ")                             # of the blank left last

    press_until(page, "Tab", "Show me")
    page.keyboard.press("Enter")
    says(ask, "y[1] = 1 + 1 = 2")
    is_marked(ask, "y[1]", "shown")
    assert blank(ask, "y[1]").input_value() == "2"

    before = ask.locator(".eq").first.get_attribute("aria-label")
    press_until(page, "Tab", "Another one")
    page.keyboard.press("Enter")
    expect(ask.locator(".eq").first).not_to_have_attribute(
        "aria-label", before)
    assert ask.locator("input").evaluate_all(
        "all => all.every(each => each.value === '')")
    assert "0 of 5 right" in ask.inner_text()
    assert focused(page).startswith("h[0]")


def test_a_slider_moves_the_picture_by_keyboard(page):
    made = page.locator(".jp-OutputArea-output", has=page.get_by_text(
        "Every unit, as a hand works it out")).first
    assert "2 + 6 − 1 = 7" in made.inner_text()
    picture = made.locator("svg").first
    before = picture.get_attribute("aria-label")
    slider = made.get_by_role("slider").nth(2)      # x[2]
    slider.focus()
    for _ in range(8):
        page.keyboard.press("ArrowRight")
    made.get_by_text("2 − 8 + 6 − 1 = −1").wait_for()
    assert picture.get_attribute("aria-label") != before
    assert "h = (15, 8, 0)" in picture.get_attribute("aria-label")
    assert made.locator("td.look").inner_text().startswith("0")


def test_what_is_typed_survives_a_new_view(page, lab):
    ask = blanks(page, 3)
    blank(ask, "h[1]").fill("0")
    is_marked(ask, "h[1]", "right")
    blank(ask, "h[2]").press_sequentially("3")      # not marked yet
    lab._in_panel("""
        const cell = panel.content.widgets.find(each => each.model
            .sharedModel.source.startsWith('row3 = worked("A-rnn-t3")'));
        const outputs = cell.outputArea.model;
        outputs.fromJSON(outputs.toJSON());
    """)
    page.wait_for_timeout(300)
    ask = blanks(page, 3)
    blank(ask, "h[1]").wait_for()
    is_marked(ask, "h[1]", "right")
    assert blank(ask, "h[1]").input_value() == "0"
    assert blank(ask, "h[2]").input_value() == "3"


def test_answers_are_folded_away_until_they_are_run(lab):
    assert lab.folded >= 10
    assert lab.page.locator(".jp-OutputPlaceholder").count() == 0
