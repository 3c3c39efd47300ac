"""Exercises of choice: an option, and the reason for it.

    choice_4 = "b"
    because_4 = 2

Which are right is known only as a digest (see `sheets`). A right option
with a wrong reason earns half.
"""
from rnnkit.exercises.notebook import Missing
from rnnkit.exercises.outcome import Outcome, Part, nothing
from rnnkit.exercises.sheets import digest, keys

LETTERS = "abcdefgh"


def stub(exercise):
    """Return the cell into which the choice is typed."""
    letters = ", ".join(LETTERS[:len(exercise.options)])
    lines = [f"{exercise.name} = ...        # one of {letters}, in quotes"]
    if exercise.reasons:
        lines.append(f"because_{exercise.number} = ...       # the number of "
                     f"the reason, 1 to {len(exercise.reasons)}")
    return "\n".join(lines)


def mark(exercise, notebook):
    """Return the Outcome of the choice in a notebook."""
    choice = read_choice(exercise, notebook)
    if isinstance(choice, Outcome):
        return choice
    key = keys()[exercise.id]
    if digest(exercise.id, choice) != key["choice"]:
        look = exercise.looks[LETTERS.index(choice)]
        return Outcome(exercise.id, [Part(
            "wrong", f"{choice} is not right yet. {look}".strip())], 0.0)
    if not exercise.reasons:
        return Outcome(exercise.id, [Part("right", f"{choice} is right.")],
                       1.0)
    reason = read_reason(exercise, notebook)
    if isinstance(reason, Part):
        return Outcome(exercise.id, [Part("right", f"{choice} is right."),
                                     reason], 0.5)
    if digest(exercise.id, choice, reason) != key["both"]:
        return Outcome(exercise.id, [
            Part("right", f"{choice} is right."),
            Part("wrong", f"Reason {reason} may be true or not: it is not "
                 "why. Which one would be false if the answer were "
                 "another?")], 0.5)
    return Outcome(exercise.id, [Part(
        "right", f"{choice} is right, and for the right reason.")], 1.0)


def read_choice(exercise, notebook):
    """Return the letter that was chosen, or the Outcome if it is none."""
    found = notebook.find(exercise.name, exercise.number)
    if isinstance(found, Missing):
        return nothing(exercise.id, found.words)
    if found is ... or found is None or found == "":
        return nothing(exercise.id, f"{exercise.name}: nothing yet.")
    letters = LETTERS[:len(exercise.options)]
    told = str(found).strip().strip("().").lower()
    if len(told) != 1 or told not in letters:
        return Outcome(exercise.id, [Part("unreadable", (
            f"{exercise.name} is {str(found)[:30]!r}: write one of "
            f"{', '.join(letters)}, in quotes."))], 0.0)
    return told


def read_reason(exercise, notebook):
    """Return the number of the reason, or a Part if it is none."""
    name = f"because_{exercise.number}"
    found = notebook.find(name, exercise.number)
    if isinstance(found, Missing):
        return Part("empty", found.words)
    if found is ... or found is None or found == "":
        return Part("empty", f"{name}: nothing yet. Why is it so?")
    told = str(found).strip().strip("().")
    if not told.isdecimal() or not 1 <= int(told) <= len(exercise.reasons):
        return Part("unreadable", f"{name} is {str(found)[:30]!r}: write the "
                    f"number of a reason, 1 to {len(exercise.reasons)}.")
    return int(told)


def right(exercise):
    """Return (letter, number of the reason or None) that is right."""
    key = keys()[exercise.id]
    letters = LETTERS[:len(exercise.options)]
    choice = next(c for c in letters
                  if digest(exercise.id, c) == key["choice"])
    if not exercise.reasons:
        return choice, None
    return choice, next(n for n in range(1, len(exercise.reasons) + 1)
                        if digest(exercise.id, choice, n) == key["both"])


def hint(exercise, notebook, step):
    """Return hint number `step`: what to leave out, never what is right."""
    choice, _ = right(exercise)
    wrong = [c for c in LETTERS[:len(exercise.options)] if c != choice]
    if step == 1:
        return ("Say in your own words what the question asks, and try each "
                "option on the smallest example you can think of.")
    out = wrong[:step - 1] if len(wrong) > step - 1 else wrong[:-1]
    if not out:
        return "Work one small example on paper; which option survives?"
    index = LETTERS.index(out[-1])
    return f"It is not {out[-1]}. {exercise.looks[index]}".strip()


def solution(exercise, notebook):
    """Return the right option and reason, in words."""
    choice, reason = right(exercise)
    told = (f"{choice} is right: "
            f"{exercise.options[LETTERS.index(choice)].rstrip('.')}.")
    if reason:
        told += f" Why: {exercise.reasons[reason - 1].rstrip('.')}."
    return told
