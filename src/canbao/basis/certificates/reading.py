"""Reading a certificate: kind and text as a file or a form gives them, the certificate in normal form, and findings.

Errors are what cannot be a number; all else is taken, with warnings where it is doubtful. A number of eighteen
characters that is right tells its kind itself (identity card, residence permit, foreigner's card), whatever kind was
given. An old number of fifteen digits is told in eighteen.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from stdnum.cn import ric

from canbao.basis.certificates.certificate import Certificate
from canbao.basis.certificates.eighteen import (
    BIRTH,
    KINDS_OF_EIGHTEEN,
    LENGTH,
    REGION,
    birth_day,
    check_agrees,
    has_form,
    has_old_form,
    in_eighteen,
    is_sound,
    kind_of,
)
from canbao.basis.certificates.forms import form_of, kinds_fitting
from canbao.basis.certificates.kinds import DISABILITY_CERTIFICATE, KINDS, RESIDENT_IDENTITY_CARD
from canbao.basis.certificates.plain import is_masked, is_rounded, plain
from canbao.basis.certificates.regions import births_that_misfit, fits_birth
from canbao.basis.days import LAST_DAY, iso
from canbao.basis.finding_codes import finding
from canbao.basis.findings import Finding, Text
from canbao.basis.nearest import nearest

ABOUT: Final = "certificate"
LOST: Final = "000"
"""How a number ends of which a spreadsheet kept fifteen digits."""
NOTHING: Final = Text("", "")

_ORDINARY = re.compile(
    r"(?!8[123])[1-8][0-9]{5}(?:18|19|20)[0-9]{2}"
    r"(?:(?:0[1-9]|1[0-2])(?:0[1-9]|1[0-9]|2[0-8])|(?:0[13-9]|1[0-2])(?:29|30)|(?:0[13578]|1[02])31)"
    r"[0-9]{3}[0-9X]"
).fullmatch
"""An identity number that is not a permit's, born on a day that every year has: all but 29 February."""


class CertificateRead(NamedTuple):
    """What was read: the certificate, None when there is an error among the findings."""

    certificate: Certificate | None
    findings: tuple[Finding, ...]


def read_certificate(kind: str, text: str, as_of: int = LAST_DAY, about: str = ABOUT) -> CertificateRead:
    """Read a certificate.

    kind: a name of ``KINDS``. text: the number as given. as_of: day number; no holder is born later. about: what the
    findings are about. Raises KeyError for a kind that is none, naming the nearest.
    """
    if kind not in KINDS:
        raise KeyError(f"{kind} is no kind of certificate (nearest: {nearest(kind, KINDS) or 'none'})")
    number = plain(text)
    for code, is_so in (
        ("certificate_number_missing", not number),
        ("certificate_number_masked", is_masked(number)),
        ("certificate_number_rounded", is_rounded(text)),
    ):
        if is_so:
            return CertificateRead(None, (finding(code, about),))
    if has_form(number) and (kind in KINDS_OF_EIGHTEEN or is_sound(number)):
        return _outcome(Certificate(kind_of(number), number), [*_other_kind(kind, number, about)], as_of, about)
    if kind == RESIDENT_IDENTITY_CARD and has_old_form(number):
        told = finding("certificate_number_of_fifteen", about)
        return _outcome(Certificate(kind, in_eighteen(number)), [told], as_of, about)
    return _of_other_form(Certificate(kind, number), as_of, about)


def _outcome(certificate: Certificate, findings: list[Finding], as_of: int, about: str) -> CertificateRead:
    """A certificate of eighteen characters with what is found in its number; without it when that is an error."""
    findings += _found_in(certificate.number, as_of, about)
    refused = any(one.severity == "error" for one in findings)
    return CertificateRead(None if refused else certificate, tuple(findings))


def _other_kind(kind: str, number: str, about: str) -> Iterator[Finding]:
    """That the number is one of another kind than given."""
    told = kind_of(number)
    if told != kind:
        yield finding("certificate_kind_corrected", about, given=KINDS[kind].label, kind=KINDS[told].label)


def _found_in(number: str, as_of: int, about: str) -> Iterator[Finding]:
    """What is wrong or doubtful in a number of eighteen characters: check character, day of birth, region."""
    if not check_agrees(number):
        lost = number.endswith(LOST)
        yield finding("certificate_number_rounded" if lost else "certificate_check_character", about)
    born = birth_day(number[BIRTH])
    if born is None:
        yield finding("certificate_birth_impossible", about)
        return
    if born > as_of:
        yield finding("certificate_birth_in_future", about, day=iso(as_of))
    region, year = number[:REGION], int(number[BIRTH][:4])
    if kind_of(number) == RESIDENT_IDENTITY_CARD and not fits_birth(region, year):
        yield finding("certificate_region_out_of_time", about, region=region, year=year)


def _of_other_form(certificate: Certificate, as_of: int, about: str) -> CertificateRead:
    """A certificate whose number is not of eighteen characters, or of a kind that has numbers of its own."""
    kind, number = certificate
    form, label = form_of(kind), KINDS[kind].label
    if not form.is_within(number):
        fits = _fits(number)
        wrong = finding("certificate_number_form", about, kind=label, expected=form.expected, fits=fits)
        return CertificateRead(None, (wrong,))
    if not form.is_usual(number):
        return CertificateRead(
            certificate, (finding("certificate_number_unusual", about, kind=label, expected=form.expected),)
        )
    if kind == DISABILITY_CERTIFICATE:
        found = _found_in(number[:LENGTH], as_of, about)
        errors = tuple(one for one in found if one.severity == "error")
        return CertificateRead(None if errors else certificate, errors)
    return CertificateRead(certificate, ())


def _fits(number: str) -> Text:
    """Whose form the number has, as the end of a sentence; nothing when it has none."""
    labels = [KINDS[kind].label for kind in kinds_fitting(number)]
    if not labels:
        return NOTHING
    zh, en = "、".join(one.zh for one in labels), ", ".join(one.en for one in labels)
    return Text(f"；此号码的形式像是{zh}", f"; this one has the form of: {en}")


def normal_numbers(texts: Iterable[str], as_of: int = LAST_DAY) -> list[str | None]:
    """Identity numbers in normal form, for very many: None for each text that is to be read by ``read_certificate``.

    A number is given where reading it as that of an identity card finds nothing to say. as_of: day number; no holder is
    born later. About 2 µs a number.
    """
    ordinary, check, misfits = _ORDINARY, ric.calc_check_digit, births_that_misfit
    latest = iso(as_of).replace("-", "")
    return [
        text
        if ordinary(text) and check(text) == text[17] and text[6:14] <= latest and text[6:10] not in misfits(text[:6])
        else _normal_otherwise(text, as_of)
        for text in texts
    ]


def _normal_otherwise(text: str, as_of: int) -> str | None:
    """The number of a text that is not of the ordinary form; None where there is something to be said."""
    certificate, findings = read_certificate(RESIDENT_IDENTITY_CARD, text, as_of)
    return None if certificate is None or findings else certificate.number
