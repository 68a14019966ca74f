"""How commands come to a person: a search, or a number of the registry; every look is written to the audit trail."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from canbao.basis.certificates.kinds import KINDS, RESIDENT_IDENTITY_CARD, kind_called
from canbao.basis.errors import BadInputError
from canbao.basis.finding_codes import finding
from canbao.basis.findings import Text
from canbao.basis.nearest import nearest

if TYPE_CHECKING:
    from psycopg import Connection

    from canbao.basis.certificates.certificate import Certificate
    from canbao.registry.people.found import Seen
    from canbao.sealing.ring import KeyRing

NOTHING_NEAR = Text("无", "none")
MOST_TOLD = 20


@dataclass(frozen=True)
class Search:
    """What a person is looked for by: a certificate, or name, day of birth and place (12 digits, 0 for anywhere)."""

    certificate: Certificate | None = None
    name: str = ""
    born: date | None = None
    place: int = 0

    @property
    def by(self) -> str:
        """By what, for the audit trail: never the number or the name."""
        return "certificate" if self.certificate else "name_and_birth"


def search_of(number: str | None, kind: str | None, name: str | None, born: date | None, place: int | None) -> Search:
    """The search that options ask for. Raises BadInputError."""
    if number is not None:
        return Search(certificate_of(number, kind))
    if name and name.strip() and born:
        return Search(name=name, born=born, place=place or 0)
    raise BadInputError([finding("person_search_needed", "--number")])


def certificate_of(number: str, kind: str | None) -> Certificate:
    """A certificate as options give it; an identity card unless a kind is given. Raises BadInputError."""
    from canbao.basis.certificates.reading import read_certificate

    known = KINDS[RESIDENT_IDENTITY_CARD] if kind is None else kind_called(kind)
    if known is None:
        near = nearest(kind or "", KINDS)
        told = KINDS[near].label if near else NOTHING_NEAR
        raise BadInputError([finding("certificate_kind_unknown", "--kind", nearest=told)])
    read = read_certificate(known.name, number, about="--number")
    if read.certificate is None:
        raise BadInputError([one for one in read.findings if one.severity == "error"])
    return read.certificate


def found(connection: Connection[Any], ring: KeyRing, search: Search) -> list[int]:
    """The people that a search finds, at most 20; written to the audit trail with how many they are."""
    from canbao.access.audit import audited
    from canbao.access.denials import require
    from canbao.registry.people.found import by_certificate, by_name_and_birth, tokens_of

    with audited(connection, "person.find", search.by, place=search.place or None) as detail:
        require(connection, "registry.read")
        tokens = tokens_of(ring)
        if search.certificate is not None:
            people = by_certificate(connection, tokens, search.certificate)
        else:
            assert search.born is not None
            people = by_name_and_birth(connection, tokens, search.name, search.born, search.place)
        detail["found"] = len(people)
    return people


def one_of(people: list[int]) -> int:
    """The one that was found. Raises BadInputError for none and for several."""
    if not people:
        raise BadInputError([finding("person_not_found", "--number")])
    if len(people) > 1:
        told = ", ".join(map(str, people[:MOST_TOLD]))
        raise BadInputError([finding("person_several", "--number", count=len(people), people=told)])
    return people[0]


@contextmanager
def looking(
    connection: Connection[Any], person: int, act: str, about: str = "", *, why: str = "", right: str = "registry.read"
) -> Iterator[Seen]:
    """Look at a person; that it was done, and why, is written to the audit trail, also when it is denied.

    right: without which nobody may. Raises BadInputError for nobody whom the present actor may see, DeniedError.
    """
    from canbao.access.audit import audited
    from canbao.access.denials import require
    from canbao.registry.people.found import seen

    who = seen(connection, person)
    with audited(connection, act, about, person_id=person, place=who.place if who else None, why=why):
        require(connection, right)
        if who is None:
            raise BadInputError([finding("person_unknown", str(person), person=person)])
        yield who
