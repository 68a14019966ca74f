"""Large batches are decided by processes of their own: the same answers, whatever happens to those processes."""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from typing import Any

import pytest

from canbao.service import batch
from canbao.service import deciders as under_test
from canbao.service.application import application
from canbao.service.batch_cases import good_block
from canbao.service.deciders import Deciders
from canbao.service.gate import Gate
from canbao.service.openapi import examples_of
from canbao.service.pace import Pace
from canbao.service.work import Work
from tests.app.running import children_of
from tests.service.by_hand import Answer, post, spoken
from tests.service.serving import NOW, PATIENT, POLICIES, served, work_with

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="looks at processes by /proc; other systems: from 2027 on"
)

CASE: dict[str, Any] = examples_of("case", work_with())["newborn"]["value"]
LARGE, PART = 60, 10
"""Smaller than in use, so that the tests are quick."""
CASES = LARGE + PART + 7
DETAILS = ("result", "explained")


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Batches that are large with few cases."""
    monkeypatch.setattr(batch, "LARGE", LARGE)
    monkeypatch.setattr(batch, "PART", PART)


@contextmanager
def shared(count: int = 2) -> Iterator[tuple[Gate, Deciders]]:
    """An application whose large batches are decided by so many processes."""
    deciders = Deciders(count, POLICIES.library)
    try:
        yield application(Work(POLICIES, lambda: NOW, PATIENT, deciders), Pace()), deciders
    finally:
        deciders.close()


def numbered(count: int = CASES) -> list[Any]:
    """So many cases, each with its number for a name; a few of them bad, each in a way of its own."""
    cases: list[Any] = [{**CASE, "id": str(number)} for number in range(count)]
    cases[3] = {**CASE, "place": "990000"}
    cases[PART - 1] = None
    cases[PART] = {**CASE, "person": {}}
    cases[-1] = {**CASE, "history": [[1] * 100] * 200}
    return cases


def ask(app: Gate, cases: list[Any], detail: str = "result") -> Answer:
    """The answer to a batch, one case a line."""
    body = b"[" + b",\n".join(json.dumps(case).encode() for case in cases) + b"]"
    return spoken(post(f"/determinations/batch?detail={detail}", body, language="en").run(app))


def children() -> set[int]:
    """The deciding processes that this one has."""
    return children_of(os.getpid())


@pytest.mark.parametrize("detail", DETAILS)
def test_the_answers_are_the_same_to_the_last_byte(detail: str) -> None:
    cases = numbered()
    with shared() as (app, _):
        together = ask(app, cases, detail)
    alone = ask(served(), cases, detail)
    assert (together.status, together.headers, together.body) == (200, alone.headers, alone.body)
    assert [number for number, block in enumerate(together.value) if "error" in block] == [3, PART - 1, PART, CASES - 1]


def test_they_begin_with_the_first_large_batch_and_are_kept_for_the_next() -> None:
    before = children()
    with shared() as (app, _):
        ask(app, numbered(LARGE - 1))
        assert children() == before
        ask(app, numbered())
        begun = children() - before
        assert len(begun) == 2
        ask(app, numbered())
        assert children() - before == begun
    assert children() == before


def test_one_that_is_killed_costs_no_answer_and_is_replaced() -> None:
    cases = numbered()
    with shared(1) as (app, _):
        good = ask(app, cases).body
        (killed,) = children()
        os.kill(killed, signal.SIGKILL)
        assert ask(app, cases).body == good
        (other,) = children()
        assert other != killed


def test_one_that_is_killed_at_work_costs_no_answer() -> None:
    """The part it was given is decided by the process that answers."""
    cases = numbered()
    with shared(1) as (app, _):
        good = ask(app, cases).body
        asked = under_test.Decider.ask
        left = iter([True, True])

        def cut_off(decider: under_test.Decider, what: under_test.Asked) -> under_test.Blocks:
            if next(left, False):
                decider._line.send(what)
                os.kill(decider._process.pid or 0, signal.SIGKILL)
                return decider._line.recv()  # type: ignore[no-any-return] # it ends in EOFError
            return asked(decider, what)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(under_test.Decider, "ask", cut_off)
            assert ask(app, cases).body == good
        assert next(left, None) is None


def test_the_words_to_stop_do_not_reach_them_before_the_service_is_done() -> None:
    """A terminal or a service manager tells all processes at once; what is being answered needs these to the end."""
    cases = numbered()
    with shared() as (app, _):
        good = ask(app, cases).body
        begun = children()
        for pid in begun:
            os.kill(pid, signal.SIGTERM)
            os.kill(pid, signal.SIGINT)
        assert ask(app, cases).body == good
        assert children() == begun


def test_without_any_process_to_be_had_the_batch_is_decided_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object) -> None:
        raise BlockingIOError("no more processes")

    cases = numbered()
    with shared() as (app, _):
        monkeypatch.setattr(under_test.Decider, "__init__", refused)
        assert ask(app, cases).body == ask(served(), cases).body


def test_those_that_are_not_asked_end_by_themselves(monkeypatch: pytest.MonkeyPatch) -> None:
    line, theirs = get_context("spawn").Pipe()
    monkeypatch.setattr(under_test, "IDLE_SECONDS", 0.05)
    monkeypatch.setattr("signal.signal", lambda *_: None)
    monkeypatch.setattr("os.nice", lambda _: 0)
    monkeypatch.setattr(under_test, "collect_seldom", lambda: None)
    under_test.decide_what_is_asked(theirs, POLICIES.library)
    with line, pytest.raises(EOFError):
        line.recv()


def test_a_fault_of_the_program_is_left_to_the_process_that_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    """It comes up there again, and is told as any other: not a word of the case in what a deciding process prints."""

    def faulty(*_: object) -> None:
        raise RuntimeError("a secret of the person")

    assert good_block(CASE, POLICIES, "result", "zh")
    monkeypatch.setattr("canbao.service.batch_cases.report", faulty)
    assert good_block(CASE, POLICIES, "result", "zh") is None
