"""Packs and overlays checked together: each sees the others, and each is held against the national frame."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from canbao.basis.errors import BadInputError
from canbao.basis.findings import Finding
from canbao.basis.tree import Tree
from canbao.policy.checks.check import check_complete, check_pack
from canbao.policy.checks.frame import check_frame
from canbao.policy.library import Library
from canbao.policy.load import pack_of
from canbao.policy.schema import Pack


def faults_of(trees: Iterable[Tree], library: Library, today: date) -> list[Finding]:
    """Every fault of the packs and overlays in some files, in their order.

    library: the packs they stand among. today: documents that end within a year of it are named.
    """
    found: list[Finding] = []
    sheets: list[tuple[Pack, Tree]] = []
    for tree in trees:
        try:
            sheets.append(pack_of(tree))
        except BadInputError as error:
            found += error.findings
    library = library.with_sheets([pack for pack, _ in sheets])
    for pack, tree in sheets:
        faults = [*check_pack(pack, tree, library, today), *check_frame(pack, tree, library)]
        if not any(fault.severity == "error" for fault in faults):
            faults += check_complete(library, pack.place)
        found += faults
    return found
