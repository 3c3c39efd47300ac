"""Help for drawing numbers, and for moving them as the cells do.

    until(make, suits)         draws until the numbers suit
    counted(x)                 1, 2, 3, … in the shape of x
    links(w, size, …)          a convolution as a matrix of such numbers

A formula that only moves numbers, or lays a filter over a map, is run on
`counted` numbers: they tell which entry goes where, and a family takes the
entries from there, [0, *x][numbers]. So a page shows each entry by its own
name, and the rule of what goes where stands in rnnkit.cells alone.
"""
import numpy as np

from rnnkit.cells import conv

TRIES = 3000


def until(make, suits):
    """Return what `make()` draws as soon as it suits; the last one if none
    does (the question then draws anew)."""
    for _ in range(TRIES):
        found = make()
        if suits(found):
            return found
    return found


def open_and_shut(draw, rows, columns):
    """Return states after a ReLU, (rows, columns): whole numbers up to 3, at
    least one of them 0 and one not in each row."""
    if columns == 1:
        shut = [draw.integer(0, rows - 1)]
        return np.array([[0.0 if k in shut else draw.integer(1, 3)]
                         for k in range(rows)])
    return until(lambda: draw.array((rows, columns), 1, 3, 0.4),
                 lambda h: np.all(np.any(h == 0, axis=1) & np.any(h, 1)))


def counted(x):
    """Return 1, 2, 3, … in the shape of x, row by row."""
    return np.arange(1, np.size(x) + 1).reshape(np.shape(x))


def links(w, size, stride=1, padding=0, dilation=1):
    """Return a matrix, a row an output and a column an input of a map of a
    size: the number of the tap of w that links them, 0 for none."""
    taps = counted(w)[None, None]
    inputs = np.eye(int(np.prod(size))).reshape(-1, 1, *size)
    out = conv.convolve(conv.Params(taps, np.zeros((1, 1))), inputs, stride,
                        padding, dilation)
    return np.rint(out.reshape(len(inputs), -1).T).astype(int)


__all__ = ["counted", "links", "open_and_shut", "until"]
