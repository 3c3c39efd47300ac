"""What every test run needs: nbval made to fit scrubbed notebooks."""


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
