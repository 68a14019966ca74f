"""Receipts: what is the same gives the same digests; whatever is changed shows in the right one, and only there."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from tests.unit.casework.made_up import Plain, case_of, decided

from canbao.casework import receipt as receipts
from canbao.casework.receipt import Receipt, differences, receipt_of, rules_digest
from canbao.policy.library import Library
from canbao.policy.policies import Policies
from canbao.policy.schema import Pack

CASE = case_of(
    "2026-02-10",
    "RrR..",
    aid=[{"category": "destitute", "from": "2024-01-01", "until": "2027-01-01"}],
    events={"student_registered": "2020-09-01", "left_service": "2010-01-01"},
    enrolment={"repair": {"years": 1, "paid_on": "2026-02-12"}},
    original_limit_yuan=400000,
)


def receipt(case: Plain = CASE, policies: Policies | None = None) -> Receipt:
    """The receipt of a case."""
    return receipt_of(decided(case, policies or Policies(Library())))


def changed(case: Plain = CASE, policies: Policies | None = None) -> set[str]:
    """The parts of the receipt that differ from those of the case as it stands."""
    return set(differences(receipt(), receipt(case, policies)))


def with_part(part: str, **changes: Any) -> Plain:
    """The case with something changed in the person or the enrolment."""
    return CASE | {part: CASE[part] | changes}


def overlay(**parts: Any) -> Policies:
    """Policies with an overlay over Hunan."""
    return Policies(Library([Pack.model_validate({"overlay": 1, "place": "430000", **parts})]))


def entry(value: Any, unit: str = "yuan", source: str = "xz11/5", status: str = "read") -> Plain:
    """A dated value for 2026."""
    years = {"from": 2026, "through": 2026}
    return {"value": value, "unit": unit, "coverage_years": years, "source": source, "status": status}


def test_a_receipt_names_the_pack_and_four_digests() -> None:
    found = receipt()
    assert list(found) == ["pack", "policy", "rules", "facts", "result"]
    assert found["pack"] == "430000"
    assert all(found[name].startswith("sha256:") and len(found[name]) == 71 for name in list(found)[1:])
    assert receipt(CASE | {"place": "430102"})["pack"] == "430000"


def test_the_order_of_keys_and_rows_is_no_difference() -> None:
    def turned(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: turned(value[key]) for key in reversed(value)}
        return [turned(item) for item in reversed(value)] if isinstance(value, list) else value

    assert changed(turned(CASE)) == set()


def test_saying_what_holds_anyway_is_no_difference() -> None:
    """Absent keys in a row mean false, 0, none."""
    rows = [{"employee_months": 0, "reimbursed": False, "bonus_used": "none"} | row for row in CASE["history"]]
    assert changed(CASE | {"history": rows, "known_on": None, "interpretations": {}}) == set()


def other_facts() -> Iterator[tuple[str, Plain, bool]]:
    """Something changed in the facts, the case, and whether it changes the numbers of the answer."""
    history = CASE["history"]
    yield "another day of payment", with_part("enrolment", paid_on="2026-02-11"), True
    yield "another number of years repaired", with_part("enrolment", repair={"years": 0}), True
    yield "another day of repair", with_part("enrolment", repair={"years": 1, "paid_on": "2026-02-13"}), False
    yield "a named circumstance", with_part("enrolment", circumstance="late"), False
    yield "another birth", with_part("person", born="1980-05-02"), False
    yield "an event less", with_part("person", events=CASE["person"]["events"][:1]), False
    yield "another day of an event", with_part("person", events=[{"kind": "left_service", "on": "2025-12-01"}]), True
    yield "no aid", with_part("person", aid=[]), False
    yield "another original limit", CASE | {"original_limit_yuan": 300000}, True
    yield "an earlier wait", CASE | {"earlier_wait_until": "2026-12-01"}, True
    yield "a reimbursed year", CASE | {"history": [history[0] | {"reimbursed": True}, *history[1:]]}, False
    yield "a year late", CASE | {"history": [{"year": 2021, "resident": True}, *history[1:]]}, False
    yield "a year more", CASE | {"history": [*history, {"year": 2025, "resident": True}]}, True
    yield "employee months", CASE | {"history": [*history, {"year": 2025, "employee_months": 2}]}, False
    yield "a bonus used", CASE | {"history": [history[0] | {"bonus_used": "any"}, *history[1:]]}, False
    yield "another guarantee", CASE | {"history": [*history, {"year": 2025, "other_guarantee": True}]}, True
    yield "unknown years", CASE | {"history_known_from": 2021}, False
    yield "another name of the case", CASE | {"id": "another"}, False


@pytest.mark.parametrize(("case", "numbers"), [pytest.param(c, n, id=name) for name, c, n in other_facts()])
def test_any_fact_changes_the_digest_of_the_facts(case: Plain, numbers: bool) -> None:
    """And that of the result only where the numbers change; never those of the policy and the rules."""
    assert changed(case) == ({"facts", "result"} if numbers else {"facts"})


def test_a_switch_is_part_of_the_facts_given_and_of_the_policy_applied() -> None:
    """One that changes the answer changes the result too; one that only says the default leaves policy and result."""
    assert changed(CASE | {"interpretations": {"first_missed_year_counts": False}}) == {"facts", "policy", "result"}
    assert changed(CASE | {"interpretations": {"penalty_counts_before_2025": False}}) == {"facts", "policy"}
    assert changed(CASE | {"interpretations": {"first_missed_year_counts": True}}) == {"facts"}


def test_law_as_known_on_another_day_is_another_policy() -> None:
    assert {"facts", "policy"} <= changed(CASE | {"known_on": "2025-03-24"})
    assert changed(CASE | {"known_on": "2026-07-01"}) == {"facts"}


@pytest.mark.parametrize(
    ("parts", "numbers"),
    [
        ({"values": {"premium.personal": [entry(410)]}}, True),
        ({"values": {"premium.personal": [entry(400)]}}, False),
        ({"values": {"limit.continuity_step": [entry(6000)]}}, False),
        ({"values": {"limit.continuity_step": [entry(5000, source="xz11/4")]}}, False),
        ({"values": {"limit.continuity_step": [entry(5000, status="reported")]}}, False),
        ({"values": {"waiting.fixed_months": [entry(4, "months", "xz11/8")]}}, True),
        ({"readings": {"late_price_basis": [entry("personal", "choice", "xz11/2a")]}}, True),
        ({"readings": {"newborn_across_new_year": [entry(True, "flag", "xz11/3a")]}}, False),
    ],
    ids=["premium", "its source", "step", "its clause", "its status", "wait", "reading", "a reading not used"],
)
def test_an_overlay_changes_the_digest_of_the_policy(parts: Plain, numbers: bool) -> None:
    """Value, source, status or reading, whether this answer uses it or not; the facts and the rules stay."""
    assert changed(policies=overlay(**parts)) == ({"policy", "result"} if numbers else {"policy"})


def test_a_row_of_the_table_is_part_of_the_policy() -> None:
    row = {
        "name": "resumed",
        "limb": "household_registered",
        "source": "xz11/9a",
        "coverage_years": {"from": 2026, "through": 2026},
        "status": "read",
        "anchor": {"event": "household_registered"},
        "price": "personal",
        "benefit_from": "payment",
    }
    assert changed(policies=overlay(circumstances=[row])) == {"policy"}


def test_an_overlay_of_another_place_changes_nothing() -> None:
    elsewhere = Pack.model_validate(
        {"overlay": 1, "place": "140000", "values": {"limit.continuity_step": [entry(9000, source="jy3/2a")]}}
    )
    assert changed(policies=Policies(Library([elsewhere]))) == set()


def test_another_source_of_a_rule_is_another_digest_of_the_rules(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A copy of the rules gives their digest; a letter changed, a file more, in rules or calendar, gives another."""
    before = receipt()
    folders = {name: tmp_path / name for name in receipts.RULES}
    for name, folder in folders.items():
        folder.mkdir()
        for path in sorted(files(name).iterdir(), key=lambda entry: entry.name):
            if path.name.endswith(".py"):
                (folder / path.name).write_bytes(path.read_bytes())
    monkeypatch.setattr(receipts, "files", folders.__getitem__)

    def changed_now() -> list[str]:
        rules_digest.cache_clear()
        return differences(before, receipt())

    try:
        assert changed_now() == []
        for package, name in (("canbao.rules", "waiting.py"), ("canbao.basis", "days.py")):
            path = folders[package] / name
            source = path.read_bytes()
            path.write_bytes(source + b"\n")
            assert changed_now() == ["rules"], name
            path.write_bytes(source)
        (folders["canbao.basis"] / "findings.py").write_text("# words only", encoding="utf-8")
        assert changed_now() == []
        (folders["canbao.rules"] / "later.py").write_text("", encoding="utf-8")
        assert changed_now() == ["rules"]
    finally:
        rules_digest.cache_clear()


def test_verifying_names_every_part_that_differs_or_is_missing() -> None:
    found = receipt()
    assert differences(found, receipt()) == []
    assert differences(found | {"result": "sha256:0"}, found) == ["result"]
    assert differences({"pack": "430000"}, found) == ["policy", "rules", "facts", "result"]
