"""``canbao person determine`` answers as ``canbao determine`` does, from what the registry knows."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.registry.office import OTHER_COUNTY
from tests.registry.sealed_office import SealedOffice
from typer.testing import CliRunner

from canbao.app.composition import Composition
from canbao.cli.main import cli

YEAR = ("--year", 2027, "--paid-on", "2026-11-20")


def test_the_answer_is_that_of_the_same_case_in_a_file(lived_in: SealedOffice, tmp_path: Path) -> None:
    case = {
        "case": 1,
        "id": "1",
        "place": "439191901901",
        "person": {
            "born": "1980-05-01",
            "aid": [{"category": "orphan", "from": "2025-01-01", "until": None}],
            "events": [
                {"kind": "household_registered", "on": "1980-05-01"},
                {"kind": "released_from_prison", "on": "2024-03-01"},
            ],
        },
        "history_known_from": 2027,
        "history": [
            {"year": 2024, "resident": True, "paid_in_window": True},
            {"year": 2025, "resident": True, "paid_in_window": True},
            {"year": 2026, "resident": True, "paid_in_window": True, "employee_months": 6},
        ],
        "enrolment": {"scheme": "resident", "year": 2027, "paid_on": "2026-11-20"},
    }
    file = tmp_path / "case.json"
    file.write_text(json.dumps(case), "utf-8")
    told = CliRunner().invoke(cli, ["determine", str(file), "--json", "--lang", "en"], obj=Composition({}))
    done = lived_in.canbao("person", "determine", 1, *YEAR, "--json")
    assert (done.exit_code, json.loads(done.stdout)) == (told.exit_code, json.loads(told.stdout))
    page = lived_in.canbao("person", "determine", 1, *YEAR, "--detail", "result")
    same = CliRunner().invoke(cli, ["determine", str(file), "--detail", "result", "--lang", "en"], obj=Composition({}))
    assert page.stdout == same.stdout


def test_what_is_missing_is_told_with_the_remedy(lived_in: SealedOffice) -> None:
    done = lived_in.canbao("person", "determine", 1, *YEAR, "--detail", "result")
    assert done.exit_code == 0
    assert "canbao cover history-start 439191901901 YEAR --why REASON" in done.stderr
    assert "year_not_settled" in done.stderr
    assert "2026" in done.stderr
    assert lived_in.canbao("person", "determine", 1, *YEAR, place=OTHER_COUNTY).exit_code == 2
    nowhere = lived_in.canbao("person", "determine", 1, *YEAR, "--place", "990000")
    assert (nowhere.exit_code, nowhere.stdout) == (2, "")


def test_from_when_cover_is_known_is_said_once_and_for_all_below(lived_in: SealedOffice) -> None:
    def history_start(*arguments: str | int, **who: Any) -> tuple[int, str]:
        done = lived_in.canbao("cover", "history-start", *arguments, **who)
        return done.exit_code, done.stdout + done.stderr

    for arguments, code in (
        (("439191", 1989, "--why", "x"), "wrong_value"),
        (("439191", 2024, "--why", "  "), "wrong_value"),
        (("43919", 2024, "--why", "x"), "wrong_value"),
    ):
        status, told = history_start(*arguments)
        assert (status, code in told) == (2, True)
    status, told = history_start("439191", 2024, "--why", "x", role="clerk")
    assert (status, "right_missing" in told) == (2, True)
    assert history_start("439191", 2024, "--why", "2024 年起全部导入") == (
        0,
        "The cover of 439191 is in the registry from 2024 on.\n",
    )
    assert [event[3] for event in lived_in.audited("cover.history_start")] == ["denied", "done"]
    done = lived_in.canbao("person", "determine", 1, *YEAR, "--json")
    assert "history_start_missing" not in done.stderr
    assert json.loads(done.stdout)["years"]["missed"] == 0
