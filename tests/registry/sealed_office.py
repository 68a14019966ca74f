"""An office with a key ring: files that tests write come in as an office's do, commands run as its people's."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from tests.registry.office import COUNTY, VILLAGE, Office, opened
from typer.testing import CliRunner, Result

from canbao.app.composition import Composition
from canbao.cli.main import cli
from canbao.database.address import DATABASE_URL, OWNER_URL, Address
from canbao.feeds.about_file import Period, about_file
from canbao.feeds.catalogue import feed, feeds
from canbao.feeds.reading import open_feed_file
from canbao.registry.declaring import declare_feeds
from canbao.registry.feeds.taking import taken_in
from canbao.registry.importing.import_file import Outcome, Wanted
from canbao.registry.key_ring import KEYS, made
from canbao.sealing.ring import KeyRing

TODAY = date(2026, 11, 29)
CHECKS = "10X98765432"
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def card(order: int, born: date = date(1980, 5, 1)) -> str:
    """The number of an identity card of nobody: of a region that no province has; an odd order is a man's."""
    body = f"889001{born:%Y%m%d}{order:03}"
    return body + CHECKS[sum(int(digit) * weight for digit, weight in zip(body, WEIGHTS, strict=True)) % 11]


@dataclass
class SealedOffice:
    """A database with places, the program's feeds, a key ring, and a folder for files."""

    office: Office
    folder: Path

    @property
    def address(self) -> Address:
        """The database."""
        return self.office.address

    @property
    def environment(self) -> dict[str, str]:
        """The settings that name database and keys."""
        assert self.address.owner
        keys = str(self.folder / "keys")
        return {DATABASE_URL: self.address.application, OWNER_URL: self.address.owner, KEYS: keys}

    @cached_property
    def ring(self) -> KeyRing:
        """The key ring, made with the database."""
        return made(self.address, self.environment, TODAY)

    def imported(
        self, kind: str, month: tuple[int, int], rows: Sequence[Mapping[str, str]], *, is_full: bool = True
    ) -> dict[str, Any]:
        """Write rows into a file of a feed, by the names of its columns, and take it in."""
        outcome = self.taken(kind, month, rows, is_full=is_full)
        assert not outcome.reasons, outcome.reasons
        return outcome.told

    def taken(self, kind: str, month: tuple[int, int], rows: Sequence[Mapping[str, str]], *, is_full: bool) -> Outcome:
        """The same, whatever becomes of the rows."""
        of = feed(kind)
        path = self.folder / f"{kind}_{month[0]}-{month[1]:02}.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow([column.zh for column in of.columns])
            writer.writerows([row.get(column.name, "") for column in of.columns] for row in rows)
        about = about_file(path, of, period=Period(*month), scope="full" if is_full else "delta")
        opened_file = open_feed_file(about, of, feeds().values())
        token = self.office.session("data_officer")
        return taken_in(self.address, token, self.ring, opened_file, Wanted(COUNTY, TODAY), processes=1)

    def canbao(
        self, *arguments: str | int, role: str = "data_officer", place: int = COUNTY, lang: str = "en"
    ) -> Result:
        """A command of the command line, for somebody of the office."""
        environment = {**self.environment, "CANBAO_SESSION": self.office.session(role, place)}
        told = [*map(str, arguments), "--lang", lang]
        return CliRunner().invoke(cli, told, obj=Composition(environment))

    def audited(self, act: str) -> list[tuple[Any, ...]]:
        """The events of an act: about, person, why, outcome, detail, in their order."""
        return self.office.rows(
            "SELECT about, person_id, why, outcome, detail FROM access.audit_event WHERE act = %s ORDER BY event_id",
            act,
        )

    def a_while_ago(self, days: int) -> None:
        """Let all that is known until now have become known so many days earlier."""
        self.office.rows("UPDATE registry.revision SET at = at - make_interval(days => %s) RETURNING 1", days)


def sealed_office(address: Address, folder: Path) -> SealedOffice:
    """An office with nobody in its registry yet."""
    office = SealedOffice(opened(address), folder)
    declare_feeds(address)
    assert office.ring
    return office


def registered(number: str, name: str, born: date = date(1980, 5, 1), **other: str) -> dict[str, str]:
    """A row of the population register."""
    return {
        "certificate_number": number,
        "name": name,
        "sex": "男" if int(number[16]) % 2 else "女",
        "born": born.isoformat(),
        "registration": "在册",
        "changed_on": born.isoformat(),
        "registered_place": str(VILLAGE),
        "residence_place": str(VILLAGE),
        **other,
    }


def resident_year(number: str, name: str, year: int, born: date = date(1980, 5, 1), **other: str) -> dict[str, str]:
    """A row of resident cover."""
    return {
        "certificate_kind": "01",
        "certificate_number": number,
        "name": name,
        "born": born.isoformat(),
        "year": str(year),
        "cover_place": str(COUNTY),
        "paid_on": f"{year - 1}-10-20",
        "paid_in_window": "是",
        "cover_from": f"{year}-01-01",
        "cover_through": f"{year}-12-31",
        "reimbursed": "否",
        "residence_place": str(VILLAGE),
        **other,
    }
