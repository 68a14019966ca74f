"""The rules as zen's decision graphs, one a place: a node on the past, a node with the answers.

The engine's expressions have no fold, so a streak is not walked but counted: the years of cover after the last missed
year. The past comes as lists of years; a place's values stand in its graph, and a request names the graph.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from bench.peer_openfisca.values import PLACES
from bench.population_peers import people as p

NEVER = 0

PAST = {
    "excused": "filter({years}, not (# in resident) and (months[# - {first_year}] >= {excusing} or # in guaranteed))",
    "missed": "filter({years}, # >= first_cover_year and not (# in resident) and not (# in $.excused))",
    "last_missed": "len($.missed) > 0 ? $.missed[len($.missed) - 1] : {never}",
    "last_resident": "len(resident) > 0 ? resident[len(resident) - 1] : {never}",
    "residents_before": "filter(resident, # < {measures})",
    "last_resident_before": "len($.residents_before) > 0 ? $.residents_before[len($.residents_before) - 1] : {never}",
    "clearing": "filter(used_zero_claim, # > {measures})",
    "last_clearing": "len($.clearing) > 0 ? $.clearing[len($.clearing) - 1] : {never}",
}
ANY_USE_CLEARS = (
    "filter({years}, (# in used_zero_claim and # > {measures}) or (# in used_any and # >= {zero_claim_first}))"
)
ENROLLED = "(# + 1 == {coverage} or # + 1 in resident)"
ENROLLED_IN_WINDOW = " and # + 1 in in_window"
CLAIM_FREE = "count(resident, # >= {zero_claim_first} and # > last_clearing and not (# in reimbursed) and "
ANSWERS = {
    "missed_years": "count(missed, # > last_resident)",
    "continuous_years": "1 + count(resident, # > last_missed)",
    "fixed_wait": "$.missed_years > 0 or not ({coverage} in in_window) ? {fixed_months} : 0",
    "variable_wait": "$.missed_years",
    "repairable_years": (
        "$.missed_years >= {long_gap_years}"
        " ? min([$.variable_wait, max([$.fixed_wait + $.variable_wait - {long_gap_months}, 0])]) : $.variable_wait"
    ),
    "total_wait": "$.fixed_wait + $.variable_wait - min([repair_years, $.repairable_years])",
    "continuity_bonus": "{continuity_step} * max([$.continuous_years - {years_before_first_step}, 0])",
    "zero_claim_bonus": "{zero_claim_step} * ({claim_free})",
    "bonus_cap": "{cap}",
    "bonus": "min([$.continuity_bonus + $.zero_claim_bonus, $.bonus_cap])",
    "penalty": ("min([{penalty_step} * count(missed, # >= {measures} or # > last_resident_before), {penalty_cap}])"),
    "limit": "original_limit + $.bonus - $.penalty",
}


def values_of(place: int) -> dict[str, Any]:
    """What is written into a place's expressions."""
    values = PLACES[str(place)]
    common = {
        "years": f"[{p.FIRST_YEAR}..{p.COVERAGE_YEAR - 1}]",
        "first_year": p.FIRST_YEAR,
        "coverage": p.COVERAGE_YEAR,
        "never": NEVER,
        "excusing": values["excusing_employee_months"],
        "measures": values["measures_first_year"],
        "zero_claim_first": values["zero_claim_first_year"],
    }
    enrolled = ENROLLED + (ENROLLED_IN_WINDOW if values["zero_claim_needs_window"] else "")
    percent = values["cap_percent"]
    cap = f"original_limit * {percent} / 100" if percent else str(values["cap"])
    claim_free = (CLAIM_FREE + enrolled + ")").format(**common)
    return values | common | {"cap": cap, "claim_free": claim_free}


def graph(place: int) -> dict[str, Any]:
    """The decision graph of a place."""
    values = values_of(place)
    past = PAST | ({"clearing": ANY_USE_CLEARS} if values["any_use_clears"] else {})
    nodes = [
        node("facts", "inputNode", {}),
        node("past", "expressionNode", expressions(past, values) | {"passThrough": True}),
        node("answers", "expressionNode", expressions(ANSWERS, values)),
        node("result", "outputNode", {}),
    ]
    ids = [each["id"] for each in nodes]
    edges = [{"id": f"{a}-{b}", "sourceId": a, "targetId": b} for a, b in pairwise(ids)]
    return {"contentType": "application/vnd.gorules.decision", "nodes": nodes, "edges": edges}


def node(name: str, kind: str, content: dict[str, Any]) -> dict[str, Any]:
    """A node of a graph."""
    return {"id": name, "name": name, "type": kind, "content": content, "position": {"x": 0, "y": 0}}


def expressions(templates: dict[str, str], values: dict[str, Any]) -> dict[str, Any]:
    """The content of an expression node."""
    return {"expressions": [{"id": key, "key": key, "value": text.format(**values)} for key, text in templates.items()]}
