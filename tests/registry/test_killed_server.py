"""PostgreSQL killed with -9 in the middle of an import, a match, a rotation, a merge: nothing lost, nothing double.

A server of its own. The act is held at a known place by a lock of ours, then the whole server, or the one process that
works for the act, is killed. The command says what to do; run again, it does the rest, and the database verifies.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import psycopg
import pytest
from tests.database.servers import folder
from tests.registry.feeds.feed_office import csv_text
from tests.registry.office import COUNTRY, COUNTY, opened
from tests.registry.sealed_office import SealedOffice, card, registered
from typer.testing import CliRunner

from canbao.access.denials import denials_told
from canbao.access.proposals import decide
from canbao.app.composition import Composition
from canbao.basis.errors import BadInputError
from canbao.cli.main import cli
from canbao.database.address import DATA
from canbao.database.connecting import application
from canbao.database.embedded import started
from canbao.database.migrating import upgrade
from canbao.desk import identities
from canbao.desk.refusals import refusals_told
from canbao.registry.declaring import declare_feeds
from canbao.registry.key_ring import KEYS
from canbao.sealing.seals import Seals

CANBAO = Path(sys.executable).with_name("canbao")
PATIENCE = 60
REGISTER = "population_register_439191_{month}_full.csv"
TABLES = ("revision", "person", "certificate", "person_name", "person_record", "fact", "feed_file", "feed_row",
          "match_run", "match_person", "match_item", "outgoing_change")  # fmt: skip


@dataclass
class OwnServer:
    """An office whose database is on an embedded server of its own; commands find it, and begin it, by its folder."""

    office: SealedOffice
    data: Path

    @property
    def environment(self) -> dict[str, str]:
        return {DATA: str(self.data), KEYS: str(self.office.folder / "keys")}

    def begun(self, *arguments: str, role: str = "data_officer", place: int = COUNTY) -> subprocess.Popen[str]:
        """A command as a process of its own."""
        clean = {name: value for name, value in os.environ.items() if not name.startswith(("CANBAO_", "DATABASE_"))}
        environment = {**clean, **self.environment, "CANBAO_SESSION": self.office.office.session(role, place)}
        command: list[str | Path] = [CANBAO, *arguments, "--lang", "en"]
        return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def done(self, *arguments: str, **who: Any) -> str:
        """What a command tells that ends well; not by a process of its own, which takes longer."""
        role, place = who.get("role", "data_officer"), who.get("place", COUNTY)
        environment = {**self.environment, "CANBAO_SESSION": self.office.office.session(role, place)}
        result = CliRunner().invoke(cli, [*arguments, "--lang", "en"], obj=Composition(environment))
        assert result.exit_code == 0, result.output
        return result.stdout

    def contents(self) -> dict[str, list[tuple[Any, ...]]]:
        """What the registry holds."""
        return {name: self.office.office.rows(f"SELECT t.*::text FROM registry.{name} t ORDER BY 1") for name in TABLES}

    def kill(self, victim: str) -> None:
        """Kill with -9 the server, or the process in it that waits for the lock; wait until it is there again."""
        note = self.data / "postgres" / "postmaster.pid"
        pid = int(note.read_text().split()[0])
        if victim == "process":
            (pid,) = self.office.office.row("SELECT pid FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
        os.kill(pid, signal.SIGKILL)
        until(lambda: not Path(f"/proc/{pid}").exists())

    def is_back(self) -> bool:
        """Whether the server answers a command, which begins it where it is not running."""
        with self.begun("db", "status") as process:
            _, said = process.communicate(timeout=PATIENCE)
        assert "Traceback" not in said
        return process.returncode == 0


def until(happened: Callable[[], bool]) -> None:
    """Wait for something."""
    end = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < end
        time.sleep(0.02)


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OwnServer]:
    """Forty people, two of whom are one."""
    with folder() as data:
        address = started(data)
        upgrade(address)
        office = SealedOffice(opened(address), tmp_path_factory.mktemp("office"))
        declare_feeds(address)
        assert office.ring
        office.imported("population_register", (2026, 8), rows(40))
        yield OwnServer(office, data)


def rows(count: int) -> list[dict[str, str]]:
    """Rows of the population register."""
    return [registered(card(order), f"合成甲{order:08}") for order in range(1, count + 1)]


@contextmanager
def held(own: OwnServer, table: str) -> Iterator[None]:
    """While a lock of ours keeps others from writing to a table. The server may be gone when it ends."""
    connection = psycopg.connect(own.office.address.owner or "")
    connection.execute(f"LOCK TABLE registry.{table} IN SHARE MODE")
    try:
        yield
    finally:
        connection.close()


def waits(own: OwnServer) -> bool:
    """Whether somebody waits for the lock."""
    (count,) = own.office.office.row("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
    return bool(count)


def killed(own: OwnServer, victim: str, table: str, *arguments: str, **who: Any) -> str:
    """A command that is held at a table when the server is killed: what it says, with the status of what is amiss."""
    with held(own, table), own.begun(*arguments, **who) as process:
        until(lambda: waits(own) or process.poll() is not None)
        assert process.poll() is None, process.communicate()
        own.kill(victim)
        _, said = process.communicate(timeout=PATIENCE)
    assert process.returncode == 2, said
    assert "Traceback" not in said
    assert "database_lost" in said
    assert "run the same command" in said
    until(own.is_back)
    return said


def verified(own: OwnServer) -> None:
    """The database is sound."""
    own.done("db", "verify")


MONTHS = {"server": "2026-09", "process": "2026-10"}


@pytest.mark.parametrize("victim", ["server", "process"])
def test_an_import(own: OwnServer, victim: str) -> None:
    """Two more people each time."""
    (before,) = own.office.office.row("SELECT count(*) FROM registry.person")
    own.office.imported("population_register", (2026, 8), rows(before))
    path = own.office.folder / REGISTER.format(month=MONTHS[victim])
    path.write_text(csv_text("population_register", rows(before + 2)), "utf-8")
    contents = own.contents()
    killed(own, victim, "feed_row", "feed", "import", str(path))
    assert own.contents() == contents
    told = json.loads(own.done("feed", "import", str(path), "--json"))
    assert (told["state"], told["new_people"]) == ("imported", 2)
    assert own.office.office.row("SELECT count(*) FROM registry.person") == (before + 2,)
    files = own.office.office.row("SELECT count(*) FROM registry.feed_file WHERE month = %s", f"{MONTHS[victim]}-01")
    assert files == (1,)
    verified(own)


def test_a_match(own: OwnServer) -> None:
    contents = own.contents()
    killed(own, "server", "match_item", "match", "run", "439191", "--month", "2026-10")
    assert own.contents() == contents
    told = json.loads(own.done("match", "run", "439191", "--month", "2026-10", "--json"))
    assert told["version"] == 1
    assert "the same" in own.done("match", "replay", str(told["run"]))
    verified(own)


def test_a_match_whose_program_is_killed(own: OwnServer) -> None:
    """The server finds nobody to tell, and takes it back."""
    contents = own.contents()
    with held(own, "match_item"), own.begun("match", "run", "439191", "--month", "2026-09") as process:
        until(lambda: waits(own) or process.poll() is not None)
        process.kill()
    until(lambda: not at_work(own))
    assert own.contents() == contents
    told = json.loads(own.done("match", "run", "439191", "--month", "2026-09", "--json"))
    assert told["version"] == 1


def at_work(own: OwnServer) -> bool:
    """Whether the application is connected."""
    (count,) = own.office.office.row("SELECT count(*) FROM pg_stat_activity WHERE usename = 'canbao_app'")
    return bool(count)


def test_a_rotation_of_keys(own: OwnServer) -> None:
    """The numbers are made over and kept when it is killed; the names are done by ``resume``."""
    (people,) = own.office.office.row("SELECT count(*) FROM registry.person_name")
    administrator: dict[str, Any] = {"role": "system_administrator", "place": COUNTRY}
    said = killed(own, "server", "person_name", "keys", "rotate", **administrator)
    assert "canbao keys resume" in said
    half = {(one["table"], one["key"]): one["values"] for one in sealed(own, administrator)}
    newest = max(key for _, key in half)
    assert [table for table, key in half if key == newest] == ["certificate"]
    assert half["person_name", newest - 1] == people
    own.done("keys", "resume", **administrator)
    assert {one["key"] for one in sealed(own, administrator)} == {newest}
    assert "合*" in own.done("person", "show", "1")
    verified(own)


def sealed(own: OwnServer, who: dict[str, Any]) -> Any:
    """How many values are under each key."""
    return json.loads(own.done("keys", "status", "--json", **who))["sealed"]


def test_a_merge(own: OwnServer) -> None:
    (gone,) = own.office.office.row("SELECT max(person_id) FROM registry.person WHERE merged_into IS NULL")
    office = own.office.office
    with application(own.office.address, office.session("clerk")) as connection:
        proposal = identities.propose_merge(connection, 1, gone, COUNTY, date(2026, 11, 29), "同一人")
    with application(own.office.address, office.session("reviewer")) as connection:
        decide(connection, proposal, True, "同意")
    contents = own.contents()
    seals = Seals(Composition(own.environment).key_ring(own.office.address))
    script = [sys.executable, "-c", MERGE, str(proposal)]
    environment = {**os.environ, **own.environment, "CANBAO_SESSION": office.session("reviewer")}
    with held(own, "outgoing_change"), subprocess.Popen(script, env=environment, stderr=subprocess.PIPE) as process:
        until(lambda: waits(own) or process.poll() is not None)
        own.kill("process")
        process.communicate(timeout=PATIENCE)
    assert process.returncode == 3
    until(own.is_back)
    assert own.contents() == contents
    with application(own.office.address, office.session("reviewer")) as connection:
        assert identities.effect_merge(connection, seals, proposal)["moved"] == 2
    assert office.row("SELECT merged_into FROM registry.person WHERE person_id = %s", gone) == (1,)
    with pytest.raises(BadInputError), application(own.office.address, office.session("reviewer")) as connection:
        effected(connection, seals, proposal)
    verified(own)


def effected(connection: psycopg.Connection[Any], seals: Seals, proposal: int) -> None:
    """A merge, refused in words."""
    with denials_told(), refusals_told(str(proposal)):
        identities.effect_merge(connection, seals, proposal)


MERGE = """
import os, sys
import psycopg
from canbao.app.composition import Composition
from canbao.database.connecting import application
from canbao.database.refusals import refusal
from canbao.desk.identities import effect_merge
from canbao.sealing.seals import Seals
root = Composition(os.environ)
address = root.database("en")
try:
    with application(address, os.environ["CANBAO_SESSION"]) as connection:
        effect_merge(connection, Seals(root.key_ring(address)), int(sys.argv[1]))
except psycopg.Error as error:
    sys.exit(3 if refusal("", error).code == "database_lost" else 4)
"""
