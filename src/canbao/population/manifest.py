"""The manifest of a run: what it read, under which law and program, and what came of it; enough to make it again."""

from __future__ import annotations

import json
import platform
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from canbao.basis.errors import BadInputError
from canbao.basis.finding_codes import finding
from canbao.casework.receipt import rules_digest
from canbao.population.source import digest_of_file

MANIFEST = "_manifest.json"
REJECTS = "_rejects"
NOTES = "_notes"
RUN = "_run.json"
LOCK = "_lock"

FORMAT = 1
VERSIONS = ("canbao", "numba", "numpy", "pyarrow")


@dataclass(frozen=True)
class Options:
    """The options of a run: the day whose law applies, the state of knowledge, readings, and overlay files."""

    as_of: date | None = None
    known_on: date | None = None
    interpretations: Mapping[str, Any] = field(default_factory=dict)
    overlays: tuple[Path, ...] = ()

    def block(self) -> dict[str, Any]:
        """The options as plain values; overlays by path and digest."""
        return {
            "as_of": self.as_of.isoformat() if self.as_of else None,
            "known_on": self.known_on.isoformat() if self.known_on else None,
            "interpretations": dict(self.interpretations),
            "overlays": [{"path": str(path.resolve()), "sha256": digest_of_file(path)} for path in self.overlays],
        }


def identity_of(files: tuple[Path, ...], options: Options) -> dict[str, Any]:
    """What makes a run this run: its inputs by digest, its options, the rules, the program."""
    inputs = [
        {"path": str(path.resolve()), "bytes": path.stat().st_size, "sha256": digest_of_file(path)} for path in files
    ]
    return {
        "inputs": inputs,
        "options": options.block(),
        "rules": rules_digest(),
        "versions": {name: version(name) for name in VERSIONS},
    }


FLAGS = {"interpretations": "--interpretation", "overlays": "--overlay", "as_of": "--as-of", "known_on": "--known-on"}
"""The options of a run by the names they have on the command line."""


def stamps_of(files: tuple[Path, ...]) -> list[tuple[int, int, int]]:
    """What tells at a glance that files were replaced."""
    return [(stat.st_size, stat.st_mtime_ns, stat.st_ino) for stat in map(Path.stat, files)]


def must_be_the_same(files: tuple[Path, ...], stamps: list[tuple[int, int, int]], identity: Mapping[str, Any]) -> None:
    """Raises BadInputError where a file was replaced by another since its digest was taken."""
    if stamps_of(files) == stamps:
        return
    changed = [p for p, given in zip(files, identity["inputs"], strict=True) if digest_of_file(p) != given["sha256"]]
    if changed:
        raise BadInputError([finding("input_changed", str(path), path=str(path)) for path in changed])


def differing(one: Mapping[str, Any], other: Mapping[str, Any]) -> list[str]:
    """In what two runs differ: the input, an option by its name on the command line, the rules, a version."""
    words = ["IN"] if one["inputs"] != other["inputs"] else []
    words += [flag for name, flag in FLAGS.items() if one["options"].get(name) != other["options"].get(name)]
    words += ["rules"] if one["rules"] != other["rules"] else []
    return words + [name for name in VERSIONS if one["versions"].get(name) != other["versions"].get(name)]


@dataclass(frozen=True)
class Manifest:
    """What a run read, used and made. policies: the digest of each policy met, by place, year and day of its law."""

    engine: str
    inputs: list[dict[str, Any]]
    options: dict[str, Any]
    rules: str
    policies: dict[str, str]
    versions: dict[str, str]
    rows: int
    answered: int
    refused: int
    counties: list[dict[str, Any]]
    finished: str
    seconds: float
    format: int = FORMAT

    @classmethod
    def of(cls, identity: Mapping[str, Any], table: Any, *, seconds: float, **counts: Any) -> Manifest:
        """The manifest of a run that is finished."""
        return cls(
            **{name: identity[name] for name in ("inputs", "options", "rules")},
            versions={**identity["versions"], "python": platform.python_version(), "system": sys.platform},
            policies=dict(sorted(table.digests.items())),
            finished=datetime.now(UTC).isoformat(timespec="seconds"),
            seconds=round(seconds, 3),
            **counts,
        )

    def text(self) -> str:
        """The manifest as JSON."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1) + "\n"


def read_manifest(out: Path) -> Manifest:
    """The manifest of a finished run. Raises BadInputError where there is none."""
    try:
        return Manifest(**json.loads((out / MANIFEST).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise BadInputError([finding("not_a_finished_run", str(out), path=str(out))]) from error
