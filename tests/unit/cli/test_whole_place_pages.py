"""What the commands for a whole place show, in both languages."""

from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from canbao.cli.whole_place_pages import exported_page, unfinished_lines, whole_place_page
from canbao.desk.whole_place import Counts, Unfinished
from canbao.registry.whole_place.export import Exported

COUNTS = Counts(1200, 1000, 90, 5, 100, 5, Counter({"missing_value": 5, "aid_before_birth": 2}))


def test_a_run_tells_what_became_of_everybody_and_why_some_were_refused(capsys: pytest.CaptureFixture[str]) -> None:
    whole_place_page(7, COUNTS, "en", as_json=False)
    assert capsys.readouterr().out.splitlines() == [
        "Run 7: 1,200 people.",
        "  kept: 1,000",
        "  had one that says the same: 90",
        "  had one that says otherwise (canbao determination affected): 5",
        "  no payment reported, not decided: 100",
        "  cannot be decided: 5",
        "    a value that every row needs is null: 5",
        "    an aid category held before birth: 2",
    ]
    whole_place_page(7, COUNTS, "zh", as_json=False)
    page = capsys.readouterr().out
    assert "7 号运行：1,200 人。" in page
    assert "  没有缴费记录，未判定 100" in page


def test_a_run_as_json_has_every_number(capsys: pytest.CaptureFixture[str]) -> None:
    whole_place_page(7, COUNTS, "zh", as_json=True)
    assert json.loads(capsys.readouterr().out) == {
        "run": 7,
        "people": 1200,
        "kept": 1000,
        "same": 90,
        "differing": 5,
        "unpaid": 100,
        "not_decided": 5,
        "refused": {"aid_before_birth": 2, "missing_value": 5},
    }


def test_a_run_that_was_ended_before_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    unfinished_lines([Unfinished(3, datetime(2026, 11, 29, tzinfo=UTC), 600, 1200, 400)], "en")
    assert "Run 3 before was ended at 600 of 1,200 people; the 400 that it kept stand" in capsys.readouterr().out


@pytest.mark.parametrize(("found", "lines"), [(Exported(2, 0, 0), 1), (Exported(2, 1, 0), 2), (Exported(2, 1, 2), 3)])
def test_an_export_tells_what_is_not_known_of_its_people(
    found: Exported, lines: int, capsys: pytest.CaptureFixture[str]
) -> None:
    exported_page(Path("people.parquet"), found, "en", as_json=False)
    assert len(capsys.readouterr().out.splitlines()) == lines
    exported_page(Path("people.parquet"), found, "zh", as_json=False)
    assert "人已写入 people.parquet。" in capsys.readouterr().out
