"""JupyterLab in headless Chromium, for the browser tests and tools/look.py.

    with Server() as server, chromium() as browser:
        lab = Lab(server, browser)
        lab.open("03-rnn-steps-by-hand.ipynb")
        lab.run_all()
        lab.page.get_by_label("h[1]").fill("7")    # any playwright call
        assert "7" in lab.outputs()[4]
        assert lab.errors() == [] and lab.console_errors() == []

The server works on a copy of notebooks/ and data/, and with its own settings,
so that neither the learner's files nor their habits meet the tests.
"""

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--hide-scrollbars",
]
# Parts of console errors that JupyterLab makes by itself, each with the reason
# why it is harmless. With the settings below it makes none, online or off.
BENIGN = ()
TALL = 12000  # px; Chromium paints no more than 16384 in one picture


def find_chromium():
    """The path of an installed Chromium or Chrome, or None."""
    names = ("chromium", "chromium-browser", "google-chrome", "chrome")
    return next(filter(None, map(shutil.which, names)), None)


@contextmanager
def chromium():
    """A headless browser with an empty profile."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=find_chromium(), headless=True, args=FLAGS
        )
        try:
            yield browser
        finally:
            browser.close()


class Server:
    """A JupyterLab server of our own on a free port, gone at the end."""

    def __init__(self, notebooks=ROOT / "notebooks", dark=False):
        self.source, self.dark = Path(notebooks), dark

    def __enter__(self):
        self.folder = Path(tempfile.mkdtemp(prefix="rnnkit-lab-"))
        self._copy_course()
        self._write_settings()
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.url, self.token = f"http://127.0.0.1:{port}", "tested"
        self.log = self.folder / "server.log"
        environment = os.environ | self._folders() | {
            "JUPYTER_TOKEN": self.token,
            "PYTHONPATH": os.pathsep.join(filter(None, [
                str(ROOT), os.environ.get("PYTHONPATH")
            ])),
        }
        notebooks = sorted(self.work.rglob("*.ipynb"))
        subprocess.run(
            [sys.executable, "-m", "jupyter", "trust", *notebooks],
            env=environment, check=True, capture_output=True,
        )
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "jupyterlab", "--no-browser",
                 "--allow-root", "--expose-app-in-browser",
                 "--ip=127.0.0.1", f"--port={port}",
                 "--ServerApp.port_retries=0",
                 "--KernelManager.transport_encryption=auto",  # as make lab
                 f"--ServerApp.root_dir={self.work}"],
                cwd=self.work, env=environment, stdout=log, stderr=log,
            )
        try:
            self._wait()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        # Asked politely it also ends the kernels that it started.
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _copy_course(self):
        self.work = self.folder / "course"
        shutil.copytree(
            self.source, self.work / "notebooks",
            ignore=shutil.ignore_patterns(".ipynb_checkpoints"),
        )
        if (ROOT / "data").is_dir():
            shutil.copytree(ROOT / "data", self.work / "data")

    def _folders(self):
        names = ["JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR",
                 "JUPYTER_RUNTIME_DIR", "JUPYTERLAB_SETTINGS_DIR",
                 "JUPYTERLAB_WORKSPACES_DIR", "IPYTHONDIR",
                 "RNNKIT_RECORD"]
        return {name: str(self.folder / name.lower()) for name in names}

    def _write_settings(self):
        settings = {
            # All cells in the page at once, or a picture would miss some.
            "@jupyterlab/notebook-extension:tracker": {
                "windowingMode": "none",
                "scrollPastEnd": False,
            },
            "@jupyterlab/apputils-extension:notification": {
                "fetchNews": "false", "checkForUpdates": False,
            },
            "@jupyterlab/apputils-extension:themes": {
                "theme": f"JupyterLab {'Dark' if self.dark else 'Light'}",
            },
        }
        folder = Path(self._folders()["JUPYTER_CONFIG_DIR"], "labconfig")
        folder.mkdir(parents=True)
        (folder / "default_setting_overrides.json").write_text(
            json.dumps(settings)
        )

    def _wait(self, seconds=60):
        end = time.monotonic() + seconds
        while time.monotonic() < end and self.process.poll() is None:
            try:
                address = f"{self.url}/api?token={self.token}"
                return urllib.request.urlopen(address, timeout=5).close()
            except (urllib.error.URLError, OSError):
                time.sleep(0.1)
        raise RuntimeError(
            f"JupyterLab did not start:\n{self.log.read_text()[-2000:]}"
        )


class Lab:
    """One browser page with one notebook open in JupyterLab."""

    def __init__(self, server, browser, width=1280, height=900, scale=1):
        self.server, self.width, self.height = server, width, height
        self.page = browser.new_page(
            viewport={"width": width, "height": height},
            device_scale_factor=scale,
        )
        self._console = []
        self.page.on("pageerror", lambda e: self._console.append(str(e)))
        self.page.on("console", self._hear)

    def _hear(self, message):
        if message.type == "error":
            where = (message.location or {}).get("url", "")
            self._console.append(f"{message.text} ({where})")

    def open(self, name):
        """Open notebooks/NAME and wait until its kernel is ready."""
        self.name = Path(name).stem
        self.page.goto(
            f"{self.server.url}/lab/tree/notebooks/{name}"
            f"?reset&token={self.server.token}"
        )
        self.page.wait_for_selector(".jp-Notebook .jp-Cell", timeout=60_000)
        self._in_panel("""
            await panel.context.ready;
            await panel.sessionContext.ready;
            app.shell.collapseLeft();
        """)
        self.page.wait_for_selector(
            '.jp-Notebook-ExecutionIndicator[data-status="idle"]',
            timeout=60_000, state="attached",
        )

    def run_all(self, seconds=120):
        """Run every cell; returns when all are done and drawn."""
        self._in_panel(
            "await app.commands.execute('notebook:run-all-cells')", seconds
        )
        self.page.wait_for_function("""() => ![...document.querySelectorAll(
            '.jp-InputPrompt, .jp-OutputArea-output')].some(e =>
            e.textContent.trim() === '[*]:' ||
            e.textContent.trim() === 'Loading widget...')""",
            timeout=60_000)
        self.page.wait_for_timeout(300)  # widgets draw a little later

    def notebook(self):
        """The notebook as it is now, as a dict."""
        return self._in_panel("return panel.content.model.toJSON()")

    def errors(self):
        """`name: message` of each cell that raised."""
        return [
            f"{output['ename']}: {output['evalue']}"
            for cell in self.notebook()["cells"]
            for output in cell.get("outputs", [])
            if output["output_type"] == "error"
        ]

    def outputs(self):
        """What a reader sees under each code cell, in order, as text."""
        return self.page.locator(".jp-CodeCell").evaluate_all(
            "cells => cells.map(cell => [...cell.querySelectorAll("
            "'.jp-OutputArea-output')].map(o => o.innerText).join('\\n'))"
        )

    def console_errors(self):
        """Page errors and console errors, without the benign ones."""
        return [
            error for error in self._console
            if not any(known in error for known in BENIGN)
        ]

    def _in_panel(self, script, seconds=60):
        """The result of JavaScript that sees the app and its open panel."""
        return self.page.evaluate("""([seconds, script]) => {
            const app = window.jupyterapp;
            const panel = app.shell.currentWidget;
            const late = () => document.querySelector('.jp-Dialog')?.innerText
                ?? document.querySelector('.jp-Notebook')?.innerText;
            return Promise.race([
                new Function('app', 'panel', `return (async () => {
                    ${script} })()`)(app, panel),
                new Promise((_, fail) => setTimeout(() => fail(new Error(
                    `not done in ${seconds} s: ${script}\\n${late()}`
                )), seconds * 1000)),
            ]);
        }""", [seconds, script])

    def _height(self):
        return self.page.evaluate(
            "document.querySelector('.jp-NotebookPanel-notebook"
            " .jp-WindowedPanel-outer').scrollHeight"
        )

    def screenshot(self, path):
        """One picture of the whole notebook (its first 12000 px)."""
        top = self.page.locator(".jp-NotebookPanel-notebook").bounding_box()
        height = min(self._height() + int(top["y"]) + 40, TALL)
        self.page.set_viewport_size({"width": self.width, "height": height})
        self.page.wait_for_timeout(300)
        self.page.screenshot(path=path)
        self.page.set_viewport_size(
            {"width": self.width, "height": self.height}
        )

    def screenshots(self, folder, height=1400):
        """Pictures of the whole notebook, page by page; returns the paths."""
        self.page.set_viewport_size({"width": self.width, "height": height})
        panel = self.page.locator(".jp-NotebookPanel-notebook")
        shown = int(panel.bounding_box()["height"])
        paths = []
        for y in range(0, max(self._height() - 1, 1), shown - 60):
            panel.locator(".jp-WindowedPanel-outer").first.evaluate(
                f"scroller => scroller.scrollTop = {y}"
            )
            self.page.wait_for_timeout(150)
            name = f"{self.name}-page-{len(paths) + 1:02d}.png"
            paths.append(Path(folder) / name)
            panel.screenshot(path=paths[-1])
        return paths

    def close(self):
        """Close the page and end its kernel."""
        try:
            self._in_panel("await panel?.sessionContext?.shutdown()", 20)
        finally:
            self.page.close()
