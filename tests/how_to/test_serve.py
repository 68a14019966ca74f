"""The page on serving, followed literally: the service really runs, on a port of its own in place of the page's."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from tests.how_to.pages import ROOT, Reader, Run, WriteFile, missing_line, newcomer, steps

PAGE = ROOT / "docs" / "how-to" / "serve.md"
PORT_OF_PAGE = "8000"
READY_SECONDS = 60
PORT = re.compile(r"(?<=127\.0\.0\.1:)\d+")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def serving(reader: Reader, port: int) -> Iterator[None]:
    """The command of the page without ``--once``, until what it answers was looked at."""
    command = ["canbao", "serve", "--port", str(port), "--workers", "1"]
    with subprocess.Popen(command, env=reader.environment, cwd=reader.folder, stdout=subprocess.DEVNULL) as process:
        try:
            wait_until_ready(port)
            yield
        finally:
            process.send_signal(signal.SIGTERM)
            assert process.wait(READY_SECONDS) == 0


def wait_until_ready(port: int) -> None:
    until = time.monotonic() + READY_SECONDS
    while True:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/api/v1/health/ready", timeout=5) as answer:
                assert answer.status == 200
                return
        except OSError:
            assert time.monotonic() < until
            time.sleep(0.1)


def test_a_newcomer_who_follows_the_page_sees_what_it_shows(tmp_path: Path) -> None:
    reader, port, asked = newcomer(tmp_path), free_port(), 0
    with serving(reader, port):
        for step in steps(PAGE):
            if isinstance(step, WriteFile):
                (tmp_path / step.name).write_text(step.text, encoding="utf-8")
                continue
            told = replace(step, command=step.command.replace(f":{PORT_OF_PAGE}", f":{port}"))
            status, printed = reader.run(told)
            assert status == step.status, printed
            shown = [PORT.sub(PORT_OF_PAGE, line) for line in printed]
            assert missing_line(step.shown, shown) is None, (step.command, printed)
            asked += 1
    assert asked == 4


def test_every_command_of_the_page_shows_what_it_prints() -> None:
    commands = [step for step in steps(PAGE) if isinstance(step, Run)]
    assert commands
    assert all(step.shown for step in commands)
