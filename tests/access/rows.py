"""A row of every table, and who may see it: what ``test_walk`` walks through.

A table that is new to the schemas ``access`` and ``registry`` needs an entry in ``TABLES``. Most hang on a person:
``of_a_person()`` makes a row of the person of each area. Columns that must not be null and have no default are filled
with a value of their type; name the others, and those that a constraint asks more of.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from typing import Any, NamedTuple

from psycopg import Connection, sql
from psycopg.types.json import Json
from tests.access.office import CITY, COUNTRY, COUNTY, OTHER_COUNTY, OTHER_PROVINCE, PROVINCE, TOWN, VILLAGE

DEPARTMENT = "education"
FEED = "students"
NEVER_NULL = """
    SELECT a.attname, format_type(a.atttypid, NULL) FROM pg_attribute a
    WHERE a.attrelid = %s::regclass AND a.attnum > 0 AND NOT a.attisdropped AND a.attnotnull AND NOT a.atthasdef
      AND a.attidentity = ''
"""
FILLINGS: dict[str, Any] = {
    "bigint": 1,
    "integer": 1,
    "smallint": 1,
    "boolean": True,
    "text": "x",
    "bytea": b"x" * 32,
    "date": "2026-01-01",
    "timestamp with time zone": "2026-01-01T00:00:00Z",
    "jsonb": Json({}),
    "text[]": [],
    "bigint[]": [],
    "jsonb[]": [],
}

_numbers = count(1)


class Made(NamedTuple):
    """A row by the value of a column that no other row of the walk has."""

    column: str
    value: Any


@dataclass(frozen=True)
class Area:
    """What rows of an area hang on: a place (None for rows without one), a person there, a file of a feed.

    assignment_id, actor_id: of somebody whom nobody else is. number: of the area, to make things different.
    """

    connection: Connection[Any]
    place: int | None
    person_id: int
    file_id: int
    actor_id: int
    assignment_id: int
    session_id: int
    number: int

    def insert(self, table: str, by: str | None = None, **values: Any) -> Made:
        """Make a row; found again by a column, ``by``, or by the first that is named."""
        wanted = {name: FILLINGS.get(kind) for name, kind in self.connection.execute(NEVER_NULL, [table]).fetchall()}
        wanted |= values
        missing = [name for name, value in wanted.items() if value is None and name not in values]
        assert not missing, f"{table}: name a value of {missing}"
        column = by or next(iter(values))
        words = sql.SQL("INSERT INTO {} ({}) OVERRIDING SYSTEM VALUE VALUES ({}) RETURNING {}").format(
            sql.Identifier(*table.split(".")),
            sql.SQL(", ").join(map(sql.Identifier, wanted)),
            sql.SQL(", ").join(sql.Placeholder() * len(wanted)),
            sql.Identifier(column),
        )
        row = self.connection.execute(words, list(wanted.values())).fetchone()
        assert row
        return Made(column, row[0])

    def only(self) -> int:
        """A number that nothing else has."""
        return 1000 + next(_numbers)

    def digest(self, length: int = 16) -> bytes:
        """A token or digest that nothing else has."""
        return self.only().to_bytes(length, "big")


@dataclass(frozen=True)
class Rows:
    """The rows of a table: how one is made for an area, and who sees it.

    rights: any of which is needed. everywhere: they are seen whatever the place. to_all: even without any right.
    has_placeless: whether a row can lack a place; then those whose place is the country see it. department: of whom
    alone a partner sees them; None: of any. written_with: the right with which rows of the own places are written
    directly; None where nobody writes but through functions.
    """

    make: Callable[[Area], Made]
    rights: frozenset[str] = frozenset()
    everywhere: bool = False
    to_all: bool = False
    has_placeless: bool = True
    department: str | None = None
    written_with: str | None = None


REGISTRY = frozenset({"registry.read"})
FEEDS = frozenset({"feeds.read"})
MANAGED = frozenset({"access.manage", "audit.read"})
PROPOSALS = frozenset({"propose", "decide", "audit.read"})


def of_a_person(table: str, by: str = "person_id", **values: Any) -> Rows:
    """Rows that hang on a person, seen by whoever sees the person. A value may be a function of the area."""

    def make(area: Area) -> Made:
        named = {name: value(area) if callable(value) else value for name, value in values.items()}
        return area.insert(table, by, person_id=area.person_id, **named)

    return Rows(make, REGISTRY)


def of_a_place(
    table: str, by: str, rights: frozenset[str] = REGISTRY, place_column: str = "place", **values: Any
) -> Rows:
    """Rows that always have a place, seen by whoever has a right there. A value may be a function of the area."""

    def make(area: Area) -> Made:
        named = {name: value(area) if callable(value) else value for name, value in values.items()}
        return area.insert(table, by, **{place_column: area.place}, **named)

    return Rows(make, rights, has_placeless=False)


def no_secret(make: Callable[[Area], Made], written_with: str | None = None) -> Rows:
    """Rows that everybody sees."""
    return Rows(make, everywhere=True, to_all=True, has_placeless=False, written_with=written_with)


def known(column: str, value: Any) -> Callable[[Area], Made]:
    """A row that is there from the beginning."""
    return lambda _: Made(column, value)


def of_a_file(table: str, by: str, **values: Any) -> Rows:
    """Rows of a file of a feed, which a partner sees of the own department alone."""

    def make(area: Area) -> Made:
        named = {name: value(area) if callable(value) else value for name, value in values.items()}
        return area.insert(table, by, **named)

    return Rows(make, FEEDS, has_placeless=False, department=DEPARTMENT)


def list_made(area: Area) -> Made:
    """The list of the feed of the area, made once."""
    found = area.connection.execute(
        "SELECT list_id FROM registry.feed_list WHERE feed = %s AND place = %s", [FEED, area.place]
    ).fetchone()
    return (
        Made("list_id", found[0])
        if found
        else area.insert("registry.feed_list", "list_id", feed=FEED, place=area.place)
    )


def place_made(area: Area) -> Made:
    """A village of the area."""
    at = (area.place or 0) // 1000 * 1000 + area.number
    return area.insert("registry.place", place=at, name="合成村", level="village", parent=TOWN)


def household_made(area: Area) -> Made:
    """The household of the person of the area."""
    made = area.insert("registry.household", "household_id", token=area.digest())
    area.connection.execute(
        "UPDATE registry.person SET household_id = %s WHERE person_id = %s", [made.value, area.person_id]
    )
    return made


def segment_made(area: Area) -> Made:
    """A segment of the audit trail."""
    return area.insert(
        "access.audit_segment", segment=area.only(), previous=area.digest(32), digest=area.digest(32), events=1
    )


def proposal_made(area: Area) -> Made:
    """A proposal for the area."""
    return area.insert(
        "access.proposal",
        "proposal_id",
        kind="walk",
        place=area.place or 0,
        made_by=area.actor_id,
        made_session=area.session_id,
    )


TABLES: dict[str, Rows] = {
    # --- access
    "access.role": no_secret(known("role", "clerk")),
    "access.right_name": no_secret(known("right_name", "decide")),
    "access.role_right": no_secret(known("role", "clerk")),
    "access.actor": Rows(
        lambda a: a.insert("access.actor", login=f"walker-{a.number}", display_name="名", place=a.place or 0), MANAGED
    ),
    "access.assignment": Rows(
        lambda a: a.insert(
            "access.assignment", "assignment_id", actor_id=a.actor_id, role="clerk", power=False, place=a.place or 0
        ),
        MANAGED,
    ),
    "access.session": Rows(
        lambda a: a.insert(
            "access.session", "session_id", assignment_id=a.assignment_id, token_digest=a.digest(32)
        ),
        MANAGED,
    ),
    "access.sign_in_attempt": Rows(
        lambda a: a.insert("access.sign_in_attempt", login=f"held-{a.number}"), frozenset({"access.manage"})
    ),
    "access.audit_segment": Rows(segment_made, frozenset({"audit.read"}), everywhere=True, has_placeless=False),
    "access.audit_event": Rows(
        lambda a: a.insert("access.audit_event", "event_id", act="walk", outcome="done", place=a.place),
        frozenset({"audit.read"}),
    ),
    "access.proposal": Rows(proposal_made, PROPOSALS),
    # --- places
    "registry.place": no_secret(place_made, "places.load"),
    "registry.place_former_name": no_secret(
        lambda a: a.insert("registry.place_former_name", name=f"旧名{a.only()}", place=a.place), "places.load"
    ),
    "registry.place_successor": no_secret(
        lambda a: a.insert("registry.place_successor", source=f"{a.only()}", place=a.place, successor=CITY),
        "places.load",
    ),
    "registry.grid": no_secret(
        lambda a: a.insert("registry.grid", name=f"网格{a.only()}", place=a.place, grid=a.number), "places.load"
    ),
    # --- people
    "registry.revision": Rows(
        lambda a: a.insert("registry.revision", "revision", actor_id=a.actor_id, act="walk"),
        REGISTRY, everywhere=True, has_placeless=False,
    ),
    "registry.person": Rows(lambda a: Made("person_id", a.person_id), REGISTRY),
    "registry.certificate": of_a_person("registry.certificate", token=lambda a: a.digest()),
    "registry.person_name": of_a_person("registry.person_name", name_token=lambda a: a.digest()),
    "registry.household": Rows(household_made, REGISTRY),
    "registry.person_record": of_a_person("registry.person_record"),
    "registry.fact": of_a_person("registry.fact", kind="student"),
    "registry.reported_enrolment": of_a_person("registry.reported_enrolment", scheme=390),
    "registry.unit_record": Rows(
        lambda a: a.insert("registry.unit_record", unit_code=f"unit-{a.number}", place=a.place), REGISTRY
    ),
    # --- feeds
    "registry.feed": no_secret(known("feed", FEED)),
    "registry.sharing_agreement": of_a_file(
        "registry.sharing_agreement", "agreement_id", feed=FEED, place=lambda a: a.place
    ),
    "registry.feed_file": Rows(
        lambda a: Made("file_id", a.file_id), FEEDS, has_placeless=False, department=DEPARTMENT
    ),
    "registry.feed_list": Rows(list_made, REGISTRY, has_placeless=False),
    "registry.feed_row": Rows(
        lambda a: a.insert(
            "registry.feed_row", "key", list_id=list_made(a).value, key=a.digest(), digest=a.digest(), file_id=a.file_id
        ),
        REGISTRY, has_placeless=False,
    ),
    "registry.unlinked_row": of_a_place(
        "registry.unlinked_row", "key", feed=FEED, key=lambda a: a.digest(), file_id=lambda a: a.file_id
    ),
    "registry.feed_verdict": of_a_file("registry.feed_verdict", "file_id", file_id=lambda a: a.file_id),
    "registry.link_doubt": of_a_person(
        "registry.link_doubt", why="fuzzy", file_id=lambda a: a.file_id
    ),
    "registry.merge_conflict": of_a_person(
        "registry.merge_conflict", merged_person_id=lambda a: a.person_id, what="born"
    ),
    # --- cover
    "registry.cover_spell": of_a_person(
        "registry.cover_spell", scheme=390, basis="reported", until_day="2027-01-01", place=COUNTY
    ),
    "registry.cover_spell_was": of_a_person(
        "registry.cover_spell_was", scheme=390, basis="reported", until_day="2027-01-01", place=COUNTY
    ),
    "registry.cover_overlap": of_a_person(
        "registry.cover_overlap", scheme=390, basis="new_student", until_day="2027-01-01", place=COUNTY
    ),
    "registry.history_start": Rows(
        lambda a: a.insert("registry.history_start", why=f"walk {a.only()}", place=a.place, year=2015),
        REGISTRY, everywhere=True, has_placeless=False,
    ),
    # --- the monthly match
    "registry.match_run": of_a_place("registry.match_run", "run_id"),
    "registry.match_schedule": of_a_place(
        "registry.match_schedule", "schedule_id", first_month="2026-01-01", due_day=5
    ),
    "registry.match_person": of_a_person("registry.match_person", **{"class": "unenrolled"}),
    "registry.match_item": of_a_person("registry.match_item", list="unenrolled", number=lambda a: a.number),
    # --- keys
    "registry.key_ring": no_secret(
        lambda a: a.insert("registry.key_ring", ring_id="0123456789abcdef" * 2)
    ),
    # --- the desk
    "registry.attachment": of_a_person("registry.attachment", name="walk.pdf", media_type="application/pdf"),
    "registry.determination": of_a_person("registry.determination", year=2026, place=COUNTY),
    "registry.determination_run": of_a_place(
        "registry.determination_run", "run_id", year=2026, known=0, begun_by=1, people=0
    ),
    "registry.outgoing_change": of_a_person(
        "registry.outgoing_change", audience="settlement", what="walk", place=COUNTY
    ),
    # --- double cover resolved
    "registry.refund_request": of_a_person(
        "registry.refund_request", scheme=390, place=COUNTY, proposal_id=lambda a: proposal_made(a).value
    ),
    "registry.inquiry": of_a_place(
        "registry.inquiry", "inquiry_id", place_column="from_place", to_place=OTHER_PROVINCE, scheme=390,
        person_id=lambda a: a.person_id,
    ),
}  # fmt: skip

PLACES = (
    (PROVINCE, "province", COUNTRY),
    (CITY, "city", PROVINCE),
    (COUNTY, "county", CITY),
    (OTHER_COUNTY, "county", CITY),
    (TOWN, "township", COUNTY),
    (VILLAGE, "village", TOWN),
)


def founded(connection: Connection[Any]) -> None:
    """What rows of every area hang on: places, a feed, a revision."""
    for place, level, parent in PLACES:
        connection.execute(
            "INSERT INTO registry.place (place, name, level, parent, source, is_synthetic) "
            "VALUES (%s, '合成', %s, %s, 'tests', true)",
            [place, level, parent],
        )
    connection.execute(
        "INSERT INTO registry.feed (feed, version, department, makes_people, fresh_months, digest) "
        "VALUES (%s, 1, %s, false, 2, '')",
        [FEED, DEPARTMENT],
    )


def area_of(connection: Connection[Any], place: int | None) -> Area:
    """An area with somebody in it: a person, an actor with a role and a session, and a file."""
    number = next(_numbers)
    bare = Area(connection, place, 0, 0, 0, 0, 0, number)
    person = bare.insert("registry.person", "person_id", registered_place=place, residence_place=place)
    file = bare.insert(
        "registry.feed_file", "file_id", feed=FEED, place=place or 0, state="imported", version=number,
        content=bare.digest(32), file_digest=bare.digest(32),
    )  # fmt: skip
    actor = bare.insert("access.actor", "actor_id", login=f"held-{number}", display_name="名", place=place or 0)
    role = bare.insert(
        "access.assignment", "assignment_id", actor_id=actor.value, role="village_worker", power=False,
        place=place or 0,
    )  # fmt: skip
    session = bare.insert("access.session", "session_id", assignment_id=role.value, token_digest=bare.digest(32))
    return Area(connection, place, person.value, file.value, actor.value, role.value, session.value, number)
