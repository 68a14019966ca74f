"""Options: every way listed is decided as if it had been named; what is marked as beaten really is; what depends on
years that the case does not tell is open, with a note.

Long because the ways to enrol are judged against one another, by one set of small judges.
"""

from __future__ import annotations

import random
import re
import time
from io import StringIO
from typing import Any

import pytest
from rich.console import Console
from tests.agreement.generate import plain_case
from tests.unit.casework.made_up import POLICIES, Plain, case_of, decided

from canbao.basis.errors import BadInputError
from canbao.basis.findings import Language
from canbao.casework.answer import answer_of
from canbao.casework.case import Case
from canbao.casework.contradictions import contradictions
from canbao.casework.decide import decide
from canbao.casework.findings import findings_of
from canbao.casework.options import Option, options_of
from canbao.casework.report import option_block
from canbao.cli.options_table import options_table
from canbao.rules.answer import has_benefit
from canbao.rules.determine import DECIDED, Determination
from canbao.rules.values import UNDETERMINED

PLACES = ("430000", "140500", "331100")
RANDOM_CASES = 150


def options(case: Plain, places: tuple[str, ...] = ()) -> list[Option]:
    """The options of a case."""
    return options_of(Case.model_validate(case), POLICIES, places)


def named(case: Plain, option: Option) -> Plain:
    """The case with the option's place, year, circumstance and repair named in it."""
    repair = (case["enrolment"].get("repair") or {}) | {"years": option.repair_years}
    if option.place == "331100":
        repair = {"years": option.repair_years}
    enrolment = case["enrolment"] | {"year": option.year, "circumstance": option.circumstance, "repair": repair}
    as_of = {"as_of": None} if option.year != case["enrolment"]["year"] else {}
    history = {"history": [row for row in case.get("history", []) if row["year"] < option.year]}
    return case | {"place": option.place, "enrolment": enrolment} | as_of | history


def drawn() -> list[Plain]:
    """Random cases with a known past, free of contradictions."""
    rng = random.Random(20250103)
    found: list[Plain] = []
    while len(found) < RANDOM_CASES:
        case = plain_case(rng, PLACES[len(found) % 3], switches=False)
        if "history_known_from" not in case and not contradictions(Case.model_validate(case)):
            found.append(case)
    return found


def summary(found: list[Option]) -> list[tuple[int, str, int]]:
    """Year, circumstance and repair of each option."""
    return [(o.year, o.circumstance, o.repair_years) for o in found]


def test_every_option_listed_is_decided_as_if_it_had_been_named() -> None:
    """For a year after the one asked for: when the years between were missed, it is one of the readings."""
    listed = 0
    for case in drawn():
        for option in options(case):
            listed += 1
            other = decide(Case.model_validate(named(case, option)), POLICIES)
            if option.year > case["enrolment"]["year"]:
                if other.first.reason == DECIDED and not case["person"].get("events"):
                    assert other.answer in [answer_of(d) for d in option.decided], (option, case)
                continue
            assert option.note is None, (option, case)
            assert other.first.reason == DECIDED, (option, case)
            assert other.answer == option.answer, (option, case)
            assert option.clauses == other.policy.rows[other.first.row].clauses, (option, case)
    assert listed > RANDOM_CASES


def test_the_option_taken_is_what_the_law_decides_when_nothing_is_named() -> None:
    for case in drawn():
        plain = case | {"enrolment": case["enrolment"] | {"circumstance": None, "repair": {"years": 0}}}
        decision = decided(plain)
        taken = [o for o in options(case) if o.is_taken and o.year == case["enrolment"]["year"]]
        if decision.first.reason != DECIDED:
            assert taken == [], case
            continue
        assert [o.circumstance for o in taken] == [decision.answer["circumstance"]], case
        assert taken[0].determination.benefit_from == decision.first.benefit_from, case


def test_every_number_of_years_worth_repairing_is_an_option_of_its_own() -> None:
    """Three years missed: none, one, two or three repaired; five missed: only two have effect."""
    assert summary(options(case_of("2026-02-10", "R..."))) == [(2026, "late", years) for years in range(4)]
    assert summary(options(case_of("2026-02-10", "R....."))) == [(2026, "late", years) for years in range(3)]


def test_beaten_options_really_are_and_the_others_are_not() -> None:
    """As good on price, first day and limit, and better on one; for the same coverage year; what is not known beats no
    one."""
    beaten = 0
    for case in drawn():
        found = options(case)
        for option in found:
            better = [other for other in found if other is not option and is_better(other, option)]
            assert (option.beaten_by is not None) == bool(better), (option, case)
            if option.beaten_by is not None:
                beaten += 1
                assert found[option.beaten_by - 1] in better, (option, case)
    assert beaten > RANDOM_CASES // 10


def is_better(one: Option, other: Option) -> bool:
    """Whether an option beats another under every reading under which that one is open, read off the answers."""
    if one.year != other.year:
        return False
    pairs = zip(one.determinations, other.determinations, strict=True)
    return all(mine is not None and counts_better(mine, theirs) for mine, theirs in pairs if theirs is not None)


def counts_better(one: Determination, other: Determination) -> bool:
    """Whether a determination of the same place and year is as good on every count and better on one."""
    a, b = answer_of(one), answer_of(other)
    price = price_better(a["premium"], b["premium"])
    days = compared(one.benefit_from, other.benefit_from, less=True)
    if not has_benefit(one) and not has_benefit(other):
        days = min(days, 0)
    total = compared(limit(a), limit(b))
    if a["limit"]["total_yuan"] is None:
        counted = [(d.limit.step_years, d.limit.zero_claim_years, -d.limit.penalty_years) for d in (one, other)]
        parts = [compared(x, y) for x, y in zip(*counted, strict=True)]
        is_known = None not in (a["limit"]["bonus_yuan"], b["limit"]["bonus_yuan"])
        total = compared(raised_in_all(a), raised_in_all(b)) if is_known else min(0, *parts)
    return min(price, days, total) >= 0 and max(price, days, total) > 0


def compared(one: float, other: float, *, less: bool = False) -> int:
    """1 where the first is better, 0 where they are equal, -1 where it is worse."""
    return (one < other if less else one > other) - (one > other if less else one < other)


def price_better(a: Plain, b: Plain) -> int:
    """How prices compare; two open ones by what is known of them, when the same parts of both are open."""
    if None not in (a["due_yuan"], b["due_yuan"]):
        return compared(a["due_yuan"], b["due_yuan"], less=True)
    open_parts = [{name for name, value in p.items() if value is None} for p in (a, b)]
    if open_parts[0] == open_parts[1] and a["repair_yuan"] is not None:
        own = [(p["subsidy_yuan"] or 0) + p["repair_yuan"] for p in (a, b)]
        return compared(*own, less=True)
    return 1 if a["due_yuan"] == 0 else -1


def raised_in_all(answer: Plain) -> float:
    """The bonus less the penalty."""
    bonus: float = answer["limit"]["bonus_yuan"]
    return bonus - float(answer["limit"]["penalty_yuan"])


def limit(answer: Plain) -> float:
    """The limit as a number that compares."""
    total = answer["limit"]["total_yuan"]
    return float("inf") if total in ("unlimited", None) else total


def test_the_best_of_a_year_is_never_beaten() -> None:
    for case in drawn():
        found = options(case)
        for year in {o.year for o in found}:
            assert any(o.beaten_by is None for o in found if o.year == year), case


def test_a_payment_in_december_may_buy_the_year_that_runs_or_the_next() -> None:
    """Late for 2025, in the window for 2026; a year that the history covers, or an earlier one, is not for sale."""
    case = case_of("2025-12-10", "RRRR", year=2025)
    assert summary(options(case)) == [
        (2025, "late", 0),
        (2026, "in_window", 0),
        (2026, "in_window_after_gap", 0),
        (2026, "in_window_after_gap", 1),
    ]
    assert [o.is_taken for o in options(case)] == [True, False, False, False]
    covered = case_of("2025-12-10", "RRRRR", year=2026)
    assert summary(options(covered)) == [(2026, "in_window", 0)]


def test_another_place_is_decided_by_its_own_law() -> None:
    """Asked for beside the case's own; each once; where no pack covers the place it is left out."""
    case = case_of("2026-02-10", "R.", original_limit_yuan=400000)
    found = options(case, ("140500", "430000", "140500"))
    assert [(o.place, o.circumstance, o.repair_years) for o in found] == [
        ("430000", "late", 0),
        ("430000", "late", 1),
        ("140500", "late", 0),
        ("140500", "late", 1),
    ]
    assert [o.determination.premium.due_fen for o in found[2:]] == [UNDETERMINED, UNDETERMINED]
    assert options(case, ("990000",)) == options(case)


def test_at_a_place_of_ones_own_without_a_pack_there_is_no_answer() -> None:
    with pytest.raises(BadInputError):
        options(case_of("2026-02-10", "R.", place="990000"))


def test_nothing_is_listed_where_nothing_can_be_bought() -> None:
    """Before the window opens; and where other rules apply."""
    assert [o.year for o in options(case_of("2025-08-31", "RRRR.", year=2026))] == [2025]
    assert options(case_of("2025-08-31", "RRRRR", year=2026)) == []
    assert options(case_of("2026-05-05", "R", events={"left_service": "2026-05-01"})) == []


def test_an_option_without_benefit_in_the_year_says_so() -> None:
    """Paid in September after a gap, the wait ends next year; the repair shortens it into the year's last days."""
    found = [option for option in options(case_of("2026-09-15", "R.")) if option.year == 2026]
    assert [has_benefit(o.determination) for o in found] == [False, True]
    assert found[0].answer["benefit"] is None
    assert answer_of(found[1].determination)["benefit"] == {"from": "2026-12-15", "through": "2026-12-31"}


R = {"resident": True, "paid_in_window": True}


def with_rows(paid_on: str, rows: list[Plain], **more: Any) -> Plain:
    """A case with rows of history as given."""
    return case_of(paid_on, **more) | {"history": rows}


def brief(option: Option) -> tuple[Any, ...]:
    """An option as JSON has it, the part that tells numbers."""
    block = option_block(option)
    benefit = block["benefit"] and block["benefit"]["from"]
    return block["circumstance"], block["repair_years"], block["due_yuan"], block["waiting_months"], benefit


def marked(found: list[Option]) -> list[int | None]:
    """The numbers of what beats each option."""
    return [o.beaten_by for o in found]


def test_a_dearer_repair_does_not_beat_an_open_price() -> None:
    """Jincheng names no late price: each repaired year costs 400 more on top of it, and shortens the wait."""
    found = options(case_of("2026-02-10", "RR...", place="140500", original_limit_yuan=400000))
    assert [o.repair_years for o in found] == [0, 1, 2, 3]
    assert {o.answer["premium"]["due_yuan"] for o in found} == {None}
    assert marked(found) == [None] * 4


def test_an_open_price_that_is_the_same_with_less_on_top_beats_the_other() -> None:
    """Where an earlier wait covers both spans, the repair gives nothing for its price."""
    case = case_of("2026-02-10", "RR.", place="140500", original_limit_yuan=400000, earlier_wait_until="2026-07-01")
    found = options(case)
    assert [(o.repair_years, o.determination.benefit_from) for o in found] == [
        (0, found[0].determination.benefit_from),
        (1, found[0].determination.benefit_from),
    ]
    assert marked(found) == [None, 1]


def test_open_prices_of_two_places_are_not_compared() -> None:
    found = options(case_of("2026-02-10", "R.", place="140500", original_limit_yuan=400000), ("331100", "430000"))
    assert marked(found) == [None] * 6


def test_an_open_limit_of_two_places_is_not_compared() -> None:
    found = options(case_of("2025-11-05", "RR", place="430000"), ("331100",))
    assert [o.place for o in found if o.year == 2026] == ["430000", "331100"]
    assert marked([o for o in found if o.year == 2026]) == [None, None]


def test_nothing_to_pay_beats_an_open_price() -> None:
    """Jincheng, born on 20 January: registered free in the year of birth, or late at a price that no text names."""
    found = [o for o in options(case_of("2026-02-10", place="140500", born="2026-01-20")) if o.year == 2026]
    assert [(o.circumstance, o.answer["premium"]["due_yuan"], o.beaten_by) for o in found] == [
        ("newborn", 0, None),
        ("late", None, 1),
    ]


def test_the_choice_of_the_law_is_not_beaten_by_a_dearer_way() -> None:
    for case in drawn():
        found = options(case)
        for option in found:
            if option.is_taken and option.beaten_by is not None:
                mine, theirs = option.determination, found[option.beaten_by - 1].determination
                assert theirs.premium.due_fen < mine.premium.due_fen, case


@pytest.mark.parametrize(("paid_on", "payable"), [("2026-08-30", True), ("2026-08-31", True), ("2026-09-01", False)])
def test_a_way_that_gives_nothing_in_the_year_is_empty_from_the_first_day_on_which_it_does(
    paid_on: str, payable: bool
) -> None:
    """One missed year: 4 months that end on 30 or 31 December, or on 1 January. The shorter wait costs more."""
    found = [o for o in options(case_of(paid_on, "R.", original_limit_yuan=400000)) if o.year == 2026]
    assert [has_benefit(o.determination) for o in found] == [payable, True]
    assert [o.is_empty for o in found] == [not payable, False]
    assert marked(found) == [None, None]


def test_two_ways_that_give_nothing_in_the_year_are_not_better_for_their_day() -> None:
    """Paid in November, three years missed: no number of repaired years reaches the year, and none beats another."""
    found = [o for o in options(case_of("2026-11-05", "R...", original_limit_yuan=400000)) if o.year == 2026]
    assert [o.is_empty for o in found] == [True] * 4
    assert marked(found) == [None] * 4
    assert all("empty_span" in o.findings for o in found)


EMPLOYEE_ENDED = {"employee_cover_ended": "2026-10-15"}


def test_the_year_asked_for_is_not_counted_as_missed_for_the_next() -> None:
    """Employee cover ended on 15 October 2026: whether 2026 is missed depends on what is done about it."""
    found = options(case_of("2026-11-05", "RR", events=EMPLOYEE_ENDED))
    assert [brief(o) for o in found if o.year == 2026] == [
        ("employee_ended", 0, 400, 0, "2026-10-15"),
        ("late", 0, 1124, 3, None),
    ]
    assert [brief(o) for o in found if o.year == 2027] == [
        ("employee_ended_next_year", 0, None, None, None),
        ("in_window", 0, None, 0, "2027-01-01"),
        ("in_window_after_gap", 0, None, 4, "2027-05-01"),
        ("in_window_after_gap", 1, None, 3, "2027-04-01"),
    ]
    assert [o.is_taken for o in found if o.year == 2027] == [True, False, False, False]
    notes = [o.note.en for o in found if o.note is not None]
    assert len(notes) == 4
    assert all("in 2026" in note for note in notes)
    assert "whether it applies" not in notes[0]
    assert all("whether it applies" in note for note in notes[1:])
    assert all(("unknown_years" in o.findings) == (o.year == 2027) for o in found)


def test_elsewhere_one_month_of_employee_cover_makes_the_year_asked_for_no_gap() -> None:
    found = options(case_of("2026-11-05", "RR", place="331100", events=EMPLOYEE_ENDED))
    assert [brief(o) for o in found if o.year == 2027] == [("in_window", 0, None, 0, "2027-01-01")]
    assert [o.note for o in found] == [None] * len(found)


def test_a_year_between_may_be_missed_excused_or_covered() -> None:
    """Two years missed before 2026: for 2027 three, two or none; what all readings give to a repair is listed."""
    found = [o for o in options(case_of("2026-11-05", "RR..", original_limit_yuan="unlimited")) if o.year == 2027]
    assert [brief(o)[:4] for o in found] == [
        ("in_window", 0, None, 0),
        ("in_window_after_gap", 0, None, None),
        ("in_window_after_gap", 1, None, None),
        ("in_window_after_gap", 2, None, None),
    ]
    assert {d.years.missed for d in found[1].decided} == {2, 3}
    assert not any(o.is_taken for o in found)


def test_what_does_not_depend_on_the_year_between_has_no_note() -> None:
    """Jincheng, born in January: the second year is paid for within 90 days whatever becomes of the first."""
    found = options(case_of("2026-02-10", place="140500", born="2026-01-20"))
    assert [(o.year, o.circumstance, o.is_taken, o.note) for o in found if o.year == 2027] == [
        (2027, "newborn_second_year", True, None)
    ]


@pytest.mark.parametrize(
    ("row", "listed"),
    [({"employee_months": 9}, True), ({"other_guarantee": True}, True), (R, False), ({"resident": True}, False)],
)
def test_only_resident_cover_keeps_a_year_from_being_bought(row: Plain, listed: bool) -> None:
    rows = [{"year": 2024, **R}, {"year": 2025, **R}, {"year": 2026, **row}]
    found = options(with_rows("2026-11-05", rows, year=2027, events=EMPLOYEE_ENDED))
    now = [brief(o) for o in found if o.year == 2026]
    assert (("employee_ended", 0, 400, 0, "2026-10-15") in now) == listed
    assert bool(now) == listed
    assert all(o.note is None for o in found)
    if listed:
        first = found[0]
        assert (first.is_taken, first.is_asked, first.clauses[-1].startswith("xz11/9")) == (True, False, True)
        assert [o.circumstance for o in found if o.year == 2027 and o.is_taken] == ["employee_ended_next_year"]


@pytest.mark.parametrize("repair_day", ["2026-02-10", "2026-02-11", "2026-03-10"])
def test_in_lishui_a_repair_is_paid_with_the_enrolment(repair_day: str) -> None:
    case = case_of("2026-02-10", "RR..", place="331100", enrolment={"repair": {"years": 1, "paid_on": repair_day}})
    assert [(brief(o)[1], *brief(o)[3:]) for o in options(case)] == [
        (0, 5, "2026-07-10"),
        (1, 4, "2026-06-10"),
        (2, 3, "2026-05-10"),
    ]


def test_elsewhere_the_day_of_repair_asked_for_is_kept() -> None:
    """Hunan: nothing before the repair is payable, so a repair two months later gains less."""
    case = case_of("2026-02-10", "RR..", enrolment={"repair": {"years": 2, "paid_on": "2026-05-20"}})
    assert [brief(o)[4] for o in options(case)] == ["2026-07-10", "2026-06-10", "2026-05-20"]


def test_unknown_years_leave_open_what_depends_on_them() -> None:
    """Everything before 2026 unknown: in the window, after a gap or not; the number of years missed unknown."""
    case = case_of("2025-11-10", history_known_from=2026, original_limit_yuan="unlimited")
    found = [o for o in options(case) if o.year == 2026]
    assert [brief(o) for o in found] == [
        ("in_window", 0, 400, 0, "2026-01-01"),
        ("in_window_after_gap", 0, 400, None, None),
        ("in_window_after_gap", 1, 800, None, None),
    ]
    assert all(o.note is not None and "before 2026" in o.note.en and "2026 年以前" in o.note.zh for o in found)
    assert not any(o.is_taken or o.is_empty for o in found)


def test_options_never_contradict_the_answer_on_unknown_years() -> None:
    """The law's choice shows the numbers of the answer; a circumstance of any reading is listed."""
    rng = random.Random(20250622)
    taken = listed = 0
    while taken < RANDOM_CASES:
        case = plain_case(rng, PLACES[taken % 3], switches=False)
        if "history_known_from" not in case or contradictions(Case.model_validate(case)):
            continue
        case["enrolment"] |= {"circumstance": None, "repair": {"years": 0}}
        decision = decided(case)
        found = [o for o in options(case) if o.is_asked]
        names = {answer_of(d)["circumstance"] for d in decision.determinations} - {None}
        assert names <= {o.circumstance for o in found}, case
        listed += len(names) > 1
        law = [o for o in found if o.is_taken]
        assert [o.circumstance for o in law] == [decision.answer["circumstance"]] * len(law), case
        assert bool(law) == (decision.answer["circumstance"] is not None), case
        assert all(o.answer == decision.answer for o in law), case
        taken += 1
    assert listed > 0


@pytest.mark.parametrize(
    ("known_from", "first"),
    [
        (2023, ("late", 0, 1124, 4, "2026-06-10")),
        (2024, ("late", 0, 1124, 4, "2026-06-10")),
        (2025, ("late", 0, 1124, None, None)),
    ],
)
def test_a_known_resident_year_makes_older_unknown_ones_indifferent(known_from: int, first: tuple[Any, ...]) -> None:
    """Resident cover in 2024: what lies before matters neither to price nor to wait; with 2024 unknown it does."""
    rows = [{"year": year, **R} for year in (2023, 2024) if year >= known_from]
    found = options(with_rows("2026-02-10", rows, history_known_from=known_from, original_limit_yuan="unlimited"))
    assert brief(found[0]) == first
    assert [o.note is None for o in found] == [known_from < 2025] * len(found)
    assert [o.repair_years for o in found] == ([0, 1] if known_from < 2025 else [0])


def test_values_not_read_are_told_of_each_option() -> None:
    """The windows from 2026 on are assumed, the premium of 2026 is reported, that of 2027 not known."""
    found = options(case_of("2025-12-10", "RRRR", year=2025), ("140500",))
    codes = {(o.place, o.year, o.circumstance): o.findings for o in found if o.repair_years == 0}
    assert "assumed_value" not in codes["430000", 2025, "late"]
    assert {"assumed_value", "reported_value"} <= set(codes["430000", 2026, "in_window"])
    assert "undetermined" in codes["140500", 2025, "late"]
    block = option_block(found[-1])
    assert block["findings"] == list(found[-1].findings)
    assert block["note"] is None or set(block["note"]) == {"zh", "en"}
    for case in drawn()[:60]:
        asked = decided(case | {"enrolment": case["enrolment"] | {"circumstance": None, "repair": {"years": 0}}})
        told = {f.code for f in findings_of(asked)}
        assert all(set(o.findings) == told for o in options(case) if o.is_asked and o.is_taken), case


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("zh", ("≈ 用到假定值", "? 未能确定", "(a) 取决于 2026 年度", "是否适用")),
        ("en", ("≈ uses an assumed value", "? undetermined", "(a) Depends on the cover in 2026", "whether it applies")),
    ],
)
@pytest.mark.parametrize("width", [80, 100, 200])
def test_the_page_marks_them_and_tells_the_notes_below(width: int, language: Language, words: tuple[str, ...]) -> None:
    found = options(case_of("2026-11-05", "RR", events=EMPLOYEE_ENDED))
    shown = StringIO()
    Console(width=width, file=shown, color_system=None).print(options_table(found, language))
    text = re.sub(r"\s+", " ", shown.getvalue())
    assert all(word in text for word in words), text
    assert (text.count("(a)"), text.count("(b)")) == (2, 4)
    assert text.count("≈") == 5
    assert "None" not in text


def test_listing_them_is_quick() -> None:
    case = Case.model_validate(case_of("2026-11-05", "RRRRR.", events=EMPLOYEE_ENDED))
    options_of(case, POLICIES)
    best = min(timed(case) for _ in range(20))
    assert best < 0.01


def timed(case: Case) -> float:
    """Seconds to list the options once."""
    start = time.perf_counter()
    options_of(case, POLICIES)
    return time.perf_counter() - start
