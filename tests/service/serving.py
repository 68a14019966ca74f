"""The application in process, with the shipped packs and a fixed day, for the tests of the API."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from typing import Any

from starlette.testclient import TestClient

from canbao.policy.library import Library
from canbao.policy.policies import Policies
from canbao.service.application import PREFIX, application
from canbao.service.gate import Gate
from canbao.service.pace import Pace
from canbao.service.settings import Settings
from canbao.service.work import Work

NOW = datetime(2026, 1, 15, 12, tzinfo=UTC)
TODAY = NOW.date()
POLICIES = Policies(Library())
PATIENT = Settings(requests_per_minute=0, longest_wait_ms=60_000)
"""Settings that refuse nothing for being many or late: tests ask fast, on a machine that may be slow."""
PROBLEM_TYPE = "application/problem+json"
PROBLEM_MEMBERS = ["type", "title", "status", "detail", "findings"]


def work_with(settings: Settings = PATIENT) -> Work:
    """What an application works with."""
    return Work(POLICIES, lambda: NOW, settings)


def served(settings: Settings = PATIENT, pace: Pace | None = None) -> Gate:
    """An application of its own, with the policies of all."""
    return application(work_with(settings), pace or Pace())


@contextmanager
def asking(settings: Settings = PATIENT, address: str = "192.0.2.1") -> Iterator[TestClient]:
    """A client of an application of its own; paths begin below the prefix of the API."""
    with TestClient(served(settings), f"http://testserver{PREFIX}", client=(address, 50000)) as client:
        yield client


@cache
def description() -> dict[str, Any]:
    """The OpenAPI description, as it is served."""
    with asking() as client:
        told: dict[str, Any] = client.get("/openapi.json").json()
    return told


def operations() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Every operation of the description: method, path, and what is said of it."""
    for path, methods in description()["paths"].items():
        for method, operation in methods.items():
            yield method.upper(), path, operation


def needed(operation: dict[str, Any]) -> dict[str, Any]:
    """The parameters of the query that an operation needs, as in its examples."""
    return {p["name"]: p["example"] for p in operation.get("parameters", ()) if p["in"] == "query" and p["required"]}


def addresses() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Every operation with its path filled in by its examples, below the prefix."""
    for method, path, operation in operations():
        for parameter in operation.get("parameters", ()):
            if parameter["in"] == "path":
                path = path.replace("{" + parameter["name"] + "}", parameter["example"])
        yield method, path.removeprefix("/api/v1"), operation


def codes(response: Any) -> list[str]:
    """The codes of the findings of a problem."""
    return [finding["code"] for finding in response.json()["findings"]]
