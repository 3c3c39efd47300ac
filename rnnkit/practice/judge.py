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
from rnnkit.practice.hints import hint, inside_of_word, tells
from rnnkit.practice.question import REFUSALS
from rnnkit.trace import TraceError
from rnnkit.trace.entries import entry_name


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
             if not question.is_right(label, answer)}
    wrong = without_roundings(question, answers, wrong)
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


def without_roundings(question, answers, wrong):
    """Return the wrong answers but for those that are right from answers
    that were only rounded: 0.95 · 10 where 0.9526 is the exact factor."""
    own = carried_on(question, answers) if wrong else {}
    for label in [*wrong]:
        if question.close(wrong[label], own[label]) and not sources_of(
                question, label, wrong):
            wrong = {name: answer for name, answer in wrong.items()
                     if name != label}
    return wrong


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
        answer = read_number("" if text is None else text)
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
    Where other answers speak against a mistake, it is named as a guess; not
    at all where more wrong ones speak against it than for it.
    """
    scores = []
    for (mistake, values), own in zip(question.mistakes, owns):
        if any(leads_to(question, label, found.get(label), answers)
               for found in (values, own)):
            scores.append((*for_and_against(question, values, own, answers),
                           mistake))
    scores = [score for score in scores if score[0] >= score[2]]
    most = max((pro - sum(contra) for pro, *contra, _ in scores), default=0)
    best = [mistake for pro, *contra, mistake in scores
            if pro - sum(contra) == most]
    doubt = any(any(contra) for _, *contra, mistake in scores
                if mistake in best)
    if not best:
        return Verdict("wrong", f"{label} is not right yet. "
                       + no_name(question, label, answers))
    names = tuple(mistake.name for mistake in best)
    looks = " ".join(dict.fromkeys(mistake.look for mistake in best))
    told = ": it looks as if you " + names[0] if len(best) == 1 else (
        ": it is the same number if you " + listed(names, "or"))
    if doubt:                   # other answers speak against it
        told = ". Perhaps you " + listed(names, "or") + " here"
    return Verdict("wrong", f"{label} is not right yet{told}. {looks}", names)


def for_and_against(question, values, own, answers):
    """Return how many answers are those of a mistake; how many right ones,
    and how many wrong ones, are not, although it changes them."""
    changed = [label for label in answers if label in values and
               not question.is_right(label, values[label])]
    same = [label for label in changed if any(
        question.close(answers[label], found[label])
        for found in (values, own) if label in found)]
    right = sum(question.is_right(label, answers[label]) for label in changed)
    return len(same), right, len(changed) - len(same) - right


def no_name(question, label, answers):
    """Return what to say of a wrong answer that no mistake leads to: the
    family's own words where the formula would be the answer."""
    blank = question.blanks[label]
    rule = question.setting.rule(blank.node)
    if rule and (question.family.flags or not tells(rule[0], blank.value)):
        return rule[0].rstrip(".") + "."
    where, *_ = question.setting.hints or ("",)
    return where.replace("{}", label) or beyond(question, blank, answers) \
        or hint(blank.node, blank.flat, answers[label])


def beyond(question, blank, answers):
    """Return that the slip is in a function if what stands inside is right:
    h = relu(a), with the right a; else None."""
    name, source, place = inside_of_word(blank.node, blank.flat) or (0, 0, 0)
    inside = name and entry_name(source, place)
    if inside not in answers:
        return None
    if question.is_right(inside, answers[inside]) and not question.close(
            answers[blank.label], question.right[inside]):
        return f"Your {inside} is right. What does {name} make of it?"
    return None


def leads_to(question, label, value, answers):
    """Whether a mistake's value is the answer, and is not the right one."""
    return value is not None and question.close(answers[label], value) \
        and not question.is_right(label, value)


def listed(names, word):
    """Return "a, b and c"."""
    *most, last = names
    return f"{', '.join(most)} {word} {last}" if most else last


__all__ = ["Verdict", "judge"]
