"""Chapter 12: type a review, change the order of looking, fill in blanks."""
import re

from playwright.sync_api import expect

CHAPTER = "12-sequence-tasks.ipynb"


def words_of(cell):
    """Return what the picture of a cell says to who does not see it."""
    return expect(cell.locator("svg[role=img]"))


def test_reviews_and_glimpses_answer(lab, tmp_path):
    lab.open(CHAPTER)
    lab.run_all()
    cell = lab.page.locator(".jp-CodeCell", has_text="tasks.review_box")
    says = words_of(cell)
    says.to_have_attribute("aria-label", re.compile("positive"))
    line = cell.get_by_role("textbox", name="your review")
    line.fill("The zebra was not good")
    says.to_have_attribute("aria-label", re.compile(
        r"negative.*zebra \(unknown\)"))
    cell.screenshot(path=tmp_path / "review.png")
    line.fill("")
    expect(cell).to_contain_text("there is no word in the review")
    cell.get_by_label("or try").select_option("Not bad")
    says.to_have_attribute("aria-label", re.compile("positive.*bad"))
    expect(line).to_have_value("Not bad")

    cell = lab.page.locator(".jp-CodeCell", has_text="looking.glimpse_box")
    says = words_of(cell)
    says.to_have_attribute("aria-label", re.compile("read by rows.*row 0:"))
    slider = cell.get_by_role("slider")
    before = cell.locator("svg[role=img]").inner_html()
    slider.focus()
    slider.press("ArrowRight")
    lab.page.wait_for_timeout(300)
    assert cell.locator("svg[role=img]").inner_html() != before
    cell.get_by_role("button", name="columns").click()
    says.to_have_attribute("aria-label", re.compile("read by columns"))
    cell.get_by_role("button", name="train again").click()
    expect(cell).to_contain_text("Trained in the order: columns",
                                 timeout=20_000)
    own = cell.get_by_role("textbox", name="my own")
    own.fill("0 0 1")
    cell.get_by_role("button", name="my own").click()
    expect(cell).to_contain_text("0 more than once, and no 2, 3, 4, 5, 6, 7")
    own.fill("7 0 6 1 5 2 4 3")
    says.to_have_attribute("aria-label", re.compile("each: row 7"))
    cell.screenshot(path=tmp_path / "glimpses.png")

    captions_and_clips_answer(lab)
    ask = lab.page.locator(".rnnkit-ask").nth(-2)   # the last is practice
    for label, value in (("h_1[0]", 1), ("h_1[1]", 5), ("h_2[0]", 3),
                         ("h_2[1]", 3), ("z[0]", 4), ("z[1]", 3)):
        field = ask.locator(f'input[data-label="{label}"]')
        field.fill(str(value))
        field.press("Enter")
    expect(ask).to_contain_text("All right. Well done!")
    assert lab.errors() == [] and lab.console_errors() == []


def captions_and_clips_answer(lab):
    cell = lab.page.locator(".jp-CodeCell", has_text="pictures.tell(net)")
    says = words_of(cell)
    for name in ("green", "ring", "bottom"):
        cell.get_by_role("button", name=name).first.click()
    says.to_have_attribute("aria-label", re.compile("green ring"))
    cell.get_by_role("button", name="beam of 3").click()
    says.to_have_attribute("aria-label", re.compile("green ring"))

    cell = lab.page.locator(".jp-CodeCell", has_text="pictures.watch(movie)")
    says = words_of(cell)
    cell.get_by_role("button", name="bounces").click()
    says.to_have_attribute("aria-label", re.compile("bounces"))
    before = cell.locator("svg[role=img]").inner_html()
    cell.get_by_role("button", name="backward").click()
    cell.get_by_role("slider").first.focus()
    lab.page.keyboard.press("ArrowRight")
    expect(cell.locator("svg[role=img]")).to_be_visible()
    lab.page.wait_for_timeout(300)
    assert cell.locator("svg[role=img]").inner_html() != before
