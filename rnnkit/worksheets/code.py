"""The code of a sheet: from it alone the sheet and its key are made again.

    encode(Order(("rnn-step",), 4, 1, 7))  ->  "14-C3SN-7G"

level and count, then four letters a family (from its name, so that new
families change no code), then the seed and one letter that tells whether
the code was copied right. Letters are Crockford's: no I, L, O or U; what is
typed as one of them is read as the digit that it looks like.
"""
import hashlib

from rnnkit.practice.catalog import families
from rnnkit.worksheets.sheet import Order, order

DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LOOKALIKE = str.maketrans("OIL", "011")
LENGTH = 4                      # letters of a family


def number(value, least=1):
    """Return a whole number in DIGITS, at least so many.

    >>> number(33), number(7, 3)
    ('11', '007')
    """
    written = ""
    while value or len(written) < least:
        value, digit = divmod(value, 32)
        written = DIGITS[digit] + written
    return written


def value(written):
    """Return the whole number that DIGITS stand for."""
    total = 0
    for digit in written:
        total = 32 * total + DIGITS.index(digit)
    return total


def family_code(name):
    """Return the four letters of a family."""
    digest = hashlib.sha256(name.encode()).digest()
    return number(int.from_bytes(digest[:4], "big") % 32 ** LENGTH, LENGTH)


def check_letter(written):
    """Return the letter that one wrong or two exchanged ones change."""
    return DIGITS[sum((k % 30 + 1) * DIGITS.index(digit) for k, digit in
                      enumerate(written)) % 31]


def encode(asked):
    """Return the code of an Order."""
    parts = [f"{asked.level}{number(asked.count)}",
             *map(family_code, asked.families), number(asked.seed)]
    return "-".join(parts) + check_letter("".join(parts))


def parted(joined, known):
    """Return the parts of a code that was typed without hyphens.

    The families are as many as there are; where that leaves no seed, or the
    code is none, all is one part.
    """
    for start in (2, 3):
        end = start
        while joined[end:end + LENGTH] in known and len(joined) > (
                end + LENGTH + 1):
            end += LENGTH
        if end > start:
            found = [joined[k:k + LENGTH] for k in range(start, end, LENGTH)]
            return [joined[:start], *found, joined[end:]]
    return [joined]


def decode(code):
    """Return the Order of a code.

    Spaces, small letters, look-alikes and missing hyphens do no harm.
    Raises ValueError for a code that was not copied right or whose
    questions this version of rnnkit does not have.
    """
    code = str(code)
    parts = "".join(code.upper().translate(LOOKALIKE).split()).split("-")
    known = {family_code(name): name for name in families()}
    if len(parts) == 1:
        parts = parted(parts[0], known)
    joined = "".join(parts)
    if len(parts) < 3 or not all(parts) or set(joined) - set(DIGITS) \
            or len(parts[0]) < 2 or len(parts[-1]) < 2 or len(joined) > 999:
        raise ValueError(f"{code[:40]!r} is no code of a sheet: it looks like "
                         f"{encode(Order(tuple(families())[:1], 4, 1, 7))}")
    if check_letter(joined[:-1]) != joined[-1]:
        raise ValueError(f"the code {code[:40]!r} was not copied right: "
                         "compare it with the sheet letter by letter")
    strange = [part for part in parts[1:-1] if part not in known]
    if strange:
        raise ValueError(f"the code {code[:40]!r} asks for questions "
                         f"({strange[0]}) that this version of rnnkit does "
                         "not have")
    return order([known[part] for part in parts[1:-1]],
                 value(parts[0][1:]), parts[0][0], value(parts[-1][:-1]))


__all__ = ["decode", "encode"]
