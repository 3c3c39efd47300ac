"""The benchmark compares before it times; nothing here depends on speed."""
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from benchmarks import __main__ as bench
from benchmarks import growth, timing, works
from rnnkit.cells import lstm

ROOT = Path(__file__).parent.parent
GOALS = [0.30, 0.22, 0.55, 0.90, 0.62, 0.45, 0.30, 0.95, 0.95,
         1.00, 1.00, 1.00, 1.00]


def test_the_quick_run_prints_every_row_and_writes_nothing():
    files = {path: path.stat().st_mtime_ns
             for path in (ROOT / "benchmarks").glob("*.[js]*")}
    run = subprocess.run([sys.executable, "-m", "benchmarks", "--quick"],
                         cwd=ROOT, capture_output=True, text=True,
                         timeout=120)
    assert run.returncode == 0, run.stderr
    table = run.stdout[run.stdout.index("work "):].split("\n\n")[0]
    rows = table.splitlines()[1:]
    assert [float(row.split()[-2]) for row in rows] == GOALS
    assert all(row.split()[-1] in ("yes", "no") for row in rows)
    assert "agree" in run.stdout and "time grows" in run.stdout
    for path, before in files.items():
        assert path.stat().st_mtime_ns == before


@pytest.mark.parametrize("work", works.works(quick=True),
                         ids=lambda work: f"{work.work}-{work.peer}")
def test_both_sides_agree(work):
    assert works.difference(work) <= works.TOLERANCE[work.dtype]


def test_a_wrong_gradient_stops_the_benchmark():
    """Twice our smallest gradient is found, and nothing is timed."""
    work = works.works(quick=True)[3]
    values = work.our_values()
    for place, value in enumerate(values):
        wrong = [*values]
        wrong[place] = 2 * value
        row = work._replace(our_values=lambda: wrong)
        with pytest.raises(SystemExit, match="nothing was timed"):
            bench.compare([row])


@pytest.mark.parametrize("peer", ["torch SDPA", "torch conv2d"])
def test_a_wrong_gradient_of_attention_or_convolution_stops_it_too(peer):
    work = [w for w in works.works(quick=True) if w.peer == peer][-1]
    values = work.our_values()
    for place, value in enumerate(values):
        wrong = [*values]
        wrong[place] = 1.01 * value
        with pytest.raises(SystemExit, match="nothing was timed"):
            bench.compare([work._replace(our_values=lambda: wrong)])


def test_the_ratio_is_ours_over_theirs():
    def busy(n):
        return lambda: sum(range(n))
    _, _, ratio = timing.paired(busy(2_000), busy(40_000), pairs=3)
    assert ratio < 0.7


def test_slopes_and_bytes_are_counted():
    assert abs(growth.slope({n: 3.0 * n ** 2 for n in (1, 4, 16)}) - 2) < 1e-9
    a = np.zeros((3, 4))
    assert growth.held((a, [a[1:], a.T], None)) == a.nbytes
    fast, slow = growth.memory(lstm, 4, 2, 8)
    assert 4 * 4 * 2 * 8 * 7 <= fast < slow


def test_the_plot_says_its_slopes(tmp_path):
    times = {"LSTM": {"T": {10: 1.0, 20: 2.0}, "B": {1: 1.0, 3: 2.0},
                      "H": {8: 1.0, 16: 4.0, 32: 16.0}}}
    growth.plot(times, tmp_path / "growth.svg")
    picture = (tmp_path / "growth.svg").read_text(encoding="utf-8")
    assert "over H the slope is 2.00" in picture and "T from 10" in picture
