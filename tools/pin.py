"""Pin new questions, so that they stay as they are for ever.

    python tools/pin.py          adds those that are not pinned yet
    python tools/pin.py --anew   pins all of them as they are now

What is pinned is never changed by the first form: a sheet that was printed
has to match its key.
"""
import json
import sys
from pathlib import Path

from rnnkit.practice import families, question

PATH = Path(__file__).resolve().parents[1] / "tests" / "pinned_questions.json"
SEEDS = 1, 7


def pins():
    """Return {code: right answers} for two seeds of each family and level.
    """
    return {q.code: [round(value, 6) for value in q.right.values()]
            for name, family in families().items()
            for level in family.levels for seed in SEEDS
            for q in [question(name, level, seed)]}


def main(arguments):
    """Write the pins."""
    old = {} if "--anew" in arguments or not PATH.exists() else json.loads(
        PATH.read_text("utf-8"))
    found = {**pins(), **old}
    lines = (f"{json.dumps(code)}: {json.dumps(values)}"
             for code, values in sorted(found.items()))
    PATH.write_text("{\n" + ",\n".join(lines) + "\n}\n", "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
