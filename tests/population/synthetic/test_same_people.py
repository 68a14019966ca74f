"""The same seed makes the same people: whatever the threads, however many come after them."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from tests.population.synthetic.setting import PEOPLE, PLACE, SEED, YEAR

from canbao.population.synthetic.block import BLOCK
from canbao.population.synthetic.synthesize import TABLES, synthesize


def digests(out: Path) -> dict[str, str]:
    """Every file below the folder with the digest of its bytes."""
    files = (path for path in out.rglob("*") if path.is_file())
    return {str(path.relative_to(out)): sha256(path.read_bytes()).hexdigest() for path in files}


def test_one_thread_writes_the_bytes_of_two(made: Path, tmp_path: Path) -> None:
    """Every part and ``about.json``, byte for byte."""
    synthesize(tmp_path / "again", PLACE, PEOPLE, SEED, YEAR, threads=1)
    ours = digests(tmp_path / "again")
    assert ours == digests(made)
    assert len(ours) == len(TABLES) * -(-PEOPLE // BLOCK) + 1


def test_a_block_does_not_depend_on_those_after_it(made: Path, tmp_path: Path) -> None:
    """The first block alone is the first block of many."""
    synthesize(tmp_path / "one", PLACE, BLOCK, SEED, YEAR)
    many = digests(made)
    parts = {name: digest for name, digest in digests(tmp_path / "one").items() if name != "about.json"}
    assert parts == {name: many[name] for name in parts}


def test_another_seed_makes_other_people(made: Path, tmp_path: Path) -> None:
    """No table stays as it was."""
    synthesize(tmp_path / "other", PLACE, BLOCK, SEED + 1, YEAR)
    many = digests(made)
    assert all(digest != many[name] for name, digest in digests(tmp_path / "other").items())
