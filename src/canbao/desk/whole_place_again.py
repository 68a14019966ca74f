"""Whose determination would be another now, of all the people of a place: found by the rules compiled, told one by one.

The rules judge everybody again from what is known now. Only where the digest of the answer differs is the answer told
in full, beside the one that was kept; where the rules refuse, the findings are.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from canbao.desk.by_kernel import Kernel
from canbao.desk.deciders import CORES, Deciders
from canbao.desk.determining import Answer, Determination, newest
from canbao.desk.queries import DESK
from canbao.desk.redetermining import Affected, Undecided, again, compared
from canbao.registry.whole_place.reading import CHUNK, batch, reading, table

if TYPE_CHECKING:
    from adbc_driver_manager.dbapi import Cursor
    from psycopg import Connection

    from canbao.database.address import Address
    from canbao.policy.policies import Policies


class WholePlaceAgain:
    """The determinations of the people of a place, looked at again for the session of a token.

    connection: of the same session. processes: that decide beside this one.
    """

    def __init__(
        self,
        address: Address,
        token: str,
        connection: Connection[Any],
        policies: Policies,
        processes: int = CORES,
        notice: Callable[[str], None] = lambda _: None,
    ) -> None:
        self.address, self.token, self.connection, self.policies = address, token, connection, policies
        self.processes = processes
        self.kernel = Kernel(policies, notice)

    def affected(
        self,
        places: tuple[int, int],
        progress: Callable[[int, int], None] = lambda _done, _all: None,
        chunk: int = CHUNK,
    ) -> Iterator[Affected | Undecided]:
        """Whose determination would be another by what is known and in force now. places: half-open, 12 digits."""
        known = newest(self.connection)
        with reading(self.address, self.token) as cursor, Deciders(self.policies, self.processes) as deciders:
            asked = {"place_from": places[0], "place_until": places[1], "known": known}
            standing = table(cursor, DESK["standing_results"], **asked)
            done = 0
            for year, those in by_year(standing):
                for first in range(0, those.num_rows, chunk):
                    some = those.slice(first, chunk)
                    yield from self.of_some(cursor, deciders, some, year, known)
                    done += some.num_rows
                    progress(done, standing.num_rows)

    def of_some(
        self, cursor: Cursor, deciders: Deciders, some: Any, year: int, known: int
    ) -> Iterator[Affected | Undecided]:
        """Those of some determinations of one year that would be another."""
        import numpy as np

        rows = batch(cursor, some, year, known)
        faults, results = self.kernel.judge(rows)
        numbers = some.column("determination_id").to_pylist()
        differs = (faults == 0) & (results != np.array(some.column("result").to_pylist(), dtype=object))
        told = deciders.decided(rows.take(np.flatnonzero(differs)))
        answers = (Answer(json.loads(one.answer), json.loads(one.receipt), known) for one in told)
        new = {numbers[at]: answer for at, answer in zip(np.flatnonzero(differs), answers, strict=True)}
        refused = {numbers[at] for at in np.flatnonzero(faults)}
        for old in self.kept(sorted({*new, *refused})):
            found = (
                compared(old, new[old.determination_id])
                if old.determination_id in new
                else again(self.connection, self.policies, old)
            )
            if found is not None:
                yield found

    def kept(self, numbers: list[int]) -> Iterator[Determination]:
        """Determinations by their numbers."""
        if numbers:
            yield from (Determination(*row) for row in self.connection.execute(DESK["some"], {"numbers": numbers}))


def by_year(standing: Any) -> Iterator[tuple[int, Any]]:
    """Determinations by coverage year, as they are sorted."""
    import pyarrow.compute as pc

    years = standing.column("year")
    for year in sorted(pc.unique(years).to_pylist()):
        yield year, standing.filter(pc.equal(years, year))
