"""Forward and backward through time, written once for every cell.

    forward   for t = 1, …, T:  step_t = step(params, x_t, state_{t−1})
    backward  for t = T, …, 1:  dparams_t, dx_t, dstate_{t−1}
                                  = step_back(params, step_t, dstate_t + dh_t)
              dparams = Σ_t dparams_t

The gradient of a shared weight is a sum over time: `Backward.steps` keeps
the terms. A cell is a module of `rnnkit.cells` with Params, Step, step,
step_back and STATE, the names of what it carries from step to step.

| symbol | shape     | what                                            |
|--------|-----------|-------------------------------------------------|
| xs     | (T, D, B) | inputs, one column an example                   |
| state  | (H, B) each | what is carried: (h,), or (h, c) of an LSTM   |
| hs     | (T, H, B) | the hidden states                               |
| dhs    | (T, H, B) | ∂L/∂h_t from the losses, without the future     |
| mask   | (T, B)    | 1 where a sequence has an entry, 0 after its end |
"""
from typing import NamedTuple

import numpy as np

from rnnkit.cells import check


class Forward(NamedTuple):
    """All steps of a sequence: steps, hs (T, H, B), and the last state."""
    steps: list
    hs: np.ndarray
    state: tuple


class Backward(NamedTuple):
    """Gradients: dparams (summed over time), dxs (T, D, B), dstate before
    the first step; steps[t] is the share of step t in dparams, and
    dstates[t] the gradient that arrives at the state of step t."""
    dparams: tuple
    dxs: np.ndarray
    dstate: tuple
    steps: list
    dstates: list


def forward(cell, params, xs, state=None, mask=None, **options):
    """Return the Forward of a sequence.

    state: the state before the first step, zeros if None. With a mask, a
    sequence that has ended keeps its state and shows hs = 0, as torch's
    packed sequences do. options go to the cell, such as phi=relu.
    Raises ValueError for an empty sequence and shapes that do not fit.
    """
    check.numbers("xs", xs, least=3)
    state = zero_state(cell, params, xs) if state is None else tuple(state)
    mask = checked_mask(mask, xs)
    steps, hs = [], []
    for t, x in enumerate(xs):
        step = cell.step(params, x, *state, **options)
        new = tuple(getattr(step, name) for name in cell.STATE)
        state = new if mask is None else tuple(
            np.where(mask[t], now, old) for now, old in zip(new, state))
        steps.append(step)
        hs.append(step.h if mask is None else mask[t] * step.h)
    return Forward(steps, np.stack(hs), state)


def backward(cell, params, run, dhs, dstate=None, mask=None, **options):
    """Return the Backward of a sequence from dhs = ∂L/∂h_t at each t.

    run: what `forward` returned; dstate: the gradient that arrives at the
    last state, zeros if None; mask and options as in `forward`.
    """
    check.same("dhs", dhs, "hs", run.hs)
    mask = checked_mask(mask, dhs)
    dstate = tuple(np.zeros_like(run.hs[0]) for _ in cell.STATE) \
        if dstate is None else tuple(dstate)
    shares, dxs, dstates = [], [], []
    for t in reversed(range(len(run.steps))):
        dh = dhs[t] if mask is None else mask[t] * dhs[t]
        passed = [0 * d if mask is None else (1 - mask[t]) * d
                  for d in dstate]
        dstate = [d if mask is None else mask[t] * d for d in dstate]
        dstate[0] = dstate[0] + dh
        dstates.append(tuple(dstate))
        share, dx, *dstate = cell.step_back(params, run.steps[t], *dstate,
                                            **options)
        dstate = tuple(d + p for d, p in zip(dstate, passed))
        shares.append(share)
        dxs.append(dx)
    shares.reverse()
    return Backward(total(shares), np.stack(dxs[::-1]), dstate, shares,
                    dstates[::-1])


def truncated(cell, params, run, dhs, every, back, **options):
    """Return the summed Params of truncated backpropagation.

    The state has been carried forward for ever; every `every` steps (k1) the
    losses since the last time are sent back through `back` steps (k2) at
    most, counted from the newest. every = back cuts the sequence in chunks.
    Raises ValueError unless 1 ≤ every ≤ back. Decks C and E: C-truncated.
    """
    if not 1 <= every <= back:
        raise ValueError(f"every (k1) is {every} and back (k2) is {back}: "
                         "1 ≤ every ≤ back is needed, or losses are lost")
    shares, T = [], len(run.steps)
    for end in range(every, T + every, every):
        last, first = min(end, T), max(0, min(end, T) - back)
        window = Forward(run.steps[first:last], run.hs[first:last], None)
        errors = np.array(dhs[first:last], dtype=float)
        errors[:max(0, end - every - first)] = 0
        shares.append(backward(cell, params, window, errors,
                               **options).dparams)
    return total(shares)


def total(shares):
    """Return the sum of Params, entry by entry."""
    return type(shares[0])(*map(sum, zip(*shares)))


def zero_state(cell, params, xs):
    """Return a state of zeros that fits the cell and the batch."""
    hidden = np.shape(params[0])[-2]
    return tuple(np.zeros((hidden, np.shape(xs)[-1]),
                          dtype=np.result_type(params[0], xs, np.float32))
                 for _ in cell.STATE)


def checked_mask(mask, xs):
    """Return a mask as (T, 1, B) of 0 and 1, or None; refuse others."""
    if mask is None:
        return None
    mask, (T, _, B) = np.asarray(mask), np.shape(xs)
    if mask.shape != (T, B):
        raise ValueError(f"mask is {mask.shape} but xs is {np.shape(xs)}: "
                         f"mask needs one row a step and one column an "
                         f"example, {(T, B)}")
    if not np.isin(mask, (0, 1)).all():
        raise ValueError("mask has entries other than 0 and 1")
    return mask.reshape(T, 1, B).astype(int)
