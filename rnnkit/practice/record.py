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
import os
from datetime import datetime, timedelta, timezone
from itertools import count
from pathlib import Path

from rnnkit.practice.catalog import SEEDS, families
from rnnkit.practice.entry import (HEADER, VERSION, Entry, as_dict, as_entry,
                                   dumped, is_known, is_newer)
from rnnkit.show.describe import Document, Table, Text
from rnnkit.show.display import Display

REST_DAYS = (0, 1, 3, 7, 21)         # how long a family rests in each box
TOLD = 5                             # lines that are named in the notice


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
        self.families = {}           # {name: its entries}
        self.read()

    # The file ---------------------------------------------------------------
    def read(self):
        """Read the file; a line that cannot be read stays where it is."""
        try:
            text = self.path.read_text("utf-8-sig", "replace")
        except FileNotFoundError:
            return
        except OSError as problem:
            self.close(f"{self.path} cannot be read ({problem.strerror})")
            return
        bad = []
        for number, line in enumerate(text.split("\n"), 1):
            told = as_dict(line)
            version = told.get(HEADER)
            if is_newer(version):
                self.forget()
                self.close(f"{self.path} was written by a newer rnnkit (its "
                           f"version is {str(version)[:20]}, this one knows "
                           f"{VERSION})")
                return
            entry = None if HEADER in told else as_entry(told)
            if entry:
                self.keep(entry)
            elif line.strip() and not is_known(version):
                bad.append(number)
        if bad:
            self.notice = (f"Line {listed(bad)} of {self.path} could not be "
                           "read. It was left as it is; the others count.")

    def keep(self, entry):
        """Put an entry at the end of those in memory."""
        self.entries.append(entry)
        self.families.setdefault(entry.family, []).append(entry)

    def forget(self):
        """Drop all entries in memory."""
        self.entries, self.families = [], {}

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
        self.keep(entry)
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
        self.forget()

    # What it tells ----------------------------------------------------------
    @property
    def streak(self):
        """How many of the last questions in a row were solved at once."""
        number = 0
        for entry in reversed(self.entries):
            if not entry.solved:
                break
            number += 1
        return number

    def of(self, family):
        """Return the entries of one family."""
        return self.families.get(family, [])

    def box(self, family):
        """Return the box of a family, 1 … 5; 0 if it was never asked."""
        box = 0
        for entry in self.of(family):
            box = min(max(box, 1) + 1, len(REST_DAYS)) if entry.solved else 1
        return box

    def due(self, family):
        """Return when a family rests no longer: now, if a clock that was
        wrong says that it was asked at a time that is yet to come."""
        last = self.of(family)[-1]
        if last.when > self.now():
            return self.now()
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
        if harder and self.box(family) >= 3 and mine[-1].solved:
            return harder[0]
        return max((n for n in levels if n <= mine[-1].level),
                   default=levels[0])

    def seed(self, family, level):
        """Return a seed that was not asked yet."""
        asked = {e.seed for e in self.of(family) if e.level == level}
        after = 1 + max(asked, default=0)
        return after if after < SEEDS else next(
            seed for seed in count(1) if seed not in asked)

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


def listed(numbers):
    """Return the numbers of lines; of many the first few."""
    more = len(numbers) - TOLD
    return ", ".join(map(str, numbers[:TOLD])) + (
        f" and {more} more" if more > 0 else "")


__all__ = ["Record"]
