"""The binary threshold unit: on or off, nothing between.

    threshold(a) = 1 where a ≥ θ, else 0

    h = threshold(W_hx x + W_hh h_prev + b_h)      with the cell of `rnn`

| symbol | shape          | what                                   |
|--------|----------------|----------------------------------------|
| a, h   | any            | before and after                       |
| θ      | one number, or | the threshold: a bias of −θ and a      |
|        | a column       | threshold of 0 do the same             |

It has no useful slope: flat everywhere but at the step. So its weights are
set by hand, and never found by following a gradient.
"""
import numpy as np

from . import check, dense


def threshold(a, theta=0.0):
    """Return 1 where a is at least θ, and 0 elsewhere; same shape as a.

    theta: a number, or a column of the height of a. Raises ValueError for a
    threshold that is no finite number. Deck E, E-parity.

    >>> threshold(np.array([[0.4], [0.5]]), theta=0.5)
    array([[0.],
           [1.]])
    """
    check.numbers("theta", np.asarray(getattr(theta, "value", theta)), least=0)
    h = np.where(a >= theta, 1.0, 0.0)
    return h


def parity_step(params, x, y_prev):
    """Return the dense.Step of the parity network: y = XOR(y_prev, x).

    params: dense.Params of 2 inputs (y_prev above x), 2 hidden units and 1
    output, all thresholds at 0; x, y_prev: (1, B), each 0 or 1. Raises
    ValueError for shapes that do not fit. Deck E, E-parity.
    """
    both = np.vstack([y_prev, x])
    return dense.step(params, both, threshold, threshold)
