"""The commands of practice: python -m rnnkit.practice audit

    audit     the checker, checked: wrong answers must be caught and named,
              right ones must pass (see rnnkit.grade.audit)
"""
import sys


def audit(arguments):
    """Return 0 if the checker is right about every answer, else 1.

    arguments: none, or the folder with the solutions.
    """
    from rnnkit.grade.audit import audit as run
    return run(*arguments[:1])


COMMANDS = {"audit": audit}


def main(arguments):
    """Return the exit status of a command; 2 for one that there is not."""
    if arguments and arguments[0] in COMMANDS:
        return COMMANDS[arguments[0]](arguments[1:])
    print("Which command? python -m rnnkit.practice "
          + " | ".join(COMMANDS), file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
