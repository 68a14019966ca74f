"""One case in a running process: the rules alone, explained, and in full; the law already built."""

from __future__ import annotations

from bench.figures import Figure
from bench.samples import mixed_cases
from bench.timing import repeated
from canbao.casework.case import Case
from canbao.casework.decide import Decision, decide
from canbao.casework.explanation.explain import steps_of
from canbao.casework.report import report
from canbao.policy.library import Library
from canbao.policy.policies import Policies
from canbao.rules.determine import determine

CASES = 1_000


def in_process_figures(runs: int) -> list[Figure]:
    """Time for one case: the mean over all cases in each run. A first run, not counted, builds the law."""
    policies = Policies(Library())
    cases = [Case.model_validate(case) for case in mixed_cases(CASES)]
    decisions = [decide(case, policies) for case in cases]
    prepared = [(decision.facts[0], decision.policy.terms) for decision in decisions]

    def rules() -> None:
        for facts, terms in prepared:
            determine(facts, terms)

    def explained() -> None:
        for case in cases:
            steps_of(decide(case, policies))

    def full() -> None:
        for case in cases:
            answer(decide(case, policies))

    def answer(decision: Decision) -> dict[str, object]:
        return report(decision, policies, "full")

    return [
        Figure("one determination in process (rules, prepared facts)", repeated(rules, runs, CASES), "µs", 50e-6),
        Figure("one case *explained* in process (decide + steps)", repeated(explained, runs, CASES), "ms", 0.5e-3),
        Figure("one case in *full* in process (options, readings)", repeated(full, runs, CASES), "ms", 10e-3),
    ]
