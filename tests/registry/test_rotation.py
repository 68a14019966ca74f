"""Rotating the data key: every value under the new one, none lost, whatever ends it half-way."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import psycopg
import pytest
from tests.registry.office import COUNTRY, Office, opened
from tests.registry.sealed_office import card, registered, sealed_office
from tests.registry.taken_in import OCTOBER, RING, declared, register, take_in

from canbao.database.address import Address
from canbao.database.connecting import application
from canbao.registry import rotation
from canbao.registry.rotation import rotate
from canbao.sealing.ring import Key, KeyRing
from canbao.sealing.seals import Seals, key_id_of, place

NEWER = replace(RING, data_keys=(*RING.data_keys, Key(2, date(2026, 11, 29), "active", b"n" * 16)))
PEOPLE = 7


class PowerCutError(Exception):
    """Ends a rotation half-way."""


@pytest.fixture
def office(database: Address) -> Office:
    office = declared(opened(database))
    take_in(office, "register", OCTOBER, [register(str(number), f"合成甲{number}") for number in range(PEOPLE)])
    return office


def by_key(office: Office, ring: KeyRing) -> dict[int, set[str]]:
    """Every number and name, opened, by the key it is under."""
    seals, found = Seals(ring), dict[int, set[str]]()
    for table, column in (("certificate", "number"), ("person_name", "name")):
        row_id = "certificate_id" if table == "certificate" else "name_id"
        for row, sealed in office.rows(f"SELECT {row_id}, sealed FROM registry.{table}"):
            found.setdefault(key_id_of(bytes(sealed)), set()).add(
                seals.unseal(bytes(sealed), place(table, row, column))
            )
    return found


def test_every_value_is_made_over_once(office: Office) -> None:
    token = office.session("system_administrator", COUNTRY)
    before = by_key(office, RING)
    assert rotate(office.address, token, NEWER) == 2 * PEOPLE
    assert by_key(office, NEWER) == {2: before[1]}
    assert rotate(office.address, token, NEWER) == 0


def test_what_was_done_before_a_power_cut_is_kept_and_the_rest_is_done_then(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rotation, "BATCH", dict.fromkeys(rotation.SEALED, 3))
    token = office.session("system_administrator", COUNTRY)
    before = by_key(office, RING)[1]

    def cut(done: int) -> None:
        if done >= 6:
            raise PowerCutError

    with pytest.raises(PowerCutError):
        rotate(office.address, token, NEWER, cut)
    half = by_key(office, NEWER)
    assert [len(half[key]) for key in (1, 2)] == [2 * PEOPLE - 6, 6]
    assert half[1] | half[2] == before
    assert rotate(office.address, token, NEWER) == 2 * PEOPLE - 6
    assert by_key(office, NEWER) == {2: before}


def test_a_value_that_was_changed_meanwhile_is_left_to_the_next_batch(office: Office) -> None:
    put = "SELECT registry.put_resealed('certificate', ARRAY[1::bigint], ARRAY['other'::bytea], ARRAY['new'::bytea])"
    token = office.session("system_administrator", COUNTRY)
    with application(office.address, token) as connection:
        assert connection.execute(put).fetchone() == (0,)


@pytest.mark.parametrize("role", ["clerk", "security_administrator", "auditor", "data_officer"])
def test_only_a_system_administrator_rotates(office: Office, role: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        rotate(office.address, office.session(role, COUNTRY), NEWER)
    assert set(by_key(office, NEWER)) == {1}


SLOWLY = """
import time
from canbao.registry import rotation
from canbao.app.main import main
rotation.BATCH = dict.fromkeys(rotation.SEALED, 2)
batch = rotation.batch
def slowly(*given):
    done = batch(*given)
    if given[3]:
        print("begun", flush=True)
        time.sleep(60)
    return done
rotation.batch = slowly
main()
"""


def test_a_rotation_that_is_killed_goes_on_from_where_it_was(database: Address, tmp_path: Path) -> None:
    """By the command, with kill -9 after the first batch: the key is there, and ``resume`` does the rest."""
    office = sealed_office(database, tmp_path)
    rows = [registered(card(order), f"合成甲{order:08}") for order in range(1, 12, 2)]
    office.imported("population_register", (2026, 10), rows)
    token = office.office.session("system_administrator", COUNTRY)
    environment = {**os.environ, **office.environment, "CANBAO_SESSION": token}
    with subprocess.Popen(
        [sys.executable, "-c", SLOWLY, "keys", "rotate"], env=environment, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "begun\n"
        process.send_signal(signal.SIGKILL)
    status = office.canbao("keys", "status", "--json", role="system_administrator", place=COUNTRY)
    found = {(one["table"], one["key"]): one["values"] for one in json.loads(status.stdout)["sealed"]}
    assert found["certificate", 1] < 6
    assert sum(found.values()) == 12
    done = office.canbao("keys", "resume", "--json", role="system_administrator", place=COUNTRY)
    assert json.loads(done.stdout)["data_key"] == 2
    status = office.canbao("keys", "status", "--json", role="system_administrator", place=COUNTRY)
    assert {(one["key"], one["values"]) for one in json.loads(status.stdout)["sealed"]} == {(2, 6)}
    shown = office.canbao("person", "find", "--number", card(1))
    assert shown.exit_code == 0, shown.stdout


def test_sessions_and_look_ups_go_on_across_a_rotation(database: Address, tmp_path: Path) -> None:
    """A session's token has no key, and what is looked up by is not made over: neither ends with a data key."""
    office = sealed_office(database, tmp_path)
    office.imported("population_register", (2026, 10), [registered(card(1), "合成甲一")])
    clerk = office.office.session("clerk")
    found = office.canbao("person", "find", "--number", card(1), "--json", role="clerk")
    tokens = office.office.rows("SELECT token FROM registry.certificate")
    assert office.canbao("keys", "rotate", role="system_administrator", place=COUNTRY).exit_code == 0
    assert office.office.session("clerk") == clerk
    again = office.canbao("person", "find", "--number", card(1), "--json", role="clerk")
    assert (again.exit_code, again.stdout) == (0, found.stdout)
    assert office.office.rows("SELECT token FROM registry.certificate") == tokens


def test_whoever_may_not_rotate_is_told_before_a_key_is_made(database: Address, tmp_path: Path) -> None:
    office = sealed_office(database, tmp_path)
    refused = office.canbao("keys", "rotate", role="clerk")
    assert refused.exit_code == 2
    assert len(office.ring.data_keys) == 1
    status = office.canbao("keys", "status", "--json", role="system_administrator", place=COUNTRY)
    assert [key["id"] for key in json.loads(status.stdout)["data_keys"]] == [1]
