"""What the README promises: its code prints its numbers, its picture is
fresh, its links lead somewhere."""
import re
import subprocess
import sys
from pathlib import Path

import picture

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text("utf-8")


def blocks(kind):
    found = re.findall(r"^```(\w*)\n(.*?)^```$", README, re.S | re.M)
    return [text for name, text in found if name == kind]


def test_the_six_lines_print_what_stands_below_them():
    code, printed = blocks("python")[0], blocks("")[1]
    lines = [line for line in code.splitlines() if line.strip()]
    assert len(lines) == 6
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT,
                         capture_output=True, text=True, encoding="utf-8",
                         env={"PYTHONIOENCODING": "utf-8"})
    assert run.stdout == printed, run.stderr


def test_the_picture_is_what_the_code_draws():
    assert picture.PATH.read_text("utf-8") == picture.picture().svg() + "\n"


def test_links_and_chapters_lead_somewhere():
    links = re.findall(r"\]\(([^)#]+)\)", README)
    for link in links:
        if "://" not in link:
            assert (ROOT / link).exists(), link
    for path in (ROOT / "notebooks").glob("*.ipynb"):
        assert path.name in README, f"{path.name} is not in the README"


def test_the_two_commands_exist():
    targets = re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(), re.M)
    for command in re.findall(r"`?make (\w+)", README):
        assert command in targets, command
