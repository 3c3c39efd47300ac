"""A convolutional network that reads one digit.

    h1 = relu(W1 ∗ x + b1)      p1 = max pool of h1, 2 × 2
    h2 = relu(W2 ∗ p1 + b2)     p2 = max pool of h2, 2 × 2
    z  = W_yh p2 + b_y          p2 as a column; scores, a column an image

| symbol  | shape           | what                              |
|---------|-----------------|-----------------------------------|
| x       | (B, C, H, W)    | B images                          |
| W1, b1  | (8, C, 3, 3), … | 3 × 3 filters, "same" padding     |
| h1, p1  | (B, 8, H, W), … | maps, and half as large           |
| W2, b2  | (16, 8, 3, 3), …|                                   |
| z       | (K, B)          | scores                            |

The five steps of deck D are five lines in chapter 15: start, forward,
readout.loss, backward, update. D-train-cnn.
"""
from typing import NamedTuple

import numpy as np

from rnnkit.cells import conv, pool, readout
from rnnkit.cells.activations import relu

SAME = {"padding": "same"}


class Params(NamedTuple):
    """The parameters of each layer, or the gradients for them."""
    first: conv.Params
    second: conv.Params
    output: readout.Params


class Run(NamedTuple):
    """What the forward pass computed, the cache of the backward pass."""
    x: np.ndarray
    h1: np.ndarray
    pool1: pool.Pooled
    h2: np.ndarray
    pool2: pool.Pooled
    z: np.ndarray


def start(rng, image=(1, 8, 8), maps=(8, 16), classes=10, dtype=np.float32):
    """Return Params at random: He's start, variance 2 over the inputs of a
    unit; biases 0. image: (C, H, W), with H and W multiples of 4.

    Raises ValueError for an image that two poolings do not halve twice.
    """
    channels, height, width = image
    if height % 4 or width % 4:
        raise ValueError(f"image is {image}: height and width must be "
                         "multiples of 4")
    flat = maps[1] * (height // 4) * (width // 4)
    first, second = (filters(rng, m, c, 3, dtype) for m, c in
                     zip(maps, (channels, maps[0])))
    W = rng.normal(size=(classes, flat)) * np.sqrt(1 / flat)
    return Params(first, second, readout.Params(
        W.astype(dtype), np.zeros((classes, 1), dtype)))


def filters(rng, to, source, side, dtype=np.float32):
    """Return conv.Params of `to` filters over `source` maps, at random."""
    W = rng.normal(size=(to, source, side, side))
    W *= np.sqrt(2 / (source * side * side))
    return conv.Params(W.astype(dtype), np.zeros((to, 1), dtype))


def forward(params, x):
    """Return the Run of images x: its z has a column of scores an image."""
    h1 = relu(conv.convolve(params.first, x, **SAME))
    pool1 = pool.max_pool(h1, 2)
    h2 = relu(conv.convolve(params.second, pool1.y, **SAME))
    pool2 = pool.max_pool(h2, 2)
    z = readout.linear(params.output, as_columns(pool2.y))
    return Run(x, h1, pool1, h2, pool2, z)


def backward(params, run, dz):
    """Return (Params of gradients, dx) from dz = ∂L/∂z, in the type of x."""
    dz = np.asarray(dz, run.z.dtype)
    output, dp2 = readout.linear_back(params.output, as_columns(run.pool2.y),
                                      dz)
    dp2 = dp2.T.reshape(run.pool2.y.shape)
    dh2 = pool.max_pool_back(run.h2, run.pool2.places, dp2)
    second, dp1 = conv.convolve_back(params.second, run.pool1.y,
                                     dh2 * (run.h2 > 0), **SAME)
    dh1 = pool.max_pool_back(run.h1, run.pool1.places, dp1)
    first, dx = conv.convolve_back(params.first, run.x,
                                   dh1 * (run.h1 > 0), **SAME)
    return Params(first, second, output), dx


def as_columns(maps):
    """Return maps (B, C, H, W) as columns (C·H·W, B)."""
    return maps.reshape(len(maps), -1).T


def batches(rng, images, labels, size):
    """Yield (images, labels), all of them once in a random order."""
    order = rng.permutation(len(images))
    for begin in range(0, len(order), size):
        some = order[begin:begin + size]
        yield images[some], labels[some]


def accuracy(params, images, labels):
    """Return the share of images whose highest score is the right one."""
    z = forward(params, images).z
    return float(np.mean(np.argmax(z, axis=0) == labels))
