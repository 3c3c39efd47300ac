"""Text in, numbers out, and back: vocabularies, files, some prose to read.

    vocabulary = Vocabulary.of_characters("hello")      e h l o
    vocabulary.encode("hell")                           [1 0 2 2]
    vocabulary.decode([1, 0, 2, 2])                     "hell"
    Vocabulary.of_words(text, most=1000, unknown="<unk>")

| symbol | shape | what                                       |
|--------|-------|--------------------------------------------|
| x      | (N,)  | a text as indices, 0 to V − 1              |
| V      |       | the size of the vocabulary, len(vocabulary)|
"""
import re
from collections import Counter
from os import PathLike
from pathlib import Path
from typing import NamedTuple

import numpy as np

WORD = re.compile(r"\w+(?:['’]\w+)*|[^\w\s]")
MARKS = {b"\xff\xfe\0\0": "utf-32", b"\0\0\xfe\xff": "utf-32",
         b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16",   # after UTF-32's
         b"\xef\xbb\xbf": "utf-8-sig"}
SEEN = 30                       # how much of a token an error shows


class TextError(ValueError):
    """A text that cannot be used; the message says why and what to do."""


class Vocabulary(NamedTuple):
    """The tokens that a model knows, each with its index.

    tokens: all of them, in the order of their indices; unit: "characters"
    or "words"; unknown, padding: the tokens that stand for what is not
    known and for nothing at all, or None.
    """
    tokens: tuple
    unit: str = "characters"
    unknown: str | None = None
    padding: str | None = None

    @classmethod
    def of_characters(cls, text, unknown=None, padding=None, order=None):
        """Return the vocabulary of the characters of a text, sorted.

        order: the characters in an order of your own, such as "helo".
        Raises TextError for a text without any.
        """
        return cls.made(order or sorted(set(needed(text))), "characters",
                        unknown, padding)

    @classmethod
    def of_words(cls, text, most=None, unknown=None, padding=None):
        """Return the vocabulary of the words of a text, the frequent first.

        most: how many words are kept; signs such as "." are words too.
        """
        found = Counter(words(needed(text))).most_common()
        found.sort(key=lambda pair: (-pair[1], pair[0]))
        return cls.made([word for word, _ in found[:most]], "words",
                        unknown, padding)

    @classmethod
    def made(cls, tokens, unit, unknown, padding):
        """Return the vocabulary with its extra entries in front."""
        extra = [each for each in (padding, unknown) if each is not None]
        tokens = tuple([*extra, *(t for t in tokens if t not in extra)])
        if len(set(tokens)) < len(tokens):
            twice = next(t for t, n in Counter(tokens).items() if n > 1)
            raise TextError(f"{twice!r} stands in the vocabulary twice")
        return cls(tokens, unit, unknown, padding)

    @property
    def size(self):
        """The number of tokens, V."""
        return len(self.tokens)

    def places(self):
        """Return {token: index}."""
        return {token: n for n, token in enumerate(self.tokens)}

    def split(self, text):
        """Return a text as its tokens, known or not."""
        return list(text) if self.unit == "characters" else words(text)

    def encode(self, text):
        """Return the indices (N,) of a text, or of a list of tokens.

        Raises TextError naming the first token that is not known, unless
        the vocabulary has an unknown entry.
        """
        if not isinstance(text, (str, list, tuple)):
            raise TextError(f"text is of type {type(text).__name__}: a str "
                            "is needed")
        tokens = self.split(text) if isinstance(text, str) else list(text)
        places = self.places()
        other = places.get(self.unknown)
        found = [places.get(token, other) for token in tokens]
        if None in found:
            at = found.index(None)
            raise TextError(
                f"{str(tokens[at])[:SEEN]!r} (number {at} of the text) is not "
                f"in the vocabulary of {self.size} {self.unit}: build it from "
                "a text that has it, or with unknown=\"<unk>\"")
        return np.array(found, dtype=np.int64)

    def decode(self, indices):
        """Return the text of indices; words stand with spaces between.

        Raises TextError for an index that is not one of 0 to V − 1.
        """
        indices = np.asarray(indices).reshape(-1)
        if indices.size and indices.dtype.kind not in "iu":
            raise TextError("indices are whole numbers, not "
                            f"{indices.dtype}")
        outside = indices[(indices < 0) | (indices >= self.size)]
        if outside.size:
            raise TextError(f"index {outside[0]} is not in the vocabulary: "
                            f"they run from 0 to {self.size - 1}")
        between = "" if self.unit == "characters" else " "
        return between.join(self.tokens[n] for n in indices)


def words(text):
    """Return the words and the punctuation marks of a text, lower case."""
    return WORD.findall(text.lower())


def needed(text):
    """Return the text; refuse what is none, or has nothing in it."""
    if not isinstance(text, str):
        raise TextError(f"text is of type {type(text).__name__}: a str is "
                        "needed")
    if not text.strip():
        raise TextError("the text is empty: there is nothing to learn from")
    return text


def read_text(path, encoding="utf-8", least=2):
    """Return the text of a file, line ends as \\n.

    encoding: how letters were written as bytes; a file that begins with the
    mark of UTF-8, UTF-16 or UTF-32 is read as that. least: characters
    needed. Raises TextError for what is no path, a missing file, a folder, a
    file that is no text, is not in this encoding, or is too short.
    """
    path = named(path)
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise TextError(f"there is no file {path.name!r} in that place: check "
                        "the name and the folder") from None
    except IsADirectoryError:
        raise TextError(f"{path.name!r} is a folder: name a file in it"
                        ) from None
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or type(error).__name__
        raise TextError(f"{path.name!r} cannot be read: {why}") from None
    text = decoded(data, path.name, encoding)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise TextError(f"{path.name!r} is empty: there is nothing to learn "
                        "from")
    if len(text.strip()) < least:
        raise TextError(f"{path.name!r} has one character: the next one is "
                        f"to be learned, so at least {least} are needed")
    return text


def named(path):
    """Return the Path of a file; refuse what names none."""
    if not isinstance(path, (str, PathLike)) or not str(path) \
            or "\0" in str(path):
        raise TextError(f"path is {path!r}: the name of a text file is "
                        "needed, such as \"mine.txt\"")
    return Path(path)


def decoded(data, name, encoding):
    """Return the bytes of a file as text, or say why they are none."""
    encoding = next((its for mark, its in MARKS.items()
                     if data.startswith(mark)), encoding)
    no_text = TextError(
        f"{name!r} is no text: it holds zero bytes, as pictures, programs "
        "and .docx files do; save it as plain text")
    if b"\0" in data and encoding in ("utf-8", "utf-8-sig"):
        raise no_text
    try:
        text = data.decode(encoding)
    except UnicodeError as error:
        at = getattr(error, "start", 0)
        raise TextError(
            f"{name!r} is not {encoding}: byte {at} cannot be read; save it "
            "as UTF-8, or try encoding=\"cp1252\" (Windows) or "
            "\"latin-1\"") from None
    except (LookupError, TypeError, ValueError):
        raise TextError(f"there is no encoding {encoding!r}: try \"utf-8\", "
                        "\"cp1252\" or \"latin-1\"") from None
    if "\0" in text:
        raise no_text
    return text


SIGNS = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "–": "-",
                       "—": "-", "…": "...", "*": None, "\t": " "})


def manual(length=120_000):
    """Return prose from Python's own manual, which every Python brings.

    The paragraphs of `pydoc_data.topics` that are sentences, without code,
    tables and markup, in ASCII; length: characters. The wording differs a
    little from one Python to the next. Python Software Foundation License;
    data/SOURCES.md.
    """
    from pydoc_data.topics import topics
    found = []
    for name in sorted(topics):
        for block in topics[name].split("\n\n"):
            block = " ".join(block.split()).translate(SIGNS)
            if is_prose(block) and block not in found:
                found.append(block)
    return "\n".join(found)[:length]


def is_prose(block):
    """Whether a paragraph reads as sentences: letters, and a full stop."""
    letters = sum(c.isalpha() or c == " " for c in block)
    return (len(block) > 80 and block.isascii() and block[0].isupper()
            and block[-1] == "." and letters >= .93 * len(block))
