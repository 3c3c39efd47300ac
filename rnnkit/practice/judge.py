"""Marks the answers to a question, and names the mistake.

    judge(q, {"a[0]": "7", "h[0]": "", "h[1]": "x"})  ->  {label: Verdict}

Four outcomes: right, wrong (not right yet), empty (not attempted) and
unreadable. An answer that follows from an earlier wrong one is right, and
its verdict says from which: "right from your a[0]". A wrong answer that a
known mistake leads to gets the name of the mistake and a question that
leads the reader to see it; no verdict tells the right value.
"""
from typing import NamedTuple

from rnnkit.practice.answers import Unreadable, read_number
from rnnkit.practice.hints import hint
from rnnkit.practice.question import REFUSALS
from rnnkit.trace import TraceError


class Verdict(NamedTuple):
    """What is said about one answer.

    outcome     "right", "wrong", "empty" or "unreadable"
    words       what to show
    mistakes    the names of the mistakes that lead to this very answer
    carried     the earlier wrong answers from which this one is right
    """
    outcome: str
    words: str
    mistakes: tuple = ()
    carried: tuple = ()


def judge(question, typed):
    """Return {label: Verdict} for what was typed, {label: text or number}.

    A label without an answer is not attempted. Raises ValueError for a
    label that the question does not have.
    """
    unknown = [label for label in typed if label not in question.blanks]
    if unknown:
        raise ValueError(f"{question.code} has no blank {unknown[0]!r}; it "
                         f"has {', '.join(question.blanks)}")
    answers, verdicts = {}, {}
    for label in question.blanks:
        verdicts[label] = unread(label, typed.get(label, ""), answers)
    wrong = {label: answer for label, answer in answers.items()
             if not question.close(answer, question.right[label])}
    carried = carried_on(question, wrong)
    # From one wrong answer alone a mistake leads where it always leads.
    owns = [question.mistaken(mistake, wrong) if len(wrong) > 1 else values
            for mistake, values in question.mistakes] if wrong else []
    for label, answer in answers.items():
        if label not in wrong:
            verdicts[label] = Verdict("right", f"{label} is right.")
        elif question.close(answer, carried[label]):
            verdicts[label] = follows(question, label, wrong)
        else:
            verdicts[label] = name_it(question, label, answers, owns)
    return verdicts


def carried_on(question, wrong):
    """Return {label: what follows from the wrong answers}; the right values
    where nothing follows, such as from half a pixel."""
    try:
        return question.values(wrong) if wrong else {}
    except (*REFUSALS, TraceError):
        return question.right


def unread(label, text, answers):
    """Return a Verdict for what is no number; otherwise keep the number."""
    try:
        answer = read_number(text)
    except Unreadable as problem:
        return Verdict("unreadable", f"{label}: {problem}.")
    if answer is None:
        return Verdict("empty", f"{label}: nothing yet.")
    answers[label] = answer
    return None


def follows(question, label, wrong):
    """Return the Verdict on an answer that is right from wrong ones."""
    sources = tuple(sources_of(question, label, wrong))
    return Verdict("right", f"{label} is right from your "
                   f"{listed(sources, 'and')}, which is still to be mended."
                   if len(sources) == 1 else
                   f"{label} is right from your {listed(sources, 'and')}, "
                   "which are still to be mended.", carried=sources)


def sources_of(question, label, wrong):
    """Return the labels of wrong answers that an entry is made from
    directly, in the order of the page."""
    blank = question.blanks[label]
    place = {(b.node, b.flat): name for name, b in question.blanks.items()
             if name in wrong}
    found, seen, waiting = set(), set(), [(blank.node, blank.flat)]
    while waiting:
        node, flat = waiting.pop()
        if node.operation is None:
            continue
        for k, j in node.operation.sources(node, flat):
            source = node.inputs[k], j
            if source in place:
                found.add(place[source])
            elif source not in seen:
                seen.add(source)
                waiting.append(source)
    return [name for name in wrong if name in found]


def name_it(question, label, answers, owns):
    """Return the Verdict on a wrong answer, with the mistake that leads to
    it; with several if they explain the reader's answers equally well.

    owns: for each mistake what it leads to from the reader's own answers.
    Where more of the other answers speak against a mistake than for it, it
    is named as a guess.
    """
    scores = []
    for (mistake, values), own in zip(question.mistakes, owns):
        if any(leads_to(question, label, found.get(label), answers)
               for found in (values, own)):
            scores.append((sum(
                1 if question.close(answer, values[name]) else -1
                for name, answer in answers.items() if name in values),
                mistake))
    most = max((score for score, _ in scores), default=0)
    best = [mistake for score, mistake in scores if score == most]
    if not best:
        blank = question.blanks[label]
        where, *_ = question.setting.hints or ("",)
        return Verdict("wrong", f"{label} is not right yet. " + (
            where.replace("{}", label)
            or hint(blank.node, blank.flat, answers[label])))
    names = tuple(mistake.name for mistake in best)
    looks = " ".join(dict.fromkeys(mistake.look for mistake in best))
    told = ": it looks as if you " + names[0] if len(best) == 1 else (
        ": it is the same number if you " + listed(names, "or"))
    if most < 0:                # the other answers speak against it
        told = ". Perhaps you " + listed(names, "or") + " here"
    return Verdict("wrong", f"{label} is not right yet{told}. {looks}", names)


def leads_to(question, label, value, answers):
    """Whether a mistake's value is the answer, and is not the right one."""
    return value is not None and question.close(answers[label], value) \
        and not question.close(value, question.right[label])


def listed(names, word):
    """Return "a, b and c"."""
    *most, last = names
    return f"{', '.join(most)} {word} {last}" if most else last


__all__ = ["Verdict", "judge"]
