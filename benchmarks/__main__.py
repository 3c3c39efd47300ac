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
NOISE = 0.03            # how far one run's median may be from another's
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
    results, missed = timed(rows, 3 if quick else timing.PAIRS)
    reasons(missed)
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
    """Return (results, [(row, their seconds)] of goals that were missed);
    print each row of the table once it is known."""
    print(HEAD)
    results, missed = [], []
    for row in rows:
        ours, theirs, ratio = timing.paired(row.ours, row.theirs, pairs)
        reached = "yes" if ratio <= row.goal else "no"
        if reached == "no":
            missed.append((row, theirs, ratio))
        print(f"{row.work:<32}{row.peer:<20}{ours * 1e3:>9.3f}"
              f"{theirs * 1e3:>11.3f}{ratio:>8.3f}{row.goal:>7.2f}  "
              f"{reached}", flush=True)
        results.append({"work": row.work, "peer": row.peer,
                        "ratio": round(ratio, 3), "goal": row.goal})
    return results, missed


def reasons(missed):
    """Print, for each goal that was missed, whether the noise of one run may
    explain it, else how much of the peer's time the matrix products alone
    would take us."""
    for row, theirs, ratio in missed:
        if ratio <= row.goal + NOISE:
            print(f"\nAt its goal, within the noise of a run (±{NOISE}): "
                  f"{row.work} against {row.peer}.")
            continue
        if not row.operations:
            continue
        share = row.operations / growth.peak(row.dtype) / theirs
        print(f"\nNot reached: {row.work} against {row.peer}. The matrix\n"
              f"products alone, at the speed of one large one here, would "
              f"take {share:.2f}\nof the peer's time; the goal is {row.goal}. "
              "benchmarks/README.md says more.")


if __name__ == "__main__":
    main()
