"""A line of the practice record: one question that was finished.

    as_entry(as_dict(line))      the Entry of a line; None if it is not one
    is_newer(told[HEADER])       whether a newer rnnkit wrote the file

The file is the reader's own, and may be damaged or changed by hand: whatever
is not a sane entry is none, and nothing here raises.
"""
import json
from datetime import datetime, timezone
from typing import NamedTuple

from rnnkit.practice.catalog import seed_of

VERSION = 1
HEADER = "rnnkit practice record"
YEARS = range(1970, 9999)    # a clock that was never set begins in 1970
LEVELS = range(1, 100)
LONGEST = 100                # letters of the name of a family


class Entry(NamedTuple):
    """One finished question: when, its code, how many blanks were right at
    the first try and without help, of how many."""
    when: datetime
    family: str
    level: int
    seed: int
    right: int
    of: int
    mistakes: tuple = ()

    @property
    def solved(self):
        """Whether all of it was right at once and without help."""
        return self.right == self.of


def dumped(told):
    """Return a line of the file as bytes."""
    return (json.dumps(told, ensure_ascii=False) + "\n").encode()


def as_dict(line):
    """Return the dict that a line holds; {} if it holds none."""
    try:
        told = json.loads(line)
    except (ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}


def as_entry(told):
    """Return the Entry of a line, or None if it is not a sane one."""
    try:
        family, level, seed = told["code"].split("/")
        entry = Entry(moment(told["when"]), family, int(level),
                      seed_of(seed), told["right"], told["of"],
                      names(told.get("mistakes", [])))
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError):
        return None
    return entry if is_sane(entry) else None


def is_sane(entry):
    """Whether an Entry is one that a Record could have written."""
    counts = type(entry.right) is type(entry.of) is int
    return counts and 0 <= entry.right <= entry.of and entry.of > 0 \
        and entry.when.year in YEARS and entry.level in LEVELS \
        and 0 < len(entry.family) <= LONGEST and entry.family.isprintable() \
        and all(isinstance(name, str) for name in entry.mistakes)


def moment(text):
    """Return the time of a text; without a time zone it is UTC."""
    when = datetime.fromisoformat(text)
    return when if when.tzinfo else when.replace(tzinfo=timezone.utc)


def names(told):
    """Return the names of mistakes; raise TypeError if it is no list."""
    if not isinstance(told, list):
        raise TypeError("no list of mistakes")
    return tuple(told)


def is_known(version):
    """Whether a version is a whole number that this rnnkit knows."""
    return type(version) is int and version <= VERSION


def is_newer(version):
    """Whether a version is a number, or a text of one, above ours."""
    if isinstance(version, bool):
        return False
    try:
        return float(version) > VERSION
    except OverflowError:           # a whole number beyond every float
        return version > 0
    except (TypeError, ValueError):
        return False
