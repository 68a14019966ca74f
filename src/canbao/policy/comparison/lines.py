"""The lines of a comparison: for each thing compared, how a place's policy answers it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from itertools import groupby
from typing import Literal, get_args

from canbao.basis.findings import Text
from canbao.basis.glossary import label
from canbao.policy.catalogue import PARAMETERS
from canbao.policy.catalogue_side import SIDE_PARAMETERS
from canbao.policy.comparison.describe import (
    amount_text,
    document_text,
    is_open,
    joined,
    opening_text,
    reading_text,
    row_text,
    value_text,
)
from canbao.policy.epochs import FRAME_RANK
from canbao.policy.interpretations import Chosen, same
from canbao.policy.policy import Policy
from canbao.policy.resolve import Found
from canbao.policy.resolve_openings import FoundOpening
from canbao.policy.schema import UNDETERMINED_WORD, Document, Opening
from canbao.policy.vocabulary import GroupName, OriginName, SchemeName, TieName
from canbao.rules.circumstances import CIRCUMSTANCE_NAMES
from canbao.rules.facts import AID_CATEGORIES

State = Literal["read", "reported", "assumed", "undetermined", "not_in_force", "silent"]

LOCAL: tuple[State, ...] = ("read", "reported", "assumed")

NOT_DOCUMENTS = ("reported", "assumed")
"""Ranks of what is no legal document: announcements relayed, practice assumed."""

SCHEMES: tuple[str, ...] = get_args(SchemeName)
GROUPS: tuple[str, ...] = get_args(GroupName)
ORIGINS: tuple[str, ...] = get_args(OriginName)
TIES: tuple[str, ...] = get_args(TieName)

DOCUMENTS = Text("文件", "Documents")
PREMIUM = Text("缴费", "Premium")
WAITING = Text("等待期与修复", "Wait and repair")
LIMIT = Text("激励与限额", "Bonus and limit")
AID = Text("资助参保", "Aid")
YEARS = Text("年度认定", "How years count")
ROWS = Text("参保情形", "Circumstances")
OPENINGS = Text("参保准入", "Eligibility")
BESIDE = Text("其他规定", "Other rules")
READINGS = Text("解释开关", "Readings")


@dataclass(frozen=True, slots=True)
class Cell:
    """What one place says: the words, the clauses they stand on, and how sure that is (None: nothing to be sure of)."""

    text: Text
    clauses: tuple[str, ...]
    status: State | None


@dataclass(frozen=True, slots=True)
class Line:
    """One thing compared, and how a policy answers it."""

    key: str
    topic: Text
    what: Text
    unit: str
    cell: Callable[[Policy], Cell]


ANY_ORIGIN = Text("不限国籍", "of any nationality")
SILENT = Cell(Text("—", "—"), (), "silent")


def lines_of(laws: Sequence[Policy]) -> Iterator[Line]:
    """Every line of a comparison of these policies."""
    yield Line("documents", DOCUMENTS, Text("施行中的文件", "documents in force"), "", documents_cell)
    yield Line("missing_layers", DOCUMENTS, Text("缺失的上级文件", "missing layers above"), "", missing_cell)
    yield from _values(PREMIUM, "premium.personal", "premium.subsidy", "window")
    yield Line("late_price", PREMIUM, label("late_price"), "yuan", late_price_cell)
    yield Line("waiting.fixed_months", WAITING, label("fixed"), "months", fixed_cell)
    yield from _values(
        WAITING,
        "waiting.months_per_missed_year",
        "waiting.months_per_repaired_year",
        "waiting.long_gap_years",
        "waiting.long_gap_total_months",
        "waiting.repair_only_with_payment",
    )
    yield from _values(LIMIT, "limit.years_before_first_step", "limit.continuity_step")
    yield _reading(LIMIT, "continuity_raise_from")
    yield from _values(LIMIT, "limit.zero_claim_step", "limit.zero_claim_needs_window")
    yield Line("clearing", LIMIT, label("clearing"), "", clearing_cell)
    yield from _values(LIMIT, "limit.restarts_after_gap", "limit.cap", "limit.penalty", "limit.original")
    for category in AID_CATEGORIES:
        yield Line(f"aid.{category}", AID, label(category), "percent", partial(aid_cell, category))
    yield _reading(YEARS, "employee_months_excusing_year")
    yield from _values(YEARS, "continuity.transfer_unpaid_months")
    present = {row.circumstance.name for policy in laws for row in policy.rows}
    for name in CIRCUMSTANCE_NAMES:
        if name in present:
            yield Line(f"circumstance.{name}", ROWS, label(name), "", partial(circumstance_cell, name))
    yield Line("exemptions", ROWS, label("exemption"), "", exemptions_cell)
    yield Line("other_rules", ROWS, label("other_rules"), PARAMETERS["other_rules"].unit, other_rules_cell)
    for scheme in SCHEMES:
        for group in GROUPS:
            if any(_speaks_of(scheme, group, found.opening) for policy in laws for found in policy.resolved.openings):
                head, who = label(scheme), label(f"group.{group}")
                what = Text(f"{head.zh}：{who.zh}", f"{head.en}: {who.en}")
                yield Line(f"opening.{scheme}.{group}", OPENINGS, what, "", partial(opening_cell, scheme, group))
    yield from _values(
        BESIDE, "goal.enrolment_rate", *(one.name for one in SIDE_PARAMETERS if _is_given(one.name, laws))
    )
    for name in differing_readings(laws):
        yield _reading(READINGS, name)


def differing_readings(laws: Sequence[Policy]) -> list[str]:
    """The interpretations whose values differ between the places; for one place, those its own texts set."""
    shown = ("continuity_raise_from", "employee_months_excusing_year", "fixed_as_90_days", "late_price_basis")
    first = laws[0].interpretations
    return [
        name
        for name, chosen in first.items()
        if name not in shown
        and (
            any(not same(policy.interpretations[name].value, chosen.value) for policy in laws)
            or (len(laws) == 1 and chosen.is_text)
        )
    ]


def _is_given(name: str, laws: Sequence[Policy]) -> bool:
    return any(name in policy.resolved.values for policy in laws)


def _values(topic: Text, *names: str) -> Iterator[Line]:
    for name in names:
        yield Line(name, topic, label(name), PARAMETERS[name].unit, partial(value_cell, name))


def _reading(topic: Text, name: str) -> Line:
    return Line(name, topic, label(name), "", lambda policy: reading_cell(policy.interpretations[name]))


def value_cell(name: str, policy: Policy) -> Cell:
    """The value of a parameter."""
    found = policy.resolved.values.get(name)
    if found is None:
        return SILENT
    return cell_of(found, policy, value_text(found.value, found.unit, policy.year))


def cell_of(found: Found, policy: Policy, text: Text) -> Cell:
    """A value that holds, or one of the ways in which there is none."""
    if not is_open(found.value):
        return Cell(text, found.clauses, _state(found.status))
    if found.value != UNDETERMINED_WORD:
        return Cell(text, found.clauses, "not_in_force")
    frame = policy.resolved.chain.layers[-1].place
    if found.place == frame != policy.pack:
        return SILENT
    return Cell(text, found.clauses, "undetermined")


def reading_cell(chosen: Chosen) -> Cell:
    """The value of an interpretation: the place's own, or the default where its texts are silent."""
    text = reading_text(chosen.value)
    if chosen.is_text:
        return Cell(text, chosen.clauses, _state(chosen.status))
    if chosen.value == UNDETERMINED_WORD:
        return SILENT
    return Cell(Text(f"{text.zh}（默认解读）", f"{text.en} (default reading)"), (), "silent")


def _state(status: str) -> State:
    return next(state for state in LOCAL if state == status)


def documents_cell(policy: Policy) -> Cell:
    """The documents in force at the place, its own first."""
    chain, law = policy.resolved.chain, policy.law
    held: list[tuple[str, Document]] = [
        (name, document)
        for name, document in chain.documents.items()
        if law.holds(document) and document.rank not in NOT_DOCUMENTS
    ]
    held.sort(key=lambda pair: pair[1].rank == FRAME_RANK)
    return Cell(joined((document_text(name, document) for name, document in held), "\n", "\n"), (), "read")


def missing_cell(policy: Policy) -> Cell:
    """Layers above whose text is not at hand."""
    missing = [
        Text(f"{layer.number}（{layer.place}）", f"{layer.number} ({layer.place})") for layer in policy.missing_layers
    ]
    return Cell(joined(missing), (), "undetermined") if missing else Cell(label("none"), (), None)


def late_price_cell(policy: Policy) -> Cell:
    """What is paid outside the window: the basis, and the amount where it is known."""
    chosen = policy.interpretations["late_price_basis"]
    if not chosen.is_text:
        return reading_cell(chosen)
    basis = label(chosen.value)
    year = policy.year - (policy.interpretations["late_price_subsidy_year"].value == "year_before")
    parts = [policy.resolved.premiums[policy.year]]
    if chosen.value == "personal_plus_subsidy":
        parts.append(policy.resolved.subsidies[year])
    known = [part.value for part in parts if part is not None and not is_open(part.value)]
    if len(known) == len(parts):
        total = amount_text(sum((Decimal(str(value)) for value in known), Decimal(0)))
        basis = Text(f"{basis.zh}：{total.zh}", f"{basis.en}: {total.en}")
    return Cell(basis, chosen.clauses, _state(chosen.status))


def fixed_cell(policy: Policy) -> Cell:
    """The fixed wait, and whether it counts in days."""
    cell = value_cell("waiting.fixed_months", policy)
    if not policy.interpretations["fixed_as_90_days"].value:
        return cell
    days = policy.found("waiting.fixed_days_when_counted").value
    text = Text(f"{cell.text.zh}（按 {days} 天计算）", f"{cell.text.en} (counted as {days} days)")
    return Cell(text, policy.clauses("waiting.fixed_months", "fixed_as_90_days"), cell.status)


def clearing_cell(policy: Policy) -> Cell:
    """What clears the zero-claim bonus."""
    found = policy.found("limit.any_use_clears")
    any_use = Text("动用任一激励额度即清零零报销激励", "any use of a bonus clears the zero-claim bonus")
    zero_claim = Text("仅动用零报销激励时清零", "only a use of the zero-claim bonus clears it")
    text = label(found.value) if is_open(found.value) else any_use if found.value else zero_claim
    return cell_of(found, policy, text)


def aid_cell(category: str, policy: Policy) -> Cell:
    """The aid rate of a class."""
    found = policy.found("aid.rates")
    if is_open(found.value):
        return cell_of(found, policy, label(found.value))
    rate = found.value.get(category, 0)
    return cell_of(found, policy, Text(f"{rate}%", f"{rate}%"))


def circumstance_cell(name: str, policy: Policy) -> Cell:
    """Every way into a circumstance at the place."""
    rows = [row for row in policy.rows if row.circumstance.name == name]
    if not rows:
        return SILENT
    ways = [row_text(row.circumstance, policy.year) for row in rows]
    if len(ways) > 1:
        ways = [Text(f"· {way.zh}", f"· {way.en}") for way in ways]
    text = joined(ways, "\n", "\n")
    clauses = tuple(dict.fromkeys(clause for row in rows for clause in row.clauses))
    return Cell(text, clauses, max((row.circumstance.status for row in rows), key=LOCAL.index))


def exemptions_cell(policy: Policy) -> Cell:
    """The circumstances of the place in which there is no wait at all, the ordinary ones aside."""
    rows = [row for row in policy.rows if not row.circumstance.ordinary]
    free = [row for row in rows if row.circumstance.fixed == row.circumstance.variable == "waived"]
    if not free:
        return SILENT
    names = joined(map(label, dict.fromkeys(row.circumstance.name for row in free)), "、", ", ")
    return Cell(names, tuple(dict.fromkeys(clause for row in free for clause in row.clauses)), "read")


def other_rules_cell(policy: Policy) -> Cell:
    """The groups left to other rules; a note in the pack marks the months as the platform's reading."""
    cell = value_cell("other_rules", policy)
    found = policy.found("other_rules")
    if is_open(found.value) or found.note is None:
        return cell
    text = Text(
        f"{cell.text.zh}（月数为平台的解读，原文未载）",
        f"{cell.text.en} (the months are the platform's reading, not in the text)",
    )
    return Cell(text, cell.clauses, cell.status)


def opening_cell(scheme: str, group: str, policy: Policy) -> Cell:
    """The ways into a scheme that a group has at the place, each with its documents; origins where not all are told."""
    ways: dict[tuple[FoundOpening, tuple[str, ...]], list[str]] = {}
    for origin in ORIGINS:
        for way in deciding_openings(scheme, group, origin, policy):
            ways.setdefault(way, []).append(origin)
    if not ways:
        return SILENT
    texts = []
    for (found, ties), origins in ways.items():
        text = opening_text(found.opening, ties)
        if origins != ["mainland"]:
            whose = ANY_ORIGIN if len(origins) == len(ORIGINS) else joined(map(label, origins), "、", ", ")
            text = Text(f"{whose.zh}：{text.zh}", f"{whose.en}: {text.en}")
        texts.append(text)
    clauses = tuple(dict.fromkeys(clause for found, _ in ways for clause in found.clauses))
    status = max((found.opening.status for found, _ in ways), key=LOCAL.index)
    return Cell(joined(dict.fromkeys(texts), "\n", "\n"), clauses, status)


def deciding_openings(
    scheme: str, group: str, origin: str, policy: Policy
) -> Iterator[tuple[FoundOpening, tuple[str, ...]]]:
    """The rows that decide, each with the ties of which no nearer text speaks: the nearest that speaks decides."""
    city = policy.resolved.values.get("eligibility.city_class")
    city_class = "ordinary" if city is None or is_open(city.value) else city.value
    rows = [
        found
        for found in policy.resolved.openings
        if _speaks_of(scheme, group, found.opening)
        and origin in found.opening.origins
        and city_class in found.opening.city_classes
    ]
    left = TIES
    for _, layer in groupby(rows, key=lambda found: found.layer):
        spoken: set[str] = set()
        for found in layer:
            row = found.opening
            ties = tuple(tie for tie in left if tie in (row.ties or TIES) and tie not in row.barred_ties)
            if ties:
                spoken.update(ties)
                yield found, ties if row.ties else ()
        left = tuple(tie for tie in left if tie not in spoken)


def _speaks_of(scheme: str, group: str, opening: Opening) -> bool:
    return scheme in opening.schemes and group in opening.groups
