"""``canbao population determine``: what a person sees of a run, on a terminal and elsewhere; what a program reads."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from tests.cli.case_files import CANBAO, run
from tests.population.files import codes, in_csv, in_parquet, many_people, with_column

FEW = 3_000
COUNTIES = 100
CONTROL = re.compile(r"\x1b\[[0-9;?]*[a-zA-Z]")


@pytest.fixture(scope="module")
def people(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """People of a hundred counties, and of a place without a pack."""
    places = [430100 + n % COUNTIES if n % 50 else 110000 for n in range(FEW)]
    table = with_column(many_people(FEW), "place", pa.array(places))
    return in_parquet(tmp_path_factory.mktemp("people") / "in.parquet", table)


def test_json_is_all_there_is_on_standard_output(people: Path, tmp_path: Path) -> None:
    result = run("population", "determine", people, tmp_path / "out", "--json")
    assert (result.exit_code, result.stderr) == (0, "")
    said = json.loads(result.stdout)
    written = json.loads((tmp_path / "out/_manifest.json").read_text())
    assert said == written | {"resumed_rows": 0}
    assert said["rows"] == FEW
    assert len(said["counties"]) == COUNTIES + 1 - 2  # two of the hundred are all without a pack
    assert sum(county["people"] for county in said["counties"]) == FEW


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("zh", ["3,000 行", "合计", "退回 60 行，原因见", "…… 另有 69 个地区，见", "等待期（月:人数）  0:"]),
        ("en", ["3,000 rows in", "in all", "60 rows refused", "and 69 more places, in", "wait (months:people)  0:"]),
    ],
)
def test_the_page_tells_what_came_of_it(language: str, words: list[str], people: Path, tmp_path: Path) -> None:
    result = run("population", "determine", people, tmp_path / "out", "--lang", language)
    assert result.exit_code == 0
    for word in words:
        assert word in result.stdout
    assert f"→ {tmp_path}/out\n" in result.stdout
    assert "…" not in result.stdout.replace("……", "").replace("… and", "")  # no number is cut


def on_terminal(width: int, *arguments: str | Path) -> str:
    """What a terminal of a width shows of the command, without what steers it."""
    command = " ".join(map(str, (CANBAO, *arguments)))
    ended = subprocess.run(
        ["script", "-qec", f"stty cols {width}; {command}", "/dev/null"],
        capture_output=True,
        check=True,
        stdin=subprocess.DEVNULL,
    )
    return CONTROL.sub("", ended.stdout.decode().replace("\r\n", "\n"))


@pytest.mark.skipif(shutil.which("script") is None, reason="there is no `script` to make a terminal; until 2027-12-31")
@pytest.mark.skipif(sys.platform != "linux", reason="`script` takes other options elsewhere; until 2027-12-31")
@pytest.mark.parametrize("width", [80, 100])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_terminal_shows_a_bar_and_a_table_that_fits(width: int, language: str, people: Path, tmp_path: Path) -> None:
    from rich.cells import cell_len

    shown = on_terminal(width, "population", "determine", people, tmp_path / "out", "--lang", language)
    assert ("处理中" if language == "zh" else "working") in shown
    lines = re.split(r"[\r\n]+", shown)
    table = [line for line in lines if re.match(r" ?(4301|1100|合计|in all|──)", line)]
    assert len(table) > 30
    assert all(cell_len(line.rstrip()) <= width for line in table)
    in_all = next(line.split() for line in table if line.startswith(("合计", "in all")))
    assert "3,000" in in_all
    assert not any("…" in word for word in in_all)


def test_nothing_is_said_on_the_way_where_nobody_looks(people: Path, tmp_path: Path) -> None:
    result = run("population", "determine", people, tmp_path / "out", "--lang", "en")
    assert result.stderr == ""


WRONG: dict[str, tuple[list[str], str]] = {
    "a day that is none": (["--as-of", "2025-02-30"], "wrong_value"),
    "a state of knowledge that is none": (["--known-on", "yesterday"], "wrong_value"),
    "a reading without a value": (["--interpretation", "starting_day_counts"], "wrong_value"),
    "a reading that there is not": (["--interpretation", "starting_day_count=false"], "unknown_key"),
    "a value that the reading cannot have": (["--interpretation", "starting_day_counts=7"], "wrong_value"),
    "an overlay that is not there": (["--overlay", "nowhere.yaml"], "file_unreadable"),
    "a cluster without an address": (["--engine", "spark"], "wrong_value"),
}


@pytest.mark.parametrize("kind", WRONG)
def test_wrong_options_are_told_and_leave_nothing(kind: str, people: Path, tmp_path: Path) -> None:
    options, code = WRONG[kind]
    found = codes("determine", people, tmp_path / "out", *options)
    assert found[0] == code or (kind.startswith("a reading that") and found), found
    assert list(tmp_path.iterdir()) == []


def test_an_output_that_cannot_be_made_is_told(people: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert codes("determine", people, tmp_path / "file/out") == ["file_unwritable"]
    assert codes("determine", people, tmp_path / ("long" * 70)) == ["file_unwritable"]
    assert codes("determine", people, ".") == ["output_exists"]
    assert codes("determine", people, tmp_path / "") == ["output_exists"]


def test_the_input_may_be_csv_and_the_output_lie_in_folders_that_are_not_there_yet(tmp_path: Path) -> None:
    people = in_csv(tmp_path / "in.csv", many_people(100))
    result = run("population", "determine", people, tmp_path / "a/b/out", "--json")
    assert json.loads(result.stdout)["answered"] == 100
    assert [inner.name for inner in (tmp_path / "a/b").iterdir()] == ["out"]


def test_a_resumed_run_says_how_much_was_done_before(
    people: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from canbao.population import run as runs

    def stop(*_: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(runs, "finish", stop)
        assert run("population", "determine", people, tmp_path / "out").exit_code != 0
    result = run("population", "determine", people, tmp_path / "out", "--lang", "en")
    assert "3,000 rows in all, 3,000 of them by a run that was killed" in result.stdout
    assert " s (" not in result.stdout
