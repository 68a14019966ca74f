"""``canbao feed due``, ``agreement``, ``conflicts``: by days before, on and after, and by who may see what."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import psycopg
import pytest
from tests.registry.feeds.feed_office import AID, REGISTER, FeedOffice, file_name, helped, written
from tests.registry.office import CITY, COUNTY, OTHER_COUNTY, VILLAGE
from tests.registry.sealed_office import card

from canbao.feeds.catalogue import feed
from canbao.registry.feeds.due import late_days, month_due, stands


def came(office: FeedOffice, kind: str, day: str) -> None:
    """Let the files of a feed have come on a day."""
    office.office.rows(
        "UPDATE registry.feed_file SET imported_at = %s::timestamptz WHERE feed = %s RETURNING 1",
        f"{day} 12:00+08",
        kind,
    )


def standing(office: FeedOffice, on: str, kind: str = AID, **who: Any) -> dict[str, Any]:
    """How a feed stands on a day."""
    result = office.feed("due", "--kind", kind, "--on", on, "--json", **who)
    (found,) = json.loads(result.stdout)["feeds"]
    assert result.exit_code == (found["state"] in ("late", "never", "held"))
    return dict(found)


def test_a_feed_is_late_from_the_day_after_its_due_day_until_it_comes(office: FeedOffice, tmp_path: Path) -> None:
    """Civil affairs by the 10th of every month (xy41/3.2b)."""
    assert standing(office, "2026-11-10")["state"] == "never"
    office.told("import", written(tmp_path, AID, helped(range(1, 31)), name=file_name(AID, "2026-10")))
    came(office, AID, "2026-10-10")
    days = {on: standing(office, on) for on in ("2026-10-09", "2026-11-10", "2026-11-11", "2026-11-12")}
    assert [(one["state"], one["late_days"]) for one in days.values()] == [
        ("never", 29),
        ("came", 0),
        ("late", 1),
        ("late", 2),
    ]
    assert days["2026-11-11"]["newest"] == "2026-10"
    office.told("import", written(tmp_path, AID, helped(range(1, 31))))
    office.office.rows(
        "UPDATE registry.feed_file SET imported_at = '2026-11-13 00:30+08' WHERE month = '2026-11-01' RETURNING 1"
    )
    assert [(one["state"], one["late_days"]) for one in (standing(office, f"2026-11-{day}") for day in (12, 13))] == [
        ("late", 2),
        ("came_late", 3),
    ]


def test_the_file_after_a_season_may_be_of_any_month_since_its_end() -> None:
    """Rosters come within 30 days of the end of admission."""
    students = feed("students")
    days = students.cadence.days_after
    assert days is not None
    last_due = date(2026, 10, 30)
    wanted = month_due(students, last_due)
    assert wanted == date(2026, 9, 1)
    on = date(2026, 11, 20)
    assert late_days(last_due, wanted, on, date(2026, 8, 1), date(2026, 8, 20)) == 21
    assert late_days(last_due, wanted, on, date(2026, 9, 1), date(2026, 9, 20)) == 0
    assert late_days(last_due, wanted, on, date(2026, 10, 1), date(2026, 11, 2)) == 0


@pytest.mark.parametrize(
    ("on", "is_stale"), [(date(2026, 11, 30), False), (date(2026, 12, 31), False), (date(2027, 1, 1), True)]
)
def test_facts_are_stale_after_the_months_that_the_feed_says(on: date, is_stale: bool) -> None:
    aid = feed(AID)
    assert aid.fresh_months == 2
    assert stands(aid, COUNTY, on, (date(2026, 10, 1), date(2026, 10, 9)), None, True).is_stale == is_stale


def test_an_agreement_is_recorded_counts_and_bounds_what_is_shared(office: FeedOffice, tmp_path: Path) -> None:
    proposal = office.feed("agreement", "show", "--kind", AID)
    assert "None is recorded" in proposal.stdout
    assert standing(office, "2026-11-05")["agreed"] is False
    add = ("agreement", "add", "--kind", AID, "--place", "439191", "--from", "2026-01-01")
    first = office.told(*add)
    few = [
        part for name in ("certificate_kind", "certificate_number", "name", "category") for part in ("--field", name)
    ]
    second = office.told(*add, "--channel", "政务专网", "--until", "2027-01-01", "--clause", "gb38/4.10b", *few)
    shown = office.told("agreement", "show")
    assert [(one["agreement"], one["holds"]) for one in shown] == [
        (second["agreement"], True),
        (first["agreement"], False),
    ]
    assert (shown[0]["channel"], shown[0]["legal_basis"], len(shown[0]["fields"])) == ("政务专网", ["gb38/4.10b"], 4)
    on_last = office.told("agreement", "show", "--on", "2026-12-31")[0]["holds"]
    on_end = office.told("agreement", "show", "--on", "2027-01-01")[0]["holds"]
    assert (on_last, on_end) == (True, False)
    assert standing(office, "2026-11-05")["agreed"] is True
    taken = office.feed("import", written(tmp_path, AID, helped(range(1, 4))))
    assert "day of recognition" in taken.stderr
    assert "feed_beyond_agreement" in taken.stderr
    events = office.audited("feeds.agreement")
    assert [(event[0], event[3]) for event in events] == [(f"{AID} {COUNTY}", "done")] * 2


def test_terms_that_cannot_be_and_those_who_may_not_are_refused(office: FeedOffice) -> None:
    add = ("agreement", "add", "--kind", AID, "--place", "439191", "--from", "2026-01-01")
    wrong = office.feed(*add, "--field", "categori", "--until", "2026-01-01", "--channel", " ")
    assert wrong.exit_code == 2
    assert wrong.stderr.count("(wrong_value)") == 2
    assert "'category'" in wrong.stderr
    assert "right_missing" in office.feed(*add, role="clerk").stderr
    assert "place_missing" in office.feed(*add, place=OTHER_COUNTY).stderr
    other = office.feed(*add, role="partner_department", department="education")
    assert "department_missing" in other.stderr
    assert office.told("agreement", "show", place=CITY) == []
    assert [event[3] for event in office.audited("feeds.agreement")] == ["denied"] * 3


def test_an_agreement_is_never_changed_and_seen_by_its_place_and_department_alone(office: FeedOffice) -> None:
    office.told("agreement", "add", "--kind", AID, "--place", "439191", "--from", "2026-01-01")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        office.office.rows("UPDATE registry.sharing_agreement SET channel = 'x' RETURNING 1")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        office.office.rows("DELETE FROM registry.sharing_agreement RETURNING 1")
    assert len(office.told("agreement", "show")) == 1
    assert office.told("agreement", "show", place=OTHER_COUNTY) == []
    assert office.told("agreement", "show", role="partner_department", department="education") == []
    assert len(office.told("agreement", "show", role="partner_department", department="civil_affairs")) == 1


def covered(order: int, born: str = "1980-05-01", sign: str = "甲") -> dict[str, str]:
    """A row of resident cover of somebody whom the register names."""
    return {
        "certificate_number": card(order),
        "name": f"合成{sign}{order:08}",
        "cover_place": str(COUNTY),
        "born": born,
        "year": "2026",
        "cover_from": "2026-01-01",
        "cover_through": "2026-12-31",
        "paid_on": "2025-10-20",
        "paid_in_window": "是",
        "reimbursed": "否",
        "residence_place": str(VILLAGE),
    }


def test_names_that_differ_are_listed_masked(office: FeedOffice, tmp_path: Path) -> None:
    rows = [covered(order, sign="乙" if order == 2 else "甲") for order in range(1, 4)]
    taken = office.feed("import", written(tmp_path, "resident_cover", rows), "--json")
    assert taken.exit_code in (0, 1), taken.output
    register, cover = office.told("conflicts")
    assert (register["part"], register["kind"], register["believed"]) == ("name", REGISTER, True)
    assert (cover["part"], cover["kind"], cover["believed"]) == ("name", "resident_cover", False)
    assert all(one["value"].startswith("合") and "*" in one["value"] for one in (register, cover))
    assert not any(sign in one["value"] for one in (register, cover) for sign in "甲乙")
    assert "name" in office.feed("conflicts").stdout


def test_sources_that_disagree_are_listed_with_what_is_believed_page_by_page(
    office: FeedOffice, tmp_path: Path
) -> None:
    rows = [covered(order, born="1980-05-02" if order < 4 else "1980-05-01") for order in range(1, 7)]
    taken = office.feed("import", written(tmp_path, "resident_cover", rows), "--json")
    assert taken.exit_code in (0, 1), taken.output
    found = office.told("conflicts")
    assert {one["part"] for one in found} == {"born"}
    people = sorted({one["person"] for one in found})
    assert len(people) == 3
    assert [(one["kind"], one["value"], one["believed"]) for one in found if one["person"] == people[0]] == [
        (REGISTER, "1980-05-01", True),
        ("resident_cover", "1980-05-02", False),
    ]
    first = office.told("conflicts", "--most", 2)
    rest = office.told("conflicts", "--most", 2, "--after", first[-1]["person"])
    assert [*first, *rest] == found
    assert f"--after {people[1]}" in office.feed("conflicts", "--most", 2).stdout
    assert office.told("conflicts", place=OTHER_COUNTY) == []
    assert "place_missing" in office.feed("conflicts", "--place", "439191", place=OTHER_COUNTY).stderr
    partner = office.feed("conflicts", role="partner_department", department="civil_affairs")
    assert "right_missing" in partner.stderr
