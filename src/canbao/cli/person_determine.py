"""A person decided from the registry: the case that its facts make, and the answer of ``canbao determine``."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from canbao.basis.errors import BadInputError
from canbao.basis.finding_codes import finding
from canbao.basis.findings import Finding, Language
from canbao.basis.place_numbers import place_code
from canbao.cli.answering import Job, Reply, answer_all, status_of
from canbao.cli.context import root_of
from canbao.cli.output import fail
from canbao.cli.person_lookup import looking

if TYPE_CHECKING:
    from pathlib import Path

    import typer
    from psycopg import Connection

    from canbao.casework.decide import Decision
    from canbao.casework.read import ReadCase
    from canbao.casework.report import Detail
    from canbao.registry.people.person_file import PersonFile
    from canbao.sealing.ring import KeyRing


def case_from(
    connection: Connection[Any],
    ring: KeyRing,
    person: int,
    year: int,
    paid_on: date | None,
    place: int | None,
    known_day: date | None,
    today: date,
) -> tuple[dict[str, Any], list[Finding]]:
    """The case of a person as the registry knows it, and what is to be known of it. Written to the audit trail.

    place: of the enrolment; None for where the person lives, else is registered. known_day: as was known then.
    Raises BadInputError where birth or place are missing, and for nobody whom the present actor may see.
    """
    from canbao.registry.people.case_facts import facts_of
    from canbao.registry.people.case_of import case_of
    from canbao.registry.people.found import history_start, known_on
    from canbao.registry.people.person_file import read
    from canbao.sealing.seals import Seals

    known = known_on(connection, known_day) if known_day else None
    with looking(connection, person, "person.determine", str(year)) as who:
        file = read(connection, Seals(ring), person, paid_on or today, known)
        facts = facts_of(connection, person, year, known)
        assert file is not None
        assert facts is not None
    at = place_of(file, place)
    since = history_start(connection, at, known)
    found: list[Finding] = []
    if who.merged_into is not None:
        found.append(finding("person_merged", str(person), into=who.merged_into))
    if since is None:
        found.append(finding("history_start_missing", place_code(at), place=place_code(at)))
    if facts.unsettled:
        found.append(finding("year_not_settled", str(person), years=", ".join(map(str, facts.unsettled))))
    return case_of(facts, year, paid_on, at, since), found


def place_of(file: PersonFile, place: int | None) -> int:
    """Where the person enrols. Raises BadInputError for what is missing, birth too: all of it at once."""
    faults = []
    if file.identity.get("born") is None:
        faults.append(finding("person_birth_missing", str(file.person_id)))
    known = (place, file.identity.get("residence_place"), file.identity.get("registered_place"))
    at = next((each for each in known if each is not None), None)
    if at is None:
        faults.append(finding("person_place_missing", "--place"))
    if faults or at is None:
        raise BadInputError(faults)
    return at


def answered(
    context: typer.Context,
    case: dict[str, Any],
    detail: Detail,
    language: Language,
    overlays: list[Path],
    *,
    as_json: bool,
) -> int:
    """Decide a case and print what ``canbao determine`` prints; the exit status."""
    from canbao.basis.tree import Tree

    try:
        policies = root_of(context).policies(overlays)
    except BadInputError as bad:
        fail(bad.findings, language, as_json=as_json)
    job = Job(Tree(case, f"#{case['id']}"), policies, language, as_json)

    def reply(_: ReadCase, decision: Decision) -> Reply:
        if as_json:
            from canbao.casework.report import report

            return Reply(status_of(decision), report(decision, policies, detail, language))
        from canbao.cli.pages import case_page

        case_page(decision, policies, detail, language)
        return Reply(status_of(decision))

    return answer_all(job, reply)
