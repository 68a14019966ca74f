"""One case of a batch: its answer, or its faults in its place."""

from __future__ import annotations

import pickle
from typing import Any

import orjson

from canbao.basis.errors import BadInputError
from canbao.basis.finding_codes import finding
from canbao.basis.findings import Language, Text
from canbao.basis.tree import Tree
from canbao.casework.case import Case
from canbao.casework.decide import decide, decide_read
from canbao.casework.read import ReadCase, read_case, telling_where
from canbao.casework.report import Detail, error_block, report
from canbao.policy.policies import Policies

MOST_VALUES = 10_000
"""Values of one case: more than the rows that a case may have, with all their keys."""


def block_of(raw: Any, tree: Tree, number: int, policies: Policies, detail: Detail, language: Language) -> bytes:
    """The answer to one case as JSON, or its faults, told with the line where they stand."""
    read = read_one(raw, tree, number)
    faults = read.findings
    if read.case is not None:
        try:
            with telling_where(tree, read.path):
                return orjson.dumps(report(decide_read(read.case, policies), policies, detail, language))
        except BadInputError as bad:
            faults = bad.findings
    return orjson.dumps(error_block(read.id, faults, language))


def good_block(raw: Any, policies: Policies, detail: Detail, language: Language) -> bytes | None:
    """The answer to one case as JSON; None where something is wrong, to be told where the lines of the case are known.

    A fault of the program is left alone too: it comes up again, and is told, where the request is answered.
    """
    try:
        return orjson.dumps(report(decide(Case.model_validate(raw), policies), policies, detail, language))
    except Exception:
        return None


def read_one(raw: Any, tree: Tree, number: int) -> ReadCase:
    """One case of the list, or its faults. One far larger than any case is not looked into: others wait meanwhile."""
    if not is_oversized(raw):
        return read_case(raw, tree, number, (number,))
    limit = Text(f"{MOST_VALUES:,} 项", f"{MOST_VALUES:,} values")
    fault = finding("too_large", tree.about((number,)), what=Text("一个案例", "a case"), limit=limit)
    return ReadCase(number, (number,), None, None, (fault,))


def is_oversized(raw: Any) -> bool:
    """Whether a case holds more values than ``MOST_VALUES``."""
    if len(pickle.dumps(raw)) <= MOST_VALUES:
        return False  # a value takes a byte at least; most cases need not be counted
    left, boxes = MOST_VALUES, [raw]
    while boxes and left >= 0:
        box = boxes.pop()
        members = box.values() if isinstance(box, dict) else box if isinstance(box, list) else ()
        left -= len(members)
        boxes.extend(member for member in members if isinstance(member, dict | list))
    return left < 0
