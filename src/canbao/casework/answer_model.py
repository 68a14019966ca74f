"""The form of an answer of ``canbao determine --json``, as models: what its published schema is generated from.

Answers are written as plain values (``report.py``); a test holds every worked case's answer against these models.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, RootModel, StringConstraints

from canbao.basis.findings import Severity
from canbao.casework.case import CircumstanceName, PlaceCode
from canbao.policy.schema import Clause

Digest = Annotated[str, StringConstraints(pattern=r"^sha256:[0-9a-f]{64}$")]
Amount = Annotated[float, Field(description="yuan, at most two decimals")]
Basis = Literal["personal", "personal_plus_subsidy", "free"]
Value = bool | int | float | str | None


class Part(BaseModel):
    """A part of an answer: it has these keys and no other."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Words(Part):
    """A sentence in Chinese and in English."""

    zh: str
    en: str


class YearsCounted(Part):
    """Missed years (断保年数) and continuous years (连续参保年数); null: undetermined."""

    missed: int | None
    continuous: int | None


class PremiumDue(Part):
    """What is paid; null: undetermined."""

    basis: Basis | None
    personal_yuan: Amount | None
    subsidy_yuan: Amount | None
    aid_yuan: Amount | None
    repair_yuan: Amount | None
    due_yuan: Amount | None


class Waiting(Part):
    """The waiting period (待遇等待期): its parts in months, its first day, and the first day after it."""

    fixed_months: int | None
    variable_months: int | None
    repaired_months: int | None
    total_months: int | None
    repairable_years: int | None = Field(description="missed years that may still be repaired to shorten the wait")
    starts_on: date | None
    ends_before: date | None


class BenefitSpan(Part):
    """The first and the last day of the coverage year on which costs are payable."""

    from_: date = Field(alias="from")
    through: date


class SeriousIllnessLimit(Part):
    """The limit of the serious-illness insurance (大病保险最高支付限额); null: undetermined."""

    original_yuan: Amount | Literal["unlimited"] | None
    continuity_yuan: Amount | None
    zero_claim_yuan: Amount | None
    cap_yuan: Amount | Literal["unlimited"] | None
    bonus_yuan: Amount | None
    penalty_yuan: Amount | None
    total_yuan: Amount | Literal["unlimited"] | None


class ExplanationStep(Part):
    """One step: the rule, what it found and what followed, the clauses."""

    rule: str
    text: Words
    clauses: tuple[Clause, ...]


class WouldHaveChanged(Part):
    """Something that was not so, and the fields it would have changed, by dotted path."""

    text: Words
    changes: dict[str, Any]


class WayToEnrol(Part):
    """One lawful way to enrol; null: undetermined, or open because it depends on years that the case does not tell."""

    scheme: Literal["resident"]
    place: PlaceCode
    year: int
    circumstance: CircumstanceName
    repair_years: int
    due_yuan: Amount | None
    waiting_months: int | None
    benefit: BenefitSpan | None = Field(description="null: nothing is payable (finding `empty_span`), or it is open")
    limit_yuan: Amount | Literal["unlimited"] | None
    taken: bool = Field(description="the way that the law takes at this place and year when none is named")
    beaten_by: int | None = Field(description="number (from 1) of a way as good on every count and better on one")
    findings: tuple[str, ...] = Field(description="codes of what to know about this way: values assumed, parts open")
    note: Words | None = Field(description="what of it depends on years that the case does not tell")
    clauses: tuple[Clause, ...]


class OtherReading(Part):
    """Another value of an interpretation, and the fields it would change, by dotted path."""

    value: Value
    changes: dict[str, Any]


class ReadingThatMatters(Part):
    """An interpretation that could change the answer."""

    name: str
    chosen: Value
    clause: Clause
    alternatives: tuple[OtherReading, ...]


class FindingTold(Part):
    """A finding: what it is about, what it says, what to do."""

    code: str
    severity: Severity
    about: str
    message: Words
    remedy: str
    clauses: tuple[Clause, ...]


class ReceiptTold(Part):
    """Digests by which the answer can be computed again and compared."""

    pack: PlaceCode
    policy: Digest
    rules: Digest
    facts: Digest
    result: Digest


class Decided(Part):
    """The answer of a case. ``steps`` come from detail *explained* on, the rest of the lists with detail *full*."""

    id: str | None
    place: PlaceCode
    circumstance: CircumstanceName | None
    years: YearsCounted
    premium: PremiumDue
    waiting: Waiting
    benefit: BenefitSpan | None = Field(description="null: nothing is payable in the year, or it is undetermined")
    limit: SeriousIllnessLimit
    steps: tuple[ExplanationStep, ...] = ()
    counterfactuals: tuple[WouldHaveChanged, ...] = ()
    options: tuple[WayToEnrol, ...] = ()
    interpretations: tuple[ReadingThatMatters, ...] = ()
    findings: tuple[FindingTold, ...]
    receipt: ReceiptTold


class Refused(Part):
    """What stands in the place of a case that could not be decided for what it says."""

    id: str | None
    error: tuple[FindingTold, ...] = Field(min_length=1)


class AnswerModel(RootModel[Decided | Refused]):
    """One object of ``canbao determine --json``: a case decided, or refused."""
