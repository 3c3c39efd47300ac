"""Entries of arrays by name: h[0] of a column, W[1, 2] of a matrix."""
import re

import numpy as np

LABEL = re.compile(r"\s*(.+?)\s*(?:\[([-\d,\s]*)\])?\s*")


def split_label(label):
    """Return ("h", "0") for "h[0]", and ("h", None) for "h"."""
    match = LABEL.fullmatch(str(label))
    return (match[1], match[2]) if match else (str(label), None)


def entry_name(node, flat):
    """Return h[0] for an entry of a column, W[1, 2] for one of a matrix."""
    return node.name + entry_key(node, flat)


def entry_key(node, flat):
    """Return [0] for an entry of a column, nothing for a number."""
    if not node.shape:
        return ""
    index = [int(k) for k in np.unravel_index(flat, node.shape)]
    if len(index) > 1 and node.shape[-1] == 1:
        index.pop()
    return f"[{', '.join(map(str, index))}]"


def place(node, key):
    """Return the flat index of "0" or "1, 2" in a node's value.

    Raises IndexError if there is no such entry.
    """
    shape = node.shape
    try:
        index = [int(part) for part in key.split(",")]
    except ValueError:
        index = [None] * (len(shape) + 1)
    if len(index) == len(shape) - 1 and shape[-1] == 1:
        index.append(0)
    if len(index) != len(shape) or not all(
            -n <= k < n for k, n in zip(index, shape)):
        kind = f"is {shape}" if shape else "is a single number"
        raise IndexError(f"{node.name} {kind}: it has no entry [{key}]")
    return int(np.ravel_multi_index(
        [k % n for k, n in zip(index, shape)], shape))
