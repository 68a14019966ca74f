"""``canbao match``: run, shown, written to files, compared, worked out again."""

from __future__ import annotations

import csv
import json
import stat
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook
from tests.registry.office import COUNTY, OTHER_COUNTY
from tests.registry.sealed_office import SealedOffice, card

from canbao.basis.certificates.masks import masked
from canbao.cli.match import WorkList
from canbao.registry.matching.match import CLASSES, LISTS, SETS


def told(office: SealedOffice, *arguments: str | int, **who: Any) -> Any:
    """What a command prints with --json."""
    done = office.canbao("match", *arguments, "--json", **who)
    assert done.exit_code == 0, done.stderr
    return json.loads(done.stdout)


def hidden(order: int) -> str:
    """A number as it may be shown."""
    return masked("resident_identity_card", card(order))


def test_the_command_knows_every_list() -> None:
    assert [each.value for each in WorkList] == list(LISTS)


def test_the_newest_run_of_a_place_is_shown_by_number(matched: SealedOffice) -> None:
    block = told(matched, "show", "439191")
    assert (block["month"], block["place"], block["version"]) == ("2026-11", "439191", 1)
    assert block["counts"]["classes"] == {"enrolled_here": 9, "enrolled_elsewhere": 1, "unenrolled": 1, "dead": 1}
    assert block["sets"] == {"registered": 12, "resident": 12, "enrolled": 10, "unenrolled": 1}
    assert told(matched, "show", "439191", "--month", "2026-10")["sets"]["unenrolled"] == 2
    assert told(matched, "show", f"{COUNTY}")["run"] == block["run"] == told(matched, "show", block["run"])["run"]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_page_says_every_class_set_and_list(matched: SealedOffice, lang: str) -> None:
    page = matched.canbao("match", "show", "439191", lang=lang)
    assert page.exit_code == 0
    for text in (*CLASSES.values(), *SETS.values(), *LISTS.values()):
        assert text.get("zh" if lang == "zh" else "en") in page.stdout
    assert "合成县 439191" in page.stdout


def test_a_work_list_has_masked_names_and_the_names_of_places(matched: SealedOffice) -> None:
    block = told(matched, "show", "439191", "--list", "mark_elsewhere")
    (item,) = block["items"]
    assert (item["person"], item["name"], item["certificate"]) == (10, "合*癸", hidden(19))
    assert item["detail"]["place"] == "439192"
    page = matched.canbao("match", "show", "439191", "--list", "mark_elsewhere", lang="zh")
    for words in ("异地参保待标识：共 1 条，所示 1 条", "合*癸", "合成村一", "合成二县", "居民医保"):
        assert words in page.stdout
    assert card(19) not in page.stdout
    assert matched.audited("match.read")[-1][3:] == ("done", {"shown": 1})


def test_a_list_is_shown_by_parts(matched: SealedOffice) -> None:
    october = ("show", "439191", "--month", "2026-10", "--list", "unenrolled")
    assert [one["number"] for one in told(matched, *october)["items"]] == [1, 2]
    assert [one["number"] for one in told(matched, *october, "--most", 1)["items"]] == [1]
    assert [one["number"] for one in told(matched, *october, "--from", 2)["items"]] == [2]
    assert told(matched, *october, "--from", 3)["items"] == []


def test_a_list_is_written_to_a_file_and_that_is_kept(matched: SealedOffice, tmp_path: Path) -> None:
    for name in ("list.csv", "list.xlsx"):
        out = tmp_path / name
        done = matched.canbao(
            "match", "show", "439191", "--month", "2026-10", "--list", "unenrolled", "--out", f"{out}", lang="zh"
        )
        assert (done.exit_code, done.stdout) == (0, f"已写 2 行：{out}\n")
        assert stat.S_IMODE(out.stat().st_mode) == 0o600
        if name.endswith(".csv"):
            rows = list(csv.reader(out.read_text("utf-8-sig").splitlines()))
        else:
            rows = [
                [str(cell) for cell in row] for row in CalamineWorkbook.from_path(out).get_sheet_by_index(0).to_python()
            ]
        assert rows[0] == ["序号", "编号", "姓名", "证件", "出生", "地区代码", "地区", "情况"]
        assert [row[:7] for row in rows[1:]] == [
            ["1", "11", "合*子", hidden(21), "1980-05-01", "439191901901", "合成村一"],
            ["2", "12", "合*丑", hidden(23), "1980-05-01", "439191901901", "合成村一"],
        ]
        assert matched.audited("match.export")[-1][3:] == ("done", {"rows": 2})
    again = matched.canbao("match", "show", "439191", "--list", "unenrolled", "--out", f"{tmp_path / 'list.csv'}")
    assert (again.exit_code, "output_exists" in again.stderr) == (2, True)


def test_whoever_may_not_export_writes_nothing(matched: SealedOffice, tmp_path: Path) -> None:
    arguments = ("match", "show", "439191", "--list", "unenrolled", "--out")
    denied = matched.canbao(*arguments, f"{tmp_path / 'list.csv'}", role="clerk")
    assert (denied.exit_code, "right_missing" in denied.stderr) == (2, True)
    assert matched.audited("match.export")[-1][3] == "denied"
    for name, code in (("list.doc", "export_kind_unknown"), ("none/list.csv", "file_unwritable")):
        refused = matched.canbao(*arguments, f"{tmp_path / name}")
        assert (refused.exit_code, code in refused.stderr) == (2, True)
    assert list(tmp_path.iterdir()) == []


def test_the_difference_of_two_months(matched: SealedOffice) -> None:
    block = told(matched, "diff", "439191", "--month", "2026-11", "--month", "2026-10")
    assert block["classes"] == [
        {"before": "enrolled_here", "after": "dead", "people": 1},
        {"before": "unenrolled", "after": "enrolled_here", "people": 1},
    ]
    assert {one["list"]: (one["came"], one["went"], one["stayed"]) for one in block["lists"]} == {
        "mark_elsewhere": (0, 0, 1),
        "unenrolled": (0, 1, 1),
    }
    assert [(one["person"], one["name"], one["after"]) for one in block["people"]] == [
        (1, "合*甲", "dead"),
        (11, "合*子", "enrolled_here"),
    ]
    page = matched.canbao("match", "diff", "439191", "--month", "2026-10", "--month", "2026-11", lang="zh")
    for words in ("应保未保", "已死亡", "未参保人员", "合*子"):
        assert words in page.stdout
    for months, code in (
        (("2026-11", "2026-11"), "match_months_two"),
        (("2026-10", "2026-12"), "match_run_unknown"),
        (("2026-10", "2026-13"), "month_malformed"),
    ):
        refused = matched.canbao("match", "diff", "439191", "--month", months[0], "--month", months[1])
        assert (refused.exit_code, code in refused.stderr) == (2, True)


def test_a_run_worked_out_again_is_the_same_or_says_that_it_is_not(matched: SealedOffice) -> None:
    which = told(matched, "show", "439191", "--month", "2026-10")["run"]
    same = matched.canbao("match", "replay", which)
    assert (same.exit_code, same.stdout.startswith("Worked out again, it is the same: sha256:")) == (0, True)
    matched.office.rows("UPDATE registry.match_run SET result = sha256('') WHERE run_id = %s RETURNING 1", which)
    other = matched.canbao("match", "replay", which)
    assert (other.exit_code, "match_not_the_same" in other.stderr) == (1, True)
    assert [event[4] for event in matched.audited("match.replay")] == [{"same": True}, {"same": False}]


def test_the_manifest_says_what_a_run_was_made_of(matched: SealedOffice) -> None:
    which = told(matched, "show", "439191", "--month", "2026-11")["run"]
    block = json.loads(matched.canbao("match", "manifest", which).stdout)
    assert block["snapshot"] == {"revision": 2, "unseen": []}
    (given,) = block["inputs"]
    assert (given["feed"], given["month"], given["file"][:7]) == ("population_register", "2026-10", "sha256:")
    assert block["rules"].startswith("sha256:")
    assert len(block["rules"]) == len(block["result"]) == 71


def test_others_see_and_run_nothing_here(matched: SealedOffice) -> None:
    refused = matched.canbao("match", "show", "439191", place=OTHER_COUNTY)
    assert (refused.exit_code, "match_run_unknown" in refused.stderr) == (2, True)
    assert matched.canbao("match", "manifest", 1, place=OTHER_COUNTY).exit_code == 2
    for who, code in (({"place": OTHER_COUNTY}, "place_missing"), ({"role": "clerk"}, "right_missing")):
        denied = matched.canbao("match", "run", "439191", "--month", "2026-11", **who)
        assert (denied.exit_code, code in denied.stderr) == (2, True)
        assert matched.audited("match.run")[-1][3] == "denied"
    for which in ("four", "43919"):
        assert "match_run_unknown" in matched.canbao("match", "show", which).stderr
