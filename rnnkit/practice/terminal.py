"""Practice in a terminal: `python -m rnnkit practice rnn-step --level 2`."""
from rnnkit.practice.catalog import (as_whole, families, seed_after,
                                     taken_apart)
from rnnkit.practice.question import question
from rnnkit.practice.record import Record
from rnnkit.practice.round import Round

HELP = ("Type each answer and press Enter. Enter alone goes on to the next, "
        "h gives a\nhint, s works it out, q ends.")


def arguments(parser):
    """Add the arguments of the command to a parser."""
    parser.add_argument("family", nargs="?", help="what to practice; what "
                        "is due next if left out")
    parser.add_argument("--level", default=None, help="1, 2 or 3")
    parser.add_argument("--seed", default=None,
                        help="the same seed asks the same question")
    parser.add_argument("--list", action="store_true",
                        help="list the families of questions")
    parser.add_argument("--solution", action="store_true",
                        help="print the worked solution and ask nothing")
    parser.add_argument("--record", metavar="FILE", default=None,
                        help="where to keep what was practiced")
    parser.add_argument("--no-record", action="store_true",
                        help="keep nothing")
    parser.add_argument("--forget", action="store_true",
                        help="delete the record of what was practiced")


def run(options, ask=input, say=print):
    """Return the exit code of the command: 0, or 2 for a wrong argument.

    ask, say: how a line is read and written.
    """
    if options.list:
        say(listing())
        return 0
    record = None if options.no_record else Record(options.record)
    if options.forget:
        return forget(record, say)
    if record and record.notice:
        say(record.notice)
    try:
        asked = chosen(options, record)
    except ValueError as problem:
        say(problem)
        return 2
    if options.solution:
        say(f"{asked}\n\n{asked.solved()}")
        return 0
    try:
        while ask_one(asked, record, ask, say):
            asked = question(asked.family.name, asked.level,
                             seed_after(asked.seed))
    except (EOFError, KeyboardInterrupt):
        say("")
    return 0


def listing():
    """Return a line for each family: its name, levels and title."""
    return "\n".join(f"{f.name:26} {','.join(map(str, f.levels)):6} "
                     f"{f.title} (chapter {f.chapter})"
                     for f in families().values())


def forget(record, say):
    """Delete the record, and say so."""
    if record is None or record.closed or not record.path.exists():
        say("There is no record to delete." if record is None or
            not record.closed else record.notice)
        return 0
    record.delete()
    say(f"Deleted {record.path}.")
    return 0


def chosen(options, record):
    """Return the Question that the arguments mean."""
    if options.family is None:
        name, level, seed = (record or Record("/nonexistent")).next(
            ).split("/")
    else:
        name, level, seed = taken_apart(options.family)
    level = options.level or level or 1
    if seed is None:
        seed = record.seed(name, as_whole(level)) if record else 1
    return question(name, level, seed if options.seed is None
                    else options.seed)


def ask_one(asked, record, ask, say):
    """Ask one question; return whether another one is wanted."""
    turn = Round(asked)
    say(f"{asked}\n\n{HELP}\n")
    try:
        go_on = all(ask_blank(turn, label, ask, say)
                    for label in asked.blanks)
    finally:
        if record is not None:
            turn.keep(record)
    right = sum(v.outcome == "right" and label not in turn.shown
                for label, v in turn.verdicts.items())
    streak = f" Streak: {record.streak}." if record else ""
    say(f"{right} of {len(asked.blanks)} right.{streak} ({asked.code})")
    if not go_on:
        return False
    if not turn.done:
        say(f"\n{asked.solved()}\n")
    return ask("Enter for another one, q to end: ").strip().lower() != "q"


def ask_blank(turn, label, ask, say):
    """Ask for one blank until it is right or left; False to end."""
    while True:
        typed = ask(f"{label} = ").strip()
        if typed.lower() in ("q", "quit"):
            return False
        if typed.lower() in ("h", "hint", "?"):
            say(turn.hint(label))
        elif typed.lower() in ("s", "solution"):
            say(turn.show(label))
            return True
        elif not typed:
            return True
        else:
            verdict = turn.answer(label, typed)
            say(verdict.words)
            if verdict.outcome == "right":
                return True


__all__ = ["arguments", "run"]
