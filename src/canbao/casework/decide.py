"""Decide one case: the policy of its place and day, the facts, and the determination for each reading of its past."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from canbao.basis.errors import BadInputError
from canbao.basis.finding_codes import finding
from canbao.basis.findings import Finding, Text
from canbao.casework.answer import Block, agreed_numbers, blocks_of
from canbao.casework.case import Case
from canbao.casework.contradictions import contradictions
from canbao.casework.facts import facts_under
from canbao.casework.unknown_years import determinations_of, histories
from canbao.policy.epochs import FRAME_RANK
from canbao.policy.interpretations import faults
from canbao.policy.library import Chain
from canbao.policy.policies import Policies
from canbao.policy.policy import Policy
from canbao.rules.answer import Answer
from canbao.rules.determine import Determination
from canbao.rules.facts import Facts


@dataclass(frozen=True)
class Decision:
    """A case decided: its policy, its facts, and one determination for each reading of its past.

    The first determination is the case's own, or, where years are unknown, the one in which they were all covered.
    """

    case: Case
    policy: Policy
    facts: tuple[Facts, ...]
    determinations: tuple[Determination, ...]

    @property
    def first(self) -> Determination:
        """The determination that explanations follow."""
        return self.determinations[0]

    @cached_property
    def numbers(self) -> Answer:
        """The numbers on which all readings of the past agree."""
        return agreed_numbers(self.determinations)

    @cached_property
    def answer(self) -> Block:
        """The same numbers block by block, as they are told."""
        return blocks_of(self.numbers)

    @property
    def has_circumstance(self) -> bool:
        """Whether a circumstance was determined."""
        return self.answer["circumstance"] is not None


def decide(case: Case, policies: Policies) -> Decision:
    """Decide a case. Raises BadInputError with every contradiction in it."""
    check(case, policies)
    return decided(case, policies)


def decide_read(case: Case, policies: Policies) -> Decision:
    """Decide a case as ``read_case`` gave it, which has no contradictions. Raises BadInputError as ``decide`` does."""
    refuse(law_faults(case, policies))
    return decided(case, policies)


def decided(case: Case, policies: Policies) -> Decision:
    """A case in which nothing is wrong, decided."""
    policy = policy_of(case, policies, case.interpretations)
    first, *others = histories(case)
    own = facts_under(case, policy, first)
    return decide_facts(case, policy, (own, *(own._replace(history=history) for history in others)))


def decide_facts(case: Case, policy: Policy, facts: tuple[Facts, ...]) -> Decision:
    """Decide a case under a policy, its facts already read.

    facts: one for each reading of its past, in the order of ``histories``.
    """
    return Decision(case, policy, facts, tuple(determinations_of(facts, policy.terms)))


def policy_of(case: Case, policies: Policies, given: Mapping[str, Any]) -> Policy:
    """The policy of a case's place and day under given interpretations."""
    return policies.policy(case.place, case.enrolment.year, case.law_day, case.known_on, given)


def check(case: Case, policies: Policies) -> None:
    """Raise BadInputError when the case contradicts itself or asks for law that does not exist."""
    refuse(contradictions(case) + law_faults(case, policies))


def refuse(found: list[Finding]) -> None:
    """Raise BadInputError with what was found, if anything was."""
    if found:
        raise BadInputError(found)


def law_faults(case: Case, policies: Policies) -> list[Finding]:
    """Everything in a case that asks for law that does not exist. Raises BadInputError when no pack is of its place."""
    chain = policies.library.chain(case.place)
    found = faults(chain, case.interpretations, "interpretations")
    if case.enrolment.year < chain.first_year:
        what = Text(
            f"参保年度 {case.enrolment.year} 早于措施起始年度 {chain.first_year}",
            f"coverage year {case.enrolment.year} is before the first of the measures, {chain.first_year}",
        )
        found.append(finding("law_not_in_force", "enrolment.year", what=what))
    return found if case.known_on is None else [*found, *known_too_early(case.known_on, chain)]


def known_too_early(known_on: date, chain: Chain) -> Iterator[Finding]:
    """A state of knowledge from before the national frame was issued: no rule of it can be known."""
    frames = [d for d in chain.national.documents.values() if d.rank == FRAME_RANK and d.issued is not None]
    for frame in frames[:1]:
        if frame.issued is not None and known_on < frame.issued:
            what = Text(
                f"known_on {known_on} 早于国家框架文件{frame.number}的印发日 {frame.issued}",
                f"known_on {known_on} is before the national frame {frame.number} was issued, {frame.issued}",
            )
            yield finding("law_not_in_force", "known_on", what=what)
