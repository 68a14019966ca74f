"""Imports as processes: killed half-way they leave nothing, two of the same place wait for each other."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from tests.registry.feeds.feed_office import OFFICER, REGISTER, FeedOffice, file_name, name_of, written
from tests.registry.sealed_office import card, registered

CANBAO = Path(sys.executable).with_name("canbao")
PATIENCE = 240
MANY = 6_000
BORN_FROM = date(1950, 1, 1)


def begun(office: FeedOffice, file: Path) -> subprocess.Popen[bytes]:
    """``canbao feed import`` as a process of its own."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("CANBAO_", "DATABASE_"))}
    environment |= {**office.environment, "CANBAO_SESSION": office.office.session(OFFICER)}
    command: list[str | Path] = [CANBAO, "feed", "import", file, "--json", "--lang", "en"]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def until(happened: Callable[[], bool], process: subprocess.Popen[bytes] | None = None) -> None:
    """Wait for something; while a process runs, if one is given."""
    end = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < end
        assert process is None or process.poll() is None, process.communicate()
        time.sleep(0.005)


def locks(office: FeedOffice) -> int:
    """How many locks imports hold: one while rows are staged, a second one while they are linked and published."""
    (count,) = office.office.row(
        "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted AND database = "
        "(SELECT oid FROM pg_database WHERE datname = current_database())"
    )
    return int(count)


def many_people(tmp_path: Path) -> Path:
    """The register of a small town."""
    rows = []
    for at in range(MANY):
        born = BORN_FROM + timedelta(days=at // 900)
        order = at % 900 + 1
        rows.append(registered(card(order, born), name_of(at + 1), born))
    return written(tmp_path, REGISTER, rows, name=file_name(REGISTER, "2026-10"))


@pytest.mark.parametrize("held", [1, 2], ids=["while rows are staged", "while they are linked and published"])
def test_a_killed_import_leaves_nothing_and_the_next_one_works(
    empty_office: FeedOffice, tmp_path: Path, held: int
) -> None:
    file, before = many_people(tmp_path), empty_office.contents()
    with begun(empty_office, file) as process:
        until(lambda: locks(empty_office) >= held, process)
        process.send_signal(signal.SIGKILL)
    assert process.returncode == -signal.SIGKILL
    until(lambda: locks(empty_office) == 0)
    assert empty_office.contents() == before
    assert empty_office.audited("feeds.import") == []
    told = empty_office.told("import", file)
    assert (told["state"], told["new"], told["new_people"], told["rejected"]) == ("imported", MANY, MANY, 0)
    assert empty_office.office.row("SELECT count(*) FROM registry.certificate") == (MANY,)


def test_of_two_imports_of_a_place_at_once_one_waits_and_finds_it_done(
    empty_office: FeedOffice, tmp_path: Path
) -> None:
    file = many_people(tmp_path)
    with begun(empty_office, file) as one, begun(empty_office, file) as other:
        told = [json.loads(process.communicate(timeout=PATIENCE)[0]) for process in (one, other)]
    assert (one.returncode, other.returncode) == (0, 0)
    assert sorted(each["state"] for each in told) == ["imported", "unchanged"]
    assert empty_office.office.row("SELECT count(*) FROM registry.person") == (MANY,)
    assert empty_office.office.row("SELECT count(*) FROM registry.feed_file") == (1,)
    assert empty_office.office.row("SELECT count(*) FROM registry.revision") == (1,)
