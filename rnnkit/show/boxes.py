"""Blocks of text beside one another: the typesetting of a terminal."""
from typing import NamedTuple

TALL = {"(": "⎛⎜⎝", ")": "⎞⎟⎠", "[": "⎡⎢⎣", "]": "⎤⎥⎦"}


class Box(NamedTuple):
    """Lines of one width; `middle` is the line that signs stand on."""
    lines: tuple
    middle: int = 0

    @property
    def width(self):
        return len(self.lines[0])

    @property
    def height(self):
        return len(self.lines)


def flat(text):
    """Return one line as a Box."""
    return Box((text,))


def beside(*boxes):
    """Return boxes side by side, their middle lines in line."""
    up = max(box.middle for box in boxes)
    down = max(box.height - box.middle for box in boxes)
    padded = []
    for box in boxes:
        empty = " " * box.width
        top = up - box.middle
        bottom = down - (box.height - box.middle)
        padded.append((empty,) * top + box.lines + (empty,) * bottom)
    return Box(tuple(map("".join, zip(*padded))), up)


def fence(sign, box):
    """Return a bracket or bar as tall as a box."""
    if box.height == 1 or sign not in TALL:
        return Box((sign,) * box.height, box.middle)
    first, between, last = TALL[sign]
    return Box((first, *[between] * (box.height - 2), last), box.middle)


def fenced(box, left="(", right=")"):
    """Return a box between brackets as tall as it is."""
    return beside(fence(left, box), box, fence(right, box))


def below(boxes):
    """Return boxes under one another, flush left."""
    width = max(box.width for box in boxes)
    lines = tuple(line.ljust(width) for box in boxes for line in box.lines)
    return Box(lines, (len(lines) - 1) // 2)


def joined(boxes, between):
    """Return boxes side by side with a text between them."""
    parts = []
    for number, box in enumerate(boxes):
        parts += [flat(between), box] if number else [box]
    return beside(*parts) if parts else flat("")


def grid(rows, gap="  "):
    """Return rows of texts as one Box, every column flush right."""
    widths = [max(map(len, column)) for column in zip(*rows)]
    lines = tuple(gap.join(cell.rjust(width) for cell, width
                           in zip(row, widths)) for row in rows)
    return Box(lines or ("",), (len(lines) - 1) // 2 if lines else 0)
