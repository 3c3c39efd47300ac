"""A small causal language model: letters in, a bet on each next letter out.

    x_0 = E[tokens] + P                 a column of E a token, and its place
    x_n = block_n(x_{n−1})              no token looks at a later one
    z   = W_yh norm(x_N) + b_y          scores for the next token
    L   = −(1 / TB) Σ log softmax(z)_y  the mean over all tokens

| symbol | shape     | what                                              |
|--------|-----------|---------------------------------------------------|
| tokens | (B, T)    | indices, one row a text; targets y the same       |
| E      | (d, V)    | one column a token of the vocabulary, learned     |
| P      | (d, N)    | one column a place, learned; N is the longest text |
| z      | (B, V, T) | scores, one column a token read                   |

One reading of a text of T tokens gives T bets, all at once: the mask keeps
each from seeing its answer. Source: deck D (D-nextword); Radford and others,
Improving language understanding by generative pre-training (2018).
"""
from typing import NamedTuple

import numpy as np

from . import readout, transformer
from .attention import causal


class Params(NamedTuple):
    """The parameters of the model, or the gradient for each; `blocks` is a
    tuple of transformer.Params."""
    E: np.ndarray
    P: np.ndarray
    blocks: tuple
    gamma: np.ndarray
    beta: np.ndarray
    out: readout.Params


class Run(NamedTuple):
    """What the model computed on its way to the scores z."""
    tokens: np.ndarray
    blocks: tuple
    norm: transformer.Norm
    z: np.ndarray


def start(V, d, N, heads=4, blocks=2, seed=0, dtype=np.float32):
    """Return random Params for V tokens, d numbers each, texts up to N.

    Raises ValueError as `transformer.draw` and `transformer.positions`.
    """
    rng = np.random.default_rng(seed)
    P = transformer.positions(d, N)             # waves to begin with
    drawn = tuple(transformer.draw(d, heads, 4 * d, rng)
                  for _ in range(blocks))
    E = rng.normal(size=(d, V))
    out = readout.Params(rng.normal(size=(V, d)) / d, np.zeros((V, 1)))
    params = Params(E, P, drawn, np.ones((d, 1)), np.zeros((d, 1)), out)
    return _each(params, dtype)


def forward(params, tokens):
    """Return the Run over tokens (B, T).

    Raises ValueError for tokens that are no indices (B, T), or more of them
    than there are places.
    """
    tokens = _checked(params, tokens)
    T = tokens.shape[1]
    mask, found = causal(T), []
    x = np.stack([params.E[:, each] for each in tokens]) + params.P[:, :T]
    for each in params.blocks:
        found.append(transformer.block(each, x, mask))
        x = found[-1].x_new
    norm = transformer.norm(params.gamma, params.beta, x)
    z = readout.linear(params.out, norm.x_new)
    return Run(tokens, tuple(found), norm, z)


def learn(params, tokens, targets):
    """Return (L, Params of gradients): the loss in nats a token."""
    run = forward(params, tokens)
    B = len(run.tokens)
    loss = readout.loss(run.z, targets) / B
    dz = (readout.loss_back(run.z, targets) / B).astype(run.z.dtype)
    return loss, forward_back(params, run, dz)


def forward_back(params, run, dz):
    """Return the Params of gradients from dz = ∂L/∂z, shaped as z."""
    dout, dn = readout.linear_back(params.out, run.norm.x_new, dz)
    dgamma, dbeta, dx = transformer.norm_back(params.gamma, run.norm, dn)
    dblocks = []
    for each, block in zip(params.blocks[::-1], run.blocks[::-1]):
        dblock, dx = transformer.block_back(each, block, dx)
        dblocks.append(dblock)
    dP = np.zeros_like(params.P)
    dP[:, :dx.shape[-1]] = dx.sum(axis=0)
    # A token that occurs twice gets both gradients: E times one-hot columns.
    hot = readout.one_hot(run.tokens, params.E.shape[1]).astype(dx.dtype)
    dE = np.sum(dx @ hot.mT, axis=0)
    return Params(dE, dP, tuple(dblocks[::-1]), dgamma, dbeta, dout)


def _checked(params, tokens):
    tokens = np.asarray(tokens)
    (_, V), N = params.E.shape, params.P.shape[1]
    if tokens.ndim != 2 or tokens.dtype.kind not in "iu" or not tokens.size:
        raise ValueError(f"tokens is {tokens.dtype} of shape {tokens.shape}: "
                         "whole numbers (B, T) are needed, at least one")
    if tokens.shape[1] > N:
        raise ValueError(f"tokens is {tokens.shape} but P has {N} places: "
                         "cut the text, or start with a larger N")
    for each in (tokens.min(), tokens.max()):
        if not 0 <= each < V:
            raise ValueError(f"a token is {each}: the vocabulary has {V} "
                             f"tokens, from 0 to {V - 1}")
    return tokens


def _each(params, dtype):
    """Return the same parameters in another type of number."""
    if hasattr(params, "_fields"):
        return type(params)(*(_each(part, dtype) for part in params))
    if isinstance(params, tuple):
        return tuple(_each(part, dtype) for part in params)
    return np.asarray(params, dtype)
