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
    Raises ValueError for an empty sequence, the parameters of another cell,
    and states and shapes that do not fit.
    """
    fits(cell, params)
    steps_of("xs", xs)
    state = zero_state(cell, params, xs) if state is None else \
        carried(cell, "state", state)
    mask = checked_mask(mask, "xs", xs)
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
    last state, zeros if None; mask and options as in `forward`, and so is
    the ValueError.
    """
    fits(cell, params)
    check.same("dhs", dhs, "hs", run.hs)
    mask = checked_mask(mask, "dhs", dhs)
    dstate = tuple(np.zeros_like(run.hs[0]) for _ in cell.STATE) \
        if dstate is None else carried(cell, "dstate", dstate)
    for name, d in zip(cell.STATE, dstate):
        check.same(f"d{name}", d, name, run.hs[-1])
    shares, dxs, dstates = [], [], []
    for t in reversed(range(len(run.steps))):
        dh = dhs[t] if mask is None else mask[t] * dhs[t]
        passed = [0 * d if mask is None else ~mask[t] * d
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
        errors = np.array(dhs[first:last])
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


def fits(cell, params):
    """Refuse what are not the parameters of this cell."""
    wanted = cell.Params
    if getattr(params, "_fields", None) != wanted._fields:
        raise ValueError(f"params is {kind(params)} but the cell is "
                         f"{owner(wanted)}: it needs {owner(wanted)}.Params("
                         f"{', '.join(wanted._fields)})")


def steps_of(symbol, value):
    """Refuse what is no sequence (T, D, B) of finite numbers."""
    if len(np.shape(value)) == 2:
        raise ValueError(f"{symbol} is {np.shape(value)}: a sequence has "
                         "three axes, (T, D, B) for steps, inputs and "
                         f"examples; for one step write {symbol}[None]")
    check.numbers(symbol, value, least=3)


def carried(cell, symbol, value):
    """Return a state, or its gradient, as a tuple with an entry for each
    that the cell carries; refuse others."""
    names = [f"d{n}" if symbol[0] == "d" else n for n in cell.STATE]
    wanted = f"({', '.join(names)}{',' * (len(names) == 1)})"
    if not isinstance(value, (tuple, list)):
        told = kind(value)
    elif len(value) != len(names):
        told = f"of {len(value)}"
    else:
        return tuple(value)
    raise ValueError(f"{symbol} is {told} but {owner(cell.Params)} carries "
                     f"{len(names)}: write the tuple {wanted}, each (H, B)")


def owner(params):
    """Return the name of the cell that a type of Params belongs to."""
    return params.__module__.split(".")[-1]


def kind(value):
    """Return in words what has been given in the place of something else."""
    if hasattr(value, "_fields"):
        return f"{owner(type(value))}.{type(value).__name__}"
    if isinstance(value, np.ndarray):
        return f"an array of shape {value.shape}"
    return f"of type {type(value).__name__}"


def checked_mask(mask, symbol, value):
    """Return a mask as (T, 1, B) of True and False, which leave the dtype of
    what they are multiplied by, or None; refuse others."""
    if mask is None:
        return None
    mask, shape = np.asarray(mask), np.shape(value)
    T, B = shape[0], shape[-1]
    if mask.shape != (T, B):
        raise ValueError(f"mask is {mask.shape} but {symbol} is {shape}: "
                         f"mask needs one row a step and one column an "
                         f"example, {(T, B)}")
    if not np.isin(mask, (0, 1)).all():
        raise ValueError("mask has entries other than 0 and 1")
    return mask.reshape(T, 1, B).astype(bool)
