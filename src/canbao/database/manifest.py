"""The manifest of a backup: what is in the file and its digest. It lies beside it, as ``FILE.json``."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any, NamedTuple

from canbao.basis.errors import BadInputError
from canbao.basis.finding_codes import finding

FORMAT = 1


class Manifest(NamedTuple):
    """What a backup holds.

    sha256: of the file. schema: the newest revision in it. server, tool: versions of PostgreSQL and of the program that
    wrote the file. taken_at: by the clock of the server, with its zone. rows: of each table at that moment.
    """

    sha256: str
    bytes: int
    schema: str
    server: str
    tool: int
    taken_at: str
    rows: dict[str, int]

    def block(self) -> dict[str, Any]:
        """The manifest as it is written down."""
        return {"format": FORMAT, **self._asdict()}


def beside(file: Path) -> Path:
    """Where the manifest of a backup lies."""
    return file.with_name(f"{file.name}.json")


def write(manifest: Manifest, file: Path) -> None:
    """Write the manifest of a backup, whole or not at all, for its owner's eyes."""
    path = beside(file)
    passing = path.with_name(f"{path.name}.unfinished")
    with os.fdopen(os.open(passing, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as out:
        out.write(json.dumps(manifest.block(), ensure_ascii=False, indent=1) + "\n")
        out.flush()
        os.fsync(out.fileno())
    passing.rename(path)


def read(file: Path) -> Manifest:
    """The manifest of a backup. Raises BadInputError where there is none that can be read."""
    path = beside(file)
    try:
        block = json.loads(path.read_text("utf-8"))
        manifest = Manifest(**{name: block[name] for name in Manifest._fields})
        are_kinds = all(type(value) is kind for value, kind in zip(manifest, KINDS, strict=True))
        if block["format"] != FORMAT or not are_kinds or any(type(rows) is not int for rows in manifest.rows.values()):
            raise ValueError(FORMAT)
        return manifest
    except (OSError, ValueError, KeyError, TypeError):
        raise BadInputError([finding("backup_manifest_missing", str(file), path=str(path))]) from None


KINDS = (str, int, str, str, int, str, dict)
"""The types of the fields, in order."""
