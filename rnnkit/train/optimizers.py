"""Optimizers: how a gradient changes the parameters.

    SGD        w ← w − η g
    Momentum   v ← μ v + g                      w ← w − η v
    Adagrad    m ← m + g²                       w ← w − η g / (√m + ε)
    Adam       m ← β₁ m + (1 − β₁) g
               v ← β₂ v + (1 − β₂) g²
               w ← w − η (m / (1 − β₁ⁿ)) / (√(v / (1 − β₂ⁿ)) + ε)

| symbol  | shape | what                                             |
|---------|-------|--------------------------------------------------|
| w, g    | any   | a parameter, and ∂L/∂w                           |
| η       |       | learning_rate                                    |
| v, m, n | as w  | the memory, a tree that can be saved; n: updates |

Pure functions: `update` returns new trees and changes none, so a step that
is interrupted has changed nothing. Parameters keep their type and dtype.

Sources: B-sgd; Duchi et al. 2011; Kingma and Ba 2015.
"""
from numbers import Real
from typing import NamedTuple

import numpy as np

from . import tree


class SGD(NamedTuple):
    """Plain gradient descent; it remembers nothing."""
    learning_rate: float = 0.1

    def start(self, params):
        """Return the memory before the first update."""
        return ()

    def update(self, params, gradients, memory):
        """Return (new params, new memory)."""
        return moved(params, tree.apply(
            lambda g: self.learning_rate * g, gradients)), memory


class Momentum(NamedTuple):
    """Gradient descent that keeps part of its speed."""
    learning_rate: float = 0.1
    mu: float = 0.9

    def start(self, params):
        """Return the memory before the first update: v = 0."""
        return {"v": tree.apply(np.zeros_like, params)}

    def update(self, params, gradients, memory):
        """Return (new params, new memory)."""
        v = kept(memory["v"], lambda v, g: self.mu * v + g, gradients)
        return moved(params, tree.apply(
            lambda v: self.learning_rate * v, v)), {"v": v}


class Adagrad(NamedTuple):
    """Smaller steps for a weight that has had large gradients."""
    learning_rate: float = 0.1
    epsilon: float = 1e-8

    def start(self, params):
        """Return the memory before the first update: m = 0."""
        return {"m": tree.apply(np.zeros_like, params)}

    def update(self, params, gradients, memory):
        """Return (new params, new memory)."""
        m = kept(memory["m"], lambda m, g: m + g * g, gradients)
        return moved(params, tree.apply(
            lambda g, m: self.learning_rate * g / (np.sqrt(m) + self.epsilon),
            gradients, m)), {"m": m}


class Adam(NamedTuple):
    """Steps of about η, whatever the size of the gradient."""
    learning_rate: float = 0.003
    beta1: float = 0.9
    beta2: float = 0.999
    epsilon: float = 1e-8

    def start(self, params):
        """Return the memory before the first update: m = v = 0, n = 0."""
        return {"m": tree.apply(np.zeros_like, params),
                "v": tree.apply(np.zeros_like, params),
                "n": np.zeros((), dtype=np.int64)}

    def update(self, params, gradients, memory):
        """Return (new params, new memory)."""
        b1, b2, n = self.beta1, self.beta2, int(memory["n"]) + 1
        m = kept(memory["m"], lambda m, g: b1 * m + (1 - b1) * g, gradients)
        v = kept(memory["v"], lambda v, g: b2 * v + (1 - b2) * g * g,
                 gradients)
        rate = self.learning_rate / (1 - b1 ** n)
        scale = (1 - b2 ** n) ** -0.5
        return moved(params, tree.apply(
            lambda m, v: rate * m / (scale * np.sqrt(v) + self.epsilon),
            m, v)), {"m": m, "v": v, "n": np.array(n, dtype=np.int64)}


OPTIMIZERS = {each.__name__: each for each in (SGD, Momentum, Adagrad, Adam)}


def moved(params, change):
    """Return params − change, each in its own dtype."""
    return tree.apply(lambda w, d: np.asarray(w - d, dtype=w.dtype), params,
                      change)


def kept(memory, rule, gradients):
    """Return the memory after a gradient, each in its own dtype."""
    return tree.apply(lambda m, g: np.asarray(rule(m, g), dtype=m.dtype),
                      memory, gradients)


def checked(optimizer):
    """Return an optimizer; refuse what is none, or cannot learn."""
    if type(optimizer) not in OPTIMIZERS.values():
        raise ValueError(f"optimizer is {optimizer!r}: write one of "
                         f"{', '.join(OPTIMIZERS)}, such as Adam(0.003)")
    rate = optimizer.learning_rate
    if not isinstance(rate, Real) or not 0 < rate < float("inf"):
        raise ValueError(f"learning_rate is {rate!r}: a number above 0 is "
                         "needed")
    return optimizer


def norm(gradients):
    """Return the length of all gradients together, one number."""
    return float(np.sqrt(sum(float(np.vdot(g, g)) for _, g in
                             tree.leaves(gradients))))


def clip_norm(gradients, limit):
    """Return gradients scaled to a length of `limit` where it is more.

    The direction stays. Raises ValueError unless limit is above 0. Source:
    Pascanu et al. 2013.
    """
    above(limit)
    length = norm(gradients)
    if length <= limit:
        return gradients
    return tree.apply(lambda g: g * (limit / length), gradients)


def clip_value(gradients, limit):
    """Return gradients with each entry between −limit and limit.

    The direction may change. Raises ValueError unless limit is above 0.
    """
    above(limit)
    return tree.apply(lambda g: np.clip(g, -limit, limit), gradients)


def above(limit):
    """Refuse a limit that would stop all learning."""
    if not limit > 0:
        raise ValueError(f"the limit for clipping is {limit}: a number above "
                         "0 is needed, or None for no clipping")
