"""The verdict on a learner's function.

    check_code("rnn-step", rnn_step)

Four outcomes, as in practice: right, wrong (not right yet), empty (not
attempted) and raised (your code raised an error, with your own line). The
function runs on several draws, each with its own shapes: 1 among them, and
several examples. The draws are always the same, and so is the verdict.
"""
import dis
import inspect
from time import monotonic
from types import BuiltinFunctionType

import numpy as np

from rnnkit.cells.activations import identity, relu, sigmoid, softmax
from rnnkit.cells.readout import one_hot
from rnnkit.cells.threshold import threshold
from rnnkit.grade import words
from rnnkit.grade.answer import Problem, all_agree, answers
from rnnkit.grade.cases import cases, same_arguments, slips
from rnnkit.grade.catalog import code_question, load
from rnnkit.grade.guard import TimeUp, attempt
from rnnkit.grade.lines import own_lines
from rnnkit.grade.originals import originals, strange
from rnnkit.grade.verdict import Verdict

SECONDS = 5.0               # for all draws together
HELPERS = (identity, relu, sigmoid, softmax, one_hot, threshold)
FATAL = (NameError, RecursionError, SystemExit, MemoryError, TimeUp)
EMPTY = {"RESUME", "NOP", "LOAD_CONST", "RETURN_VALUE", "RETURN_CONST",
         "POP_TOP", "LOAD_GLOBAL", "COPY_FREE_VARS"}
IN_PLACE = "changes its arguments"


def check_code(name, function, seconds=SECONDS):
    """Return the Verdict on a function that answers a code question.

    seconds: how long it may run. Raises ValueError, with the nearest name,
    for a question that there is not.
    """
    question, too_late = code_question(name), load_once()
    if too_late:
        return Verdict(question.title, "raised", "Nothing was judged: "
                       f"{words.listed(too_late)} had been replaced before "
                       "the check was loaded. Restart the kernel, and take "
                       "that line out.")
    with originals() as replaced:
        verdict = Check(question, function, seconds).verdict()
    if replaced:
        verdict.words += (f" {words.listed(replaced)} had been replaced in "
                          "this kernel; the check used its own. Restart the "
                          "kernel to have it back.")
    return verdict


def load_once(found=[]):
    """Load the questions, and keep NumPy as it is then, once; return what
    had been replaced in it before."""
    if not found:
        load()
        found.append(strange())
    return found[0]


class Check:
    """One function on all draws of a question."""

    def __init__(self, question, function, seconds):
        self.question, self.function = question, function
        self.seconds, self.end = seconds, monotonic() + seconds
        self.helpers = [f for f in HELPERS
                        if f.__name__ not in question.forbids]
        self.printed, self.lines = (), 0

    def say(self, outcome, told, mistakes=(), line=None):
        """Return a Verdict, with what was printed if that was much."""
        if self.lines:
            told += (f" It printed {self.lines:,} lines, which are not shown"
                     if self.lines > 1 else " It printed a line, not shown")
            told += f" here; the first: {self.printed[0].strip()}" \
                if self.printed[0].strip() else " here."
        return Verdict(self.question.title, outcome, told, mistakes, line)

    def verdict(self):
        """Return the Verdict."""
        before = self.before()
        if before:
            return self.say(*before)
        self.found, self.first_error, self.spoiled = [], None, []
        self.problem = None
        for case in cases(self.question):
            stop = self.run(case)
            if stop:
                return stop
        return self.again() or self.judged()

    def before(self):
        """Return (outcome, words) for what need not be run, or None."""
        name, f = self.question.function, self.function
        if f is Ellipsis or callable(f) and unwritten(f):
            return "empty", f"Nothing yet: write {self.question.signature}."
        if not callable(f):
            return "wrong", (f"The check needs the function itself, without "
                             f"brackets after it: {name}. What it got is of "
                             f"type {type(f).__name__}.")
        if isinstance(f, (np.ufunc, BuiltinFunctionType)):
            return "wrong", (f"That is a function of a library: write your "
                             f"own, def {self.question.signature}: …")
        try:
            signature = inspect.signature(f)
            mine = f"{getattr(f, '__name__', name)}{signature}"
        except Exception:                       # none, or a strange one
            return None
        try:
            signature.bind(*self.question.parameters)
        except TypeError:
            return "wrong", (f"Your function is {mine}: it should take "
                             f"{len(self.question.parameters)}, as in "
                             f"{self.question.signature}.")
        return None

    def run(self, case):
        """Run the function on a draw; return a Verdict if that settles it.
        """
        given = case.arguments()
        done = attempt(self.function, given, self.end - monotonic(),
                       self.helpers)
        self.lines = max(self.lines, done.lines)
        self.printed = self.printed or done.printed
        if done.called:
            return self.say("wrong", f"Your function calls {done.called} of "
                            "rnnkit, which is the answer itself: write the "
                            "lines of your own.", ("called the package",))
        if type(done.error) is NotImplementedError or blank(done.value):
            return self.say("empty", "Nothing yet: something in it is still "
                            "to be written.")
        if isinstance(done.error, FATAL):
            return self.failed(done.error)
        self.first_error = self.first_error or done.error
        if not same_arguments(given, case.given):
            self.spoiled.append(self.which(given, case.given))
        self.keep(done)
        return None

    def keep(self, done):
        """Keep what a run returned, or that it returned nothing of use."""
        found = None
        if done.error is None:
            found = answers(done.value, self.question.results)
            if isinstance(found, Problem):
                self.problem, found = self.problem or found, None
        self.found.append(found)

    def which(self, given, before):
        """Return the name of the first argument that was changed."""
        return next(name for name, one, other in zip(
            self.question.parameters, given, before)
            if not same_arguments(one, other))

    def again(self):
        """Run the first draw once more: return a Verdict if it differs."""
        if self.first_error or self.problem:
            return None
        case = cases(self.question)[0]
        done = attempt(self.function, case.arguments(),
                       self.end - monotonic(), self.helpers)
        if isinstance(done.error, TimeUp):
            return self.failed(done.error)
        second = answers(done.value, self.question.results)
        if not done.error and not isinstance(second, Problem) and all_agree(
                second, self.found[0], 1e-9, nan=True):
            return None
        return self.say("wrong", "Your function gave two different results "
                        "for the same arguments: does it draw random "
                        "numbers, or remember something from call to call?",
                        ("gave two results for the same arguments",))

    # What it comes to -------------------------------------------------------
    def judged(self):
        """Return the Verdict on what all draws gave."""
        if self.first_error:
            return self.failed(self.first_error)
        if self.problem:
            return self.say("wrong", f"Not right yet: {self.problem.words}")
        wrong = [k for k, case in enumerate(cases(self.question))
                 if not all_agree(self.found[k], case.right,
                                  self.question.tolerance)]
        if self.spoiled:
            much = "" if wrong else "What it returns is right, but y"
            return self.say("wrong", f"{much or 'Y'}our function changes "
                            f"{self.spoiled[0]} in place, which its caller "
                            f"still needs: work on a copy, or write a = a + "
                            "… in place of a += ….", (IN_PLACE,))
        if not wrong:
            return self.say("right", f"{self.question.function} is right, on "
                            f"{len(self.found)} draws of different shapes.")
        return self.not_right(wrong)

    def not_right(self, wrong):
        """Return the Verdict on wrong values."""
        question, all_cases = self.question, cases(self.question)
        named, case = self.named(), all_cases[wrong[0]]
        told = words.beside(self.found[wrong[0]], case.right,
                            question.results, question.tolerance)
        lines = self.compared(case, wrong[0], named)
        parts = ["Not right yet" + (f": {words.looks(named)}" if named
                                    else ".")]
        parts += [part for part in (lines, told) if part]
        told = words.sizes(question.parameters, case.given)
        parts.append(f"Wrong with {told}." if len(wrong) == len(all_cases)
                     else f"Right on {len(all_cases) - len(wrong)} of "
                     f"{len(all_cases)} draws, but not with {told}.")
        return self.say("wrong", " ".join(parts) + self.outside(),
                        [mistake.name for mistake in named])

    def compared(self, case, number, named):
        """Return what the learner's own lines say, or ""; of the wrong
        ones, only those that the named mistakes change."""
        left = min(1.0, self.end - monotonic())
        if left <= 0 or not all(one.shape == other.shape for one, other in
                                zip(self.found[number], case.right)):
            return ""
        changed = {line for mistake in named
                   for lines in mistake.changes.values() for line in lines}
        return own_lines(self.question, case, self.function, left, changed)

    def named(self):
        """Return the mistakes that give the same on every draw."""
        found = slips(self.question)
        return [mistake for mistake in self.question.mistakes
                if self.fits(found[mistake.name])]

    def fits(self, given):
        """Whether a mistake gives what the function gave, everywhere, and
        something that is not right somewhere. Where only one of the two
        gives nan or an infinite number, that draw does not count."""
        telling = False
        for mine, other, case in zip(self.found, given,
                                     cases(self.question)):
            if mine is None and other is None:
                continue
            if not all_agree(mine, other, self.question.tolerance,
                             nan=True):
                if words.endless(mine) or mine and words.endless(other):
                    continue
                return False
            telling = telling or not all_agree(other, case.right,
                                               self.question.tolerance)
        return telling

    def failed(self, error):
        """Return the Verdict on an error."""
        line = words.Line(error)
        told = words.raised(error, self.seconds) + str(line)
        named = self.named() if len(self.found) == len(
            cases(self.question)) else []
        if named:
            told += " On other shapes " + words.looks(named)
        return self.say("raised", told + self.outside(),
                        [mistake.name for mistake in named], line.number)

    def outside(self):
        """Return which arrays of the notebook the function reads."""
        code = getattr(self.function, "__code__", None)
        home = getattr(self.function, "__globals__", {})
        names = [name for name in getattr(code, "co_names", ())
                 if type(home.get(name)).__name__ == "ndarray"]
        return "" if not names else (
            f" Your function reads {words.listed(names)} from the notebook, "
            "not from its arguments.")


def unwritten(function):
    """Whether a function has no line yet, or only `...` or `pass`."""
    code = getattr(function, "__code__", None)
    if code is None:
        return False
    steps = [*dis.get_instructions(code)]
    return all(step.opname in EMPTY for step in steps) and not any(
        step.opname == "LOAD_GLOBAL" for step in steps) and all(
        step.argval in (None, Ellipsis) for step in steps
        if step.opname in ("LOAD_CONST", "RETURN_CONST"))


def blank(value):
    """Whether a result, or a part of it, is still `...`."""
    return value is Ellipsis or isinstance(value, (tuple, list)) and any(
        part is Ellipsis for part in value)


__all__ = ["Verdict", "check_code"]
