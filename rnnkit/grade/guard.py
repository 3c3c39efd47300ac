"""Runs a stranger's function: for so long, with so much output, and says
what it did.

    attempt(function, arguments, seconds)  ->  Attempt(value, error, …)

A function that loops for ever is interrupted: by an alarm where there is one
(SIGALRM, in the main thread, where notebooks run), else by a look at the
clock before each of its lines. One long call into NumPy cannot be interrupted
by the second way.
"""
import io
import signal
import sys
import threading
import time
import warnings
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from typing import NamedTuple

import numpy as np

from rnnkit.grade.originals import restore

AGAIN = 0.05                # seconds until the alarm rings once more
SHOWN = 5                   # lines of output that are kept
WIDE = 79


class TimeUp(BaseException):
    """The function ran for too long; no `except Exception` catches it."""


class Attempt(NamedTuple):
    """What came of a call.

    value     what it returned, or None
    error     what it raised, or None
    printed   the first lines that it printed
    lines     how many lines it printed
    called    the name of a function of rnnkit that it called, or ""
    """
    value: object
    error: object
    printed: tuple
    lines: int
    called: str


def attempt(function, arguments, seconds, helpers=None, restore=restore):
    """Return the Attempt of function(*arguments); what it replaces in NumPy
    or here is put back.

    seconds: the time that it has. helpers: functions of rnnkit that it may
    call; None to not look. A KeyboardInterrupt of the reader is passed on.
    """
    spoken, spy = Swallow(), Spy(helpers)
    value = error = None
    try:
        with redirect_stdout(spoken), redirect_stderr(spoken), quiet(), \
                spy.watching(), limited(seconds):
            value = function(*arguments)
    except KeyboardInterrupt:
        raise
    except BaseException as problem:            # SystemExit and TimeUp too
        error = problem
    restore()
    return Attempt(value, error, tuple(spoken.first), spoken.lines,
                   spy.called)


@contextmanager
def quiet():
    """Let nothing warn: an overflow shows in the numbers."""
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        yield


# Time ------------------------------------------------------------------------
def limited(seconds):
    """Return a context in which TimeUp is raised after some seconds."""
    main = threading.current_thread() is threading.main_thread()
    return by_alarm(seconds) if main and hasattr(signal, "SIGALRM") \
        else by_line(seconds)


@contextmanager
def by_alarm(seconds):
    """Raise TimeUp by a signal, and again should a bare except catch it."""
    running, previous = [True], sys.gettrace()

    def ring(number, frame):
        if running:
            escape(frame)
            raise TimeUp
    before = signal.signal(signal.SIGALRM, ring)
    clock = signal.setitimer(signal.ITIMER_REAL, max(seconds, 0.001), AGAIN)
    try:
        yield
    finally:
        running.clear()
        signal.setitimer(signal.ITIMER_REAL, *clock)
        signal.signal(signal.SIGALRM, before)
        if sys.gettrace() is nothing:
            sys.settrace(previous)


def escape(frame):
    """Raise TimeUp once more at the next line of the function, which stands
    in its except where it caught the first."""
    def again(frame, event, argument):
        if event == "line":
            raise TimeUp
        return again
    sys.settrace(nothing)
    while frame and frame.f_globals.get("__name__") != __name__:
        frame.f_trace = again
        frame = frame.f_back


def nothing(frame, event, argument):
    """Follow no new function; those that were told to are followed."""


@contextmanager
def by_line(seconds):
    """Raise TimeUp by a look at the clock before each line."""
    end, previous = time.monotonic() + seconds, sys.gettrace()

    def look(frame, event, argument):
        if time.monotonic() > end:
            raise TimeUp
        return look
    sys.settrace(look)
    try:
        yield
    finally:
        sys.settrace(previous)


# What it prints, and whom it calls -------------------------------------------
class Swallow(io.TextIOBase):
    """Takes what is printed; keeps the first lines and counts them all."""

    def __init__(self):
        self.first, self.lines, self.open = [], 0, ""

    def write(self, text):
        """Take some text; return its length, as a stream does."""
        *whole, self.open = (self.open[:WIDE] + text).split("\n")
        self.lines += len(whole)
        self.first += [line[:WIDE] for line in whole[
            :max(0, SHOWN - len(self.first))]]
        return len(text)


class Spy:
    """Notices a call of rnnkit's own formulas."""

    def __init__(self, helpers):
        self.helpers = helpers and {f.__code__ for f in helpers}
        self.called = ""

    @contextmanager
    def watching(self):
        """Look at every function that is entered."""
        if self.helpers is None:
            yield
            return
        previous = sys.getprofile()
        sys.setprofile(self.look)
        try:
            yield
        finally:
            sys.setprofile(previous)

    def look(self, frame, event, argument):
        """A function is entered: is it one of ours, called from outside?"""
        if event != "call" or self.called:
            return
        caller = frame.f_back
        if ours(frame) and not (caller and ours(caller)) \
                and frame.f_code not in self.helpers:
            self.called = frame.f_code.co_name


def ours(frame):
    """Whether a frame is one of a formula of rnnkit."""
    name = frame.f_globals.get("__name__") or ""
    return name.startswith("rnnkit.") and not name.startswith(
        ("rnnkit.grade.guard", "rnnkit.show."))
