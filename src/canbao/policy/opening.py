"""Read what a bureau lays over the shipped packs; a faulty file is refused, never half used."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from canbao.basis.errors import BadInputError
from canbao.basis.findings import Finding
from canbao.basis.tree import Tree
from canbao.policy.check import check_pack
from canbao.policy.library import Library
from canbao.policy.load import load_pack
from canbao.policy.schema import Pack


def read_sheets(paths: Iterable[Path]) -> list[Pack]:
    """The packs and overlays in the files, checked together. Raises BadInputError with every error in any of them."""
    sheets: list[tuple[Pack, Tree]] = []
    faults: list[Finding] = []
    for path in paths:
        try:
            sheets.append(load_pack(path))
        except BadInputError as error:
            faults += error.findings
    packs = [pack for pack, _ in sheets]
    library = Library().with_sheets(packs)
    for pack, tree in sheets:
        faults += [fault for fault in check_pack(pack, tree, library) if fault.severity == "error"]
    if faults:
        raise BadInputError(faults)
    return packs
