"""The practice page in the hands of a reader: typed answers, hints, another
question, the record that stays."""
from playwright.sync_api import expect

from rnnkit.practice import question


def test_a_question_is_practiced_by_keyboard(lab, tmp_path):
    lab.open("practice.ipynb")
    lab.run_all()
    ask = lab.page.locator(".rnnkit-ask").first
    status = ask.locator(".status")
    right = {label: str(int(value)) for label, value in
             question("rnn-step", 1, 1).right.items()}
    first, *others = right
    blank = ask.locator(f'input[data-label="{first}"]')
    blank.fill("x")
    blank.press("Enter")
    expect(status).to_contain_text("'x' is not a number")
    blank.fill("77")
    blank.press("Enter")
    expect(status).to_contain_text(f"{first} is not right yet")
    blank.focus()
    for number in (1, 2, 3):
        ask.get_by_role("button", name="Hint").click()
        expect(status).to_contain_text(f"Hint {number} of 3")
    lab.page.keyboard.press("Control+a")
    lab.page.keyboard.type(right[first])
    for label in others:
        lab.page.keyboard.press("Enter")
        lab.page.keyboard.type(right[label])
    lab.page.keyboard.press("Enter")
    expect(status).to_contain_text("All right. Well done!")
    ask.screenshot(path=tmp_path / "done.png")

    ask.get_by_role("button", name="Another one").click()
    expect(ask.locator(".bar")).to_contain_text("rnn-step/1/2")
    expect(ask.locator("input").first).to_have_value("")
    ask.get_by_role("button", name="Harder").click()
    expect(ask).to_contain_text("level 2")
    expect(ask.get_by_role("button", name="Easier")).to_be_visible()

    lab.run_all()           # as after a restart: the record is read anew
    cell = lab.page.locator(".jp-CodeCell", has_text="Record()").last
    expect(cell).to_contain_text("One step of an RNN")
    assert lab.errors() == [] and lab.console_errors() == []
