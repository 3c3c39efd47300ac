"""A training run in one file: everything it needs to go on, bit for bit.

The file is a .npz without pickle: the arrays under dotted names, such as
"params.cell.W_hh", and one text, "about", in JSON: cell, sizes, vocabulary,
optimizer, step, the state of the random generator. Nothing in it can run.

It is written beside its place under another name and then renamed, so that
a file of that name is always whole, the old one or the new one.
"""
import json
import os
import zipfile
from pathlib import Path

import numpy as np

from . import tree

VERSION = 2


class CheckpointError(ValueError):
    """A file that is no checkpoint, or not one that fits."""


def write(path, arrays, about):
    """Return the Path of the checkpoint with these trees and facts.

    arrays: {name: tree}; about: facts that JSON can hold.
    """
    path = named(path)
    flat = {name: array for part, branch in arrays.items()
            for name, array in tree.leaves(branch, part)}
    text = json.dumps({"version": VERSION, **about}, ensure_ascii=False)
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with open(part, "wb") as file:
            np.savez(file, about=np.array(text), **flat)
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)
    return path


def read(path):
    """Return (arrays by dotted name, about) of a checkpoint.

    Raises CheckpointError for a file that is missing, cut short, changed, or
    something else.
    """
    path = named(path)
    if not path.is_file():
        raise CheckpointError(f"there is no checkpoint {path.name!r} in that "
                              "place")
    try:
        # Opened here, so that it is closed whatever is in it.
        with open(path, "rb") as opened, \
                np.load(opened, allow_pickle=False) as file:
            arrays = {name: file[name] for name in file.files}
        about = json.loads(str(arrays.pop("about")))
        version = about["version"]
    except (zipfile.BadZipFile, EOFError, OSError, ValueError, KeyError,
            TypeError, AttributeError) as error:
        raise CheckpointError(
            f"{path.name!r} is cut short, changed or no checkpoint of rnnkit "
            f"({type(error).__name__}): use an older one; nothing was loaded"
        ) from None
    if version != VERSION:
        raise CheckpointError(f"{path.name!r} is of version {version}, this "
                              f"rnnkit reads version {VERSION}")
    return arrays, about


def named(path):
    """Return a Path that ends in .npz."""
    path = Path(path)
    return path if path.suffix == ".npz" else path.with_name(
        path.name + ".npz")


def fill(branch, arrays, name):
    """Return a tree like `branch` with the arrays of a checkpoint.

    Raises CheckpointError where one is missing or has another shape or dtype.
    """
    for key, array in tree.leaves(branch, name):
        if key not in arrays:
            raise CheckpointError(f"the checkpoint has no {key}: it is of "
                                  "another architecture; nothing was loaded")
        found = arrays[key]
        if (found.shape, found.dtype) != (array.shape, array.dtype):
            raise CheckpointError(
                f"{key} is {found.shape} of {found.dtype} in the checkpoint "
                f"but {array.shape} of {array.dtype} here; nothing was "
                "loaded")
    return tree.filled(branch, arrays, name)
