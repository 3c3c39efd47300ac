"""The names in a sentence, for the faces that typeset them.

    parts("The state h_prev")  ->  "The state ", Named("h_prev")

Names are h_prev, W_hx[0, 1], dW_hh, a1, dy, both_t, h_{t−1}, decoder.W_hx;
W_·x and e^s are typeset, too. Words of the code, such as one_hot, and what
stands between `backticks` stay as they are.
"""
import re
from typing import NamedTuple

from . import names

LETTER = r"[^\W\d_ᵀ²³¹]"
PART = r"_[^\W_ᵀ²³¹]+"
ENDS = r"(?![^\Wᵀ²³¹]|\.\w)"
NAME = re.compile(
    rf"`[^`\n]*`|(?<![\w.])(?:(?P<base>{LETTER}+)"
    rf"(?:_\{{(?P<below>[^{{}}]+)\}}|_(?P<any>·{LETTER}*){ENDS}|"
    rf"\^(?P<power>{LETTER}|\d+){ENDS})|"
    r"(?P<name>(?:(?:forward|backward|encoder|decoder)\.)?"
    rf"(?:{LETTER}+\d?\d?(?:{PART})+|d?{LETTER}\d\d?|d{LETTER})"
    rf"(?:\[[\d, :]*\])?){ENDS})")
VERBS = {"do"}              # no change of o
TYPED = {"answer", "choice", "because"}     # variables that a reader types


class Named(NamedTuple):
    """A name as the code writes it."""
    name: str


class Below(NamedTuple):
    """A base with words below it: h_{t+1}, W_·x."""
    base: str
    below: str


class Raised(NamedTuple):
    """A base with an exponent: e^s."""
    base: str
    power: str


def parts(words):
    """Return a line as a list: strings, and the names between them."""
    found, at = [], 0
    for match in NAME.finditer(words):
        name = named(**match.groupdict())
        if name:
            found += [words[at:match.start()], name]
            at = match.end()
    return [part for part in (*found, words[at:]) if part]


def named(base, below, any, power, name):
    """Return what a match is, None if it stays as it is."""
    if power:
        return Raised(base, power) if len(base) == 1 else None
    if base:
        return Below(base, below or any)
    return Named(name) if name and is_name(name) else None


def is_name(name):
    """Return whether a name is one of a formula: one letter, or a word that
    has only a number or one letter below it."""
    if name in VERBS or name.partition("_")[0] in TYPED:
        return False
    read = names.read(name)
    return read.italic or all(
        part.isdigit() or len(part) == 1 for part in read.below)


__all__ = ["Below", "Named", "Raised", "parts"]
