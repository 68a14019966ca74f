"""The kinds of certificate by which a person is known: a closed table.

Inside the project a kind has an English name, whose words stand in the glossary; the codes of the national platform
(``psn_cert_type``) are met at the border only. A kind may have two codes: the permit of Hong Kong and of Macau is one
certificate here, so that a wrong code does not make two people of one.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import Final

from canbao.basis.findings import Text
from canbao.basis.glossary import label

RESIDENT_IDENTITY_CARD: Final = "resident_identity_card"
HONG_KONG_MACAU_TRAVEL_PERMIT: Final = "hong_kong_macau_travel_permit"
TAIWAN_TRAVEL_PERMIT: Final = "taiwan_travel_permit"
FOREIGN_PERMANENT_RESIDENCE: Final = "foreign_permanent_residence"
FOREIGN_PASSPORT: Final = "foreign_passport"
DISABILITY_CERTIFICATE: Final = "disability_certificate"
CHINESE_PASSPORT: Final = "chinese_passport"
RESIDENCE_PERMIT: Final = "hong_kong_macau_taiwan_residence_permit"
MEDICAL_BIRTH_CERTIFICATE: Final = "medical_birth_certificate"

MACAU_LETTER: Final = "M"
"""The first letter of what is issued to residents of Macau."""


@dataclass(frozen=True, slots=True)
class CertificateKind:
    """A kind of certificate. platform: the platform's codes for it, the first of them where nothing tells which."""

    name: str
    platform: tuple[str, ...]

    @property
    def label(self) -> Text:
        """What it is called."""
        return label(self.name)


TABLE: tuple[CertificateKind, ...] = (
    CertificateKind(RESIDENT_IDENTITY_CARD, ("01",)),
    CertificateKind("military_officer_card", ("02",)),
    CertificateKind("armed_police_officer_card", ("03",)),
    CertificateKind(HONG_KONG_MACAU_TRAVEL_PERMIT, ("04", "05")),
    CertificateKind(TAIWAN_TRAVEL_PERMIT, ("06",)),
    CertificateKind(FOREIGN_PERMANENT_RESIDENCE, ("07",)),
    CertificateKind(FOREIGN_PASSPORT, ("08",)),
    CertificateKind(DISABILITY_CERTIFICATE, ("09",)),
    CertificateKind("military_family_certificate", ("10",)),
    CertificateKind("foreign_work_permit", ("11",)),
    CertificateKind("foreign_expert_certificate", ("12",)),
    CertificateKind("foreign_correspondent_card", ("13",)),
    CertificateKind("hong_kong_macau_taiwan_work_permit", ("14",)),
    CertificateKind("returned_expert_certificate", ("15",)),
    CertificateKind(CHINESE_PASSPORT, ("16",)),
    CertificateKind(RESIDENCE_PERMIT, ("17",)),
    CertificateKind("social_security_card", ("90",)),
    CertificateKind("other_certificate", ("99",)),
    CertificateKind("poverty_register_code", ("990102",)),
    CertificateKind(MEDICAL_BIRTH_CERTIFICATE, ("990201",)),
)

KINDS: dict[str, CertificateKind] = {kind.name: kind for kind in TABLE}

ALSO: dict[str, str] = {
    "身份证": RESIDENT_IDENTITY_CARD,
    "户口簿": RESIDENT_IDENTITY_CARD,
    "公民身份号码": RESIDENT_IDENTITY_CARD,
    "回乡证": HONG_KONG_MACAU_TRAVEL_PERMIT,
    "港澳居民来往内地通行证": HONG_KONG_MACAU_TRAVEL_PERMIT,
    "台胞证": TAIWAN_TRAVEL_PERMIT,
    "外国人永久居留证": FOREIGN_PERMANENT_RESIDENCE,
    "护照": CHINESE_PASSPORT,
    "出生证": MEDICAL_BIRTH_CERTIFICATE,
    "出生证明": MEDICAL_BIRTH_CERTIFICATE,
}
"""What departments also write for a kind."""


def _even(text: str) -> str:
    """A word without the differences of width and case."""
    return unicodedata.normalize("NFKC", text).strip().lower()


@cache
def _called() -> dict[str, str]:
    """The name of a kind by everything it is called: name, words in both languages, codes with and without zeros."""
    called = dict(ALSO)
    for kind in TABLE:
        called |= {_even(word): kind.name for word in (kind.name, kind.label.zh, kind.label.en)}
        called |= {spelt: kind.name for code in kind.platform for spelt in (code, code.lstrip("0"))}
    return called


def kind_called(text: str) -> CertificateKind | None:
    """The kind that a text names: its name, its words, or a code of the platform (a spreadsheet drops the first 0).

    None when it names none; the finding for that is ``certificate_kind_unknown``.
    """
    name = _called().get(_even(text))
    return None if name is None else KINDS[name]


def names_of_kinds() -> tuple[str, ...]:
    """All names, in the order of the platform's codes."""
    return tuple(KINDS)


def platform_code(kind: str, number: str) -> str:
    """The platform's code for a certificate; of two codes the second is for numbers that begin with Macau's letter."""
    codes = KINDS[kind].platform
    return codes[-1] if number.startswith(MACAU_LETTER) else codes[0]
