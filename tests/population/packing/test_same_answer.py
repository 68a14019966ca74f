"""The same answer for any order, threads and sizes; and runs that are killed, or that meet each other."""

from __future__ import annotations

import fcntl
import random
import signal
import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from tests.population.packing.offices import Office, Row, cover_row, person_row

from canbao.basis.errors import BadInputError
from canbao.population.manifest import LOCK
from canbao.population.packing.folder import claimed
from canbao.population.packing.pack import pack
from canbao.population.unfinished import alone_in


def many(people: int, seed: int = 5) -> tuple[list[Row], list[Row]]:
    """Cover and people drawn at random, some of it faulty."""
    draw = random.Random(seed)
    cover = [
        cover_row(
            f"p{draw.randrange(people + 20):06}",
            draw.randrange(2010, 2027),
            draw.choice(["resident"] * 8 + ["other", "employee", "nobody"]),
            months=draw.randrange(13),
            reimbursed=draw.random() < 0.05,
        )
        for _ in range(people * 6)
    ]
    return cover, [person_row(f"p{n:06}") for n in range(people)]


def parts(folder: Path) -> dict[str, bytes]:
    """The bytes of all tables of an answer."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*.parquet"))}


def test_any_threads_and_any_order_give_the_same_bytes(office: Office) -> None:
    cover, people = many(4000)
    office.pack(cover, people, threads=1, memory="200MB")
    first = parts(office.out)
    office.out = office.folder / "again"
    random.Random(1).shuffle(cover)
    told: list[int] = []
    summary = office.pack(cover, people[::-1], threads=2, progress=told.append)
    assert parts(office.out) == first
    assert told == [summary.packed_people]
    assert summary.rejected_people > 0


def test_small_groups_and_parts_give_the_same_rows(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    cover, people = many(400)
    office.pack(cover, people)
    whole = (office.rows(), office.rejects("cover"), office.rejects("people"))
    monkeypatch.setattr("canbao.population.packing.parts.GROUP", 64)
    monkeypatch.setattr("canbao.population.packing.parts.PART", 100)
    office.out = office.folder / "again"
    summary = office.pack(cover, people)
    assert (office.rows(), office.rejects("cover"), office.rejects("people")) == whole
    written = [pq.ParquetFile(path).metadata for path in sorted(office.out.glob("part-*"))]
    assert summary.parts == len(written) > 2
    assert all(part.num_rows <= 100 for part in written)
    assert max(part.row_group(n).num_rows for part in written for n in range(part.num_row_groups)) <= 64


def test_a_killed_run_leaves_no_answer_and_the_next_one_succeeds(office: Office) -> None:
    office.write([cover_row()], [person_row()])
    stopped = (
        "import os, signal, sys; from pathlib import Path; from canbao.population.packing.pack import pack\n"
        "pack(*map(Path, sys.argv[1:]), progress=lambda rows: os.kill(os.getpid(), signal.SIGKILL))"
    )
    command = [sys.executable, "-c", stopped, str(office.cover), str(office.people), str(office.out)]
    assert subprocess.run(command, check=False).returncode == -signal.SIGKILL
    assert not office.out.exists()
    assert office.out.with_name("packed.unfinished").exists()
    pack(office.cover, office.people, office.out)
    assert office.history() == ([1], 2020)
    assert sorted(path.name for path in office.out.iterdir()) == ["_manifest.json", "_rejects", "part-00000.parquet"]
    assert not office.out.with_name("packed.unfinished").exists()


def test_two_processes_do_not_pack_into_one_folder(office: Office) -> None:
    office.write([cover_row()], [person_row()])
    waiting = (
        "import sys; from pathlib import Path; from canbao.population.packing.pack import pack\n"
        "def wait(rows): print(rows, flush=True); sys.stdin.readline()\n"
        "pack(*map(Path, sys.argv[1:]), progress=wait)"
    )
    command = [sys.executable, "-c", waiting, str(office.cover), str(office.people), str(office.out)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "1\n"
        with pytest.raises(BadInputError) as refused:
            pack(office.cover, office.people, office.out)
        assert [found.code for found in refused.value.findings] == ["run_in_progress"]
        other.communicate("go on\n")
    assert other.returncode == 0
    assert office.history() == ([1], 2020)
    assert sorted(path.name for path in office.out.iterdir()) == ["_manifest.json", "_rejects", "part-00000.parquet"]
    assert {path.name for path in office.folder.iterdir()} == {"cover.parquet", "people.parquet", "packed"}


def test_what_another_process_finished_in_the_meantime_is_not_touched(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.pack([cover_row()], [person_row()])
    seen = iter([False, True])
    monkeypatch.setattr(Path, "exists", lambda path: next(seen) if path == office.out else path.is_dir())
    with pytest.raises(BadInputError, match="exists already"), claimed(office.out):
        pytest.fail("the folder was claimed")
    monkeypatch.undo()
    assert office.history() == ([1], 2020)
    assert not office.out.with_name("packed.unfinished").exists()


def test_a_lock_whose_folder_was_taken_away_is_no_lock(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another process may finish, and give the folder its name, between the opening of the lock and the locking."""
    folder = office.folder / "left"

    def lock_too_late(*_: object) -> None:
        (folder / LOCK).rename(folder / "elsewhere")

    with alone_in(folder, office.out):
        pass
    monkeypatch.setattr(fcntl, "flock", lock_too_late)
    with pytest.raises(BadInputError, match="Another process"), alone_in(folder, office.out):
        pytest.fail("the folder was locked")
