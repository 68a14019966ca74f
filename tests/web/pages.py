"""The application with its pages, in process, and states of the calculator at every kind of question."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from http.cookiejar import DefaultCookiePolicy
from typing import Any

from starlette.testclient import TestClient

from canbao.casework.interview.interview import Asked, Interview, go_on
from canbao.service.application import application
from canbao.service.gate import Gate
from canbao.service.pace import Pace
from canbao.web.pages import pages_router
from canbao.web.questions.kinds import kind_of
from canbao.web.state import NAME, State, packed
from tests.interview.persons import HUNAN, PLACES, UNASKED, Person, Raw, hidden_cases, tellable
from tests.service.serving import PATIENT, POLICIES, work_with

HOME = "/calculator"
NONCE = "abcdefghijkl"
KINDS = (
    "aid", "birth", "claims", "cover", "events", "payment", "payments", "place", "repair", "uses", "wait", "year",
)  # fmt: skip
"""Every kind of question, by its template."""

Headers = dict[str, str]


def served_with_pages() -> Gate:
    """An application of its own, with the policies of all."""
    work = work_with(PATIENT)
    return application(work, Pace(), [pages_router(work)])


@contextmanager
def reading(base: str = "http://testserver") -> Iterator[TestClient]:
    """A reader of an application of its own, who follows no redirection and keeps no cookie."""
    with TestClient(served_with_pages(), base, follow_redirects=False, client=("192.0.2.1", 50000)) as client:
        client.cookies.jar.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        yield client


def cookie(data: str, nonce: str = NONCE) -> Headers:
    """The header by which a browser sends what it keeps."""
    return {"Cookie": f"{NAME}{nonce}={data}"}


def kept(state: State) -> Headers:
    """The header by which a browser sends a state."""
    return cookie(packed(state))


def kept_in(response: Any) -> str:
    """What a response has the browser keep."""
    name, _, rest = response.headers["set-cookie"].partition("=")
    assert name.startswith(NAME)
    data, _, _ = rest.partition(";")
    return str(data)


@cache
def questions() -> Mapping[str, tuple[State, Asked]]:
    """For each kind of question a state that waits for its answer, or that has it and may be asked to change it."""
    found: dict[str, tuple[State, Asked]] = {}
    for hidden in (case for place in PLACES for case in hidden_cases(place, 12)):
        if len(found) == len(KINDS) - 1:  # all but the one that follows
            break
        person = Person(hidden)
        held = go_on(Interview({key: hidden[key] for key in UNASKED if key in hidden}), POLICIES)
        while question := held.current:
            found.setdefault(kind_of(question.path).template, (State(held), question))
            held = person.says(held, question.path)
    asked = Asked("history.2022-2025.paid_in_window", is_told=True)
    held = complete()
    found["payments"] = (State(replace(held, asked=(*held.asked, asked))), asked)
    assert set(found) == set(KINDS)
    return found


@cache
def complete() -> Interview:
    """An interview at its end: somebody who always paid."""
    return Person(always_paid()).interviewed()


def always_paid() -> Raw:
    """Somebody of Hunan who paid in the window of every year."""
    rows = [{"year": year, "resident": True, "paid_in_window": True} for year in range(2009, 2026)]
    enrolment = {"year": 2026, "paid_on": "2025-11-01"}
    return tellable({"place": HUNAN, "person": {"born": "1980-05-01"}, "history": rows, "enrolment": enrolment})
