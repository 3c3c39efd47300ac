"""Every family of questions by its name."""
import difflib
from functools import lru_cache
from importlib import import_module

from rnnkit.show.describe import Document, Table
from rnnkit.show.display import Shown

# The modules of `subjects`, in the order of the chapters.
MODULES = ("counting", "counting_more", "counting_conv", "dense",
           "recurrent", "stacked", "computing", "wiring", "probabilities",
           "language",
           "backprop", "time_back", "fading", "tasks", "gates", "gates_back",
           "attention", "attention_more", "convolution", "resizing",
           "overlap")


SEEDS = 10 ** 15                # a seed is below it: 15 digits at most


@lru_cache(maxsize=None)
def families():
    """Return {name: Family}, in the order of the chapters."""
    found = {}
    for module in MODULES:
        for family in import_module(
                f"rnnkit.practice.subjects.{module}").FAMILIES:
            if family.name in found:
                raise ValueError(f"two families are named {family.name}")
            found[family.name] = family
    return dict(sorted(found.items(), key=lambda item: item[1].chapter))


def family_named(name):
    """Return a Family. Raises ValueError, with the nearest name, if there
    is none."""
    known = families()
    if name in known:
        return known[name]
    near = difflib.get_close_matches(str(name).lower(), known, 1, 0.4)
    raise ValueError(f"there is no family {str(name)[:40]!r}"
                     + (f"; did you mean {near[0]}?" if near else ".")
                     + f" There are: {', '.join(known)}.")


def taken_apart(name, level=None, seed=None):
    """Return (family, level, seed): the parts of a code such as
    rnn-step/2/7, or what was given."""
    parts = str(name).split("/")
    return tuple(parts) if len(parts) == 3 and level is None \
        and seed is None else (name, level, seed)


def level_of(family, level):
    """Return a level as a number. Raises ValueError if the family has none
    of this number."""
    known = ", ".join(map(str, family.levels))
    number = as_whole(level)
    if number in family.levels:
        return number
    raise ValueError(f"{family.name} has no level {str(level)[:20]!r}: its "
                     f"levels are {known}")


def seed_of(seed):
    """Return a seed as a number. Raises ValueError if it is no whole number
    from 0 on, or not below SEEDS."""
    if is_large(seed):
        raise ValueError(f"the seed is too large: it must be below {SEEDS}")
    number = as_whole(seed)
    if number is None or number < 0:
        raise ValueError(f"the seed is {str(seed)[:20]!r}: it must be a whole "
                         "number from 0 on")
    return number


def is_large(seed):
    """Whether a number, or the digits of one, is not below SEEDS."""
    if isinstance(seed, str):
        digits = seed.strip().removeprefix("+").lstrip("0")
        return digits.isdecimal() and len(digits) >= len(str(SEEDS))
    try:
        return bool(seed >= SEEDS)
    except (TypeError, ValueError):
        return False


def seed_after(seed):
    """Return the seed that follows another; 0 follows the last one."""
    return (seed + 1) % SEEDS


def as_whole(value):
    """Return a whole number, or None."""
    if isinstance(value, bool):
        return None
    try:
        return int(value) if int(value) == float(value) else None
    except (TypeError, ValueError, OverflowError):
        return None


def overview(chapter=None):
    """Return a table of the families, as a Display; of one chapter such as
    "11" if it is given."""
    rows = tuple((f.chapter, f.name, f.title, str(len(f.levels)))
                 for f in families().values() if chapter in (None, f.chapter))
    return Shown(Document("", (Table(
        ("chapter", "name", "what is asked", "levels"), rows),)))
