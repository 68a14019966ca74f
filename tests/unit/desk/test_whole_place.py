"""What becomes of the people of a chunk: kept, the same, differing, unpaid, refused."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from canbao.desk.by_kernel import Judged
from canbao.desk.deciders import Told
from canbao.desk.whole_place import Chunk, DisagreementError, compared, refuse_disagreement
from canbao.population.faults import AID_BEFORE_BIRTH, MISSING_VALUE, PAYMENT_MISSING

PEOPLE = pa.record_batch({"person_id": pa.array([1, 2, 3, 4, 5, 6], pa.int64())})


def chunk() -> Chunk:
    """One each who is new, told the same, told otherwise, unpaid; two who are refused."""
    faults = np.array([0, 0, 0, PAYMENT_MISSING, MISSING_VALUE | PAYMENT_MISSING, MISSING_VALUE | AID_BEFORE_BIRTH])
    results = np.array(["a", "b", "c", "", "", ""], dtype=object)
    return compared(PEOPLE, Judged(faults, results), [None, "b", "x", "y", None, None])


def test_only_who_has_none_gets_one() -> None:
    found = chunk()
    assert found.new.column("person_id").to_pylist() == [1]
    assert (found.same, found.differing, found.unpaid, found.not_decided) == (1, 1, 1, 2)


def test_the_reasons_of_the_refused_are_counted_each() -> None:
    assert chunk().refused == {"missing_value": 2, "payment_missing": 1, "aid_before_birth": 1}


@pytest.mark.parametrize("result", ["a", "z"])
def test_an_answer_that_the_engine_tells_otherwise_is_never_kept(result: str) -> None:
    told: list[Any] = [Told("{}", "{}", result)]
    if result == "a":
        refuse_disagreement(chunk(), told)
        return
    with pytest.raises(DisagreementError, match="person 1"):
        refuse_disagreement(chunk(), told)
