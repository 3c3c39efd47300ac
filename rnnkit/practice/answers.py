"""Reads a number as people type it: 7, −0.5, 0,5, 1/2, 1e-1.

Nothing that is typed is ever evaluated.
"""
import math
import re

NUMBER = r"[+-]?(?:\d+(?:[.,]\d*)?|[.,]\d+)(?:[eE][+-]?\d{1,4})?"
PLAIN = re.compile(NUMBER)
OVER = re.compile(rf"({NUMBER})\s*/\s*({NUMBER})")
# 1,200 may be twelve hundred or one and a fifth; 0,125 can only be an eighth.
GROUPED = re.compile(r"[+-]?[1-9]\d{0,2}(,\d{3})+(\.\d+)?")
LONGEST = 40
ROUNDING = 0.005            # half of the second decimal
WRITTEN = 0.00005           # half of the fourth, the last that a page writes


class Unreadable(ValueError):
    """What was typed is not a number; the message says what is expected."""


def read_number(text):
    """Return the float that a typed answer stands for, or None if empty.

    A decimal comma counts as a point, 1/2 as a half, and a long minus sign
    as a minus. Raises Unreadable, with a reason, for everything else.
    """
    text = str(text).strip().replace("−", "-").replace("–", "-")
    text = re.sub(r"^([+-])\s+", r"\1", text)
    if not text:
        return None
    if len(text) > LONGEST:
        raise Unreadable(f"that is {len(text)} characters long; "
                         "a number is enough, such as −0.5")
    if GROUPED.fullmatch(text):
        raise Unreadable(f"{text} could be read in two ways: write a large "
                         "number without commas, and decimals with a point")
    whole = PLAIN.fullmatch(text)
    over = OVER.fullmatch(text)
    if whole:
        value = to_float(text)
    elif over:
        value = divide(to_float(over[1]), to_float(over[2]))
    else:
        raise Unreadable(f"{text!r} is not a number: write one such as 7, "
                         "−0.5 or 1/2")
    if not math.isfinite(value):
        raise Unreadable(f"{text!r} is too large to be a number here")
    return value


def to_float(text):
    """Return the float of digits with a point or a comma."""
    return float(text.replace(",", "."))


def divide(top, bottom):
    """Return a quotient; raise Unreadable if there is none."""
    if bottom == 0:
        raise Unreadable("nothing can be divided by 0")
    return top / bottom


def close(answer, value):
    """Whether an answer counts as the value: a whole number exactly, any
    other to two decimals, a small one (below 0.1) to two digits or as the
    page writes it."""
    if not (math.isfinite(value) and math.isfinite(answer)):
        return answer == value
    if value == round(value):
        return abs(answer - value) <= 1e-6
    tolerance = ROUNDING
    if abs(value) < 0.1:
        tolerance *= 10.0 ** (1 + math.floor(math.log10(abs(value))))
        if abs(value) >= WRITTEN:
            tolerance = max(tolerance, WRITTEN)
    return abs(answer - value) <= tolerance * (1 + 1e-9)
