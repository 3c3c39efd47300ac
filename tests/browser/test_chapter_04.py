"""Chapter 04: nine numbers are typed, and the truth table follows."""
import re

from playwright.sync_api import expect

SOLUTION = {"h1 from y before": 1, "h1 from x": 1, "h1 threshold": 1.5,
            "h2 from y before": 1, "h2 from x": 1, "h2 threshold": 0.5,
            "y from h1": -1, "y from h2": 1, "y threshold": 0.5}


def test_the_xor_table_is_marked_as_it_is_filled_in(lab):
    lab.open("04-networks-that-compute.ipynb")
    lab.run_all()
    cell = lab.page.locator(".jp-CodeCell", has_text="XorTable()").last
    expect(cell).to_contain_text("2 of 4 rows are right")
    for name, value in SOLUTION.items():
        field = cell.get_by_label(name, exact=True)
        field.fill(str(value))
        field.press("Tab")
    expect(cell).to_contain_text("All four rows are right")
    assert cell.locator("td", has_text="✗").count() == 0
    assert lab.errors() == [] and lab.console_errors() == []


def test_a_slider_turns_the_last_answer_round(lab):
    lab.open("04-networks-that-compute.ipynb")
    lab.run_all()
    cell = lab.page.locator(".jp-CodeCell", has_text="sums_drawn, row.x").last
    drawing = cell.locator("svg[role=img]")
    assert "h = -0.7" in drawing.get_attribute("aria-label")
    slider = cell.get_by_role("slider").first
    slider.focus()
    slider.press("ArrowRight")
    expect(drawing).to_have_attribute("aria-label",
                                      re.compile(r"t = 3: h = 0\.6[78]"))
    assert lab.console_errors() == []
