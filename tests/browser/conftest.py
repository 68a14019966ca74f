"""The site, the browser, and contexts of it: each a reader of its own, with a language, a width, with script or not."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.pictures import Pictures
from tests.browser.reader import Pool, Readers
from tests.browser.site import Site

SCREENSHOTS = "CANBAO_SCREENSHOTS"
"""The environment variable that names a folder in which pictures of the pages are kept."""
ROOT = Path(__file__).parents[2]
STOP_SECONDS = 10


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The site, served by a process of its own."""
    log = tmp_path_factory.mktemp("site") / "log"
    with socket.create_server(("127.0.0.1", 0), backlog=128) as listening, log.open("wb") as out:
        command = [sys.executable, "-m", "tests.browser.serving", str(listening.fileno())]
        served = subprocess.Popen(
            command, cwd=ROOT, pass_fds=[listening.fileno()], stdout=out, stderr=subprocess.STDOUT
        )
        port = listening.getsockname()[1]
    try:
        yield Site(f"http://127.0.0.1:{port}", log)
    finally:
        served.send_signal(signal.SIGTERM)
        served.wait(STOP_SECONDS)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's chromium."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        pytest.fail("The tests of pages need a browser. Type: make browser")
    with sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture(scope="session")
def pictures() -> Pictures:
    """Keeps pictures of the pages, where a folder for them is named."""
    named = os.environ.get(SCREENSHOTS)
    return Pictures(Path(named) if named else None)


@pytest.fixture(scope="session")
def pool() -> Pool:
    """Pages that are used again."""
    return {}


@pytest.fixture
def readers(browser: Browser, site: Site, pool: Pool) -> Iterator[Readers]:
    """Readers of the site. At the end nothing may have gone wrong in any of their pages."""
    made = Readers(browser, site.address, pool)
    yield made
    made.close()
    assert made.complaints == []
    assert [address for address in made.addresses if not address.startswith(f"{site.address}/")] == []
