"""Worksheets from a terminal: `python -m rnnkit worksheet rnn-step`.

One sheet:  sheet.pdf and sheet-key.pdf
A class:    class.pdf, class-key.pdf and class-codes.csv (name, code, file),
            or into a folder: a file a student, key.pdf and codes.csv
"""
import csv
import io
import sys
from pathlib import Path

from rnnkit.practice.catalog import families
from rnnkit.worksheets import web
from rnnkit.worksheets.code import decode
from rnnkit.worksheets.roster import LONGEST, clean, read_roster
from rnnkit.worksheets.save import (SUFFIXES, beside, check_output,
                                    write_all)
from rnnkit.worksheets.sheet import Sheet, order, personal

DEFAULTS = {"count": 4, "level": 1, "seed": 1}
EXAMPLES = """\
examples:
  python -m rnnkit worksheet rnn-step --count 4 --seed 7 -o sheet.pdf
  python -m rnnkit worksheet rnn-step --roster names.csv -o class.pdf
  python -m rnnkit worksheet --code 14-C3SN-7G -o again.pdf

`python -m rnnkit practice --list` lists the families. The key is written
beside the sheet (sheet-key.pdf). A roster is a CSV file with a column
`name`; the codes of its students go into class-codes.csv. A sheet follows
from the seed and the name alone: the same name in another roster gets the
same sheet, unless that roster has another --seed.
"""
FORMULA = tuple("=+-@\t\r")     # a spreadsheet runs what begins so


def arguments(parser):
    """Add the arguments of the command to a parser."""
    parser.epilog = EXAMPLES
    add = parser.add_argument
    add("families", nargs="*", help="what to ask, such as rnn-step")
    add("--count", help="questions of each family (4)")
    add("--level", help="1, 2 or 3 (1)")
    add("--seed", help="the same seed gives the same sheet (1)")
    add("-o", "--output", default="sheet.pdf", help="sheet.pdf, sheet.html, "
        "or with a roster a folder for a file a student (a / at the end "
        "makes the folder)")
    add("--title", help="what stands at the top")
    add("--roster", metavar="CSV", help="one personal sheet for each name")
    add("--code", help="the code on a sheet: print it, and its key, again")
    add("--two-sided", action="store_true",
        help="each sheet begins on the front of a page")
    add("--fonts", metavar="FOLDER", action="append", default=[],
        help="where to look for the letters of names")


def run(options, say=print, complain=None):
    """Return the exit code of the command: 0, or 2 for a wrong argument.

    say, complain: how results, and notes and errors, are written.
    """
    complain = complain or (lambda words: print(words, file=sys.stderr))
    try:
        notes, files = make(options)
        written = write_all(files)
    except (ValueError, RuntimeError) as problem:
        complain(f"rnnkit worksheet: {problem}")
        return 2
    for note in notes:
        complain(f"note: {note}")
    shown = written if len(written) < 8 else written[-2:]
    if len(written) > len(shown):
        say(f"wrote {len(written) - len(shown)} sheets into "
            f"{written[0].parent}")
    for path in shown:
        say(f"wrote {path}")
    return 0


def make(options):
    """Return (notes, {path: bytes}) of what the options ask for."""
    output = check_output(options.output, folder=bool(options.roster))
    asked = asked_for(options)
    notes = []
    sheets = [Sheet(asked)]
    if options.roster:
        roster = read_roster(options.roster)
        notes += roster.notes
        sheets = personal(asked, roster.names)
    title = clean(options.title or "") or titled(asked)
    if len(title) > LONGEST:
        raise ValueError(f"the title has {len(title)} letters: at most "
                         f"{LONGEST} fit at the top")
    if output.suffix.lower() not in SUFFIXES or output.is_dir():
        groups = {output / f"{k:0{len(str(len(sheets)))}}-{sheet.code}.pdf":
                  [sheet] for k, sheet in enumerate(sheets, 1)}
        key, codes = output / "key.pdf", output / "codes.csv"
    else:
        groups = {output: sheets}
        key, codes = beside(output, "key"), beside(output, "codes", ".csv")
    files = printed(groups, key, title, options, notes)
    if options.roster:
        files[codes] = manifest(groups)
        spare(files, options.roster)
    return notes, files


def asked_for(options):
    """Return the Order of the options, or of the code."""
    given = {name: getattr(options, name) for name in DEFAULTS}
    if options.code is None:
        return order(options.families, **{
            name: DEFAULTS[name] if value is None else value
            for name, value in given.items()})
    also = [f"--{name}" for name, value in given.items() if value is not None]
    also += ["--roster"] * bool(options.roster)
    also += ["families"] * bool(options.families)
    if also:
        raise ValueError(f"a code says all there is to ask: leave out "
                         f"{', '.join(also)}")
    return decode(options.code)


def titled(asked):
    """Return a title from what is asked."""
    titles = [families()[name].title for name in asked.families]
    return " · ".join(titles) if len(titles) < 3 else (
        "Recurrent networks by hand")


def printed(groups, key, title, options, notes):
    """Return {path: bytes} of the sheets in groups, and of their key."""
    sheets = sum(groups.values(), [])
    if key.suffix.lower() == ".html":
        made = {path: web.page(group, title) for path, group in
                groups.items()} | {key: web.page(sheets, title, key=True)}
        return {path: text.encode() for path, text in made.items()}
    from rnnkit.worksheets import paper
    from rnnkit.worksheets.fonts import compiled, fonts_for
    for folder in options.fonts:
        if not Path(folder).is_dir():
            raise ValueError(f"there is no folder {folder} with fonts")
    chosen, missing = fonts_for(
        [title, *(sheet.name for sheet in sheets)], options.fonts)
    notes += without(missing, title, sheets)
    room = working(sheets, title, chosen)
    made = {path: paper.sheets_source(group, title, options.two_sided, room)
            for path, group in groups.items()}
    made[key] = paper.keys_source(sheets, title)
    return {path: compiled(text, chosen) for path, text in made.items()}


def working(sheets, title, chosen):
    """Return the millimetres below a question: at levels 2 and 3 more, if
    the first sheets get no longer by it."""
    from rnnkit.worksheets import paper
    from rnnkit.worksheets.fonts import compiled
    if sheets[0].order.level == 1:
        return paper.WORKING

    def pages(room):
        made = compiled(paper.sheets_source(sheets[:3], title, room=room),
                        chosen, "svg")
        return len(made) if isinstance(made, list) else 1
    least = pages(paper.WORKING)
    rooms = range(paper.ROOMY, paper.WORKING, -5)
    return next((room for room in rooms if pages(room) == least),
                paper.WORKING)


def without(missing, title, sheets):
    """Return notes on letters that cannot be printed; their names become a
    line to write on."""
    if not missing:
        return []
    left = [sheet for sheet in sheets if missing & set(sheet.name)]
    for sheet in left:
        sheet.printed = ""
    help_ = ("Install a font that has them (Noto Sans CJK, for instance), "
             "name its folder with --fonts, or write HTML: -o sheet.html.")
    notes = [f"no font here has the letters {''.join(sorted(missing))[:40]}. "
             + help_]
    if left:
        shown = ", ".join(sheet.name for sheet in left[:5])
        notes.append(f"{len(left)} sheet(s) have a line for the name instead "
                     f"({shown}{', …' * (len(left) > 5)}): the list of codes "
                     "says whose they are.")
    if missing & set(title):
        notes.append("the title has such letters: they print as empty "
                     "boxes.")
    return notes


def manifest(groups):
    """Return a CSV: name, code and file of each student.

    With a byte-order mark where names need it: spreadsheets look for one.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(["name", "code", "file"])
    for path, sheets in groups.items():
        for sheet in sheets:
            writer.writerow(map(unrun, [sheet.name, sheet.code, path.name]))
    written = text.getvalue()
    return written.encode("utf-8" if written.isascii() else "utf-8-sig")


def unrun(cell):
    """Return a cell that a spreadsheet shows and does not run: '=1+1."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def spare(files, roster):
    """Refuse to write over the roster."""
    for path in files:
        if path.exists() and path.samefile(roster):
            raise ValueError(f"{path} is the roster itself: name another "
                             "output")


__all__ = ["arguments", "run"]
