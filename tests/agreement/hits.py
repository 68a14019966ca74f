"""`coverage`: how often each circumstance, switch, finding and boundary kind was hit.

Keys: `circumstance:<place>:<name>`, `switch:<place>:<name>`, `effect:<place>:<name>` (the answer differs
from the one without the switch), `finding:<place>:<code>`, `boundary:<place>:<kind>`, `case:<place>`.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date

from .law import add_days, add_months, place_of

ALL = ("hunan", "shanxi", "lishui", "frame")
LOCAL = ("hunan", "shanxi", "lishui")
# The boundary kinds and the places in which each can decide something.
BOUNDARIES: dict[str, tuple[str, ...]] = {
    "newborn_day_89": LOCAL,
    "newborn_day_90": LOCAL,
    "newborn_day_91": LOCAL,
    "newborn_paid_in_january": LOCAL,
    "october_first": ("hunan",),
    "september_thirtieth": ("hunan",),
    "october_second": ("hunan",),
    "day_before_window": ALL,
    "window_first_day": ALL,
    "window_last_day": ALL,
    "new_year_day": ALL,
    "last_day_of_year": ALL,
    "day_after_year": ALL,
    "employee_3_months_day_before": LOCAL,
    "employee_3_months_last_day": LOCAL,
    "employee_3_months_day_after": LOCAL,
    "employee_day_89_to_91": ("hunan",),
    "employee_4_months_day_before": ("lishui",),
    "cross_year_4_months": ("lishui",),
    "cross_year_without_missed_year": ("lishui",),
    "employee_ended_on_day_of_payment": LOCAL,
    "employee_ended_day_after_payment": LOCAL,
    "employee_ended_new_year_eve_or_day": LOCAL,
    "event_3_months_last_day": ("shanxi", "lishui"),
    "event_3_months_day_after": ("shanxi", "lishui"),
    "event_12_months_last_day": ("hunan",),
    "event_12_months_day_after": ("hunan",),
    "third_month_end": ("lishui",),
    "third_month_end_day_after": ("lishui",),
    "service_and_registration": ("lishui",),
    "two_years_before_end_covered": ("shanxi",),
    "two_years_before_end_not_covered": ("shanxi",),
    "wait_ends_year_end": ALL,
    "wait_ends_new_year": ALL,
    "wait_end_clipped_to_month_end": ALL,
    "ninety_days": ("hunan",),
    "no_missed_years": ALL,
    "one_missed_year": ALL,
    "three_missed_years": ALL,
    "four_missed_years": ALL,
    "five_to_seven_missed_years": ALL,
    "eight_or_more_missed_years": ALL,
    "repair_sold_in_full": ALL,
    "repair_sold_in_part": ALL,
    "repair_refused": ALL,
    "repair_floor_of_six": ALL,
    "repair_later_day": ALL,
    "repair_day_decides_end": ("hunan", "shanxi", "frame"),
    "employee_months_2": ALL,
    "employee_months_3": ALL,
    "other_guarantee_year": ALL,
    "late_year_behind": ALL,
    "four_continuous_years": ALL,
    "five_continuous_years": ALL,
    "twenty_or_more_continuous_years": ALL,
    "cap_decides": LOCAL,
    "unlimited": ALL,
    "original_unknown": ALL,
    "odd_original": ALL,
    "penalty": ("shanxi",),
    "zero_claim_earned": LOCAL,
    "bonus_used_2025": ALL,
    "bonus_used_2026": ALL,
    "aid_until_day_of_payment": ("hunan", "shanxi", "lishui"),
    "aid_from_day_after_payment": ("hunan", "shanxi", "lishui"),
    "aid_several_in_window": ("hunan", "shanxi"),
    "earlier_wait_moves_benefit": ALL,
    "earlier_wait_empties_span": ALL,
    "unknown_years_agree": ALL,
    "unknown_years_disagree": ALL,
    "premium_unknown": ALL,
    "leap_day": ALL,
    "no_day_of_payment": ("hunan",),
    "known_before_xz11": ("hunan",),
    "known_before_xy41": ("hunan",),
    "known_before_jy3": ("shanxi",),
    "known_before_ls25": ("lishui",),
}


def day_kinds(case: dict, D: date, Y: int) -> Iterator[str]:
    """Boundaries of the day of payment."""
    born = case["person"]["born"]
    after_birth = (D - born).days
    if after_birth in (89, 90, 91):
        yield f"newborn_day_{after_birth}"
    if D.year == born.year + 1 and after_birth <= 91:
        yield "newborn_paid_in_january"
    named_days = {
        date(Y - 1, 8, 31): "day_before_window",
        date(Y - 1, 9, 1): "window_first_day",
        date(Y - 1, 12, 31): "window_last_day",
        date(Y, 1, 1): "new_year_day",
        date(Y, 12, 31): "last_day_of_year",
        date(Y + 1, 1, 1): "day_after_year",
    }
    if D in named_days:
        yield named_days[D]
    for span in case["person"].get("aid") or []:
        if span["until"] == D:
            yield "aid_until_day_of_payment"
        if span["from"] == add_days(D, 1):
            yield "aid_from_day_after_payment"


def event_kinds(case: dict, D: date, Y: int) -> Iterator[str]:
    """Boundaries between an event and the day of payment."""
    events = case["person"].get("events") or []
    rows = {row["year"]: row for row in case.get("history") or []}
    service = any(e["kind"] == "left_service" and e["on"] <= D for e in events)
    ends = [e["on"] for e in events if e["kind"] == "employee_cover_ended" and e["on"] <= D]
    for e in events:
        kind, on = e["kind"], e["on"]
        if kind == "employee_cover_ended":
            if on == add_days(D, 1):
                yield "employee_ended_day_after_payment"
            continue
        if kind in ("household_registered", "student_registered") and service and on <= D:
            yield "service_and_registration"
            last = add_days(add_months(on.replace(day=1), 4), -1)
            if last == D:
                yield "third_month_end"
            if add_days(last, 1) == D:
                yield "third_month_end_day_after"
        if add_months(on, 3) == D:
            yield "event_3_months_last_day"
        if add_days(add_months(on, 3), 1) == D:
            yield "event_3_months_day_after"
        if add_months(on, 12) == D:
            yield "event_12_months_last_day"
        if add_days(add_months(on, 12), 1) == D:
            yield "event_12_months_day_after"
    if ends:
        yield from end_kinds(D, Y, max(ends), rows)


def end_kinds(D: date, Y: int, ended: date, rows: dict[int, dict]) -> Iterator[str]:
    """Boundaries after the end of employee cover."""
    three, four = add_months(ended, 3), add_months(ended, 4)
    if add_days(three, -1) == D:
        yield "employee_3_months_day_before"
    if three == D:
        yield "employee_3_months_last_day"
    if add_days(three, 1) == D:
        yield "employee_3_months_day_after"
    if (D - ended).days in (89, 90, 91):
        yield "employee_day_89_to_91"
    if ended == D:
        yield "employee_ended_on_day_of_payment"
    if ended in (date(Y - 1, 12, 31), date(Y, 1, 1)):
        yield "employee_ended_new_year_eve_or_day"
    if ended.year != D.year:
        if add_days(four, -1) == D:
            yield "employee_4_months_day_before"
        if four == D:
            yield "cross_year_4_months"
    if D.year == Y and three >= D:
        covered = [
            row.get("resident") or row.get("employee_months", 0) >= 1 or row.get("other_guarantee")
            for row in (rows.get(ended.year - 1, {}), rows.get(ended.year - 2, {}))
        ]
        yield "two_years_before_end_covered" if all(covered) else "two_years_before_end_not_covered"


def october_kinds(case: dict, Y: int) -> Iterator[str]:
    """A birth or an end of employee cover around 1 October of the year before."""
    days = [case["person"]["born"]]
    days += [e["on"] for e in case["person"].get("events") or [] if e["kind"] == "employee_cover_ended"]
    names = {
        date(Y - 1, 9, 30): "september_thirtieth",
        date(Y - 1, 10, 1): "october_first",
        date(Y - 1, 10, 2): "october_second",
    }
    for day in days:
        if day in names:
            yield names[day]


def answer_kinds(case: dict, answer: dict, Y: int) -> Iterator[str]:
    """Boundaries seen in the answer: wait, missed years, repair."""
    wait, missed = answer["waiting"], answer["years"]["missed"]
    ends = wait["ends_before"] and date.fromisoformat(wait["ends_before"])
    if ends == date(Y, 12, 31):
        yield "wait_ends_year_end"
    if ends == date(Y + 1, 1, 1):
        yield "wait_ends_new_year"
    starts = wait["starts_on"] and date.fromisoformat(wait["starts_on"])
    if ends and starts and ends.day < starts.day and add_days(ends, 1).day == 1:
        yield "wait_end_clipped_to_month_end"
    if wait["fixed_months"] and Y == 2025:
        yield "ninety_days"
    if missed is not None:
        names = {0: "no", 1: "one", 3: "three", 4: "four"} | dict.fromkeys((5, 6, 7), "five_to_seven")
        name = "eight_or_more" if missed >= 8 else names.get(missed)
        if name:
            yield f"{name}_missed_year" + ("" if missed == 1 else "s")
        if missed == 0 and wait["variable_months"] == 1:
            yield "cross_year_without_missed_year"
    asked = case["enrolment"].get("repair") or {}
    sold = wait["repaired_months"]
    if asked.get("years") and sold is not None:
        later = asked.get("paid_on") and asked["paid_on"] > case["enrolment"]["paid_on"]
        if sold == asked["years"]:
            yield "repair_sold_in_full"
        else:
            yield "repair_sold_in_part" if sold else "repair_refused"
        if later:
            yield "repair_later_day"
        if sold and later and ends == asked["paid_on"]:
            yield "repair_day_decides_end"
        if sold and missed and missed >= 4 and wait["total_months"] == 6:
            yield "repair_floor_of_six"


def history_kinds(case: dict, answer: dict) -> Iterator[str]:
    """What the rows and the limit hold."""
    for row in case.get("history") or []:
        if not row.get("resident") and row.get("employee_months") in (2, 3):
            yield f"employee_months_{row['employee_months']}"
        if not row.get("resident") and row.get("other_guarantee"):
            yield "other_guarantee_year"
        if row.get("resident") and not row.get("paid_in_window"):
            yield "late_year_behind"
        if row.get("bonus_used", "none") != "none" and row["year"] >= 2025:
            yield f"bonus_used_{row['year']}"
    continuous, limit = answer["years"]["continuous"] or 0, answer["limit"]
    if continuous in (4, 5):
        yield f"{'four' if continuous == 4 else 'five'}_continuous_years"
    if continuous >= 20:
        yield "twenty_or_more_continuous_years"
    parts = (limit["continuity_yuan"] or 0) + (limit["zero_claim_yuan"] or 0)
    if limit["bonus_yuan"] is not None and limit["bonus_yuan"] < parts:
        yield "cap_decides"
    original = case.get("original_limit_yuan")
    if original in (None, "unlimited"):
        yield "unlimited" if original else "original_unknown"
    elif original != int(original):
        yield "odd_original"
    if limit["penalty_yuan"]:
        yield "penalty"
    if limit["zero_claim_yuan"]:
        yield "zero_claim_earned"


def other_kinds(case: dict, answer: dict, Y: int, D: date | None) -> Iterator[str]:
    """Earlier waits, unknown years, law times, aid, leap days."""
    earlier = case.get("earlier_wait_until")
    if earlier and answer["benefit"] and answer["benefit"]["from"] == earlier.isoformat():
        yield "earlier_wait_moves_benefit"
    if earlier and earlier > date(Y, 12, 31) and "empty_span" in answer["findings"]:
        yield "earlier_wait_empties_span"
    known_from = case.get("history_known_from")
    if known_from is not None and known_from > case["person"]["born"].year:
        yield "unknown_years_disagree" if "unknown_years" in answer["findings"] else "unknown_years_agree"
    if answer["circumstance"] and answer["premium"]["personal_yuan"] is None:
        yield "premium_unknown"
    if len(case["person"].get("aid") or []) > 1 and D and date(Y - 1, 9, 1) <= D <= date(Y - 1, 12, 31):
        yield "aid_several_in_window"
    days = [case["person"]["born"], D] + [e["on"] for e in case["person"].get("events") or []]
    days += [date.fromisoformat(answer["waiting"]["ends_before"] or "2000-01-01")]
    if any(day and (day.month, day.day) == (2, 29) for day in days):
        yield "leap_day"
    if D is None:
        yield "no_day_of_payment"
    known, place = case.get("known_on"), place_of(case["place"])
    if known and place == "hunan" and known < date(2025, 3, 25):
        yield "known_before_xz11" if known > date(2024, 8, 1) else "known_before_xy41"
    if known and place == "shanxi" and known < date(2025, 1, 1):
        yield "known_before_jy3"
    if known and place == "lishui" and known < date(2025, 1, 1):
        yield "known_before_ls25"


def kinds(case: dict, answer: dict) -> set[str]:
    """All boundary kinds of one case that its place has."""
    Y, D = case["enrolment"]["year"], case["enrolment"]["paid_on"]
    found = set(october_kinds(case, Y)) | set(answer_kinds(case, answer, Y))
    found |= set(history_kinds(case, answer))
    found |= set(other_kinds(case, answer, Y, D))
    if D is not None:
        found |= set(day_kinds(case, D, Y)) | set(event_kinds(case, D, Y))
    place = place_of(case["place"])
    return {kind for kind in found if place in BOUNDARIES.get(kind, ())}


def coverage(cases_with_answers: Iterable[tuple[dict, dict]], effects: bool = False) -> Counter:
    """Counts of all kinds; `effects` also decides each case again without each single switch."""
    from .reading import decide

    counts: Counter = Counter()
    for case, answer in cases_with_answers:
        place = place_of(case["place"])
        counts[f"case:{place}"] += 1
        counts[f"circumstance:{place}:{answer['circumstance']}"] += 1
        counts.update(f"finding:{place}:{code}" for code in answer["findings"])
        counts.update(f"boundary:{place}:{kind}" for kind in kinds(case, answer))
        switches = case.get("interpretations") or {}
        for name in switches:
            counts[f"switch:{place}:{name}"] += 1
            if effects:
                rest = {other: value for other, value in switches.items() if other != name}
                if decide(case | {"interpretations": rest}) != answer:
                    counts[f"effect:{place}:{name}"] += 1
    return counts
