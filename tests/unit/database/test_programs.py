"""PostgreSQL's programs: which fit a server, and what they complain of."""

from __future__ import annotations

from pathlib import Path

import pytest

from canbao.basis.errors import BadInputError
from canbao.database import programs
from canbao.database.programs import Folder, complaint, fitting


def installed(folder: Path, monkeypatch: pytest.MonkeyPatch, *majors: int, names: str = "pg_dump psql") -> None:
    """A machine with these versions and no others."""
    found = []
    for at, major in enumerate(majors):
        home = folder / f"{at}-{major}"
        home.mkdir()
        for name in names.split():
            (home / name).write_text("#!/bin/sh\n")
            (home / name).chmod(0o755)
        found.append(Folder(home, major))
    monkeypatch.setattr(programs, "folders", lambda: iter(found))


@pytest.mark.parametrize(
    ("majors", "server", "chosen"),
    [
        ((18, 15, 16), 15, 15),  # of the same version
        ((18, 16), 15, 16),  # else the next newer
        ((15, 18), 18, 18),
        ((18, 18), 18, 18),
    ],
)
def test_the_programs_of_the_servers_version_or_the_next_newer(
    majors: tuple[int, ...], server: int, chosen: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed(tmp_path, monkeypatch, *majors)
    found = fitting(("pg_dump", "psql"), server)
    assert found.major == chosen
    assert found.path.name == f"{majors.index(chosen)}-{chosen}"  # of two alike the first


@pytest.mark.parametrize("majors", [(), (15,), (15, 17)])
def test_older_programs_do_not_fit(majors: tuple[int, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    installed(tmp_path, monkeypatch, *majors)
    with pytest.raises(BadInputError) as raised:
        fitting(("pg_dump",), 18)
    (found,) = raised.value.findings
    assert found.code == "program_missing"
    assert (", ".join(map(str, majors)) or "–") in found.message.en
    assert "postgresql-client-18" in found.remedy.en


def test_a_folder_without_all_the_programs_does_not_fit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    installed(tmp_path, monkeypatch, 18, names="pg_dump")
    assert fitting(("pg_dump",), 18).major == 18
    with pytest.raises(BadInputError):
        fitting(("pg_dump", "psql"), 18)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("pg_dump: error: connection failed\npg_dump: hint: look\n", "error: connection failed"),
        ("psql:<stdin>:12: ERROR:  relation exists\nLINE 1: …", "ERROR:  relation exists"),
        ("pg_restore: warning: one\npg_restore: error: two", "error: two"),
        ("something else\nat the end\n", "at the end"),
        ("", "–"),
    ],
)
def test_a_complaint_is_the_first_error(said: str, told: str) -> None:
    assert complaint(said) == told
