"""A certificate of a person in normal form, what its number states, and by which number a person stays the same."""

from __future__ import annotations

from typing import NamedTuple

from canbao.basis.certificates.eighteen import (
    KINDS_OF_EIGHTEEN,
    LENGTH,
    REGION,
    born_of,
    has_form,
    is_sound,
    kind_of,
    sex_of,
)
from canbao.basis.certificates.kinds import (
    DISABILITY_CERTIFICATE,
    FOREIGN_PERMANENT_RESIDENCE,
    HONG_KONG_MACAU_TRAVEL_PERMIT,
    TAIWAN_TRAVEL_PERMIT,
)
from canbao.basis.certificates.masks import masked

LIFELONG: dict[str, int] = {HONG_KONG_MACAU_TRAVEL_PERMIT: 9, TAIWAN_TRAVEL_PERMIT: 8}
"""Of how many characters the number is that a holder keeps; those after it count the cards.

Hong Kong and Macau: a letter and eight digits, then two of renewal until the cards of 2012 (Ministry of Public
Security, rules for the numbers of the permit, 2010). Taiwan: eight digits, before 25 September 2008 followed by two of
renewal and the sign of the issuing office (National Immigration Administration, journal 2020 no. 21, p. 36).
"""


class Certificate(NamedTuple):
    """A certificate: a name of ``KINDS`` and the number in normal form. Shown masked, also in logs and errors."""

    kind: str
    number: str

    def __repr__(self) -> str:
        return f"Certificate({self.kind}, {masked(self.kind, self.number)})"


class Stated(NamedTuple):
    """What a number says of its holder.

    born: day number. sex: ``MALE`` or ``FEMALE``; None where the number does not say. region: six digits of GB/T 2260
    where it was first given; None where the number has none.
    """

    born: int
    sex: int | None
    region: str | None


def stated(certificate: Certificate) -> Stated | None:
    """What a certificate's number states: those of eighteen characters do, and the number of a disabled person does.

    Of a foreigner's card only the birth is told: its rules do not promise that the order tells the sex.
    """
    number = resident_number_in(certificate)
    if number is None:
        return None
    if kind_of(number) == FOREIGN_PERMANENT_RESIDENCE:
        return Stated(born_of(number), None, None)
    return Stated(born_of(number), sex_of(number), number[:REGION])


def resident_number_in(certificate: Certificate) -> str | None:
    """The number of eighteen characters that a certificate has or begins with; None when there is none."""
    number = certificate.number[:LENGTH]
    if certificate.kind in KINDS_OF_EIGHTEEN:
        return number if has_form(number) and len(certificate.number) == LENGTH else None
    if certificate.kind == DISABILITY_CERTIFICATE:
        return number if is_sound(number) else None
    return None


def lifelong(certificate: Certificate) -> Certificate:
    """The certificate by which its holder is found again after a renewal: without what counts the cards.

    A disability certificate that begins with an identity number gives that number with its own kind.
    """
    kept = LIFELONG.get(certificate.kind)
    if kept is not None:
        return Certificate(certificate.kind, certificate.number[:kept])
    number = resident_number_in(certificate)
    return certificate if number is None else Certificate(kind_of(number), number)
