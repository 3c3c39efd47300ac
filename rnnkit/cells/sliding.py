"""Which entries of a map a window sees: one rule for all that slides.

    position = stride · i + dilation · k − padding

Output place i sees, with tap k of its kernel, the entry at that position;
outside of the map it sees padding. Convolution, pooling and their transposes
all read this rule, along each axis of a signal (one) or an image (two).

| symbol    | shape            | what                                    |
|-----------|------------------|-----------------------------------------|
| x         | (B, C, *size)    | B examples, C maps (channels), a place  |
| columns   | (B, C, K, *out)  | for each output place what its window   |
|           |                  | sees: K taps of each map                |
| stride …  | a number, or one for each axis                             |

`unfold` copies what each window sees into its column; `fold` adds every
column back to where it was taken from: one is the transpose of the other.
In memory the examples of one place stand together (`room`): long pieces, that
are copied many times faster than the short rows of small maps.
"""
from typing import NamedTuple

import numpy as np

from . import check


class Window(NamedTuple):
    """A window over maps of one size; each field has a number an axis.

    before, after: the padding at both ends; out: how many places it takes.
    """
    size: tuple
    kernel: tuple
    stride: tuple
    before: tuple
    after: tuple
    dilation: tuple
    out: tuple


def window(size, kernel, stride=1, padding=0, dilation=1):
    """Return the Window of a kernel over maps of a size.

    padding: a number at each end, or "same": as much as it takes for
    size / stride places, rounded up; where that is odd (as for an even
    kernel), one more at the far end. Raises ValueError for sizes that are
    no whole numbers, or too small, and for a kernel that does not fit.
    E-conv-sizes.

    >>> window((4, 4), (3, 3), stride=2, padding=1).out
    (2, 2)
    """
    size, kernel = tuple(size), per_axis("kernel", kernel, len(size))
    stride = per_axis("stride", stride, len(size))
    dilation = per_axis("dilation", dilation, len(size))
    wide = tuple(d * (k - 1) + 1 for d, k in zip(dilation, kernel))
    if isinstance(padding, str):
        before, after = _same(padding, size, stride, wide)
    else:
        before = after = per_axis("padding", padding, len(size), least=0)
    room = [n + a + b - w for n, a, b, w in zip(size, before, after, wide)]
    if min(room) < 0:
        axis = room.index(min(room))
        raise ValueError(
            f"kernel is {kernel[axis]}, over {wide[axis]} entries with "
            f"dilation {dilation[axis]}, but size is {size[axis]} with "
            f"padding {before[axis]} and {after[axis]}: the kernel is larger "
            "than the input")
    out = tuple(r // s + 1 for r, s in zip(room, stride))
    return Window(size, kernel, stride, before, after, dilation, out)


def back_to(out, kernel, stride=1, padding=0, dilation=1, size=None):
    """Return the Window that has `out` places: that of a transpose.

    size: of the maps it is over; the smallest if None. Several sizes have
    the same `out` when the stride is not 1. Raises ValueError for a size
    whose window has another number of places. E-transpose-2d.
    """
    axes = len(out)
    kernel, stride = (per_axis(name, value, axes) for name, value in
                      (("kernel", kernel), ("stride", stride)))
    dilation = per_axis("dilation", dilation, axes)
    padding = per_axis("padding", padding, axes, least=0)
    least = tuple((o - 1) * s + d * (k - 1) + 1 - 2 * p for o, s, d, k, p
                  in zip(out, stride, dilation, kernel, padding))
    size = least if size is None else per_axis("size", size, axes)
    if min(least) < 1:
        raise ValueError(f"padding is {padding} but the kernel is {kernel}: "
                         "the padding cuts everything off")
    if any(not 0 <= n - m < s for n, m, s in zip(size, least, stride)):
        most = tuple(m + s - 1 for m, s in zip(least, stride))
        raise ValueError(f"size is {size}: with stride {stride} it can be "
                         f"from {least} to {most}")
    return window(size, kernel, stride, padding, dilation)


def unfold(x, w, fill=0):
    """Return the columns (B, C, K, *out): what each window sees of x.

    fill: what stands in the padding.
    """
    x = _padded(x, w, fill)
    columns = room((*x.shape[:2], int(np.prod(w.kernel)), *w.out), x.dtype)
    for k, places in enumerate(taps(w)):
        columns[:, :, k] = x[places]
    return columns


def fold(columns, w):
    """Return maps (B, C, *size): each column added back to what its window
    saw; what falls on the padding is lost."""
    x = _filled(columns, w, 0)
    for k, places in enumerate(taps(w)):
        x[places] += columns[:, :, k]
    return x[inside(w)]


def room(shape, dtype):
    """Return an empty array (B, …) in which all examples of one place stand
    together in memory."""
    B, *rest = shape
    return np.moveaxis(np.empty((*rest, B), dtype), -1, 0)


def taps(w):
    """Yield for each tap of the kernel the padded places it sees, as slices:
    stride · i + dilation · k for i = 0, 1, …"""
    for ks in np.ndindex(*w.kernel):
        starts = [d * k for d, k in zip(w.dilation, ks)]
        yield (..., *(slice(start, start + s * (n - 1) + 1, s)
                      for start, s, n in zip(starts, w.stride, w.out)))


def inside(w):
    """Return the slices that leave the padding out."""
    return (..., *(slice(b, b + n) for b, n in zip(w.before, w.size)))


def receptive_field(kernels, strides=None, dilations=None):
    """Return how many inputs one output sees, along an axis, after each of
    some layers: [3, 5, 7] for three kernels of 3.

    E-dilated: 1 more than the sum of dilation · (kernel − 1), each times the
    strides before it. Raises ValueError for numbers below 1, and lists of
    different lengths.

    >>> receptive_field([3, 3, 3], dilations=[1, 2, 4])
    [3, 7, 15]
    """
    layers = _layers(kernel=kernels, stride=strides, dilation=dilations)
    sees, jump, after = 1, 1, []
    for k, s, d in layers:
        sees += jump * d * (k - 1)
        jump *= s
        after.append(sees)
    return after


def per_axis(symbol, value, axes, least=1):
    """Return a whole number for each axis, or raise ValueError."""
    values = tuple(value) if np.ndim(value) else (value,) * axes
    if len(values) != axes:
        raise ValueError(f"{symbol} is {value}: give one number, or one for "
                         f"each of {axes} axes")
    for v in values:
        if isinstance(v, bool) or not isinstance(v, (int, np.integer)):
            raise ValueError(f"{symbol} is {v!r}: a whole number is needed")
        if v < least:
            raise ValueError(f"{symbol} is {v}: it is at least {least}")
    return tuple(map(int, values))


def maps(symbol, value, axes=None):
    """Return (B, C, size) of maps, or raise ValueError.

    axes: how many axes a place has; 1 or 2 if None.
    """
    shape = check.numbers(symbol, value, least=0)
    few = (axes,) if axes else (1, 2)
    if len(shape) - 2 not in few:
        form = "(B, C, length)" if few == (1,) else "(B, C, height, width)"
        raise ValueError(f"{symbol} is {shape}: it needs the shape {form}, "
                         "examples and maps first")
    return shape[0], shape[1], shape[2:]


def _layers(**given):
    """Return (kernel, stride, dilation) of each layer, 1 where none is given,
    or raise ValueError."""
    count = len(given["kernel"])
    found = []
    for name, values in given.items():
        values = [1] * count if values is None else list(values)
        if len(values) != count:
            entries = "entry" if len(values) == 1 else "entries"
            raise ValueError(f"{name}s has {len(values)} {entries}, but there "
                             f"are {count} kernels: give one for each layer")
        found.append([per_axis(name, value, 1)[0] for value in values])
    return list(zip(*found))


def _padded(x, w, fill):
    """Return x with its padding around it."""
    padded = _filled(x, w, fill)
    padded[inside(w)] = x
    return padded


def _filled(like, w, fill):
    """Return maps with room for the padding, `fill` everywhere; as many of
    them as `like` has, and of its type."""
    whole = [n + b + a for n, b, a in zip(w.size, w.before, w.after)]
    x = room((*like.shape[:2], *whole), like.dtype)
    x[...] = fill
    return x


def _same(padding, size, stride, wide):
    if padding != "same":
        raise ValueError(f"padding is {padding!r}: give a number, or \"same\"")
    total = [max(0, ((n + s - 1) // s - 1) * s + w - n)
             for n, s, w in zip(size, stride, wide)]
    before = tuple(t // 2 for t in total)
    return before, tuple(t - b for t, b in zip(total, before))
