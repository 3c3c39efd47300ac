"""Dates in many spellings, and their one form in ISO 8601.

    spell(rng, day)       "the 3rd of march 2021", "mar 3, 2021", "3.3.2021", …
    read(text)            "2021-03-03", by rule; DateError says what is wrong
    draw(rng, count)      pairs (spelling, ISO) of random days

    [weekday[,]] [the] day[st|nd|rd|th] [of] month[,] year
    [weekday[,]] month day[st|nd|rd|th][,] year
    [weekday[,]] day.month.year          [weekday[,]] month/day/year

Months and weekdays are written out or cut to three letters. A weekday says
nothing that the rest does not: it is there to be looked past. Days run from
1900 to 2099. All made here; nothing is taken from a data set.
"""
import calendar
import datetime
import re

from rnnkit.train.text import Vocabulary

MONTHS = [name.lower() for name in (
    "January February March April May June July August September October "
    "November December").split()]
WEEKDAYS = ("monday tuesday wednesday thursday friday saturday "
            "sunday").split()
FIRST, LAST = 1900, 2099
HELD_OUT = 10               # every tenth day is kept for the test
SPELLINGS = ("3 march 2021", "the 3rd of march 2021", "mar 3rd, 2021",
             "wed, 3.3.2021", "3/3/2021 (month first)")
LETTERS = "".join(sorted(set("".join(MONTHS + WEEKDAYS) + "stndrdthe of"
                             "0123456789,./ ")))
READS = Vocabulary.of_characters(LETTERS)
DIGITS = "0123456789-"

NAMED = re.compile(
    r"(?:the )?(?P<day>\d{1,2})(?P<end>[a-z]{2})?(?: of)? "
    r"(?P<month>[a-z]+),? (?P<year>\d+)|"
    r"(?P<month2>[a-z]+) (?P<day2>\d{1,2})(?P<end2>[a-z]{2})?,? "
    r"(?P<year2>\d+)")
NUMBERS = re.compile(r"(\d{1,2})([./])(\d{1,2})\2(\d+)")


class DateError(ValueError):
    """A text that is no date of this grammar; the message says why."""


# Writing ---------------------------------------------------------------------
def spell(rng, day):
    """Return one of the many spellings of a datetime.date."""
    month, number = MONTHS[day.month - 1], str(day.day)
    if rng.random() < .5:
        month = month[:3]
    form = rng.integers(6)
    if form == 1 or form < 4 and rng.random() < .5:
        number += ordinal(day.day)
    text = (f"{number} {month} {day.year}",
            f"the {number} of {month} {day.year}",
            f"{month} {number}, {day.year}",
            f"{month} {number} {day.year}",
            f"{day.day}.{day.month}.{day.year}",
            f"{day.month}/{day.day}/{day.year}")[form]
    return weekday(rng, day) + text


def weekday(rng, day):
    """Return a weekday to stand in front, or, twice out of three, nothing."""
    if rng.random() < 2 / 3:
        return ""
    name = WEEKDAYS[day.weekday()]
    return (name[:3] if rng.random() < .5 else name) + \
        (", " if rng.random() < .5 else " ")


def ordinal(number):
    """Return what makes a number an ordinal: st, nd, rd or th."""
    if number // 10 == 1:
        return "th"
    return {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")


def draw(rng, count, held_out=False):
    """Return pairs (spelling, ISO) of random days.

    held_out: only of the days kept for the test, which are never drawn
    otherwise.
    """
    first = datetime.date(FIRST, 1, 1).toordinal()
    last = datetime.date(LAST, 12, 31).toordinal()
    pairs = []
    while len(pairs) < count:
        number = int(rng.integers(first, last + 1))
        if (number % HELD_OUT == 0) == held_out:
            day = datetime.date.fromordinal(number)
            pairs.append((spell(rng, day), day.isoformat()))
    return pairs


# Reading, by rule ------------------------------------------------------------
def read(text):
    """Return the ISO form of a date in one of the spellings.

    Capitals and extra spaces do not matter. Raises DateError, which says
    what is wrong: no date, no such day, the wrong weekday.
    """
    plain = " ".join(str(text).lower().split())
    if not plain:
        raise DateError("the text is empty: write a date, such as "
                        f"{SPELLINGS[1]}")
    named, rest = taken_weekday(plain)
    day, month, year, end = parts(rest, text)
    if end and end != ordinal(day):
        raise DateError(f"{day}{end}: the ordinal is {day}{ordinal(day)}")
    found = existing(day, month, year)
    if named and WEEKDAYS[found.weekday()] != named:
        raise DateError(f"{found.isoformat()} is a "
                        f"{WEEKDAYS[found.weekday()].capitalize()}, not a "
                        f"{named.capitalize()}")
    return found.isoformat()


def taken_weekday(plain):
    """Return (weekday or "", the rest of the text)."""
    word, _, rest = plain.partition(" ")
    for name in WEEKDAYS:
        if rest and word.removesuffix(",") in (name, name[:3]):
            return name, rest
    return "", plain


def parts(rest, text):
    """Return (day, month, year, ordinal ending) of a text, or raise."""
    if match := NUMBERS.fullmatch(rest):
        one, sign, two, year = match.groups()
        day, month = (one, two) if sign == "." else (two, one)
        return int(day), int(month), the_year(year), ""
    if match := NAMED.fullmatch(rest):
        found = {name.rstrip("2"): value for name, value
                 in match.groupdict().items() if value is not None}
        return (int(found["day"]), the_month(found["month"]),
                the_year(found["year"]), found.get("end", ""))
    raise DateError(f"{shortened(text)} is no date in a spelling that is "
                    f"known here, such as {'; '.join(SPELLINGS)}")


def the_month(word):
    """Return the number of a month, 1 to 12, or raise DateError."""
    for number, name in enumerate(MONTHS, 1):
        if len(word) >= 3 and name.startswith(word):
            return number
    raise DateError(f"{shortened(word)} is no month: write one such as "
                    "march or mar")


def the_year(digits):
    """Return a year, or raise DateError."""
    if len(digits) != 4 or not FIRST <= int(digits) <= LAST:
        raise DateError(f"the year is {digits[:12]}: four digits, {FIRST} to "
                        f"{LAST}, are needed")
    return int(digits)


def existing(day, month, year):
    """Return the datetime.date, or raise DateError for a day that the
    calendar does not have."""
    if not 1 <= month <= 12:
        raise DateError(f"month {month} does not exist: they run from 1 to "
                        "12 (with dots the day comes first, with slashes the "
                        "month)")
    days = calendar.monthrange(year, month)[1]
    if not 1 <= day <= days:
        raise DateError(f"there is no day {day}: {MONTHS[month - 1]} {year} "
                        f"has {days} days")
    return datetime.date(year, month, day)


def shortened(text):
    """Return a text in quotes, cut where it is long."""
    text = str(text)
    return repr(text if len(text) <= 40 else text[:39] + "…")
