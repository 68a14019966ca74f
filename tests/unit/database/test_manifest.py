"""The manifest of a backup is read as it was written, or not at all."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from canbao.basis.errors import BadInputError
from canbao.database import manifest
from canbao.database.manifest import Manifest

MADE = Manifest("0" * 64, 7, "0003_places", "15.18", 18, "2026-11-29T08:30:13+08:00", {"registry.place": 1})


def test_what_is_written_is_read(tmp_path: Path) -> None:
    manifest.write(MADE, tmp_path / "a.backup")
    assert manifest.read(tmp_path / "a.backup") == MADE
    assert [path.name for path in tmp_path.iterdir()] == ["a.backup.json"]


@pytest.mark.parametrize(
    "change",
    [
        {"format": 2},
        {"format": None},
        {"sha256": 5},
        {"bytes": "7"},
        {"bytes": True},
        {"tool": "18"},
        {"rows": []},
        {"rows": {"a.b": "1"}},
    ],
)
def test_another_format_or_type_is_refused(change: dict[str, Any], tmp_path: Path) -> None:
    (tmp_path / "a.backup.json").write_text(json.dumps(MADE.block() | change), "utf-8")
    with pytest.raises(BadInputError) as raised:
        manifest.read(tmp_path / "a.backup")
    assert [found.code for found in raised.value.findings] == ["backup_manifest_missing"]


@pytest.mark.parametrize("missing", ["format", *Manifest._fields])
def test_a_manifest_that_lacks_something_is_refused(missing: str, tmp_path: Path) -> None:
    block = {name: value for name, value in MADE.block().items() if name != missing}
    (tmp_path / "a.backup.json").write_text(json.dumps(block), "utf-8")
    with pytest.raises(BadInputError):
        manifest.read(tmp_path / "a.backup")
