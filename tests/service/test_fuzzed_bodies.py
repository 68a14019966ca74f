"""Bodies spoilt in every way: each is answered, or refused as a problem; none breaks the service, none holds it up."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from copy import deepcopy
from random import Random
from time import process_time
from typing import Any

import pytest
import yaml

from canbao.service.bodies import YAML_SHARE
from canbao.service.openapi import examples_of
from canbao.service.settings import KIB
from tests.cli.test_bad_input import JUNK, boxes_in, mutate
from tests.service.by_hand import Answer, post, spoken
from tests.service.serving import PATIENT, PROBLEM_MEMBERS, PROBLEM_TYPE, operations, served, work_with

APP = served()
MUTATIONS_A_ROUTE = 160
LONGEST_SECONDS = 2.0
FULL, FULL_YAML = PATIENT.case_bytes - KIB, PATIENT.case_bytes // YAML_SHARE - KIB
"""Bytes of a body that is nearly too large, and of one in YAML."""

IDENTITY = re.compile(rb"[0-9]{17}[0-9Xx]")
"""An identity number in full: no problem repeats one."""

MARK = "in the place of another"

Body = bytes
Spoiling = Callable[[Any, Random], Body]


def in_json(value: Any) -> Body:
    """A value as JSON, lone surrogates and all."""
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass")


# --- ways to spoil a body


def spoilt_value(value: Any, draw: Random) -> Body:
    """Keys and values deleted, doubled, renamed, replaced by what belongs nowhere."""
    value = deepcopy(value)
    for _ in range(draw.choice((1, 1, 2, 4))):
        mutate(value, draw)
    return in_json(value)


def flipped(value: Any, draw: Random) -> Body:
    """A few bytes replaced by any others."""
    data = bytearray(in_json(value))
    for _ in range(draw.choice((1, 2, 8))):
        data[draw.randrange(len(data))] = draw.randrange(256)
    return bytes(data)


def cut(value: Any, draw: Random) -> Body:
    """The end missing, or a piece of the middle."""
    data = in_json(value)
    begins, ends = sorted(draw.sample(range(len(data)), 2))
    return data[:begins] + draw.choice((b"", data[ends:]))


def doubled(value: Any, draw: Random) -> Body:
    """A key given twice, with another value."""
    value = deepcopy(value)
    box = draw.choice([box for box in boxes_in(value) if box and isinstance(box, dict)])
    key = draw.choice(list(box))
    box[MARK] = draw.choice(JUNK)
    return in_json(value).replace(in_json(MARK), in_json(key))


NUMBERS = (
    *(
        "NaN",
        "Infinity",
        "-Infinity",
        "1e999",
        "-0",
        "0.1e-400",
        "9" * 18,
        "9" * 19,
        "9" * 5000,
        "1" + "0" * 400 + ".5",
    ),
    *("-1", "1e3", "0x10", "1_000", "٣", "1.", ".5", "+1", "00", "-"),
)
TEXTS = (
    *(
        r'"\u0000"',
        r'"\ud800"',
        r'"\udc00\ud800"',
        r'"\ufeff"',
        r'"\u2028"',
        '"\x00"',
        '"\x7f"',
        '"' + "长" * 20_000 + '"',
    ),
    *('"%s%n"', '"{0.__class__}"', '"\'; --"', '"<script>"', '"../../etc"', '"${jndi:x}"', '"430102198005011234"'),
)
DEEP = ("[" * 40 + "]" * 40, '{"a":' * 40 + "1" + "}" * 40, "[" * 2000, '[{"a":' * 1000, "[[],{}]" * 20)


def replaced(value: Any, draw: Random) -> Body:
    """A number, a text or a value of absurd depth in the place of some value."""
    value = deepcopy(value)
    box = draw.choice([box for box in boxes_in(value) if box])
    key = draw.choice(list(box)) if isinstance(box, dict) else draw.randrange(len(box))
    box[key] = MARK
    text = in_json(value).decode("utf-8", "surrogatepass")
    return text.replace(f'"{MARK}"', draw.choice((*NUMBERS, *TEXTS, *DEEP))).encode("utf-8", "surrogatepass")


def wrapped(value: Any, draw: Random) -> Body:
    """The right thing in the wrong box, or no box at all."""
    wrong: tuple[Any, ...] = ([value], {"case": value}, [[value]], [], {}, None, 1, "text", [value, 1, None], [{}, []])
    return in_json(draw.choice(wrong))


def in_another_code(value: Any, draw: Random) -> Body:
    """Another encoding, with or without a byte order mark."""
    text = in_json(value).decode("utf-8", "surrogatepass")
    code = draw.choice(("utf-8-sig", "utf-16", "utf-16-le", "utf-32", "gbk"))
    return text.encode(code, "replace")


WORDS_OF_YAML = (" &a", " *a", " !!python/name:os", ": {", " | ", " >-", "\n---", " #", "\x00", " [", "~", "\n<<: {}")


def in_yaml(value: Any, draw: Random) -> Body:
    """YAML with a line lost, doubled, moved, or a word of its syntax let in."""
    lines = yaml.safe_dump(value, allow_unicode=True).splitlines()
    at = draw.randrange(len(lines))
    kind = draw.randrange(4)
    if kind == 0:
        del lines[at]
    elif kind == 1:
        lines.insert(at, draw.choice(lines))
    elif kind == 2:
        lines[at] = draw.choice((" ", "  ", "\t", "- ", "? ", "")) + lines[at]
    else:
        lines[at] += draw.choice(
            (" &a", " *a", " !!python/name:os.system", ": {", " | ", " >-", "\n---", " #", "\x00", " [", "~")
        )
    return "\n".join(lines).encode()


WAYS: tuple[Spoiling, ...] = (
    *(spoilt_value, spoilt_value, spoilt_value, flipped, flipped, cut, doubled, replaced, replaced, replaced),
    *(wrapped, in_another_code, in_yaml, in_yaml),
)


# --- every route


def routes() -> Iterator[tuple[str, str, list[Any]]]:
    """Every route that takes a body: its path with a query, and the examples of its body."""
    for _, path, operation in operations():
        if "requestBody" in operation:
            found = operation["requestBody"]["content"]["application/json"]["examples"]
            needed = [p for p in operation.get("parameters", ()) if p["in"] == "query" and p["required"]]
            query = "&".join(f"{p['name']}={p['example']}" for p in needed)
            plain = path.removeprefix("/api/v1")
            yield plain, f"{plain}?{query}" if query else plain, [example["value"] for example in found.values()]


ROUTES = [pytest.param(path, values, id=name) for name, path, values in routes()]


def sound(answer: Answer, seconds: float, hint: object) -> None:
    """An answer came in time, as an answer or as a problem that the caller is to blame for."""
    assert seconds < LONGEST_SECONDS, hint
    assert answer.status in (200, 400, 413, 422), hint
    assert answer.headers["cache-control"] == "no-store", hint
    value = json.loads(answer.body.decode("utf-8"))
    if answer.status != 200:
        assert answer.headers["content-type"] == PROBLEM_TYPE, hint
        assert list(value) == PROBLEM_MEMBERS, hint
        assert value["status"] == answer.status, hint
        assert value["findings"], hint
        assert IDENTITY.search(answer.body) is None, hint


async def timed(path: str, body: Body, kind: str) -> tuple[Answer, float]:
    """The answer to a body, and how long the processor was busy with it, whatever else the machine has to do."""
    begun = process_time()
    answer = await post(path, body, kind).run(APP)
    return answer, process_time() - begun


@pytest.mark.parametrize(("path", "values"), ROUTES)
def test_no_spoilt_body_breaks_a_route(path: str, values: list[Any]) -> None:
    draw = Random(path)

    async def asked() -> Counter[int]:
        statuses: Counter[int] = Counter()
        for number in range(MUTATIONS_A_ROUTE):
            way = draw.choice(WAYS)
            body = way(draw.choice(values), draw)
            kind = "application/yaml" if way is in_yaml or draw.random() < 0.2 else "application/json"
            answer, seconds = await timed(path, body, kind)
            sound(answer, seconds, (path, number, way.__name__, body[:2000], answer.status, seconds))
            statuses[answer.status] += 1
        return statuses

    assert {200, 400, 422} <= set(spoken(asked()))


def test_there_are_two_thousand_of_them() -> None:
    assert len(ROUTES) * MUTATIONS_A_ROUTE >= 2000


# --- as much as a body may hold


def repeated(piece: str, most: int = FULL) -> Body:
    """A piece again and again, until the body is full."""
    return (piece * (most // len(piece))).encode()


def in_lines(piece: str) -> Body:
    """The same, in YAML."""
    return repeated(piece, FULL_YAML)


def case_with(**changes: Any) -> Body:
    """The first example of a case with changes."""
    return in_json({**examples_of("case", work_with())["late"]["value"], **changes})


FULL_BODIES: dict[str, tuple[str, Body]] = {
    "unknown keys": ("json", case_with(**{f"k{n}": 1 for n in range(20_000)})),
    "readings that there are not": ("json", case_with(interpretations={f"k{n}": 1 for n in range(3_000)})),
    "rows with faults": ("json", case_with(history=[{"year": "x", "residnt": 1}] * 8_000)),
    "one key": ("json", b"{" + repeated('"a":1,') + b'"a":1}'),
    "lists": ("json", b"[" + repeated("[],") + b"1]"),
    "open lists": ("json", repeated("[")),
    "open mappings": ("json", repeated('{"a":')),
    "digits": ("json", b'{"case":' + repeated("9") + b"}"),
    "decimals": ("json", b'{"case":0.' + repeated("9") + b"}"),
    "an exponent": ("json", b'{"case":1e' + repeated("9") + b"}"),
    "escapes": ("json", b'{"id":"' + repeated("\\u4e2d") + b'"}'),
    "surrogates": ("json", b'{"id":"' + repeated("\\ud800") + b'"}'),
    "spaces": ("json", repeated(" ")),
    "line ends": ("json", repeated("\n") + b"{]"),
    "dashes": ("yaml", in_lines("- - - - - - -\n")),
    "a long line of dashes": ("yaml", in_lines("- ")),
    "flow": ("yaml", in_lines("- [x, y]\n")),
    "one key in YAML": ("yaml", in_lines("a:\n")),
    "quotes": ("yaml", b'"' + in_lines("a ")),
    "comments": ("yaml", in_lines("# c\n") + b"a"),
    "anchors": ("yaml", in_lines("&a ")),
    "question marks": ("yaml", in_lines("? ")),
    "steps": ("yaml", "\n".join(" " * depth + "a:" for depth in range(320)).encode()),
}
"""For each the format and the body."""


@pytest.mark.parametrize("what", FULL_BODIES)
def test_a_body_full_of_one_thing_is_answered_in_time(what: str) -> None:
    kind, body = FULL_BODIES[what]
    assert len(body) <= PATIENT.case_bytes
    for path in ("/determinations", "/relation"):
        answer, seconds = spoken(timed(path, body, f"application/{kind}"))
        sound(answer, seconds, (what, path, answer.status, seconds))
