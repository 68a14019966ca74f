"""The frame check: what a local pack says, held against the national frame (gb38), each departure with both clauses.

A flat figure of the frame binds: a departure is an error. What the frame asks in principle allows a reasoned
departure: a warning. Exact standards are the provinces' (gb38/2.3i): a place below them that sets its own is a finding.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from canbao.basis.finding_codes import finding
from canbao.basis.findings import Finding, Text
from canbao.basis.glossary import label
from canbao.basis.places import COUNTRY, ancestors
from canbao.basis.tree import Tree
from canbao.policy.catalogue import PARAMETERS, accepts
from canbao.policy.checks.sheet import Sheet
from canbao.policy.comparison.describe import value_text
from canbao.policy.library import Library
from canbao.policy.schema import NOT_IN_FORCE_WORD, UNDETERMINED_WORD, Entry, Pack

COMPETENCE = "gb38/2.3i"
"""The clause that leaves exact standards and waiting periods to each province."""

PERCENT = 100
NO_VALUE = (UNDETERMINED_WORD, NOT_IN_FORCE_WORD)

WAITS = (
    "waiting.fixed_months",
    "waiting.months_per_missed_year",
    "waiting.months_per_repaired_year",
    "waiting.long_gap_years",
    "waiting.long_gap_total_months",
)
STEPS = ("limit.continuity_step", "limit.zero_claim_step")
CONDITIONS_OF_BONUS = ("limit.any_use_clears", "limit.restarts_after_gap")


@dataclass(frozen=True, slots=True)
class Demand:
    """What the frame asks of a parameter: the frame's own parameter, the test (local, frame), and how it reads."""

    frame: str
    meets: Callable[[Any, Any], bool]
    reads: Text


def _equal(local: Any, frame: Any) -> bool:
    return type(local) is type(frame) and bool(local == frame)


def _at_least(local: Any, frame: Any) -> bool:
    return not isinstance(local, str) and bool(local >= frame)


def _present(local: Any, _frame: Any) -> bool:
    return not isinstance(local, str)


EXACTLY = Text("{value}", "{value}")
NOT_BELOW = Text("不低于 {value}", "at least {value}")
PRESENT = Text("须有规定", "a rule of this kind")

DEMANDS: dict[str, Demand] = {
    "waiting.fixed_months": Demand("waiting.fixed_months", _equal, EXACTLY),
    "waiting.months_per_missed_year": Demand("waiting.months_per_missed_year", _equal, EXACTLY),
    "waiting.months_per_repaired_year": Demand("waiting.months_per_repaired_year", _equal, EXACTLY),
    "waiting.long_gap_years": Demand("waiting.long_gap_years", _equal, EXACTLY),
    "waiting.long_gap_total_months": Demand("waiting.long_gap_total_months", _at_least, NOT_BELOW),
    "limit.years_before_first_step": Demand("limit.years_before_first_step", _equal, EXACTLY),
    "limit.continuity_step": Demand("limit.step_floor", _at_least, NOT_BELOW),
    "limit.zero_claim_step": Demand("limit.step_floor", _at_least, NOT_BELOW),
    "limit.any_use_clears": Demand("limit.any_use_clears", _present, PRESENT),
    "limit.restarts_after_gap": Demand("limit.restarts_after_gap", _equal, EXACTLY),
}


def check_frame(pack: Pack, tree: Tree, library: Library) -> list[Finding]:
    """The departures of a pack or overlay from the national frame; none for the frame itself."""
    if pack.place == COUNTRY and pack.overlay is None:
        return []
    sheet = Sheet(pack, tree, library)
    return [*departures(sheet), *share_departures(sheet), *left_unsaid(sheet), *competence(sheet)]


def departures(sheet: Sheet) -> Iterator[Finding]:
    """Values that the frame gives as a figure, a floor, or as something that must be there."""
    for name, demand in DEMANDS.items():
        for index, entry in enumerate(sheet.pack.values.get(name, ())):
            if entry.value == UNDETERMINED_WORD or not is_sound(name, entry):
                continue
            for frame in frame_entries(sheet, demand.frame, entry):
                if not demand.meets(entry.value, frame.value):
                    asked = demand.reads.fill(value=value_text(frame.value, frame.unit, frame.coverage_years.from_))
                    yield departure(sheet, name, index, entry, asked, frame)


def share_departures(sheet: Sheet) -> Iterator[Finding]:
    """A cap above the frame's share of the original limit, or an amount of which the share is not known.

    Held against every original limit at hand; an overlay that gives the original limit is held against the cap below.
    """
    name = "limit.cap"
    own = sheet.pack.values.get(name)
    if own is None and "limit.original" not in sheet.pack.values:
        return
    for index, cap in enumerate(own or _nearest_entries(sheet, name)):
        if not is_sound(name, cap):
            continue
        path = ("values", name, index) if own is not None else ("values", "limit.original")
        for frame in frame_entries(sheet, name, cap):
            most = frame.value["percent"]
            asked = Text(f"不超过原封顶线的 {most}%", f"at most {most}% of the original limit")
            if exceeds_share(cap, most, original_limits(sheet, cap)):
                yield departure(sheet, name, index, cap, asked, frame, path)


def is_sound(name: str, entry: Entry) -> bool:
    """Whether the value has the parameter's form; one that has not is a finding of the check of values."""
    return accepts(PARAMETERS[name], entry.value)


def exceeds_share(cap: Entry, most: int, originals: list[Entry]) -> bool:
    """Whether a cap is above the share, or an amount that cannot be shown to be within it."""
    if "percent" in cap.value:
        return bool(cap.value["percent"] > most)
    known = [entry.value for entry in originals if entry.value not in NO_VALUE]
    amount = Decimal(str(cap.value["yuan"]))
    within = [limit == "unlimited" or amount * PERCENT <= most * Decimal(str(limit)) for limit in known]
    return not within or not all(within)


def original_limits(sheet: Sheet, cap: Entry) -> list[Entry]:
    """The original limits at hand for the years of a cap."""
    nearest = _nearest_entries(sheet, "limit.original")
    of_years = (entry for entry in nearest if entry.coverage_years.overlaps(cap.coverage_years))
    return [entry for entry in of_years if is_sound("limit.original", entry)]


def _nearest_entries(sheet: Sheet, name: str) -> tuple[Entry, ...]:
    return next((pack.values[name] for pack in (sheet.pack, *sheet.inherited) if name in pack.values), ())


def left_unsaid(sheet: Sheet) -> Iterator[Finding]:
    """A pack that sets the bonus without saying what clears it or that the years restart."""
    if sheet.is_overlay or not any(name in sheet.pack.values for name in STEPS):
        return
    said = {name for pack in (sheet.pack, *sheet.inherited) if pack.place != COUNTRY for name in pack.values}
    step = next(name for name in STEPS if name in sheet.pack.values)
    entry = sheet.pack.values[step][0]
    for name in CONDITIONS_OF_BONUS:
        frame = next(frame_entries(sheet, name, entry), None)
        if name not in said and frame is not None:
            clauses = (entry.sources[0], frame.sources[0])
            names = {"name": label(name), "clause": clauses[0], "frame_clause": clauses[1]}
            yield finding("frame_not_addressed", sheet.at("values", step), clauses, **names)


def competence(sheet: Sheet) -> Iterator[Finding]:
    """Waits or steps set below the province: without a provincial layer, or differently from it."""
    if province_of(sheet.pack.place) == sheet.pack.place:
        return
    for what, names in ((Text("待遇等待期", "The waits are"), WAITS), (Text("激励额度", "The steps are"), STEPS)):
        reasons = [(name, why) for name in names if (why := _why_not_competent(sheet, name)) is not None]
        if reasons:
            name, why = reasons[0]
            clause = sheet.pack.values[name][0].sources[0]
            values = {"what": what, "clause": clause, "frame_clause": COMPETENCE, "why": why}
            yield finding("competence_is_provincial", sheet.at("values", name, 0), (clause, COMPETENCE), **values)


def _why_not_competent(sheet: Sheet, name: str) -> Text | None:
    """Why the place is not competent for what it sets; None where it sets nothing, or what its province sets."""
    given = sheet.pack.values.get(name, ())
    own = [entry for entry in given if entry.value not in NO_VALUE and is_sound(name, entry)]
    if not own:
        return None
    province = province_of(sheet.pack.place)
    entries = next((p.values[name] for p in sheet.inherited if p.place == province and name in p.values), None)
    if entries is None:
        return Text(f"省级政策层 {province} 缺失或未作规定", f"the provincial layer {province} is missing or silent")
    pairs = ((one, entry) for one in own for entry in entries if one.coverage_years.overlaps(entry.coverage_years))
    differing = next((entry for one, entry in pairs if one.value != entry.value), None)
    if differing is None:
        return None
    clause = differing.sources[0]
    return Text(f"与省级规定（{clause}）不同", f"they differ from the province's ({clause})")


def province_of(place: str) -> str:
    """The province of a place."""
    return ancestors(place)[-2] if place != COUNTRY else COUNTRY


def frame_entries(sheet: Sheet, name: str, entry: Entry) -> Iterator[Entry]:
    """What the frame says of a parameter for the years of an entry."""
    frame = sheet.library.pack(COUNTRY)
    return (one for one in frame.values.get(name, ()) if one.coverage_years.overlaps(entry.coverage_years))


def departure(
    sheet: Sheet,
    name: str,
    index: int,
    entry: Entry,
    asked: Text,
    frame: Entry,
    path: tuple[str | int, ...] | None = None,
) -> Finding:
    """The finding of one departure, with both clauses."""
    code = "frame_departure_in_principle" if frame.strength == "in_principle" else "frame_departure"
    about = sheet.at(*(path or ("values", name, index)))
    clauses = (entry.sources[0], frame.sources[0])
    local = value_text(entry.value, entry.unit, entry.coverage_years.from_)
    values = {"name": label(name), "local": local, "frame": asked, "clause": clauses[0], "frame_clause": clauses[1]}
    return finding(code, about, clauses, **values)
