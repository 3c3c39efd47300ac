"""rnnkit: recurrent neural networks, by hand, with every number checked.

    from rnnkit import by_hand, worked
    from rnnkit.cells import rnn

A formula is written once, in the slides' symbols (`rnnkit.cells`). `by_hand`
runs it and returns a page: its lines, the arithmetic of each entry, the
gradients, the picture, and blanks to fill in.
"""
from importlib import import_module

__version__ = "0.1.0"

HOME = {"by_hand": "page", "compare": "page", "gradcheck": "gradients",
        "agree": "gradients", "worked": "ledger", "move": "play.move",
        "TraceError": "trace"}
PARTS = ("bptt", "cells", "gradients", "layers", "ledger", "memory", "play",
         "practice", "sequence", "shapes", "show", "trace", "train", "wiring")
__all__ = [*HOME, *PARTS]


def __getattr__(name):
    """Load a name when it is first used, so that `import rnnkit` is quick."""
    if name in HOME:
        return getattr(import_module(f"{__name__}.{HOME[name]}"), name)
    if name in PARTS:
        return import_module(f"{__name__}.{name}")
    raise AttributeError(f"rnnkit has no {name!r}; it has "
                         + ", ".join(__all__))


def __dir__():
    return sorted([*globals(), *__all__])
