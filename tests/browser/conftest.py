import pytest

from lab import Lab, Server, chromium, find_chromium


def pytest_collection_modifyitems(items):
    for item in items:
        if item.path.parent.name == "browser":
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def server():
    """One JupyterLab for all browser tests."""
    if not find_chromium():
        pytest.skip("no Chromium here (on Debian: apt-get install chromium)")
    with Server() as started:
        yield started


# Not for the session: playwright keeps an event loop running in this thread,
# and nbval, which comes next, needs the thread without one.
@pytest.fixture(scope="module")
def browser(server):
    from playwright.sync_api import expect

    expect.set_options(timeout=20_000)     # a busy machine is no failure
    with chromium() as started:
        yield started


@pytest.fixture
def lab(server, browser):
    """A fresh page: lab.open("03-….ipynb"), lab.run_all(), lab.page."""
    page = Lab(server, browser)
    yield page
    page.close()
