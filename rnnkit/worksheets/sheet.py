"""What a sheet asks.

    asked = order(["rnn-step", "lstm-gates"], count=4, level=1, seed=7)
    sheet = Sheet(asked)              for nobody in particular
    personal(asked, students)         one Sheet a student, each its own seed
    sheet.questions, sheet.code       the questions; from the code all again

Question k of a sheet has the seed 100·seed + k, so no two sheets share one,
and each can be practised again by its own code.
"""
import hashlib
from functools import cached_property, lru_cache
from typing import NamedTuple

from rnnkit.practice.catalog import (as_whole, family_named, level_of,
                                     seed_of)
from rnnkit.practice.question import question
from rnnkit.show.describe import (Blank, Document, Equation, Matrix,
                                  Number, Row)

MOST = 50                       # questions of a family
MOST_QUESTIONS = 200            # questions of a sheet
SEEDS = 32 ** 5                 # of personal sheets: five letters
LARGEST_SEED = 10 ** 12


class Order(NamedTuple):
    """What is asked: names of families, how many of each, level, seed."""
    families: tuple
    count: int
    level: int
    seed: int


def order(names, count=4, level=1, seed=1):
    """Return an Order. Raises ValueError for what there is not: no family,
    an unknown one or one named twice, a level that one of them does not
    have, a count that is no whole number from 1 to 50, a wrong seed."""
    names = tuple(names)
    if not names:
        raise ValueError("name at least one family of questions, such as "
                         "rnn-step; `practice --list` lists them")
    found = [family_named(name) for name in names]
    twice = [name for name in names if names.count(name) > 1]
    if twice:
        raise ValueError(f"{twice[0]} is named twice: --count says how many "
                         "questions it gets")
    levels = [level_of(family, level) for family in found]
    number, seed = as_whole(count), seed_of(seed)
    if number is None or not 1 <= number <= MOST:
        raise ValueError(f"the count is {str(count)[:20]!r}: it must be a "
                         f"whole number from 1 to {MOST}")
    if number * len(names) > MOST_QUESTIONS:
        raise ValueError(f"{number} questions of each of {len(names)} "
                         f"families are {number * len(names)}: a sheet has "
                         f"at most {MOST_QUESTIONS}")
    if seed > LARGEST_SEED:
        raise ValueError(f"the seed is {str(seed)[:20]}: it must be at most "
                         f"{LARGEST_SEED}")
    return Order(names, number, levels[0], seed)


class Sheet:
    """The questions of one sheet, and the name that stands on it.

    printed     the name as it is printed; "" leaves a line to write on
    """

    def __init__(self, asked, name=""):
        self.order, self.name, self.printed = asked, name, name

    @cached_property
    def code(self):
        """The code from which the sheet and its key are made again."""
        from rnnkit.worksheets.code import encode
        return encode(self.order)

    @cached_property
    def questions(self):
        """The questions, family by family."""
        names, count, level, seed = self.order
        return [question(name, level, 100 * seed + k)
                for name in names for k in range(count)]


def personal(asked, names):
    """Return a Sheet for each name, the same for the same name and seed.

    The second student of one name gets a sheet of her own. Two names whose
    seeds happen to meet are moved apart.
    """
    sheets, taken, times = [], set(), {}
    for name in names:
        turn = times[name] = times.get(name, 0) + 1
        seed = personal_seed(asked.seed, name, turn)
        while seed in taken:
            seed = (seed + 1) % SEEDS
        taken.add(seed)
        sheets.append(Sheet(asked._replace(seed=seed), name))
    return sheets


def personal_seed(seed, name, turn):
    """Return the seed of a student: from the name and the class's seed."""
    digest = hashlib.sha256(f"{seed}\n{turn}\n{name}".encode()).digest()
    return int.from_bytes(digest[:8], "big") % SEEDS


def footer(sheet, name):
    """Return what stands below each page: the code and the name, short.

    name: as it is printed, "" for none.
    """
    code = sheet.code
    short = code if len(code) < 45 else f"{code[:24]}…{code[-8:]}"
    shown = name if len(name) < 45 else f"{name[:40]}…"
    return f"{short} · {shown}" if shown else short


# The two readings of a question -------------------------------------------
@lru_cache(maxsize=5000)
def described(asked):
    """Return what a question describes, single blanks without brackets."""
    return bare(asked.describe())


def asking(asked):
    """Return a question as items to print: what is given beside one
    another, and then the lines with blanks."""
    items = []
    for item in described(asked).items:
        given = isinstance(item, Row) and all(
            isinstance(part, Equation) for part in item.items)
        items += item.items if given else [item]
    return side_by_side(side_by_side(
        items, lambda e: isinstance(e, Equation) and not blanks_in(e)),
        lambda e: isinstance(e, Equation) and bool(blanks_in(e)))


def answers(asked):
    """Return the lines that were asked, filled in, as a Document."""
    found = [result(e) for e in described(asked).items if blanks_in(e)]
    filled = tuple(fill(e, asked) for e in found)
    return Document("", side_by_side(
        filled, lambda e: isinstance(e, Equation)))


def side_by_side(items, fits):
    """Return items; those next to one another that fit stand in one Row."""
    found, row = [], []
    for item in (*items, None):
        if item is not None and fits(item):
            row.append(item)
            continue
        if row:
            found.append(Row(tuple(row)) if len(row) > 1 else row[0])
            row = []
        if item is not None:
            found.append(item)
    return tuple(found)


def blanks_in(item):
    """Return the labels of the blanks in an item."""
    if isinstance(item, Blank):
        return [item.label]
    if isinstance(item, tuple):
        return [label for part in item for label in blanks_in(part)]
    return []


def bare(item):
    """Return an item in which a single blank has no brackets round it."""
    if not isinstance(item, tuple):
        return item
    match item:
        case Matrix(rows=((Blank() as only,),)):
            return only
    parts = [bare(part) for part in item]
    return type(item)(*parts) if hasattr(item, "_fields") else tuple(parts)


def result(item):
    """Return an equation without its formula: left side and result."""
    if isinstance(item, Equation):
        return item._replace(steps=item.steps[-1:], relations=("=",))
    return item


def fill(item, asked):
    """Return an item with the right numbers in its blanks, rounded as the
    question asks for."""
    if isinstance(item, Blank):
        return Number(round(asked.right[item.label], asked.decimals))
    if not isinstance(item, tuple):
        return item
    parts = [fill(part, asked) for part in item]
    return type(item)(*parts) if hasattr(item, "_fields") else tuple(parts)


__all__ = ["Order", "Sheet", "order", "personal"]
