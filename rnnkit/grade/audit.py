"""The checker, checked: wrong answers must be caught and named, right ones
must pass.

    python -m rnnkit.practice audit

    N wrong answers: N caught, M named; K right answers: K accepted

For each code question the solutions stand in tests/solutions, which is part
of the project and not of the installed package: right ones, written in
different ways, and wrong ones, each named after its mistake. For each family
of number questions every mistake is made, at every level, blank by blank. It
exits with 1 if a wrong answer passes, a right one does not, or fewer than
80 % of the wrong ones of any code question, or of any family, get the right
name; what was missed is listed first.
"""
import inspect
import re
import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import NamedTuple

import rnnkit
from rnnkit.grade.catalog import code_questions
from rnnkit.grade.judge import check_code
from rnnkit.practice.catalog import families
from rnnkit.practice.judge import judge
from rnnkit.practice.question import question

SHARE = 0.8                 # of each question's wrong answers are named
WRONG, RIGHT = 8, 3         # solutions of a code question, at least
SEED = 1


class Tally(NamedTuple):
    """How many answers were tried, and what became of them; `missed` says
    which were judged wrongly, `nameless` which were not named, `unclear` of
    which questions too few were named."""
    wrong: int = 0
    caught: int = 0
    named: int = 0
    right: int = 0
    accepted: int = 0
    missed: tuple = ()
    nameless: tuple = ()
    unclear: tuple = ()

    def __add__(self, other):
        return Tally(*(a + b for a, b in zip(self, other)))

    def __str__(self):
        return (f"{self.wrong} wrong answers: {self.caught} caught, "
                f"{self.named} named; {self.right} right answers: "
                f"{self.accepted} accepted")

    @property
    def passed(self):
        """Whether nothing was missed, and enough were named everywhere."""
        return not self.missed and self.caught == self.wrong > 0 \
            and self.accepted == self.right > 0 \
            and self.clear and not self.unclear

    @property
    def clear(self):
        """Whether enough were named, of all together."""
        return self.named >= SHARE * self.wrong

    def under(self, name):
        """Return the Tally of a whole question, which says under its name if
        too few were named."""
        return self if self.clear else self + Tally(unclear=(
            f"{name}: {self.named} of {self.wrong} wrong answers named, "
            f"{SHARE:.0%} are needed".replace("%", " %"), *self.nameless))


def tried(where, name, right, outcome, named=False):
    """Return the Tally of one answer.

    right: whether it was a right one; outcome: how it was judged; named:
    whether its mistake was named.
    """
    if right:
        accepted = outcome == "right"
        return Tally(right=1, accepted=int(accepted), missed=() if accepted
                     else (f"{where}: right, but judged {outcome}: {name}",))
    caught = outcome in ("wrong", "raised")
    return Tally(
        wrong=1, caught=int(caught), named=int(caught and named),
        missed=() if caught else
        (f"{where}: wrong, but judged {outcome}: {name}",),
        nameless=() if named else (f"{where}: not named: {name}",))


# Code ------------------------------------------------------------------------
def audit_code(folder):
    """Return the Tally of all code questions and their solutions.

    Raises FileNotFoundError if the folder is not there.
    """
    if not Path(folder).is_dir():
        raise FileNotFoundError(
            f"the audit needs the solutions in {Path(folder).name}/, which "
            "are part of the project (tests/solutions) and not of the "
            "installed package: run it in a clone, or give the folder")
    return sum((audit_one(each, solutions(each, folder)).under(each.name)
                for each in code_questions().values()), Tally())


def solutions(each, folder):
    """Return the functions of a question's solutions, or () if there are
    none. A name that begins with an underscore is a helper."""
    stem = f"{each.chapter}_{each.name.replace('-', '_')}"
    path = Path(folder) / f"{stem}.py"
    if not path.exists():
        return ()
    spec = spec_from_file_location(f"solutions_{stem}", path)
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return tuple(f for name, f in vars(module).items() if name[0] != "_"
                 and inspect.isfunction(f) and f.__module__ == spec.name)


def audit_one(each, functions):
    """Return the Tally of one code question."""
    total = Tally()
    for f in functions:
        verdict = check_code(each.name, f)
        total += tried(each.name, f.__name__, f.__name__.startswith("right_"),
                       verdict.outcome,
                       meant(f) in map(slug, verdict.mistakes))
    if total.wrong < WRONG or total.right < RIGHT:
        total += Tally(missed=(
            f"{each.name} has {total.wrong} wrong solutions and "
            f"{total.right} right ones: {WRONG} and {RIGHT} are needed",))
    return total


def meant(function):
    """Return the mistake that a wrong solution is named after; a number at
    the end tells two of them apart."""
    return re.sub(r"__\d+$", "", function.__name__)


def slug(name):
    """Return the name of a mistake as the name of a function."""
    return re.sub(r"\W+", "_", name.lower()).strip("_")


# Numbers ---------------------------------------------------------------------
def audit_numbers():
    """Return the Tally of all families, levels and mistakes."""
    return sum((sum((audit_family(family, level) for level in family.levels),
                    Tally()).under(family.name)
                for family in families().values()), Tally())


def audit_family(family, level):
    """Return the Tally of one family on one level; what raises an error has
    failed."""
    try:
        return audit_question(question(family.name, level, SEED))
    except Exception as problem:
        return Tally(missed=(f"{family.name}, level {level}, raised "
                             f"{type(problem).__name__}: {problem}",))


def audit_question(asked):
    """Return the Tally of one number question: all right, then each mistake.
    """
    typed = {label: written(value) for label, value in asked.right.items()}
    verdicts = judge(asked, typed)
    total = sum((tried(asked.code, label, True, verdict.outcome)
                 for label, verdict in verdicts.items()), Tally())
    for mistake, values in asked.mistakes:
        total += audit_mistake(asked, mistake, values)
    return total


def audit_mistake(asked, mistake, values):
    """Return the Tally of one mistake: its number on each blank that it
    changes, alone."""
    total = Tally()
    for label, value in values.items():
        if abs(value - asked.right[label]) <= 2.5 * asked.tolerance:
            continue
        if value != value or value in (float("inf"), -float("inf")):
            continue                            # nobody can type it
        verdict = judge(asked, {label: written(value)})[label]
        total += tried(asked.code, f"{label} = {value:g}, {mistake.name}",
                       False, verdict.outcome,
                       mistake.name in verdict.mistakes)
    return total


def written(value):
    """Return a number as somebody types it, with all its digits."""
    return f"{value:.10g}"


# The command -----------------------------------------------------------------
def folder_of_solutions():
    """Return tests/solutions beside the package, where a clone has it."""
    return Path(rnnkit.__file__).resolve().parents[1] / "tests" / "solutions"


def audit(folder=None, show=print):
    """Return 0 if the checker is right about all answers, 1 if not.

    folder: the solutions; show: what prints the one line. What was missed
    goes to the standard error.
    """
    try:
        total = audit_code(folder or folder_of_solutions()) \
            + audit_numbers()
    except FileNotFoundError as problem:
        print(f"No audit: {problem}.", file=sys.stderr)
        return 1
    for fault in total.missed + total.unclear:
        print(fault, file=sys.stderr)
    show(total)
    return 0 if total.passed else 1
