"""What the office must know about a side answer: values that were not read, and what the texts leave open."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from canbao.basis.finding_codes import finding
from canbao.basis.findings import Finding, Text
from canbao.basis.glossary import label
from canbao.casework.beside.answers import Answer
from canbao.casework.beside.inputs import SideInput
from canbao.casework.beside.retirement import RetirementInput
from canbao.policy.comparison.describe import joined, value_text
from canbao.policy.resolve import Found
from canbao.policy.schema import UNDETERMINED_WORD
from canbao.policy.side_terms import OVERLAP, SideLaw

CITY_CLASS = "eligibility.city_class"
OPENINGS = "openings"

BEHIND: dict[str, tuple[str, ...]] = {
    "text_silent": (OPENINGS,),
    "frame_asks_to_relax": (OPENINGS,),
    "other_guarantee_silent": ("eligibility.other_guarantee_excludes",),
    "years_at_once_silent": ("eligibility.student_years_at_once",),
    "double_enrolment_silent": ("eligibility.double_enrolment_barred",),
    "no_principle_known": ("relation.prevailing_employee_months",),
    "use_not_named": ("family_account.uses",),
    "relatives_not_named": ("family_account.relatives",),
    "premium_outside_province": ("family_account.premium_outside_province",),
}
"""What a bureau may give where a reason leaves the answer open."""

INCOMPLETE = ("family_account.uses",)
"""Lists that may leave a question open although a text gives them: what they do not name."""

UNREAD = {"assumed": "assumed_value", "reported": "reported_value"}
"""The finding that a value of such a status asks for."""

BEHIND_MONTHS = {
    "counted_months": "retirement.deemed_years_count",
    "missing_months": "retirement.required_years",
    "province_missing_months": "retirement.province_years",
    "converted_months": "conversion.resident_years_per_employee_year",
}
"""The parameter behind a number of months that the texts leave open."""

BEHIND_LAYERS = {"serious": "settlement.serious_with_basic", "inclusive": "settlement.inclusive_needs_basic"}
"""The parameter behind what a layer pays; the first that is open leaves the next open too."""


def reasons_of(answer: Answer) -> list[str]:
    """The reasons of an answer and of its parts."""
    parts = [answer, *answer.get("answers", ())]
    return [part.get("reason", part.get("answer", "")) for part in parts]


def side_findings(
    law: SideLaw, case: SideInput, answer: Answer, used: Sequence[str], entry_year: int | None
) -> list[Finding]:
    """The findings of a side answer. used: the parameters it cites, by their last names."""
    return [*not_read(law, case, answer, used, entry_year), *left_open(law, case, answer), *missing_layers(law)]


def not_read(
    law: SideLaw, case: SideInput, answer: Answer, used: Sequence[str], entry_year: int | None
) -> Iterator[Finding]:
    """Values and openings used that are reported or assumed."""
    by_last_name = {name.partition(".")[2]: name for name in law.policy.resolved.values}
    names = dict.fromkeys(OVERLAP if last == "overlap" else by_last_name.get(last, "") for last in used)
    if "frame_asks_to_relax" in reasons_of(answer) and getattr(case, "city_class", None) is None:
        names[CITY_CLASS] = None
    for name in names:
        found = law.found_of_entry(entry_year) if name == OVERLAP else law.policy.resolved.values.get(name)
        if found is not None:
            year = law.policy.year if name != OVERLAP or entry_year is None else entry_year + 1
            yield from by_status(name, found, value_text(found.value, found.unit, year))
    for number, row in enumerate(law.policy.resolved.openings):
        if f"openings.{number}" in used and row.opening.status in UNREAD:
            groups = joined([label(f"group.{name}") for name in row.opening.groups], "、", ", ")
            yield finding(UNREAD[row.opening.status], OPENINGS, row.clauses, what=label("opening"), value=groups)


def by_status(name: str, found: Found, value: Text) -> Iterator[Finding]:
    """The finding of a value that nobody read."""
    if found.status in UNREAD and found.value != UNDETERMINED_WORD:
        yield finding(UNREAD[found.status], name, found.clauses, what=label(name), value=value)


def left_open(law: SideLaw, case: SideInput, answer: Answer) -> Iterator[Finding]:
    """What the texts leave open, and what a bureau may give."""
    for name in dict.fromkeys(behind(case, answer)):
        found = law.policy.resolved.values.get(name)
        if found is None or found.value == UNDETERMINED_WORD or name in INCOMPLETE:
            what = label("opening") if name == OPENINGS else label(name)
            yield finding("undetermined", name, what=what, where=name, switch=Text("", ""))


def behind(case: SideInput, answer: Answer) -> Iterator[str]:
    """The parameters on which an open answer waits."""
    for reason in reasons_of(answer):
        yield from BEHIND.get(reason, ())
    if answer.get("answer") == "not_in_texts":
        yield from (name for key, name in BEHIND_MONTHS.items() if key in answer and answer[key] is None)
    if answer.get("answer") == "place_not_named" and isinstance(case, RetirementInput):
        yield f"retirement.{case.places_key}"
    if answer.get("is_estimate") and answer["own_yuan"] is None:
        open_layers = [layer for layer in BEHIND_LAYERS if answer["layers"][layer]["pays_yuan"] is None]
        yield BEHIND_LAYERS[open_layers[0]]


def missing_layers(law: SideLaw) -> Iterator[Finding]:
    """Layers between the place and the frame that are not at hand."""
    for missing in law.policy.missing_layers:
        yield finding("missing_layer", "place", layer=missing.place, number=missing.number)
