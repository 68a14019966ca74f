"""What is not complete does not look complete; what exists is not overwritten; what cannot be made is refused."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as parquet
import pytest

from canbao.basis.errors import BadInputError
from canbao.population.synthetic.block import BLOCK
from canbao.population.synthetic.synthesize import synthesize

KILLED = 9
KILL = """
import os, sys
from pathlib import Path
from canbao.population.synthetic.synthesize import synthesize
synthesize(Path(sys.argv[1]), 140500, 120_000, 1, threads=1, progress=lambda done: os._exit(9))
"""


def test_killed_midway_nothing_looks_complete(tmp_path: Path) -> None:
    """The process ends at once after the first block; the next run begins anew."""
    out = tmp_path / "people"
    ended = subprocess.run([sys.executable, "-c", KILL, str(out)], check=False, env=os.environ)
    assert ended.returncode == KILLED
    assert not out.exists()
    assert out.with_name("people.unfinished").exists()
    synthesize(out, 140500, 100, 1)
    assert [path.name for path in tmp_path.iterdir()] == ["people"]


def test_interrupted_it_ends_without_a_result(tmp_path: Path) -> None:
    """An interrupt is handed on; blocks not begun are not made."""
    told: list[int] = []

    def interrupt(done: int) -> None:
        told.append(done)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        synthesize(tmp_path / "people", 140500, 2 * BLOCK, 1, threads=1, progress=interrupt)
    assert not (tmp_path / "people").exists()
    assert told == [BLOCK]


def test_an_existing_folder_is_refused(tmp_path: Path) -> None:
    """Even an empty one, and it stays as it is."""
    with pytest.raises(BadInputError) as refused:
        synthesize(tmp_path, 430000, 100, 1)
    assert [finding.code for finding in refused.value.findings] == ["output_exists"]
    assert list(tmp_path.iterdir()) == []


def test_everything_wrong_is_told_at_once(tmp_path: Path) -> None:
    """Place, people, seed, year: one finding each."""
    with pytest.raises(BadInputError) as refused:
        synthesize(tmp_path / "people", 0, 0, -1, year=2024)
    assert [finding.about for finding in refused.value.findings] == ["place", "people", "seed", "year"]


@pytest.mark.parametrize("place", [430000, 140000, 140500, 331100, 430102])
def test_every_place_has_people_below_it(tmp_path: Path, place: int) -> None:
    """Few people, of a province, a city, a county: each registered in a village of the place."""
    summary = synthesize(tmp_path / "people", place, 300, 3)
    assert summary.people == 300
    prefix = str(place).rstrip("0") if place % 100 == 0 else str(place)
    registered = parquet.read_table(tmp_path / "people" / "register").column("registered_place").to_pylist()
    assert all(str(village).startswith(prefix) and len(str(village)) == 12 for village in registered)
