"""Ours against torch.nn and teaching code: `make bench`.

    python -m benchmarks            times, prints, writes results.json
    python -m benchmarks --quick    small sizes, a few pairs, writes nothing
"""
import os

for name in ("OMP", "OPENBLAS", "MKL"):     # before NumPy is loaded
    os.environ[f"{name}_NUM_THREADS"] = "1"

import argparse                                                  # noqa: E402
import json                                                      # noqa: E402
import pathlib                                                   # noqa: E402

import torch                                                     # noqa: E402

from benchmarks import growth, timing, works                     # noqa: E402

HERE = pathlib.Path(__file__).parent
HEAD = (f"{'work':<32}{'peer':<20}{'ours ms':>9}{'theirs ms':>11}"
        f"{'ratio':>8}{'goal':>7}  reached")


def main():
    """Compare, time and report; exit with 1 if the two sides differ."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    parser.add_argument("--quick", action="store_true",
                        help="small sizes and few pairs; writes no file")
    quick = parser.parse_args().quick
    torch.set_num_threads(1)
    rows = works.works(quick)
    compare(rows)
    results = timed(rows, 3 if quick else timing.PAIRS)
    times = growth.measured(quick)
    print("", *growth.report(times, quick), sep="\n")
    if not quick:
        (HERE / "results.json").write_text(
            json.dumps(results, indent=1) + "\n", encoding="utf-8")
        growth.plot(times, HERE / "growth.svg")
        print("\nWrote benchmarks/results.json and benchmarks/growth.svg")


def compare(rows):
    """Check every value and gradient of both sides, or stop."""
    for row in rows:
        found = works.difference(row)
        if not found <= works.TOLERANCE[row.dtype]:
            raise SystemExit(f"{row.work} against {row.peer}: values or "
                             f"gradients differ by {found:.1e}; nothing "
                             "was timed")
    print("Values and all gradients of both sides agree, to "
          + " and ".join(f"{limit:g} in {name}"
                         for name, limit in works.TOLERANCE.items()) + ".\n")


def timed(rows, pairs):
    """Return the results; print each row of the table once it is known."""
    print(HEAD)
    results = []
    for row in rows:
        ours, theirs, ratio = timing.paired(row.ours, row.theirs, pairs)
        reached = "yes" if ratio <= row.goal else "no"
        print(f"{row.work:<32}{row.peer:<20}{ours * 1e3:>9.3f}"
              f"{theirs * 1e3:>11.3f}{ratio:>8.3f}{row.goal:>7.2f}  "
              f"{reached}", flush=True)
        results.append({"work": row.work, "peer": row.peer,
                        "ratio": round(ratio, 3), "goal": row.goal})
    return results


if __name__ == "__main__":
    main()
