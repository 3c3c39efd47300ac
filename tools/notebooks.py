"""Run the notebooks anew and scrub what they store.

    python tools/notebooks.py run   [PATH ...]   fresh kernel, then scrub
    python tools/notebooks.py scrub [PATH ...]   scrub alone
    python tools/notebooks.py check [PATH ...]   name those not scrubbed

Without a path: all of notebooks/. A scrubbed notebook keeps its outputs and
nothing that changes from run to run, so that a diff shows only what changed.
"""

import argparse
import copy
import hashlib
import json
import os
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LIMIT = 20  # seconds a chapter may take
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
NOTEBOOK_METADATA = {
    "kernelspec": {
        "display_name": "Python 3 (ipykernel)",
        "language": "python",
        "name": "python3",
    },
    "language_info": {"name": "python"},
}
KEPT_IN_CELL = {
    "tags": None,
    "slideshow": None,
    "jupyter": {"source_hidden", "outputs_hidden"},
    "nbgrader": None,
}


def all_notebooks():
    """Every notebook of the course; Jupyter's own checkpoints are not."""
    found = (ROOT / "notebooks").rglob("*.ipynb")
    return sorted(p for p in found if ".ipynb_checkpoints" not in p.parts)


def scrubbed(notebook):
    """The same notebook (a dict, as stored) without anything volatile."""
    notebook = copy.deepcopy(notebook)
    notebook["metadata"] = copy.deepcopy(NOTEBOOK_METADATA)
    notebook["nbformat"], notebook["nbformat_minor"] = 4, 5
    seen = set()
    for cell in notebook["cells"]:
        cell["metadata"] = _scrubbed_metadata(cell.get("metadata", {}))
        cell["id"] = _stable_id(cell, seen)
        cell["source"] = _lines(cell["source"])
        if cell["cell_type"] == "code":
            cell["execution_count"] = None
            outputs = [_scrubbed_output(o) for o in cell.get("outputs", [])]
            cell["outputs"] = [o for o in outputs if o.get("data") != {}]
    return notebook


def _scrubbed_metadata(metadata):
    kept = {}
    for key, inner in KEPT_IN_CELL.items():
        value = metadata.get(key)
        if inner and value:
            value = {k: v for k, v in value.items() if k in inner}
        if value:
            kept[key] = value
    return kept


def _stable_id(cell, seen):
    """The cell's own id; where it has none, one made from its text."""
    name = cell.get("id")
    if not name or name in seen:
        text = "".join(cell["source"])
        stem = hashlib.sha256(text.encode()).hexdigest()[:8]
        name, n = stem, 1
        while name in seen:
            n += 1
            name = f"{stem}-{n}"
    seen.add(name)
    return name


def _scrubbed_output(output):
    if "metadata" in output:
        output["metadata"] = {}
    if "execution_count" in output:
        output["execution_count"] = None
    if "text" in output:
        output["text"] = _lines(output["text"])
    if "data" in output:
        # The view names a model that lives only in its kernel; the picture
        # and the text beside it stay, and are what a reader sees without one.
        output["data"] = {
            mime: value if mime.endswith("json") else _lines(value)
            for mime, value in output["data"].items()
            if mime != WIDGET_VIEW
        }
    return output


def _lines(text):
    """Text as Jupyter stores it: a list of lines that keep their ends."""
    return "".join(text).splitlines(keepends=True)


def dumps(notebook):
    """The text of the file, byte for byte as Jupyter itself writes it."""
    return json.dumps(
        notebook, indent=1, ensure_ascii=False, sort_keys=True
    ) + "\n"


def load(path):
    return json.loads(Path(path).read_text(encoding="utf-8"))


def is_scrubbed(path):
    text = Path(path).read_text(encoding="utf-8")
    return text == dumps(scrubbed(json.loads(text)))


def scrub(path):
    """Scrub a file in place; untouched, with its date, if it is clean."""
    if not is_scrubbed(path):
        text = dumps(scrubbed(load(path)))
        Path(path).write_text(text, encoding="utf-8", newline="\n")


def run(path):
    """Execute from a fresh kernel, store, scrub; returns the seconds."""
    import nbformat
    from nbclient import NotebookClient

    # Nothing that somebody practiced here may show in what is stored.
    os.environ["RNNKIT_RECORD"] = os.devnull

    # Scrubbed first: nbformat must find an id on every cell.
    notebook = nbformat.from_dict(scrubbed(load(path)))
    for cell in notebook.cells:
        cell.source = "".join(cell.source)
    client = NotebookClient(
        notebook,
        timeout=3 * LIMIT,
        kernel_name="python3",
        resources={"metadata": {"path": str(Path(path).parent)}},
        record_timing=False,
        store_widget_state=False,
        coalesce_streams=True,  # or their splits would differ from run to run
    )
    # Without this, recent kernels warn at every start that they could.
    client.create_kernel_manager().transport_encryption = "auto"
    start = time.perf_counter()
    client.execute()
    seconds = time.perf_counter() - start
    text = dumps(scrubbed(notebook))
    Path(path).write_text(text, encoding="utf-8", newline="\n")
    return seconds


def shown(path):
    """The path as a person here would type it."""
    path = path.resolve()
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path


def main(arguments=None):
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("what", choices=["run", "scrub", "check"])
    parser.add_argument("paths", nargs="*", type=Path)
    options = parser.parse_args(arguments)
    trouble = 0
    for path in map(shown, options.paths or all_notebooks()):
        if options.what == "run":
            trouble += _run_and_say(path)
        elif options.what == "scrub":
            scrub(path)
        elif not is_scrubbed(path):
            trouble += 1
            print(f"{path}: not scrubbed (python tools/notebooks.py scrub)")
    return 1 if trouble else 0


def _run_and_say(path):
    from nbclient.exceptions import CellExecutionError, CellTimeoutError

    try:
        seconds = run(path)
    except (CellExecutionError, CellTimeoutError) as error:
        print(f"{path}: stopped, the file is as it was\n{error}")
        return 1
    late = seconds > LIMIT
    print(f"{seconds:6.1f} s  {path}"
          + (f"  <- over {LIMIT} s" if late else ""), flush=True)
    return late


if __name__ == "__main__":
    sys.exit(main())
