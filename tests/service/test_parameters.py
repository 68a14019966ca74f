"""Addresses and parameters: what is unknown, doubled, or no value of its kind is refused by its name."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest
from starlette.testclient import TestClient

from canbao.service.openapi import examples_of
from canbao.service.problems import URN
from tests.service.serving import addresses, codes, needed, work_with

CASE: dict[str, Any] = examples_of("case", work_with())["late"]["value"]
NUMBER = "430102198005011234"

ADDRESSES = [pytest.param(method, path, operation, id=path) for method, path, operation in addresses()]


@pytest.mark.parametrize(("method", "path", "operation"), ADDRESSES)
def test_an_unknown_parameter_is_refused_everywhere(
    method: str, path: str, operation: dict[str, Any], client: TestClient
) -> None:
    for name in ("unknown", "Detail", "place[]", "", NUMBER):
        response = client.request(method, path, params={**needed(operation), name: "1"}, json={})
        assert (response.status_code, response.json()["type"]) == (422, URN + "bad-parameter"), name
        assert codes(response) == ["unknown_key"]
        assert NUMBER not in response.text


@pytest.mark.parametrize(("method", "path", "operation"), ADDRESSES)
def test_a_parameter_given_twice_is_refused_unless_it_may_be(
    method: str, path: str, operation: dict[str, Any], client: TestClient
) -> None:
    for parameter in operation.get("parameters", ()):
        if parameter["in"] != "query" or parameter["schema"]["type"] == "array":
            continue
        value = parameter.get("example") or parameter["schema"].get("default") or "2026-01-01"
        others = [(name, v) for name, v in needed(operation).items() if name != parameter["name"]]
        twice = [*others, (parameter["name"], value), (parameter["name"], value)]
        flat = [(name, one) for name, v in twice for one in (v if isinstance(v, list) else [v])]
        query = "&".join(f"{name}={quote(one)}" for name, one in flat)
        response = client.request(method, f"{path}?{query}", json={})
        assert (response.status_code, codes(response)) == (422, ["contradiction"])


def test_the_nearest_parameter_and_value_are_named(client: TestClient) -> None:
    told = client.post("/determinations?detial=full", json=CASE).json()["findings"][0]
    assert told["about"] == "?detial"
    assert "'detail'" in told["message"]["en"]
    told = client.post("/determinations?detail=explain", json=CASE).json()["findings"][0]
    assert (told["code"], told["about"]) == ("unknown_value", "?detail")
    assert "'explained'" in told["message"]["en"]


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("/payable", "missing_key"),
        ("/payable?on=", "wrong_value"),
        ("/payable?on=20250310", "wrong_value"),
        ("/payable?on=2025-02-30", "wrong_value"),
        ("/payable?on=2025-W10-1", "wrong_value"),
        ("/options?place=hunan", "wrong_value"),
        ("/options?place=4300001", "wrong_value"),
        ("/options?place=990000", "unknown_place"),
        ("/options?" + "&".join(["place=331100"] * 21), "too_large"),
    ],
)
def test_a_parameter_that_is_wrong_is_named_before_the_body_is_looked_at(
    url: str, code: str, client: TestClient
) -> None:
    response = client.post(url, json=[])
    assert (response.status_code, response.json()["type"]) == (422, URN + "bad-parameter")
    assert codes(response) == [code]
    assert response.json()["findings"][0]["about"].startswith("?")


@pytest.mark.parametrize(
    "path",
    ["/packs/43", "/packs/990000", "/packs/43abcd", "/packs/430000%0A", "/packs/４３００００", f"/packs/{NUMBER}/check"]
    + ["/schemas/cases", f"/schemas/{NUMBER}", "/packs/", "/nothing", f"/{NUMBER}"],
)
def test_what_there_is_not_is_not_found(path: str, client: TestClient) -> None:
    response = client.get(path)
    assert (response.status_code, response.json()["type"]) == (404, URN + "not-found")
    assert NUMBER not in response.text
