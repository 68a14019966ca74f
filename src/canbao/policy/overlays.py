"""What a bureau lays over the shipped packs, read from its files; a faulty file is refused, never half used."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from canbao.basis.errors import BadInputError
from canbao.basis.finding_codes import finding
from canbao.basis.findings import Finding, Text
from canbao.basis.tree import Tree
from canbao.policy.checks.check import check_pack
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


def overlay_files(paths: Iterable[Path], folder: Path | None = None) -> list[Path]:
    """The YAML files of a folder by name, then the files given: the order of laying.

    Raises BadInputError when the folder is none.
    """
    if folder is None:
        return list(paths)
    if not folder.is_dir():
        reason = Text("没有这个目录", "there is no such folder")
        raise BadInputError([finding("file_unreadable", str(folder), reason=reason)])
    return [*sorted(folder.glob("*.yaml")), *paths]


def read_overlays(paths: Iterable[Path], folder: Path | None = None) -> tuple[tuple[Pack, ...], tuple[Pack, ...]]:
    """The overlays and the packs in the files given and in a folder, in the order of laying: (overlays, packs).

    Raises BadInputError with every fault of every file: what is misspelt would otherwise be passed over in silence.
    """
    sheets = read_sheets(overlay_files(paths, folder))
    overlays = tuple(pack for pack in sheets if pack.overlay is not None)
    return overlays, tuple(pack for pack in sheets if pack.overlay is None)
