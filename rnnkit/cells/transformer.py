"""A transformer block: look at the others, then think alone.

    n_1 = norm(x)                       layer normalization, token by token
    y   = x + heads(n_1)                attention, added to what was there
    n_2 = norm(y)
    f   = W_2 φ(W_1 n_2 + b_1) + b_2    feed-forward, each token alone
    x_new = y + f                       added again: two residuals

    norm(x) = γ (x − μ) / √(σ² + ε) + β     μ, σ² over the d numbers of a token

| symbol        | shape          | what                                  |
|---------------|----------------|---------------------------------------|
| x, y, x_new   | (d, T)         | one column a token; axes in front are |
|               | (B, d, T)      | texts side by side                    |
| W_Q, W_K, W_V | (heads, n, d)  | as in `attention`                     |
| W_O           | (heads, d, n)  | back from the heads                   |
| γ, β          | (d, 1)         | what the norm multiplies by, and adds |
| W_1, b_1      | (m, d), (m, 1) | to the feed-forward units             |
| W_2, b_2      | (d, m), (d, 1) | and back                              |
| P             | (d, T)         | positions, added to x                 |

Backwards, in reverse: a sum hands its gradient to both of its sides, so a
residual lets dx_new through unchanged and adds what comes through the branch.

Source: deck D (D-multihead, D-position); Vaswani and others (2017); the norm
before each branch as in Xiong and others, On layer normalization in the
transformer architecture (2020).
"""
from typing import NamedTuple

import numpy as np

from . import attention, check
from .activations import relu, slope
from .attention import Heads

EPSILON = 1e-5
NORM = (("gamma", "number", 1), ("beta", "number", 1),
        ("x", "number", "example"))
FORWARD = (("W_1", "unit", "number"), ("b_1", "unit", 1),
           ("W_2", "output", "unit"), ("b_2", "output", 1),
           ("x", "number", "example"))


class Params(NamedTuple):
    """The parameters of a block, or the gradient for each of them."""
    W_Q: np.ndarray
    W_K: np.ndarray
    W_V: np.ndarray
    W_O: np.ndarray
    gamma_1: np.ndarray
    beta_1: np.ndarray
    gamma_2: np.ndarray
    beta_2: np.ndarray
    W_1: np.ndarray
    b_1: np.ndarray
    W_2: np.ndarray
    b_2: np.ndarray


class Norm(NamedTuple):
    """What a layer normalization computed."""
    x: np.ndarray
    size: np.ndarray
    x_hat: np.ndarray
    x_new: np.ndarray


class Forward(NamedTuple):
    """What a feed-forward layer computed."""
    x: np.ndarray
    h: np.ndarray
    x_new: np.ndarray


class Block(NamedTuple):
    """What a block computed: the way back needs all of it."""
    norm_1: Norm
    heads: attention.Step
    norm_2: Norm
    forward: Forward
    x_new: np.ndarray


def norm(gamma, beta, x):
    """Return the Norm of x (d, T): each column with mean 0 and variance 1,
    then times γ plus β.

    Raises ValueError for shapes that do not fit.
    """
    check.shapes(NORM, gamma, beta, x)
    mu = np.mean(x, axis=-2, keepdims=True)
    variance = np.mean((x - mu) ** 2, axis=-2, keepdims=True)
    size = np.sqrt(variance + EPSILON)
    x_hat = (x - mu) / size
    x_new = gamma * x_hat + beta
    return Norm(x, size, x_hat, x_new)


def norm_back(gamma, norm, dx_new):
    """Return (dγ, dβ, dx): what moves a whole column, or stretches it, does
    not pass."""
    check.same("dx_new", dx_new, "x_new", norm.x_new)
    x_hat = norm.x_hat
    dgamma, dbeta = _rows(dx_new * x_hat), _rows(dx_new)
    dx_hat = gamma * dx_new
    dx = (dx_hat - np.mean(dx_hat, axis=-2, keepdims=True)
          - x_hat * np.mean(dx_hat * x_hat, axis=-2, keepdims=True))
    return dgamma, dbeta, dx / norm.size


def forward(W_1, b_1, W_2, b_2, x, phi=relu):
    """Return the Forward W_2 φ(W_1 x + b_1) + b_2, each token alone.

    Raises ValueError for shapes that do not fit.
    """
    check.shapes(FORWARD, W_1, b_1, W_2, b_2, x)
    h = phi(W_1 @ x + b_1)
    x_new = W_2 @ h + b_2
    return Forward(x, h, x_new)


def forward_back(W_1, W_2, forward, dx_new, phi=relu):
    """Return (dW_1, db_1, dW_2, db_2, dx) from dx_new = ∂L/∂x_new."""
    check.same("dx_new", dx_new, "x_new", forward.x_new)
    x, h, _ = forward
    da = (W_2.mT @ dx_new) * slope(phi, h)
    return (_total(da @ x.mT), _rows(da), _total(dx_new @ h.mT),
            _rows(dx_new), W_1.mT @ da)


def block(params, x, mask=None, phi=relu):
    """Return the Block of x (d, T) or (B, d, T).

    mask: as for `attention.heads`. Raises ValueError for shapes that do not
    fit.
    """
    p = params
    norm_1 = norm(p.gamma_1, p.beta_1, x)
    heads = attention.heads(Heads(*p[:4]), norm_1.x_new, mask)
    y = x + heads.x_new
    norm_2 = norm(p.gamma_2, p.beta_2, y)
    f = forward(p.W_1, p.b_1, p.W_2, p.b_2, norm_2.x_new, phi)
    x_new = y + f.x_new
    return Block(norm_1, heads, norm_2, f, x_new)


def block_back(params, block, dx_new, phi=relu):
    """Return (Params of gradients, dx) from dx_new = ∂L/∂x_new."""
    p = params
    *dforward, dn_2 = forward_back(p.W_1, p.W_2, block.forward, dx_new, phi)
    dgamma_2, dbeta_2, dy = norm_back(p.gamma_2, block.norm_2, dn_2)
    dy = dy + dx_new                            # the second residual
    dheads, dn_1 = attention.heads_back(Heads(*p[:4]), block.heads, dy)
    dgamma_1, dbeta_1, dx = norm_back(p.gamma_1, block.norm_1, dn_1)
    dx = dx + dy                                # the first residual
    return Params(*dheads, dgamma_1, dbeta_1, dgamma_2, dbeta_2,
                  *dforward), dx


def positions(d, T):
    """Return P (d, T): waves, a sine and a cosine of each length, from
    2π tokens to nearly 10,000 · 2π.

        P[2i, t] = sin(t / 10000^(2i/d))    P[2i+1, t] = cos(the same)

    Raises ValueError unless d and T are whole numbers, 1 or more.
    """
    for name, value in (("d", d), ("T", T)):
        if not isinstance(value, (int, np.integer)) or value < 1:
            raise ValueError(f"{name} is {value!r}: a whole number, 1 or "
                             "more, is needed")
    row = np.arange(d)[:, None]
    angle = np.arange(T) / 10_000 ** (2 * (row // 2) / d)
    return np.where(row % 2 == 0, np.sin(angle), np.cos(angle))


def draw(d, heads, units, rng):
    """Return random Params of a block: small weights, norms that do nothing
    yet. Raises ValueError unless the heads divide d."""
    if heads < 1 or d % heads:
        raise ValueError(f"d is {d} and heads is {heads}: the heads share "
                         "the d numbers, so they need to divide d")
    n = d // heads

    def small(*shape):
        return rng.normal(size=shape) / np.sqrt(shape[-1])
    one, zero = np.ones((d, 1)), np.zeros((d, 1))
    return Params(small(heads, n, d), small(heads, n, d), small(heads, n, d),
                  small(heads, d, n) / np.sqrt(heads), one, zero, one.copy(),
                  zero.copy(), small(units, d), np.zeros((units, 1)),
                  small(d, units), zero.copy())


def _rows(d):
    """Return the sum over tokens and texts, (d, 1)."""
    return np.sum(_total(d), axis=-1, keepdims=True)


def _total(d):
    """Return a gradient summed over texts side by side."""
    return np.sum(d, axis=tuple(range(d.ndim - 2)))
