"""``canbao feed import`` and ``preview``: what they print, what they leave, and what they end with."""

from __future__ import annotations

import csv
import random
from pathlib import Path
from typing import Any

import pytest
from tests.registry.feeds.feed_office import AID, REGISTER, FeedOffice, csv_text, file_name, helped, people, written
from tests.registry.office import CITY, COUNTY, OTHER_COUNTY, present_day
from tests.registry.sealed_office import card


def test_a_first_file_is_taken_and_told_in_the_words_of_an_office(empty_office: FeedOffice, tmp_path: Path) -> None:
    file = written(tmp_path, REGISTER, people(30), name=file_name(REGISTER, "2026-10"))
    taken = empty_office.feed("import", file, lang="zh")
    assert taken.exit_code == 0, taken.output
    for told in ("人口登记（公安机关），2026-10，全量，CSV utf-8-sig", "已导入。", "合成县 439191", "新增 30 人"):
        assert told in taken.stdout
    assert "feed_without_agreement" in taken.stderr
    assert empty_office.office.row("SELECT count(*) FROM registry.person") == (30,)
    assert [path.name for path in tmp_path.iterdir() if path.suffix == ".csv"] == [file.name]


def test_a_preview_tells_what_an_import_does_and_leaves_nothing(office: FeedOffice, tmp_path: Path) -> None:
    file, before = written(tmp_path, AID, helped(range(1, 11))), office.contents()
    seen = office.told("preview", file)
    assert office.contents() == before
    taken = office.told("import", file)
    changes = ("state", "new", "changed", "same", "gone", "new_people", "unlinked", "rows", "rejected")
    assert {key: seen[key] for key in changes} == {key: taken[key] for key in changes}
    assert (seen["state"], seen["new"], seen["preview"]) == ("imported", 10, True)
    assert "run" not in seen
    assert "revision" not in seen


@pytest.mark.parametrize("kind", ["reordered", "gb18030", "without_mark", "xlsx"])
def test_the_same_content_saved_in_another_way_changes_nothing(office: FeedOffice, tmp_path: Path, kind: str) -> None:
    rows = helped(range(1, 11))
    first = office.told("import", written(tmp_path, AID, rows))
    before = office.contents()
    again = tmp_path / "again" / f"{file_name(AID)}.csv"
    again.parent.mkdir()
    if kind == "reordered":
        random.Random(1).shuffle(rows)
        again = written(again.parent, AID, rows)
    elif kind == "xlsx":
        again = workbook(again.with_suffix(".xlsx"), csv_text(AID, rows))
    else:
        again = written(again.parent, AID, rows, encoding="gb18030" if kind == "gb18030" else "utf-8")
    told = office.told("import", again)
    assert (told["state"], told["run"]) == ("unchanged", first["run"])
    assert office.contents() == before
    assert "nothing would change" in office.feed("preview", again).stdout


def workbook(path: Path, text: str) -> Path:
    """CSV as a workbook."""
    from xlsxwriter import Workbook  # type: ignore[import-untyped]

    with Workbook(str(path)) as made:
        sheet = made.add_worksheet()
        for at, row in enumerate(csv.reader(text.splitlines())):
            for column, cell in enumerate(row):
                sheet.write_string(at, column, cell)
    return path


def test_a_short_list_is_held_and_confirmed(office: FeedOffice, tmp_path: Path) -> None:
    (folder := tmp_path / "october").mkdir()
    office.told("import", written(folder, AID, helped(range(1, 31)), name=file_name(AID, "2026-10")))
    short = written(tmp_path, AID, helped(range(1, 21)))
    held = office.feed("import", short)
    assert held.exit_code == 3
    assert "--confirm" in held.stderr
    assert "lacks 10 of the 30 rows" in held.stderr
    assert office.office.row("SELECT count(*) FROM registry.fact WHERE ended_in IS NOT NULL") == (0,)
    assert office.told("preview", short, status=3)["state"] == "held"
    assert [one["state"] for one in office.told("history", "--kind", AID)] == ["held", "imported"]
    confirmed = office.told("import", short, "--confirm", "民政来函：十人退出")
    assert (confirmed["state"], confirmed["gone"]) == ("imported", 10)
    assert [one["state"] for one in office.told("history", "--kind", AID)] == ["imported", "withdrawn", "imported"]
    why = office.office.row("SELECT why FROM registry.revision ORDER BY revision DESC LIMIT 1")
    assert why == ("民政来函：十人退出",)


def test_a_file_does_not_say_its_feed_so_one_is_proposed_and_never_taken(office: FeedOffice, tmp_path: Path) -> None:
    file = written(tmp_path, AID, helped(range(1, 4)), name="名单_439191_2026-11_full")
    asked = office.feed("import", file)
    assert asked.exit_code == 2
    assert "--kind civil_affairs" in asked.stderr
    assert office.told("history", "--kind", AID) == []
    assert office.feed("import", file, "--kind", AID).exit_code == 0


def test_neither_place_nor_month_nor_scope_is_guessed(office: FeedOffice, tmp_path: Path) -> None:
    file = written(tmp_path, AID, helped(range(1, 4)), name=AID)
    unknown = office.feed("import", file)
    assert unknown.exit_code == 2
    assert "feed_period_unknown" in unknown.stderr
    assert "feed_scope_unknown" in unknown.stderr
    without_place = office.feed("import", file, "--month", "2026-11", "--full")
    assert without_place.exit_code == 2
    assert "feed_place_missing" in without_place.stderr
    assert office.feed("import", file, "--month", "2026-11", "--full", "--place", "439191").exit_code == 0


@pytest.mark.parametrize(("month", "status"), [("2026-11", 0), ("2026-12", 2)])
def test_a_month_that_has_not_begun_is_refused(office: FeedOffice, tmp_path: Path, month: str, status: int) -> None:
    file = written(tmp_path, AID, helped(range(1, 4)), name=file_name(AID, month))
    result = office.feed("import", file)
    assert result.exit_code == status
    assert ("feed_month_in_future" in result.stderr) == (status == 2)


def test_a_place_that_nobody_knows_is_refused(office: FeedOffice, tmp_path: Path) -> None:
    file = written(tmp_path, AID, helped(range(1, 4)), name=file_name(AID, place=439199_000000))
    refused = office.feed("import", file, place=CITY)
    assert refused.exit_code == 2
    assert "feed_place_unknown" in refused.stderr


def test_the_place_that_is_said_counts_and_the_difference_is_told(office: FeedOffice, tmp_path: Path) -> None:
    file = written(tmp_path, AID, helped(range(1, 4)), name=file_name(AID, place=OTHER_COUNTY))
    told = office.told("import", file, "--place", "439191")
    assert told["place"] == "439191"
    assert "feed_place_differs" in [one["code"] for one in told["findings"]]


def test_whoever_may_not_import_is_denied_in_our_words_and_it_is_written_down(
    office: FeedOffice, tmp_path: Path
) -> None:
    file, before = written(tmp_path, AID, helped(range(1, 4))), office.contents()
    clerk = office.feed("import", file, role="clerk")
    assert clerk.exit_code == 2
    assert "right_missing" in clerk.stderr
    assert "data officer" in clerk.stderr
    elsewhere = office.feed("preview", file, place=OTHER_COUNTY)
    assert elsewhere.exit_code == 2
    assert "place_missing" in elsewhere.stderr
    other = office.feed("import", file, role="partner_department", department="education")
    assert other.exit_code == 2
    assert "department_missing" in other.stderr
    assert office.contents() == before
    denied = office.office.rows(
        "SELECT act, about, about_place, outcome FROM access.audit_event WHERE outcome = 'denied' ORDER BY event_id"
    )
    about = f"{AID} {COUNTY}"
    assert denied == [
        ("feeds.import", about, COUNTY, "denied"),
        ("feeds.preview", about, COUNTY, "denied"),
        ("feeds.import", about, COUNTY, "denied"),
    ]


def test_without_a_session_nothing_is_asked_of_the_database(empty_office: FeedOffice, tmp_path: Path) -> None:
    from tests.registry.feeds.feed_office import as_told

    file = written(tmp_path, AID, helped(range(1, 4)))
    refused = as_told({**empty_office.environment, "XDG_CONFIG_HOME": str(tmp_path)}, "import", file, "--lang", "en")
    assert refused.exit_code == 2
    assert "no_session" in refused.stderr


def test_a_department_sees_and_imports_its_own_feeds_alone(office: FeedOffice, tmp_path: Path) -> None:
    file = written(tmp_path, AID, helped(range(1, 11)))
    own: dict[str, Any] = {"role": "partner_department", "department": "civil_affairs"}
    taken = office.told("import", file, **own)
    assert (taken["state"], taken["new"]) == ("imported", 10)
    assert [one["kind"] for one in office.told("history", **own)] == [AID]
    assert {one["kind"] for one in office.told("history")} == {AID, REGISTER}
    due = office.told("due", "--on", f"{present_day()}", status=1, **own)
    assert {one["kind"] for one in due["feeds"]} == {AID, "welfare_home_children"}


def test_no_page_shows_a_whole_number_or_name(office: FeedOffice, tmp_path: Path) -> None:
    rows = helped(range(1, 4))
    rows[0]["category"] = "低收入"
    rows[1]["certificate_number"] = card(2)[:-1] + "*"
    file = written(tmp_path, AID, rows)
    for command in ("check", "preview", "import"):
        shown = office.feed(command, file)
        assert shown.exit_code == 1
        for row in rows:
            assert row["certificate_number"] not in shown.output
            assert row["name"] not in shown.output
