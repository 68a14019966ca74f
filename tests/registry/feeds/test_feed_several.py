"""Several files at once: the same as one after the other, in a fixed order, and nothing after one that is bad."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from pathlib import Path

import pytest
from tests.interrupting import interruptible
from tests.registry.feeds.feed_office import (
    AID,
    OFFICER,
    REGISTER,
    FeedOffice,
    feed_office,
    file_name,
    helped,
    people,
    written,
)
from tests.registry.feeds.test_feed_processes import CANBAO, locks, many_people, until

from canbao.database.address import Address

TIMES = ("at", "imported_at")
DISABLED = "severe_disability"


def months(folder: Path) -> list[Path]:
    """A register and lists of two months, in no order."""
    folder.mkdir()
    return [
        written(folder, AID, helped(range(2, 12)), name=file_name(AID, "2026-11")),
        written(folder, AID, helped(range(1, 11)), name=file_name(AID, "2026-10")),
        written(folder, REGISTER, people(31), name=file_name(REGISTER, "2026-11")),
        written(folder, REGISTER, people(30), name=file_name(REGISTER, "2026-10")),
    ]


def test_several_files_leave_what_one_after_the_other_leaves(
    empty_office: FeedOffice, tmp_path: Path, superuser: str, template: str
) -> None:
    from tests.postgres import copied

    files = months(tmp_path / "files")
    told = empty_office.told("import", *files)
    assert [(one["kind"], one["month"], one["state"]) for one in told["files"]] == [
        (REGISTER, "2026-10", "imported"),
        (AID, "2026-10", "imported"),
        (REGISTER, "2026-11", "imported"),
        (AID, "2026-11", "imported"),
    ]
    (tmp_path / "other").mkdir()
    with copied(superuser, template) as address:
        other = feed_office(address, tmp_path / "other")
        single = [other.told("import", files[at]) for at in (3, 1, 2, 0)]
        for one, alone in zip(told["files"], single, strict=True):
            same = {key for key in one if key not in ("seconds", "findings")}
            assert {key: one[key] for key in same} == {key: alone[key] for key in same}
        counts = (
            "SELECT (SELECT count(*) FROM registry.person), (SELECT count(*) FROM registry.fact WHERE ended_in IS NULL)"
        )
        assert empty_office.office.row(counts) == other.office.row(counts)
    before = empty_office.contents()
    again = empty_office.told("import", *files)
    assert {one["state"] for one in again["files"]} == {"unchanged"}
    assert empty_office.contents() == before


def test_several_files_are_told_one_by_one_and_together(empty_office: FeedOffice, tmp_path: Path) -> None:
    told = empty_office.feed("import", *months(tmp_path / "files"))
    assert told.exit_code == 0, told.output
    assert told.stdout.count("Imported.") == 4
    assert "4 files, 81 rows" in told.stdout


def test_the_worst_of_several_is_the_status(empty_office: FeedOffice, tmp_path: Path) -> None:
    rows = helped(range(1, 11))
    rows[3]["category"] = "低收入人口"
    some = written(tmp_path, AID, rows)
    register = written(tmp_path, REGISTER, people(30), name=file_name(REGISTER, "2026-10"))
    told = empty_office.told("import", some, register, status=1)
    assert [one["rejected"] for one in told["files"]] == [0, 1]


def test_nothing_is_imported_after_a_file_that_cannot_be_used(empty_office: FeedOffice, tmp_path: Path) -> None:
    files = months(tmp_path / "files")
    whole = files[2].read_bytes()
    files[2].write_bytes(whole + b'"a quote that nothing closes')
    told = empty_office.told("import", *files, status=2)
    assert [one["month"] for one in told["files"]] == ["2026-10", "2026-10"]
    assert "feeds_not_taken" in [one["code"] for one in told["error"]]
    assert empty_office.office.row("SELECT count(*) FROM registry.feed_file") == (2,)
    in_words = empty_office.feed("import", *files)
    assert in_words.exit_code == 2
    assert files[0].name in in_words.stderr
    files[2].write_bytes(whole)
    again = empty_office.told("import", *files)
    assert [one["state"] for one in again["files"]] == ["unchanged", "unchanged", "imported", "imported"]


def test_a_file_that_is_none_keeps_all_of_them_out(empty_office: FeedOffice, tmp_path: Path) -> None:
    files, before = months(tmp_path / "files"), empty_office.contents()
    empty_office.told("import", *files, tmp_path / "there_is_none.csv", status=2)
    assert empty_office.contents() == before


def test_rejects_of_several_files_are_not_written_into_one(empty_office: FeedOffice, tmp_path: Path) -> None:
    told = empty_office.feed("import", *months(tmp_path / "files"), "--rejects", tmp_path / "one.csv")
    assert told.exit_code == 2
    assert empty_office.office.row("SELECT count(*) FROM registry.feed_file") == (0,)


def test_one_reason_does_not_confirm_many_files(empty_office: FeedOffice, tmp_path: Path) -> None:
    told = empty_office.feed("import", *months(tmp_path / "files"), "--confirm", "合并乡镇")
    assert told.exit_code == 2
    assert empty_office.office.row("SELECT count(*) FROM registry.feed_file") == (0,)


def test_when_rejects_cannot_be_written_what_comes_after_is_not_imported(
    empty_office: FeedOffice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from canbao.basis.errors import BadInputError
    from canbao.basis.finding_codes import finding
    from canbao.cli import feeds_taking

    files = months(tmp_path / "files")

    def full(*_: object) -> None:
        raise BadInputError([finding("file_unwritable", "rejects", reason="disk full")])

    monkeypatch.setattr(feeds_taking, "write_rejects", full)
    told = empty_office.told("import", *files, status=2)
    assert [one["code"] for one in told["error"]] == ["file_unwritable", "feeds_not_taken"]
    assert empty_office.office.row("SELECT count(*) FROM registry.feed_file") == (1,)


def test_killed_while_one_is_published_and_the_next_is_staged_and_again(database: Address, tmp_path: Path) -> None:
    office = feed_office(database, tmp_path)
    register = many_people(tmp_path)
    aid = written(tmp_path, AID, helped(range(1, 11)), name=file_name(AID, "2026-10"))
    disabled = written(tmp_path, DISABLED, [], name=file_name(DISABLED, "2026-10"))
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("CANBAO_", "DATABASE_"))}
    environment |= {**office.environment, "CANBAO_SESSION": office.office.session(OFFICER)}
    before = office.contents()
    command: list[str | Path] = [CANBAO, "feed", "import", register, aid, disabled, "--json", "--lang", "en"]
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as process:
        until(lambda: locks(office) >= 3, process)  # of the register two, of the list that is staged one
        process.send_signal(signal.SIGKILL)
    until(lambda: locks(office) == 0)
    assert office.contents() == before
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        told = json.loads(process.communicate()[0])
    assert [one["state"] for one in told["files"]][:2] == ["imported", "imported"]
    assert office.office.row("SELECT count(*), count(DISTINCT token) FROM registry.certificate") == (6_000, 6_000)


def test_interrupted_while_one_is_published_nothing_comes_of_the_next(database: Address, tmp_path: Path) -> None:
    office = feed_office(database, tmp_path)
    register = many_people(tmp_path)
    aid = written(tmp_path, AID, helped(range(1, 11)), name=file_name(AID, "2026-10"))
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("CANBAO_", "DATABASE_"))}
    environment |= {**office.environment, "CANBAO_SESSION": office.office.session(OFFICER)}
    command: list[str | Path] = [CANBAO, "feed", "import", register, aid, "--json", "--lang", "en"]
    with (
        interruptible(),
        subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as process,
    ):
        until(lambda: locks(office) >= 3, process)
        process.send_signal(signal.SIGINT)
        process.communicate()
    assert process.returncode != 0
    until(lambda: locks(office) == 0)
    assert office.office.row("SELECT count(*) FROM registry.feed_file WHERE feed = %s", AID) == (0,)
    people, files = office.office.row(
        "SELECT (SELECT count(*) FROM registry.person), (SELECT count(*) FROM registry.feed_file)"
    )
    assert (people, files) in ((0, 0), (6_000, 1))  # what was being published is there as a whole, or not at all
