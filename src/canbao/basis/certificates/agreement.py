"""Whether a certificate's number agrees with what a record says of its holder. Warnings, never refusals."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from canbao.basis.certificates.certificate import Certificate, Stated, stated
from canbao.basis.certificates.eighteen import FEMALE, MALE
from canbao.basis.certificates.kinds import RESIDENT_IDENTITY_CARD
from canbao.basis.certificates.regions import province_of
from canbao.basis.days import iso
from canbao.basis.finding_codes import finding
from canbao.basis.findings import Finding, Text

ABOUT: Final = "certificate"
SEXES = {MALE: Text("男", "male"), FEMALE: Text("女", "female")}


def disagreements(
    certificate: Certificate,
    born: int | None = None,
    sex: int | None = None,
    first_registered_in: str | None = None,
    about: str = ABOUT,
) -> tuple[Finding, ...]:
    """What a number states otherwise than a record; what either does not say is not compared.

    born: day number. sex: ``MALE`` or ``FEMALE``; other numbers mean unknown. first_registered_in: the place code where
    the household was first registered, never the one of today: people move, and numbers stay. Only provinces are
    compared, because counties are renumbered; a region that no province has is not compared.
    """
    says = stated(certificate)
    if says is None:
        return ()
    findings = [*_born_and_sex(says, born, sex, about)]
    if certificate.kind == RESIDENT_IDENTITY_CARD and says.region and first_registered_in:
        findings += _region(says.region, first_registered_in, about)
    return tuple(findings)


def _born_and_sex(says: Stated, born: int | None, sex: int | None, about: str) -> Iterator[Finding]:
    """Day of birth and sex that differ."""
    if born is not None and says.born != born:
        yield finding("certificate_birth_differs", about, day=iso(born))
    if sex in SEXES and says.sex is not None and says.sex != sex:
        yield finding("certificate_sex_differs", about, sex=SEXES[sex])


def _region(region: str, place: str, about: str) -> Iterator[Finding]:
    """A province that differs."""
    province = province_of(region)
    if province is not None and province_of(place) not in (None, province):
        yield finding("certificate_region_differs", about, province=place[: len(province)] + "0000")
