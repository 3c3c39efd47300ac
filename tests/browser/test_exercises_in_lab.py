"""An exercise notebook in the hands of a student: untouched, answered
wrongly, then rightly, with cells run out of order."""
from playwright.sync_api import expect

from rnnkit.exercises.sheets import sheet
from rnnkit.practice import question

CHAPTER = "exercises/03-rnn-steps-by-hand.ipynb"


def number_of(kind, **like):
    """Return the first exercise of chapter 03 of a kind."""
    return next(e for e in sheet("03").exercises if e.kind == kind and all(
        getattr(e, key) == value for key, value in like.items()))


def cell_with(lab, text):
    return lab.page.locator(".jp-CodeCell", has_text=text).first


def type_into(lab, cell, source):
    """Put new code into a cell, and run it."""
    cell.locator(".cm-content").click()
    lab.page.keyboard.press("Control+a")
    lab.page.keyboard.insert_text(source)
    lab.page.keyboard.press("Control+Enter")


def run(lab, cell):
    cell.locator(".cm-content").click()
    lab.page.keyboard.press("Control+Enter")


def answered(exercise, shift=0):
    right = question(exercise.family, exercise.level, exercise.seed).right
    typed = {label: value + shift for label, value in right.items()}
    return f"{exercise.name} = {typed}"


def test_answers_wrong_and_right(lab, tmp_path):
    lab.open(CHAPTER)
    numbers = number_of("compute")
    code = number_of("code", question="rnn-step")
    check = cell_with(lab, f'check("{numbers.id}")')
    run(lab, check)                             # before anything else
    expect(check).to_contain_text(f"There is no {numbers.name} yet",
                                  timeout=30_000)      # the first import
    lab.run_all()
    expect(check).to_contain_text("nothing yet")

    answer = cell_with(lab, f"{numbers.name} = ")
    type_into(lab, answer, answered(numbers, shift=50))
    run(lab, check)
    expect(check).to_contain_text("not right yet")
    type_into(lab, answer, answered(numbers))
    run(lab, check)
    expect(check).not_to_contain_text("not right yet")
    expect(check).to_contain_text("are right")

    write = cell_with(lab, "def rnn_step(")
    check = cell_with(lab, f'check("{code.id}")')
    begin = "def rnn_step(W_hx, W_hh, b_h, x, h_prev):\n"
    a = "    a = W_hx @ x + W_hh @ h_prev + b_h\n    return "
    type_into(lab, write, begin + a + "a")
    run(lab, check)
    expect(check).to_contain_text("tanh")
    check.screenshot(path=tmp_path / "wrong.png")
    type_into(lab, write, begin + a + "np.tanh(a)")
    run(lab, check)
    expect(check).to_contain_text("right")
    expect(check).not_to_contain_text("not right yet")
    assert lab.errors() == [] and lab.console_errors() == []
