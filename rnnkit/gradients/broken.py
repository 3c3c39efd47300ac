"""Cells whose way back has a mistake, to be found with `agree`.

    forgets_state(rnn)        dh is not passed back: every step is alone
    forgets_state(lstm, "h")  only dc is carried, dh is not
    forgets_state(lstm, "c")  only dh is carried, dc is not
    untransposed(rnn)         dh_prev = W_hh da in place of W_hhᵀ da

Forward they are right, so the loss falls and samples look fair: only a
comparison finds them. Each is used like the cell it was made from. With one
of dh, dc dropped, LSTM gradients have been printed as answers in a course.
"""
from typing import NamedTuple


class Broken(NamedTuple):
    """A cell as `bptt` uses it, with another step_back."""
    Params: type
    STATE: tuple
    step: object
    step_back: object


def forgets_state(cell, *names):
    """Return the cell with some of its state, all if none is named, not
    passed back in time.

    Raises ValueError for a name that is no state of the cell.
    """
    names = names or cell.STATE
    for name in names:
        if name not in cell.STATE:
            raise ValueError(f"{name!r} is no state of this cell: it carries "
                             + ", ".join(cell.STATE))

    def step_back(params, step, *dstate, **options):
        share, dx, *passed = cell.step_back(params, step, *dstate, **options)
        return (share, dx, *(0 * d if name in names else d
                             for name, d in zip(cell.STATE, passed)))
    return Broken(cell.Params, cell.STATE, cell.step, step_back)


def untransposed(cell):
    """Return the RNN cell with W_hh in place of its transpose on the way
    back.

    Raises ValueError for a cell without W_hh.
    """
    if "W_hh" not in cell.Params._fields:
        raise ValueError("this cell has no W_hh to transpose: its parameters "
                         "are " + ", ".join(cell.Params._fields))

    def step_back(params, step, dh, **options):
        turned = params._replace(W_hh=params.W_hh.T)
        return cell.step_back(turned, step, dh, **options)
    return Broken(cell.Params, cell.STATE, cell.step, step_back)
