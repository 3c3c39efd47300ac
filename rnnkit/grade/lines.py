"""The learner's own lines beside those of the formula, by name.

The function runs on recording arrays, and `compare` pairs its lines with the
formula's: of the same name, or of the same value. So a renamed variable is
found again, and what is said is only what the numbers show: a line of the
learner's has the values of a line of the formula, or it has its name and
other values.
"""
import re

from rnnkit.difference import compare
from rnnkit.grade.answer import agree, plain
from rnnkit.grade.guard import attempt
from rnnkit.grade.words import listed
from rnnkit.page import by_hand
from rnnkit.trace import reading
from rnnkit.trace.sweep import ancestors

MOST = 3                    # right lines that are named


def own_lines(question, case, function, seconds, changed=()):
    """Return a sentence on the lines of a function, or "".

    "" where it cannot be recorded, or nothing certain can be said.
    changed: names of the lines that a known mistake changes; another line
    is called wrong only if it comes after one of them.
    """
    theirs = attempt(by_hand, (function, *case.arguments()), seconds).value
    mine = attempt(by_hand, (question.formula, *case.arguments()),
                   seconds).value
    if theirs is None or mine is None:
        return ""
    beside = Beside(question, mine, theirs, function, changed)
    done = attempt(beside.sentence, (), seconds)
    return done.value or ""


class Beside:
    """The page of the formula beside the learner's."""

    def __init__(self, question, mine, theirs, function, changed=()):
        self.question, self.mine, self.theirs = question, mine, theirs
        self.changed = {node for node in mine.record.lines
                        if {node.name, node.group} & set(changed)}
        self.function = getattr(function, "__name__", "")

    def sentence(self):
        """Return which lines are right, and which is the first that is not.
        """
        pairs = [(a, b) for a, b, _ in compare(self.mine, self.theirs).rows
                 if a and b]
        right = [(a, b) for a, b in pairs if self.same(a, b)]
        wrong = next((a for a, b in pairs if a == b and self.asked(a)
                      and self.telling(a) and not self.same(a, b)
                      and not self.harmless(a, right)), None)
        early = self.half_way()
        if early:
            return f"What you return is {early}, and right as {early}: " \
                "what is still to be done to it?"
        told = self.named(right, wrong)
        if wrong:
            return f"{told}; your {wrong} is not." if told else \
                f"Your {wrong} is not right."
        return f"{told}." if told else ""

    def asked(self, name):
        """Whether a name stands in the task, and as often on both pages:
        any other may mean what it likes in the learner's function."""
        return bool(re.search(rf"(?<!\w){re.escape(stem(name))}(?!\w)",
                              self.question.task)) and len(
            self.mine.every(stem(name))) == len(
            self.theirs.every(stem(name)))

    def telling(self, name):
        """Whether a line of the formula is more than a part of another, or
        an argument under a new name."""
        node, _ = self.mine.find(name)
        return not reading.moves_only(node) and node.kind == "step"

    def harmless(self, name, right):
        """Whether a wrong line is no mistake: something made from it is
        right, or the mistake that was made comes later."""
        node, _ = self.mine.find(name)
        if self.changed and self.changed.isdisjoint(ancestors(node)):
            return True
        return any(a != name and node in ancestors(self.mine.find(a)[0])
                   for a, _ in right)

    def same(self, a, b):
        """Whether two lines have the same numbers, in this or that shape."""
        one, other = plain(self.theirs[b], b), plain(self.mine[a], a)
        return len(one.numbers) == len(other.numbers) and agree(
            one._replace(shape=other.shape), other, self.question.tolerance)

    def half_way(self):
        """Return the line of the formula that the learner returned in the
        place of the result, or ""."""
        ends = [node.name for node in self.mine.results]
        made = [node for node in self.theirs.results if node.kind == "step"]
        if len(made) != 1 or len(ends) != 1:
            return ""
        return next((a for a in self.mine.lines if a not in ends
                     and self.telling(a) and self.same(a, made[0].name)), "")

    def named(self, right, wrong):
        """Return the right lines before the first wrong one, in words.

        A line of a loop is not named: its turns may be counted otherwise.
        """
        place = {name: k for k, name in enumerate(self.mine.lines)}
        upto = place.get(wrong, len(place))
        hidden = {*self.question.parameters, *(
            self.question.results if len(self.question.results) > 1 else ())}
        kept = [(a, b) for a, b in right if place[a] < upto
                and a == stem(a) and self.telling(a) and stem(a) not in hidden
                and stem(b) not in (self.function, "result")][-MOST:]
        same = [a for a, b in kept if stem(a) == stem(b)]
        told = [f"your {listed(same)} {'is' if len(same) == 1 else 'are'} "
                "right"] if same else []
        told += [f"what you call {b} is {a}, and is right"
                 for a, b in kept if stem(a) == a != b == stem(b)]
        words = "; ".join(told)
        return words[:1].upper() + words[1:]


def stem(name):
    """Return the name that a line had before its turns were numbered."""
    return re.sub(r"_\d+$", "", name)
