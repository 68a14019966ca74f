"""What a feed is: its columns and key, when it is due, whose it is, under which clause, what a row says of a person.

One YAML file a feed in ``descriptors/``; templates, checks, the import and the reference page all follow from it. The
models say what may stand where; what must agree within a descriptor is checked in ``descriptor_checks``.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

ColumnType = Literal[
    "text",
    "person_name",
    "certificate_kind",
    "certificate_number",
    "code",
    "date",
    "month",
    "place",
    "yes_no",
    "whole",
    "yuan",
]
"""What may stand in a column. ``code``: one of the column's codes. ``place``: six, nine or twelve digits."""

PersonPart = Literal[
    "certificate_kind", "certificate_number", "name", "born", "sex", "registered_place", "residence_place"
]
"""What a column says of who the row is about."""


class Frozen(BaseModel):
    """A part of a descriptor: unknown keys are errors, nothing changes."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Words(Frozen):
    """A name in Chinese and in English."""

    zh: str
    en: str


class Column(Frozen):
    """A column of a feed.

    name: the key in Parquet files and here. zh: the heading in spreadsheets. also: other headings that departments use.
    person: what the column says of the person the row is about. codes: code to words, for ``code`` columns.
    codes_also: other words that departments write for a code, to the code. note: what to know when filling it in.
    required_with: columns, or ``column=code``, any of which makes a value necessary in the same row.
    not_after_period: a day later than the end of the file's month is refused.
    example: a value of a person, place or unit that does not exist.
    """

    name: str
    zh: str
    en: str
    type: ColumnType
    required: bool = False
    required_with: tuple[str, ...] = ()
    person: PersonPart | None = None
    codes: dict[str, Words] = {}
    codes_also: dict[str, str] = {}
    also: tuple[str, ...] = ()
    note: Words | None = None
    longest: int = 200
    not_after_period: bool = True
    example: str = ""


class Yield(Frozen):
    """What a row says of its person: a fact of a kind, with the columns its parts come from.

    kind: a word of ``vocabulary.KINDS``. code: a column, or ``=word`` for a fixed code. from/until: columns of days
    (half-open); absent ``from``: the first day of the file's month. through: instead of ``until``, the column of the
    last day on which it holds, that day included. when: a column that must be filled, or ``column=code``
    (``column=yes`` for a yes_no column), for the row to say this at all. number: a column of a whole number or of yuan.
    place: a column of a place. detail: columns kept beside the fact under their names.

    A row in which the column of the code, number or place is empty, or for an event the column of its day, says nothing
    of this kind. An empty ``from`` is as an absent one. An empty ``until`` or ``through``: it still holds.
    """

    kind: str
    code: str | None = None
    from_: Annotated[str | None, Field(alias="from")] = None
    until: str | None = None
    through: str | None = None
    number: str | None = None
    place: str | None = None
    detail: tuple[str, ...] = ()
    when: str | None = None


class Cadence(Frozen):
    """When a feed is due: every month by a day of it, or so many days after the end of a yearly season.

    monthly_by_day: 10 for the 10th of every month. days_after: days after ``season_ends`` (a yearly month and day,
    MM-DD). season: what it is that ends.
    clause: where the day, or the number of days, is set; None where no document sets one and the agreement does.
    """

    monthly_by_day: int | None = None
    days_after: int | None = None
    season_ends: str | None = None
    season: Words | None = None
    clause: str | None = None


class Sharing(Frozen):
    """The sharing agreement behind a feed as proposed (gb38/4.10b); a bureau records its own in the registry.

    The fields shared are the columns of the feed, the period is its cadence. legal_basis: clauses. retention_months:
    how long the file itself is kept.
    """

    channel: Words
    legal_basis: tuple[str, ...]
    retention_months: int


class Feed(Frozen):
    """A feed that a department hands over.

    subject: whom a row is about. unit: the column with the code of the unit that the row is about or that the person
    belongs to. certificate_kind: the kind of a number where the row does not say.
    scope: ``full`` every file is the whole list of its place; ``delta`` changes only; ``either`` the file says which.
    key: the columns that tell a row from the others of its file. makes_people: whether a row may bring a person that
    nobody knew. trust: 1 (highest) to 9 by kind of fact, for conflicts between feeds. fresh_months: how old the newest
    file may be before its facts count as stale.
    """

    feed: Annotated[str, Field(pattern=r"^[a-z][a-z_]*$")]
    version: int
    name: Words
    department: Words
    department_code: Annotated[str, Field(pattern=r"^[a-z][a-z_]*$")]
    subject: Literal["person", "unit"] = "person"
    unit: str | None = None
    certificate_kind: str = "resident_identity_card"
    scope: Literal["full", "delta", "either"]
    key: tuple[str, ...]
    makes_people: bool
    columns: tuple[Column, ...]
    yields: tuple[Yield, ...]
    cadence: Cadence
    clauses: tuple[str, ...]
    sharing: Sharing
    trust: dict[str, int] = {}
    fresh_months: int = 2

    def column(self, name: str) -> Column:
        """A column by its name. Raises KeyError."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)
