"""Two ways to every gradient of an RNN, by name, for `agree`.

    hand(cell, params, run, dhs)       the derived equations, backward
    nudged(cell, params, run, loss)    no backward pass: one number at a time
                                       is moved, by complex steps

| name              | shape    | what                                      |
|-------------------|----------|-------------------------------------------|
| h_t, c_t          | (H, B)   | gradient of the state after step t        |
| a_t               | (H, 1)   | of the sum before φ (RNN, one example)    |
| W_hh, b_h, …      | as W_hh… | of a parameter, summed over all steps     |

Both begin with the last step, and count the steps from 1. c_t is what the
next step sends back, without what comes through h_t.
"""
import numpy as np

from rnnkit import bptt
from rnnkit.gradients import gradcheck


def hand(cell, params, run, dhs, **options):
    """Return {name: gradient} of `bptt.backward`, in its own order.

    run, dhs and options are those of `bptt.backward`; steps are counted from
    1, as on the slides.
    """
    back = bptt.backward(cell, params, run, dhs, **options)
    found = {}
    for t in range(len(run.steps), 0, -1):
        for name, d in zip(cell.STATE, back.dstates[t - 1]):
            found[f"{name}_{t}"] = d
        if has_sum(run, t - 1):
            found[f"a_{t}"] = back.steps[t - 1].b_h      # one column: db = da
    return {**found, **back.dparams._asdict()}


def nudged(cell, params, run, loss, **options):
    """Return {name: gradient} by moving one number at a time, forward only.

    loss: a function of hs, (T, H, B), that returns one number and lets
    complex numbers through. run: what `bptt.forward` returned.
    """
    found, phi = {}, options.get("phi", np.tanh)
    for t in reversed(range(len(run.steps))):
        for name in cell.STATE:
            found[f"{name}_{t + 1}"] = slopes(
                after(cell, params, run, loss, t, name, options),
                getattr(run.steps[t], name))
        if has_sum(run, t):
            rest = after(cell, params, run, loss, t, "h", options)
            found[f"a_{t + 1}"] = slopes(lambda a, rest=rest: rest(phi(a)),
                                         run.steps[t].a)
    first = tuple(getattr(run.steps[0], f"{s}_prev") for s in cell.STATE)

    def whole(params):
        return loss(bptt.forward(cell, params, inputs(run), first,
                                 **options).hs)
    zeros = type(params)(*map(np.zeros_like, params))
    return {**found, **gradcheck(whole, params, zeros).numeric}


def after(cell, params, run, loss, t, name, options):
    """Return the loss as a function of one state of step t: what comes
    before stays as it is, what comes after is run again."""
    def moved(value):
        state = {s: getattr(run.steps[t], s) for s in cell.STATE}
        state[name] = value
        hs, later = [*run.hs[:t], state["h"]], inputs(run)[t + 1:]
        if len(later):
            hs += [*bptt.forward(cell, params, later, tuple(state.values()),
                                 **options).hs]
        return loss(np.stack(hs))
    return moved


def inputs(run):
    """Return the inputs of a run, (T, D, B)."""
    return np.stack([step.x for step in run.steps])


def has_sum(run, t):
    """Whether step t has a sum a before φ, and one column only."""
    return hasattr(run.steps[t], "a") and run.hs.shape[-1] == 1


def slopes(function, value):
    """Return the numeric gradient of a function of one array."""
    zero = {"v": np.zeros_like(value)}
    return gradcheck(lambda given: function(given["v"]), {"v": value},
                     zero).numeric["v"]
