"""What is said of an answer: four outcomes, in the words of practice."""
from typing import NamedTuple

from rnnkit.practice.judge import listed
from rnnkit.show.describe import Document, Text
from rnnkit.show.display import Display

# A mark brings its own colour and sign, ✓ or ✗; the others have a sign here.
MARKS = {"right": "right", "wrong": "wrong", "raised": "wrong"}
SIGNS = {"empty": "○ ", "unreadable": "? "}


class Part(NamedTuple):
    """One thing that was marked: its outcome, a sentence, and the label
    with which the sentence begins, if it is one of several."""
    outcome: str
    words: str
    label: str = ""


class Outcome(Display):
    """The verdict on an exercise.

    parts     a Part for each blank, or one for all
    share     how much of it is right, from 0 to 1
    student   whose numbers they are, or ""
    """

    def __init__(self, id, parts, share):
        self.id, self.parts = id, tuple(parts)
        self.share, self.student = share, ""

    @property
    def outcome(self):
        """right, wrong, empty, unreadable or raised, for the whole."""
        found = [part.outcome for part in self.parts]
        return next((worst for worst in ("raised", "wrong", "unreadable")
                     if worst in found),
                    "empty" if "empty" in found else "right")

    @property
    def attempted(self):
        """Whether there was anything to mark."""
        return any(part.outcome != "empty" for part in self.parts)

    @property
    def words(self):
        """All sentences, one after another."""
        return " ".join(part.words for part in self.parts)

    def describe(self):
        """Return a line for each part, and a sum where there are several."""
        lines = [Text(SIGNS.get(p.outcome, "") + p.words, MARKS.get(
            p.outcome, "")) for p in together(self.parts)]
        if len(self.parts) > 1:
            blanks = [p for p in self.parts if p.label] or self.parts
            right = sum(p.outcome == "right" for p in blanks)
            lines.append(Text(f"{self.id}: {right} of {len(blanks)} right."))
        if self.student:
            lines.append(Text(f"The numbers are those of {self.student}."))
        return Document("", tuple(lines))


def together(parts):
    """Return parts with those that say the same of several labels as one:
    a[0] and a[1] are right."""
    groups = {}
    for part in parts:
        rest = part.words.removeprefix(part.label) if part.label else None
        key = (part.outcome, rest) if rest else part
        groups.setdefault(key, []).append(part)
    found = []
    for same in groups.values():
        first = same[0]
        if len(same) > 1:
            rest = first.words.removeprefix(first.label)
            first = first._replace(words=listed(
                [p.label for p in same], "and") + rest.replace(
                " is ", " are ", 1))
        found.append(first)
    return found


def nothing(id, words):
    """Return the Outcome of an answer that is not there."""
    return Outcome(id, [Part("empty", words)], 0.0)


__all__ = ["Outcome", "Part", "nothing"]
