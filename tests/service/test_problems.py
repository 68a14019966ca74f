"""Problems (RFC 9457): every type with its status, headers and words in both languages; sizes, formats, languages."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any

import pytest
from starlette.testclient import TestClient

from canbao.service.application import application
from canbao.service.openapi import examples_of
from canbao.service.pace import Pace
from canbao.service.problems import (
    BAD_INPUT,
    BAD_PARAMETER,
    BUSY,
    FAULT,
    PROBLEMS,
    TOO_LARGE,
    TOO_MANY,
    UNKNOWN_THING,
    UNREADABLE,
    URN,
    WRONG_FORMAT,
    WRONG_METHOD,
    ProblemType,
)
from canbao.service.settings import KIB
from tests.service.by_hand import Answer, Exchange, get, one_by_one, post, scope_of, spoken
from tests.service.serving import (
    PATIENT,
    PROBLEM_MEMBERS,
    PROBLEM_TYPE,
    addresses,
    codes,
    description,
    needed,
    operations,
    served,
    work_with,
)

JSON = {"Content-Type": "application/json"}
CASE: dict[str, Any] = examples_of("case", work_with())["late"]["value"]


class Late(Pace):
    """A pace at which every request has waited long."""

    def waited_ms(self) -> float:
        return 1500.0


def provoked(kind: ProblemType, language: str = "zh") -> Answer:
    """A problem of a kind."""
    headers = {"Accept-Language": language}
    settings = replace(PATIENT, longest_wait_ms=1000)
    if kind is TOO_MANY:
        app = served(replace(settings, requests_per_minute=1))
        return spoken(one_by_one(app, [get("/packs", **headers) for _ in range(2)]))[1]
    if kind is BUSY:
        return spoken(get("/packs", **headers).run(application(work_with(settings), Late())))
    exchange = {
        BAD_INPUT: post("/determinations", b"{}", language=language),
        UNREADABLE: post("/determinations", b'{"case": 1,,}', language=language),
        BAD_PARAMETER: post("/determinations?detial=full", b"{}", language=language),
        UNKNOWN_THING: get("/nothing", **headers),
        WRONG_METHOD: Exchange(scope_of("PUT", "/options", headers), [b""]),
        WRONG_FORMAT: post("/determinations", b"{}", "text/plain", language),
        TOO_LARGE: post("/determinations", b" " * (PATIENT.case_bytes + 1), language=language),
    }[kind]
    return spoken(exchange.run(served()))


PROVOKED = [pytest.param(kind, id=kind.name) for kind in PROBLEMS if kind is not FAULT]
STATUSES = {
    "unreadable": 400,
    "not-found": 404,
    "method-not-allowed": 405,
    "too-large": 413,
    "unsupported-media-type": 415,
    "bad-input": 422,
    "bad-parameter": 422,
    "too-many-requests": 429,
    "fault": 500,
    "busy": 503,
}


# --- what a problem is


def test_each_kind_has_a_name_and_a_status_of_its_own() -> None:
    assert {kind.name: kind.status for kind in PROBLEMS} == STATUSES


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("kind", PROVOKED)
def test_a_problem_has_the_members_of_rfc_9457_in_the_language_asked_for(kind: ProblemType, language: str) -> None:
    answer = provoked(kind, language)
    assert answer.status == STATUSES[kind.name]
    assert answer.headers["content-type"] == PROBLEM_TYPE
    assert answer.headers["content-language"] == language
    assert answer.headers["vary"] == "Accept-Language"
    assert answer.headers["cache-control"] == "no-store"
    problem = answer.value
    assert list(problem) == PROBLEM_MEMBERS
    assert problem["type"] == URN + kind.name
    assert problem["status"] == answer.status
    is_chinese = [re.search("[一-鿿]", problem[member]) is not None for member in ("title", "detail")]
    assert is_chinese == [language == "zh"] * 2
    for finding in problem["findings"]:
        assert (re.search("[一-鿿]", finding["remedy"]) is not None) == (language == "zh")
        assert set(finding["message"]) == {"zh", "en"}


@pytest.mark.parametrize("kind", [p for p in PROVOKED if p.values[0] not in (UNKNOWN_THING, WRONG_METHOD)])
def test_each_status_is_one_that_the_description_gives(kind: ProblemType) -> None:
    told = {status for _, _, operation in operations() for status in operation["responses"]}
    assert str(provoked(kind).status) in told


@pytest.mark.parametrize("kind", [TOO_MANY, BUSY], ids=lambda kind: kind.name)
def test_who_must_come_back_is_told_after_how_many_seconds(kind: ProblemType) -> None:
    assert 1 <= int(provoked(kind).headers["retry-after"]) <= 60


@pytest.mark.parametrize(
    ("path", "takes"), [("/packs", "GET"), ("/determinations", "POST"), ("/packs/430000", "GET"), ("/eligible", "POST")]
)
def test_a_method_that_an_address_does_not_take_is_told_with_those_it_takes(
    path: str, takes: str, client: TestClient
) -> None:
    for method in ("DELETE", "PUT", "PATCH", "OPTIONS", "TRACE", {"GET": "POST", "POST": "GET"}[takes]):
        response = client.request(method, path)
        assert response.status_code == 405
        assert response.headers["allow"] == takes


def test_what_is_busy_still_tells_that_it_lives() -> None:
    app = application(work_with(replace(PATIENT, longest_wait_ms=1000)), Late())
    assert [spoken(get(f"/health/{which}").run(app)).status for which in ("live", "ready")] == [200, 200]


# --- too large


MOST = 2 * KIB


@pytest.mark.parametrize("path", ["/determinations", "/open-facts", "/relation", "/receipts/verify"])
def test_a_body_that_says_it_is_too_large_is_not_read(path: str) -> None:
    app = served(replace(PATIENT, case_bytes=MOST))
    exchange = Exchange(scope_of("POST", path, {**JSON, "Content-Length": str(MOST + 1)}), [b"", b""])
    answer = spoken(exchange.run(app))
    assert (answer.status, answer.value["type"]) == (413, URN + "too-large")
    assert "2 KiB" in answer.value["findings"][0]["message"]["en"]
    assert len(exchange.unread) == 2


@pytest.mark.parametrize("path", ["/determinations", "/determinations/batch"])
@pytest.mark.parametrize("said", [None, "10", "-1", "1e9", "٣", ""])
def test_a_body_that_goes_on_too_long_is_left_there_whatever_it_said(path: str, said: str | None) -> None:
    app = served(replace(PATIENT, case_bytes=MOST, batch_bytes=MOST))
    headers = JSON if said is None else {**JSON, "Content-Length": said}
    exchange = Exchange(scope_of("POST", path, headers), [b" " * KIB] * 10)
    answer = spoken(exchange.run(app))
    assert (answer.status, answer.value["type"]) == (413, URN + "too-large")
    assert len(exchange.unread) == 10 - 3


@pytest.mark.parametrize("excess", [0, 1])
def test_a_body_may_have_as_many_bytes_as_are_allowed_and_not_one_more(excess: int) -> None:
    body = json.dumps(CASE).encode()
    app = served(replace(PATIENT, case_bytes=len(body) - excess))
    assert spoken(post("/determinations", body).run(app)).status == (413 if excess else 200)


def test_yaml_may_have_a_quarter_of_the_bytes() -> None:
    body = json.dumps(CASE).encode()
    for share, status in ((4, 200), (3, 413)):
        app = served(replace(PATIENT, case_bytes=share * len(body)))
        assert spoken(post("/determinations", body, "application/yaml").run(app)).status == status


# --- formats


@pytest.mark.parametrize(
    "kind", ["application/json", "Application/JSON; charset=utf-8", "application/yaml", " text/yaml ; x=y"]
)
def test_a_format_is_known_by_its_name_whatever_its_case_and_parameters(kind: str) -> None:
    assert spoken(post("/determinations", json.dumps(CASE).encode(), kind).run(served())).status == 200


@pytest.mark.parametrize(
    "kind", ["", "text/plain", "application/xml", "multipart/form-data; boundary=x", "json", "*/*"]
)
def test_another_format_is_refused_with_those_that_are_taken(kind: str, client: TestClient) -> None:
    for method, path, operation in addresses():
        if method == "POST":
            response = client.post(path, content=b"{}", headers={"Content-Type": kind}, params=needed(operation))
            assert (response.status_code, codes(response)) == (415, ["wrong_value"])
            assert response.headers["accept-post"] == "application/json, application/yaml"


def test_json_that_is_yaml_only_is_no_json(client: TestClient) -> None:
    response = client.post("/determinations", content=b"case: 1\n", headers=JSON)
    assert (response.status_code, response.json()["type"]) == (400, URN + "unreadable")


# --- languages


@pytest.mark.parametrize(
    ("header", "language"),
    [
        (None, "zh"),
        ("", "zh"),
        ("en", "en"),
        ("zh-CN", "zh"),
        ("EN-gb", "en"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("en-US,en;q=0.9,zh-CN;q=0.8", "en"),
        ("zh;q=0.5, en;q=0.8", "en"),
        ("en;q=0.8, zh;q=0.8", "zh"),
        ("zh;q=0.001, en;q=0", "zh"),
        ("en;q=0", "zh"),
        ("fr", "zh"),
        ("fr, en;q=0.1", "en"),
        ("*", "zh"),
        ("*, en;q=0.1", "zh"),
        ("en, *;q=0.5", "en"),
        ("zh;q=0, *", "en"),
        ("en;q=nan", "zh"),
        ("en;q=", "zh"),
        ("en;q=1e400, zh", "zh"),
        ("en;q=-5", "zh"),
        (";;;,,,===", "zh"),
        ("en" * 4000, "zh"),
        ("q" * 5000 + ", en", "zh"),
        ("en\t;\tq=1", "en"),
    ],
)
def test_the_language_is_the_one_preferred_and_chinese_in_doubt(header: str | None, language: str) -> None:
    exchange = get("/nothing", **({} if header is None else {"Accept-Language": header}))
    answer = spoken(exchange.run(served()))
    assert answer.headers["content-language"] == language
    assert (answer.value["title"] == UNKNOWN_THING.title.en) == (language == "en")


def test_the_form_of_a_problem_is_in_the_description() -> None:
    form = description()["components"]["schemas"]["Problem"]
    assert list(form["properties"]) == PROBLEM_MEMBERS
    assert set(form["required"]) == set(PROBLEM_MEMBERS)
