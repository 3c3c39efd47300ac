"""What every test run needs: nbval made to fit scrubbed notebooks, and a
practice record that is not the reader's own."""
import os
import tempfile
from pathlib import Path

import pytest


def pytest_configure(config):
    """Keep the record of what is practiced in tests in a folder of its own;
    kernels that tests start inherit this."""
    folder = tempfile.mkdtemp(prefix="rnnkit-tests-")
    os.environ["RNNKIT_RECORD"] = str(Path(folder) / "practice.jsonl")


# Tests that run apart from the rest of their file, in any worker.
SPREAD = ("tests/test_questions.py::test_every_question",
          "tests/test_questions.py::test_hints_and_diagnoses")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """Keep each file in one worker, but for the tests that are SPREAD.

    The cells of a notebook share a kernel, and tests of a file their
    fixtures.
    """
    from xdist.scheduler import LoadFileScheduling

    class Files(LoadFileScheduling):
        def _split_scope(self, nodeid):
            return nodeid if nodeid.startswith(SPREAD) \
                else super()._split_scope(nodeid)

    return Files(config, log)


def pytest_collection_modifyitems(items):
    """Compare every cell of a notebook.

    nbval takes a cell without an execution count for one that never ran: it
    does not compare it, and refuses its outputs. Our notebooks are stored
    without counts (tools/notebooks.py), so each code cell gets one here. That
    also makes nbval compare the cells that store no output at all.

    Nothing is needed for widgets: nbval skips the view (its model id is
    random) and compares the text and the picture beside it.
    """
    for item in items:
        if type(item).__name__ == "IPyNbCell":
            item.cell.execution_count = 0
