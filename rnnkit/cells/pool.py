"""Smaller maps and larger ones, without a weight to learn.

    max pooling      y[i] = max of x over window i; it remembers where
    max unpooling    y is 0, but each value at the place remembered for it
    nearest          each entry repeated: factor × factor copies
    bed of nails     each entry in the first corner of its block, else 0

| symbol | shape                      | what                             |
|--------|----------------------------|----------------------------------|
| x      | (B, C, *size)              | maps, as in `conv`               |
| y      | (B, C, *out)               | smaller or larger maps           |
| places | (B, C, *out), whole numbers| where each maximum stood: row by |
|        |                            | row, counted from 0              |

The backward pass of pooling is unpooling, and the other way round. Deck D:
D-maxpool; deck E: E-unpool, E-maxunpool.
"""
from typing import NamedTuple

import numpy as np

from . import check, sliding


class Pooled(NamedTuple):
    """What max pooling gives: the maxima, and where they stood."""
    y: np.ndarray
    places: np.ndarray


def max_pool(x, kernel, stride=None, padding=0, dilation=1):
    """Return Pooled(y, places); of equal entries the first one counts.

    stride: as large as the kernel if None. Padding never wins. Raises
    ValueError for a kernel that does not fit, for padding of more than half
    of it, and for a window that sees nothing but padding. D-maxpool.
    """
    *_, size = sliding.maps("x", x)
    w = sliding.window(size, kernel, kernel if stride is None else stride,
                       padding, dilation)
    if any(2 * p > k for p, k in zip(w.after, w.kernel)):
        raise ValueError(f"padding is {padding} but kernel is {kernel}: at "
                         "most half of the kernel")
    seen = sliding.unfold(x, w, _lowest(x))
    best = np.expand_dims(np.argmax(seen, axis=2), 2)
    y = np.take_along_axis(seen, best, axis=2)[:, :, 0]
    numbers = sliding.unfold(_numbered(size), w, -1)
    numbers = np.broadcast_to(numbers, seen.shape)
    places = np.take_along_axis(numbers, best, axis=2)[:, :, 0]
    if np.min(places) < 0:
        raise ValueError(f"padding is {padding} with dilation {dilation}: a "
                         "window sees nothing but padding")
    return Pooled(y, places)


def max_pool_back(x, places, dy):
    """Return dx: each dy goes where the maximum stood, all else is 0.

    Where windows overlap, one entry may be the maximum of several.
    """
    _, _, size = sliding.maps("x", x)
    _fits(places, "dy", dy)
    return _put(dy, places, size)


def max_unpool(x, places, size):
    """Return maps of a size: 0, but each entry of x at its place.

    places: from `max_pool`, in the shape of x. Raises ValueError for other
    shapes and for a place outside of the size. E-maxunpool.
    """
    *_, out = sliding.maps("x", x)
    _fits(places, "x", x)
    size = sliding.per_axis("size", size, len(out))
    if np.max(places) >= np.prod(size) or np.min(places) < 0:
        raise ValueError(f"places go from {np.min(places)} to "
                         f"{np.max(places)} but size is {size}: places run "
                         f"from 0 to {np.prod(size) - 1}")
    return _put(x, places, size, once=True)


def max_unpool_back(places, dy):
    """Return dx: what arrives at each place."""
    sliding.maps("dy", dy)
    return _taken(dy, places)


def nearest(x, factor):
    """Return maps `factor` times as large, each entry repeated. E-unpool."""
    *_, size = sliding.maps("x", x)
    for axis, times in enumerate(
            sliding.per_axis("factor", factor, len(size)), 2):
        x = np.repeat(x, times, axis)
    return x


def nearest_back(dy, factor):
    """Return dx: the sum over the copies of each entry."""
    w = _blocks(dy, factor)
    return np.sum(sliding.unfold(dy, w), axis=2)


def bed_of_nails(x, factor):
    """Return maps `factor` times as large: each entry of x in the first
    corner of its block, all else 0. E-unpool."""
    B, C, size = sliding.maps("x", x)
    factor = sliding.per_axis("factor", factor, len(size))
    y = np.zeros((B, C, *(n * f for n, f in zip(size, factor))), x.dtype)
    y[_corners(factor)] = x
    return y


def bed_of_nails_back(dy, factor):
    """Return dx: what arrives at the first corners."""
    return dy[_corners(_blocks(dy, factor).kernel)]


def _lowest(x):
    return -np.inf if x.dtype.kind == "f" else np.iinfo(x.dtype).min


def _numbered(size):
    """Return the number of each place, (1, 1, *size)."""
    return np.arange(np.prod(size)).reshape(1, 1, *size)


def _corners(factor):
    return (..., *(slice(None, None, f) for f in factor))


def _blocks(dy, factor):
    """Return the Window that takes dy block by block."""
    *_, size = sliding.maps("dy", dy)
    factor = sliding.per_axis("factor", factor, len(size))
    if any(n % f for n, f in zip(size, factor)):
        raise ValueError(f"dy is {np.shape(dy)} but factor is {factor}: its "
                         "size must be a multiple of the factor")
    return sliding.window(size, factor, factor)


def _fits(places, symbol, value):
    if check.numbers("places", places) != np.shape(value):
        raise ValueError(f"places is {np.shape(places)} but {symbol} is "
                         f"{np.shape(value)}: they need the same shape")


def _put(values, places, size, once=False):
    """Return maps with values at places: added up, or the last one only."""
    maps = np.zeros((np.prod(values.shape[:2]), np.prod(size)), values.dtype)
    where = np.arange(len(maps))[:, None], places.reshape(len(maps), -1)
    flat = values.reshape(len(maps), -1)
    if once:
        maps[where] = flat
    else:
        np.add.at(maps, where, flat)
    return maps.reshape(*values.shape[:2], *size)


def _taken(maps, places):
    flat = maps.reshape(*maps.shape[:2], -1)
    where = places.reshape(*places.shape[:2], -1)
    return np.take_along_axis(flat, where, 2).reshape(places.shape)
