"""Where the answers are: in a cookie of the reader's own browser, one for each interview, gone after an hour.

The cookie holds what was asked and answered, packed; the server keeps nothing. It is read as strictly as any input:
what cannot be read counts as no answers at all.
"""

from __future__ import annotations

import json
import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as Base64Error
from collections.abc import Mapping
from dataclasses import dataclass, field
from secrets import token_urlsafe
from typing import Any, get_args

from starlette.requests import Request
from starlette.responses import Response

from canbao.casework.case import EventKind
from canbao.casework.interview.interview import Asked, Interview
from canbao.casework.interview.open_facts import NEEDED, value_at
from canbao.casework.interview.telling import is_of_years, span_of
from canbao.web.questions.kinds import kind_of

NAME = "canbao-"
SECONDS = 3600
MOST_BYTES = 3800
"""What browsers keep of one cookie, less its name."""
MOST_UNPACKED = 64 * 1024
MOST_INTERVIEWS = 5
NONCE_BYTES = 9


class TooMuchError(Exception):
    """More answers than a browser keeps."""


@dataclass(frozen=True)
class State:
    """An interview, and what is tried out on its result: another day of payment, repair, an original limit."""

    interview: Interview
    trial: Mapping[str, Any] = field(default_factory=dict)


def new_nonce() -> str:
    """The name of a new interview: chance, and nothing else."""
    return token_urlsafe(NONCE_BYTES)


def packed(state: State) -> str:
    """A state as the text of a cookie. Raises TooMuchError."""
    value = {
        "case": state.interview.case,
        "asked": [[one.path, list(one.kinds), list(one.answered), one.is_told] for one in state.interview.asked],
        "complete": state.interview.is_complete,
        "trial": state.trial,
    }
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    data = urlsafe_b64encode(zlib.compress(text.encode(), 9)).decode()
    if len(data) > MOST_BYTES:
        raise TooMuchError
    return data


def unpacked(data: str) -> State | None:
    """The state that a cookie holds; None when it holds none."""
    try:
        unpacker = zlib.decompressobj()
        text = unpacker.decompress(urlsafe_b64decode(data.encode("ascii")), MOST_UNPACKED)
        if not unpacker.eof:
            return None
        value = json.loads(text)
        case, trial = value["case"], value["trial"]
        asked = tuple(asked_in(one) for one in value["asked"])
        complete = value["complete"]
        if not (is_case(case) and isinstance(trial, dict) and isinstance(complete, bool)):
            return None
        if complete and any(value_at(case, path) is ... for path in NEEDED):
            return None
        for one in asked:
            if one.is_told:
                kind_of(one.path).told(one, case)
                kind_of(one.path).fields(one, case)
        return State(Interview(case, asked, complete), trial)
    except (ValueError, KeyError, TypeError, AttributeError, Base64Error, zlib.error, RecursionError):
        return None


def is_case(case: Any) -> bool:
    """Whether a value has the shape on which the questions rely; the rest is checked where the case is read."""
    if not isinstance(case, dict):
        return False
    person, enrolment, history = case.get("person", {}), case.get("enrolment", {}), case.get("history", [])
    if not (isinstance(person, dict) and isinstance(enrolment, dict) and isinstance(history, list)):
        return False
    year = enrolment.get("year", 0)
    events, aid = person.get("events", []), person.get("aid", [])
    repair = enrolment.get("repair", {"years": 0})
    return (
        type(year) is int
        and isinstance(case.get("place", ""), str)
        and isinstance(person.get("born", ""), str)
        and isinstance(enrolment.get("paid_on", ""), str | None)
        and isinstance(case.get("earlier_wait_until"), str | None)
        and isinstance(case.get("history_known_from"), int | None)
        and isinstance(repair, dict)
        and type(repair.get("years", 0)) is int
        and all(isinstance(row, dict) and type(row.get("year")) is int for row in history)
        and all(isinstance(e, dict) and isinstance(e.get("kind"), str) and isinstance(e.get("on"), str) for e in events)
        and all(
            isinstance(a, dict) and isinstance(a.get("category"), str) and isinstance(a.get("from"), str) for a in aid
        )
    )


def asked_in(one: Any) -> Asked:
    """A question of a cookie. Raises KeyError or ValueError for one that the calculator does not ask."""
    path, kinds, answered, is_told = one
    texts = [path, *kinds, *answered]
    if not all(isinstance(text, str) for text in texts) or not isinstance(is_told, bool):
        raise ValueError(path)
    kind_of(path)
    if is_of_years(path):
        span_of(path)
    if set(kinds) - set(get_args(EventKind)):
        raise ValueError(path)
    return Asked(path, tuple(kinds), tuple(answered), is_told)


def kept(request: Request, nonce: str) -> State | None:
    """The answers of an interview that the browser sent along; None when it has none any more."""
    data = request.cookies.get(NAME + nonce)
    return None if data is None else unpacked(data)


def keep(request: Request, response: Response, nonce: str, state: State) -> Response:
    """Have the browser keep the answers. Of many interviews at once only some are kept. Raises TooMuchError."""
    others = [name for name in request.cookies if name.startswith(NAME) and name != NAME + nonce]
    for name in others[: max(0, len(others) - MOST_INTERVIEWS + 1)]:
        forget_named(request, response, name)
    response.set_cookie(
        NAME + nonce,
        packed(state),
        max_age=SECONDS,
        path="/calculator",
        httponly=True,
        samesite="strict",
        secure=request.url.scheme == "https",
    )
    return response


def forget(request: Request, response: Response) -> Response:
    """Have the browser erase every interview."""
    for name in request.cookies:
        if name.startswith(NAME):
            forget_named(request, response, name)
    return response


def forget_named(request: Request, response: Response, name: str) -> None:
    """Have the browser erase one cookie."""
    response.delete_cookie(
        name, path="/calculator", httponly=True, samesite="strict", secure=request.url.scheme == "https"
    )
