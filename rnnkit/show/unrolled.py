"""Units as columns of cells with weighted links: networks, unrolled.

A column stands at a place from left to right and in one of three lanes:
inputs at the bottom, hidden units in the middle, outputs at the top. A link
is as wide as its weight is large; its sign is told by colour and by dashes,
and a weight of zero is a dotted line with a cross: no link.
"""
from typing import NamedTuple

from . import svg
from .describe import Blank
from .numbers import write

STEP, CELL, HIGH, GAP = 86, 58, 34, 44
LANES = ("top", "middle", "bottom")


class Column(NamedTuple):
    """One array: its name, its values, its place and its lane."""
    name: str
    values: tuple
    x: float
    lane: str = "middle"
    note: str = ""


class Link(NamedTuple):
    """A link from a cell of one column to a cell of another."""
    source: int
    source_cell: int
    target: int
    target_cell: int
    weight: float = None
    mark: str = ""
