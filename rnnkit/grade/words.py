"""What a verdict on code says: a learner's own line, never one of ours."""
import linecache
import os
import re
import sysconfig
import traceback

import numpy as np

from rnnkit.grade.answer import agree
from rnnkit.grade.guard import TimeUp

OURS = tuple(os.path.dirname(os.path.abspath(path)) + os.sep
             for path in (os.path.dirname(__file__), np.__file__))
LIBRARY = sysconfig.get_paths()["stdlib"] + os.sep
WIDE = 70
PATH = re.compile(r"(?:[A-Za-z]:)?[\\/][^\s'\"]*[\\/]")


def listed(names):
    """Return "a, b and c"."""
    *most, last = names
    return f"{', '.join(most)} and {last}" if most else last


class Line:
    """The learner's line at which something happened."""

    def __init__(self, error):
        frames = [frame for frame in traceback.extract_tb(
            error.__traceback__, limit=-200) if theirs(frame.filename)]
        if isinstance(error, RecursionError) and len(frames) > 1:
            frames.pop()                        # the call that was too many
        self.found = bool(frames)
        self.number = frames[-1].lineno if frames else None
        self.text = (linecache.getline(frames[-1].filename, self.number)
                     .strip()[:WIDE] if frames else "")
        self.function = frames[-1].name if frames else ""

    def __str__(self):
        if not self.found:
            return ""
        return f" Line {self.number}" + (f": {self.text}" if self.text
                                         else "") + "."


def theirs(filename):
    """Whether a file is the learner's: not ours, a library's or Python's."""
    path = os.path.abspath(filename)
    return not filename.startswith("<frozen") and not path.startswith(
        (*OURS, LIBRARY)) and not re.search(r"(site|dist)-packages", path)


def raised(error, seconds):
    """Return what is said of an error, before its line."""
    if isinstance(error, TimeUp):
        return (f"Your function was still running after {seconds:g} seconds "
                "and has been stopped: does each of its loops come to an "
                "end?")
    if isinstance(error, RecursionError):
        return ("Your function calls itself again and again, without end: "
                "where should it stop?")
    if isinstance(error, NameError):
        return f"Your code raised {type(error).__name__}: {clean(error)}: " \
            "is it spelled as where it was defined, and was that cell run?"
    if isinstance(error, SystemExit):
        return "Your function stops Python: take exit() or quit() out."
    if isinstance(error, MemoryError):
        return "Your function asks for more memory than there is."
    return f"Your code raised {type(error).__name__}: {clean(error)}."


def clean(error):
    """Return the message of an error in a line, without any path."""
    try:
        message = str(error)
    except Exception:                           # an error of the learner's
        message = "an error that cannot be shown"
    return PATH.sub("", " ".join(message.split()))[:200].rstrip(".")


def looks(mistakes):
    """Return the sentence that names one mistake, or several."""
    names = [mistake.name for mistake in mistakes]
    told = f"it looks as if you {names[0]}" if len(names) == 1 else \
        "it gives the same as if you " + " or ".join(names)
    ask = " ".join(dict.fromkeys(mistake.look for mistake in mistakes))
    return f"{told}. {ask}"


def beside(found, right, names, tolerance):
    """Return what can be said of wrong results by looking at them."""
    good = [name for name, one, other in zip(names, found, right)
            if agree(one, other, tolerance)]
    bad = [(name, one, other) for name, one, other in
           zip(names, found, right) if not agree(one, other, tolerance)]
    told = [f"Your {listed(good)} {'is' if len(good) == 1 else 'are'} "
            "right."] if good else []
    for name, one, other in bad:
        told.append(fault(name, one, other))
    return " ".join(filter(None, told))


def fault(name, one, other):
    """Return what is wrong with one result, without telling the right one."""
    if one.shape != other.shape:
        return (f"{name} has the shape {one.shape}, it should have "
                f"{other.shape}" + (", a single number." if not other.shape
                                    else "."))
    place = next((k for k, number in enumerate(one.numbers)
                  if number != number or number in (float("inf"),
                                                    -float("inf"))), None)
    if place is not None:
        return (f"{entry(name, one.shape, place)} is {one.numbers[place]}: "
                "is something divided by 0, or an exponential too large?")
    if one.kind == "i" and any(n != round(n) for n in other.numbers):
        return (f"{name} is an array of whole numbers: what stands behind "
                "the point was cut off.")
    return ""


def entry(name, shape, place):
    """Return the name of an entry: h[0, 1]."""
    if not shape:
        return name
    where = []
    for size in reversed(shape):
        where.append(place % size)
        place //= size
    return f"{name}[{', '.join(map(str, reversed(where)))}]"


def sizes(names, given):
    """Return the shapes of the arguments in words, or their values where
    they are single numbers."""
    return ", ".join(f"{name} {value.shape}" if isinstance(value, np.ndarray)
                     else f"{name} = {value:g}"
                     for name, value in zip(names, given)
                     if isinstance(value, (np.ndarray, int, float)))


def endless(found):
    """Whether a result holds nan or an infinite number."""
    return found is not None and any(
        number - number != 0 for one in found for number in one.numbers)
