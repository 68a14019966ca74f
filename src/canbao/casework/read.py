"""Read cases from a file, one case or a list: each comes out as a case, or as the findings that refuse it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from canbao.basis.errors import BadInputError
from canbao.basis.finding_codes import finding
from canbao.basis.findings import Finding, Text, shorten
from canbao.basis.model_findings import A_MAPPING, described, spot_of
from canbao.basis.tree import Tree
from canbao.casework.contradictions import contradictions

if TYPE_CHECKING:
    from canbao.casework.case import Case

Path = tuple[str | int, ...]


@dataclass(frozen=True)
class ReadCase:
    """One entry of a case file: where it stands, and the case, or the findings that refuse it."""

    number: int
    path: Path
    id: str | None
    case: Case | None
    findings: tuple[Finding, ...] = ()


def cases_in(tree: Tree) -> list[Any]:
    """The raw cases of a file: the entries of a list, or the one case. Raises BadInputError when it holds neither."""
    value = tree.value
    if isinstance(value, dict):
        return [value]
    if isinstance(value, list):
        if not value:
            raise BadInputError([finding("empty_file", tree.about(()))])
        return value
    expected = Text("一个案例（键和值）或案例列表", "a case (keys and values) or a list of cases")
    raise BadInputError([finding("wrong_value", tree.about(()), value=described(value, A_MAPPING), expected=expected)])


def read_cases(tree: Tree) -> Iterator[ReadCase]:
    """The cases of a file in order; a bad one does not stop the others."""
    is_list = isinstance(tree.value, list)
    for number, raw in enumerate(cases_in(tree)):
        yield read_case(raw, tree, number, (number,) if is_list else ())


def read_case(raw: Any, tree: Tree, number: int = 0, path: Path = ()) -> ReadCase:
    """One raw case as a case, or refused with every fault found."""
    from pydantic import ValidationError

    from canbao.basis.model_findings import findings_of
    from canbao.casework.case import Case

    given = raw.get("id") if isinstance(raw, dict) else None
    case_id = shorten(given) if isinstance(given, str) else None
    try:
        case = Case.model_validate(raw)
    except ValidationError as error:
        return ReadCase(number, path, case_id, None, tuple(findings_of(error, Case, tree, path)))
    faults = tuple(located(fault, tree, path) for fault in contradictions(case))
    return ReadCase(number, path, case.id, None if faults else case, faults)


@contextmanager
def telling_where(tree: Tree, path: Path) -> Iterator[None]:
    """What is wrong with a case while it is answered is told with the file and line where it stands."""
    try:
        yield
    except BadInputError as bad:
        raise BadInputError(located(fault, tree, path) for fault in bad.findings) from bad


def located(fault: Finding, tree: Tree, path: Path) -> Finding:
    """A finding about a dotted path of a case, told with the file and line where it stands."""
    steps: Path = (*path, *(int(s) if is_index(s) else s for s in fault.about.split(".")))
    return replace(fault, about=f"{tree.about(steps)} {spot_of(steps)}")


def is_index(step: str) -> bool:
    """Whether a step of a dotted path is the position in a list."""
    return step.isascii() and step.isdecimal() and len(step) < 6
