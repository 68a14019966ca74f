"""The synthetic county prepared in a registry: killed half-way it goes on, and the second time it is only shown."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from tests.registry.office import COUNTY
from typer.testing import CliRunner

from canbao.app.composition import Composition
from canbao.cli.main import cli
from canbao.database.address import DATABASE_URL, OWNER_URL, Address
from canbao.database.connecting import owner
from canbao.registry.key_ring import KEYS
from canbao.registry.synthetic_county.files import PLAN

PEOPLE = 2000
SECONDS = 300


def settings(address: Address, folder: Path) -> dict[str, str]:
    assert address.owner
    return {
        DATABASE_URL: address.application,
        OWNER_URL: address.owner,
        KEYS: str(folder / "keys"),
        "XDG_CONFIG_HOME": str(folder / "config"),
    }


def shown(address: Address, folder: Path) -> tuple[str, str]:
    told = ["demo", "county", "--people", str(PEOPLE), "--folder", str(folder / "county"), "--lang", "en"]
    result = CliRunner().invoke(cli, told, obj=Composition(settings(address, folder)))
    assert result.exit_code == 0, result.output
    return result.stdout, result.stderr


def killed_half_way(address: Address, folder: Path) -> int:
    """Begin in a process of its own and kill it when some files are in; how many were kept."""
    told = ["demo", "county", "--people", str(PEOPLE), "--folder", str(folder / "county")]
    words = [str(Path(sys.executable).with_name("canbao")), *told]
    environment = {**os.environ, **settings(address, folder)}
    process = subprocess.Popen(words, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    until, outcomes = time.monotonic() + SECONDS, folder / "county" / "outcomes.json"
    try:
        while time.monotonic() < until and process.poll() is None:
            if outcomes.exists() and len(json.loads(outcomes.read_text(encoding="utf-8"))) >= 3:
                break
            time.sleep(0.1)
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()
    return len(json.loads(outcomes.read_text(encoding="utf-8")))


def rows(address: Address, sql: str) -> list[tuple[Any, ...]]:
    with owner(address) as connection:
        return connection.execute(sql).fetchall()


def test_killed_half_way_it_goes_on_and_the_second_time_it_is_only_shown(database: Address, tmp_path: Path) -> None:
    assert 3 <= killed_half_way(database, tmp_path) < len(PLAN)
    first, told = shown(database, tmp_path)
    assert "population_register_439191_2026-10" not in told  # it was in before the kill
    assert "matching 2026-11" in told

    files = rows(database, "SELECT feed, month::text, version, state FROM registry.feed_file ORDER BY file_id")
    assert len(files) == len(PLAN) - 1  # the list saved again changed nothing
    assert [one[0] for one in files if one[3] == "withdrawn"] == ["monitored_households"]  # held, then it came whole
    assert len({one[:3] for one in files}) == len(files)
    runs = rows(database, "SELECT month::text, place FROM registry.match_run ORDER BY run_id")
    assert runs == [("2026-10-01", COUNTY), ("2026-11-01", COUNTY)]
    assert "held: " in first
    assert "(late" in first
    assert "nothing" in first

    again, told = shown(database, tmp_path)
    assert "importing" not in told
    assert "matching" not in told
    assert tables(again) == tables(first)


def tables(page: str) -> list[str]:
    """The page without what names a session."""
    return [line for line in page.splitlines() if "CANBAO_SESSION" not in line and "12 hours" not in line]
