"""The checker of code: every way in which an answer can go wrong has its
own sentence, and the checker itself is checked."""
import functools
import re
import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np
import pytest

from rnnkit.cells import rnn
from rnnkit.cells.activations import relu, sigmoid, softmax
from rnnkit.grade import (answer, audit, check_code, code_question,
                          code_questions, guard, judge, originals)
from rnnkit.grade.answer import Flat, agree
from rnnkit.grade.cases import cases, slips

ROOT = Path(__file__).resolve().parents[1]
QUESTIONS = code_questions()
named = pytest.mark.parametrize("name", QUESTIONS)


def right(W_hx, W_hh, b_h, x, h_prev):
    a = W_hx @ x + W_hh @ h_prev + b_h
    h = np.tanh(a)
    return h


def check(function, **options):
    return check_code("rnn-step", function, **options)


# The questions ---------------------------------------------------------------
def test_every_chapter_has_a_question():
    assert len(QUESTIONS) >= 18
    chapters = {question.chapter for question in QUESTIONS.values()}
    assert chapters == {f"{n:02}" for n in range(1, 16)}


@named
def test_draws_have_ones_and_batches_and_terms_that_count(name):
    question = QUESTIONS[name]
    assert len(cases(question)) >= 4
    sizes = {size for case in cases(question)
             for value in (*case.given, *case.right)
             for size in np.shape(getattr(value, "shape", None) and value)}
    if any(isinstance(v, np.ndarray) for v in cases(question)[0].given):
        assert 1 in sizes and max(sizes) > 2
    for case in cases(question):
        numbers = [n for one in case.right for n in one.numbers]
        assert all(np.isfinite(numbers))


@named
def test_draws_are_the_same_each_time(name):
    question = QUESTIONS[name]
    one = cases(question)
    cases.cache_clear()
    assert [case.right for case in one] == [c.right for c in cases(question)]


@named
def test_each_mistake_is_seen_and_is_like_no_other(name):
    question = QUESTIONS[name]
    assert len(question.mistakes) >= 7
    given = slips(question)
    for mistake in question.mistakes:
        assert any(found is not None and not answer.all_agree(
            found, case.right, question.tolerance) for found, case in
            zip(given[mistake.name], cases(question))), mistake.name
        assert mistake.look.endswith("?")
    assert len({audit.slug(m.name) for m in question.mistakes}) == len(
        question.mistakes)


@named
def test_the_parameters_are_as_many_as_are_drawn(name):
    question = QUESTIONS[name]
    assert len(question.parameters) == len(cases(question)[0].given)
    assert question.function.isidentifier()


def test_an_unknown_question_is_named_with_its_neighbour():
    with pytest.raises(ValueError, match="did you mean 'rnn-step'"):
        check_code("rnn_stepp", right)
    with pytest.raises(ValueError, match="of type int"):
        code_question(3)


# Four outcomes ---------------------------------------------------------------
def test_right():
    verdict = check(right)
    assert verdict.outcome == "right" and verdict.mistakes == ()
    assert "rnn_step is right" in verdict.words and "4 draws" in str(verdict)


def forgot_tanh(W_hx, W_hh, b_h, x, h_prev):
    a = W_hx @ x + W_hh @ h_prev + b_h
    h = a + 0
    return h


def test_wrong_with_its_name_and_ones_own_lines():
    verdict = check(forgot_tanh)
    assert verdict.outcome == "wrong"
    assert verdict.mistakes == ("forgot tanh",)
    assert "it looks as if you forgot tanh" in verdict.words
    assert "What you return is a" in verdict.words


def test_names_the_right_line_and_the_wrong_one():
    def rnn_step(W_hx, W_hh, b_h, x, h_prev):
        a = W_hx @ x + W_hh @ h_prev + b_h
        h = np.tanh(2 * a)
        return h
    assert "Your a is right; your h is not." in check(rnn_step).words


def test_finds_a_renamed_line_by_its_value():
    def mine(U, W, bias, inp, s_old):
        s = U @ inp + W @ s_old + bias
        new = np.tanh(s) * 2
        return new
    assert "What you call s is a, and is right" in check(mine).words


def test_a_line_with_a_name_of_its_own_is_not_called_wrong():
    def soft_dice(y_hat, y):
        both = np.sum(y + y_hat)            # their own idea of `both`
        return np.mean(y) * both
    assert "both is not" not in check_code("soft-dice", soft_dice).words


@pytest.mark.parametrize("body", [
    "...", "pass", "'''Return h.'''", "raise NotImplementedError",
    "raise NotImplementedError('yours')", "return ...", "h = ...\n return h"])
def test_not_attempted(body):
    home = {}
    exec(f"def rnn_step(W_hx, W_hh, b_h, x, h_prev):\n {body}", home)
    verdict = check(home["rnn_step"])
    assert verdict.outcome == "empty" and "Nothing yet" in verdict.words


def test_not_attempted_at_all():
    assert check(...).outcome == "empty"


def raises(W_hx, W_hh, b_h, x, h_prev):
    a = W_hx @ x
    return a / undefined_name               # noqa: F821


def test_raised_with_the_learners_own_line():
    verdict = check(raises)
    assert verdict.outcome == "raised"
    line = raises.__code__.co_firstlineno + 2
    assert verdict.line == line
    assert f"Line {line}: return a / undefined_name" in verdict.words
    assert "NameError" in verdict.words and "was that cell run?" in \
        verdict.words


def test_raised_inside_of_numpy_is_still_the_learners_line():
    def mine(W_hx, W_hh, b_h, x, h_prev):
        return np.concatenate([x, h_prev], axis=5)
    verdict = check(mine)
    assert verdict.outcome == "raised"
    assert "return np.concatenate" in verdict.words
    assert str(ROOT) not in verdict.words


def test_a_path_in_an_error_is_left_out():
    def mine(W_hx, W_hh, b_h, x, h_prev):
        return open("/some/where/secret/file.txt")
    words = check(mine).words
    assert "file.txt" in words and "/some/where" not in words.split("Line")[0]


def test_an_error_that_cannot_be_shown():
    class Odd(Exception):
        def __str__(self):
            raise ValueError

    def mine(*given):
        raise Odd
    assert "cannot be shown" in check(mine).words


# What comes back -------------------------------------------------------------
def wrapped(make):
    """Return a right function whose result is made into something else."""
    def mine(W_hx, W_hh, b_h, x, h_prev):
        return make(right(W_hx, W_hh, b_h, x, h_prev))
    return mine


@pytest.mark.parametrize("make, outcome, told", [
    (lambda h: None, "wrong", "returns None: end it with return h"),
    (lambda h: h.tolist(), "wrong", r"h is a list: return a NumPy array, "
     r"np.array(h)"),
    (lambda h: (h,), "wrong", "a tuple with h in it"),
    (lambda h: (h, h), "wrong", "a tuple"),
    (lambda h: {"h": h}, "wrong", "a dict"),
    (lambda h: h > 0, "wrong", "True and False"),
    (lambda h: h + 0j, "wrong", "complex"),
    (lambda h: h.astype(object), "wrong", "objects"),
    (lambda h: "h", "wrong", "text"),
    (lambda h: np.tanh, "wrong", "a function"),
    (lambda h: (n for n in h), "wrong", "of type generator"),
    (lambda h: h.T, "wrong", "h has the shape (4, 3), it should have "
     "(3, 4)"),
    (lambda h: h[0, 0], "wrong", "h has the shape ()"),
    (lambda h: h * np.nan, "wrong", "h[0, 0] is nan"),
    (lambda h: (10 * h).astype(int), "wrong", "whole numbers"),
    (lambda h: np.matrix(h), "right", "is right"),
    (lambda h: h.astype(np.float32), "right", "is right"),
    (lambda h: np.asfortranarray(h), "right", "is right"),
    (lambda h: h + 1e-3, "wrong", "Not right yet"),
])
def test_what_comes_back(make, outcome, told):
    verdict = check(wrapped(make))
    assert verdict.outcome == outcome
    assert told in verdict.words


def test_zeros_and_ones_may_be_whole_numbers():
    def threshold_step(W_hx, W_hh, b_h, x, h_prev, theta):
        a = W_hx @ x + W_hh @ h_prev + b_h
        return np.where(a > theta, 1, 0)

    verdict = check_code("threshold-step", threshold_step)
    assert verdict.outcome == "wrong" and "in place of" in verdict.words
    assert "cut off" not in verdict.words


def test_a_torch_tensor():
    torch = pytest.importorskip("torch")
    verdict = check(wrapped(lambda h: torch.tensor(h)))
    assert verdict.outcome == "wrong"
    assert "a torch tensor" in verdict.words
    assert "h.detach().numpy()" in verdict.words


def lstm(W_x, W_h, b, x, h_prev, c_prev):
    i, f, g, o = np.split(W_x @ x + W_h @ h_prev + b, 4)
    c = sigmoid(f) * c_prev + sigmoid(i) * np.tanh(g)
    return sigmoid(o) * np.tanh(c), c


def lstm_without_tanh(W_x, W_h, b, x, h_prev, c_prev):
    i, f, g, o = np.split(W_x @ x + W_h @ h_prev + b, 4)
    c = sigmoid(f) * c_prev + sigmoid(i) * np.tanh(g)
    h = sigmoid(o) * c
    return h, c


def test_a_name_of_ones_own_is_not_called_wrong():
    """g is the sum before tanh here, and the c made from it is right."""
    verdict = check_code("lstm-step", lstm_without_tanh)
    assert verdict.outcome == "wrong" and "forgot tanh of c" in verdict.words
    assert not re.search(r"[Yy]our [igfo] is not", verdict.words)


@pytest.mark.parametrize("make, told", [
    (lambda h, c: h, "one array of shape (3, 4): 2 values"),
    (lambda h, c: (h,), "it returns 1 value: 2 are asked for, return h, c"),
    (lambda h, c: (h, c, h), "it returns 3 values"),
    (lambda h, c: (h, None), "c is None"),
    (lambda h, c: (h, c * 2), "Your h is right"),
    (lambda h, c: (c, h), "Not right yet")])
def test_several_results(make, told):
    verdict = check_code("lstm-step", lambda *given: make(*lstm(*given)))
    assert verdict.outcome == "wrong" and told in verdict.words


def test_a_list_or_namedtuple_of_results_counts_as_a_tuple():
    assert check_code("lstm-step", lambda *given: [*lstm(*given)]
                      ).outcome == "right"


# Strangers -------------------------------------------------------------------
def test_changing_the_arguments_in_place_is_told():
    def mine(W_hx, W_hh, b_h, x, h_prev):
        h_prev *= 1.5
        return right(W_hx, W_hh, b_h, x, h_prev / 1.5)
    verdict = check(mine)
    assert verdict.outcome == "wrong"
    assert "changes h_prev in place" in verdict.words
    assert "What it returns is right" in verdict.words


def test_ten_thousand_lines_of_output_are_swallowed(capsys):
    def mine(*given):
        for k in range(10_000):
            print("line", k)
        return right(*given)
    verdict = check(mine)
    assert verdict.outcome == "right"
    assert "It printed 10,000 lines" in verdict.words
    assert "line 0" in verdict.words and len(verdict.words) < 300
    assert capsys.readouterr() == ("", "")


def test_recursion_without_end():
    def mine(*given):
        return mine(*given)
    verdict = check(mine)
    assert verdict.outcome == "raised" and "without end" in verdict.words
    assert "return mine(*given)" in verdict.words


def loop_for_ever(*given):
    while True:
        pass


def loop_that_catches(*given):
    while True:
        try:
            sum(range(100))
        except:                             # noqa: E722
            pass


@pytest.mark.parametrize("mine", [loop_for_ever, loop_that_catches])
def test_a_loop_without_end_is_interrupted(mine):
    start = time.monotonic()
    verdict = check(mine, seconds=0.3)
    assert time.monotonic() - start < 5
    assert verdict.outcome == "raised"
    assert "still running after 0.3 seconds" in verdict.words
    assert verdict.line > mine.__code__.co_firstlineno


def test_a_loop_without_end_is_interrupted_outside_of_the_main_thread():
    found = []
    thread = threading.Thread(
        target=lambda: found.append(check(loop_for_ever, seconds=0.3)))
    thread.start()
    thread.join(10)
    assert not thread.is_alive()
    assert "still running" in found[0].words


def test_a_loop_without_end_is_interrupted_where_there_is_no_alarm(
        monkeypatch):
    monkeypatch.delattr(guard.signal, "SIGALRM", raising=False)
    assert "still running" in check(loop_for_ever, seconds=0.3).words
    assert check(right).outcome == "right"


@pytest.mark.parametrize("mine, told", [
    (3, "needs the function itself"), (np.zeros(2), "type ndarray"),
    (None, "type NoneType"), ("rnn_step", "type str")])
def test_what_is_no_function(mine, told):
    verdict = check(mine)
    assert verdict.outcome == "wrong" and told in verdict.words


def test_a_ufunc_is_not_ones_own():
    assert "function of a library" in check(np.tanh).words


def test_another_number_of_parameters():
    def mine(W, x, h):
        return h
    words = check(mine).words
    assert "mine(W, x, h)" in words and "should take 5" in words
    assert "rnn_step(W_hx, W_hh, b_h, x, h_prev)" in words


def test_random_results_are_told():
    def mine(*given):
        return right(*given) + np.random.default_rng().normal() * 1e-3
    verdict = check(mine)
    assert verdict.outcome == "wrong" and "two different results" in \
        verdict.words
    assert verdict == check(mine)


def test_what_is_remembered_from_call_to_call_is_told():
    calls = []

    def mine(*given):
        calls.append(1)
        return right(*given) * len(calls)
    assert "from call to call" in check(mine).words


W_hh = np.eye(3)


def test_an_array_of_the_notebook_is_told():
    def mine(W_hx, W, b_h, x, h_prev):
        return np.tanh(W_hx @ x + W_hh @ h_prev + b_h)
    assert "reads W_hh from the notebook" in check(mine).words


def test_exit_is_told():
    def mine(*given):
        sys.exit()
    assert "exit() or quit()" in check(mine).words


def test_the_reader_can_interrupt():
    def mine(*given):
        raise KeyboardInterrupt
    with pytest.raises(KeyboardInterrupt):
        check(mine)


class Callable:
    """A function in another guise."""

    def __call__(self, W_hx, W_hh, b_h, x, h_prev):
        return right(W_hx, W_hh, b_h, x, h_prev)


@pytest.mark.parametrize("mine", [
    Callable(), Callable().__call__, functools.partial(right),
    lambda *given: right(*given),
    lambda W_hx, W_hh, b_h, x, h_prev, more=1: right(W_hx, W_hh, b_h, x,
                                                     h_prev)])
def test_functions_in_another_guise(mine):
    assert check(mine).outcome == "right"


class Unreadable:
    """A function whose signature cannot be read."""
    __signature__ = 3

    def __call__(self, *given):
        return right(*given)


def test_a_signature_that_cannot_be_read_ends_in_a_verdict():
    def mine(*given):
        return forgot_tanh(*given)
    mine.__signature__ = "W_hx, W_hh"
    assert check(mine).mistakes == ("forgot tanh",)
    assert check(Unreadable()).outcome == "right"


def test_right_on_one_shape_only_is_told():
    def mine(W_hx, W_hh, b_h, x, h_prev):
        return np.tanh(W_hx @ x + W_hh.T @ h_prev + b_h)
    assert "Right on 1 of 4 draws, but not with" in check(mine).words


def test_an_error_on_some_shapes_still_names_the_mistake():
    def mine(W_hx, W_hh, b_h, x, h_prev):
        return np.tanh(W_hx @ x + W_hh * h_prev + b_h)
    verdict = check(mine)
    assert verdict.outcome == "raised" and "On other shapes" in verdict.words
    assert verdict.mistakes == ("multiplied W_hh and h_prev entry by entry",)


def rounded_step(W_hx, W_hh, b_h, x, h_prev, theta):
    return (np.round(W_hx @ x + W_hh @ h_prev + b_h) >= theta) * 1.0


def whole_step(W_hx, W_hh, b_h, x, h_prev, theta):
    return (np.floor(W_hx @ x + W_hh @ h_prev + b_h) >= theta) * 1.0


def safe(z):
    return np.exp(z - z.max(0)) / np.exp(z - z.max(0)).sum(0)


@pytest.mark.parametrize("name, mine", [
    ("softmax", lambda z: (lambda e: e / e.sum(0))(np.exp(z - z.max()))),
    ("softmax", lambda z: (lambda e: e / e.sum(0))(
        np.exp(np.minimum(z, 700)))),
    ("temperature", lambda z, tau: np.exp(z / tau) / np.exp(z / tau).sum(0)),
    ("temperature", lambda z, tau: safe(np.minimum(z / tau, 700))),
    ("threshold-step", rounded_step), ("threshold-step", whole_step),
    ("clip", lambda g, limit: g / np.linalg.norm(g) * min(
        limit, np.linalg.norm(g)))])
def test_what_fails_on_large_scores_fractions_or_zeros_is_refused(name, mine):
    verdict = check_code(name, mine)
    assert verdict.outcome == "wrong"
    assert "draws, but not with" in verdict.words


@pytest.mark.parametrize("mine", [
    lambda z: z - z.max(0) - np.log(np.exp(z - z.max(0)).sum(0)),
    lambda z: np.log(safe(z))])
def test_a_mistake_that_is_infinite_on_a_draw_is_named_by_the_others(mine):
    assert check_code("softmax", mine).mistakes == ("returned the logarithm",)


# Who cannot be fooled --------------------------------------------------------
def test_calling_the_package_is_not_writing_it():
    def mine(W_hx, W_hh, b_h, x, h_prev):
        return rnn.step(rnn.Params(W_hx, W_hh, b_h), x, h_prev).h
    verdict = check(mine)
    assert verdict.outcome == "wrong"
    assert "calls step of rnnkit" in verdict.words
    assert verdict.mistakes == ("called the package",)


def test_the_packages_own_function_is_not_an_answer():
    assert "calls softmax" in check_code("softmax", softmax).words
    question = code_question("rnn-step")
    assert check(question.formula).outcome == "wrong"


def test_helpers_of_the_package_may_be_called():
    assert check_code("lstm-step", lstm).outcome == "right"
    assert check_code("hidden-layer", lambda W1, b1, W2, b2, x:
                      W2 @ relu(W1 @ x + b1) + b2).outcome == "right"


def test_patching_numpy_does_not_help(monkeypatch):
    monkeypatch.setattr(np, "allclose", lambda *a, **k: True)
    monkeypatch.setattr(np, "isclose", lambda *a, **k: True)
    monkeypatch.setattr(np, "all", lambda *a, **k: True)
    verdict = check(forgot_tanh)
    assert verdict.outcome == "wrong"
    assert "np.allclose" in verdict.words and "replaced" in verdict.words
    assert np.allclose(1, 2)                # theirs again after the check


def test_patching_tanh_makes_no_other_formula_right(monkeypatch):
    monkeypatch.setattr(np, "tanh", lambda a: a)
    assert check(forgot_tanh).outcome == "wrong"
    assert check(right).outcome == "right"


def test_patching_our_own_modules_does_not_help(monkeypatch):
    check(right)
    monkeypatch.setattr(rnn, "step", lambda p, x, h: rnn.Step(x, h, h, h))
    monkeypatch.setattr(answer, "agree", lambda *given: True)
    monkeypatch.setattr(judge, "all_agree", lambda *given: True)
    cases.cache_clear()
    slips.cache_clear()
    assert check(forgot_tanh).outcome == "wrong"
    assert check(right).outcome == "right"


def test_patching_from_inside_the_function_does_not_last():
    def mine(*given):
        np.tanh = np.allclose = judge.all_agree = lambda *a, **k: True
        return forgot_tanh(*given)
    tanh = np.tanh
    assert check(mine).outcome == "wrong"
    assert np.tanh is tanh
    assert check(right).outcome == "right"


def test_the_comparison_is_plain_arithmetic():
    one = Flat((2,), (1.0, 100.0), "f")
    assert agree(one, Flat((2,), (1.0, 100.0 + 9e-4), "f"), 1e-5)
    assert not agree(one, Flat((2,), (1.0, 100.0 + 2e-3), "f"), 1e-5)
    assert not agree(one, Flat((2, 1), (1.0, 100.0), "f"), 1e-5)
    assert not agree(Flat((), (float("nan"),), "f"), Flat((), (1.0,), "f"),
                     1e-5)


def test_infinite_numbers_are_the_same_only_and_nan_is_nothing():
    inf, nan = float("inf"), float("nan")

    def flat(*numbers):
        return Flat((2,), numbers, "f")
    assert not agree(flat(5., 7.), flat(1., -inf), 1e-5)
    assert not agree(flat(5., -inf), flat(1., -inf), 1e-5)
    assert not agree(flat(1., inf), flat(1., -inf), 1e-5)
    assert not agree(flat(1., 7.), flat(1., inf), 1e-5)
    assert not agree(flat(1., inf), flat(1., 7.), 1e-5)
    assert agree(flat(1., -inf), flat(1., -inf), 1e-5)
    assert not agree(flat(1., nan), flat(1., nan), 1e-5)
    assert agree(flat(1., nan), flat(1., nan), 1e-5, nan=True)
    assert not agree(flat(1., 7.), flat(1., nan), 1e-5, nan=True)


@pytest.mark.parametrize("line, name", [
    ("np.allclose = lambda *a: True", "np.allclose"),
    ("np.tanh = lambda a: a", "np.tanh"), ("np.tanh = np.sin", "np.tanh"),
    ("import rnnkit.cells.rnn as rnn; rnn.step = lambda *a: 0", "step"),
    ("import math; math.isfinite = lambda a: True", "math.isfinite"),
    ("pass", None)])
def test_what_was_replaced_before_the_check_was_loaded(line, name):
    code = (f"import numpy as np\n{line}\n"
            "from rnnkit.grade import check_code\n"
            "def f(W_hx, W_hh, b_h, x, h_prev):\n"
            "    return W_hx @ x + W_hh @ h_prev + b_h\n"
            "verdict = check_code('rnn-step', f)\n"
            "print(verdict.outcome, verdict.words)")
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT,
                          capture_output=True, text=True)
    assert done.stderr == ""
    told = done.stdout
    assert ("forgot tanh" if name is None else name) in told
    assert ("had been replaced before" in told) == (name is not None)


# The same verdict twice ------------------------------------------------------
@pytest.mark.parametrize("mine", [right, forgot_tanh, raises, lambda: 0,
                                  lambda *given: None])
def test_a_check_that_runs_twice_says_the_same(mine):
    assert check(mine) == check(mine)


def test_a_verdict_shows_in_a_notebook():
    bundle = check(forgot_tanh)._repr_mimebundle_()
    assert "forgot tanh" in bundle["text/html"]


# The audit -------------------------------------------------------------------
def test_the_audit_finds_nothing_missed():
    lines = []
    total = audit.audit_code(audit.folder_of_solutions())
    assert total.missed == () and total.passed
    assert total.wrong >= 8 * len(QUESTIONS)
    assert total.right >= 3 * len(QUESTIONS)
    assert audit.audit(show=lines.append) == 0
    line, = map(str, lines)
    wrong, caught, named_, right_, accepted = [
        int(word) for word in line.replace(",", "").replace(";", "").split()
        if word.isdigit()]
    assert line == (f"{wrong} wrong answers: {caught} caught, {named_} named;"
                    f" {right_} right answers: {accepted} accepted")
    assert wrong == caught and right_ == accepted and named_ >= 0.8 * wrong


@pytest.fixture
def few(monkeypatch):
    """An audit of two code questions and no numbers."""
    kept = {name: QUESTIONS[name] for name in ("rnn-step", "softmax")}
    monkeypatch.setattr(audit, "code_questions", lambda: kept)
    monkeypatch.setattr(audit, "families", dict)
    originals.remember()
    yield
    monkeypatch.undo()
    originals.remember()


def test_a_checker_that_finds_everything_right_fails_the_audit(
        few, monkeypatch, capsys):
    assert audit.audit() == 0
    monkeypatch.setattr(judge, "all_agree", lambda *given, **how: True)
    originals.remember()
    assert audit.audit() == 1
    assert "wrong, but judged right" in capsys.readouterr().err


def test_a_checker_that_finds_everything_wrong_fails_the_audit(
        few, monkeypatch, capsys):
    monkeypatch.setattr(judge, "all_agree", lambda *given, **how: False)
    originals.remember()
    assert audit.audit() == 1
    assert "right, but judged wrong" in capsys.readouterr().err


def test_a_checker_that_names_nothing_fails_the_audit(few, monkeypatch,
                                                      capsys):
    monkeypatch.setattr(judge.Check, "named", lambda self: [])
    originals.remember()
    assert audit.audit() == 1
    assert "not named" in capsys.readouterr().err


def test_one_question_that_is_not_named_fails_the_audit(few, monkeypatch,
                                                        capsys):
    """The names of the others, and of the numbers, do not make up for it."""
    whole, named_ = audit.Tally(1000, 1000, 1000, 100, 100), judge.Check.named
    monkeypatch.setattr(audit, "audit_numbers", lambda: whole)
    assert audit.audit() == 0
    monkeypatch.setattr(judge.Check, "named", lambda self: [] if
                        self.question.name == "softmax" else named_(self))
    originals.remember()
    capsys.readouterr()
    assert audit.audit() == 1
    shown = capsys.readouterr()
    assert "softmax: 0 of " in shown.err and "80 % are needed" in shown.err
    assert "softmax: not named" in shown.err
    assert "rnn-step" not in shown.err
    assert len(shown.out.splitlines()) == 1


def test_one_family_that_is_not_named_fails_the_audit(few, monkeypatch,
                                                      capsys):
    from rnnkit.practice.catalog import families
    kept, judged = families()["rnn-step"], audit.judge
    monkeypatch.setattr(audit, "families", lambda: {kept.name: kept})
    monkeypatch.setattr(audit, "audit_code", lambda folder: audit.Tally(
        100_000, 100_000, 100_000, 100, 100))
    assert audit.audit() == 0
    monkeypatch.setattr(audit, "judge", lambda question, typed: {
        label: judge.Verdict("", v.outcome, "")
        for label, v in judged(question, typed).items()})
    assert audit.audit() == 1
    assert "rnn-step: 0 of " in capsys.readouterr().err


def test_number_questions_are_audited_too(monkeypatch):
    from rnnkit.practice.catalog import families
    family = families()["rnn-step"]
    total = audit.audit_family(family, 1)
    assert total.passed and total.wrong > len(family.mistakes)
    monkeypatch.setattr(audit, "judge", lambda question, typed: {
        label: judge.Verdict("", "right", "") for label in typed})
    assert not audit.audit_family(family, 1).passed
    monkeypatch.setattr(audit, "judge", lambda question, typed: 1 / 0)
    assert "ZeroDivisionError" in audit.audit_family(family, 1).missed[0]


def test_a_question_with_too_few_solutions_fails(few, tmp_path, capsys):
    assert audit.audit(tmp_path) == 1
    assert "8 and 3 are needed" in capsys.readouterr().err


def test_the_audit_says_when_the_solutions_are_not_there(tmp_path, capsys):
    assert audit.audit(tmp_path / "solutions") == 1
    assert "needs the solutions" in capsys.readouterr().err


def test_solutions_are_not_in_the_package():
    assert not [*(ROOT / "rnnkit").rglob("*solution*.py")]


def test_the_command(tmp_path):
    def run(*given):
        return subprocess.run([sys.executable, "-m", "rnnkit.practice",
                               *given], cwd=ROOT, capture_output=True,
                              text=True)
    done = run("audit", str(tmp_path / "none"))
    assert done.returncode == 1 and "No audit" in done.stderr
    assert run().returncode == 2
