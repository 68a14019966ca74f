"""Sharing agreements: what a department and the bureau of a place agreed on for a feed (gb38/4.10b)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from canbao.access.audit import audited
from canbao.access.denials import require
from canbao.basis.errors import BadInputError
from canbao.basis.finding_codes import finding
from canbao.basis.findings import Finding, Text, shorten
from canbao.basis.nearest import nearest
from canbao.basis.place_numbers import place_code
from canbao.registry.feeds.history import READ, SQL

if TYPE_CHECKING:
    from psycopg import Connection

    from canbao.feeds.descriptor import Feed
    from canbao.feeds.reading import FeedFile


@dataclass(frozen=True, slots=True)
class Agreement:
    """An agreement as it was recorded. place: 12 digits. valid_until: the first day on which it no longer holds.

    counts: it holds on the day asked about, and no later one does.
    """

    agreement_id: int
    feed: str
    place: int
    channel: str
    valid_from: date
    valid_until: date | None
    fields: list[str]
    legal_basis: list[str]
    recorded_at: datetime
    actor_id: int
    login: str | None
    counts: bool


@dataclass(frozen=True, slots=True)
class Terms:
    """What is agreed. fields: names of the feed's columns. legal_basis: clauses."""

    channel: str
    valid_from: date
    valid_until: date | None
    fields: Sequence[str]
    legal_basis: Sequence[str]


def agreements(
    connection: Connection[Any], on: date, *, kind: str | None = None, place: int | None = None
) -> list[Agreement]:
    """The agreements that the present actor sees. Raises DeniedError for whoever may see none."""
    from psycopg.rows import class_row

    require(connection, READ)
    with connection.cursor(row_factory=class_row(Agreement)) as cursor:
        return cursor.execute(SQL["agreements"], {"kind": kind, "place": place, "on_day": on}).fetchall()


def proposed(feed: Feed, valid_from: date) -> Terms:
    """What the feed's descriptor proposes: every column, its channel and its legal basis."""
    fields = [column.name for column in feed.columns]
    return Terms(feed.sharing.channel.zh, valid_from, None, fields, feed.sharing.legal_basis)


def add(connection: Connection[Any], feed: Feed, place: int, terms: Terms) -> int:
    """Record an agreement; its number. Written down in the audit trail.

    Raises BadInputError for terms that cannot be, DeniedError for whoever may not import the feed there.
    """
    if faults := list(faults_of(feed, terms)):
        raise BadInputError(faults)
    values = {
        "kind": feed.feed, "place": place, "channel": terms.channel, "valid_from": terms.valid_from,
        "valid_until": terms.valid_until, "fields": list(terms.fields), "legal_basis": list(terms.legal_basis),
    }  # fmt: skip
    about = f"{feed.feed} {place}"
    with audited(connection, "feeds.agreement", about, place=place, writes_itself=True):
        row = connection.execute(SQL["add_agreement"], values).fetchone()
    assert row is not None
    return int(row[0])


def faults_of(feed: Feed, terms: Terms) -> Iterable[Finding]:
    """What cannot be in the terms of an agreement."""
    columns = [column.name for column in feed.columns]
    for field in terms.fields:
        if field not in columns:
            near = nearest(field, columns) or ", ".join(columns)
            yield finding("unknown_value", "--field", value=shorten(field), nearest=near)
    if not terms.channel.strip():
        yield finding("wrong_value", "--channel", value="", expected=Text("渠道名称", "the name of the channel"))
    if terms.valid_until is not None and terms.valid_until <= terms.valid_from:
        later = Text(f"{terms.valid_from} 之后的日期", f"a day after {terms.valid_from}")
        yield finding("wrong_value", "--until", value=str(terms.valid_until), expected=later)


def beyond(connection: Connection[Any], file: FeedFile, place: int, on: date) -> Iterable[Finding]:
    """What a file has that the agreement behind it does not name; or that there is none."""
    found = [
        one for one in agreements(connection, on, kind=file.feed.feed, place=place) if one.counts and one.place == place
    ]
    if not found:
        name = Text(file.feed.name.zh, file.feed.name.en)
        yield finding("feed_without_agreement", file.about.path.name, place=place_code(place), feed=name)
        return
    there = [name for name in file.layout.headings.columns if name is not None]
    unnamed = [file.feed.column(name) for name in there if name not in found[0].fields]
    if unnamed:
        told = Text("、".join(column.zh for column in unnamed), ", ".join(column.en for column in unnamed))
        yield finding("feed_beyond_agreement", file.about.path.name, fields=told)
