"""Practice over many questions: the record in a file of the reader's own,
what comes next, the terminal, the notebook page."""
import json
import os
import time
from datetime import datetime, timedelta, timezone
from types import SimpleNamespace

import pytest

from rnnkit.play.practicing import Practice
from rnnkit.practice import Record, question
from rnnkit.practice.catalog import SEEDS, families, seed_after
from rnnkit.practice.judge import judge
from rnnkit.practice.record import REST_DAYS
from rnnkit.practice.round import Round
from rnnkit.practice.terminal import run

START = datetime(2026, 1, 5, 12, tzinfo=timezone.utc)


class Clock:
    """A clock that a test moves."""

    def __init__(self):
        self.time = START

    def __call__(self):
        return self.time

    def wait(self, **span):
        self.time += timedelta(**span)


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def path(tmp_path):
    return tmp_path / "mine" / "practice.jsonl"


@pytest.fixture
def record(path, clock):
    return Record(path, clock)


def solve(turn):
    """Answer all blanks of a Round rightly."""
    return turn.answers({label: repr(v) for label, v in
                         turn.question.right.items()})


# The record ---------------------------------------------------------------------
def test_a_record_survives_a_restart(record, path, clock):
    record.add("rnn-step/1/3", 4, 4)
    record.add("rnn-step/1/4", 2, 4, ["forgot the bias"])
    again = Record(path, clock)
    assert again.entries == record.entries
    assert again.entries[1].mistakes == ("forgot the bias",)
    assert again.streak == 0 and not again.notice
    assert "One step of an RNN" in again.text()


def test_a_streak_counts_questions_solved_at_once(record):
    for right in (3, 4, 4):
        record.add("rnn-step/1/1", right, 4)
    assert record.streak == 2


def test_a_record_is_deleted(record, path):
    record.add("rnn-step/1/1", 4, 4)
    assert path.exists()
    record.delete()
    assert not path.exists() and not record.entries
    record.delete()                                  # twice does no harm
    assert "Nothing has been practiced" in record.text()


def test_a_line_cut_short_is_left_and_the_others_count(record, path, clock):
    record.add("rnn-step/1/1", 4, 4)
    record.add("rnn-step/1/2", 4, 4)
    whole = path.read_bytes()
    path.write_bytes(whole[:-30])
    cut = Record(path, clock)
    assert len(cut.entries) == 1 and "Line 3" in cut.notice
    cut.add("rnn-step/1/5", 4, 4)
    assert path.read_bytes().startswith(whole[:-30] + b"\n")
    assert [e.seed for e in Record(path, clock).entries] == [1, 5]


def test_every_cut_is_survived(record, path, clock):
    record.add("rnn-step/1/1", 4, 4)
    record.add("rnn-step/1/2", 3, 4, ["forgot ReLU"])
    whole = path.read_bytes()
    for end in range(len(whole)):
        path.write_bytes(whole[:end])
        cut = Record(path, clock)
        assert len(cut.entries) <= 2 and not cut.closed
        cut.add("rnn-step/1/9", 4, 4)
        assert Record(path, clock).entries[-1].seed == 9


@pytest.mark.parametrize("line", [
    "[]", "7", '{"code": 3}', '{"code": "a/b/c", "when": "x"}', "\x00\x01",
    '{"code": "rnn-step/1/1", "when": "2026-01-01", "right": "x", "of": 1}',
    "{" * 5000, '"' + "x" * 10_000])
def test_a_line_of_rubbish_is_left(record, path, line):
    record.add("rnn-step/1/1", 4, 4)
    with open(path, "a", encoding="utf-8") as file:
        file.write(line + "\n")
    found = Record(path)
    assert len(found.entries) == 1 and "could not be read" in found.notice
    assert line in path.read_text("utf-8")


def line(**changed):
    """A line of the record, with changes; text without quotes stays raw."""
    told = {"when": '"2026-01-01"', "code": '"rnn-step/1/1"', "right": "4",
            "of": "4", **changed}
    return "{" + ", ".join(f'"{k}": {v}' for k, v in told.items()) + "}\n"


@pytest.mark.parametrize("changed", [
    {"right": "Infinity"}, {"right": "1e999"}, {"of": "NaN"},
    {"right": "5"}, {"right": "-1"}, {"right": "0", "of": "0"},
    {"right": "true"}, {"right": "4.0"}, {"of": "1" + "0" * 5000},
    {"when": '"9999-12-31"'}, {"when": "7"}, {"when": '"0001-01-01"'},
    {"when": '"9999-12-31T23:59:59-14:00"'},
    {"code": f'"rnn-step/1/{10 ** 19}"'}, {"code": '"rnn-step/1/-50"'},
    {"code": f'"rnn-step/1/{10 ** 15}"'}, {"code": '"rnn-step/-1/5"'},
    {"code": f'"rnn-step/{10 ** 19}/5"'}, {"code": '"/1/5"'},
    {"code": '"\\ud800/1/5"'}, {"mistakes": "[7]"}, {"mistakes": "null"},
    {"mistakes": '"abc"'}], ids=str)
def test_an_entry_that_is_not_sane_is_left(path, clock, changed):
    path.parent.mkdir()
    path.write_text(line() + line(**changed), "utf-8")
    record = Record(path, clock)
    assert len(record.entries) == 1 and "Line 2 of" in record.notice
    assert "could not be read" in record.notice and not record.closed
    question(*record.next(["rnn-step"]).split("/"))
    record.add("rnn-step/1/2", 4, 4)
    assert "Streak: 2" in record.text()
    assert path.read_text("utf-8").startswith(line() + line(**changed))


def test_many_lines_that_cannot_be_read_are_counted(path):
    path.parent.mkdir()
    path.write_text("x\n" * 1000, "utf-8")
    assert "Line 1, 2, 3, 4, 5 and 995 more of" in Record(path).notice


@pytest.mark.parametrize("when", ["2026-01-01", "2026-01-01T12:00:00",
                                  "2031-01-01T12:00:00+00:00",
                                  "9998-12-31T23:59:59-14:00"])
def test_a_time_without_a_zone_or_yet_to_come(path, clock, when):
    path.parent.mkdir()
    path.write_text(line(when=f'"{when}"'), "utf-8")
    record = Record(path, clock)
    assert not record.notice and record.due("rnn-step") <= clock()
    assert record.next(["rnn-step"]) == "rnn-step/1/2"


def test_the_seed_after_the_last_one(path, clock):
    path.parent.mkdir()
    path.write_text(line() + line(code=f'"rnn-step/1/{SEEDS - 1}"'), "utf-8")
    assert Record(path, clock).seed("rnn-step", 1) == 2
    assert seed_after(SEEDS - 1) == 0 and seed_after(7) == 8


@pytest.mark.parametrize("level", [0, 4, 99])
def test_a_level_that_is_not_there(record, level):
    record.add(f"rnn-step/{level}/1", 0, 4)
    question(*record.next(["rnn-step"]).split("/"))


@pytest.mark.parametrize("version", [
    "2", '"2"', "2.0", "1.5", '"1e3"', "Infinity", "1" + "0" * 400])
def test_a_version_above_ours_in_any_form(path, version):
    path.parent.mkdir()
    text = f'{{"rnnkit practice record": {version}}}\n{line()}'
    path.write_text(text, "utf-8")
    record = Record(path)
    assert record.closed and "newer rnnkit" in record.notice
    assert not record.entries and len(record.notice) < 300
    record.add("rnn-step/1/1", 4, 4)
    assert path.read_text("utf-8") == text


@pytest.mark.parametrize("version", [
    "true", "1.0", '"1"', '"x"', "null", "[]", "NaN"])
def test_a_version_that_is_none(path, version):
    path.parent.mkdir()
    path.write_text(f'{{"rnnkit practice record": {version}}}\n{line()}',
                    "utf-8")
    record = Record(path)
    assert "Line 1 of" in record.notice and not record.closed
    assert len(record.entries) == 1


def test_only_a_line_feed_ends_a_line_and_a_byte_order_mark_is_none(path):
    path.parent.mkdir()
    path.write_text('\ufeff{"rnnkit practice record": 1}\r\n'
                    + line(mistakes='["a\u2028b\x85"]'), "utf-8")
    record = Record(path)
    assert not record.notice
    assert record.entries[0].mistakes == ("a\u2028b\x85",)
    path.write_text('\ufeff{"rnnkit practice record": 2}\n', "utf-8")
    assert Record(path).closed


def test_a_long_record_is_read_quickly(path, clock):
    """Two million lines take some seconds: 20 000 a hundredth of it."""
    path.parent.mkdir()
    path.write_text("".join(line(code=f'"{name}/1/{k}"') for k in range(400)
                            for name in [*families()][:50]), "utf-8")
    start = time.process_time()
    record = Record(path, clock)
    record.next()
    assert time.process_time() - start < 2 and len(record.entries) == 20_000


def test_a_newer_record_is_not_touched(path):
    path.parent.mkdir()
    text = json.dumps({"rnnkit practice record": 2}) + '\n{"new": "things"}\n'
    path.write_text(text, "utf-8")
    record = Record(path)
    assert record.closed and "newer rnnkit" in record.notice
    record.add("rnn-step/1/1", 4, 4)
    record.delete()
    assert path.read_text("utf-8") == text


def test_a_place_where_nothing_can_be_written(tmp_path):
    (tmp_path / "file").write_text("")
    record = Record(tmp_path / "file" / "practice.jsonl")
    record.add("rnn-step/1/1", 4, 4)
    assert record.closed and "not recorded" in record.notice
    assert record.streak == 1                         # this time, in memory


def test_a_family_that_is_no_more_does_no_harm(record):
    record.add("long-gone/1/1", 4, 4)
    assert record.next() and "long-gone" in record.text()


# What comes next ------------------------------------------------------------------
def test_a_missed_family_comes_again_after_one_other(record):
    names = ["rnn-step", *list(families())[:2]]
    record.add(f"{names[0]}/1/1", 0, 4)
    other = record.next(names)
    assert not other.startswith(names[0])
    record.add(other, 1, 1)
    assert record.next(names) == f"{names[0]}/1/2"


def test_a_solved_family_rests_longer_each_time(record, clock):
    for box in range(2, len(REST_DAYS) + 1):
        record.add("rnn-step/1/1", 4, 4)
        assert record.box("rnn-step") == box
        assert record.due("rnn-step") == clock() + timedelta(
            days=REST_DAYS[box - 1])
        clock.wait(days=REST_DAYS[box - 1])
    record.add("rnn-step/1/1", 3, 4)
    assert record.box("rnn-step") == 1


def test_what_was_never_asked_comes_before_what_rests(record):
    record.add("rnn-step/1/1", 4, 4)
    assert not record.next().startswith("rnn-step")


def test_alone_a_family_goes_on_with_new_numbers_then_harder(record, clock):
    levels = []
    for _ in range(6):
        code = record.next(["rnn-step"])
        levels.append(int(code.split("/")[1]))
        record.add(code, 4, 4)
        clock.wait(days=30)
    assert levels[0] == 1 and levels[-1] > 1
    assert len({(e.level, e.seed) for e in record.entries}) == 6


# A question being worked on --------------------------------------------------------
def test_a_round_counts_what_was_right_at_once(record):
    turn = Round(question("rnn-step", 1, 3))
    turn.answer("a[0]", "77")
    solve(turn)
    assert turn.done and turn.first == 3
    turn.keep(record)
    assert (record.entries[0].right, record.entries[0].of) == (3, 4)


def test_hints_and_what_was_shown_do_not_count_as_solved():
    turn = Round(question("rnn-step", 1, 3))
    hints = [turn.hint("a[0]") for _ in range(4)]
    assert [h[:11] for h in hints[:3]] == [
        f"Hint {n} of 3:" [:11] for n in (1, 2, 3)]
    assert "last hint" in hints[3]
    assert "=" in turn.show("a[1]")
    solve(turn)
    assert turn.done and turn.first == 2


def test_a_round_with_nothing_tried_is_not_kept(record):
    Round(question("rnn-step", 1, 3)).keep(record)
    assert not record.entries


@pytest.mark.parametrize("seed", [10 ** 15, 10 ** 400, 1e15, 1e999])
def test_a_seed_that_is_too_large(seed):
    with pytest.raises(ValueError, match="too large: it must be below 10"):
        question("rnn-step", 1, seed)
    assert question("rnn-step", 1, SEEDS - 1).seed == SEEDS - 1


def test_an_answer_of_none_is_nothing_yet():
    q = question("rnn-step", 1, 3)
    assert judge(q, {"a[0]": None})["a[0]"].outcome == "empty"


# The terminal -----------------------------------------------------------------------
def options(**given):
    return SimpleNamespace(**{**dict(
        family="rnn-step", level="1", seed="3", list=False, solution=False,
        record=None, no_record=False, forget=False), **given})


def converse(path, *typed, **given):
    """Return (exit code, all that was said) of a talk in the terminal."""
    said, lines = [], iter(typed)

    def ask(prompt):
        said.append(prompt)
        try:
            return next(lines)
        except StopIteration:
            raise EOFError from None
    code = run(options(record=path, **given), ask,
               lambda words: said.append(str(words)))
    return code, "\n".join(said)


def test_a_question_in_the_terminal(path):
    q = question("rnn-step", 1, 3)
    right = [str(int(v)) for v in q.right.values()]
    code, said = converse(path, "h", "77", right[0], *right[1:], "q")
    assert code == 0 and "Hint 1 of 3" in said and "not right yet" in said
    assert "4 of 4 right. Streak: 0. (rnn-step/1/3)" in said
    assert Record(path).entries[0].right == 3
    code, said = converse(path, *right, "q")
    assert "Streak: 1" in said


def test_skipping_shows_the_solution_and_another_one_has_other_numbers(path):
    code, said = converse(path, "", "s", "", "", "", "", "q")
    assert code == 0 and "One step of an RNN: solution" in said
    assert "(rnn-step/1/3)" in said and "(rnn-step/1/4)" in said
    first, second = said.split("An RNN with")[1:3]
    assert first.split("Type each")[0] != second.split("Type each")[0]


def test_an_end_of_input_ends_quietly(path):
    code, said = converse(path)
    assert code == 0 and "☐" in said
    assert not path.exists()


@pytest.mark.parametrize("given, words", [
    ({"family": "rnn-stpe"}, "did you mean rnn-step"),
    ({"level": "8"}, "its levels are 1, 2, 3"),
    ({"level": "x"}, "no level 'x'"),
    ({"seed": "-2"}, "from 0 on"), ({"seed": "1.5"}, "whole number"),
    ({"seed": str(10 ** 15)}, "too large: it must be below 1000000000000000"),
    ({"seed": str(10 ** 19 + 1)}, "the seed is too large"),
    ({"seed": "9" * 5000}, "the seed is too large")])
def test_wrong_arguments_in_the_terminal(path, given, words):
    code, said = converse(path, **given)
    assert code == 2 and words in said


def test_without_a_family_what_is_due_is_asked(path):
    code, said = converse(path, family=None, level=None, seed=None)
    assert code == 0 and next(iter(families().values())).title in said


def test_the_families_are_listed(path):
    code, said = converse(path, list=True)
    assert code == 0 and all(name in said for name in families())


def test_the_record_is_forgotten_on_request(path):
    converse(path, "77")
    assert path.exists()
    code, said = converse(path, forget=True)
    assert code == 0 and "Deleted" in said and not path.exists()
    assert "no record" in converse(path, forget=True)[1]


def test_only_the_solution(path):
    code, said = converse(path, solution=True)
    assert code == 0 and "relu(" in said and not path.exists()


# The notebook page --------------------------------------------------------------------
def typed(page, **answers):
    page.typed = {**page.typed, **answers}


def test_a_page_marks_and_keeps(record):
    page = Practice("rnn-step", 1, 3, record)
    page.typed = {"a[0]": "77"}
    assert page.verdicts["a[0]"]["outcome"] == "wrong"
    assert list(page.verdicts) == ["a[0]"]
    page.typed = {label: repr(v) for label, v in
                  page.round.question.right.items()}
    assert "Well done" in page.words and len(record.entries) == 1
    page.typed = {**page.typed, "a[0]": "5"}           # after the fact
    assert len(record.entries) == 1


def test_another_one_harder_easier(record):
    page = Practice("rnn-step", 1, 3, record)
    page.another()
    assert page.round.question.code == "rnn-step/1/4" and not record.entries
    assert ["Easier", "easier"] not in page.buttons
    page.heard(page, {"action": "harder"}, None)
    assert page.round.question.code == "rnn-step/2/1"
    assert ["Easier", "easier"] in page.buttons
    page.easier()
    page.easier()                                       # no such level: stays
    assert page.round.question.level == 1


def test_what_was_tried_and_left_counts_as_missed(record):
    page = Practice("rnn-step", 1, 3, record)
    page.typed = {"a[0]": "77"}
    page.another()
    assert [e.solved for e in record.entries] == [False]


def test_the_code_of_a_question_asks_it_again(record, path):
    page = Practice("rnn-step/2/7", record=record)
    assert page.round.question.code == "rnn-step/2/7"
    code, said = converse(path, family="rnn-step/2/7", level=None, seed=None)
    assert code == 0 and "level 2" in said
    with pytest.raises(ValueError, match="no level '9'"):
        Practice("rnn-step/9/1", record=record)


def test_a_reader_who_comes_back_gets_other_numbers(record):
    record.add("rnn-step/1/1", 4, 4)
    assert Practice("rnn-step", record=record).round.question.seed == 2


def test_a_number_half_typed_is_no_first_try(record):
    assert Practice("rnn-step", 1, 3, record).patience == 0


def test_a_question_left_half_done_is_no_miss(record):
    page = Practice("rnn-step", 1, 3, record)
    page.typed = {"a[0]": repr(page.round.question.right["a[0]"])}
    page.another()
    assert not record.entries


def test_hints_and_show_me(record):
    page = Practice("rnn-step", 1, 3, record)
    page.give_hint("a[1]")
    assert page.words.startswith("Hint 1 of 3")
    page.give_hint("a[1]")
    assert page.words.startswith("Hint 2 of 3")
    page.show_me("a[1]")
    assert "a[1] =" in page.words and page.shown == ["a[1]"]
    assert page.verdicts["a[1]"]["outcome"] == "right"
    page.heard(page, {"action": "nonsense"}, None)


def test_a_carried_answer_is_not_the_end(record):
    page = Practice("rnn-step", 2, 7, record)
    right = page.round.question.right
    page.typed = {**{label: repr(v) for label, v in right.items()},
                  "a[1]": "9", "h[1]": "9"}
    assert page.verdicts["h[1]"]["outcome"] == "right"
    assert not page.done and "Well done" not in page.words


def test_what_is_due_is_asked_without_a_name(record):
    page = Practice(record=record)
    first = page.round.question.family.name
    page.typed = {label: "77" for label in page.blanks}
    page.another()
    assert page.round.question.family.name != first


def test_a_page_without_a_kernel_shows_the_question(record):
    shown = Practice("rnn-step", 1, 3, record)
    assert "Run this cell" in repr(shown) and "☐" in repr(shown)
    assert "7 " not in repr(shown).split("a =")[1]


@pytest.mark.parametrize("given, words", [
    (("rnn-stpe",), "did you mean"), (("rnn-step", 9), "no level"),
    (("rnn-step", 1, "x"), "whole number")])
def test_a_page_of_an_unknown_question(record, given, words):
    with pytest.raises(ValueError, match=words):
        Practice(*given, record=record)


def test_tests_never_meet_the_readers_own_record():
    assert "RNNKIT_RECORD" in os.environ
