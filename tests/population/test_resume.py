"""A killed run leaves nothing that looks complete; the same command goes on, and ends as if nothing had been."""

from __future__ import annotations

import json
import os
import resource
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.cli.case_files import OVERLAY, in_file, run
from tests.population.files import (
    CHILD,
    MANY,
    OF_A_UNIT,
    bytes_of,
    codes,
    decided,
    in_csv,
    in_parquet,
    killed,
    many_people,
    refused_of,
    started,
    with_column,
)

from canbao.basis.errors import BadInputError
from canbao.population import parts, source
from canbao.population import run as runs
from canbao.population.manifest import Options
from canbao.population.unfinished import write_whole


@pytest.fixture(autouse=True)
def in_units(monkeypatch: pytest.MonkeyPatch) -> None:
    """Units of 5,000 rows."""
    monkeypatch.setattr(source, "LEAST_UNIT", OF_A_UNIT)


@pytest.fixture(scope="module")
def people(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Many people, one in a thousand with a year that no law covers."""
    table = many_people()
    years = [2024 if n % 1_000 == 3 else 2025 if n < 30_000 else 2026 for n in range(MANY)]
    table = with_column(table, "year", pa.array(years, pa.int16()))
    return in_parquet(tmp_path_factory.mktemp("people") / "in.parquet", table, row_group_size=OF_A_UNIT)


@pytest.fixture(scope="module")
def whole(people: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What an uninterrupted run makes of them."""
    least, source.LEAST_UNIT = source.LEAST_UNIT, OF_A_UNIT
    try:
        out = tmp_path_factory.mktemp("whole") / "out"
        decided(people, out)
    finally:
        source.LEAST_UNIT = least
    return bytes_of(out)


@contextmanager
def stopped_after(units: int) -> Iterator[None]:
    """Stop a run once so many units are finished."""
    noted = write_whole

    def write(path: Path, text: str) -> None:
        if path.parent.name == "_notes" and len(list(path.parent.glob("*.json"))) >= units:
            raise KeyboardInterrupt
        noted(path, text)

    with pytest.MonkeyPatch.context() as patch, pytest.raises(KeyboardInterrupt):  # noqa: PT012
        patch.setattr(runs, "write_whole", write)
        yield


@pytest.mark.parametrize("threads", [1, 2])
def test_a_killed_run_is_gone_on_with(threads: int, people: Path, whole: dict[str, str], tmp_path: Path) -> None:
    out, left = tmp_path / "out", tmp_path / "out.unfinished"
    with started(people, out, threads=threads) as process:
        assert codes("determine", people, out) == ["run_in_progress"]
        killed(process)
    assert not out.exists()
    parts_left = sorted(left.glob("*.parquet")) + sorted((left / "_rejects").glob("*.parquet"))
    assert all(part.name.startswith("part-") and pq.read_table(part).num_rows for part in parts_left)
    assert list(left.glob("_*.tmp"))  # the part that was being written
    assert not (left / "_manifest.json").exists()
    report = decided(people, out)
    assert report.resumed_rows == OF_A_UNIT * len([p for p in parts_left if p.parent == left]) == 4 * OF_A_UNIT
    assert bytes_of(out) == whole
    assert not left.exists()
    assert report.total.people == MANY
    assert report.manifest.refused == len(refused_of(out)) > 50


@pytest.mark.parametrize("moment", ["manifest", "notes", "name"])
def test_a_run_killed_at_the_very_end_is_finished(
    moment: str, people: Path, whole: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"

    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        if moment == "manifest":
            patch.setattr(runs, "give_name", stop)
        elif moment == "notes":
            patch.setattr(Path, "unlink", stop)
        else:
            patch.setattr(Path, "rename", lambda old, new: stop() if new == out else os.rename(old, new))
        with pytest.raises(KeyboardInterrupt):
            decided(people, out)
    assert not out.exists()
    report = decided(people, out)
    assert (report.resumed_rows, report.total.people) == (MANY, MANY)
    assert bytes_of(out) == whole


def test_a_csv_run_is_gone_on_with_and_not_converted_again(tmp_path: Path) -> None:
    people = in_csv(tmp_path / "in.csv", many_people(3_000))
    decided(people, tmp_path / "whole")
    with stopped_after(0):
        decided(people, tmp_path / "out")
    made = (tmp_path / "out.unfinished/_people/00000.parquet").stat().st_mtime_ns
    with stopped_after(0):
        decided(people, tmp_path / "out")
    assert (tmp_path / "out.unfinished/_people/00000.parquet").stat().st_mtime_ns == made
    decided(people, tmp_path / "out")
    assert bytes_of(tmp_path / "out") == bytes_of(tmp_path / "whole")


def test_other_arguments_are_refused_by_name_and_restart_begins_anew(
    people: Path, whole: dict[str, str], tmp_path: Path
) -> None:
    out = tmp_path / "out"
    with stopped_after(3):
        decided(people, out, threads=1)
    overlay = in_file(tmp_path, OVERLAY.format(number=1, yuan=410), "overlay.yaml")
    other = shutil.copy(people, tmp_path / "other.parquet")
    for given, named in (
        ((people, out, "--as-of", "2026-01-01"), "--as-of"),
        ((people, out, "--known-on", "2026-01-01"), "--known-on"),
        ((people, out, "--interpretation", "starting_day_counts=false"), "--interpretation"),
        ((people, out, "--overlay", overlay), "--overlay"),
        ((other, out), "IN"),
    ):
        result = run("population", "determine", *given, "--lang", "en")
        assert result.exit_code == 2
        assert f"(what differs: {named})" in result.stderr
    report = decided(people, out, restart=True)
    assert report.resumed_rows == 0
    assert bytes_of(out) == whole


def test_units_decided_under_other_law_are_not_mixed_in(people: Path, tmp_path: Path) -> None:
    out, laws = tmp_path / "out", tmp_path / "laws"
    laws.mkdir()
    with stopped_after(3):
        decided(people, out, threads=1)
    in_file(laws, OVERLAY.format(number=1, yuan=410), "overlay.yaml")
    result = run("population", "determine", people, out, "--lang", "en", CANBAO_OVERLAYS=str(laws))
    assert result.exit_code == 2
    assert "(what differs: policies)" in result.stderr


def test_an_output_that_is_there_is_not_touched(people: Path, tmp_path: Path) -> None:
    for out in (tmp_path / "folder", tmp_path / "file", tmp_path / "link"):
        if out.name == "folder":
            out.mkdir()
        elif out.name == "file":
            out.write_text("mine")
        else:
            out.symlink_to(tmp_path / "nowhere")
        assert codes("determine", people, out) == ["output_exists"]
        assert codes("determine", people, out, "--restart") == ["output_exists"]
    assert not list(tmp_path.glob("*.unfinished"))


def test_a_folder_of_that_name_that_no_run_left_is_not_touched(people: Path, tmp_path: Path) -> None:
    mine = tmp_path / "out.unfinished"
    mine.mkdir()
    (mine / "letter.txt").write_text("mine")
    for more in ([], ["--restart"]):
        assert codes("determine", people, tmp_path / "out", *more) == ["output_exists"]
    assert [inner.name for inner in mine.iterdir()] == ["letter.txt"]


def test_a_full_disk_keeps_the_finished_units_and_the_run_goes_on(
    people: Path, whole: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out, left = tmp_path / "out", tmp_path / "out.unfinished"
    written = parts.Parts._write

    def full(self: Any, path: Path, batch: Any) -> None:
        if self.answers.name >= "part-00003":
            raise OSError(28, "No space left on device")
        written(self, path, batch)

    with monkeypatch.context() as patch:
        patch.setattr(parts.Parts, "_write", full)
        for _ in range(2):
            result = run("population", "determine", people, out, "--lang", "en", "--threads", "1")
            assert result.exit_code == 2
            assert "It cannot be written" in result.stderr
            assert "No space left on device" in result.stderr
            assert "(disk_full)" in result.stderr
    assert sorted(path.name for path in left.glob("*.parquet*")) == [f"part-0000{n}.parquet" for n in range(3)]
    assert len(list((left / "_notes").iterdir())) == 3
    assert decided(people, out).resumed_rows == 3 * OF_A_UNIT
    assert bytes_of(out) == whole


def limited() -> None:
    """No file longer than 40,000 bytes, as a disk that is full from there on."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, 40_000))


@pytest.mark.parametrize("kind", ["in.parquet", "in.csv"])
def test_a_disk_that_is_really_full_is_told_and_nothing_half_written_has_a_name(kind: str, tmp_path: Path) -> None:
    table = many_people(20_000)
    people = in_csv(tmp_path / kind, table) if kind == "in.csv" else in_parquet(tmp_path / kind, table)
    command = "from canbao.app.main import main; main()"
    arguments = ["population", "determine", str(people), str(tmp_path / "out"), "--json"]
    decided(in_parquet(tmp_path / "warm.parquet", table.slice(0, 10)), tmp_path / "warm")  # compiled by now
    ended = subprocess.run(
        [sys.executable, "-c", command, *arguments], preexec_fn=limited, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 2, ended.stderr
    assert [found["code"] for found in json.loads(ended.stdout)["error"]] == ["disk_full"]
    assert not (tmp_path / "out").exists()
    assert not list((tmp_path / "out.unfinished").glob("**/[!_]*.parquet"))
    assert decided(people, tmp_path / "out").manifest.answered == 20_000


def test_two_runs_at_a_time_end_with_one_output(people: Path, whole: dict[str, str], tmp_path: Path) -> None:
    out = tmp_path / "out"
    both = [
        subprocess.Popen(
            [sys.executable, "-c", CHILD, str(people), str(out), "no", "1"], stderr=subprocess.PIPE, text=True
        )
        for _ in range(2)
    ]
    said = [process.communicate(timeout=60)[1] for process in both]
    assert sorted(process.returncode for process in both) == [0, 1], said
    assert any("run_in_progress" in words or "output_exists" in words for words in said)
    assert bytes_of(out) == whole
    with pytest.raises(BadInputError):
        decided(people, out, Options(as_of=date(2026, 1, 1)))
