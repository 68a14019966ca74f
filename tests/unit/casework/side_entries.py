"""Entries of the side commands drawn at random, the same in every run, and laws that leave open or open up what the
shipped packs do not.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from random import Random
from typing import Any, get_args

from canbao.casework.beside.names import RecordName, RelativeName, UseName
from canbao.policy.library import Library
from canbao.policy.load import parse_pack
from canbao.policy.policies import Policies
from canbao.policy.side_terms import SideLaws
from canbao.policy.vocabulary import CityClassName, DocumentName, GroupName, OriginName, SchemeName, TieName

Entry = dict[str, Any]

PLACES = ("000000", "140000", "140500", "331100", "331102001001", "430000", "430102")
ELSEWHERE = ("110101", "140105", "140502", "330106", "331102", "340100", "430102", "430500", "440300")
DAYS = ("2025-01-01", "2025-03-10", "2025-12-31", "2026-02-28")
SCENES: tuple[Entry, ...] = (
    {},
    {"place": "140500"},
    {"place": "331100"},
    {"place": "430102", "as_of": "2025-03-10"},
)
"""Where most applicants ask: places whose own texts speak of many."""
COMMON = ("student", "unit_employee", "unemployment_benefit", "community_correction", "community_correction")
"""Who asks more often than the others: those of whom few texts speak."""

FIRST_COVERED = date(2023, 1, 1)

EVERY_DOCUMENT = ", ".join(get_args(DocumentName))
OVERLAY = """
overlay: 1
place: "{place}"
documents:
  own:
    number: 测试〔2025〕1号
    title: a notice invented for the test
    rank: city_department
    issued: 2025-01-01
    in_force: {{from: 2025-01-01, through: null}}
    status: reported
"""
WHEN = "coverage_years: {from: 2025, through: null}, source: own/1, status: reported"
LEFT_OPEN = {
    "eligibility.student_years_at_once": "years",
    "eligibility.other_guarantee_excludes": "flag",
    "eligibility.double_enrolment_barred": "flag",
    "relation.prevailing_employee_months": "months",
    "family_account.relatives": "relatives",
    "family_account.premium_outside_province": "flag",
    "settlement.inclusive_needs_basic": "flag",
}
"""What the overlay of Hunan leaves open, and the units."""

OPENED_UP = {
    "retirement.required_make_up": ("[pay_at_once, pay_on]", "choice"),
    "retirement.places_same": ("undetermined", "choice"),
    "retirement.places_in_province": ("[most_years_place, registered_place]", "choice"),
    "family_account.uses": ("[inclusive_premium, long_term_care_premium]", "choice"),
    "conversion.resident_years_per_employee_year": ("4", "years"),
}
"""What the overlay of Lishui says anew, and the units."""


def laws_with(place: str, body: str) -> SideLaws:
    """The laws with an overlay at a place."""
    pack, _ = parse_pack((OVERLAY.format(place=place) + body).encode(), "overlay.yaml")
    return SideLaws(Policies(Library().with_sheets([pack])))


def values(given: dict[str, tuple[str, str]]) -> str:
    """The values of an overlay: for each parameter the value and its unit."""
    rows = (f"  {name}:\n    - {{value: {value}, unit: {unit}, {WHEN}}}\n" for name, (value, unit) in given.items())
    return "values:\n" + "".join(rows)


PROPORTIONAL = f"readings:\n  resident_years_fraction:\n    - {{value: proportional, unit: choice, {WHEN}}}\n"
"""The other reading of a part of a whole employee year."""

FEW = "resident, unemployment_benefit, community_correction"
OPENINGS = f"""openings:
  - {{schemes: [resident], groups: [{FEW}], all_of: [{EVERY_DOCUMENT}], {WHEN}}}
  - {{schemes: [employee], groups: [{FEW}], one_of: [{EVERY_DOCUMENT}], {WHEN}}}
"""
"""Rows that ask for every document there is."""

LAWS = (
    SideLaws(Policies(Library())),
    laws_with("430000", values({name: ("undetermined", unit) for name, unit in LEFT_OPEN.items()})),
    laws_with("331100", values(OPENED_UP) + PROPORTIONAL + OPENINGS),
)
"""The shipped packs; Hunan left open; Lishui opened up."""


def maybe(draw: Random, *values: Any) -> Any:
    """One of the values, or none as often as one of two."""
    return draw.choice(values) if draw.random() < 0.5 else None


def some(draw: Random, names: tuple[str, ...]) -> list[str]:
    """Some of the names, from none to all."""
    return draw.sample(names, draw.randint(0, len(names)))


def yes(draw: Random) -> bool:
    """True or false."""
    return draw.random() < 0.5


def near(draw: Random, place: str) -> str:
    """The place itself, or as often any other."""
    return place if yes(draw) else draw.choice(ELSEWHERE)


def amount(draw: Random) -> float:
    """An amount in yuan, zero, whole or with two decimals."""
    return draw.choice((0, draw.randint(1, 200_000), round(draw.uniform(0, 2_000), 2)))


def head(draw: Random) -> Entry:
    """What every entry has; now and then without a name."""
    return {"id": maybe(draw, "一份申请"), "place": draw.choice(PLACES), "as_of": draw.choice(DAYS)}


def span(draw: Random) -> Entry:
    """A span of cover, with or without a known end."""
    begins = FIRST_COVERED + timedelta(days=draw.randint(0, 1200))
    ends = begins + timedelta(days=draw.randint(1, 800))
    return {"from": begins.isoformat(), "until": maybe(draw, ends.isoformat())}


def cover(draw: Random) -> Entry:
    """Cover that a person has."""
    scheme = draw.choice(get_args(SchemeName))
    return {"scheme": scheme, "place": draw.choice(ELSEWHERE), "at_school": yes(draw), **span(draw)}


def applicant(draw: Random) -> Entry:
    """A person asking to enrol, most of them with one tie to the place and few documents at hand."""
    entry = head(draw) | draw.choice(SCENES)
    ties = draw.sample(("registered", "residence", "work", "study"), draw.choice((1, 1, 3)))
    return {
        **entry,
        "year": int(entry["as_of"][:4]) + draw.choice((0, 0, 1)),
        "scheme": maybe(draw, *get_args(SchemeName)),
        "status": draw.choice((*get_args(GroupName), *COMMON)),
        **{f"{tie}_place": near(draw, entry["place"]) for tie in ties},
        "documents": draw.choice(([], [], some(draw, get_args(DocumentName)))),
    }


def newborn(draw: Random) -> Entry:
    """A newborn, tied to the place by birth or by a parent."""
    entry = head(draw) | draw.choice(SCENES)
    return {
        **entry,
        "year": int(entry["as_of"][:4]),
        "status": "newborn",
        draw.choice(("birth_place", "parent_residence_place")): entry["place"],
        "documents": draw.choice(([], ["birth_certificate"], some(draw, get_args(DocumentName)))),
    }


def obstacles(draw: Random) -> Entry:
    """What may stand in the way of enrolment."""
    return {
        "origin": draw.choice(get_args(OriginName)),
        "other_guarantee": draw.random() < 0.3,
        "new_student": yes(draw),
        "years_at_once": draw.choice((1, 1, 2)),
        "city_class": maybe(draw, *get_args(CityClassName)),
        "covers": [cover(draw) for _ in range(draw.choice((0, 1, 2)))],
    }


def eligible(draw: Random) -> Entry:
    """A person asking to enrol, every other one with something in the way."""
    return draw.choice((applicant, applicant, newborn))(draw) | (obstacles(draw) if yes(draw) else {})


def retirement(draw: Random) -> Entry:
    """Someone at or before retirement, some in Lishui."""
    entry = head(draw) | draw.choice(({}, {"place": "331100"}))
    rows = [{"place": place, "months": draw.choice((0, 60, 130, 240))} for place in some(draw, ELSEWHERE)]
    is_extended = draw.random() < 0.2
    return {
        **entry,
        "reached_retirement_age": draw.random() < 0.8,
        "contributions": rows,
        "deemed_months": draw.choice((0, 12, 240)),
        "last_place": draw.choice((*ELSEWHERE, "331102")),
        "pension_place": None if is_extended else maybe(draw, *ELSEWHERE),
        "pension_extended": is_extended,
        "registered_place": maybe(draw, *ELSEWHERE),
    }


def conversion(draw: Random) -> Entry:
    """A member of the resident scheme who joins employee insurance, or will."""
    entry = head(draw)
    return {
        **entry,
        "resident_years": draw.randint(0, 40),
        "employee_months": draw.randint(0, 200),
        "resident_place": near(draw, entry["place"]),
        "employee_place": near(draw, entry["place"]),
        "employee_joined_on": maybe(draw, "2024-06-01", "2025-03-10", "2026-01-01"),
    }


def record(draw: Random) -> Entry:
    """A record of enrolment."""
    scheme = draw.choice(get_args(SchemeName))
    months = {"employee_months": draw.choice((0, 11, 12, 40))} if scheme == "employee" else {}
    ties = some(draw, get_args(TieName))
    return {"scheme": scheme, "place": draw.choice(ELSEWHERE), "ties": ties, "aided": yes(draw), **months, **span(draw)}


def home_and_school(draw: Random) -> list[Entry]:
    """A new student's two resident records, most of which overlap lawfully."""
    home: Entry = {"scheme": "resident", "place": "430500", "from": "2024-01-01", "until": "2025-01-01", "ties": []}
    school: Entry = {**home, "place": "430102", "from": "2024-09-01", "until": "2026-01-01", "ties": ["studies"]}
    return draw.choice(([home, school], [school, home], [home | {"until": None}, school]))


def relation(draw: Random) -> Entry:
    """Two records of one person."""
    is_student = yes(draw)
    records = home_and_school(draw) if is_student and yes(draw) else [record(draw), record(draw)]
    return {
        **head(draw),
        "records": records,
        "student": is_student,
        "entry_year": maybe(draw, 2024, 2025) if is_student else None,
        "choice": maybe(draw, *get_args(RecordName)),
    }


def payment(draw: Random) -> Entry:
    """One payment asked for."""
    return {
        "use": draw.choice(get_args(UseName)),
        "relative": draw.choice(get_args(RelativeName)),
        "amount_yuan": amount(draw),
        "relative_enrolled": draw.random() < 0.8,
        "designated_institution": draw.random() < 0.8,
        "premium_place": draw.choice(ELSEWHERE),
    }


def family_account(draw: Random) -> Entry:
    """An account and what is asked of it."""
    return {**head(draw), "balance_yuan": amount(draw), "uses": [payment(draw) for _ in range(draw.randint(1, 5))]}


def layer(draw: Random) -> Entry:
    """What a bureau declares of a layer."""
    return {
        "deductible_yuan": draw.choice((0, 500, 15_000)),
        "rate_percent": draw.choice((0, 62.5, 100)),
        "cap_yuan": draw.choice((0, 150_000, "unlimited")),
        "deductible_each_bill": yes(draw),
        "source": draw.choice(("市医保局公告", "declared")),
    }


def settlement(draw: Random) -> Entry:
    """One bill and the declared layers."""
    layers = {name: layer(draw) for name in ("basic", "serious", "inclusive")}
    layers["inclusive"]["covers_out_of_scope"] = yes(draw)
    before = {name: {"base_yuan": amount(draw), "paid_yuan": amount(draw)} for name in some(draw, tuple(layers))}
    return {
        **head(draw),
        "in_scope_yuan": amount(draw),
        "out_of_scope_yuan": amount(draw),
        "has_basic": yes(draw),
        "has_serious": maybe(draw, True, False),
        "has_inclusive": yes(draw),
        "layers": layers,
        "earlier": before,
    }


DRAWERS: dict[str, Callable[[Random], Entry]] = {
    "eligible": eligible,
    "retirement": retirement,
    "conversion": conversion,
    "relation": relation,
    "family-account": family_account,
    "settlement": settlement,
}


def drawn(name: str, count: int) -> list[Entry]:
    """So many entries of a command, the same in every run."""
    draw = Random(name)
    return [DRAWERS[name](draw) for _ in range(count)]
