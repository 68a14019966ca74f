"""Clauses as pages show them: the short name, and the number of the document with the article."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from canbao.policy.cite import full_citation
from canbao.policy.library import Chain


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause by its short name and as a reader finds it."""

    short: str
    full: str


def clause_of(clause: str, chain: Chain) -> Clause:
    """One clause of the documents of a place."""
    return Clause(clause, full_citation(clause, chain))


def clauses_of(clauses: Iterable[str], chain: Chain) -> tuple[Clause, ...]:
    """Clauses of the documents of a place, in order."""
    return tuple(clause_of(clause, chain) for clause in clauses)
