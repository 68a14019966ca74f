"""Receipts: digests of policy, rules, facts and result, by which any answer can be computed again and compared."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

from canbao.basis.digests import digest_of, digest_of_bytes
from canbao.basis.findings import Text
from canbao.casework.decide import Decision

Receipt = dict[str, str]

PARTS = {
    "pack": Text("政策包", "pack"),
    "policy": Text("规定", "policy"),
    "rules": Text("规则程序", "rules"),
    "facts": Text("案例事实", "facts"),
    "result": Text("判定结果", "result"),
}
"""The parts of a receipt and what they are called."""

A_RECEIPT = Text(
    f"回执（{'、'.join(PARTS)}），或含 receipt 的判定结果", f"a receipt ({', '.join(PARTS)}), or an answer with one"
)

RULES = ("canbao.rules", "canbao.basis")
RULES_OF_BASIS = ("days.py", "compilable.py")


@cache
def rules_digest() -> str:
    """The digest of the source of every rule and of the calendar they use."""
    sources = [
        entry.name.encode() + b"\0" + entry.read_bytes()
        for package in RULES
        for entry in sorted(files(package).iterdir(), key=lambda e: e.name)
        if entry.name.endswith(".py") and (package == RULES[0] or entry.name in RULES_OF_BASIS)
    ]
    return digest_of_bytes(b"\0".join(sources))


def facts_digest(decision: Decision) -> str:
    """The digest of a case as it was read: the same facts in another order of keys or rows give the same digest."""
    case: dict[str, Any] = decision.case.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    case["history"] = sorted(case.get("history", []), key=lambda row: row["year"])
    person = case["person"]
    person["events"] = sorted(person.get("events", []), key=lambda e: (e["kind"], e["on"]))
    person["aid"] = sorted(person.get("aid", []), key=lambda a: (a["category"], a["from"], a.get("until", "")))
    return digest_of(case)


def receipt_of(decision: Decision) -> Receipt:
    """The receipt of a decision; the result is its numbers, whatever the detail it is shown in."""
    return {
        "pack": decision.policy.pack,
        "policy": decision.policy.digest,
        "rules": rules_digest(),
        "facts": facts_digest(decision),
        "result": digest_of(decision.answer),
    }


def differences(given: Receipt, computed: Receipt) -> list[str]:
    """The parts of a receipt that differ from the one computed again, by name; empty when it holds."""
    return [name for name in computed if given.get(name) != computed[name]]


def receipt_in(entry: Any) -> Receipt | None:
    """The receipt that an entry is or has; empty for an error in the place of a bad case, None when there is none."""
    if not isinstance(entry, dict):
        return None
    if isinstance(entry.get("error"), list):
        return {}
    receipt = entry.get("receipt", entry)
    if not isinstance(receipt, dict) or not all(isinstance(receipt.get(part), str) for part in PARTS):
        return None
    return receipt


def verdict_block(decision: Decision, receipt: Receipt) -> dict[str, Any]:
    """Whether a receipt holds for a decision, and which of its parts differ."""
    differ = differences(receipt, receipt_of(decision))
    return {"id": decision.case.id, "holds": not differ, "differs": differ}
