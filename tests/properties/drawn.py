"""Random cases for the properties, and small ways to change one: seeded, so that a failing case comes back."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

from tests.agreement.draws import SWITCH_VALUES
from tests.agreement.generate import plain_case

from canbao.basis.errors import BadInputError
from canbao.casework.answer import flat
from canbao.casework.case import Case
from canbao.casework.contradictions import contradictions
from canbao.casework.decide import Decision, decide
from canbao.policy.library import Library, shipped_places
from canbao.policy.policies import Policies

Plain = dict[str, Any]

PLACES = shipped_places()
POLICIES = Policies(Library())
UNSETTLED = ("history_known_from", "known_on", "as_of")


def cases(seed: str, count: int, *, switched: float = 0.3, places: tuple[str, ...] = PLACES) -> Iterator[Plain]:
    """So many cases of the places in turn, free of contradictions; a share of them under other readings of the law."""
    rng = random.Random(seed)
    drawn = 0
    while drawn < count:
        case = plain_case(rng, places[drawn % len(places)], switches=False)
        if contradictions(Case.model_validate(case)):
            continue
        drawn += 1
        if rng.random() < switched:
            names = rng.sample(sorted(SWITCH_VALUES), rng.choice([1, 2, 3]))
            case["interpretations"] = {name: rng.choice(SWITCH_VALUES[name]) for name in names}
        yield case


def settled(case: Plain) -> Plain:
    """The case with its past known, under the law as it stands, no circumstance named."""
    kept = {key: value for key, value in case.items() if key not in UNSETTLED}
    return with_enrolment(kept, circumstance=None)


def with_enrolment(case: Plain, **changes: Any) -> Plain:
    """The case with parts of the enrolment changed."""
    return case | {"enrolment": case["enrolment"] | changes}


def with_person(case: Plain, **changes: Any) -> Plain:
    """The case with parts of the person changed."""
    return case | {"person": case["person"] | changes}


def decided(case: Plain, policies: Policies = POLICIES) -> Decision:
    """The case decided; a fault of the drawn case itself is a failure that shows it."""
    try:
        return decide(Case.model_validate(case), policies)
    except BadInputError as error:
        raise AssertionError((case, error.findings)) from error


def answered(case: Plain) -> Plain:
    """The fields of the answer by dotted path."""
    return flat(decided(case).answer)
