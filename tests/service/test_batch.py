"""Many cases in one request: answered in order as they are decided, in a room that is free again however it ends."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest

from canbao.service.batch_cases import MOST_VALUES
from canbao.service.gate import Gate
from canbao.service.openapi import examples_of
from canbao.service.problems import URN
from tests.service.by_hand import Answer, Exchange, get, post, scope_of, spoken
from tests.service.serving import PATIENT, PROBLEM_TYPE, served, work_with

CASE: dict[str, Any] = examples_of("case", work_with())["newborn"]["value"]
MANY = 1000
ROUTE = "/determinations/batch?detail=result"
ONE_ROOM = replace(PATIENT, batches=1)


def numbered(count: int, **changes: Any) -> list[dict[str, Any]]:
    """So many cases, each with its number for a name."""
    return [{**CASE, "id": str(number), **changes} for number in range(count)]


def batch(cases: Any, spec_version: str = "2.3") -> Exchange:
    """The request of a batch."""
    exchange = post(ROUTE, json.dumps(cases).encode())
    exchange.scope["asgi"]["spec_version"] = spec_version
    return exchange


def ask(cases: Any, app: Gate | None = None) -> Answer:
    """The answer to a batch."""
    return spoken(batch(cases).run(app or served()))


# --- the answers


def test_a_thousand_cases_are_answered_in_order_and_as_they_are_decided() -> None:
    answer = ask(numbered(MANY))
    assert (answer.status, answer.headers["content-type"]) == (200, "application/json")
    assert "content-length" not in answer.headers
    assert [block["id"] for block in answer.value] == [str(number) for number in range(MANY)]
    assert len([piece for piece in answer.pieces if piece]) > 10
    assert all("error" not in block for block in answer.value)
    assert len(answer.body.splitlines()) == MANY + 2


def test_others_have_their_turn_while_a_batch_is_at_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("canbao.service.batch.SLICE_SECONDS", 0.0)  # a turn after each case, however fast the machine

    async def both() -> tuple[int, int]:
        app, work = served(), batch(numbered(MANY // 4))
        task = asyncio.create_task(work.run(app))
        await work.begun.wait()
        answered = 0
        while not task.done():
            answered += (await get("/packs").run(app)).status == 200
            await asyncio.sleep(0)
        return answered, task.result().status

    answered, status = spoken(both())
    assert status == 200
    assert answered > 50


def test_bad_cases_stand_in_their_places() -> None:
    cases: list[Any] = numbered(7)
    cases[1] = {**cases[1], "place": "990000"}
    cases[3] = None
    cases[5] = {**cases[5], "person": {}}
    blocks = ask(cases).value
    assert [block["id"] for block in blocks] == ["0", "1", "2", None, "4", "5", "6"]
    assert ["error" in block for block in blocks] == [number in (1, 3, 5) for number in range(7)]
    assert [block["error"][0]["code"] for block in blocks if "error" in block] == [
        "unknown_place",
        "wrong_value",
        "missing_key",
    ]
    assert blocks[5]["error"][0]["about"] == "body:1 5.person.born"


@pytest.mark.parametrize(
    "changes",
    [
        {"history": [[1] * 100] * 100},
        {"interpretations": {f"k{number}": True for number in range(MOST_VALUES)}},
        {f"k{number}": {} for number in range(MOST_VALUES)},
        {"person": {"born": [[0] * MOST_VALUES]}},
    ],
)
def test_a_case_larger_than_any_case_is_refused_in_its_place_and_not_looked_into(changes: dict[str, Any]) -> None:
    first, large, last = ask([CASE, {**CASE, **changes}, CASE]).value
    assert first == last
    (fault,) = large["error"]
    assert (fault["code"], fault["about"]) == ("too_large", "body:1")
    assert f"{MOST_VALUES:,} values" in fault["message"]["en"]


def test_the_largest_case_there_may_be_is_decided() -> None:
    """400 rows of each kind, each with all its keys: fewer values than the bound."""
    row = {"resident": False, "paid_in_window": False, "reimbursed": False, "employee_months": 0, "bonus_used": "none"}
    rows = [{"year": year, **row, "other_guarantee": False} for year in range(1881, 2026)]
    aid = [{"category": "orphan", "from": "2000-01-01", "until": None}] * 400
    events = [{"kind": "left_service", "on": "2000-01-01"}] * 400
    case = {**CASE, "person": {"born": "1880-01-01", "aid": aid, "events": events}, "history": rows}
    (block,) = ask([case]).value
    assert "error" not in block


# --- how many


@pytest.mark.parametrize("excess", [-1, 0, 1])
def test_a_batch_has_as_many_cases_as_are_allowed_and_not_one_more(excess: int) -> None:
    app = served(replace(PATIENT, batch_cases=20))
    answer = ask(numbered(20 + excess), app)
    if excess <= 0:
        assert (answer.status, len(answer.value)) == (200, 20 + excess)
        return
    assert (answer.status, answer.headers["content-type"]) == (413, PROBLEM_TYPE)
    assert "20" in answer.value["findings"][0]["message"]["en"]


@pytest.mark.parametrize(
    ("value", "status", "code"),
    [([], 400, "empty_file"), (CASE, 422, "wrong_value"), (None, 422, "wrong_value"), ("text", 422, "wrong_value")],
)
def test_what_is_no_list_of_cases_is_refused(value: Any, status: int, code: str) -> None:
    answer = ask(value)
    assert (answer.status, answer.value["findings"][0]["code"]) == (status, code)


def test_a_batch_that_cannot_be_read_is_refused_before_any_answer() -> None:
    answer = spoken(post(ROUTE, b'[{"case": 1}, ').run(served()))
    assert (answer.status, answer.value["type"]) == (400, URN + "unreadable")


# --- the room


async def held(app: Gate) -> tuple[Exchange, asyncio.Task[Answer]]:
    """A batch of which the client has read the beginning, and reads no further."""
    exchange = batch(numbered(50))
    exchange.read_on.clear()
    task = asyncio.create_task(exchange.run(app))
    await exchange.begun.wait()
    return exchange, task


def test_one_batch_more_than_there_is_room_for_must_come_back_and_then_has_room() -> None:
    async def crowded() -> None:
        app = served(replace(PATIENT, batches=2))
        at_work = [await held(app) for _ in range(2)]
        for _ in range(3):
            refused = await batch([CASE]).run(app)
            assert (refused.status, refused.value["type"]) == (503, URN + "busy")
            assert int(refused.headers["retry-after"]) >= 1
        assert (await post("/determinations", json.dumps(CASE).encode()).run(app)).status == 200
        for exchange, task in at_work:
            exchange.read_on.set()
            assert len((await task).value) == 50
            assert (await batch([CASE]).run(app)).status == 200
        assert [task.done() for _, task in [await held(app) for _ in range(2)]] == [False, False]

    spoken(crowded())


@pytest.mark.parametrize(
    "body", [b"[{", b"", b"{}", b"[]", b"[1, 2, 3]", b"x" * 100, b'"\xff"', json.dumps([[]] * 30).encode()]
)
def test_what_is_refused_takes_no_room(body: bytes) -> None:
    async def again() -> None:
        app = served(replace(ONE_ROOM, batch_cases=20, batch_bytes=90))
        for _ in range(3):
            assert (await post(ROUTE, body).run(app)).status in (200, 400, 413, 422)
        assert (await batch([{}]).run(app)).status == 200

    spoken(again())


async def goes_while_answered(app: Gate, spec_version: str) -> None:
    """A client that reads the beginning of an answer and goes away."""
    exchange = batch(numbered(MANY), spec_version)
    task = asyncio.create_task(exchange.run(app))
    await exchange.begun.wait()
    exchange.is_gone.set()
    with suppress(ConnectionAbortedError):
        await task
    assert len(exchange.answer.body) < 100_000


async def goes_while_waiting(app: Gate, spec_version: str) -> None:
    """A client that reads no further, and then goes away."""
    exchange = batch(numbered(MANY), spec_version)
    exchange.read_on.clear()
    task = asyncio.create_task(exchange.run(app))
    await exchange.begun.wait()
    exchange.is_gone.set()
    exchange.read_on.set()
    with suppress(ConnectionAbortedError):
        await task


async def goes_while_sending(app: Gate, spec_version: str) -> None:
    """A client that goes away before the whole of its request is sent."""
    exchange = Exchange(scope_of("POST", ROUTE, {"Content-Type": "application/json"}), [b"[", b"{}"], is_whole=False)
    exchange.scope["asgi"]["spec_version"] = spec_version
    exchange.is_gone.set()
    with suppress(ConnectionAbortedError, OSError):
        await exchange.run(app)


async def is_cancelled(app: Gate, spec_version: str) -> None:
    """A server that ends a request in the middle."""
    exchange = batch(numbered(MANY), spec_version)
    task = asyncio.create_task(exchange.run(app))
    await exchange.begun.wait()
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


async def is_cancelled_early(app: Gate, spec_version: str) -> None:
    """A server that ends a request before it is answered, at every step of the way."""
    for steps in range(12):
        exchange = batch(numbered(3), spec_version)
        task = asyncio.create_task(exchange.run(app))
        for _ in range(steps):
            await asyncio.sleep(0)
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


Going = Callable[[Gate, str], Awaitable[None]]
WAYS: tuple[Going, ...] = (
    goes_while_answered,
    goes_while_waiting,
    goes_while_sending,
    is_cancelled,
    is_cancelled_early,
)


@pytest.mark.parametrize("spec_version", ["2.3", "2.4"])
@pytest.mark.parametrize("goes", WAYS, ids=lambda way: way.__name__)
def test_there_is_room_again_when_a_client_goes_away(goes: Going, spec_version: str) -> None:
    async def again() -> None:
        app = served(ONE_ROOM)
        for _ in range(3):
            await goes(app, spec_version)
            assert (await batch([CASE]).run(app)).status == 200

    spoken(again())
