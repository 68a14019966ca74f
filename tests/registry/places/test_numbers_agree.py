"""The database and the program agree on level, range and scope of numbers."""

from __future__ import annotations

from random import Random

from tests.registry.office import Office

from canbao.basis.place_numbers import place_end, place_level


def test_on_drawn_numbers_of_every_level(office: Office) -> None:
    random = Random(2260)
    drawn = [0, 10**12 - 1]
    for span in (10**10, 10**8, 10**6, 10**3, 1):
        drawn += [random.randrange(10**12 // span) * span for _ in range(2_000)]
    told = office.rows(
        "SELECT n, access.place_end(n), registry.place_level(n) FROM unnest(%s::bigint[]) AS drawn (n)", drawn
    )
    assert len(told) == len(drawn)
    assert [row for row in told if row[1:] != (place_end(row[0]), place_level(row[0]))] == []
    assert {row[2] for row in told} == {"country", "province", "city", "county", "township", "village"}
