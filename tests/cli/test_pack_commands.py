"""``canbao pack``: what it prints, in which widths and formats, and how it ends."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from rich.cells import cell_len
from tests.unit.policy.city import CITY, OVERLAY
from typer.testing import CliRunner, Result

from canbao.app.composition import Composition
from canbao.cli import output
from canbao.cli.pack import pack_app
from canbao.policy.library import shipped_places

PLACES = ("430000", "140500", "331100")


def pack(*arguments: str, **environment: str) -> Result:
    """``canbao pack`` with settings, but those of this machine."""
    return CliRunner().invoke(pack_app, list(arguments), obj=Composition(environment))


def in_file(folder: Path, text: str, name: str = "city.yaml") -> str:
    """The text as a file."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_list_names_every_pack() -> None:
    result = pack("list")
    assert result.exit_code == 0
    assert all(place in result.stdout for place in shipped_places())
    assert "浙医保联发〔2024〕19号" in result.stdout


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("width", [100, 200])
@pytest.mark.parametrize(
    "arguments", [("list",), ("show", "331100", "--on", "2026-01-01"), ("compare", *PLACES, "--on", "2026-01-01")]
)
def test_tables_fit_and_use_the_width(
    arguments: tuple[str, ...], width: int, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(output, "WIDTH_WITHOUT_TERMINAL", width)
    result = pack(*arguments, "--lang", language)
    assert result.exit_code == 0
    widest = max(cell_len(line.rstrip()) for line in result.stdout.splitlines())
    assert widest <= width
    assert "…" not in result.stdout.replace(" … ", "").replace("01 …", "")  # nothing is cut off
    if arguments[0] == "compare":
        assert widest > width - 10


def test_show_says_the_chain_the_digest_and_the_days_of_change() -> None:
    result = pack("show", "140500", "--on", "2026-01-01")
    assert "晋城市 140500 → 山西省 140000 → 全国 000000" in result.stdout
    assert "sha256:" in result.stdout
    assert "2030-01-01" in result.stdout
    english = pack("show", "140500", "--on", "2026-01-01", "--lang", "en")
    assert "Coverage year 2026, the law of 2026-01-01" in english.stdout


def test_show_takes_the_day_from_the_clock_that_is_handed_down(monkeypatch: pytest.MonkeyPatch) -> None:
    from datetime import date

    monkeypatch.setattr(Composition, "today", lambda _: date(2025, 4, 1))
    assert "参保年度 2025，2025-04-01 的规定" in pack("show", "430000").stdout


def test_compare_as_json_has_both_languages_clauses_and_status() -> None:
    value = json.loads(pack("compare", *PLACES, "--on", "2026-01-01", "--format", "json").stdout)
    assert [place["place"] for place in value["places"]] == list(PLACES)
    row = next(row for row in value["rows"] if row["key"] == "limit.cap")
    assert row["cells"][1] == {
        "text": {"zh": "80,000 元", "en": "80,000 yuan"},
        "clauses": ["jy3/2a"],
        "status": "read",
    }
    assert row["differs"] is True


def test_compare_as_csv_has_three_columns_a_place() -> None:
    rows = list(csv.reader(io.StringIO(pack("compare", *PLACES, "--on", "2026-01-01", "--format", "csv").stdout)))
    assert {len(row) for row in rows} == {3 + 3 * len(PLACES)}
    assert next(row for row in rows if row[1] == "激励额度累计上限")[:3] == ["激励与限额", "激励额度累计上限", "%"]


def test_compare_as_markdown_is_one_table_a_topic() -> None:
    text = pack("compare", *PLACES, "--on", "2026-01-01", "--format", "markdown", "--lang", "en").stdout
    assert text.startswith("# Coverage year 2026")
    tables = [line for line in text.splitlines() if line.startswith("|")]
    assert {line.replace("\\|", "").count("|") for line in tables} == {len(PLACES) + 2}
    assert text.count("\n## ") == text.count("|---|---|---|---|")


def test_check_of_the_shipped_packs_finds_no_error() -> None:
    result = pack("check")
    assert result.exit_code == 0
    assert "frame_departure_in_principle" in result.stdout
    assert f"已检查 {len(shipped_places())} 个文件 · 错误 0" in result.stdout


def test_check_ends_with_1_on_an_error_and_names_the_line(tmp_path: Path) -> None:
    path = in_file(tmp_path, CITY.replace("name: resumed", "name: resume"))
    result = pack("check", path)
    assert result.exit_code == 1
    assert f"{path}:38 circumstances.0.name" in result.stdout


def test_check_ends_with_1_on_a_fault_of_form(tmp_path: Path) -> None:
    result = pack("check", in_file(tmp_path, CITY.replace("values:", "valeus:")))
    assert result.exit_code == 1
    assert "values" in result.stdout


@pytest.mark.parametrize("text", ["", "pack: [", "pack: 1\npack: 1\n", "pack: &a 1\n"])
def test_check_ends_with_2_on_a_file_that_cannot_be_read(tmp_path: Path, text: str) -> None:
    result = pack("check", in_file(tmp_path, text))
    assert (result.exit_code, result.stdout) == (2, "")
    assert "city.yaml" in result.stderr


def test_check_ends_with_2_on_a_file_that_is_not_there(tmp_path: Path) -> None:
    sound = in_file(tmp_path, CITY)
    result = pack("check", sound, str(tmp_path / "none.yaml"), "--lang", "en")
    assert result.exit_code == 2
    assert "there is no such file" in result.stderr


def test_check_sees_the_files_together_and_the_overlays(tmp_path: Path) -> None:
    over = in_file(tmp_path, OVERLAY.replace('"430000"', '"439900"'), "over.yaml")
    city = in_file(tmp_path, CITY)
    assert pack("check", over).exit_code == 1
    assert pack("check", city, over).exit_code == 0
    assert pack("check", over, "--overlay", city).exit_code == 0


def test_overlays_come_from_the_folder_and_from_the_command(tmp_path: Path) -> None:
    folder = tmp_path / "bureau"
    folder.mkdir()
    in_file(folder, OVERLAY)
    arguments = ("compare", "430000", "140500", "--on", "2026-01-01", "--format", "csv")
    assert "410 元,ymz9/1" in pack(*arguments, CANBAO_OVERLAYS=str(folder)).stdout
    given = in_file(tmp_path, OVERLAY.replace("410", "415"), "given.yaml")
    assert "415 元,ymz9/1" in pack(*arguments, "--overlay", given, CANBAO_OVERLAYS=str(folder)).stdout
    assert "410 元" not in pack(*arguments).stdout


def test_a_faulty_overlay_ends_with_2(tmp_path: Path) -> None:
    path = in_file(tmp_path, OVERLAY.replace("premium.personal", "premium.personel"))
    result = pack("list", "--overlay", path)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "premium.personal" in result.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("show", "990000"),
        ("show", "430000", "--on", "2026-02-30"),
        ("show", "430000", "--on", "2024-06-01"),
        ("compare", "430000"),
        ("compare", "430000", "x"),
        ("compare", "430000", "140500", "--format", "xml"),
        ("check", "--lang", "fr"),
    ],
)
def test_bad_input_ends_with_2(arguments: tuple[str, ...]) -> None:
    result = pack(*arguments)
    assert result.exit_code == 2
    assert not isinstance(result.exception, Exception)
    assert result.stderr
