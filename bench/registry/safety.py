"""What row security and the audit trail cost an import: the same files with and without them, in turn."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

from bench.registry.data import BenchFile, make_files
from bench.registry.importing import Tell, imported, registry
from canbao.database.address import Address
from canbao.database.connecting import owner

FEEDS = ("population_register", "employee_cover")

WITHOUT = """
SET ROLE canbao_owner;
DO $$
DECLARE
    name text;
BEGIN
    FOR name IN SELECT c.oid::regclass::text FROM pg_class c
                WHERE c.relnamespace IN ('registry'::regnamespace, 'access'::regnamespace) AND c.relrowsecurity LOOP
        EXECUTE 'ALTER TABLE ' || name || ' NO FORCE ROW LEVEL SECURITY';
        EXECUTE 'ALTER TABLE ' || name || ' DISABLE ROW LEVEL SECURITY';
    END LOOP;
END
$$;
"""


def seconds(files: Sequence[BenchFile], folder: Path, is_guarded: bool) -> float:
    """The seconds that files take."""
    with registry(folder) as (address, ring, token):
        if not is_guarded:
            unguard(address)
        return sum(one.seconds for one in imported(address, ring, token, files))


def unguard(address: Address) -> None:
    """Leave row security out."""
    with owner(address) as connection:
        connection.execute(WITHOUT)


def ratios(people: int, runs: int, tell: Tell) -> list[float]:
    """How many times as long it takes with row security and audit as without, of each run."""
    found = []
    for run in range(runs):
        with tempfile.TemporaryDirectory(prefix="canbao-bench-") as name:
            folder = Path(name)
            (folder / "files").mkdir()
            files = [one for one in make_files(folder / "files", people) if one.feed in FEEDS]
            first = run % 2 == 0
            taken = {guarded: seconds(files, folder / str(guarded), guarded) for guarded in (first, not first)}
        found.append(taken[True] / taken[False])
        tell(f"with row security {taken[True]:.1f} s, without {taken[False]:.1f} s")
    return found
