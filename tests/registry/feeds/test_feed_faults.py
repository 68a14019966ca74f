"""Files as they should not come: bad rows, swapped columns, another department's; rejects corrected and taken."""

from __future__ import annotations

import csv
from pathlib import Path

from tests.registry.feeds.feed_office import AID, REGISTER, FeedOffice, file_name, helped, name_of, people, written
from tests.registry.office import present_day
from tests.registry.sealed_office import card

FACTS = "SELECT count(*) FROM registry.fact WHERE kind = 'aid' AND ended_in IS NULL"


def test_check_needs_no_database_and_says_how_many_rows_why_and_where(tmp_path: Path) -> None:
    from tests.registry.feeds.feed_office import as_told

    rows = helped(range(1, 101))
    rows[4]["category"] = "低收入人口"
    file, rejects = written(tmp_path, AID, rows), tmp_path / "rejects.csv"
    some = as_told({}, "check", file, "--rejects", rejects, "--lang", "zh")
    assert some.exit_code == 1
    assert "共 100 行：可用 99，其中有提示 0；退回 1；重复 0。" in some.stdout
    assert "救助类别" in some.stdout
    assert len(rejects.read_text("utf-8-sig").splitlines()) == 2
    assert as_told({}, "check", written(tmp_path, AID, helped(range(1, 101)))).exit_code == 0
    all_wrong = as_told(
        {}, "check", written(tmp_path, AID, helped(range(1, 101), category="低收入人口")), "--lang", "en"
    )
    assert all_wrong.exit_code == 2
    assert "feed_all_rejected" in all_wrong.stderr


def test_one_bad_row_in_a_hundred_is_sent_back_corrected_and_taken(office: FeedOffice, tmp_path: Path) -> None:
    rows = helped(range(1, 31))
    rows[6]["category"], rows[20]["recognised_on"] = "低收入人口", "2026-13-01"
    taken = office.told("import", written(tmp_path, AID, rows), status=1)
    assert (taken["state"], taken["rows"], taken["rejected"]) == ("imported", 30, 2)
    assert office.office.row(FACTS) == (28,)
    beside = tmp_path / "rejects_civil_affairs_439191_2026-11_delta.csv"
    assert Path(taken["rejects"]) == beside
    sent_back = list(csv.reader(beside.read_text("utf-8-sig").splitlines()))
    assert sent_back[0][-2:] == ["退回原因", "reject_reason"]
    assert [row[1] for row in sent_back[1:]] == [card(7), card(21)]
    assert "救助类别" in sent_back[1][-2]

    corrected = beside.read_text("utf-8-sig").replace("低收入人口", "孤儿").replace("2026-13-01", "2026-10-01")
    beside.write_text(corrected, "utf-8-sig")
    again = office.told("import", beside)
    assert (again["state"], again["new"], again["gone"], again["scope"]) == ("imported", 2, 0, "delta")
    assert office.office.row(FACTS) == (30,)


def test_a_file_of_rejects_is_never_taken_for_the_full_list(office: FeedOffice, tmp_path: Path) -> None:
    rows = helped(range(1, 31))
    rows[6]["category"] = "低收入人口"
    office.told("import", written(tmp_path, AID, rows), status=1)
    beside = tmp_path / "rejects_civil_affairs_439191_2026-11_delta.csv"
    named = tmp_path / f"{file_name(AID)}.csv"
    named.write_text(beside.read_text("utf-8-sig").replace("低收入人口", "孤儿"), "utf-8-sig")
    told = office.told("import", named)
    assert (told["state"], told["scope"]) == ("imported", "delta")
    assert "feed_taken_as_changes" in [one["code"] for one in told["findings"]]
    assert office.office.row(FACTS) == (30,)


def test_rejects_are_written_again_from_the_original_and_from_nothing_else(office: FeedOffice, tmp_path: Path) -> None:
    rows = helped(range(1, 31))
    rows[6]["category"] = "低收入人口"
    rows[7]["certificate_number"], rows[7]["name"] = (
        card(8)[:-1] + ("0" if card(8)[-1] != "0" else "1"),
        "合成乙00000099",
    )
    file = written(tmp_path, AID, rows)
    taken = office.told("import", file, status=1)
    first, second = Path(taken["rejects"]), tmp_path / "again.csv"
    told = office.told("rejects", taken["run"], "--file", file, second)
    assert told["rejected"] == 2
    assert "row_number_not_mended" in [one["code"] for one in taken["reasons"]]
    assert second.read_bytes() == first.read_bytes()
    changed = tmp_path / "changed.csv"
    changed.write_bytes(file.read_bytes() + b"\r\n")
    refused = office.feed("rejects", taken["run"], "--file", changed)
    assert refused.exit_code == 2
    assert "feed_file_not_of_run" in refused.stderr
    assert "feed_run_unknown" in office.feed("rejects", 999, "--file", file).stderr


def test_a_file_with_nothing_but_bad_rows_is_refused_as_a_whole_and_still_is_not_there(
    office: FeedOffice, tmp_path: Path
) -> None:
    """The attempt and its rejects are kept, and nothing else; corrected, the rejects are taken."""
    (folder := tmp_path / "october").mkdir()
    office.told("import", written(folder, AID, helped(range(1, 31)), name=file_name(AID, "2026-10")))
    before = office.contents()
    bad = written(tmp_path, AID, helped(range(1, 31), category="低收入人口"))
    assert "No row can be taken" in office.feed("preview", bad).stdout
    assert office.contents() == before
    told = office.told("import", bad, status=2)
    assert (told["state"], told["rejected"], told["gone"]) == ("refused", 30, 0)
    after = office.contents()
    assert [name for name in after if after[name] != before[name]] == ["feed_file", "feed_verdict"]
    assert len(after["feed_verdict"]) == 30
    assert office.told("import", bad, status=2)["state"] == "refused"
    assert "refused" in office.feed("history").stdout
    (due,) = office.told("due", "--kind", AID, "--on", f"{present_day()}", status=1)["feeds"]
    assert (due["state"], due["newest"]) == ("late", "2026-10")

    rejects = Path(told["rejects"])
    rejects.write_text(rejects.read_text("utf-8-sig").replace("低收入人口", "孤儿"), "utf-8-sig")
    corrected = office.told("import", rejects)
    assert (corrected["state"], corrected["new"], corrected["rejected"]) == ("imported", 30, 0)
    assert office.office.row(FACTS + " AND code = 'orphan' AND valid_until IS NULL") == (30,)


def test_columns_swapped_another_s_file_and_a_future_day_are_refused(office: FeedOffice, tmp_path: Path) -> None:
    before = office.contents()
    swapped = helped(range(1, 11))
    for row in swapped:
        row["name"], row["certificate_number"] = row["certificate_number"], row["name"]
    refused = office.feed("import", written(tmp_path, AID, swapped))
    assert refused.exit_code == 2
    assert "feed_columns_swapped" in refused.stderr
    other = written(tmp_path, REGISTER, people(10), name=file_name(AID))
    refused = office.feed("import", other)
    assert refused.exit_code == 2
    assert "--kind population_register" in refused.stderr or "population_register" in refused.stderr
    assert office.contents() == before

    rows = helped(range(1, 11))
    rows[3]["recognised_on"] = "2026-12-01"
    told = office.told("import", written(tmp_path, AID, rows), status=1)
    assert [(one["code"], one["rows"]) for one in told["reasons"]] == [("future_date", 1)]
    assert name_of(4) not in str(told)
    assert office.office.row(FACTS) == (9,)
    rejects = Path(told["rejects"])
    rejects.write_text(rejects.read_text("utf-8-sig").replace("2026-12-01", "2026-11-01"), "utf-8-sig")
    again = office.told("import", rejects)
    assert (again["state"], again["new"], again["rejected"]) == ("imported", 1, 0)
    assert office.office.row(FACTS) == (10,)
