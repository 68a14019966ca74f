"""The reference page of the API, from its own description and the table of problems."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from fastapi import FastAPI

from canbao.policy.library import Library
from canbao.policy.policies import Policies
from canbao.service.application import application
from canbao.service.openapi import TAGS
from canbao.service.pace import Pace
from canbao.service.problems import PROBLEMS, URN
from canbao.service.work import Work
from scripts.markdown import both, page, table

INTRO = """The addresses below `/api/v1` of `canbao serve` ([how to](../how-to/serve.md)). Bodies are JSON or YAML
(`Content-Type: application/json`, `application/yaml`); unknown keys and parameters are refused with the nearest known
one. Answers about a person are `no-store`. The whole description, with every form and examples that are tested, is
`/api/v1/openapi.json` (OpenAPI 3.1)."""
PROBLEMS_INTRO = """A request that cannot be answered is told as problem details (RFC 9457): `type`, `title`, `status`,
`detail`, and `findings`, which are those of the command line ([findings](findings.md)). The language follows
`Accept-Language`. An entry of a batch that is bad has its findings in its place; the status is 200."""


def api_page() -> str:
    """The whole page."""
    description = described()
    parts = [INTRO]
    for tag in TAGS:
        rows = [row for row in routes_of(description) if row[0] == tag["name"]]
        heads = ("route", "answers", "parameters")
        parts += [f"## {tag['name']}: {tag['description']}", table(heads, [row[1:] for row in rows])]
    kinds = [(f"`{URN}{kind.name}`", str(kind.status), both(kind.title)) for kind in PROBLEMS]
    parts += ["## Problems", PROBLEMS_INTRO, table(("type", "status", "title"), kinds)]
    return page("The API · 开放接口", "src/canbao/service", *parts)


def described() -> dict[str, Any]:
    """The description of the API."""
    served = application(Work(Policies(Library()), lambda: datetime.now(UTC)), Pace())
    assert isinstance(served.app, FastAPI)
    return served.app.openapi()


def routes_of(description: dict[str, Any]) -> list[tuple[str, str, str, str]]:
    """Every route: its tag, method and path, what it answers, its parameters."""
    return [
        (
            told["tags"][0],
            f"`{method.upper()} {path}`",
            told["summary"],
            ", ".join(f"`{p['name']}`" for p in told.get("parameters", ()) if p["in"] == "query"),
        )
        for path, methods in description["paths"].items()
        for method, told in methods.items()
    ]
