"""The names of a class, read from a file that a spreadsheet saved.

The first line names the columns, one of them `name`; columns are parted by
commas, semicolons or tabs. A byte-order mark, spaces round a name and empty
lines do no harm; an empty line is told.
"""
import csv
import io
import unicodedata
from pathlib import Path
from typing import NamedTuple

SEPARATORS = ",;\t"
LONGEST = 200               # letters of a name
MOST = 2000                 # students
LARGEST = 5_000_000         # bytes
OPEN = ('a quotation mark " is not closed: what stands below it would be '
        "read as the same student; write each name on one line")
WRONG_KIND = ("it is not a text file; in the spreadsheet, save it as "
              "“CSV UTF-8”")


class Roster(NamedTuple):
    """names: a name a student, in order; notes: what the teacher should
    know, in sentences."""
    names: tuple
    notes: tuple


def read_roster(path):
    """Return the Roster of a file.

    Raises ValueError that says which file and line, and what is expected.
    """
    path = Path(path)
    lines = rows(path, text_of(path))
    column = name_column(path, lines[0][1] if lines else [])
    names, notes = [], []
    for number, cells in lines[1:]:
        name = clean(cells[column]) if column < len(cells) else ""
        if column < len(cells) and set("\r\n") & set(cells[column].strip()):
            raise ValueError(f"{path.name}, line {number}: {OPEN}")
        if len(cells) > len(lines[0][1]):
            raise ValueError(f"{path.name}, line {number}: there are "
                             f"{len(cells)} columns, but the first line has "
                             f"{len(lines[0][1])}; a name with a separator "
                             'in it needs quotes: "Smith, Ann"')
        if len(name) > LONGEST:
            raise ValueError(f"{path.name}, line {number}: the name has "
                             f"{len(name)} letters, at most {LONGEST} fit "
                             "on a sheet")
        if name:
            names.append(name)
        else:
            notes.append(f"{path.name}, line {number} has no name: it is "
                         "left out.")
    return checked(path, names, notes)


def checked(path, names, notes):
    """Return a Roster that has names, not too many, and tells doubles."""
    if not names:
        raise ValueError(f"{path.name} has no names: below the line with "
                         "the word name there should be a line a student")
    if len(names) > MOST:
        raise ValueError(f"{path.name} has {len(names)} names; at most "
                         f"{MOST} sheets are made at once: split it into "
                         "several files, and give each another --seed")
    for name in dict.fromkeys(names):
        if names.count(name) > 1:
            notes.append(f"{name} is in {path.name} {names.count(name)} "
                         "times: each gets a sheet and a code of its own.")
    return Roster(tuple(names), tuple(notes))


def text_of(path):
    """Return the text of a file in UTF-8, or UTF-16 with its mark."""
    try:
        if path.stat().st_size > LARGEST:
            raise ValueError(f"{path.name} is too large for a list of names")
        data = path.read_bytes()
    except OSError as problem:
        raise ValueError(f"cannot read the roster {path}: "
                         f"{problem.strerror}") from None
    coding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") \
        else "utf-8-sig"
    try:
        text = data.decode(coding)
    except UnicodeDecodeError as problem:
        line = data[:problem.start].count(b"\n") + 1
        if b"\0" in data or coding == "utf-16":
            raise ValueError(f"{path.name}: {WRONG_KIND}") from None
        raise ValueError(f"{path.name}, line {line}: a letter is not in "
                         "UTF-8; in the spreadsheet, save the file as "
                         "“CSV UTF-8”") from None
    if "\0" in text:
        raise ValueError(f"{path.name}: {WRONG_KIND}")
    return text


def rows(path, text):
    """Return (line number, cells) of each line, empty ones as [].

    Leading empty lines are left out; so are those at the end.
    """
    first = next((part for part in text.splitlines() if part.strip()), "")
    separator = max(SEPARATORS, key=first.count)
    lines = list(io.StringIO(text.strip("\n\r"), newline=""))
    reader = csv.reader(lines, delimiter=separator)
    skipped = len(text) - len(text.lstrip("\n\r"))
    offset = text[:skipped].count("\n")
    found, start = [], offset + 1
    try:
        for cells in reader:
            found.append((start, cells))
            if is_open(lines[start - offset - 1:reader.line_num], separator):
                raise ValueError(f"{path.name}, line {start}: {OPEN}")
            start = offset + reader.line_num + 1
    except csv.Error as problem:
        raise ValueError(f"{path.name}, line {start}: {problem}") from None
    return found


def is_open(lines, separator):
    """Whether a row goes over several lines because of a quotation mark
    that is not closed, and not as a note in quotes does."""
    try:
        return len(lines) > 1 and not list(csv.reader(
            lines, delimiter=separator, strict=True))
    except csv.Error:
        return True


def name_column(path, header):
    """Return which column holds the names."""
    titles = [clean(title).casefold() for title in header]
    if titles.count("name") > 1:
        raise ValueError(f"{path.name} has {titles.count('name')} columns "
                         "called name: give all but one another name")
    if "name" in titles:
        return titles.index("name")
    shown = ", ".join(f"“{clean(title)[:30]}”" for title in header[:8])
    raise ValueError(f"{path.name} has no column name: its first line has "
                     + (f"the columns {shown}" if shown else "nothing in it")
                     + "; write name above the names")


def clean(name):
    """Return a name in one form: no control characters, single spaces."""
    kept = "".join(" " if c.isspace() else c for c in name
                   if c.isspace() or unicodedata.category(c) not in
                   ("Cc", "Cs", "Cn", "Co")
                   and c not in "\u202a\u202b\u202c\u202d\u202e\ufeff")
    return unicodedata.normalize("NFC", " ".join(kept.split()))


__all__ = ["Roster", "read_roster"]
