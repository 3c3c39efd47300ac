"""NumPy and rnnkit as they were, whatever a notebook has done to them.

    with originals() as replaced:
        …                           np.allclose is NumPy's own in here
    replaced                        ["np.allclose"]: what had been replaced

A learner who writes np.allclose = lambda *a: True, or np.tanh = …, changes
them for everybody in the kernel, and for a checker too. So `remember` keeps
what stands in these modules when the checker is loaded, and `originals` puts
it back for as long as a check takes.
"""
import builtins
import math
import random
import sys
from contextlib import contextmanager

import numpy as np

BUILTINS = ("abs all any callable dict divmod enumerate filter float frozenset"
            " getattr hasattr int isinstance issubclass iter len list map max"
            " min next range repr reversed round set setattr sorted str sum"
            " tuple type zip").split()
LIBRARIES = np, np.linalg, math, random, builtins
KEPT = {}                   # module -> (how it is called, {name: its value})


def remember():
    """Keep what stands in NumPy, math, builtins and our own modules now."""
    KEPT.clear()
    for module in LIBRARIES[:-1]:
        name = module.__name__.replace("numpy", "np")
        KEPT[module] = name, kept(module)
    KEPT[builtins] = "builtins", {name: getattr(builtins, name)
                                  for name in BUILTINS}
    for name, module in list(sys.modules.items()):
        if name.startswith("rnnkit.") and not hasattr(module, "__path__"):
            KEPT[module] = name, kept(module)


def kept(module):
    """Return {name: value} of what can be called in a module."""
    return {name: value for name, value in vars(module).items()
            if callable(value) and name[:2] != "__"}


@contextmanager
def originals():
    """Put everything back while a check runs; afterwards it is as before.

    Gives the list of what had been replaced outside of rnnkit.
    """
    before = restore()
    try:
        yield [f"{KEPT[module][0]}.{name}".replace("builtins.", "")
               for module, name, _ in before if module in LIBRARIES]
    finally:
        restore()
        for module, name, value in before:
            setattr(module, name, value)


def restore():
    """Put everything back; return (module, name, what was there)."""
    before = replaced()
    for module, name, _ in before:
        setattr(module, name, KEPT[module][1][name])
    return before


def replaced():
    """Return (module, name, what is there now) for what is not as it was."""
    return [(module, name, now) for module, (_, names) in KEPT.items()
            for name, value in names.items()
            if (now := vars(module).get(name, value)) is not value]


def strange():
    """Return the names of what had been replaced before it was kept: it is
    too late to know what stood there."""
    core = getattr(getattr(np, "_core", None), "umath", np)
    return [f"{label}.{name}".replace("builtins.", "")
            for module, (label, names) in KEPT.items()
            for name, value in names.items()
            if foreign(value, module in LIBRARIES)
            or isinstance(value, np.ufunc) and module is np
            and vars(core).get(name, value) is not value]


def foreign(value, library):
    """Whether a function was written in a notebook, or stands in a library
    and comes from elsewhere."""
    if type(value).__name__ not in ("function", "method"):
        return False
    home = str(value.__module__)
    return home == "__main__" or library and not home.startswith(
        ("numpy", "random", "_"))
