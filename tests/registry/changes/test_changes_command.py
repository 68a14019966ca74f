"""``canbao changes``: what changed, for whom, why, from which row; on a page, as JSON, in a file."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from tests.postgres import copied
from tests.registry.office import COUNTY, OTHER_COUNTY, VILLAGE, present_day
from tests.registry.sealed_office import SealedOffice, card, registered, resident_year, sealed_office

TODAY = present_day()
SINCE = (TODAY - timedelta(days=1)).isoformat()


@pytest.fixture(scope="module")
def changed(superuser: str, template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SealedOffice]:
    """Two people came ten days ago; since then one moved to another township, and cover of both was reported."""
    with copied(superuser, template) as address:
        office = sealed_office(address, tmp_path_factory.mktemp("office"))
        one, other = card(1), card(3)
        office.imported("population_register", (2026, 10), [registered(one, "合成甲"), registered(other, "合成乙")])
        office.a_while_ago(10)
        there = str(COUNTY + 902_901)
        moved = registered(other, "合成乙", changed_on="2026-11-01", registered_place=there, residence_place=there)
        office.imported("population_register", (2026, 11), [registered(one, "合成甲"), moved])
        years = [resident_year(one, "合成甲", 2026), resident_year(other, "合成乙", 2026, residence_place=there)]
        office.imported("resident_cover", (2026, 11), years)
        yield office


def test_changes_are_told_with_act_file_and_row(changed: SealedOffice) -> None:
    done = changed.canbao("changes", "--since", SINCE, "--json")
    assert done.exit_code == 0, done.stderr
    block = json.loads(done.stdout)
    counts = {one["what"]: (one["recorded"], one["ended"]) for one in block["counts"]}
    assert counts["reported_enrolment"] == counts["cover_spell"] == (2, 0)
    assert counts["household_registered"] == (1, 1)
    assert counts["record"][1] >= 1
    moved = [one for one in block["changes"] if one["what"] == "record" and not one["ended"] and one["person"] == 2]
    assert {one["said"].get("registered_place") for one in moved} >= {"439191902901", f"{VILLAGE}"}
    cover = next(one for one in block["changes"] if one["what"] == "reported_enrolment" and one["person"] == 2)
    assert (cover["act"], cover["feed"], cover["file"]) == (
        "feeds.import",
        "resident_cover",
        "resident_cover_2026-11.csv",
    )
    assert (cover["month"], cover["row"], cover["name"], cover["said"]["place"]) == ("2026-11", 3, "合*乙", "439191")
    assert changed.audited("changes.read")[-1][3:] == ("done", {"shown": len(block["changes"])})


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("zh", ("新记录", "终止", "参保（来源报告）", "导入部门数据", "居民医保参保", "第 3 行", "合*乙")),
        ("en", ("recorded", "ended", "cover as reported", "import of a feed", "resident cover", "row 3", "合*乙")),
    ],
)
def test_the_page_is_told_in_words(changed: SealedOffice, lang: str, words: tuple[str, ...]) -> None:
    page = changed.canbao("changes", "--since", SINCE, lang=lang)
    assert page.exit_code == 0
    for word in (*words, "resident_cover_2026-11.csv"):
        assert word in page.stdout
    assert card(1) not in page.stdout
    assert "合成甲" not in page.stdout
    cut = changed.canbao("changes", "--since", SINCE, "--most", 1, lang=lang)
    assert "--most" in cut.stdout
    assert "--most" not in page.stdout


def test_only_the_days_and_the_place_asked_for(changed: SealedOffice) -> None:
    day = (TODAY - timedelta(days=10)).isoformat()
    first = json.loads(changed.canbao("changes", "--since", day, "--through", day, "--json").stdout)
    assert {one["what"] for one in first["counts"]} >= {"record", "name", "certificate"}
    assert not {one["what"] for one in first["counts"]} & {"reported_enrolment", "cover_spell"}
    village = json.loads(changed.canbao("changes", "--since", SINCE, "--place", f"{VILLAGE}", "--json").stdout)
    assert {one["person"] for one in village["changes"]} == {1}
    nothing = changed.canbao("changes", "--since", (TODAY + timedelta(days=3)).isoformat(), "--through", "2120-01-01")
    assert (nothing.exit_code, "Nothing changed." in nothing.stdout) == (0, True)
    stranger = json.loads(changed.canbao("changes", "--since", SINCE, "--json", place=OTHER_COUNTY).stdout)
    assert (stranger["counts"], stranger["changes"]) == ([], [])


def test_all_changes_are_written_to_a_file_by_whoever_may_export(changed: SealedOffice, tmp_path: Path) -> None:
    out = tmp_path / "changes.csv"
    done = changed.canbao("changes", "--since", SINCE, "--out", f"{out}")
    assert done.exit_code == 0, done.stderr
    heads, *rows = csv.reader(out.read_text("utf-8-sig").splitlines())
    assert heads[:4] == ["known at", "person", "name", "change"]
    assert done.stdout == f"{len(rows)} rows written: {out}\n"
    assert ["resident_cover_2026-11.csv", "2026-11", "3"] in [row[-3:] for row in rows]
    block = json.loads(changed.canbao("changes", "--since", SINCE, "--json").stdout)
    assert len(rows) == sum(one["recorded"] + one["ended"] for one in block["counts"])
    assert changed.audited("changes.export")[-1][3:] == ("done", {"rows": len(rows)})
    denied = changed.canbao("changes", "--since", SINCE, "--out", f"{tmp_path / 'b.csv'}", role="clerk")
    assert (denied.exit_code, "right_missing" in denied.stderr) == (2, True)
    assert changed.audited("changes.export")[-1][3] == "denied"
    assert [one.name for one in tmp_path.iterdir()] == ["changes.csv"]
