"""The file of a person, what a search found, and the history, in plain values: what ``--json`` prints."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

from canbao.cli.registry_words import plain
from canbao.registry.people.case_facts import EVENTS
from canbao.registry.people.conflicts import conflicts
from canbao.registry.people.cover_years import cover_by_year

if TYPE_CHECKING:
    from canbao.registry.people.history import Recorded
    from canbao.registry.people.person_file import Held, PersonFile, Statement
    from canbao.registry.people.sources import Source
    from canbao.registry.people.summaries import Summary

AID = "aid"


def aid_of(file: PersonFile) -> list[Statement]:
    """What of the facts is aid."""
    return [fact for fact in file.facts if fact.what == AID]


def events_of(file: PersonFile) -> list[Statement]:
    """What of the facts is an event of a case."""
    return [fact for fact in file.facts if fact.what in EVENTS]


def others_of(file: PersonFile) -> list[Statement]:
    """The other facts."""
    return [fact for fact in file.facts if fact.what != AID and fact.what not in EVENTS]


def file_block(file: PersonFile, known_on: date | None, *, is_masked: bool) -> dict[str, Any]:
    """A file."""
    return {
        "person": file.person_id,
        "merged_into": file.merged_into,
        "as_of": file.as_of.isoformat(),
        "known_on": plain(known_on),
        "masked": is_masked,
        "identity": plain(file.identity),
        "certificates": [held_block(one) for one in file.certificates],
        "names": [held_block(one) for one in file.names],
        "household": [
            {"person": one.person_id, "name": one.name, "born": plain(one.born), "died": plain(one.died)}
            for one in file.household
        ],
        "cover_by_year": [
            {
                "year": one.year,
                "scheme": one.scheme,
                "reported": sorted(one.reported),
                "decided": sorted(one.decided),
                "differs": one.differs,
            }
            for one in cover_by_year(file)
        ],
        "cover": statements(file.cover),
        "overlaps": statements(file.overlaps),
        "reported": statements(file.reported),
        "records": statements(file.records),
        "aid": statements(aid_of(file)),
        "events": statements(events_of(file)),
        "facts": statements(others_of(file)),
        "conflicts": [
            {
                "what": one.what,
                "believed": plain({one.what: one.believed})[one.what],
                "said": [
                    {"value": plain({one.what: each.value})[one.what], "source": source_block(each.source)}
                    for each in one.said
                ],
            }
            for one in conflicts(file)
        ],
    }


def held_block(one: Held) -> dict[str, Any]:
    """A certificate or a name."""
    return {
        "kind": one.kind, "shown": one.shown, "from": plain(one.valid_from), "until": plain(one.valid_until),
        "held": one.is_held, "source": source_block(one.source),
    }  # fmt: skip


def statements(told: Iterable[Statement]) -> list[dict[str, Any]]:
    """What is said."""
    return [
        {"what": one.what, "said": plain(one.said), "from": plain(one.valid_from), "until": plain(one.valid_until),
         "source": source_block(one.source)}
        for one in told
    ]  # fmt: skip


def source_block(source: Source) -> dict[str, Any]:
    """Where something came from."""
    return {
        "feed": source.feed, "file": source.file, "month": f"{source.month:%Y-%m}" if source.month else None,
        "row": source.row_number, "known_at": plain(source.known_at),
    }  # fmt: skip


def summary_block(one: Summary) -> dict[str, Any]:
    """A person in a list."""
    return {
        "person": one.person_id, "name": one.name, "kind": one.kind, "certificate": one.certificate,
        **plain({"born": one.born, "died": one.died, "registered_place": one.registered_place,
                 "residence_place": one.residence_place}),
    }  # fmt: skip


def recorded_block(one: Recorded) -> dict[str, Any]:
    """Something recorded."""
    return {
        "what": one.what, "said": plain(one.said), "shown": one.shown, "from": plain(one.valid_from),
        "until": plain(one.valid_until), "recorded_in": one.recorded_in, "ended_in": one.ended_in,
        "ended_at": plain(one.ended_at), "source": source_block(one.source),
    }  # fmt: skip
