"""Case files at the pages: the answers as a case, a case as answers, and its decision."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from canbao.basis.errors import BadInputError
from canbao.basis.tree import parse_tree
from canbao.casework.decide import Decision, decide
from canbao.casework.interview.interview import Interview, opened
from canbao.casework.interview.open_facts import read
from canbao.casework.read import cases_in, read_case, telling_where
from canbao.policy.policies import Policies

FORMAT = {"case": 1}
FILE = "case"
"""What findings call a case that was opened."""


def case_file(case: Mapping[str, Any]) -> str:
    """The answers as a case file, which the calculator opens again and the command line decides."""
    return json.dumps({**FORMAT, **case}, ensure_ascii=False, indent=2) + "\n"


def decision_of(case: Mapping[str, Any], policies: Policies) -> Decision:
    """The decision of the answers. Raises BadInputError."""
    return decide(read(case), policies)


def opened_file(data: bytes, policies: Policies) -> Interview:
    """A case file as an interview that is complete. Raises BadInputError with every fault of it."""
    tree = parse_tree(data, FILE)
    raw = cases_in(tree)[0]
    entry = read_case(raw, tree, path=(0,) if isinstance(tree.value, list) else ())
    if entry.case is None:
        raise BadInputError(entry.findings)
    with telling_where(tree, entry.path):
        decide(entry.case, policies)
    return opened({key: value for key, value in raw.items() if key != "case"})
