"""Chapter 05: a link is crossed out, by mouse and by keyboard."""
import re

import pytest
from playwright.sync_api import expect

LINK = '[data-link="h_1 h_2"]'


@pytest.fixture
def wiring(lab):
    """The first widget of the chapter."""
    lab.open("05-wiring.ipynb")
    lab.run_all()
    return lab.page.locator(".rnnkit-wiring").first


def parts(wiring):
    """What the matrix and the table of probabilities say."""
    return [wiring.locator(name).inner_text()
            for name in (".matrix tbody", ".odds-table")]


def click(link):
    """Click the middle of an arrow, as a hand would."""
    link.scroll_into_view_if_needed()
    x, y = link.locator("path").first.evaluate("""path => {
        const middle = path.getPointAtLength(path.getTotalLength() / 2)
            .matrixTransform(path.getScreenCTM());
        return [middle.x, middle.y];
    }""")
    link.page.mouse.click(x, y)


def test_a_click_crosses_out_a_link_and_all_three_change(lab, wiring):
    status, link = wiring.locator(".status"), wiring.locator(LINK)
    expect(link).to_have_attribute("aria-pressed", "false")
    matrix, odds = parts(wiring)
    assert re.sub(r"\s", "", odds).count("P(") == 4 and "0" not in matrix

    click(link)
    expect(status).to_contain_text("h_1 → h_2 is crossed out")
    expect(link).to_have_attribute("aria-pressed", "true")
    assert link.locator("path[stroke-dasharray]").count() == 1
    crossed, narrower = parts(wiring)
    assert "0" in crossed and narrower != odds
    assert "y_3 no longer sees x_1" in status.inner_text()

    click(link)
    expect(status).to_contain_text("is back again")
    assert parts(wiring) == [matrix, odds]
    assert lab.errors() == [] and lab.console_errors() == []


@pytest.mark.parametrize("key", ["Enter", "Space"])
def test_a_link_is_a_button_for_the_keyboard(lab, wiring, key):
    status, link = wiring.locator(".status"), wiring.locator(LINK)
    before = parts(wiring)
    wiring.get_by_role("button", name="link from x_1 to h_1").focus()
    while not lab.page.evaluate(
            f"document.activeElement?.matches('{LINK}')"):
        assert lab.page.evaluate("document.activeElement?.dataset.link")
        lab.page.keyboard.press("Tab")
    lab.page.keyboard.press(key)
    expect(status).to_contain_text("h_1 → h_2 is crossed out")
    assert parts(wiring) != before
    expect(link).to_be_focused()            # the focus stays where it was
    lab.page.keyboard.press(key)
    expect(status).to_contain_text("is back again")
    assert parts(wiring) == before
    assert lab.console_errors() == []


def test_a_state_can_be_zero_and_another_wiring_chosen(lab, wiring):
    status = wiring.locator(".status")
    wiring.locator('[data-state="h_2"]').click()
    expect(status).to_contain_text("h_2 = 0")
    wiring.get_by_role("button", name="Put everything back").click()
    expect(status).to_contain_text("Click a link")
    wiring.get_by_label("wiring", exact=True).select_option("two layers")
    expect(wiring.locator('[data-state="g_3"]')).to_be_visible()
    assert lab.errors() == [] and lab.console_errors() == []


def test_the_matrix_puzzle_can_be_solved(lab, wiring):
    puzzle = lab.page.locator(".rnnkit-wiring").nth(1)
    for link in ("x_2 h_2", "h_2 h_3", "h_1 y_1"):
        click(puzzle.locator(f'[data-link="{link}"]'))
        expect(puzzle.locator(".status")).to_contain_text(
            link.replace(" ", " → "))
    expect(puzzle.locator(".status")).to_contain_text("reached the goal")
    assert lab.console_errors() == []
