"""Hostile forms and cookies: whatever comes, the answer is a page, it comes soon, and holds nothing but words."""

from __future__ import annotations

import json
import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections import Counter
from collections.abc import Callable, Iterator
from copy import deepcopy
from random import Random
from time import perf_counter
from typing import Any
from urllib.parse import quote_plus

import pytest
from starlette.testclient import TestClient

from canbao.casework.interview.interview import Asked, Interview
from canbao.web.addresses import at_question, name_of
from canbao.web.questions.form import MOST_FIELDS, Form
from canbao.web.state import State, packed, unpacked
from tests.sizes import of_full
from tests.web.pages import HOME, KINDS, NONCE, complete, cookie, kept, questions, reading

FORMS = of_full(3_000, 3)
OPENED = of_full(400, 2)
COOKIES = of_full(800, 3)
MOST_SECONDS = 1.0
FORM = "application/x-www-form-urlencoded"
ANSWERS = {200, 303, 410, 422}
SCRIPT = "<script>alert('了')</script>"
MARKS = ("<script>alert", "<img src=x")
"""What no page may hold unescaped."""

HOSTILE = (
    "", " ", "\0", "-1", "0", "00000", "1e3", "２０２６", "٢٠٢٦", "²", "Ⅳ",
    "99999999999999999999", "2026.0", "+2026", "0x7EA",
    "NaN", "null", "true", "在", "\u202e\u200b", "🀄" * 50, "a" * 5_000,
    "%00", "\r\nSet-Cookie: a=b", "../../etc/passwd",
    "' OR 1=1 --", "{{ 7*7 }}", "${7*7}", SCRIPT,
    '"><img src=x onerror=alert(1)>', "javascript:alert(1)", "＜script＞",
)  # fmt: skip
DAYS = ("0", "29", "30", "31", "32", "２９", "-1", "1.5", "")
MONTHS = ("2", "02", "13", "0", "２", "x", "")
YEARS = ("2023", "2024", "2026", "1900", "0001", "0000", "9999", "２０２４", "-2024", "")
NAMES = (
    "place", "code", "year", "other", "when", "paid-year", "paid-month",
    "paid-day", "born-year", "born-month", "born-day",
    "cover", "since", "before", "months", "event", "none", "employee_cover_ended-year", "employee_cover_ended-month",
    "employee_cover_ended-day", "aid", "orphan-year", "orphan-month",
    "orphan-day", "repair", "years", "wait", "until-year",
    "until-month", "until-day", "use-2025", "use-2024", "paid_on",
    "limit", "reset", "text", "file", "", "__proto__", "a[]",
)  # fmt: skip
SOUND = (
    "430000", "140500", "other", "today", "day", "nothing", "2025", "2026", "2027", "in_window", "late", "employee",
    "not_known", "never", "ask", "yes", "no", "some", "none",
    "employee_cover_ended", "student_registered", "orphan", "12",
    "1", "2025-11-01", "2026-02-29", "2026-13-01", "zero_claim", "any", "300000", "120,000", "430100000000",
)  # fmt: skip


@pytest.fixture(scope="module")
def reader() -> Iterator[TestClient]:
    """A reader who follows nothing."""
    with reading() as client:
        yield client


def form(chance: Random) -> bytes:
    """A body that claims to be a form."""
    drawn = chance.random()
    if drawn < 0.05:
        return chance.randbytes(chance.randint(0, 3_000))
    if drawn < 0.08:
        return b"&".join(
            b"year=%d" % number for number in range(chance.choice((MOST_FIELDS - 1, MOST_FIELDS + 50, 9_000)))
        )
    if drawn < 0.1:
        return b"born-year=" + b"9" * chance.choice((4_000, 60_000, 70_000, 300_000))
    pairs = [(name, value(chance, name)) for name in chance.choices(NAMES, k=chance.randint(0, 12))]
    pairs += chance.choices(pairs, k=2) if pairs and drawn < 0.3 else []
    raw = "&".join(f"{quote_plus(name)}={quote_plus(text)}" for name, text in pairs).encode()
    return raw.replace(b"%", b"%%", 1) if drawn > 0.97 else raw


def value(chance: Random, name: str) -> str:
    """A value for a field, sound or not."""
    for ending, choices in (("-year", YEARS), ("-month", MONTHS), ("-day", DAYS)):
        if name.endswith(ending) and chance.random() < 0.7:
            return chance.choice(choices)
    return chance.choice(HOSTILE if chance.random() < 0.4 else SOUND)


def sound(response: Any, seconds: float, told: object) -> int:
    """The status of an answer that is one of a page, came soon, and is free of the mark-up that was sent."""
    assert response.status_code in ANSWERS, (response.status_code, told)
    assert seconds < MOST_SECONDS, (seconds, told)
    assert not [mark for mark in MARKS if mark in response.text], told
    assert "set-cookie: a=b" not in str(response.headers).lower()
    return int(response.status_code)


def timed(ask: Callable[[], Any]) -> tuple[Any, float]:
    """An answer, and the seconds it took; once more when it was slow, as another process may have been at work."""
    for _ in range(2):
        began = perf_counter()
        response = ask()
        seconds = perf_counter() - began
        if seconds < MOST_SECONDS:
            break
    return response, seconds


@pytest.mark.parametrize("kind", [*KINDS, "trial", "trial/part", "erase", "begin"])
def test_hostile_forms_are_answered_with_a_page(reader: TestClient, kind: str) -> None:
    """Junk, names and values mixed up, full width, days that do not exist, mark-up: 200, 303, 410 or 422."""
    chance = Random(f"forms of {kind}")
    state, address = State(complete()), f"{HOME}/{NONCE}/{kind}"
    if kind in KINDS:
        state, question = questions()[kind]
        address = at_question(state.interview, NONCE, question.path)
    elif kind in ("erase", "begin"):
        address = f"{HOME}/erase" if kind == "erase" else HOME
    headers = {"Content-Type": FORM, **kept(state)}
    seen: Counter[int] = Counter()
    for _ in range(FORMS // (len(KINDS) + 4)):
        body = form(chance)
        response, seconds = timed(lambda body=body: reader.post(address, content=body, headers=headers))  # type: ignore[misc]
        status = sound(response, seconds, (kind, body))
        seen[status] += 1
        if status == 303 and "set-cookie" in response.headers and chance.random() < 0.2:
            data = response.headers["set-cookie"].partition("=")[2].partition(";")[0]
            after = {**cookie(data)}
            page, seconds = timed(lambda: reader.get(response.headers["location"], headers=after))  # noqa: B023
            sound(page, seconds, (kind, body, "the page after"))
    if kind in KINDS:
        assert seen[422], seen


def test_what_a_form_repeats_counts_once() -> None:
    """The first value of a field; every value where boxes are ticked; no field without a name is of use."""
    parsed = Form.parsed(b"year=2025&year=2026&year=+2025+&=x")
    assert parsed.get("year") == "2025"
    assert parsed.all("year") == ["2025", "2026", "2025"]
    assert Form.parsed(b"\xff\xfe=1").values == {}
    assert Form.parsed(b"&".join([b"a=1"] * (MOST_FIELDS + 1))).values == {}


def test_what_was_typed_is_shown_again_escaped(reader: TestClient) -> None:
    """A place code that holds mark-up, in the field it was typed in."""
    state, question = questions()["place"]
    body = f"place=other&code={quote_plus(SCRIPT)}"
    response = reader.post(
        at_question(state.interview, NONCE, question.path), content=body, headers={"Content-Type": FORM, **kept(state)}
    )
    assert response.status_code == 422
    assert "&lt;script&gt;alert(" in response.text
    assert SCRIPT not in response.text


def multipart(chance: Random, parts: list[bytes], boundary: bytes) -> bytes:
    """Parts between boundaries, some of which are broken."""
    body = b""
    for part in parts:
        broken = chance.random()
        line = b"--" + (boundary if broken > 0.1 else boundary[:-1]) + (b"\r\n" if broken > 0.2 else b"\n")
        body += line + part + b"\r\n"
    return body + chance.choice(
        (b"--" + boundary + b"--\r\n", b"--" + boundary, b"", b"--" + boundary + b"--\r\n\0junk")
    )


def part(chance: Random) -> bytes:
    """A part of a multipart body."""
    name = chance.choice(("file", "text", "text", "file", "other", "", 'te"xt', "文"))
    file = chance.choice(
        ("", '; filename="case.json"', '; filename="../../x"', '; filename=""', "; filename*=UTF-8''%e4")
    )
    kind = chance.choice(("", "Content-Type: application/json\r\n", "Content-Type: text/x; charset=utf-7\r\n"))
    head = f'Content-Disposition: form-data; name="{name}"{file}\r\n{kind}\r\n'.encode()
    if chance.random() < 0.1:
        head = chance.choice((b"", b"\r\n", b"Content-Disposition\r\n\r\n", b"X: " + b"y" * 20_000 + b"\r\n\r\n"))
    return head + content(chance)


def content(chance: Random) -> bytes:
    """What claims to be a case."""
    return chance.choice(
        (
            b"",
            b"\0" * 100,
            chance.randbytes(2_000),
            b"[" * 50_000,
            b'{"a":' * 20_000,
            b"- " * 5_000,
            b"&a [*a, *a]",
            b"a: &a [x, x]\nb: &b [*a, *a, *a, *a]\nc: &c [*b, *b, *b, *b]\nd: [*c, *c, *c, *c]",
            b"!!python/object/apply:os.system [id]",
            SCRIPT.encode(),
            json.dumps({"case": 1, "place": SCRIPT, "person": {"born": SCRIPT}, SCRIPT: 1}).encode(),
            json.dumps({"case": 1, **dict(complete().case)}).encode(),
            json.dumps([{"case": 1, **dict(complete().case)}] * 3).encode(),
            json.dumps({"case": 1, **dict(complete().case), "history": [{"year": 10**30}]}).encode(),
            b"case: 1\nplace: 430000\nperson: {born: 2024-02-30}\nenrolment: {year: 1e400, paid_on: 2025-13-01}\n",
            b"x" * 300_000,
            "案".encode("utf-16"),
        )
    )


def test_hostile_files_are_answered_with_a_page(reader: TestClient) -> None:
    """Broken boundaries, many parts, huge files, what is no case: 200, 303 or 422."""
    chance = Random("files")
    seen: Counter[int] = Counter()
    for _ in range(OPENED):
        boundary = chance.choice((b"x", b"----WebKitFormBoundary7MA4", b"a" * 70, b"'"))
        parts = [part(chance) for _ in range(chance.choice((0, 1, 1, 1, 2, 3, 30)))]
        body = multipart(chance, parts, boundary)
        told = chance.choice(
            (b"multipart/form-data; boundary=" + boundary,) * 6
            + (
                b"multipart/form-data",
                b"multipart/form-data; boundary=",
                b"multipart/mixed; boundary=x",
                b"",
                FORM.encode(),
            )
        )
        response, seconds = timed(
            lambda body=body, told=told: reader.post(  # type: ignore[misc]
                f"{HOME}/open", content=body, headers={"Content-Type": told.decode()}
            )
        )
        seen[sound(response, seconds, (told, body[:300]))] += 1
    assert seen[303]
    assert seen[422]


def spoilt(chance: Random, data: str) -> str:
    """A cookie that something happened to."""
    raw = bytearray(urlsafe_b64decode(data))
    match chance.randrange(6):
        case 0:
            return data[: chance.randrange(len(data))]
        case 1:
            raw[chance.randrange(len(raw))] ^= 1 << chance.randrange(8)
        case 2:
            raw = raw[: chance.randrange(len(raw))]
        case 3:
            at = chance.randrange(len(data))
            return data[:at] + chance.choice("!*~%AZ09-_=") + data[at + 1 :]
        case 4:
            return urlsafe_b64encode(chance.randbytes(chance.randint(0, 400))).decode()
        case _:
            return quote_plus(chance.choice(HOSTILE).replace("\r\n", " "))[:4_000]
    return urlsafe_b64encode(bytes(raw)).decode()


def of_value(value: Any) -> str:
    """A value as a cookie holds it."""
    return urlsafe_b64encode(zlib.compress(json.dumps(value).encode(), 9)).decode()


def whole(state: State) -> Any:
    """What the cookie of a state holds."""
    return json.loads(zlib.decompress(urlsafe_b64decode(packed(state))))


WRONG: tuple[Any, ...] = (
    None, True, False, 0, -1, 1, 10**30, -(10**30), 1.5, 2_025, 9_999,
    100_000, "", "x", "2026-02-30", "2025-11-01", "0000",
    "９９９９", "history.1-99999999", "history.2025.x", "history.9-1",
    "person.events.x", "place", SCRIPT, [], [1], [None],
    {}, {"year": 1}, {"year": 2_025}, [{"year": 2_025}], [{"kind": "x",
    "on": "y"}], {"years": 99, "paid_on": "y"}, [[]],
)  # fmt: skip


def mutated(chance: Random, value: Any) -> Any:
    """A value with one thing in it exchanged, taken out or doubled, at any depth."""
    if isinstance(value, dict) and value and chance.random() < 0.9:
        key = chance.choice(list(value))
        if chance.random() < 0.1:
            return {name: one for name, one in value.items() if name != key}
        if chance.random() < 0.05:
            return {
                **value,
                chance.choice(("x", "history_known_from", "original_limit_yuan", "as_of")): chance.choice(WRONG),
            }
        return {**value, key: mutated(chance, value[key])}
    if isinstance(value, list) and value and chance.random() < 0.9:
        at = chance.randrange(len(value))
        if chance.random() < 0.15:
            return value[:at] + value[at + 1 :]
        if chance.random() < 0.15:
            return value + value[at : at + 1]
        return [*value[:at], mutated(chance, value[at]), *value[at + 1 :]]
    return deepcopy(chance.choice(WRONG))


def names_in(state: State) -> list[str]:
    """What the questions of a state are called in addresses."""
    return [name_of(state.interview, one.path) for one in state.interview.asked]


@pytest.mark.parametrize("way", ["spoilt", "mutated"])
def test_hostile_cookies_are_no_answers_or_sound_ones(reader: TestClient, way: str) -> None:
    """Flipped bytes, wrong types, unknown paths, absurd rows: a page says that the answers are gone, or shows them."""
    chance = Random(f"cookies {way}")
    states = [state for state, _ in questions().values()] + [
        State(complete()),
        State(complete(), {"paid_on": "2026-03-01"}),
    ]
    names = sorted({name for state in states for name in names_in(state)})
    for _ in range(COOKIES):
        state = chance.choice(states)
        if way == "spoilt":
            data = spoilt(chance, packed(state))
        else:
            value = whole(state)
            for _ in range(chance.choice((1, 1, 1, 2, 4))):
                value = mutated(chance, value)
            data = of_value(value)
        name = chance.choice(names + names_in(state) * 3)
        address = chance.choice(
            (f"ask/{name}", f"ask/{name}", "result", "result", "", "trial", "trial/part", "case.json")
        )
        method = (
            "POST" if address.startswith("trial") or (address.startswith("ask") and chance.random() < 0.5) else "GET"
        )
        headers = {"Content-Type": FORM, **cookie(data)}
        body = form(chance) if method == "POST" else b""
        where = f"{HOME}/{NONCE}/{address}".rstrip("/")
        response, seconds = timed(
            lambda method=method, where=where, body=body, headers=headers: reader.request(  # type: ignore[misc]
                method, where, content=body, headers=headers
            )
        )
        told = zlib.decompress(urlsafe_b64decode(data)).decode() if way == "mutated" else data
        sound(response, seconds, (method, address, body, told))


BOMB = urlsafe_b64encode(zlib.compress(b"[" * 4_000_000, 9)).decode()
LONG_YEARS = {
    "place": "430000",
    "person": {"born": "0001-01-01"},
    "enrolment": {"year": 9_999, "paid_on": "2025-11-01"},
}
EVERY_YEAR = Interview(LONG_YEARS, (Asked("history.1-9998", is_told=False),))


@pytest.mark.parametrize(
    "data",
    [
        BOMB,
        of_value([]),
        of_value({"case": {}, "asked": [], "complete": True, "trial": {}}),
        of_value({"case": {}, "asked": [], "complete": False, "trial": {}}),
        of_value(
            {"case": LONG_YEARS, "asked": [["history.1-99999999", [], [], False]], "complete": False, "trial": {}}
        ),
        of_value({"case": LONG_YEARS, "asked": [["history.1-9998", [], [], True]], "complete": True, "trial": {}}),
        packed(State(EVERY_YEAR)),
    ],
    ids=["bomb", "list", "empty", "empty open", "all years", "all years told", "every year"],
)
@pytest.mark.parametrize("address", ["result", "", "ask/cover", "ask/place", "case.json"])
def test_cookies_made_to_cost_much_cost_little(reader: TestClient, data: str, address: str) -> None:
    """Bombs and spans of thousands of years."""
    where = f"{HOME}/{NONCE}/{address}".rstrip("/")
    response, seconds = timed(lambda: reader.get(where, headers=cookie(data)))
    sound(response, seconds, (data[:80], address))


def test_a_state_comes_back_as_it_was_packed() -> None:
    """Each kind of question, and a result with something tried out."""
    for state, _ in questions().values():
        assert unpacked(packed(state)) == state
    tried = State(complete(), {"paid_on": "2026-03-01", "limit": 300_000})
    assert unpacked(packed(tried)) == tried
