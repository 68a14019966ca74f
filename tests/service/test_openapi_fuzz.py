"""The whole description put to the test by machine: requests drawn from it, lawful and unlawful, and every answer held
against it.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis import Case
from schemathesis.config import SchemathesisConfig
from schemathesis.core.result import Ok
from schemathesis.pytest.lazy import get_all_tests
from schemathesis.schemas import BaseSchema

from tests.service.serving import PATIENT, operations, served

EXAMPLES = 10
"""Requests drawn of each operation, besides those that go through every keyword of its forms one by one."""
CASES = 10
"""Cases that a batch may have here: one too many are soon drawn."""

CONFIG = SchemathesisConfig.from_dict(
    {
        "seed": 1,
        "checks": {
            # What a form allows may contradict itself (cover before birth) or be without law (a place, a day).
            "positive_data_acceptance": {"enabled": False},
            # As by default, and 413 for a list with too many cases.
            "negative_data_rejection": {"expected-statuses": ["400", "404", "405", "413", "415", "422"]},
        },
        "operations": [
            # A case that is none is answered in its place; that the body is a list, test_batch.py holds.
            {
                "include-path": "/api/v1/determinations/batch",
                "checks": {"negative_data_rejection": {"enabled": False}},
            },
            # The form of a case is gone through keyword by keyword where least is answered: whether a day is payable.
            *[
                {"include-path": f"/api/v1/{path}", "phases": {"coverage": {"enabled": False}}}
                for path in ("determinations", "options", "receipts/verify", "fhir/coverage")
            ],
        ],
    }
)
DRAWN = settings(
    max_examples=EXAMPLES, derandomize=True, deadline=None, database=None, suppress_health_check=list(HealthCheck)
)


@cache
def schema() -> BaseSchema:
    """The description, and the application that serves it."""
    app = served(replace(PATIENT, batch_cases=CASES))
    return schemathesis.openapi.from_asgi("/api/v1/openapi.json", app, config=CONFIG)


def asked(case: Case[Any]) -> None:
    """Ask, and hold the answer against the description."""
    case.call_and_validate()


@pytest.mark.parametrize("label", [f"{method} {path}" for method, path, _ in operations()])
def test_every_answer_is_one_that_the_description_gives(label: str) -> None:
    """Status, format, headers and form of the answer; what the description forbids is refused; no fault of the program.

    Also: a method that an address does not take, and what it takes instead. The requests are made here rather than
    where tests are collected, since every process collects all of them.
    """
    one = schema().exclude(lambda context: context.operation.label != label)
    (made,) = get_all_tests(schema=one, test_func=asked, settings=DRAWN, given_kwargs={})
    assert isinstance(made, Ok)
    _, test = made.ok()
    test()
