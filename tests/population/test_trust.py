"""What a run believes: only parts that are there, only the input it digested, only folders of its own."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq
import pytest
from tests.cli.case_files import run
from tests.population.files import answers_of, bytes_of, codes, decided, in_csv, in_parquet, many_people, row

from canbao.basis.errors import BadInputError
from canbao.population import run as runs
from canbao.population import source
from canbao.population.law import LawTable

PEOPLE = 3_000
OF_A_UNIT = 1_000


@pytest.fixture
def people(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Three units of 1,000 people."""
    monkeypatch.setattr(source, "LEAST_UNIT", OF_A_UNIT)
    return in_parquet(tmp_path / "in.parquet", many_people(PEOPLE), row_group_size=OF_A_UNIT)


def stopped_before_the_name(people: Path, out: Path) -> Path:
    """A run stopped when all units were finished and the manifest was not written; the folder it leaves."""

    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with pytest.MonkeyPatch.context() as patch, pytest.raises(KeyboardInterrupt):  # noqa: PT012
        patch.setattr(runs, "finish", stop)
        decided(people, out, threads=1)
    return out.with_name(out.name + ".unfinished")


@pytest.mark.parametrize("how", ["gone", "cut"])
def test_a_unit_whose_part_is_not_there_is_decided_again(how: str, people: Path, tmp_path: Path) -> None:
    """A note may outlive its part when the power fails; it is not believed."""
    decided(people, tmp_path / "whole")
    left = stopped_before_the_name(people, tmp_path / "out")
    part = left / "part-00001.parquet"
    if how == "gone":
        part.unlink()
    else:
        part.write_bytes(part.read_bytes()[:-100])
    report = decided(people, tmp_path / "out")
    assert report.resumed_rows == PEOPLE - OF_A_UNIT
    assert bytes_of(tmp_path / "out") == bytes_of(tmp_path / "whole")


def test_a_manifest_is_not_believed_without_its_parts(people: Path, tmp_path: Path) -> None:
    """The folder lacks only its name, but a part is gone: it is made again from the beginning."""

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    with pytest.MonkeyPatch.context() as patch, pytest.raises(KeyboardInterrupt):  # noqa: PT012
        patch.setattr(runs, "give_name", stop)
        decided(people, tmp_path / "out")
    (tmp_path / "out.unfinished" / "part-00000.parquet").unlink()
    assert decided(people, tmp_path / "out").resumed_rows == 0
    assert len(answers_of(tmp_path / "out")) == PEOPLE


def test_a_note_tells_the_law_of_its_own_years_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, people: Path
) -> None:
    """Another unit's year, met while it ran and then lost by a kill, must not keep the run from going on."""
    del people
    monkeypatch.setattr(source, "LEAST_UNIT", 1)
    rows = [row(person_id=str(n), year=2025 + n, history=[], history_ends=None, paid_on=None) for n in range(2)]
    rows = [given | {"paid_on": given["born"].replace(year=given["year"])} for given in rows]
    file = in_parquet(tmp_path / "years.parquet", rows, row_group_size=1)
    left = stopped_before_the_name(file, tmp_path / "out")
    (left / "_notes" / "00000.json").unlink()  # as if the first unit had been killed after the second was noted
    assert decided(file, tmp_path / "out").resumed_rows == 1


def test_input_replaced_while_it_is_read_is_told(people: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The manifest must not name a file that was not the one decided."""
    was = LawTable.with_places

    def replacing(self: LawTable, places: list[int], years: list[int]) -> object:
        other = in_parquet(tmp_path / "other.parquet", many_people(PEOPLE + 1), row_group_size=OF_A_UNIT)
        other.replace(people)
        monkeypatch.setattr(LawTable, "with_places", was)
        return was(self, places, years)

    monkeypatch.setattr(LawTable, "with_places", replacing)
    with pytest.raises(BadInputError) as told:
        decided(people, tmp_path / "out")
    assert {found.code for found in told.value.findings} <= {"input_changed", "file_unreadable"}
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("name", ["more/part.parquet", "people.csv.gz", "people.parq"])
def test_what_would_be_passed_over_is_told(name: str, tmp_path: Path) -> None:
    """A folder within the folder, and data under an ending that is not read."""
    folder = tmp_path / "people"
    (folder / name).parent.mkdir(parents=True)
    in_parquet(folder / "part.parquet", many_people(10))
    (folder / name).write_bytes((folder / "part.parquet").read_bytes())
    assert codes("determine", folder, tmp_path / "out") == ["file_unreadable"]


def test_packing_empties_no_folder_but_its_own(tmp_path: Path) -> None:
    """The unfinished folder of a run over people, or of anybody else, stays as it is."""
    cover, people, out = tmp_path / "cover.parquet", tmp_path / "people.parquet", tmp_path / "out"
    table = many_people(10)
    pq.write_table(table.drop_columns(["history", "history_ends"]), people)
    pq.write_table(table, cover)
    kept = tmp_path / "out.unfinished" / "mine.txt"
    kept.parent.mkdir()
    kept.write_text("mine", encoding="utf-8")
    result = run("population", "pack", cover, people, out, "--lang", "en")
    assert result.exit_code == 2
    assert kept.read_text(encoding="utf-8") == "mine"
    assert list(kept.parent.iterdir()) == [kept]


def test_a_refused_row_of_text_is_never_replayed(tmp_path: Path) -> None:
    """Two rows of one person, place and year; the first cannot be read, so the answer is the second's."""
    table = many_people(2)
    people = in_csv(tmp_path / "in.csv", table)
    head, _, second = people.read_text(encoding="utf-8").splitlines()
    number = table.schema.get_field_index("born")
    cells = second.split(",")
    spoilt = ",".join([*cells[:number], "1980-02-30", *cells[number + 1 :]])
    people.write_text("\n".join([head, spoilt, second]) + "\n", encoding="utf-8")
    decided(people, tmp_path / "out")
    person = answers_of(tmp_path / "out")[0]["person_id"]
    result = run("population", "explain", tmp_path / "out", "--person", person, "--json")
    assert result.exit_code in (0, 1)
    assert '"differs": []' in result.stdout
