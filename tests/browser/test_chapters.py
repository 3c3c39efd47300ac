"""Every chapter opens in JupyterLab, runs and leaves no error behind.

A chapter with a browser test of its own, test_chapter_NN.py, runs there, and
the exercises in test_exercises_in_lab.py.
"""

import time
from pathlib import Path

import pytest

import notebooks as tool

COURSE = tool.ROOT / "notebooks"
HERE = Path(__file__).parent
CHAPTERS = [p.name for p in tool.all_notebooks() if p.parent == COURSE
            and not (HERE / f"test_chapter_{p.name[:2]}.py").exists()]


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_a_chapter_runs(lab, chapter):
    lab.open(chapter)
    start = time.monotonic()
    lab.run_all()
    seconds = time.monotonic() - start
    assert lab.errors() == []
    assert lab.console_errors() == []
    unrun = [
        cell["id"] for cell in lab.notebook()["cells"]
        if cell["cell_type"] == "code" and cell["source"]
        and cell["execution_count"] is None
    ]
    assert unrun == []
    # Twice what tools/notebooks.py allows: here a browser draws it all, too.
    assert seconds < 2 * tool.LIMIT, f"{seconds:.0f} s"
