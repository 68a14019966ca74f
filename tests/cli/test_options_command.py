"""``canbao options``: every lawful way, at one place or several."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len
from tests.cli.case_files import SOUND, WITHOUT_CIRCUMSTANCE, in_file, named, run, spoilt

from canbao.cli import output

BAD = spoilt("enrolment.year", "2025")
FIELDS = {
    "findings",
    "note",
    *("scheme", "place", "year", "circumstance", "repair_years", "due_yuan", "waiting_months"),
    *("benefit", "limit_yuan", "taken", "beaten_by", "clauses"),
}


def options(*arguments: str | Path) -> Any:
    """The JSON of options that end well."""
    result = run("options", *arguments, "--json")
    assert result.exit_code in (0, 1)
    return json.loads(result.stdout)


def test_each_way_has_its_price_wait_span_limit_and_clauses(tmp_path: Path) -> None:
    answer = options(in_file(tmp_path, SOUND))
    assert set(answer) == {"id", "options"}
    plain, repaired = answer["options"]
    assert set(plain) == FIELDS
    assert (plain["due_yuan"], plain["waiting_months"], plain["taken"]) == (1100, 4, True)
    assert (repaired["due_yuan"], repaired["waiting_months"], repaired["taken"]) == (1500, 3, False)
    assert plain["clauses"]


def test_they_are_those_of_the_full_determination(tmp_path: Path) -> None:
    file = in_file(tmp_path, SOUND)
    full = json.loads(run("determine", file, "--json").stdout)
    assert full["options"] == options(file)["options"]


def test_other_places_are_looked_at_too(tmp_path: Path) -> None:
    file = in_file(tmp_path, SOUND)
    found = options(file, "--place", "331100", "--place", "140500", "--place", "430000")["options"]
    assert [way["place"] for way in found if way["taken"]] == ["430000", "331100", "140500"]
    assert "331100" in run("options", file, "--place", "331100").stdout
    assert "331100" not in run("options", file).stdout


def test_a_list_is_answered_in_its_order_and_a_bad_case_in_its_place(tmp_path: Path) -> None:
    file = in_file(tmp_path, [named("b"), named("bad", BAD), named("a")])
    result = run("options", file, "--json")
    assert result.exit_code == 2
    first, bad, last = json.loads(result.stdout)
    assert (first["id"], bad["id"], last["id"]) == ("b", "bad", "a")
    assert first["options"] == last["options"]
    assert bad["error"][0]["code"] == "wrong_value"
    page = run("options", file)
    assert page.exit_code == 2
    assert page.stdout.count("★") == 2


@pytest.mark.parametrize(
    ("cases", "status"), [(SOUND, 0), ([SOUND, SOUND], 0), ([SOUND, BAD], 2), ([WITHOUT_CIRCUMSTANCE, BAD], 2)]
)
def test_the_gravest_case_sets_the_exit_status(cases: Any, status: int, tmp_path: Path) -> None:
    assert run("options", in_file(tmp_path, cases), "--json").exit_code == status


def test_a_case_without_a_circumstance_has_the_options_of_the_years_it_can_still_buy(tmp_path: Path) -> None:
    result = run("options", in_file(tmp_path, [SOUND, WITHOUT_CIRCUMSTANCE]), "--json")
    _, other = json.loads(result.stdout)
    years = {way["year"] for way in other["options"]}
    assert result.exit_code == (0 if years else 1)
    assert 2026 not in years


@pytest.mark.parametrize("width", [80, 100, 200])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_line_is_wider_than_the_page(
    language: str, width: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(output, "WIDTH_WITHOUT_TERMINAL", width)
    result = run("options", in_file(tmp_path, SOUND), "--place", "331100", "--lang", language)
    assert result.exit_code == 0
    assert max(cell_len(line.rstrip()) for line in result.stdout.splitlines()) <= width
