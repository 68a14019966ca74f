"""Places side by side: every cell says what the text gives, with its clause, or that there is none."""

from __future__ import annotations

from datetime import date

import pytest
from tests.unit.policy.city import OVERLAY, library_with

from canbao.basis.errors import BadInputError
from canbao.policy.comparison.compare import Cell, Comparison, compare
from canbao.policy.library import Library, shipped_places
from canbao.policy.policies import Policies

POLICIES = Policies(Library())
THREE = ("430000", "140500", "331100")


@pytest.fixture(scope="module")
def in_2026() -> Comparison:
    """Hunan, Jincheng and Lishui on 1 January 2026."""
    return compare(POLICIES, THREE, date(2026, 1, 1))


def cells(comparison: Comparison, key: str) -> tuple[Cell, ...]:
    """The cells of a row."""
    return next(row.cells for row in comparison.rows if row.key == key)


@pytest.mark.parametrize(
    ("key", "texts", "statuses", "clauses"),
    [
        ("premium.personal", ("400 元",) * 3, ("reported",) * 3, "nhsa/personal-2026"),
        ("window", ("2025-09-01 至 2025-12-31",) * 3, ("assumed",) * 3, "practice/window"),
        ("late_price", ("个人缴费加财政补助：1,124 元", "—", "—"), ("read", "silent", "silent"), "xz11/2a"),
        ("waiting.fixed_months", ("3 个月",) * 3, ("read",) * 3, "xz11/8"),
        ("waiting.repair_only_with_payment", ("否", "否", "是"), ("read",) * 3, "gb38/2.3h"),
        ("limit.continuity_step", ("5,000 元", "3,000 元", "5,000 元"), ("read",) * 3, "xz11/5"),
        ("limit.cap", ("原封顶线的 20%", "80,000 元", "原封顶线的 20%"), ("read",) * 3, "xz11/5"),
        ("limit.original", ("—",) * 3, ("silent",) * 3, None),
        ("aid.orphan", ("100%", "无法确定", "未施行"), ("assumed", "undetermined", "not_in_force"), "xz11/2e"),
        ("circumstance.employee_ended_late", (None, "—", "—"), ("read", "silent", "silent"), "xz11/9c"),
        (
            "limit.penalty",
            ("未施行", "每断保 1 年降 3,000 元，最多 80,000 元", "未施行"),
            ("not_in_force", "read", "not_in_force"),
            "gb38/2.3f",
        ),
        (
            "continuity_raise_from",
            ("当年（默认解读）", "当年（默认解读）", "次年1月1日"),
            ("silent", "silent", "read"),
            None,
        ),
    ],
)
def test_each_place_says_its_own(
    in_2026: Comparison, key: str, texts: tuple[str | None, ...], statuses: tuple[str, ...], clauses: str | None
) -> None:
    found = cells(in_2026, key)
    assert tuple(cell.status for cell in found) == statuses
    for cell, text in zip(found, texts, strict=True):
        assert text is None or cell.text.zh == text
    assert (clauses in found[0].clauses) if clauses else not found[0].clauses


def test_hunan_counts_the_fixed_wait_in_days_in_2025_only() -> None:
    in_2025 = compare(POLICIES, THREE, date(2025, 12, 31))
    assert cells(in_2025, "waiting.fixed_months")[0].text.zh == "3 个月（按 90 天计算）"
    assert "xy41/2.7" in cells(in_2025, "waiting.fixed_months")[0].clauses
    in_2026 = compare(POLICIES, THREE, date(2026, 1, 1))
    assert cells(in_2026, "waiting.fixed_months")[0].text.zh == "3 个月"


def test_documents_in_force_and_missing_layers_are_named(in_2026: Comparison) -> None:
    hunan, jincheng, lishui = cells(in_2026, "documents")
    assert hunan.text.zh.startswith("湘政办发〔2025〕11号")
    assert "湘医保发" not in hunan.text.zh  # ended with 2025
    assert "晋市医保发〔2025〕3号" in jincheng.text.zh
    assert "国办发〔2024〕38号" in lishui.text.zh
    assert [cell.status for cell in cells(in_2026, "missing_layers")] == [None, None, "undetermined"]
    assert "浙医保联发〔2024〕19号" in cells(in_2026, "missing_layers")[2].text.zh


def test_a_document_shows_its_days_and_that_one_of_them_is_assumed(in_2026: Comparison) -> None:
    hunan, jincheng, lishui = (cell.text for cell in cells(in_2026, "documents"))
    assert "2025-03-25 印发，2025-01-01 起施行" in hunan.zh
    forwarded, shanxi, _frame = jincheng.en.splitlines()
    for line in (forwarded, shanxi):
        assert "issued 2025-01-01, in force 2025-01-01 to 2029-12-31" in line
        assert "the day of issue is not in the text (assumed)" in line
    assert "issued 2025-05-29, in force from 2025-01-01" in lishui.en


def test_rows_of_the_coverage_year_differ_from_rows_of_any_year(in_2026: Comparison) -> None:
    """xz11/9a asks that employee cover ended in the coverage year; ls25/2.3.2d only for the three months."""
    hunan = cells(in_2026, "circumstance.employee_ended")[0].text
    assert hunan.zh.startswith("职工医保断保（当年）后 3 个月内，当年缴费，")
    assert hunan.en.startswith(
        "employee cover ended (in the coverage year): within 3 months, paid in the coverage year"
    )
    _, jincheng, lishui = (cell.text.zh.splitlines() for cell in cells(in_2026, "circumstance.resumed"))
    assert lishui[0].startswith("· 职工医保断保后 3 个月内，当年集中缴费期外缴费；")
    assert jincheng[1].startswith("· 退出现役（当年）后 3 个月内，当年集中缴费期外缴费；")
    assert jincheng[2].startswith("· 随军配偶离队后 3 个月内，当年集中缴费期外缴费；")


@pytest.mark.parametrize(
    ("name", "place", "zh", "en"),
    [
        (
            "new_student",
            0,
            "入学注册（上年），上年缴费，",
            "registered at a school (in the year before), paid in the year",
        ),
        (
            "new_student",
            1,
            "入学注册（上年），上年缴费；",
            "registered at a school (in the year before), paid in the year",
        ),
        ("newborn", 1, "出生（当年），当年缴费；", "birth (in the coverage year), paid in the coverage year; "),
        (
            "newborn_next_year",
            0,
            "出生（2025-10-01 起，2026-01-01 前）后 90 天内",
            "birth (from 2025-10-01, before 2026-01-01)",
        ),
        (
            "employee_ended_next_year",
            0,
            "职工医保断保（2025-10-01 起，2026-01-01 前）后 3 个月内，当年年底前缴费；",
            "",
        ),
        ("employee_ended_late", 0, "职工医保断保（上年或当年）后超过 3 个月，当年集中缴费期外缴费；", ""),
        (
            "prepaid_student",
            0,
            "预缴期满（当年或以后），无须缴费；",
            "prepaid schooling ends (in the coverage year or later)",
        ),
        ("late", 2, "集中缴费期结束后至当年年底缴费；", "paid after the window, by the end of the coverage year; "),
        ("in_window", 2, "集中缴费期内缴费，无断保年度；", "paid in the window, without missed years; "),
    ],
)
def test_a_row_says_when_it_happens_and_when_it_is_paid(
    in_2026: Comparison, name: str, place: int, zh: str, en: str
) -> None:
    text = cells(in_2026, f"circumstance.{name}")[place].text
    assert text.zh.startswith(zh)
    assert text.en.startswith(en)


def test_the_months_of_the_groups_left_to_other_rules_are_marked_as_a_reading(in_2026: Comparison) -> None:
    hunan, jincheng, _ = cells(in_2026, "other_rules")
    assert hunan.text.zh.endswith("12 个月内（月数为平台的解读，原文未载）")
    assert hunan.text.en.endswith("within 12 months (the months are the platform's reading, not in the text)")
    assert (jincheng.text.zh, jincheng.status) == ("未施行", "not_in_force")


@pytest.mark.parametrize(
    ("key", "texts"),
    [
        (
            "resident.resident",
            (
                "户籍地、常住地可参加",
                "常住地可参加\n户籍地可参加",
                "常住地（非户籍地）可参加，须有居住证\n户籍地可参加",
            ),
        ),
        (
            "resident.newborn",
            (
                "户籍地、常住地可参加",
                "户籍地、父母常住地可参加，须有本人户口簿、出生医学证明之一",
                "非户籍地可参加，须有出生医学证明，须有父母一方本地户口簿、父母一方本地居住证之一\n户籍地可参加",
            ),
        ),
        (
            "resident.student",
            (
                "学籍地可参加（原则上）\n户籍地、常住地可参加，须有未在学校参保的证明（原则上）",
                "学籍地可参加\n户籍地可参加",
                "学籍地可参加\n户籍地可参加",
            ),
        ),
        ("resident.unit_employee", ("不限国籍：不得参加", "—", "—")),
        ("employee.unemployment_benefit", ("不限国籍：不论联系地可参加",) * 3),
        (
            "employee.flexible_worker",
            (
                "户籍地、常住地、就业地可参加",
                "常住地、就业地可参加\n户籍地可参加",
                "就业地（非户籍地）可参加，须有本地就业登记\n户籍地可参加",
            ),
        ),
    ],
)
def test_who_may_enrol_is_told_with_ties_and_documents(in_2026: Comparison, key: str, texts: tuple[str, ...]) -> None:
    assert tuple(cell.text.zh for cell in cells(in_2026, f"opening.{key}")) == texts


def test_openings_for_people_from_elsewhere_say_so_and_end_with_their_text() -> None:
    key, days = "opening.resident.student", (date(2025, 12, 31), date(2026, 1, 1))
    before, after = (cells(compare(POLICIES, ("430000",), day), key)[0].text.en.splitlines() for day in days)
    abroad = "resident of Hong Kong, Macau or Taiwan, foreigner: allowed: place of study"
    assert abroad in before
    assert abroad not in after


def test_what_a_large_city_must_open_is_told_where_the_class_of_the_city_is_given() -> None:
    large = OVERLAY[: OVERLAY.index("  premium.personal")].replace("430000", "331100") + (
        "  eligibility.city_class:\n    - {value: mega, unit: choice,"
        " coverage_years: {from: 2026, through: 2026}, source: ymz9/1, status: read}\n"
    )
    pupil = "opening.resident.pupil"
    plain, mega = (
        cells(compare(policies, ("331100",), date(2026, 1, 1)), pupil)[0].clauses
        for policies in (POLICIES, Policies(library_with(large)))
    )
    assert plain == ("ls25/2.1.1", "ls25/2.3.2d", "gb38/2.1")
    assert mega == plain  # the place's own text speaks of residence already
    frame = compare(Policies(library_with(large.replace("331100", "000000"))), ("000000",), date(2026, 1, 1))
    assert "gb38/2.1b" in cells(frame, pupil)[0].clauses


def test_every_way_into_a_circumstance_is_named(in_2026: Comparison) -> None:
    hunan, jincheng, lishui = cells(in_2026, "circumstance.resumed")
    assert hunan.status == "silent"
    assert len(jincheng.text.zh.splitlines()) == len(jincheng.text.en.splitlines()) == 4
    assert len(lishui.text.zh.splitlines()) == 7
    assert "次月起 3 个月内" in lishui.text.zh
    in_2025 = compare(POLICIES, ("430000",), date(2025, 6, 1))
    assert len(cells(in_2025, "circumstance.resumed")[0].text.zh.splitlines()) == 4


def test_rows_that_differ_are_known(in_2026: Comparison) -> None:
    differs = {row.key: row.differs for row in in_2026.rows}
    assert not differs["premium.personal"]
    assert differs["limit.continuity_step"]


def test_a_comparison_of_all_places_has_words_in_both_languages_for_every_cell() -> None:
    comparison = compare(POLICIES, shipped_places(), date(2026, 6, 1))
    keys = [row.key for row in comparison.rows]
    assert len(keys) == len(set(keys))
    for row in comparison.rows:
        assert len(row.cells) == len(shipped_places())
        for cell in row.cells:
            assert cell.text.zh
            assert cell.text.en
            assert (
                cell.clauses or cell.status in ("silent", "undetermined") or row.key in ("documents", "missing_layers")
            )


def test_an_overlay_shows_with_its_own_clause() -> None:
    comparison = compare(Policies(library_with(OVERLAY)), ("430000", "140500"), date(2026, 1, 1))
    hunan, jincheng = cells(comparison, "premium.personal")
    assert (hunan.text.zh, hunan.clauses, hunan.status) == ("410 元", ("ymz9/1",), "read")
    assert (jincheng.text.zh, jincheng.status) == ("400 元", "reported")


def test_a_year_without_a_premium_is_silent_and_never_last_years() -> None:
    in_2027 = compare(POLICIES, THREE, date(2027, 1, 1))
    assert {cell.status for cell in cells(in_2027, "premium.personal")} == {"silent"}
    assert cells(in_2027, "late_price")[0].text.zh == "个人缴费加财政补助"


def test_before_shanxis_text_ends_and_after() -> None:
    last, after = (compare(POLICIES, ("140500",), day) for day in (date(2029, 12, 31), date(2030, 1, 1)))
    assert cells(last, "limit.continuity_step")[0].clauses == ("jy3/2a",)
    assert cells(after, "limit.continuity_step")[0].status == "silent"


@pytest.mark.parametrize(("day", "is_refused"), [("2024-12-31", True), ("2025-01-01", False), ("2025-01-02", False)])
def test_a_day_before_the_measures_is_refused(day: str, is_refused: bool) -> None:
    if is_refused:
        with pytest.raises(BadInputError) as refused:
            compare(POLICIES, THREE, date.fromisoformat(day))
        assert [one.code for one in refused.value.findings] == ["law_not_in_force"]
    else:
        assert compare(POLICIES, THREE, date.fromisoformat(day)).year == 2025


def test_an_unknown_place_is_refused() -> None:
    with pytest.raises(BadInputError) as refused:
        compare(POLICIES, ("430000", "990000"), date(2026, 1, 1))
    assert [one.code for one in refused.value.findings] == ["unknown_place"]


def test_the_frame_itself_leaves_steps_open_and_a_province_without_them_is_silent() -> None:
    frame, hunan = cells(compare(POLICIES, ("000000", "430000"), date(2026, 1, 1)), "limit.original")
    assert (frame.status, frame.clauses) == ("undetermined", ("gb38/2.3d",))
    assert hunan.status == "silent"


def test_the_late_price_has_an_amount_only_when_both_its_parts_are_known() -> None:
    personal = OVERLAY.replace("{from: 2026, through: 2026}", "{from: 2027, through: 2027}")
    both = personal + "  premium.subsidy:\n" + personal.splitlines()[-1].replace("410", "750") + "\n"
    for overlay, text in ((personal, "个人缴费加财政补助"), (both, "个人缴费加财政补助：1,160 元")):
        comparison = compare(Policies(library_with(overlay)), ("430000",), date(2027, 5, 1))
        assert cells(comparison, "late_price")[0].text.zh == text


def test_the_goal_for_the_enrolment_rate_is_hunans_of_2025() -> None:
    in_2025, in_2026 = (compare(POLICIES, ("430000",), date(year, 1, 1)) for year in (2025, 2026))
    assert cells(in_2025, "goal.enrolment_rate")[0].text.zh == "95%"
    assert cells(in_2026, "goal.enrolment_rate")[0].status == "silent"


def test_rules_beside_enrolment_are_compared_where_any_place_has_them(in_2026: Comparison) -> None:
    hunan, jincheng, lishui = cells(in_2026, "conversion.resident_years_per_employee_year")
    assert (hunan.status, jincheng.text.zh, lishui.status) == ("silent", "5 年", "silent")
    hunan, jincheng, _ = cells(in_2026, "relation.student_overlap")
    assert (hunan.text.zh, jincheng.text.zh) == ("2025-09-01 至 2025-12-31", "至 2025-12-31")
    assert cells(in_2026, "family_account.relatives")[0].text.zh.startswith("配偶、父母、子女")


def test_tiers_of_the_premium_are_named() -> None:
    tiers = OVERLAY[: OVERLAY.index("  premium.personal")] + (
        "  premium.tiers:\n    - {value: [{personal: 400, benefit_grade: 1}, {personal: 600, benefit_grade: 2}],"
        " unit: yuan, coverage_years: {from: 2026, through: 2026}, source: ymz9/1, status: read}\n"
    )
    comparison = compare(Policies(library_with(tiers)), ("430000",), date(2026, 1, 1))
    assert cells(comparison, "premium.tiers")[0].text.zh == "400 元（第 1 档待遇）、600 元（第 2 档待遇）"
