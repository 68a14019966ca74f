"""Certificates in a chunk: kinds, numbers, slips, and what the row says beside them."""

from __future__ import annotations

from datetime import date

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.feeds.made_feeds import BORN, HELPED, KIND, NUMBER, PERIOD_END, SEX, made_feed, number_of

from canbao.basis.certificates.reading import read_certificate
from canbao.basis.days import from_date
from canbao.feeds.certificate_cells import disagreeing, kind_column_of, read_kinds, read_numbers

CARD = "resident_identity_card"
RIGHT = number_of(1)
OTHER_DAY = number_of(2, "19800502")


def number(text: str, kind: str | None = None) -> tuple[str | None, str | None, bool, list[str]]:
    """A number among others: kind, number, whether it has a slip, what is said."""
    kinds = pa.array([None, kind, CARD], pa.string())
    read = read_numbers(NUMBER, kinds, pa.array([RIGHT, text, None]), CARD, PERIOD_END)
    assert read.numbers[0].as_py() == RIGHT
    assert (read.kinds[2].as_py(), read.numbers[2].as_py()) == (None, None)
    codes = [one.finding.code for one in read.number_faults if 1 in one.where]
    return read.kinds[1].as_py(), read.numbers[1].as_py(), bool(read.to_mend[1]), codes


def test_a_right_number_is_taken_as_it_is() -> None:
    assert number(RIGHT) == (CARD, RIGHT, False, [])


@pytest.mark.parametrize("text", [f" {RIGHT} ", f"'{RIGHT}", f"{RIGHT[:6]} {RIGHT[6:14]} {RIGHT[14:]}"])
def test_what_is_added_to_a_number_falls_away(text: str) -> None:
    assert number(text) == (CARD, RIGHT, False, [])


def test_a_small_x_is_a_large_one() -> None:
    with_x = next(one for one in map(number_of, range(1, 99)) if one.endswith("X"))
    assert number(with_x.lower()) == (CARD, with_x, False, [])


def test_an_old_number_is_told_in_eighteen() -> None:
    old = RIGHT[:6] + RIGHT[8:17]
    assert number(old) == (CARD, RIGHT, False, ["certificate_number_of_fifteen"])


def test_the_kind_of_a_row_is_asked_for_its_number() -> None:
    assert number("Z840000001", "medical_birth_certificate") == ("medical_birth_certificate", "Z840000001", False, [])
    assert number("Z840000001")[3] == ["certificate_number_form"]


def test_a_number_that_says_another_kind_is_taken_as_that() -> None:
    assert number(RIGHT, "foreign_passport") == (CARD, RIGHT, False, ["certificate_kind_corrected"])


def test_a_wrong_check_character_is_a_slip_to_be_mended() -> None:
    wrong = RIGHT[:-1] + ("1" if RIGHT[-1] != "1" else "2")
    assert number(wrong) == (CARD, wrong, True, ["certificate_to_mend"])


def test_two_neighbours_exchanged_are_a_slip() -> None:
    assert RIGHT[14] != RIGHT[15] or RIGHT[15] != RIGHT[16]
    exchanged = RIGHT[:15] + RIGHT[16] + RIGHT[15] + RIGHT[17]
    assert number(exchanged) == (CARD, exchanged, True, ["certificate_to_mend"])


def test_a_letter_in_the_place_of_a_digit_is_a_slip() -> None:
    assert number(RIGHT.replace("0", "O", 1))[2:] == (True, ["certificate_to_mend"])
    assert number(RIGHT.replace("00", "OO", 1))[2:] == (False, ["certificate_number_form"])


def test_a_day_of_birth_that_does_not_exist_cannot_be_mended_where_the_check_agrees() -> None:
    assert number(number_of(1, "19800231"))[1:] == (None, False, ["certificate_birth_impossible"])


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("8843**********0014", "certificate_number_masked"),
        ("8.84300198005010E+17", "certificate_number_rounded"),
        ("1234", "certificate_number_form"),
        ("无", "certificate_number_form"),
    ],
)
def test_what_is_no_number_is_refused(text: str, code: str) -> None:
    assert number(text)[1:] == (None, False, [code])


@pytest.mark.parametrize(
    ("born", "codes"),
    [("20261129", []), ("20261130", []), ("20261201", ["certificate_birth_in_future"])],
)
def test_nobody_is_born_after_the_files_month(born: str, codes: list[str]) -> None:
    assert number(number_of(1, born))[3] == codes


@given(
    st.lists(
        st.sampled_from([RIGHT, OTHER_DAY, RIGHT.lower(), RIGHT[:-1], "A1234567", RIGHT[:6] + RIGHT[8:17], ""]),
        max_size=6,
    )
)
def test_numbers_are_read_as_one_by_one(texts: list[str]) -> None:
    """Those that are plainly right are read all at once."""
    cells = pa.array([text or None for text in texts], pa.string())
    read = read_numbers(NUMBER, pa.nulls(len(texts), pa.string()), cells, CARD, PERIOD_END)
    for at, text in enumerate(texts):
        if text and not read.to_mend[at]:
            certificate = read_certificate(CARD, text, from_date(PERIOD_END)).certificate
            assert read.numbers[at].as_py() == (certificate.number if certificate else None)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("居民身份证", CARD),
        ("居民身份证(户口簿)", CARD),
        ("身份证", CARD),
        ("01", CARD),
        ("1", CARD),
        ("08", "foreign_passport"),
        ("出生医学证明", None),
    ],
)
def test_a_kind_by_its_words_or_code(text: str, kind: str | None) -> None:
    kinds, faults = read_kinds(KIND, pa.array([None, text]))
    found = kinds.to_pylist()[1]
    assert (kind is None) or found == kind
    assert bool(faults) is (found is None)


def test_an_unknown_kind_is_told_with_the_nearest() -> None:
    kinds, faults = read_kinds(KIND, pa.array(["居民身份", "身份证", "居民身份"]))
    assert kinds.to_pylist() == [None, CARD, None]
    assert [(one.finding.code, one.where.tolist()) for one in faults] == [("certificate_kind_unknown", [0, 2])]


def differing(text: str, born: date | None, sex: str | None, kind: str = CARD) -> list[str]:
    """What a number says otherwise than its row, others around it agreeing."""
    values = {
        "born": pa.array([date(1980, 5, 1), born], pa.date32()),
        "sex": pa.array(["male", sex], pa.string()),
    }
    feed = made_feed([NUMBER, BORN, SEX], ["certificate_number"])
    kinds, numbers = pa.array([CARD, kind]), pa.array([RIGHT, text])
    faults = disagreeing(feed, values, kinds, numbers, pa.array([False, False]).to_numpy(zero_copy_only=False))
    assert all(0 not in one.where for one in faults)
    return [one.finding.code for one in faults if 1 in one.where]


def test_birth_and_sex_are_compared_with_the_row() -> None:
    born = date(1980, 5, 1)
    assert differing(RIGHT, born, "male") == []
    assert differing(RIGHT, date(1980, 5, 2), "male") == ["certificate_birth_differs"]
    assert differing(RIGHT, born, "female") == ["certificate_sex_differs"]
    assert differing(RIGHT, None, None) == []


@pytest.mark.parametrize("on", [date(1968, 2, 29), date(1899, 12, 31), date(2000, 1, 1), date(1970, 1, 1)])
def test_any_day_of_birth_agrees_with_its_own_number(on: date) -> None:
    assert differing(number_of(1, f"{on:%Y%m%d}"), on, "male") == []
    assert differing(number_of(1, f"{on:%Y%m%d}"), date(2001, 1, 1), "male") == ["certificate_birth_differs"]


def test_certificates_that_state_nothing_are_not_compared() -> None:
    assert differing("E84000001", date(1990, 1, 1), "female", "chinese_passport") == []


def test_a_disability_certificate_is_compared_by_the_number_in_it() -> None:
    assert differing(RIGHT + "43", date(1990, 1, 1), "male", "disability_certificate") == ["certificate_birth_differs"]


def test_which_column_says_the_kind_of_which_number() -> None:
    mother = NUMBER.model_copy(update={"name": "mother_certificate_number", "person": None})
    mothers_kind = KIND.model_copy(update={"name": "mother_certificate_kind", "person": None})
    feed = made_feed([KIND, NUMBER, mother, mothers_kind], ["certificate_number"])
    assert kind_column_of(feed, NUMBER) == KIND
    assert kind_column_of(feed, mother) == mothers_kind
    assert kind_column_of(made_feed([NUMBER, mothers_kind], ["certificate_number"]), NUMBER) is None
    assert kind_column_of(HELPED, NUMBER) == KIND
