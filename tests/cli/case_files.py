"""A sound case and ways to spoil it, to write it and to run the commands on it, for the tests of the command line."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from copy import deepcopy
from pathlib import Path
from typing import Any

from typer.testing import CliRunner, Result

from canbao.app.composition import Composition
from canbao.cli.main import cli

CANBAO = Path(sys.executable).with_name("canbao")

SOUND: dict[str, Any] = {
    "case": 1,
    "id": "sound",
    "place": "430000",
    "person": {
        "born": "1980-05-01",
        "aid": [{"category": "minimum_living_allowance", "from": "2024-10-01", "until": None}],
        "events": [{"kind": "employee_cover_ended", "on": "2021-06-01"}],
    },
    "history": [
        {"year": 2021, "employee_months": 5},
        {"year": 2022, "resident": True, "paid_in_window": True},
        {"year": 2023, "resident": True, "reimbursed": True, "bonus_used": "none"},
    ],
    "enrolment": {
        "scheme": "resident",
        "year": 2025,
        "paid_on": "2025-03-10",
        "circumstance": None,
        "repair": {"years": 0, "paid_on": None},
    },
    "original_limit_yuan": 400000,
    "interpretations": {},
}
"""A late payer in Hunan with one missed year."""

WITHOUT_CIRCUMSTANCE: dict[str, Any] = {
    "case": 1,
    "id": "too-early",
    "place": "430000",
    "person": {"born": "1980-05-01"},
    "history": [{"year": 2024, "resident": True}],
    "enrolment": {"year": 2026, "paid_on": "2025-03-10"},
}
"""Paid before the window opens: no row of the table applies."""

OVERLAY = """\
overlay: 1
place: "430000"
documents:
  ymz{number}:
    number: 云医保发〔2025〕{number}号
    title: 通知
    rank: provincial_department
    issued: 2025-01-{number:02d}
    in_force: {{from: 2025-01-01, through: null}}
    status: read
values:
  premium.personal:
    - {{value: {yuan}, unit: yuan, coverage_years: {{from: 2025, through: 2025}}, source: ymz{number}/1, status: read}}
"""
"""An overlay that sets another premium."""

DELETE = object()
"""Stands for a value to take away."""


def spoilt(path: str, value: Any, case: dict[str, Any] = SOUND) -> dict[str, Any]:
    """The case with one value, at a dotted path, replaced, added, or taken away."""
    made = deepcopy(case)
    *steps, last = [int(step) if step in "0123456789" else step for step in path.split(".")]
    box: Any = made
    for step in steps:
        box = box[step]
    if value is DELETE:
        del box[last]
    else:
        box[last] = value
    return made


def named(name: str, case: dict[str, Any] = SOUND) -> dict[str, Any]:
    """The case under another id."""
    return spoilt("id", name, case)


def in_file(folder: Path, content: Any, name: str = "case.json") -> Path:
    """Bytes or text as they are, anything else as JSON with one value a line."""
    path = folder / name
    if isinstance(content, bytes):
        path.write_bytes(content)
    elif isinstance(content, str):
        path.write_text(content, encoding="utf-8")
    else:
        path.write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")
    return path


def run(*arguments: str | Path, given: str | bytes | None = None, **environment: str) -> Result:
    """The command line, with the settings given and none of this machine. What is raised by mistake is raised."""
    result = CliRunner().invoke(cli, [str(a) for a in arguments], input=given, obj=Composition(environment))
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def start(*arguments: str | Path, **more: Any) -> subprocess.Popen[str]:
    """The real command in a process of its own."""
    environment = {**os.environ, "LANG": "zh_CN.UTF-8", "LC_ALL": "", **more.pop("environment", {})}
    return subprocess.Popen(
        [str(CANBAO), *map(str, arguments)],
        env=environment,
        stdout=more.pop("stdout", subprocess.PIPE),
        stderr=more.pop("stderr", subprocess.PIPE),
        encoding=more.pop("encoding", "utf-8"),
        **more,
    )


def really(*arguments: str | Path, **environment: str) -> tuple[int, str, str]:
    """The real command: exit status, standard output, standard error."""
    with start(*arguments, environment=environment) as process:
        out, err = process.communicate(timeout=60)
    return process.returncode, out, err
