"""Reading certificates: what is taken, what is told, what is refused."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.basis.certificates.made_up import NUMBERS, OLD_NUMBERS, number

from canbao.basis.certificates.certificate import Certificate
from canbao.basis.certificates.eighteen import with_check
from canbao.basis.certificates.kinds import KINDS, names_of_kinds
from canbao.basis.certificates.reading import CertificateRead, normal_numbers, read_certificate
from canbao.basis.days import from_date

CARD = "resident_identity_card"
PERMIT = "hong_kong_macau_taiwan_residence_permit"
FOREIGN_CARD = "foreign_permanent_residence"
AS_OF = from_date(date(2026, 11, 29))


def codes(read: CertificateRead) -> list[str]:
    """The codes of what was found."""
    return [one.code for one in read.findings]


def taken(kind: str, text: str, as_of: int = AS_OF) -> tuple[str, str] | None:
    """Kind and number of a text that is read without any finding; None otherwise."""
    read = read_certificate(kind, text, as_of)
    return None if read.findings or read.certificate is None else (read.certificate.kind, read.certificate.number)


@given(NUMBERS)
def test_a_sound_number_is_read_without_anything_to_say(sound: str) -> None:
    assert read_certificate(CARD, sound) == (Certificate(CARD, sound), ())


def test_a_number_is_read_however_it_is_written() -> None:
    sound = number(order=2)
    for text in (f" {sound}\t", f"'{sound}", f"{sound[:6]}-{sound[6:14]}-{sound[14:]}", f"\ufeff{sound}\u3000"):
        assert taken(CARD, text) == (CARD, sound)


@given(OLD_NUMBERS)
def test_an_old_number_is_told_in_eighteen_with_a_note(old: str) -> None:
    read = read_certificate(CARD, old)
    assert codes(read) == ["certificate_number_of_fifteen"]
    assert read.certificate is not None
    assert taken(CARD, read.certificate.number) == tuple(read.certificate)


@given(NUMBERS, st.integers(0, 17), st.sampled_from("0123456789"))
def test_one_wrong_digit_is_refused(sound: str, at: int, digit: str) -> None:
    wrong = sound[:at] + digit + sound[at + 1 :]
    if wrong != sound:
        assert read_certificate(CARD, wrong).certificate is None


def test_a_wrong_check_character_is_refused_by_name() -> None:
    sound = number()
    wrong = sound[:-1] + ("1" if sound[-1] != "1" else "2")
    assert codes(read_certificate(CARD, wrong)) == ["certificate_check_character"]


def test_a_day_of_birth_that_does_not_exist_is_refused_though_the_check_agrees() -> None:
    assert codes(read_certificate(CARD, number("19800230"))) == ["certificate_birth_impossible"]


def test_both_are_told_where_check_and_birth_are_wrong() -> None:
    sound = number("19800230", order=1)
    wrong = sound[:-1] + ("1" if sound[-1] != "1" else "2")
    assert codes(read_certificate(CARD, wrong)) == ["certificate_check_character", "certificate_birth_impossible"]


@pytest.mark.parametrize(
    ("born", "found"),
    [("20261128", []), ("20261129", []), ("20261130", ["certificate_birth_in_future"])],
)
def test_nobody_is_born_after_the_day_of_reading(born: str, found: list[str]) -> None:
    assert codes(read_certificate(CARD, number(born), AS_OF)) == found
    assert (normal_numbers([number(born)], AS_OF) == [None]) is bool(found)


@pytest.mark.parametrize(
    ("kind", "text", "code"),
    [
        (CARD, "", "certificate_number_missing"),
        (CARD, " \t ", "certificate_number_missing"),
        ("other_certificate", "--", "certificate_number_missing"),
        (CARD, "880***********0010", "certificate_number_masked"),
        (CARD, "880123XXXXXXXX0010", "certificate_number_masked"),
        (CARD, "8.80123E+17", "certificate_number_rounded"),
        (CARD, "880123198005010000", "certificate_number_rounded"),
        (CARD, "88012319800501001", "certificate_number_form"),
        (CARD, "8801231980050100100", "certificate_number_form"),
        (CARD, "王小明", "certificate_number_form"),
        (CARD, "无", "certificate_number_form"),
        (CARD, "8" * 5_000, "certificate_number_form"),
        (PERMIT, "H12345678", "certificate_number_form"),
        ("foreign_passport", "1234", "certificate_number_form"),
        ("foreign_passport", "A" * 20, "certificate_number_form"),
        ("foreign_passport", "A" * 20 + "1", "certificate_number_form"),
        ("chinese_passport", "护照123456", "certificate_number_form"),
        ("medical_birth_certificate", "待办", "certificate_number_form"),
        ("other_certificate", "12", "certificate_number_form"),
        ("other_certificate", "1" * 41, "certificate_number_form"),
        ("disability_certificate", number()[:-1] + "?44", "certificate_number_form"),
    ],
)
def test_what_cannot_be_a_number_is_refused_with_its_reason(kind: str, text: str, code: str) -> None:
    assert read_certificate(kind, text).certificate is None
    assert codes(read_certificate(kind, text)) == [code]


@pytest.mark.parametrize(
    ("kind", "text", "normal"),
    [
        ("hong_kong_macau_travel_permit", "H12345678", "H12345678"),
        ("hong_kong_macau_travel_permit", "m 12345678 00", "M1234567800"),
        ("hong_kong_macau_travel_permit", "K12345678", "K12345678"),
        ("hong_kong_macau_travel_permit", "KJ1234567", "KJ1234567"),
        ("hong_kong_macau_travel_permit", "MB1234567", "MB1234567"),
        ("taiwan_travel_permit", "12345678", "12345678"),
        ("taiwan_travel_permit", "1234567801", "1234567801"),
        ("taiwan_travel_permit", "1234567801（B）", "1234567801B"),
        (FOREIGN_CARD, "zzz110080050110", "ZZZ110080050110"),
        ("chinese_passport", "E12345678", "E12345678"),
        ("chinese_passport", "ea1234567", "EA1234567"),
        ("chinese_passport", "G12345678", "G12345678"),
        ("chinese_passport", "P.1234567", "P1234567"),
        ("chinese_passport", "SE1234567", "SE1234567"),
        ("chinese_passport", "141234567", "141234567"),
        ("foreign_passport", "12345", "12345"),
        ("foreign_passport", "AB12345678901234567C", "AB12345678901234567C"),
        ("medical_birth_certificate", "x320101001", "X320101001"),
        ("military_officer_card", "军字第1234567号", "军字第1234567号"),
        ("social_security_card", "A12345678", "A12345678"),
        ("other_certificate", "123", "123"),
        ("other_certificate", "1" * 40, "1" * 40),
        ("disability_certificate", number() + "44", number() + "44"),
        ("disability_certificate", number() + "12B1", number() + "12B1"),
    ],
)
def test_numbers_of_the_published_forms_are_taken_in_normal_form(kind: str, text: str, normal: str) -> None:
    assert taken(kind, text) == (kind, normal)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("hong_kong_macau_travel_permit", "H1234567"),
        ("hong_kong_macau_travel_permit", "H123456789"),
        ("hong_kong_macau_travel_permit", "C12345678"),
        ("taiwan_travel_permit", "1234567"),
        ("taiwan_travel_permit", "123456789"),
        (FOREIGN_CARD, "ZZ110080050110"),
        ("chinese_passport", "EO1234567"),
        ("chinese_passport", "EI1234567"),
        ("chinese_passport", "F12345678"),
        ("medical_birth_certificate", "X32010100"),
        ("medical_birth_certificate", "X3201010011"),
        ("medical_birth_certificate", "320101001"),
        ("disability_certificate", "431234567"),
        ("disability_certificate", number() + "84"),
    ],
)
def test_an_unusual_number_is_taken_with_a_warning(kind: str, text: str) -> None:
    read = read_certificate(kind, text)
    assert read.certificate == (kind, text)
    assert [(one.code, one.severity) for one in read.findings] == [("certificate_number_unusual", "warning")]


@pytest.mark.parametrize(
    ("given_kind", "region", "kind"),
    [
        (CARD, "810000", PERMIT),
        (CARD, "820000", PERMIT),
        (CARD, "830000", PERMIT),
        (CARD, "911999", FOREIGN_CARD),
        (PERMIT, "880123", CARD),
        (PERMIT, "911999", FOREIGN_CARD),
        (FOREIGN_CARD, "880123", CARD),
        ("foreign_passport", "911999", FOREIGN_CARD),
        ("chinese_passport", "880123", CARD),
        ("other_certificate", "880123", CARD),
        ("social_security_card", "880123", CARD),
        ("taiwan_travel_permit", "830000", PERMIT),
    ],
)
def test_a_sound_number_of_eighteen_tells_its_kind_itself(given_kind: str, region: str, kind: str) -> None:
    sound = number("18600501", region=region)
    read = read_certificate(given_kind, sound)
    assert read.certificate == (kind, sound)
    assert [(one.code, one.severity) for one in read.findings] == [("certificate_kind_corrected", "warning")]
    assert KINDS[kind].label.zh in read.findings[0].message.zh


@pytest.mark.parametrize(("kind", "region"), [(PERMIT, "810000"), (PERMIT, "830000"), (FOREIGN_CARD, "911999")])
def test_permits_and_foreign_cards_of_eighteen_are_held_to_the_same_check(kind: str, region: str) -> None:
    sound = number("18600501", region=region)
    assert taken(kind, sound) == (kind, sound)
    wrong = sound[:-1] + ("1" if sound[-1] != "1" else "2")
    assert codes(read_certificate(kind, wrong)) == ["certificate_check_character"]


def test_eighteen_characters_that_do_not_agree_are_a_passport_if_that_was_said() -> None:
    wrong = with_check("88012319800501001")[:-1] + "9"
    assert taken("foreign_passport", wrong) == ("foreign_passport", wrong)


def test_a_refused_number_is_told_whose_form_it_has() -> None:
    (wrong,) = read_certificate(CARD, "X320101001").findings
    assert KINDS["medical_birth_certificate"].label.zh in wrong.message.zh
    assert KINDS["medical_birth_certificate"].label.en in wrong.message.en
    (wrong,) = read_certificate(CARD, "12").findings
    assert wrong.message.en.endswith("(or the old fifteen digits).")


def test_a_region_that_ended_before_the_number_can_have_been_given_is_a_warning() -> None:
    sound = number("20900501", region="110110")
    read = read_certificate(CARD, sound)
    assert read.certificate == (CARD, sound)
    assert [(one.code, one.severity) for one in read.findings] == [("certificate_region_out_of_time", "warning")]
    assert "110110" in read.findings[0].message.en
    assert normal_numbers([sound]) == [None]


@pytest.mark.parametrize("tail", ["", "44"])
def test_the_identity_number_in_a_disability_certificate_is_held_to_its_check(tail: str) -> None:
    kind = "disability_certificate" if tail else CARD
    sound = number()
    wrong = sound[:-1] + ("1" if sound[-1] != "1" else "2")
    assert codes(read_certificate(kind, wrong + tail)) == ["certificate_check_character"]


def test_a_kind_that_is_none_is_an_error_of_the_caller() -> None:
    with pytest.raises(KeyError, match="nearest: resident_identity_card"):
        read_certificate("resident_identitycard", "1")


def test_the_finding_says_what_it_is_about() -> None:
    (missing,) = read_certificate(CARD, "", about="births.csv:7").findings
    assert missing.about == "births.csv:7"


@given(st.sampled_from(names_of_kinds()), st.text(max_size=60) | NUMBERS | OLD_NUMBERS)
def test_any_text_is_taken_or_refused_and_what_is_taken_stays_as_it_is(kind: str, text: str) -> None:
    read = read_certificate(kind, text)
    errors = [one for one in read.findings if one.severity == "error"]
    assert (read.certificate is None) is bool(errors)
    if read.certificate is not None:
        again = read_certificate(*read.certificate)
        assert again.certificate == read.certificate
        assert 3 <= len(read.certificate.number) <= 40


@given(NUMBERS)
def test_no_message_and_no_repr_tells_the_number(sound: str) -> None:
    wrong = sound[:-1] + ("1" if sound[-1] != "1" else "2")
    for kind in (CARD, PERMIT, "foreign_passport"):
        for text in (sound, wrong, sound + "0"):
            told = repr(read_certificate(kind, text)) + str(read_certificate(kind, text).certificate)
            assert text not in told
            assert text[6:14] not in told


DIRTY = st.one_of(
    NUMBERS,
    OLD_NUMBERS,
    NUMBERS.map(lambda sound: f" {sound.lower()} "),
    NUMBERS.map(lambda sound: sound[:-1] + "0"),
    st.builds(
        lambda born, region: number(born, region=region),
        st.sampled_from(["18600501", "18600230"]),
        st.sampled_from(["810000", "820000", "830000", "911999"]),
    ),
    st.builds(
        lambda year, month, day: number(f"{year:04d}{month:02d}{day:02d}"),
        st.sampled_from([1799, 1800, 1900, 1996, 2000, 2023, 2024, 2026, 2027, 2100]),
        st.integers(0, 13),
        st.sampled_from([0, 1, 28, 29, 30, 31, 32]),
    ),
    st.text(max_size=20),
)
"""Numbers as files have them: right, old, untidy, wrong, and no numbers at all."""


@given(st.lists(DIRTY, max_size=20))
def test_the_fast_path_gives_exactly_the_numbers_that_are_read_without_anything_to_say(texts: list[str]) -> None:
    slow = [read_certificate(CARD, text, AS_OF) for text in texts]
    expected = [one.certificate.number if one.certificate and not one.findings else None for one in slow]
    assert normal_numbers(texts, AS_OF) == expected


@pytest.mark.parametrize("year", [1900, 2023, 2024])
def test_the_fast_path_knows_every_day_of_a_year_and_no_other(year: int) -> None:
    texts = [number(f"{year}{month:02d}{day:02d}") for month in range(14) for day in range(33)]
    days = [one for one in normal_numbers(texts) if one is not None]
    assert len(days) == date(year, 12, 31).timetuple().tm_yday
    assert days == [text for text in texts if read_certificate(CARD, text).certificate]


@pytest.mark.parametrize("region", ["810000", "820000", "830000", "911999"])
def test_the_fast_path_leaves_permits_and_foreign_cards_to_be_read(region: str) -> None:
    assert normal_numbers([number("18600501", region=region)]) == [None]
