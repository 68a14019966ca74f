"""Certificates in a chunk: kind and number columns read together, and compared with day of birth and sex.

A number with one slip (wrong check character) still says who is meant to whoever has name and birth beside it: the row
is taken with a warning and marked, its number being as it was written, for the registry to look for the people it may
be. A number that cannot be mended is refused.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from typing import Any, Final, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from canbao.basis.certificates.agreement import disagreements
from canbao.basis.certificates.certificate import Certificate
from canbao.basis.certificates.eighteen import FEMALE, LENGTH, MALE
from canbao.basis.certificates.kinds import (
    FOREIGN_PERMANENT_RESIDENCE,
    KINDS,
    RESIDENT_IDENTITY_CARD,
    CertificateKind,
    kind_called,
)
from canbao.basis.certificates.plain import plain
from canbao.basis.certificates.reading import normal_numbers, read_certificate
from canbao.basis.certificates.repairs import repairs
from canbao.basis.days import from_date
from canbao.basis.finding_codes import finding
from canbao.basis.findings import Finding
from canbao.basis.nearest import nearest
from canbao.feeds.checking_days import EPOCH, characters
from canbao.feeds.checking_faults import Fault, Mask
from canbao.feeds.descriptor import Column, Feed

SLIPS = frozenset(("certificate_check_character", "certificate_birth_impossible", "certificate_number_form"))
"""What a single slip in a number may bring about."""
WORDS_OF_SEX = {"男": MALE, "女": FEMALE}
ORDER_END: Final = 16
"""Where the digit of a number stands that tells the sex."""
BIRTH_DIGITS: Final = slice(6, 14)

_BRACKETS = re.compile(r"\([^()]*\)")


class Certificates(NamedTuple):
    """The certificates of a column. kinds: names of kinds, null where there is no number. numbers: in normal form.

    to_mend: the rows whose number has a slip, and stands as written.
    """

    kinds: Any
    numbers: Any
    number_faults: list[Fault]
    to_mend: Mask


def kind_column_of(feed: Feed, column: Column) -> Column | None:
    """The column that says of which kind the numbers of a column are, if any."""
    for one in feed.columns:
        if one.type != "certificate_kind":
            continue
        if one.person == "certificate_kind" if column.person else one.name == column.name.replace("number", "kind"):
            return one
    return None


def read_kinds(column: Column, texts: Any) -> tuple[Any, list[Fault]]:
    """A column of kinds of certificates, of tidy texts: their names, null where nothing or no kind stands."""
    distinct = texts.dictionary_encode()
    names, faults = list[str | None](), list[Fault]()
    labels = [kind.label.zh for kind in KINDS.values()]
    for at, text in enumerate(distinct.dictionary.to_pylist()):
        kind = _kind_called(column.codes_also.get(text, text))
        names.append(kind.name if kind else None)
        if kind is None:
            where = np.flatnonzero(pc.fill_null(pc.equal(distinct.indices, at), False))
            told = finding("certificate_kind_unknown", column.zh, nearest=nearest(text, labels) or labels[0])
            faults.append(Fault(where, told))
    return pa.array(names, pa.string()).take(distinct.indices), faults


def _kind_called(text: str) -> CertificateKind | None:
    """The kind that a text names, with what the platform says beside it in brackets or without."""
    return kind_called(text) or kind_called(_BRACKETS.sub("", text))


def read_numbers(column: Column, kinds: Any, texts: Any, default: str, as_of: date) -> Certificates:
    """A column of numbers, of tidy texts.

    kinds: the names of their kinds; null: ``default``. as_of: nobody is born later.
    """
    as_of_day = from_date(as_of)
    kinds = pc.if_else(pc.is_valid(texts), pc.fill_null(kinds, default), pa.scalar(None, pa.string()))
    ordinary = pc.if_else(pc.equal(kinds, RESIDENT_IDENTITY_CARD), texts, None).dictionary_encode()
    normal = pa.array(normal_numbers(ordinary.dictionary.to_pylist(), as_of_day), pa.string()).take(ordinary.indices)
    rest = np.flatnonzero(pc.and_(pc.is_valid(texts), pc.is_null(normal)))
    found: dict[Finding, list[int]] = defaultdict(list)
    to_mend = np.zeros(len(texts), bool)
    if not len(rest):
        return Certificates(kinds, normal, [], to_mend)
    of_kind, numbers = kinds.to_pylist(), normal.to_pylist()
    for at, text in zip(rest.tolist(), texts.take(rest).to_pylist(), strict=True):
        read = read_certificate(of_kind[at], text, as_of_day, column.zh)
        findings = read.findings
        if read.certificate is not None:
            of_kind[at], numbers[at] = read.certificate
        elif _is_slip(findings, text):
            to_mend[at], numbers[at] = True, plain(text)
            findings = (finding("certificate_to_mend", column.zh),)
        for one in findings:
            found[one].append(at)
    faults = [Fault(np.array(where, np.intp), one) for one, where in found.items()]
    return Certificates(pa.array(of_kind, pa.string()), pa.array(numbers, pa.string()), faults, to_mend)


def _is_slip(findings: tuple[Finding, ...], text: str) -> bool:
    """Whether a number may be wrong in one character, or by two that are exchanged."""
    codes = {one.code for one in findings if one.severity == "error"}
    if not codes <= SLIPS or len(plain(text)) != LENGTH:
        return False
    return "certificate_check_character" in codes or ("certificate_number_form" in codes and bool(repairs(text)))


def disagreeing(feed: Feed, values: Mapping[str, Any], kinds: Any, numbers: Any, to_mend: Mask) -> list[Fault]:
    """Where numbers state another day of birth, or another sex, than the row. values: the columns that were read."""
    number_column = _part(feed, "certificate_number")
    born_column, sex_column = _part(feed, "born"), _part(feed, "sex")
    if number_column is None or (born_column is None and sex_column is None):
        return []
    none = pa.nulls(len(numbers), pa.int32())
    born = values[born_column.name].cast(pa.int32()) if born_column else none
    sex = _sexes(sex_column, values[sex_column.name]) if sex_column else none
    found: dict[Finding, list[int]] = defaultdict(list)
    for at in _doubtful(kinds, numbers, born, sex, to_mend).tolist():
        certificate = Certificate(kinds[at].as_py(), numbers[at].as_py())
        on, of_sex = born[at].as_py(), sex[at].as_py()
        day = None if on is None else on + EPOCH
        for one in disagreements(certificate, born=day, sex=of_sex, about=number_column.zh):
            found[one].append(at)
    return [Fault(np.array(where, np.intp), one) for one, where in found.items()]


def _doubtful(kinds: Any, numbers: Any, born: Any, sex: Any, to_mend: Mask) -> Any:
    """The rows whose number is not plainly in agreement with the row: to be looked at one by one."""
    valid = pc.is_valid(numbers).to_numpy(zero_copy_only=False) & ~to_mend
    of_eighteen = pc.fill_null(pc.equal(pc.binary_length(numbers), LENGTH), False).to_numpy(zero_copy_only=False)
    looked_at = valid & ~of_eighteen
    at = np.flatnonzero(valid & of_eighteen)
    if len(at):
        digits = characters(numbers.take(pa.array(at)), LENGTH)[:, :-1].astype(np.int32) - ord("0")
        stated = digits[:, BIRTH_DIGITS] @ np.array(
            [10_000_000, 1_000_000, 100_000, 10_000, 1000, 100, 10, 1], np.int32
        )
        sexes = np.where(digits[:, ORDER_END] % 2, MALE, FEMALE)
        foreign = pc.equal(kinds, FOREIGN_PERMANENT_RESIDENCE).to_numpy(zero_copy_only=False)[at]
        differs = _other(born, at, stated, _in_digits) | (_other(sex, at, sexes, lambda one: one) & ~foreign)
        looked_at[at] = differs
    return np.flatnonzero(looked_at)


def _other(column: Any, at: Any, stated: Any, as_stated: Any) -> Mask:
    """Where a column of the row, if filled, says otherwise than the numbers at some rows."""
    taken = column.take(pa.array(at))
    said = as_stated(pc.fill_null(taken, 0).to_numpy(zero_copy_only=False))
    return np.asarray((said != stated) & pc.is_valid(taken).to_numpy(zero_copy_only=False))


def _in_digits(days: Any) -> Any:
    """Days since 1970 as numbers YYYYMMDD."""
    on = days.astype("datetime64[D]")
    year, month = on.astype("datetime64[Y]"), on.astype("datetime64[M]")
    return (
        (year.astype(np.int32) + 1970) * 10_000
        + (month.astype(np.int32) % 12 + 1) * 100
        + (on - month.astype("datetime64[D]")).astype(np.int32)
        + 1
    )


def _sexes(column: Column, codes: Any) -> Any:
    """A column of codes of sex as numbers; null for other codes."""
    numbers = {code: WORDS_OF_SEX.get(words.zh) for code, words in column.codes.items()}
    places = pc.index_in(codes, value_set=pa.array(list(numbers), pa.string()))
    return pa.array(list(numbers.values()), pa.int32()).take(places)


def _part(feed: Feed, part: str) -> Column | None:
    """The column that says this of the person, if any."""
    return next((column for column in feed.columns if column.person == part), None)


def default_kind(feed: Feed) -> str:
    """The name of the kind that a feed's numbers have where a row does not say."""
    kind = kind_called(feed.certificate_kind)
    return RESIDENT_IDENTITY_CARD if kind is None else kind.name
