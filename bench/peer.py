"""The comparison with openfisca-core: the same people, the same answers first, then the time each takes."""

from __future__ import annotations

import json
import subprocess
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.samples import ROOT, as_json, drawn_cases
from bench.timing import Measured, repeated
from canbao.basis.errors import BadInputError
from canbao.casework.case import Case
from canbao.casework.decide import Decision, decide
from canbao.policy.library import Library
from canbao.policy.policies import Policies
from canbao.rules.circumstances import CIRCUMSTANCE_NAMES
from canbao.rules.determine import DECIDED, Determination, determine

PYTHON = ROOT / ".venv-bench" / "bin" / "python"
PLACES = ("430000", "140500")
CASES_A_PLACE = 100
DRAWN = 4_000
LOOPS = 60
ORDINARY = ("in_window", "in_window_after_gap", "late")
LOOP = "continuous_years_by_loop"
FEN = 100
LAST_YEAR = 2029
"""The last coverage year of the Shanxi text."""
LARGEST_LIMIT = 10_000_000
"""Yuan; a percentage of it still fits the engine's 32-bit integers."""


@dataclass(frozen=True)
class Comparison:
    """What came of it. wrong: by answer, how many people the engine answers wrongly with its own setting."""

    version: str
    people: int
    fields: int
    crowd: int
    differing: int
    wrong: Counter[str]
    wrong_people: int
    wrong_by_loop: int
    streaks_beyond_one: int
    answered_one: int
    prepared: Measured
    from_data: Measured
    many: Measured
    own_prepared: Measured
    own_from_data: Measured

    @property
    def ratio_prepared(self) -> float:
        """How many times as long the engine takes, everything prepared."""
        return self.prepared.median / self.own_prepared.median

    @property
    def ratio_from_data(self) -> float:
        """How many times as long the engine takes from plain data."""
        return self.from_data.median / self.own_from_data.median


def compare(runs: int) -> Comparison | str:
    """Compare; or the reason why it cannot be done here."""
    if not PYTHON.exists():
        return "openfisca-core is not installed here: `make bench` makes the environment `.venv-bench`"
    policies = Policies(Library())
    chosen = list(comparable(policies))
    cases, decisions = [case for case, _ in chosen], [decision for _, decision in chosen]
    given = [case | {"paid_in_window": d.first.paid_in_window} for case, d in chosen]
    own_before = own_times(cases, decisions, policies, runs)
    found = ask(given, runs)
    if isinstance(found, str):
        return found
    own_after = own_times(cases, decisions, policies, runs)
    expected = [answers_of(decision.first) for decision in decisions]
    return compared(expected, found, [joined(a, b) for a, b in zip(own_before, own_after, strict=True)])


def joined(one: Measured, other: Measured) -> Measured:
    """The runs of both."""
    return Measured(one.values + other.values)


def comparable(policies: Policies) -> Iterator[tuple[dict[str, Any], Decision]]:
    """The first drawn cases of each place that both can decide: ordinary payments and a known past."""
    for place in PLACES:
        left = CASES_A_PLACE
        for case in drawn_cases(DRAWN, (place,)):
            if left and is_within_reach(case):
                decision = decided(case, policies)
                if decision is not None:
                    left -= 1
                    yield case, decision


def is_within_reach(case: dict[str, Any]) -> bool:
    """Whether the engine's rules can read a case: plain limit, repair paid with the enrolment, law and past known."""
    limit, enrolment = case.get("original_limit_yuan"), case["enrolment"]
    repaired_on = (enrolment.get("repair") or {}).get("paid_on")
    return (
        isinstance(limit, int)
        and limit <= LARGEST_LIMIT
        and limit % 5 == 0
        and enrolment["year"] <= LAST_YEAR
        and repaired_on in (None, enrolment["paid_on"])
        and not any(case.get(key) for key in ("history_known_from", "known_on", "as_of"))
    )


def decided(case: dict[str, Any], policies: Policies) -> Decision | None:
    """The decision, if it is of an ordinary circumstance."""
    try:
        decision = decide(Case.model_validate(case), policies)
    except BadInputError:
        return None
    first = decision.first
    is_ordinary = first.reason == DECIDED and CIRCUMSTANCE_NAMES[first.circumstance] in ORDINARY
    return decision if is_ordinary else None


def own_times(
    cases: list[dict[str, Any]], decisions: list[Decision], policies: Policies, runs: int
) -> tuple[Measured, Measured]:
    """canbao's time a person: the whole determination on prepared facts, and from plain data."""
    prepared = [(decision.facts[0], decision.policy.terms) for decision in decisions]

    def rules() -> None:
        for facts, terms in prepared:
            determine(facts, terms)

    def from_data() -> None:
        for case in cases:
            decide(Case.model_validate(case), policies)

    return repeated(rules, runs, len(cases)), repeated(from_data, runs, len(cases))


def ask(cases: list[dict[str, Any]], runs: int) -> dict[str, Any] | str:
    """Let the engine answer and time the cases in its own environment."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "cases.json"
        file.write_text(json.dumps(cases, default=as_json), encoding="utf-8")
        command = [str(PYTHON), "-m", "bench.peer_openfisca", str(file), str(runs), str(LOOPS)]
        done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    if done.returncode != 0:
        return f"openfisca-core failed: {done.stderr.strip().splitlines()[-1]}"
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def answers_of(d: Determination) -> dict[str, int]:
    """canbao's answers under the names of the comparison; amounts in yuan."""
    return {
        "missed_years": d.years.missed,
        "continuous_years": d.continuous,
        "fixed_wait": d.wait.fixed_months,
        "variable_wait": d.wait.variable_months,
        "repairable_years": d.wait.repairable_years,
        "total_wait": d.wait.total_months,
        "continuity_bonus": d.limit.continuity_fen // FEN,
        "zero_claim_bonus": d.limit.zero_claim_fen // FEN,
        "bonus_cap": d.limit.cap_fen // FEN,
        "bonus": d.limit.bonus_fen // FEN,
        "penalty": d.limit.penalty_fen // FEN,
        "limit": d.limit.total_fen // FEN,
    }


def agrees(expected: dict[str, int], answered: dict[str, int]) -> bool:
    """Whether every answer is the expected one."""
    return all(answered[name] == value for name, value in expected.items())


def compared(expected: list[dict[str, int]], found: dict[str, Any], own: list[Measured]) -> Comparison:
    """The counts and times of a comparison."""
    raised, default = found["raised"], found["default"]
    pairs: list[tuple[dict[str, int], dict[str, int]]] = list(zip(expected, default, strict=True))
    beyond_one = [(e, a) for e, a in pairs if e["continuous_years"] > 1]
    return Comparison(
        version=found["version"],
        people=len(expected),
        fields=len(expected[0]),
        crowd=found["crowd"],
        differing=sum(not agrees(e, a) for e, a in zip(expected, raised, strict=True)),
        wrong=Counter(name for e, a in pairs for name in e if a[name] != e[name]),
        wrong_people=sum(not agrees(e, a) for e, a in pairs),
        wrong_by_loop=sum(a[LOOP] != e["continuous_years"] for e, a in pairs),
        streaks_beyond_one=len(beyond_one),
        answered_one=sum(a["continuous_years"] == 1 for _, a in beyond_one),
        prepared=Measured(tuple(found["prepared"])),
        from_data=Measured(tuple(found["from_data"])),
        many=Measured(tuple(found["many"])),
        own_prepared=own[0],
        own_from_data=own[1],
    )
