"""The files of the synthetic county: the same for the same seed, and with the dirt that they say they have."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from canbao.feeds.about_file import about_file
from canbao.feeds.catalogue import feed, feeds
from canbao.feeds.reading import open_feed_file
from canbao.feeds.rejects_of_file import check_file
from canbao.population.synthetic.synthesize import synthesize
from canbao.registry.synthetic_county.files import PLAN, make_files
from canbao.registry.synthetic_county.people import COUNTY
from canbao.registry.synthetic_county.planted import LAST_YEAR

SEED = 7


@pytest.fixture(scope="module")
def people(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("county") / "people"
    synthesize(folder, COUNTY, 2000, SEED, LAST_YEAR + 1)
    return folder


@pytest.fixture(scope="module")
def made(people: Path) -> tuple[Path, dict[str, Any]]:
    files = people.with_name("files")
    return files, make_files(files, people, SEED)


def test_the_same_people_and_seed_give_the_same_rows(people: Path, made: tuple[Path, dict[str, Any]]) -> None:
    again = people.with_name("again")
    assert make_files(again, people, SEED) == made[1]
    for each in PLAN:
        if each.format != "xlsx":
            assert (again / each.name).read_bytes() == (made[0] / each.name).read_bytes(), each.name


def test_every_file_is_read_as_one_of_its_feed_and_month(made: tuple[Path, dict[str, Any]]) -> None:
    for each, told in zip(PLAN, made[1]["files"], strict=True):
        about = about_file(made[0] / each.name, feed(each.feed))
        assert (str(about.period), about.scope) == (told["month"], told["scope"])
        file = open_feed_file(about, feed(each.feed), feeds().values())
        assert sum(batch.num_rows for batch in file.batches()) == told["rows"], each.name


def test_the_dirt_that_is_found_is_the_dirt_that_was_planted(made: tuple[Path, dict[str, Any]]) -> None:
    for each, told in zip(PLAN, made[1]["files"], strict=True):
        if each.what == "cut_short":
            continue
        file = open_feed_file(about_file(made[0] / each.name, feed(each.feed)), feed(each.feed))
        found = Counter(one.finding.code for one in reasons_of(file))
        dirt = Counter(told["dirt"])
        assert found["certificate_to_mend"] == dirt["one_digit_slip"] + dirt["beyond_repair"], each.name
        assert found["row_twice"] == dirt["twice"], each.name
        assert found["rows_contradict"] == 2 * dirt["contradicting"], each.name
        assert found["cell_missing"] == dirt["name_missing"], each.name


def reasons_of(file: Any) -> list[Any]:
    report, reasons = check_file(file)
    return [*reasons, *report.withdrawn.dropped]
