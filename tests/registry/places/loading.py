"""Loading tables in tests: sessions that may, tables written by hand."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from tests.registry.office import COUNTRY, Office

from canbao.database.connecting import application
from canbao.registry.places.load import Loaded, load
from canbao.registry.places.official import read_table
from canbao.registry.places.shipped import shipped_table
from canbao.registry.places.table import PlaceTable

DAY = date(2026, 6, 30)


def administrator(office: Office, place: int = COUNTRY) -> str:
    """A session of a system administrator of a place."""
    return office.session("system_administrator", place)


def load_shipped(office: Office, session: str | None = None) -> Loaded:
    """Load the table that comes with the program, so much of it as the session's place holds."""
    with application(office.address, session or administrator(office)) as connection:
        return load(connection, shipped_table(), own_only=True)


def load_text(
    office: Office, folder: Path, text: str, as_of: date = DAY, session: str | None = None, *, end_absent: bool = False
) -> Loaded:
    """Load a table given as text."""
    with application(office.address, session or administrator(office)) as connection:
        return load(connection, table_of(folder, text, as_of), end_absent=end_absent)


def table_of(folder: Path, text: str, as_of: date = DAY) -> PlaceTable:
    """The table of a text."""
    path = folder / "places.csv"
    path.write_text(text, encoding="utf-8")
    return read_table(path, as_of)


def loaded(office: Office) -> int:
    """How many places the database has, the country among them."""
    return int(office.row("SELECT count(*) FROM registry.place")[0])
