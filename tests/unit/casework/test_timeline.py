"""The values of a timeline: what is drawn, where it begins and ends, and that it says what was decided."""

from __future__ import annotations

from datetime import date

from tests.unit.casework.timelines import crowded, decisions, made_up, worked

from canbao.basis.days import iso, year_start
from canbao.casework.timeline.timeline import Span, SpanKind, Timeline, YearKind, timeline_of
from canbao.casework.timeline.years import MOST_SHOWN
from canbao.rules.determine import DECIDED

K = SpanKind


def spans(t: Timeline) -> dict[str, tuple[str, str]]:
    """Every span but the window, its two days as text, the second one outside."""
    return {span.kind: (iso(span.from_), iso(span.until)) for span in t.spans if span.kind != K.WINDOW}


def years(t: Timeline) -> str:
    """The years shown, one letter each, the coverage year last."""
    letter = dict(zip(YearKind, "WOEMRU.", strict=True))
    return "".join(letter[year.kind] for year in t.years)


def test_a_gap_paid_in_the_window_waits_from_new_year() -> None:
    """One missed year: three fixed months and one variable, then the benefit."""
    t = worked("430000/2026/repair-in-the-window:one-missed-year-unrepaired")
    assert years(t) == ".WWMW"
    assert iso(t.ruler_from) == "2025-09-01"
    assert spans(t) == {
        K.FIXED: ("2026-01-01", "2026-04-01"),
        K.VARIABLE: ("2026-04-01", "2026-05-01"),
        K.BENEFIT: ("2026-05-01", "2027-01-01"),
    }
    assert (t.fixed_months, t.variable_months, t.total_months, t.missed) == (3, 1, 4, 1)


def test_repair_takes_days_off_the_end_of_the_wait() -> None:
    """The variable part is all repaired: the days taken off are those that become payable."""
    t = worked("430000/2026/repair-in-the-window:one-missed-year-repaired")
    assert years(t) == ".WWRW"
    assert spans(t) == {
        K.FIXED: ("2026-01-01", "2026-04-01"),
        K.TAKEN_OFF: ("2026-04-01", "2026-05-01"),
        K.BENEFIT: ("2026-04-01", "2027-01-01"),
    }
    assert t.repaired_years == 1
    assert t.repair_paid_on == t.paid_on


def test_a_student_is_drawn_from_september_of_the_year_before() -> None:
    """The benefit begins before the coverage year; the registration is an event."""
    t = worked("430000/2026/new-student:registered-and-covered-at-home-pays-from-1-september")
    assert spans(t) == {K.BENEFIT: ("2025-09-01", "2027-01-01")}
    assert [(e.name, iso(e.on)) for e in t.events] == [("student_registered", "2025-09-05")]
    assert t.has_wait is False


def test_a_newborn_has_a_birth_and_no_year_before() -> None:
    """Nothing is drawn before birth; the birth is an event of the year."""
    t = worked("430000/2026/newborn:born-in-march-paid-on-day-90")
    assert [e.name for e in t.events] == ["birth"]
    assert years(t) == "O"
    assert t.benefit is not None
    assert t.benefit.from_ == t.events[0].on


def test_a_wait_past_the_year_end_leaves_no_benefit() -> None:
    """The wait keeps its own end; the first payable day is told although it lies after the year."""
    t = worked("430000/2026/repair-and-the-year-end:late-in-august-with-two-missed-years-leaves-nothing")
    assert t.benefit is None
    assert t.open is None
    assert t.payable_from is not None
    assert t.payable_from >= t.ruler_until
    assert max(span.until for span in t.wait) == t.payable_from


def test_an_earlier_wait_is_shown_only_where_it_carries() -> None:
    """The switch that drops it takes it off the drawing."""
    carries = worked("430000/2026/earlier-wait:earlier-wait-into-march-postpones-the-window-payer")
    assert spans(carries) == {K.EARLIER_WAIT: ("2025-09-01", "2026-03-18"), K.BENEFIT: ("2026-03-18", "2027-01-01")}
    dropped = worked("430000/2026/earlier-wait:earlier-wait-does-not-carry-with-the-switch")
    assert dropped.earlier_wait is None


def test_old_years_are_summed_up_and_none_is_lost() -> None:
    """Forty years: twelve shown, the others counted."""
    name = "430000/2026/continuity-steps:forty-years-are-thirty-six-steps"
    t = worked(name)
    assert len(t.years) == MOST_SHOWN
    assert t.earlier is not None
    assert t.earlier.last + 1 == t.years[0].year
    assert sum(n for _, n in t.earlier.counts) == t.earlier.last - t.earlier.first + 1
    covered = sum(n for kind, n in t.earlier.counts if kind != YearKind.BEFORE) + MOST_SHOWN
    assert covered == len(decisions()[name].facts[0].history.words) + 1


def test_unknown_years_are_unknown_and_what_hangs_on_them_is_open() -> None:
    """Paid in the window, all years unknown: the benefit begins on New Year or after a wait."""
    t = made_up(history=[], history_known_from=2023, person={"born": "2020-05-01"}, id="x")
    assert years(t) == "UUUUUUW"
    assert t.has_wait is None
    assert t.open is not None
    assert t.open.from_ == year_start(2026)
    assert t.benefit == Span(K.BENEFIT, t.open.until, year_start(2027))
    assert t.payable_from is None


def test_an_excused_year_a_late_year_and_a_year_with_too_little_cover() -> None:
    """Twelve months excuse a year, two do not; a late year is told apart."""
    t = made_up(
        history=[
            {"year": 2022, "resident": True, "paid_in_window": False},
            {"year": 2023, "employee_months": 2},
            {"year": 2024, "employee_months": 12},
            {"year": 2025, "other_guarantee": True},
        ]
    )
    assert years(t) == ".OMEEW"


def test_a_person_never_covered_counted_as_missing_is_drawn_so() -> None:
    """With the reading that counts years without any cover, those years are missed ones."""
    assert years(made_up(history=[])) == ".W"
    t = made_up(history=[], interpretations={"never_covered_has_no_gap": False})
    assert years(t) == ".MW"
    assert t.missed == 1


def test_nothing_decided_draws_no_wait_and_no_benefit() -> None:
    """Paid the day before the window opens: the window and the payment are drawn, the year is open."""
    t = worked("430000/2026/window-and-late-payment:paid-on-31-august-is-before-the-window")
    assert not t.is_decided
    assert spans(t) == {}
    assert t.years[-1].kind == YearKind.UNKNOWN
    assert iso(t.ruler_from) == "2025-08-01"


def test_events_that_are_not_drawn_are_counted() -> None:
    """Old events, and all but the latest of a kind, are counted."""
    events = [{"kind": "residence_permit_issued", "on": day} for day in ("2010-01-01", "2025-10-01", "2025-11-01")]
    t = made_up(person={"born": "1980-05-01", "events": events})
    assert [iso(e.on) for e in t.events] == ["2025-11-01"]
    assert t.events_elsewhere == 2
    assert crowded().events_elsewhere == 0


def test_every_worked_case_says_what_was_decided() -> None:
    """The parts of a wait follow one another without a hole, and agree with the answer; so does the benefit."""
    for name, decision in decisions().items():
        t, answer = timeline_of(decision), decision.answer
        assert year_start(t.year - 1) <= t.ruler_from <= year_start(t.year), name
        assert date.fromordinal(t.ruler_from).day == 1, name
        assert [year.year for year in t.years] == list(range(t.years[0].year, t.year + 1)), name
        for one, other in zip(t.wait, t.wait[1:], strict=False):
            assert one.until <= other.from_, name
        for span in t.spans:
            assert span.from_ < span.until, name
        if t.benefit and t.open:
            assert t.open.until == t.benefit.from_, name
        if len(decision.determinations) > 1 or decision.first.reason != DECIDED:
            continue
        if t.benefit is None:
            assert answer["benefit"] is None, name
        else:
            benefit = {"from": iso(t.benefit.from_), "through": iso(t.benefit.until - 1)}
            assert answer["benefit"] == benefit, name
        waiting = answer["waiting"]
        assert t.has_wait == (waiting["starts_on"] is not None), name
        if t.has_wait:
            assert iso(t.wait[0].from_) == waiting["starts_on"], name
            assert t.wait[-1].until == decision.first.wait.unrepaired_end, name
            running = [span.until for span in t.wait if span.kind != K.TAKEN_OFF]
            assert iso(max(running, default=t.wait[0].from_)) == waiting["ends_before"], name
            assert all(one.until == other.from_ for one, other in zip(t.wait, t.wait[1:], strict=False)), name
