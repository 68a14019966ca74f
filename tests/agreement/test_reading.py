"""Self-checks of the oracle against the figures written in docs/reference/reading.md (not against any engine)."""

import random
from collections.abc import Iterator
from datetime import date

import pytest

from .generate import random_case
from .hits import kinds
from .law import add_months
from .reading import decide

HUNAN, JINCHENG, LISHUI, FRAME = "430000", "140500", "331100", "000000"


def rows(*years: int, **more: object) -> list[dict]:
    """Resident years paid in the window."""
    return [{"year": year, "resident": True, "paid_in_window": True} | more for year in years]


def made(place: str, year: int, paid_on: date | None, history: list[dict] | None = None, **more: object) -> dict:
    """A case of an adult; keys of person, enrolment and the case itself may be given."""
    person = {"born": more.pop("born", date(1980, 5, 1))}
    for name in ("aid", "events"):
        if name in more:
            person[name] = more.pop(name)
    enrolment = {"scheme": "resident", "year": year, "paid_on": paid_on}
    for name in ("repair", "circumstance"):
        if name in more:
            enrolment[name] = more.pop(name)
    case = {"case": 1, "place": place, "person": person, "history": history or [], "enrolment": enrolment}
    return case | more


def ended(day: date) -> list[dict]:
    """The end of employee cover."""
    return [{"kind": "employee_cover_ended", "on": day}]


def test_example_of_the_design() -> None:
    """Hunan, paid 2025-03-10 with one missed year: benefits from 2025-07-08."""
    answer = decide(made(HUNAN, 2025, date(2025, 3, 10), rows(2022, 2023), original_limit_yuan=400000))
    assert answer["circumstance"] == "late"
    assert answer["years"] == {"missed": 1, "continuous": 1}
    assert answer["premium"] == {
        "basis": "personal_plus_subsidy",
        "personal_yuan": 400,
        "subsidy_yuan": 700,
        "aid_yuan": 0,
        "repair_yuan": 0,
        "due_yuan": 1100,
    }
    assert answer["waiting"] == {
        "fixed_months": 3,
        "variable_months": 1,
        "repaired_months": 0,
        "total_months": 4,
        "repairable_years": 1,
        "starts_on": "2025-03-10",
        "ends_before": "2025-07-08",
    }
    assert answer["benefit"] == {"from": "2025-07-08", "through": "2025-12-31"}
    assert answer["limit"]["cap_yuan"] == 80000
    assert answer["limit"]["total_yuan"] == 400000


def test_late_price_of_the_year_before() -> None:
    """1,100 or 1,070 for Hunan 2025."""
    case = made(HUNAN, 2025, date(2025, 3, 10), rows(2023, 2024))
    case["interpretations"] = {"late_price_subsidy_year": "year_before"}
    assert decide(case)["premium"]["due_yuan"] == 1070


@pytest.mark.parametrize(
    ("missed", "asked", "months", "total", "repairable"),
    [
        (1, 0, 1, 4, 1),
        (1, 1, 1, 3, 1),
        (3, 0, 3, 6, 3),
        (3, 3, 3, 3, 3),
        (4, 0, 4, 7, 1),
        (4, 1, 4, 6, 1),
        (6, 3, 6, 6, 3),
    ],
)
def test_repair_figures(missed: int, asked: int, months: int, total: int, repairable: int) -> None:
    """Section 5: g = 1 → 4, repaired 3; g = 3 → 6, 3; g = 4 → 7, 6; g = 6 → 9, repair 3 → 6."""
    case = made(JINCHENG, 2026, date(2026, 1, 5), rows(2025 - missed), repair={"years": asked})
    wait = decide(case)["waiting"]
    assert (wait["variable_months"], wait["total_months"]) == (months, total)
    assert wait["repairable_years"] == repairable
    assert wait["ends_before"] == add_months(date(2026, 1, 5), total).isoformat()


def test_repair_beyond_the_floor_is_refused() -> None:
    """g = 4, three years asked: one is sold."""
    answer = decide(made(JINCHENG, 2026, date(2026, 1, 5), rows(2021), repair={"years": 3}))
    assert answer["waiting"]["repaired_months"] == 1
    assert answer["premium"]["repair_yuan"] == 400
    assert "repair_without_effect" in answer["findings"]


def qingdao(**more: object) -> dict:
    """Missed 2025 and 2026, pays for 2027 in the window."""
    case = made(FRAME, 2027, date(2026, 10, 15), rows(2023, 2024), **more)
    return case | {"interpretations": {"first_missed_year_counts": False}}


def test_qingdao_example() -> None:
    """3 + 1 months, benefits from 2027-05-01; repaired 2027-04-01."""
    assert decide(qingdao())["benefit"]["from"] == "2027-05-01"
    assert decide(qingdao(repair={"years": 1}))["benefit"]["from"] == "2027-04-01"


def test_months_and_days() -> None:
    """Section 2: 2025-11-30 + 3 months; start 1 January → 1 April; one day later by the switch."""
    assert add_months(date(2025, 11, 30), 3) == date(2026, 2, 28)
    case = made(JINCHENG, 2026, date(2026, 1, 1), rows(2025))
    assert decide(case)["benefit"]["from"] == "2026-04-01"
    later = decide(case | {"interpretations": {"starting_day_counts": False}})
    assert later["benefit"]["from"] == "2026-04-02"


def test_fifth_year_and_long_histories() -> None:
    """Enrolled 2021-2025: one step; 23 continuous years: 19 steps; Lishui first raises in 2026."""
    day, back = date(2024, 11, 1), rows(2021, 2022, 2023, 2024)
    assert decide(made(HUNAN, 2025, day, back))["limit"]["continuity_yuan"] == 5000
    assert decide(made(LISHUI, 2025, day, back))["limit"]["continuity_yuan"] == 0
    long = decide(made(HUNAN, 2025, day, rows(*range(2003, 2025))))
    assert long["years"]["continuous"] == 23
    assert long["limit"]["continuity_yuan"] == 19 * 5000
    assert long["limit"]["bonus_yuan"] is None


def test_newborn_days() -> None:
    """Day 90 is within, day 91 is not; in Lishui exempt from B."""
    born = date(2025, 5, 10)
    within, past = date(2025, 8, 8), date(2025, 8, 9)
    assert decide(made(HUNAN, 2025, within, born=born))["benefit"]["from"] == "2025-05-10"
    assert decide(made(HUNAN, 2025, past, born=born))["circumstance"] == "late"
    assert decide(made(LISHUI, 2025, within, born=born))["circumstance"] == "exempt"
    assert decide(made(LISHUI, 2025, past, born=born))["circumstance"] == "late"
    free = decide(made(JINCHENG, 2025, past, born=born))
    assert (free["circumstance"], free["premium"]["due_yuan"]) == ("newborn", 0)


def test_employee_ended() -> None:
    """E + 3 months is within; the day after is 9c; in 2026 three calendar months."""
    back = rows(2024) + [{"year": 2025, "employee_months": 12}]
    case = made(HUNAN, 2026, date(2026, 4, 30), back, events=ended(date(2026, 1, 31)))
    answer = decide(case)
    assert (answer["circumstance"], answer["benefit"]["from"]) == ("employee_ended", "2026-01-31")
    case["enrolment"]["paid_on"] = date(2026, 5, 1)
    answer = decide(case)
    assert (answer["circumstance"], answer["benefit"]["from"]) == ("employee_ended_late", "2026-08-01")
    assert answer["premium"]["due_yuan"] == 400 + 724


def test_lishui_cross_year() -> None:
    """E 2025-10-01, D 2026-02-01: 3 + 1 months although no year is missed."""
    back = rows(2024) + [{"year": 2025, "employee_months": 9}]
    answer = decide(made(LISHUI, 2026, date(2026, 2, 1), back, events=ended(date(2025, 10, 1))))
    assert answer["years"]["missed"] == 0
    assert answer["waiting"]["total_months"] == 4
    assert answer["premium"]["due_yuan"] is None


def test_half_aid_of_an_odd_price_and_shanxi_penalty() -> None:
    """Half of 400; Shanxi: 3,000 for each missed year of the gap that this enrolment ends."""
    aid = [{"category": "minimum_living_allowance", "from": date(2024, 10, 1), "until": None}]
    answer = decide(made(HUNAN, 2025, date(2024, 11, 1), rows(2024), aid=aid))
    assert (answer["premium"]["aid_yuan"], answer["premium"]["due_yuan"]) == (200, 200)
    case = made(JINCHENG, 2025, date(2024, 11, 1), rows(2022), aid=aid, original_limit_yuan=333333.33)
    answer = decide(case)
    assert (answer["premium"]["aid_yuan"], answer["premium"]["due_yuan"]) == (None, None)
    assert (answer["limit"]["penalty_yuan"], answer["limit"]["total_yuan"]) == (6000, 327333.33)


def test_other_rules_and_prepaid() -> None:
    """Hunan 2026 after service: other rules; a prepaid student without a day of payment."""
    events = [{"kind": "left_service", "on": date(2025, 9, 1)}]
    answer = decide(made(HUNAN, 2026, date(2026, 3, 1), rows(2024), events=events))
    assert answer["circumstance"] is None
    assert answer["findings"] == ["other_rules_apply"]
    assert set(answer["waiting"].values()) == {None}
    events = [{"kind": "student_prepaid_until", "on": date(2027, 6, 30)}]
    answer = decide(made(HUNAN, 2026, None, rows(2025), events=events))
    assert (answer["circumstance"], answer["premium"]["due_yuan"]) == ("prepaid_student", 0)


def test_unknown_years() -> None:
    """What all readings share is decided; the rest is null with a finding."""
    answer = decide(made(HUNAN, 2025, date(2024, 11, 1), rows(2024), history_known_from=2024))
    assert answer["circumstance"] == "in_window"
    assert answer["years"] == {"missed": 0, "continuous": None}
    assert answer["benefit"] == {"from": "2025-01-01", "through": "2025-12-31"}
    assert answer["findings"] == ["unknown_years"]


def drawn(place: str, number: int) -> Iterator[dict]:
    """Drawn cases."""
    rng = random.Random(7)
    return (random_case(rng, place) for _ in range(number))


@pytest.mark.parametrize("place", [HUNAN, JINCHENG, LISHUI, FRAME])
def test_drawn_cases_are_valid_and_decided(place: str) -> None:
    """No bad input is drawn; every answer keeps the simple truths."""
    for case in drawn(place, 300):
        born, year = case["person"]["born"], case["enrolment"]["year"]
        paid_on = case["enrolment"]["paid_on"]
        years = [row["year"] for row in case.get("history") or []]
        assert len(set(years)) == len(years)
        assert all(born.year <= behind < year for behind in years)
        assert paid_on is None or paid_on >= born
        assert all(event["on"] >= born for event in case["person"].get("events") or [])
        answer = decide(case)
        assert isinstance(kinds(case, answer), set)
        if answer["benefit"]:
            assert answer["benefit"]["from"] <= answer["benefit"]["through"] == f"{year}-12-31"
        sold, most = answer["waiting"]["repaired_months"], answer["waiting"]["repairable_years"]
        assert sold is None or most is None or sold <= most
