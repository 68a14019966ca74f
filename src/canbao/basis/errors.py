"""The errors of canbao: one root; what the office can mend carries findings."""

from __future__ import annotations

from collections.abc import Iterable

from canbao.basis.findings import Finding


class CanbaoError(Exception):
    """The root of all errors raised on purpose."""


class BadInputError(CanbaoError):
    """Input that cannot be used; ``findings`` says what, where, what was expected and what was nearest."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("; ".join(f"{f.about}: {f.message.en}" for f in self.findings))
