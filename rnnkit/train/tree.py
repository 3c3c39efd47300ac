"""Trees of arrays: parameters, gradients and an optimizer's memory alike.

A tree is an array, or a NamedTuple, tuple, list or dict of trees. The result
of `apply` has the type of its first tree: Params in, Params out.

    apply(add, params, change)     one function, leaf by leaf
    leaves(params)                 (("cell.W_hx", array), …)
"""
import numpy as np


def apply(function, first, *others):
    """Return the tree of function(leaf, leaf of the others, …).

    Raises ValueError where the trees differ in structure.
    """
    if not is_branch(first):
        return function(first, *others)
    for other in others:
        if keys(other) != keys(first):
            raise ValueError(f"two trees differ: one has {keys(first)}, the "
                             f"other {keys(other)}")
    parts = [apply(function, part, *rest)
             for part, *rest in zip(values(first), *map(values, others))]
    return like(first, parts)


def leaves(tree, name=""):
    """Return ((dotted name, array), …) of a tree, in order."""
    if not is_branch(tree):
        return ((name or "array", np.asarray(tree)),)
    return tuple(leaf for key, part in zip(keys(tree), values(tree))
                 for leaf in leaves(part, f"{name}.{key}".strip(".")))


def finite(tree):
    """Whether every number of a tree is finite."""
    return all(np.isfinite(array).all() for _, array in leaves(tree))


def filled(tree, arrays, name=""):
    """Return a tree of this structure with arrays taken by dotted name."""
    if not is_branch(tree):
        return arrays[name or "array"]
    return like(tree, [filled(part, arrays, f"{name}.{key}".strip("."))
                       for key, part in zip(keys(tree), values(tree))])


def is_branch(tree):
    """Whether a tree has parts."""
    return isinstance(tree, (tuple, list, dict))


def keys(tree):
    """Return the names of the parts; positions for tuples and lists."""
    if isinstance(tree, dict):
        return list(tree)
    if hasattr(tree, "_fields"):
        return list(tree._fields)
    return [str(n) for n in range(len(tree))] if is_branch(tree) else []


def values(tree):
    """Return the parts of a branch."""
    return list(tree.values()) if isinstance(tree, dict) else list(tree)


def like(tree, parts):
    """Return the parts in a branch of the same type."""
    if isinstance(tree, dict):
        return type(tree)(zip(tree, parts))
    return (type(tree)(*parts) if hasattr(tree, "_fields")
            else type(tree)(parts))
