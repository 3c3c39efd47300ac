"""How a name of the code is typeset: W_hx, h_prev, y_hat, alpha, dW1.

The faces share this reading of a name, so that it looks the same in HTML, in
LaTeX and in pictures. Plain text keeps the name as the code writes it.
"""
import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

GREEK = dict(
    alpha="α", beta="β", gamma="γ", delta="δ", epsilon="ε", zeta="ζ",
    eta="η", theta="θ", iota="ι", kappa="κ", lam="λ", mu="μ", nu="ν",
    xi="ξ", pi="π", rho="ρ", sigma="σ", tau="τ", upsilon="υ", phi="φ",
    chi="χ", psi="ψ", omega="ω", Gamma="Γ", Delta="Δ", Theta="Θ",
    Lambda="Λ", Xi="Ξ", Pi="Π", Sigma="Σ", Phi="Φ", Psi="Ψ", Omega="Ω",
) | {"lambda": "λ"}
ACCENTS = {"hat": "\u0302", "bar": "\u0304", "tilde": "\u0303"}
UPRIGHT = {"in", "on", "to", "no"}
WORD = re.compile(r"[^\W_]+(_[^\W_]+)*_?")
ENTRY = re.compile(r"(\w+)(\[.*\])")
CHANGE = re.compile(r"d([^\W\d_]\d*|" + "|".join(GREEK) + ")")
PART = re.compile(r"([^\W\d_]+\.)([^\W_]+(?:_[^\W_]+)*)")
COUNTED = re.compile(r"([^\W\d_]|" + "|".join(GREEK) + r")(\d+)")


class Name(NamedTuple):
    """A name in its parts: upright prefix, base, accent, parts below.

    tail: an index as Python writes it, [0] or [1, 2].
    """
    base: str
    below: tuple = ()
    prefix: str = ""
    accent: str = ""
    tail: str = ""

    @property
    def letter(self):
        """The base as it is written: Greek letters as letters."""
        return GREEK.get(self.base, self.base)

    @property
    def accented(self):
        """The letter with its accent: ŷ."""
        mark = ACCENTS.get(self.accent, "")
        return unicodedata.normalize("NFC", self.letter + mark)

    @property
    def italic(self):
        """Whether the base is one letter, and so a variable."""
        return is_variable(self.base)


def is_variable(word):
    """Return whether a word is set in italics: one letter, Greek small."""
    letter = GREEK.get(word, word)
    return len(letter) == 1 and letter.isalpha() and not "Α" <= letter <= "Ω"


def is_index(word):
    """Return whether a part below is set in italics: hx, t, but not prev."""
    return is_variable(word) or (
        len(word) == 2 and word.isalpha() and word not in UPRIGHT)


@lru_cache(maxsize=1024)
def read(name):
    """Return the Name that a name of the code stands for.

    >>> read("dW_hx")
    Name(base='W', below=('hx',), prefix='d', accent='', tail='')
    """
    if entry := ENTRY.fullmatch(name):
        return read(entry[1])._replace(tail=entry[2])
    if part := PART.fullmatch(name):        # decoder.W_hx
        return read(part[2])._replace(prefix=part[1])
    if not WORD.fullmatch(name):
        return Name(name)
    base, *below = [part for part in name.split("_") if part]
    prefix = accent = ""
    if CHANGE.fullmatch(base):
        prefix, base = "d", base[1:]
    if counted := COUNTED.fullmatch(base):
        base, below = counted[1], [counted[2], *below]
    if below and below[0] in ACCENTS and is_variable(base):
        accent = below.pop(0)
    return Name(base, tuple(below), prefix, accent)


@lru_cache(maxsize=1024)
def read_function(name):
    """Return the Name of a function that is called: its words stay together,
    a digit or a letter stands below.

    >>> read_function("rounded_exp").base, read_function("f_t").below
    ('rounded exp', ('t',))
    """
    name = read(name)
    words = (name.base, *name.below)
    if not all(word.isalpha() and len(word) > 1 for word in words) \
            or len(name.letter) == 1:
        return name
    return name._replace(base=" ".join(words), below=())
