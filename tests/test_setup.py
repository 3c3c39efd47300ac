"""The set-up agrees with itself, fails clearly and imports fast."""

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
# Where conda-forge has another name than PyPI.
CONDA_NAMES = {"torch": "pytorch-cpu", "playwright": "playwright-python",
               "typst": "typst-py"}
BOUND = re.compile(r"([\w.-]+)>=([\d.]+)")


def numbers(version):
    return tuple(int(part) for part in version.split("."))


def project():
    return tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]


def wanted():
    """{name: lower bound}, of every dependency in pyproject.toml."""
    lists = project()["optional-dependencies"].values()
    found = {}
    for requirement in sum(lists, project()["dependencies"]):
        match = BOUND.fullmatch(requirement)
        assert match, f"{requirement}: only name>=version, please"
        found[match[1]] = match[2]
    return found


def locked():
    """{name: version}, of every line in requirements.lock."""
    lines = (ROOT / "requirements.lock").read_text().splitlines()
    pins = [line.split("==") for line in lines if not line.startswith("#")]
    assert all(len(pin) == 2 for pin in pins), "only name==version"
    return {name.lower().replace("_", "-"): version for name, version in pins}


def conda():
    """The plain entries of environment.yml, and those of its pip section."""
    text = (ROOT / "environment.yml").read_text()
    dependencies = text.split("dependencies:\n")[1]
    plain, pip = dependencies.split("  - pip:\n")
    return re.findall(r"^  - (.+)$", plain, re.M), re.findall(r"- (-.+)$", pip)


def test_the_lock_satisfies_every_bound():
    for name, bound in wanted().items():
        assert name in locked(), f"{name} is not in the lock: make lock"
        assert numbers(locked()[name]) >= numbers(bound), name


def test_the_lock_pins_releases_that_anyone_can_install():
    assert locked()["torch"] == "2.13.0"
    assert "rnnkit" not in locked()
    for name, version in locked().items():
        assert re.fullmatch(r"\d[\d.]*(post\d+)?", version), name


def test_conda_gets_the_same_bounds_and_nothing_else():
    expected = {"pip", "python" + project()["requires-python"]}
    for name, bound in wanted().items():
        expected.add(f"{CONDA_NAMES.get(name, name)}>={bound}")
    plain, pip = conda()
    assert len(plain) == len(set(plain))
    assert set(plain) == expected
    assert pip == ["-e ."]


# A Python that is not fit: the real one, told a lie before it looks.
FAKE = """#!/bin/sh
exec "{python}" -c 'import sys; {lie}; exec(sys.argv[1])' "$2"
"""


def make(target, python, venv):
    clean = {k: v for k, v in os.environ.items() if "MAKE" not in k}
    return subprocess.run(
        ["make", target, f"PYTHON={python}", f"VENV={venv}"],
        cwd=ROOT, env=clean, capture_output=True, text=True, timeout=60,
    )


@pytest.mark.parametrize("target", ["lab", "test"])
@pytest.mark.parametrize("lie, message", [
    ("sys.version_info = (3, 10, 9)",
     "rnnkit needs Python 3.11 or newer, but {python} is Python 3.10"),
    ('sys.modules["ensurepip"] = None',
     "{python} has no venv module: install it"),
    (None, "Cannot find {python}: install Python 3.11 or newer"),
])
def test_make_says_what_is_missing(tmp_path, target, lie, message):
    python = tmp_path / "python"
    if lie:
        python.write_text(FAKE.format(python=sys.executable, lie=lie))
        python.chmod(0o755)
    done = make(target, python, tmp_path / "venv")
    assert done.returncode != 0
    assert message.format(python=python) in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "venv").exists()


IMPORT = """
import time, numpy
start = time.perf_counter()
import rnnkit
print(time.perf_counter() - start)
import sys
print(*{"matplotlib", "ipywidgets", "anywidget", "torch"} & set(sys.modules))
"""


def test_rnnkit_imports_at_once():
    """The least of several fresh interpreters: the rest is the machine's."""
    seconds = []
    for _ in range(7):
        said = subprocess.run(
            [sys.executable, "-c", IMPORT],
            cwd=ROOT, capture_output=True, text=True, check=True,
        ).stdout.split("\n")
        assert said[1] == "", f"imported too early: {said[1]}"
        seconds.append(float(said[0]))
    assert min(seconds) <= 0.020, f"{min(seconds) * 1000:.1f} ms"
