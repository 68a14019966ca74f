"""Every departure from the national frame is a finding with the local clause and the frame's."""

from __future__ import annotations

import pytest
from tests.unit.policy.city import library_with, read

from canbao.basis.findings import Finding
from canbao.policy.checks.frame import check_frame
from canbao.policy.library import Library, shipped_places, shipped_tree
from canbao.policy.load import pack_of

PROVINCE = """\
pack: 1
place: "420000"
name: {zh: 示例省, en: Example}
inherits: "000000"
documents:
  ex1:
    number: 例1号
    title: 例
    rank: provincial
    issued: 2025-01-01
    in_force: {from: 2025-01-01, through: null}
    status: read
values:
"""


def entry(name: str, value: str, unit: str, clause: str = "ex1/1") -> str:
    """One value from 2025 on."""
    return (
        f"  {name}:\n    - {{value: {value}, unit: {unit}, coverage_years: {{from: 2025, through: null}},"
        f" source: {clause}, status: read}}\n"
    )


COMPLETE = entry("limit.any_use_clears", "true", "flag") + entry("limit.restarts_after_gap", "true", "flag")


def departures(text: str, *others: str) -> list[Finding]:
    """The frame findings of a pack."""
    pack, tree = read(text)
    return check_frame(pack, tree, library_with(*others, text))


@pytest.mark.parametrize(
    ("name", "value", "unit", "code", "frame_clause"),
    [
        ("waiting.fixed_months", "3", "months", None, ""),
        ("waiting.fixed_months", "2", "months", "frame_departure", "gb38/2.3g"),
        ("waiting.fixed_months", "4", "months", "frame_departure", "gb38/2.3g"),
        ("waiting.fixed_months", "not_in_force", "months", "frame_departure", "gb38/2.3g"),
        ("waiting.months_per_missed_year", "2", "months", "frame_departure_in_principle", "gb38/2.3h"),
        ("waiting.months_per_repaired_year", "2", "months", "frame_departure", "gb38/2.3h"),
        ("waiting.long_gap_years", "5", "years", "frame_departure", "gb38/2.3h"),
        ("waiting.long_gap_total_months", "5", "months", "frame_departure_in_principle", "gb38/2.3h"),
        ("waiting.long_gap_total_months", "6", "months", None, ""),
        ("waiting.long_gap_total_months", "7", "months", None, ""),
        ("limit.continuity_step", "999.99", "yuan", "frame_departure_in_principle", "gb38/2.3d"),
        ("limit.continuity_step", "1000", "yuan", None, ""),
        ("limit.zero_claim_step", "999", "yuan", "frame_departure_in_principle", "gb38/2.3d"),
        ("limit.zero_claim_step", "undetermined", "yuan", None, ""),
        ("limit.cap", "{percent: 20}", "percent", None, ""),
        ("limit.cap", "{percent: 21}", "percent", "frame_departure_in_principle", "gb38/2.3d"),
        ("limit.cap", "{yuan: 80000}", "yuan", "frame_departure_in_principle", "gb38/2.3d"),
        ("limit.penalty", "{step_yuan: 3000, cap_yuan: 80000}", "yuan", None, ""),
    ],
)
def test_figures_are_held_against_the_frame(
    name: str, value: str, unit: str, code: str | None, frame_clause: str
) -> None:
    found = departures(PROVINCE + entry(name, value, unit, "ex1/9") + COMPLETE)
    assert [one.code for one in found] == ([code] if code else [])
    if found:
        assert found[0].clauses == ("ex1/9", frame_clause)
        assert found[0].about == f"city.yaml:15 values.{name}.0"
        assert found[0].severity == ("error" if code == "frame_departure" else "warning")


@pytest.mark.parametrize(("original", "departs"), [("400000", False), ("399999.99", True), ("unlimited", False)])
def test_a_cap_in_yuan_is_measured_where_the_original_limit_is_known(original: str, departs: bool) -> None:
    values = entry("limit.cap", "{yuan: 80000}", "yuan") + entry("limit.original", original, "yuan")
    codes = [one.code for one in departures(PROVINCE + values)]
    assert codes == (["frame_departure_in_principle"] if departs else [])


def test_an_overlay_with_the_original_limit_is_measured_against_the_inherited_cap() -> None:
    overlay = (
        PROVINCE.replace("pack: 1", "overlay: 1").replace('"420000"', '"140500"').replace('inherits: "000000"\n', "")
    )
    overlay = overlay.replace("name: {zh: 示例省, en: Example}\n", "")
    assert departures(overlay + entry("limit.original", "400000", "yuan")) == []
    (fault,) = departures(overlay + entry("limit.original", "300000", "yuan"))
    assert fault.code == "frame_departure_in_principle"
    assert fault.clauses == ("jy3/2a", "gb38/2.3d")


def test_clearing_and_restart_must_be_there() -> None:
    without = entry("limit.any_use_clears", "not_in_force", "flag") + entry("limit.restarts_after_gap", "false", "flag")
    found = departures(PROVINCE + without)
    assert [(one.code, one.clauses[1]) for one in found] == [
        ("frame_departure", "gb38/2.3e"),
        ("frame_departure", "gb38/2.3f"),
    ]


def test_a_pack_that_sets_the_bonus_but_says_nothing_of_clearing_and_restart_is_named() -> None:
    found = departures(PROVINCE + entry("limit.continuity_step", "5000", "yuan"))
    assert [(one.code, one.clauses[1]) for one in found] == [
        ("frame_not_addressed", "gb38/2.3e"),
        ("frame_not_addressed", "gb38/2.3f"),
    ]


CITY = PROVINCE.replace('"420000"', '"420100"').replace("ex1", "ex2").replace("例1号", "例2号")


def test_a_city_that_sets_the_wait_without_its_province_is_named() -> None:
    (fault,) = departures(CITY + entry("waiting.fixed_months", "3", "months", "ex2/1"))
    assert (fault.code, fault.severity) == ("competence_is_provincial", "warning")
    assert fault.clauses == ("ex2/1", "gb38/2.3i")
    assert "420000" in fault.message.en


def test_a_city_that_repeats_its_province_is_not_named() -> None:
    city = CITY.replace('inherits: "000000"', 'inherits: "420000"')
    province = PROVINCE + entry("waiting.long_gap_total_months", "8", "months")
    assert departures(city + entry("waiting.long_gap_total_months", "8", "months", "ex2/1"), province) == []
    (fault,) = departures(city + entry("waiting.long_gap_total_months", "7", "months", "ex2/1"), province)
    assert fault.code == "competence_is_provincial"
    assert "ex1/1" in fault.message.en


def test_the_shipped_packs_depart_where_the_texts_do() -> None:
    found = []
    for place in shipped_places():
        tree = shipped_tree(place)
        found += check_frame(pack_of(tree)[0], tree, Library())
    assert {(one.about.partition(":")[0], one.code, one.clauses) for one in found} == {
        ("140000.yaml", "frame_departure_in_principle", ("jy3/2a", "gb38/2.3d")),
        ("331100.yaml", "competence_is_provincial", ("ls25/2.3.2b", "gb38/2.3i")),
        ("331100.yaml", "competence_is_provincial", ("ls25/2.3.1", "gb38/2.3i")),
    }


@pytest.mark.parametrize("value", ["[1]", "{a: 1}", "many", "null", "-1", "1.5", "true"])
@pytest.mark.parametrize(
    "name", ["waiting.fixed_months", "limit.continuity_step", "limit.cap", "limit.original", "limit.restarts_after_gap"]
)
def test_a_value_of_the_wrong_form_is_left_to_the_check_of_values(name: str, value: str) -> None:
    text = PROVINCE + entry(name, value, "months") + entry("limit.penalty", "not_in_force", "yuan")
    assert {one.code for one in departures(text)} <= {"frame_departure_in_principle", "frame_not_addressed"}


def test_a_bonus_of_years_before_the_measures_has_no_frame() -> None:
    text = PROVINCE + entry("limit.continuity_step", "5000", "yuan").replace(
        "from: 2025, through: null", "from: 2020, through: 2024"
    )
    assert departures(text) == []
