"""The commands of rnnkit: `python -m rnnkit` lists them.

A command is a module with `arguments(parser)` and `run(options)`, which
returns an exit code; it is loaded when it is called.
"""
import argparse
import difflib
import os
import sys
from importlib import import_module

COMMANDS = {
    "practice": ("rnnkit.practice.terminal",
                 "questions with numbers of your own, and what went wrong"),
    "worksheet": ("rnnkit.worksheets.terminal",
                  "sheets to print and fill in, with their keys"),
}


def listing():
    """Return what can be done, a line a command."""
    lines = [f"  {name:12} {words}" for name, (_, words) in COMMANDS.items()]
    return "\n".join(["usage: python -m rnnkit COMMAND …", "", *lines, "",
                      "python -m rnnkit COMMAND --help tells more"])


def main(given=None):
    """Return the exit code of a command; 2 for one that there is not."""
    given = sys.argv[1:] if given is None else list(given)
    if not given or given[0] in ("-h", "--help", "help"):
        print(listing())
        return 0
    name, *rest = given
    if name not in COMMANDS:
        near = difflib.get_close_matches(name.lower(), COMMANDS, 1, 0.4)
        print(f"rnnkit: there is no command {name[:40]!r}"
              + (f"; did you mean {near[0]}?" if near else "."),
              listing(), sep="\n\n", file=sys.stderr)
        return 2
    module, words = COMMANDS[name]
    command = import_module(module)
    parser = argparse.ArgumentParser(
        prog=f"python -m rnnkit {name}", description=words.capitalize() + ".",
        formatter_class=argparse.RawDescriptionHelpFormatter)
    command.arguments(parser)
    return command.run(parser.parse_args(rest))


def quietly(command):
    """Return the exit code of a command; none of it matters any more once
    nobody reads what it writes, as in `… --list | head`."""
    try:
        try:
            return command()
        finally:
            sys.stdout.flush()
    except BrokenPipeError:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        return 0


if __name__ == "__main__":
    sys.exit(quietly(main))
