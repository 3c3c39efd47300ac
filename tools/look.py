"""See a chapter as a learner does: run it in JupyterLab, take pictures.

    python tools/look.py notebooks/03-….ipynb OUT_DIR [--width 1280]
                         [--scale 1] [--dark]

Writes OUT_DIR/03-…-page-01.png, … and prints the errors of cells and console.
"""

import argparse
import signal
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests" / "browser"))

from lab import Lab, Server, chromium, find_chromium  # noqa: E402


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("notebook", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--width", type=int, default=1280)
    parser.add_argument("--scale", type=float, default=1)
    parser.add_argument("--dark", action="store_true")
    options = parser.parse_args()
    if not find_chromium():
        sys.exit("no Chromium here (on Debian: apt-get install chromium)")
    # Ended from outside it must still take its server with it.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    options.folder.mkdir(parents=True, exist_ok=True)
    source = options.notebook.resolve().parent
    with Server(source, options.dark) as server, chromium() as browser:
        lab = Lab(server, browser, options.width, scale=options.scale)
        lab.open(options.notebook.name)
        lab.run_all()
        for path in lab.screenshots(options.folder):
            print(path)
        errors = lab.errors() + lab.console_errors()
        lab.close()
    print(*(errors or ["no errors"]), sep="\n")
    return bool(errors)


if __name__ == "__main__":
    sys.exit(main())
