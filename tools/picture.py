"""Draw the picture of the README: python tools/picture.py

Three steps of the workbook's RNN (A-rnn-t1), unrolled. tests/test_readme.py
compares the stored picture with a fresh one.
"""
from pathlib import Path

import numpy as np

from rnnkit import by_hand, worked
from rnnkit.cells import readout, rnn
from rnnkit.cells.activations import relu

PATH = Path(__file__).resolve().parents[1] / "docs" / "three-steps.svg"


def network(params, out, xs, h_0):
    """Return the last output of an RNN that reads xs."""
    h = h_0
    for x in xs:
        h = rnn.step(params, x, h, phi=relu).h
        y = readout.linear(out, h)
    return y


def picture():
    """Return the unrolled network as a Display."""
    row = worked("A-rnn-t1")
    xs = [row.x, np.array([[1.0], [-1], [2]]), np.array([[0.0], [1], [0]])]
    page = by_hand(network, rnn.Params(row.W_hx, row.W_hh, row.b_h),
                   readout.Params(row.W_yh, row.b_y), xs=xs,
                   h_0=np.ones((3, 1)))
    return page.picture()


if __name__ == "__main__":
    picture().save(PATH)
    print(PATH.name)
