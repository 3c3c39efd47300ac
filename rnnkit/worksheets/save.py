"""Several files written together, or none of them.

Each goes into a file beside its place first; only when all are there do
they take their places, so nothing is ever half written.
"""
import os
import tempfile
from pathlib import Path

SUFFIXES = (".pdf", ".html")


def check_output(path, folder=False):
    """Return a Path that can be written to.

    folder: a folder may stand there too. What ends in a slash is a folder
    that write_all makes; a single sheet is sheet.pdf in it. Raises
    ValueError for a suffix that is not known, a missing folder, or a folder
    in its place.
    """
    makes, path = str(path).endswith(("/", os.sep)), Path(path)
    if makes and path.suffix.lower() not in SUFFIXES:
        if not path.parent.is_dir():
            raise ValueError(f"there is no folder {path.parent}: make it "
                             "first")
        return path if folder else path / "sheet.pdf"
    if folder and path.is_dir():
        return path
    if folder and not path.suffix:
        raise ValueError(f"there is no folder {path}: make it first, or name "
                         "a file such as class.pdf")
    if path.is_dir():
        raise ValueError(f"{path} is a folder: name a file in it, such as "
                         f"{path / 'sheet.pdf'}")
    if path.suffix.lower() not in SUFFIXES:
        raise ValueError(f"cannot write {path.name!r}: the name must end in "
                         f"{' or '.join(SUFFIXES)}")
    if not path.parent.is_dir():
        raise ValueError(f"there is no folder {path.parent}: make it first")
    if not os.access(path.parent, os.W_OK):
        raise ValueError(f"cannot write into {path.parent}: permission "
                         "denied")
    return path


def beside(path, ending, suffix=None):
    """Return the path of a file that belongs to another: sheet-key.pdf."""
    return path.with_name(f"{path.stem}-{ending}{suffix or path.suffix}")


def write_all(files):
    """Write {path: bytes}, all or none; return the paths.

    Raises ValueError with the reason if the folder does not let us.
    """
    waiting = []
    try:
        for path in files:
            path.parent.mkdir(exist_ok=True)
        for path, data in files.items():
            handle, name = tempfile.mkstemp(dir=path.parent,
                                            prefix=".rnnkit-")
            waiting.append((name, path))
            with os.fdopen(handle, "wb") as file:
                file.write(data)
            os.chmod(name, 0o644)
        for name, path in waiting:
            os.replace(name, path)
    except OSError as problem:
        for name, _ in waiting:
            Path(name).unlink(missing_ok=True)
        raise ValueError(f"cannot write {path}: {problem.strerror}; nothing "
                         "was changed") from None
    return list(files)


__all__ = ["beside", "check_output", "write_all"]
