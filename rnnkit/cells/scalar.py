"""The RNN of deck E with one unit, every letter one number.

    z = u x + w h_prev          r = v h
    h = φ(z)                    y = φ(r)

A bar is a gradient: z̄_t = ∂L/∂z_t. From ȳ_t = ∂L/∂y_t, t = T, …, 1:

    r̄_t = ȳ_t φ′(r_t)           ū = Σ_t z̄_t x_t
    h̄_t = r̄_t v + z̄_{t+1} w     v̄ = Σ_t r̄_t h_t
    z̄_t = h̄_t φ′(z_t)           w̄ = Σ_t z̄_{t+1} h_t, from h_0 on

with the loss L = ½ Σ_t (y_t − target_t)², so that ȳ_t = y_t − target_t (the
slide leaves its loss open; L̄ = 1 and ȳ = L̄ ∂L/∂y are its first two lines).

| symbol           | shape | what                               |
|------------------|-------|------------------------------------|
| u, w, v          | ()    | weights: from x, from h, to y      |
| x, z, h, r, y    | ()    | one number each, at every step     |
| xs, targets      | (T,)  | inputs, and what y should be       |

Source: deck E, E-bptt-scalar. It is the cell of `rnn` with D = H = 1.
"""
from typing import NamedTuple

import numpy as np

from .activations import slope


class Params(NamedTuple):
    """The three weights, or the gradient for each of them."""
    u: float
    w: float
    v: float


class Step(NamedTuple):
    """Everything that one step computed: what the way back needs."""
    x: float
    h_prev: float
    z: float
    h: float
    r: float
    y: float


def forward(params, xs, h_0=0.0, phi=np.tanh):
    """Return the list of Steps from h_0 along xs.

    Raises ValueError for an empty sequence and for weights or inputs that
    are not one number each.
    """
    u, w, v = params
    one_number_each(u=u, w=w, v=v, h_0=h_0)
    if np.ndim(xs) != 1 or len(xs) == 0:
        raise ValueError(f"xs is {np.shape(xs)}: one number a step is needed,"
                         " and at least one step")
    steps, h = [], h_0
    for x in xs:
        h_prev = h
        z = u * x + w * h_prev
        h = phi(z)
        r = v * h
        y = phi(r)
        steps.append(Step(x, h_prev, z, h, r, y))
    return steps


def backward(params, steps, y_bars, phi=np.tanh):
    """Return all bars by name: r_bar_3, h_bar_3, z_bar_3, …, u_bar, v_bar,
    w_bar.

    y_bars: ∂L/∂y_t for each step. Raises ValueError for another number of
    them, and for an activation without a known slope.
    """
    u, w, v = params
    if len(y_bars) != len(steps):
        raise ValueError(f"there are {len(y_bars)} y_bars but {len(steps)} "
                         "steps: each y_t needs its gradient")
    bar = {}
    for t in range(len(steps), 0, -1):
        x, h_prev, z, h, r, y = steps[t - 1]
        bar[f"r_bar_{t}"] = y_bars[t - 1] * slope(phi, y)
        later = f"z_bar_{t + 1}"             # nothing comes after the last
        bar[f"h_bar_{t}"] = bar[f"r_bar_{t}"] * v + bar[later] * w \
            if later in bar else bar[f"r_bar_{t}"] * v
        bar[f"z_bar_{t}"] = bar[f"h_bar_{t}"] * slope(phi, h)
    bar["u_bar"] = total(bar[f"z_bar_{t}"] * step.x
                         for t, step in enumerate(steps, 1))
    bar["v_bar"] = total(bar[f"r_bar_{t}"] * step.h
                         for t, step in enumerate(steps, 1))
    bar["w_bar"] = total(bar[f"z_bar_{t}"] * step.h_prev
                         for t, step in enumerate(steps, 1))
    return bar


def loss(params, xs, targets, h_0=0.0, phi=np.tanh):
    """Return L = ½ Σ (y_t − target_t)²; shapes and errors as `forward`."""
    steps = forward(params, xs, h_0, phi)
    L = 0.5 * total((step.y - target) ** 2
                    for step, target in zip(steps, targets))
    return L


def through_time(params, xs, targets, h_0=0.0, phi=np.tanh):
    """Return every bar of a whole sequence: forward, then backward.

    Run it with `by_hand` to see all lines of the slide with numbers.
    """
    steps = forward(params, xs, h_0, phi)
    y_bars = []
    for step, target in zip(steps, targets, strict=True):
        y_bar = step.y - target
        y_bars.append(y_bar)
    return backward(params, steps, y_bars, phi)


def total(terms):
    """Return the sum of some terms, without a 0 in front."""
    terms = list(terms)
    return sum(terms[1:], terms[0])


def one_number_each(**given):
    """Raise ValueError for a value that is not a single number."""
    for symbol, value in given.items():
        if np.shape(value) != ():
            raise ValueError(f"{symbol} is {np.shape(value)}: this RNN has "
                             "one unit, so it is a single number")
