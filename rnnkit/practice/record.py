"""What a reader has practiced, in a file of their own.

    record = Record()            ~/.rnnkit/practice.jsonl, or $RNNKIT_RECORD
    record.add("rnn-step/2/7", right=6, of=6)
    record.streak                questions in a row without help or a miss
    record.next()                what to practice next: "rnn-step/2/8"
    record                       a table of what has been practiced
    record.delete()              removes the file

A line of the file is a question that was finished; everything else is read
from these lines. The rule for what comes next is the Leitner system (S.
Leitner, So lernt man lernen, 1972): a family of questions lies in one of
five boxes. Solved without help it moves up a box and rests for longer;
missed, it goes back to the first box, and comes again after one other
question.
"""
import json
import os
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import NamedTuple

from rnnkit.practice.catalog import families
from rnnkit.show.describe import Document, Table, Text
from rnnkit.show.display import Display

VERSION = 1
REST_DAYS = (0, 1, 3, 7, 21)         # how long a family rests in each box
HEADER = "rnnkit practice record"


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


def home():
    """Return where the record lies."""
    told = os.environ.get("RNNKIT_RECORD")
    return Path(told) if told else Path.home() / ".rnnkit" / "practice.jsonl"


class Record(Display):
    """The questions that a reader has finished, oldest first.

    entries     a list of Entry
    notice      what went wrong with the file, in words, or ""
    closed      whether nothing is written: the file is of a newer rnnkit
    """

    def __init__(self, path=None, now=None):
        self.path = Path(path) if path else home()
        self.now = now or (lambda: datetime.now(timezone.utc))
        self.entries, self.notice, self.closed = [], "", False
        self.read()

    # The file ---------------------------------------------------------------
    def read(self):
        """Read the file; a line that cannot be read stays where it is."""
        try:
            lines = self.path.read_text("utf-8", "replace").splitlines()
        except FileNotFoundError:
            return
        except OSError as problem:
            self.close(f"{self.path} cannot be read ({problem.strerror})")
            return
        bad = []
        for number, line in enumerate(lines, 1):
            told = as_dict(line)
            version = told.get(HEADER)
            if isinstance(version, int) and version > VERSION:
                self.entries = []
                self.close(f"{self.path} was written by a newer rnnkit (its "
                           f"version is {version}, this one knows {VERSION})")
                return
            if HEADER not in told:
                entry = as_entry(told)
                self.entries += [entry] if entry else []
                bad += [] if entry or not line.strip() else [str(number)]
        if bad:
            self.notice = (f"Line {', '.join(bad)} of {self.path} could not "
                           "be read. It was left as it is; the others count.")

    def close(self, reason):
        """Write nothing from now on, and say why."""
        self.closed = True
        self.notice = (f"{reason}. It was left as it is, and this practice "
                       "is not recorded.")

    def add(self, code, right, of, mistakes=()):
        """Add a finished question; its line is written at once."""
        family, level, seed = code.split("/")
        entry = Entry(self.now(), family, int(level), int(seed), right, of,
                      tuple(mistakes))
        self.entries.append(entry)
        if self.closed:
            return
        told = {"when": entry.when.isoformat(timespec="seconds"),
                "code": code, "right": right, "of": of,
                "mistakes": list(entry.mistakes)}
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with open(self.path, "a+b") as file:
                file.write(self.begin(file) + dumped(told))
        except OSError as problem:
            self.close(f"{self.path} cannot be written ({problem.strerror})")

    @staticmethod
    def begin(file):
        """Return what must stand before a new line: the header of a new
        file, the end of a line that was cut short."""
        if not file.seek(0, os.SEEK_END):
            return dumped({HEADER: VERSION})
        file.seek(-1, os.SEEK_END)
        return b"" if file.read(1) == b"\n" else b"\n"

    def delete(self):
        """Remove the file and forget everything."""
        if not self.closed:
            self.path.unlink(missing_ok=True)
        self.entries = []

    # What it tells ----------------------------------------------------------
    @property
    def streak(self):
        """How many of the last questions in a row were solved at once."""
        count = 0
        for entry in reversed(self.entries):
            if not entry.solved:
                break
            count += 1
        return count

    def of(self, family):
        """Return the entries of one family."""
        return [e for e in self.entries if e.family == family]

    def box(self, family):
        """Return the box of a family, 1 … 5; 0 if it was never asked."""
        box = 0
        for entry in self.of(family):
            box = min(max(box, 1) + 1, len(REST_DAYS)) if entry.solved else 1
        return box

    def due(self, family):
        """Return when a family rests no longer."""
        last = self.of(family)[-1]
        return last.when + timedelta(days=REST_DAYS[self.box(family) - 1])

    def next(self, among=None):
        """Return the code of what to practice next.

        among: names of families; all if None. First what has rested long
        enough, lowest box first; then what is new; then what is due soonest.
        The family that was just asked waits for one other question.
        """
        names = [*(among or families())]
        just = self.entries[-1].family if self.entries else None
        others = [name for name in names if name != just] or names
        asked = [name for name in others if self.of(name)]
        ready = [name for name in asked if self.due(name) <= self.now()]
        fresh = [name for name in others if name not in asked]
        if ready:
            name = min(ready, key=lambda n: (self.box(n), self.due(n)))
        elif fresh:
            name = fresh[0]
        else:
            name = min(asked, key=self.due)
        level = self.level(name)
        return f"{name}/{level}/{self.seed(name, level)}"

    def level(self, family):
        """Return a level for a family: the one before, or a harder one from
        the third box on."""
        levels = sorted(families()[family].levels)
        mine = self.of(family)
        if not mine:
            return levels[0]
        harder = [n for n in levels if n > mine[-1].level]
        return harder[0] if harder and self.box(family) >= 3 \
            and mine[-1].solved else min(max(mine[-1].level, levels[0]),
                                         levels[-1])

    def seed(self, family, level):
        """Return a seed that was not asked yet."""
        return 1 + max((e.seed for e in self.of(family)
                        if e.level == level), default=0)

    def describe(self):
        """Return a table: a row for each family that was practiced."""
        rows = tuple((families()[name].title if name in families() else name,
                      str(len(self.of(name))),
                      str(sum(e.solved for e in self.of(name))),
                      f"{self.box(name)} of {len(REST_DAYS)}")
                     for name in dict.fromkeys(e.family
                                               for e in self.entries))
        items = [Text(self.notice, "wrong")] if self.notice else []
        if not rows:
            items.append(Text("Nothing has been practiced yet."))
        else:
            items.append(Table(("practiced", "questions", "solved at once",
                                "box"), rows, f"Streak: {self.streak}"))
        return Document("", tuple(items))


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
    """Return the Entry of a line, or None if it is not one."""
    try:
        family, level, seed = told["code"].split("/")
        when = datetime.fromisoformat(told["when"])
        entry = Entry(when if when.tzinfo else when.replace(
            tzinfo=timezone.utc), family, int(level), int(seed),
            int(told["right"]), int(told["of"]), tuple(
                map(str, told.get("mistakes", ()))))
    except (KeyError, TypeError, ValueError, AttributeError):
        return None
    return entry


__all__ = ["Record"]
