"""A row of a run, replayed as a case, has the numbers of the run; and what is said where it cannot be replayed."""

from __future__ import annotations

import json
import random
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.cli.case_files import OVERLAY, in_file, run
from tests.population.files import (
    decided,
    in_csv,
    in_parquet,
    many_people,
    plain_row,
    policies,
    sound_rows,
    with_column,
)
from typer.testing import Result

from canbao.app.composition import Composition
from canbao.population.manifest import Options
from canbao.population.replay import overlays_of, replay

FEW = 2_000
REPLAYED = 60

RUNS = {
    "plain": Options(),
    "law of a day": Options(as_of=date(2025, 1, 1)),
    "known on a day": Options(known_on=date(2025, 3, 24)),
    "another reading": Options(interpretations={"starting_day_counts": False, "fixed_as_90_days": True}),
    "csv": Options(),
}


@pytest.fixture(scope="module")
def people(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """People of every kind."""
    return in_parquet(tmp_path_factory.mktemp("people") / "in.parquet", many_people(FEW), row_group_size=700)


@pytest.fixture
def out(people: Path, tmp_path: Path) -> Path:
    """A finished run over a copy of them."""
    copy = tmp_path / "copy.parquet"
    copy.write_bytes(people.read_bytes())
    decided(copy, tmp_path / "out")
    return tmp_path / "out"


def explain(out: Path, person: str, *more: str | Path) -> Result:
    """The command, in English."""
    return run("population", "explain", out, "--person", person, "--lang", "en", *more)


@pytest.mark.parametrize("kind", RUNS)
def test_a_replayed_row_has_the_numbers_of_the_run(kind: str, people: Path, tmp_path: Path) -> None:
    given = in_csv(tmp_path / "in.csv", many_people(FEW)) if kind == "csv" else people
    report = decided(given, tmp_path / "out", RUNS[kind])
    answered = sorted(
        row["person_id"]
        for part in (tmp_path / "out").glob("*.parquet")
        for row in pq.read_table(part, columns=["person_id"]).to_pylist()
    )
    assert len(answered) == report.manifest.answered > FEW / 2
    circumstances = Counter[Any]()
    for person in random.Random(kind).sample(answered, REPLAYED):
        found = replay(tmp_path / "out", person, policies())
        assert found.differs == (), person
        circumstances[found.stored["circumstance"]] += 1
    assert len(circumstances) > 4


def test_the_overlays_of_the_run_are_used_and_must_be_as_they_were(people: Path, tmp_path: Path) -> None:
    overlay = in_file(tmp_path, OVERLAY.format(number=1, yuan=410), "overlay.yaml")
    out = tmp_path / "out"
    decided(people, out, Options(overlays=(overlay,)))
    law = Composition({}).policies(overlays_of(out))
    hunan = [f"p{n:06d}" for n, row in enumerate(sound_rows()) if row["place"] == 430000 and row["year"] == 2025]
    for person in hunan[:REPLAYED]:
        assert replay(out, person, law).differs == (), person
    assert any(replay(out, person, policies()).differs for person in hunan)
    assert explain(out, hunan[0]).exit_code in (0, 1)
    in_file(tmp_path, OVERLAY.format(number=1, yuan=420), "overlay.yaml")
    result = explain(out, hunan[0])
    assert result.exit_code == 2
    assert "overlay.yaml is not what it was" in result.stderr
    overlay.unlink()
    assert "(input_changed)" in explain(out, hunan[0]).stderr


def test_the_page_says_that_they_are_equal(out: Path) -> None:
    result = explain(out, "p000001")
    assert result.exit_code in (0, 1)
    assert "p000001" in result.stdout
    assert result.stderr == "Equal to the answer of the run, column by column.\n"


def test_json_is_the_answer_of_a_case_and_nothing_else(out: Path) -> None:
    for detail in ("result", "explained", "full"):
        answer = json.loads(explain(out, "p000002", "--json", "--detail", detail).stdout)
        assert answer["id"] == "p000002"
        assert answer["receipt"]["facts"].startswith("sha256:")


def test_an_answer_that_is_another_is_told_by_its_columns(out: Path) -> None:
    part = out / "part-00000.parquet"
    table = pq.read_table(part)
    in_parquet(part, with_column(table, "findings", pa.array([2**40] * len(table))))
    result = explain(out, "p000001")
    assert "The replayed row differs from the run: findings." in result.stderr
    assert "(replay_differs)" in result.stderr


def test_a_refused_person_is_told_why(tmp_path: Path) -> None:
    born = pa.array([3_773, 2**31 - 1, 3_773], pa.int32()).cast(pa.date32())  # the second is a day of no calendar
    rows = [plain_row(person_id=str(n), born=None, paid_on=date(2025, 3, 10), repair_years=-n) for n in range(3)]
    people = in_parquet(tmp_path / "in.parquet", with_column(in_table(rows), "born", born))
    assert decided(people, tmp_path / "out").manifest.answered == 1
    assert explain(tmp_path / "out", "0").exit_code == 0
    assert "The row was refused: a day outside the years 1880 to 2200" in explain(tmp_path / "out", "1").stderr
    result = run("population", "explain", tmp_path / "out", "--person", "2")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "该行未被判定：修复年数不在 0 至 100 间。" in result.stderr


def in_table(rows: list[dict[str, Any]]) -> Any:
    from canbao.population.batch import PEOPLE_SCHEMA

    return pa.Table.from_pylist(rows, PEOPLE_SCHEMA)


def test_a_person_with_several_rows_is_explained_by_year_and_never_by_a_refused_row(tmp_path: Path) -> None:
    rows = [
        plain_row(born=date(1980, 5, 1), paid_on=date(year, 3, 10), year=year, repair_years=repair)
        for year, repair in ((2025, -1), (2025, 0), (2026, 1), (2027, 101))
    ]
    decided(in_parquet(tmp_path / "in.parquet", rows), tmp_path / "out")
    for year in (None, 2025, 2026):
        found = replay(tmp_path / "out", "plain", policies(), year)
        assert (found.differs, found.stored["year"]) == ((), year or 2025)
    assert "(row_refused)" in explain(tmp_path / "out", "plain", "--year", "2027").stderr
    assert "(unknown_person)" in explain(tmp_path / "out", "plain", "--year", "2028").stderr
    assert explain(tmp_path / "out", "plain", "--year", "2026").exit_code in (0, 1)


def test_persons_may_be_whole_numbers_and_long_texts(tmp_path: Path) -> None:
    table = many_people(10)
    decided(
        in_parquet(tmp_path / "n.parquet", with_column(table, "person_id", pa.array(range(2**60, 2**60 + 10)))),
        tmp_path / "numbers",
    )
    assert replay(tmp_path / "numbers", str(2**60 + 3), policies()).differs == ()
    long = [f"{n}" * 300 for n in range(10)]
    decided(in_parquet(tmp_path / "t.parquet", with_column(table, "person_id", pa.array(long))), tmp_path / "texts")
    assert replay(tmp_path / "texts", long[3], policies()).differs == ()


def test_what_cannot_be_replayed_is_told(out: Path, tmp_path: Path) -> None:
    assert "(unknown_person)" in explain(out, "nobody").stderr
    for folder in (tmp_path, tmp_path / "nowhere", tmp_path / "copy.parquet"):
        result = explain(folder, "p000001")
        assert (result.exit_code, result.stdout) == (2, "")
        assert "(not_a_finished_run)" in result.stderr
    (tmp_path / "list").mkdir()
    for text in ("[]", "{}", "not JSON", '{"rows": 1}'):
        (tmp_path / "list/_manifest.json").write_text(text)
        assert "(not_a_finished_run)" in explain(tmp_path / "list", "p000001").stderr
    people = tmp_path / "copy.parquet"
    in_parquet(people, many_people(FEW - 1))
    assert "(input_changed)" in explain(out, "p000001").stderr
    people.unlink()
    said = json.loads(explain(out, "p000001", "--json").stdout)["error"]
    assert [found["code"] for found in said] == ["input_changed"]
