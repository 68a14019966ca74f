"""Two files of one feed at once: one waits for the other, and the registry holds what one after the other would."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from tests.registry.feeds.feed_office import AID, FeedOffice, file_name, helped, written
from tests.registry.office import COUNTY
from tests.registry.sealed_office import TODAY

from canbao.cli.feeds_opening import opened_file
from canbao.registry.feeds.taking import taken_in
from canbao.registry.importing.import_file import Wanted

HELD = (
    "SELECT person_id FROM registry.fact WHERE kind = 'aid' AND ended_in IS NULL AND valid_until IS NULL"
    " ORDER BY person_id"
)
EARLY, LATE = range(1, 26), range(2, 27)


@pytest.mark.parametrize(
    "months", [("2026-11", "2026-11"), ("2026-10", "2026-11")], ids=["of a month", "of two months"]
)
def test_of_two_files_of_a_feed_at_once_each_is_taken_once(
    office: FeedOffice, tmp_path: Path, months: tuple[str, str]
) -> None:
    for month, orders, folder in zip(months, (EARLY, LATE), ("one", "other"), strict=True):
        (tmp_path / folder).mkdir()
        written(tmp_path / folder, AID, helped(orders), name=file_name(AID, month))
    office.office.session("data_officer")
    together = Barrier(2)

    def taken(folder: str, month: str) -> Any:
        file = opened_file(tmp_path / folder / f"{file_name(AID, month)}.csv", AID, None, TODAY, full=True, delta=False)
        together.wait()
        token = office.office.session("data_officer")
        return taken_in(office.address, token, office.ring, file, Wanted(COUNTY, TODAY), processes=1).told

    with ThreadPoolExecutor(2) as pool:
        one, other = pool.map(taken, ("one", "other"), months)
    assert (one["state"], other["state"]) == ("imported", "imported")
    last = LATE if months[0] != months[1] or other["revision"] > one["revision"] else EARLY
    assert office.office.rows(HELD) == [(order,) for order in last]
    rows = office.office.row(
        "SELECT count(*), count(DISTINCT key) FROM registry.feed_row JOIN registry.feed_list USING (list_id) "
        "WHERE feed = %s",
        AID,
    )
    assert rows == (25, 25)
    assert office.office.row("SELECT count(*) FROM registry.person") == (40,)
