"""The made county by which the quality of doubts is told: the same each time, and what is asked of it."""

from __future__ import annotations

from bench.linking import lines, made, quality

from canbao.registry.linking.model import model

PEOPLE, SEED = 1_500, 3


def test_doubts_of_a_made_county_are_mostly_right_and_find_most_duplicates() -> None:
    county = made(PEOPLE, SEED)
    told = quality(county, model())
    assert told.precision >= 0.85
    assert told.recall >= 0.85
    for kind in ("plain", "township", "county", "adult", "twin_itself"):
        assert (kind, told.found[kind]) == (kind, told.planted[kind])
    assert set(told.alike) <= {"twins"}
    assert next(iter(lines(county, told, 0))).startswith("people 1,")


def test_a_county_is_made_the_same_each_time() -> None:
    assert made(300, SEED) == made(300, SEED)
    assert made(300, SEED) != made(300, SEED + 1)
