"""The side commands by name: the form of their input, how each is answered, and when an answer stays open."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from canbao.basis.digests import digest_of
from canbao.basis.errors import BadInputError
from canbao.basis.findings import Finding, Language, shorten
from canbao.basis.tree import Tree
from canbao.casework.beside.answers import Answer, Clauses
from canbao.casework.beside.conversion import ConversionInput, conversion_answer
from canbao.casework.beside.eligible import EligibleInput, eligible
from canbao.casework.beside.family_account import FamilyAccountInput, family_account_answer
from canbao.casework.beside.findings import side_findings
from canbao.casework.beside.inputs import SideInput
from canbao.casework.beside.relation import RelationInput, relation_answer
from canbao.casework.beside.retirement import RetirementInput, retirement_answer
from canbao.casework.beside.settlement import SettlementInput, settlement_answer
from canbao.casework.read import Path, cases_in, located
from canbao.casework.receipt import rules_digest
from canbao.casework.report import finding_block
from canbao.policy.side_terms import SideLaw, SideLaws

OPEN = {
    "undetermined",
    "not_in_texts",
    "place_not_named",
    "outside_province",
}
"""The answers that leave the question open."""


@dataclass(frozen=True, slots=True)
class SideCommand:
    """One side command: its input, and how an input is answered under the law."""

    model: type[SideInput]
    answer: Callable[[Any, SideLaw, Clauses], Answer]


def _relation(case: RelationInput, law: SideLaw, clauses: Clauses) -> Answer:
    return relation_answer(case, law.relation(case.entry_year), clauses)


COMMANDS: dict[str, SideCommand] = {
    "eligible": SideCommand(EligibleInput, lambda case, law, clauses: eligible(case, law.eligibility, clauses)),
    "retirement": SideCommand(
        RetirementInput, lambda case, law, clauses: retirement_answer(case, law.retirement, clauses)
    ),
    "conversion": SideCommand(
        ConversionInput, lambda case, law, clauses: conversion_answer(case, law.conversion, clauses)
    ),
    "relation": SideCommand(RelationInput, _relation),
    "family-account": SideCommand(
        FamilyAccountInput, lambda case, law, clauses: family_account_answer(case, law.family_account, clauses)
    ),
    "settlement": SideCommand(
        SettlementInput, lambda case, law, clauses: settlement_answer(case, law.settlement, clauses)
    ),
}


class UsedClauses(Mapping[str, Sequence[str]]):
    """Clauses by parameter, that remember which parameters an answer cited."""

    def __init__(self, clauses: Clauses) -> None:
        self.clauses = clauses
        self.used: dict[str, None] = {}

    def __getitem__(self, name: str) -> Sequence[str]:
        self.used[name] = None
        return self.clauses[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.clauses)

    def __len__(self) -> int:
        return len(self.clauses)


@dataclass(frozen=True)
class SideReply:
    """What became of one entry of a file: the input with its answer, or the findings that refuse it."""

    id: str | None
    case: SideInput | None = None
    law: SideLaw | None = None
    answer: Answer = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()

    @property
    def is_refused(self) -> bool:
        """Whether the entry could not be answered for what it says."""
        return self.case is None

    @property
    def is_open(self) -> bool:
        """Whether any part of the question stays undetermined."""
        parts = [self.answer, *self.answer.get("answers", ())]
        is_chosen = self.answer.get("choice") is not None
        no_principle = self.answer.get("reason") == "no_principle_known" and not is_chosen
        return no_principle or any(part.get("answer") in OPEN for part in parts)


def replies(name: str, tree: Tree, laws: SideLaws, language: Language = "zh") -> Iterator[SideReply]:
    """The answers to a file in order; a bad entry does not stop the others. Raises BadInputError for a file without
    any entry."""
    is_list = isinstance(tree.value, list)
    for number, raw in enumerate(cases_in(tree)):
        yield reply(name, raw, tree, (number,) if is_list else (), laws, language)


def reply(name: str, raw: Any, tree: Tree, path: Path, laws: SideLaws, language: Language = "zh") -> SideReply:
    """The answer to one raw entry, or every fault found in it."""
    from pydantic import ValidationError

    from canbao.basis.model_findings import findings_of

    command = COMMANDS[name]
    given = raw.get("id") if isinstance(raw, dict) else None
    case_id = shorten(given) if isinstance(given, str) else None
    try:
        case = command.model.model_validate(raw)
    except ValidationError as error:
        return SideReply(case_id, findings=tuple(findings_of(error, command.model, tree, path)))
    try:
        return answered(name, case, laws, language)
    except BadInputError as bad:
        day = "year" if name == "eligible" else "as_of"
        faults = [replace(f, about=day) if f.about == "enrolment.year" else f for f in bad.findings]
        return SideReply(case_id, findings=tuple(located(f, tree, path) for f in faults))


def answered(name: str, case: SideInput, laws: SideLaws, language: Language = "zh") -> SideReply:
    """An input answered, with its findings and receipt. Raises BadInputError when no law covers its place and day."""
    law = laws.law(case.place, case.as_of, getattr(case, "year", None))
    entry_year = getattr(case, "entry_year", None)
    clauses = UsedClauses(law.clauses_of_entry(entry_year))
    answer = COMMANDS[name].answer(case, law, clauses)
    found = side_findings(law, case, answer, tuple(clauses.used), entry_year)
    receipt = {
        "pack": law.policy.pack,
        "policy": law.policy.digest,
        "rules": rules_digest(),
        "facts": digest_of(case.model_dump(mode="json", by_alias=True)),
        "result": digest_of(answer),
    }
    blocks = [finding_block(f, language) for f in found]
    return SideReply(case.id, case, law, {**answer, "findings": blocks, "receipt": receipt}, tuple(found))
