"""The kernel decides synthetic people as the interpreter does, column by column: in full 200,000 for every pack."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from tests.population.rows_of_cases import answer_of, answered, first_difference, interpreted
from tests.sizes import of_full

from canbao.casework.facts import history_of
from canbao.policy.library import Library
from canbao.policy.policies import Policies
from canbao.policy.policy import Policy
from canbao.population.engine import decide_batch
from canbao.population.law import LawTable, place_text
from canbao.population.replay import case_of
from canbao.population.synthetic.synthesize import synthesize
from canbao.rules.circumstances import CIRCUMSTANCE_NAMES
from canbao.rules.facts import (
    AID_CATEGORIES,
    ANCHOR_NAMES,
    BIRTH,
    STUDENT_PREPAID_UNTIL,
    Facts,
)
from canbao.rules.values import NOTHING, UNLIMITED

COMPARED = of_full(200_000, 20)
REGISTER = of_full(340_000, 20)
"""People in the register, of whom enough enrol in the resident scheme."""
GROUP = 10_000
NO_OPTIONS: dict[str, Any] = {"as_of": None, "known_on": None, "interpretations": {}}
PACKS = ((430000, 2026), (140000, 2027), (140500, 2026), (331100, 2028), (0, 2026))
"""Each pack with the coverage year its people enrol for; those of the frame alone live in no place with a pack."""


def plain_facts(row: dict[str, Any], policy: Policy) -> Facts:
    """The facts of a row whose past is known, read without the kernel and without a case."""
    paid = NOTHING if row["paid_on"] is None else row["paid_on"].toordinal()
    counted_on = date(row["year"], 1, 1).toordinal() if paid == NOTHING else paid
    anchors = [NOTHING] * len(ANCHOR_NAMES)
    anchors[BIRTH] = row["born"].toordinal()
    for event in row["events"] or ():
        kind, on = ANCHOR_NAMES.index(event["kind"]), event["on"].toordinal()
        if kind == STUDENT_PREPAID_UNTIL or on <= counted_on:
            anchors[kind] = max(anchors[kind], on)
    held = {
        AID_CATEGORIES.index(one["category"])
        for one in row["aid"] or ()
        if one["from"].toordinal() <= paid and (one["until"] is None or paid < one["until"].toordinal())
    }
    words, ends, limit = row["history"], row["history_ends"], row["original_limit_fen"]
    years = {} if ends is None else {year: word for year, word in enumerate(words, ends - len(words) + 1) if word}
    chosen = row["circumstance"]
    return Facts(
        year=row["year"],
        paid_on=paid,
        chosen=NOTHING if chosen is None else CIRCUMSTANCE_NAMES.index(chosen),
        anchors=tuple(anchors),
        aid_classes=sum(1 << category for category in held),
        history=history_of(years, row["year"]),
        repair_years=row["repair_years"] or 0,
        repair_paid_on=counted_on if row["repair_paid_on"] is None else row["repair_paid_on"].toordinal(),
        earlier_wait_until=NOTHING if (until := row["earlier_wait_until"]) is None else until.toordinal(),
        original_limit_fen=policy.standing.original_limit_fen if limit is None else UNLIMITED if limit == -1 else limit,
    )


def expected(rows: list[dict[str, Any]], policies: Policies) -> Iterator[tuple[Any, ...]]:
    """The interpreter's answers; rows with unknown years by way of a case."""
    for row in rows:
        if row["history_known_from"] is not None:
            yield interpreted(case_of(row, NO_OPTIONS), policies)
            continue
        start = date(row["year"], 1, 1)
        law_day = start if row["paid_on"] is None else max(row["paid_on"], start)
        policy = policies.policy(place_text(row["place"]), row["year"], law_day)
        yield answer_of([plain_facts(row, policy)], policy)


@pytest.mark.parametrize(("place", "year"), PACKS)
def test_synthetic_people(place: int, year: int, tmp_path: Path) -> None:
    """Everyone who enrols, in the order of the files, some thousands at a time."""
    synthesize(tmp_path / "made", place or 430000, REGISTER, seed=7, year=year, threads=1)
    people = pq.read_table(tmp_path / "made" / "people").slice(0, COMPARED)
    if place == 0:
        people = people.set_column(1, "place", [[0] * len(people)])
    policies = Policies(Library())
    table = LawTable(policies)
    seen = 0
    for batch in people.to_batches(max_chunksize=GROUP):
        decided = decide_batch(batch, table)
        assert not decided.faults.any()
        given = answered(decided.answers)
        assert (found := first_difference(list(expected(batch.to_pylist(), policies)), given)) == "", found
        seen += len(given)
    assert seen == COMPARED
