"""Nothing of a person is told to others: not in problems, not in the log, not in what may be kept on the way."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from starlette.testclient import TestClient

from canbao.service.openapi import examples_of
from canbao.service.problems import URN
from tests.service.by_hand import Exchange, get, post, spoken
from tests.service.serving import PATIENT, PROBLEM_TYPE, addresses, needed, served, work_with

CASE: dict[str, Any] = examples_of("case", work_with())["late"]["value"]
NUMBER = "430102198005011234"
NAME = "张三丰"

# --- problems


def spoilt(value: Any) -> Iterator[tuple[str, Any]]:
    """A case with a value wherever none belongs."""
    for key in CASE:
        if key != "id":
            yield key, {**CASE, key: value}
    for key in ("person", "enrolment"):
        for inner in CASE[key]:
            yield f"{key}.{inner}", {**CASE, key: {**CASE[key], inner: value}}
    yield "history", {**CASE, "history": [{"year": value, "resident": value}]}
    yield "events", {**CASE, "person": {**CASE["person"], "events": [{"kind": value, "on": value}]}}
    yield "interpretations", {**CASE, "interpretations": {"first_missed_year_counts": value}}


@pytest.mark.parametrize("number", [NUMBER, "43010219800501123X", f"号码{NUMBER}。", f"{NUMBER}\n{NUMBER}"])
def test_no_identity_number_of_a_body_is_repeated(number: str, client: TestClient) -> None:
    for path, case in spoilt(number):
        response = client.post("/determinations", json=case)
        assert response.status_code == 422, path
        assert number[:18] not in response.text, path
        assert NUMBER[:17] not in response.text, path
    for case in (
        {**CASE, number: 1},
        {**CASE, "interpretations": {number: True}},
        {number: {number: number}},
        [number],
    ):
        response = client.post("/determinations", json=case)
        assert NUMBER[:17] not in response.text


BESIDE = {
    "eligible": ("place", "as_of", "year", "status", "registered_place", "documents"),
    "retirement": ("place", "as_of", "contributions", "last_place"),
    "conversion": ("place", "as_of", "resident_years", "employee_joined_on"),
    "relation": ("place", "as_of", "records"),
    "family-account": ("place", "as_of", "balance_yuan", "uses"),
    "settlement": ("place", "as_of", "in_scope_yuan", "has_basic", "layers"),
}
"""Keys of the questions beside enrolment whose values are no text."""


@pytest.mark.parametrize("name", BESIDE)
def test_nor_of_a_question_beside_enrolment(name: str, client: TestClient) -> None:
    (example,) = examples_of(name, work_with()).values()
    for key in BESIDE[name]:
        response = client.post(f"/{name}", json={**example["value"], key: NUMBER})
        assert response.status_code == 422, key
        assert NUMBER not in response.text, key


def test_no_name_of_a_person_is_repeated_where_another_thing_belongs(client: TestClient) -> None:
    for key in ("person", "history", "enrolment", "interpretations"):
        response = client.post("/determinations", json={**CASE, key: NAME})
        assert response.status_code == 422
        assert NAME not in response.text


def test_nothing_of_headers_and_addresses_is_repeated(client: TestClient) -> None:
    responses = [
        client.post("/determinations", content=b"{}", headers={"Content-Type": f"text/{NUMBER}"}),
        client.post(f"/determinations?detail={NUMBER}", json=CASE),
        client.post(f"/payable?on={NUMBER}", json=CASE),
        client.post(f"/options?place={NUMBER}", json=CASE),
        client.get(f"/packs/compare?place={NUMBER}&place=430000"),
        client.get(f"/packs/430000?on={NUMBER}"),
        client.get(f"/packs/430000?known_on={NUMBER}"),
        client.get(f"/{NUMBER}", headers={"Accept-Language": NUMBER}),
        client.request(NUMBER, "/packs"),
    ]
    for response in responses:
        assert response.status_code in (404, 405, 415, 422), response.url
        assert NUMBER not in response.text + str(response.headers), response.url


# --- faults of the program


SECRET = f"secret {NUMBER} {NAME}"


def broken(*_: Any, **__: Any) -> Any:
    """A function with a fault that tells what it should not."""
    raise ValueError(SECRET)


@pytest.mark.parametrize(
    ("where", "exchange"),
    [
        ("canbao.service.determinations.report", lambda: post("/determinations", json.dumps(CASE).encode())),
        ("canbao.service.determinations.options_of", lambda: post("/options", json.dumps(CASE).encode())),
        ("canbao.service.bodies.parse_json", lambda: post("/relation", b"{}")),
        ("canbao.service.law.packs_block", lambda: get("/packs")),
        ("canbao.service.batch.listed_cases", lambda: post("/determinations/batch", b"[{}]")),
    ],
)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_fault_of_the_program_is_told_without_a_word_of_it(
    where: str, exchange: Any, language: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(where, broken)
    asked: Exchange = exchange()
    asked.scope["headers"] = [h for h in asked.scope["headers"] if h[0] != b"accept-language"]
    asked.scope["headers"].append((b"accept-language", language.encode()))
    with caplog.at_level(logging.DEBUG):
        answer = spoken(asked.run(served()))
    assert (answer.status, answer.headers["content-type"]) == (500, PROBLEM_TYPE)
    assert (answer.headers["cache-control"], answer.headers["content-language"]) == ("no-store", language)
    assert answer.value["type"] == URN + "fault"
    assert answer.value["findings"] == []
    assert_nothing_told(answer.body.decode() + caplog.text)
    (record,) = [r for r in caplog.records if r.name == "canbao.service"]
    assert record.exc_info is None
    assert "ValueError" in caplog.text
    assert "test_nothing_told.py:" in caplog.text


def test_a_fault_in_the_middle_of_a_batch_breaks_off_the_answer_and_is_logged_without_a_word_of_it(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("canbao.service.batch_cases.report", broken)
    app = served(replace(PATIENT, batches=1))
    for _ in range(3):
        with pytest.raises(ConnectionAbortedError) as broke, caplog.at_level(logging.DEBUG):
            spoken(post("/determinations/batch", json.dumps([CASE]).encode()).run(app))
        assert broke.value.__suppress_context__
        assert_nothing_told(str(broke.value) + caplog.text)
    assert caplog.text.count("ValueError") == 3


def assert_nothing_told(text: str) -> None:
    """No word of the secret is in a text."""
    for word in SECRET.split():
        assert word not in text


# --- who may keep an answer


@pytest.mark.parametrize(("method", "path", "operation"), [pytest.param(*one, id=one[1]) for one in addresses()])
def test_answers_about_a_person_are_kept_by_nobody(
    method: str, path: str, operation: dict[str, Any], client: TestClient
) -> None:
    if method == "POST":
        (example, *_) = operation["requestBody"]["content"]["application/json"]["examples"].values()
        response = client.post(path, json=example["value"], params=needed(operation))
    else:
        response = client.get(path, params=needed(operation))
    is_private = method == "POST" or path.startswith("/health/")
    assert response.status_code == 200
    assert response.headers["cache-control"] == ("no-store" if is_private else "public, max-age=300")
    assert response.headers["vary"] == "Accept-Language"
