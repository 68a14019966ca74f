"""An office whose people hand over files of departments and run ``canbao feed``, on a day that stands still."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from tests.registry.office import COUNTY, VILLAGE, opened
from tests.registry.sealed_office import TODAY, SealedOffice, card, registered
from typer.testing import CliRunner, Result

from canbao.app.composition import Composition
from canbao.basis.place_numbers import place_code
from canbao.cli.main import cli
from canbao.database.address import Address
from canbao.feeds.catalogue import feed
from canbao.registry.declaring import declare_feeds

Row = Mapping[str, str]

OFFICER = "data_officer"
AID = "civil_affairs"
REGISTER = "population_register"


class StandingDay(Composition):
    """The composition root on the day of the tests."""

    def today(self) -> date:
        """The day of the tests."""
        return TODAY


class FeedOffice(SealedOffice):
    """A sealed office that runs ``canbao feed``."""

    def feed(
        self,
        *arguments: str | Path | int,
        role: str = OFFICER,
        place: int = COUNTY,
        department: str | None = None,
        lang: str = "en",
    ) -> Result:
        """``canbao feed`` for somebody of the office."""
        environment = {**self.environment, "CANBAO_SESSION": self.office.session(role, place, department)}
        return as_told(environment, *arguments, "--lang", lang)

    def told(self, *arguments: str | Path | int, status: int = 0, **who: Any) -> Any:
        """What ``canbao feed`` prints as JSON when it ends with a status."""
        result = self.feed(*arguments, "--json", **who)
        assert result.exit_code == status, (result.output, result.exception)
        return json.loads(result.stdout)

    def contents(self) -> dict[str, list[tuple[Any, ...]]]:
        """What of the registry an import could change."""
        tables = ("revision", "person", "certificate", "person_name", "person_record", "fact", "feed_file", "feed_row",
                  "feed_verdict", "unlinked_row")  # fmt: skip
        return {name: self.office.rows(f"SELECT t.*::text FROM registry.{name} t ORDER BY 1") for name in tables}


def as_told(environment: Mapping[str, str], *arguments: str | Path | int) -> Result:
    """``canbao feed`` with these settings."""
    return CliRunner().invoke(cli, ["feed", *map(str, arguments)], obj=StandingDay(environment))


def feed_office(address: Address, folder: Path) -> FeedOffice:
    """An office with nobody in its registry yet."""
    office = FeedOffice(opened(address), folder)
    declare_feeds(address)
    assert office.ring
    return office


def file_name(kind: str, month: str = "2026-11", scope: str = "full", place: int = COUNTY) -> str:
    """A name that says all there is to say."""
    return f"{kind}_{place_code(place)}_{month}_{scope}"


def written(
    folder: Path, kind: str, rows: Sequence[Row], *, name: str | None = None, encoding: str = "utf-8-sig"
) -> Path:
    """Rows, by the names of a feed's columns, as a CSV file of it."""
    path = folder / f"{name or file_name(kind)}.csv"
    path.write_bytes(csv_text(kind, rows).encode(encoding))
    return path


def csv_text(kind: str, rows: Iterable[Row]) -> str:
    """Rows as CSV with the headings of a feed."""
    text, columns = io.StringIO(), feed(kind).columns
    writer = csv.writer(text)
    writer.writerow(column.zh for column in columns)
    writer.writerows([row.get(column.name, "") for column in columns] for row in rows)
    return text.getvalue()


def name_of(order: int) -> str:
    """The name of nobody."""
    return f"合成甲{order:08}"


def people(count: int) -> list[dict[str, str]]:
    """Rows of the population register."""
    return [registered(card(order), name_of(order)) for order in range(1, count + 1)]


def helped(orders: Iterable[int], **other: str) -> list[dict[str, str]]:
    """Rows of civil affairs, of the same people."""
    row = {"category": "特困人员", "recognised_on": "2026-10-01", "registered_place": str(VILLAGE)}
    return [{"certificate_number": card(order), "name": name_of(order), **row, **other} for order in orders]
