"""Every fault of a pack is a finding that names the line, what was expected and the nearest known word."""

from __future__ import annotations

from datetime import date

import pytest
from tests.unit.policy.city import CITY, OVERLAY, faults, line_here, read, spoilt

from canbao.basis.errors import BadInputError


def test_a_sound_pack_has_no_findings() -> None:
    assert faults(CITY) == []


def test_a_sound_overlay_has_no_findings() -> None:
    assert faults(OVERLAY) == []


SPOILT = {
    "an unknown parameter": (
        "  premium.personal:\n    - {value: 420, ",
        "  premium.personel:\n    - {value: 420, ",
        "unknown_key",
        "premium.personal",
    ),
    "an amount that is text": ("{value: 420,", "{value: much,", "wrong_value", "an amount in yuan"),
    "an amount below zero": ("{value: 420,", "{value: -1,", "wrong_value", "an amount in yuan"),
    "a window of days that do not exist": ("Y-1/09-15", "Y-1/09-31", "wrong_value", "Y-1/09-01"),
    "a window that ends before it begins": ("through: Y-1/12-20", "through: Y-1/09-01", "contradiction", "window ends"),
    "a wrong unit": ("unit: days\n", "unit: months\n", "wrong_unit", "days"),
    "an unknown document": ("source: ymz7/2.2", "source: ymz/2.2", "unknown_document", "ymz7"),
    "a value read in a document that was not": (
        "source: told/1, status: reported",
        "source: told/1, status: read",
        "contradiction",
        "转述",
    ),
    "two values for one year": (
        "{from: 2027, through: null}, source: told/1",
        "{from: 2026, through: null}, source: told/1",
        "overlapping_spans",
        "2026",
    ),
    "a year without a value between two": (
        "{from: 2027, through: null}, source: told/1",
        "{from: 2029, through: null}, source: told/1",
        "span_gap",
        "2027–2028",
    ),
    "an unknown interpretation": (
        "  employee_months_excusing_year:",
        "  employee_months_excuse:",
        "unknown_key",
        "employee_months_excusing_year",
    ),
    "a reading that is none": ("{value: 3, unit: months", "{value: 4, unit: months", "unknown_value", "1"),
    "a reading in the wrong unit": ("{value: 3, unit: months", "{value: 3, unit: flag", "wrong_unit", "months"),
    "an unknown circumstance": ("name: resumed", "name: resume", "unknown_value", "resumed"),
    "an unknown event": (
        "{event: household_registered,",
        "{event: household_registred,",
        "unknown_value",
        "household_registered",
    ),
    "no event": ("{event: household_registered,", "{event: none,", "unknown_value", "birth"),
    "an unknown companion": (
        "    price: personal",
        "    companion: left_servise\n    price: personal",
        "unknown_value",
        "left_service",
    ),
    "an unknown aid category": ("[destitute]", "[destitude]", "unknown_value", "destitute"),
    "a day that does not exist": ("from: Y-1/10-01}", "from: Y-1/02-30}", "wrong_value", "Y-1/10-01"),
    "a span that holds no day": ("until: Y+1/01-01,", "until: Y-1/01-01,", "contradiction", "Y/01-01"),
    "an unknown switch of a reading": (
        "{variable_survives_waiver:",
        "{variable_survives_waver:",
        "unknown_key",
        "variable_survives_waiver",
    ),
    "a value no switch has": ("waiver: true}", "waiver: 1}", "unknown_value", "true"),
    "a switch on which the row depends": (
        "    price: personal",
        "    only: {newborn_after_90_days: exempted}\n    price: personal",
        "unknown_value",
        "exempt",
    ),
    "a patch with an unknown key": ("set: {variable: applies}", "set: {varriable: applies}", "unknown_key", "variable"),
    "a patch that leaves no row": (
        "set: {variable: applies}",
        "set: {variable: sometimes}",
        "unknown_value",
        "applies",
    ),
    "a patch to a day that does not exist": (
        "set: {variable: applies}",
        "set: {not_before: Y/13-01}",
        "wrong_value",
        "Y-1/10-01",
    ),
    "a patch without a condition": ("when: {variable_survives_waiver: true}", "when: {}", "without_effect", "readings"),
    "a layer that does not exist": ('inherits: "430000"', 'inherits: "420000"', "unknown_value", "430000"),
    "a layer that is not above": ('inherits: "430000"', 'inherits: "140000"', "wrong_value", "430000"),
    "a layer passed over": ('inherits: "430000"', 'inherits: "000000"', "layer_skipped", "430000"),
    "no layer at all": ('inherits: "430000"', "inherits: null", "missing_key", "inherits"),
    "a missing layer elsewhere": (
        'inherits: "430000"',
        'inherits: "430000"\nmissing_layers: [{place: "330000", number: x}]',
        "without_effect",
        "missing_layers",
    ),
    "a place code of no place": ('place: "439900"', 'place: "990000"', "wrong_value", "GB/T 2260"),
    "a document that ends before it is issued": (
        "in_force: {from: 2025-09-01, through: null}",
        "in_force: {from: 2025-01-01, through: 2025-02-01}",
        "impossible_date",
        "issued",
    ),
    "a document that displaces nothing known": (
        "    issued: 2025-08-20",
        "    displaces: [xz12]\n    issued: 2025-08-20",
        "unknown_document",
        "xz11",
    ),
    "a document that forwards nothing known": (
        "    issued: 2025-08-20",
        "    forwards: jy3\n    issued: 2025-08-20",
        "unknown_document",
        "xy41",
    ),
    "a short name that stands for another": ("  told:\n", "  xz11:\n", "contradiction", "湘政办发"),
    "an interpretation outside the frame": (
        "readings:\n  employee",
        "interpretations:\n  fixed_as_90_days: {clause: ymz7/1, default: false, alternatives: [true],"
        " evidence: {kind: none, zh: 无, en: none}}\n\nreadings:\n  employee",
        "without_effect",
        "national",
    ),
}


@pytest.mark.parametrize("fault", SPOILT)
def test_a_fault_is_named_with_its_line_and_the_nearest_word(fault: str) -> None:
    old, new, code, nearest = SPOILT[fault]
    text = spoilt(old, new)
    found = [one for one in faults(text) if one.code == code]
    assert found, faults(text)
    changed = {number for number, (before, after) in enumerate(_lines_side_by_side(CITY, text), 1) if before != after}
    first = min(changed)
    named = found[0].about.removeprefix("city.yaml:")
    line, path = named.split(" ", 1)
    assert int(line) in range(first, first + 3), found[0].about
    assert path
    assert nearest in found[0].message.en + found[0].message.zh, found[0].message


def _lines_side_by_side(one: str, other: str) -> list[tuple[str, str]]:
    before, after = one.splitlines(), other.splitlines()
    length = max(len(before), len(after))
    before += [""] * (length - len(before))
    after += [""] * (length - len(after))
    return list(zip(before, after, strict=True))


def test_the_line_named_is_the_line_of_the_fault() -> None:
    text = spoilt("    aid_categories: [destitute]", "    aid_categories: [destitude] # here")
    (fault,) = faults(text)
    assert fault.about == f"city.yaml:{line_here(text)} circumstances.0.aid_categories.0"


def test_the_later_of_two_values_for_a_year_names_the_line_of_the_other() -> None:
    (fault,) = faults(
        spoilt("{from: 2027, through: null}, source: told/1", "{from: 2026, through: null}, source: told/1")
    )
    assert fault.about == "city.yaml:25 values.premium.personal.1"
    assert "city.yaml:24" in fault.message.en


@pytest.mark.parametrize(("prevails", "gives_way"), [("ymz7", "told"), ("told", "ymz7")])
def test_a_document_that_displaces_the_other_settles_an_overlap(prevails: str, gives_way: str) -> None:
    text = spoilt("{from: 2027, through: null}, source: told/1", "{from: 2026, through: null}, source: told/1")
    assert [one.code for one in faults(text)] == ["overlapping_spans"]
    assert faults(spoilt(f"  {prevails}:\n", f"  {prevails}:\n    displaces: [{gives_way}]\n", text)) == []


@pytest.mark.parametrize(("begins", "codes"), [(2027, []), (2028, ["span_gap"])])
def test_a_single_year_left_out_is_a_gap(begins: int, codes: list[str]) -> None:
    text = spoilt("{from: 2027, through: null}, source: told/1", f"{{from: {begins}, through: null}}, source: told/1")
    assert [one.code for one in faults(text)] == codes


def test_rows_of_one_circumstance_and_limb_may_not_claim_the_same_year() -> None:
    second = CITY[CITY.index("  - name: resumed") :]
    found = faults(CITY + second)
    assert [one.code for one in found] == ["overlapping_spans"]
    assert found[0].about.startswith("city.yaml:52 circumstances.1")
    later = second.replace("{from: 2026, through: 2026}", "{from: 2027, through: 2027}")
    assert faults(CITY + later) == []


def test_documents_of_different_coverage_years_do_not_meet() -> None:
    text = spoilt("{from: 2027, through: null}, source: told/1", "{from: 2026, through: null}, source: told/1")
    text = text.replace("premium.personal:", "waiting.fixed_months:").replace("unit: yuan", "unit: months")
    text = text.replace("value: 420", "value: 3").replace("value: 430", "value: 3")
    assert [one.code for one in faults(text)] == ["overlapping_spans"]
    ends = text.replace(
        "in_force: {from: 2025-09-01, through: null}", "in_force: {from: 2025-09-01, through: 2025-12-31}"
    )
    begins = ends.replace("in_force: {from: 2025-01-01, through: null}", "in_force: {from: 2026-01-01, through: null}")
    assert faults(begins) == []


@pytest.mark.parametrize(
    ("ends", "today", "is_named"),
    [
        ("2026-12-31", date(2025, 12, 30), False),
        ("2026-12-31", date(2025, 12, 31), True),
        ("2026-12-31", date(2026, 1, 1), True),
        ("2026-12-31", date(2026, 12, 31), True),
        ("2026-12-31", date(2027, 1, 1), False),
    ],
)
def test_a_document_is_named_in_the_year_before_it_ends(ends: str, today: date, is_named: bool) -> None:
    text = spoilt("in_force: {from: 2025-09-01, through: null}", f"in_force: {{from: 2025-09-01, through: {ends}}}")
    codes = [one.code for one in faults(text, today=today)]
    assert codes == (["document_ends_soon"] if is_named else [])


def test_a_pack_without_content_is_named_unless_it_forwards() -> None:
    empty = CITY[: CITY.index("values:")]
    assert [one.code for one in faults(empty)] == ["pack_without_content"]
    assert faults(empty.replace("    issued: 2025-08-20", "    forwards: xz11\n    issued: 2025-08-20")) == []


def test_an_overlay_over_a_place_without_a_pack_is_an_error() -> None:
    (fault,) = faults(OVERLAY.replace('"430000"', '"430100"'))
    assert (fault.code, fault.severity) == ("overlay_without_pack", "error")
    assert fault.about == "city.yaml:2 place"
    assert "430000" in fault.message.en


def test_an_overlay_may_leave_years_out_between() -> None:
    more = OVERLAY + OVERLAY.splitlines()[-1].replace("2026", "2029") + "\n"
    assert faults(more) == []


def test_an_unknown_key_is_refused_on_reading_with_the_nearest() -> None:
    with pytest.raises(BadInputError) as refused:
        read(spoilt("circumstances:\n", "circumstance:\n"))
    (fault,) = refused.value.findings
    assert fault.code == "unknown_key"
    assert fault.about.startswith("city.yaml:37")
    assert "circumstances" in fault.message.en


def test_a_value_without_a_source_is_refused_on_reading() -> None:
    with pytest.raises(BadInputError) as refused:
        read(spoilt(", source: ymz7/2.1", ""))
    assert [one.code for one in refused.value.findings] == ["missing_key"]


def test_packs_that_inherit_each_other_are_named_and_do_not_loop() -> None:
    below = CITY.replace('"439900"', '"439901"').replace("ymz7", "ymz8").replace('"430000"', '"439900"')
    loop = spoilt('inherits: "430000"', 'inherits: "439901"')
    assert "wrong_value" in [one.code for one in faults(loop, [below])]


def test_a_document_without_end_may_say_so_by_the_last_day_there_is() -> None:
    assert (
        faults(
            spoilt("in_force: {from: 2025-09-01, through: null}", "in_force: {from: 2025-09-01, through: 9999-12-31}")
        )
        == []
    )


def test_a_pack_of_the_frame_that_leaves_something_out_is_refused() -> None:
    frame = CITY.replace('"439900"', '"000000"').replace('inherits: "430000"', "inherits: null")
    missing = {one.message.en.split("'")[1] for one in faults(frame) if one.code == "missing_key"}
    assert {"waiting.fixed_months", "first_missed_year_counts"} <= missing
    assert "premium.tiers" not in missing
