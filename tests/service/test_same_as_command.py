"""The API answers as the command line does: the same numbers, words, findings and digests, to the last byte.

For a few dozen cases, with what the commands print; for every worked case, with the functions that they print from.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import pytest
from starlette.testclient import TestClient
from typer.testing import CliRunner

from canbao.app.composition import Composition
from canbao.basis.findings import Language
from canbao.casework.case import Case
from canbao.casework.decide import Decision, decide
from canbao.casework.interview.open_facts import DECIDING_FIELDS, open_facts
from canbao.casework.options import options_of
from canbao.casework.payable import payable
from canbao.casework.receipt import receipt_of
from canbao.casework.report import Detail, options_block, payable_block, report
from canbao.cli.main import cli
from canbao.policy.comparison.blocks import comparison_block, law_block, packs_block
from canbao.policy.comparison.compare import compare
from canbao.policy.policies import Policies
from canbao.service.bodies import YAML_SHARE
from canbao.service.settings import KIB
from tests.cli.case_files import in_file, spoilt
from tests.cli.test_bad_input import BAD_FILES, FAULTS
from tests.cli.test_side import INPUTS, OPEN
from tests.service.by_hand import Answer, Exchange, one_by_one, post, spoken
from tests.service.serving import PATIENT, POLICIES, TODAY, served
from tests.unit.casework.side_entries import drawn
from tests.worked.test_cases import cases, files

Raw = dict[str, Any]

OF_THE_TEST = ("expect", "why", "clause")
WORKED: list[Raw] = [
    {key: value for key, value in case.items() if key not in OF_THE_TEST} for path in files() for case in cases(path)
]
SAMPLE = Random(1).sample(WORKED, 30)
DETAILS: tuple[Detail, ...] = ("result", "explained", "full")
DAYS = ("2025-07-01", "2026-01-01", "2026-12-31")
APP = served()
DRAWN = 40
"""Entries drawn of each side command."""


class Sharing(Composition):
    """A root with the policies of all, and none of the settings of this machine."""

    def __init__(self) -> None:
        super().__init__({})

    def policies(self, overlays: Any = ()) -> Policies:
        assert not overlays
        return POLICIES


def printed(*arguments: str | Path) -> Any:
    """What a command prints as JSON."""
    result = CliRunner().invoke(cli, [*map(str, arguments), "--json"], obj=Sharing())
    assert result.exit_code in (0, 1, 2), result.output
    return json.loads(result.stdout)


def text(value: Any) -> bytes:
    """A value as the API writes it."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def asked(path: str, values: list[Any], language: str = "zh") -> list[Answer]:
    """The answers of a route to values, asked one by one."""
    return spoken(one_by_one(APP, [post(path, text(value), language=language) for value in values]))


@cache
def decided() -> list[Decision]:
    """Every worked case, decided."""
    return [decide(Case.model_validate(raw), POLICIES) for raw in WORKED]


def check(path: str, values: Iterable[Any], expected: Iterable[Any], language: str = "zh") -> None:
    """The answer of a route to each value is the expected one, to the last byte."""
    asks = (post(path, text(value), language=language) for value in values)
    check_each(asks, expected)


def check_each(exchanges: Iterable[Exchange], expected: Iterable[Any]) -> None:
    """The answer to each request is the expected one, to the last byte."""

    async def compared() -> int:
        number = 0
        for exchange, block in zip(exchanges, expected, strict=True):
            answer = await exchange.run(APP)
            assert answer.status == 200, answer.body
            assert answer.body == text(block)
            number += 1
        return number

    assert spoken(compared()) > 0


# --- every worked case, with the functions that the commands print from


@pytest.mark.parametrize(("detail", "every"), [("result", 1), ("explained", 1), ("full", 3)])
def test_the_determination_of_a_worked_case_is_the_report(detail: Detail, every: int) -> None:
    """Of every case; of every third one in full, which takes as long as all the others together."""
    expected = (report(decision, POLICIES, detail) for decision in decided()[::every])
    check(f"/determinations?detail={detail}", WORKED[::every], expected)


def test_the_options_of_every_worked_case_are_those_of_the_command() -> None:
    check("/options", WORKED, (options_block(d.case, options_of(d.case, POLICIES)) for d in decided()))


def test_each_worked_case_is_payable_on_the_same_days() -> None:
    """The day before the benefit, its first day, the day after its last; days here and there where there is none."""
    pairs = [(decision, day) for decision in decided() for day in boundaries(decision)]
    bodies = {id(decision): text(raw) for decision, raw in zip(decided(), WORKED, strict=True)}
    exchanges = (post(f"/payable?on={day}", bodies[id(decision)]) for decision, day in pairs)
    check_each(exchanges, (payable_block(d, payable(d, day)) for d, day in pairs))


def boundaries(decision: Decision) -> list[date]:
    """The days at the ends of a benefit span."""
    benefit = decision.answer["benefit"]
    if benefit is None:
        return [date.fromisoformat(day) for day in DAYS]
    first, last = date.fromisoformat(benefit["from"]), date.fromisoformat(benefit["through"])
    return [first - timedelta(days=1), first, last + timedelta(days=1)]


def test_the_receipt_of_every_worked_case_holds_and_a_changed_one_does_not() -> None:
    questions = [{"case": raw, "receipt": receipt_of(d)} for raw, d in zip(WORKED, decided(), strict=True)]
    ids = [d.case.id for d in decided()]
    check("/receipts/verify", questions, [{"id": i, "holds": True, "differs": []} for i in ids])
    changed = [{**q, "receipt": {**q["receipt"], "facts": "sha256:" + "0" * 64}} for q in questions]
    check("/receipts/verify", changed, [{"id": i, "holds": False, "differs": ["facts"]} for i in ids])


# --- what the commands print


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("detail", DETAILS)
def test_the_command_prints_the_same_determinations(detail: Detail, language: Language, tmp_path: Path) -> None:
    file = in_file(tmp_path, SAMPLE)
    expected = printed("determine", file, "--detail", detail, "--lang", language)
    check(f"/determinations?detail={detail}", SAMPLE, expected, language)


def test_the_command_prints_the_same_options_also_of_other_places(tmp_path: Path) -> None:
    file = in_file(tmp_path, SAMPLE)
    check("/options", SAMPLE, printed("options", file))
    other = printed("options", file, "--place", "331100", "--place", "140500")
    check("/options?place=331100&place=140500", SAMPLE, other)


@pytest.mark.parametrize("day", DAYS)
def test_the_command_prints_the_same_of_a_day(day: str, tmp_path: Path) -> None:
    check(f"/payable?on={day}", SAMPLE, printed("payable", in_file(tmp_path, SAMPLE), "--on", day))


def test_the_command_verifies_the_same(tmp_path: Path) -> None:
    answers = [answer.value for answer in asked("/determinations", SAMPLE)]
    receipts = in_file(tmp_path, answers[::-1], "receipts.json")
    expected = printed("determine", in_file(tmp_path, SAMPLE), "--verify", receipts)
    questions = [{"case": c, "receipt": a["receipt"]} for c, a in zip(SAMPLE, answers[::-1], strict=True)]
    check("/receipts/verify", questions, expected)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", INPUTS)
def test_the_commands_beside_enrolment_print_the_same(name: str, language: str, tmp_path: Path) -> None:
    head = {"case": 1, "as_of": "2025-03-10"}
    entries = [{**head, **INPUTS[name]}, {**head, **INPUTS[name], **OPEN[name]}, *drawn(name, DRAWN)]
    expected = printed(name, in_file(tmp_path, entries), "--lang", language)
    for answer, block in zip(asked(f"/{name}", entries, language), expected, strict=True):
        if answer.status == 200:
            assert answer.body == text(block)
        else:
            assert answer.status == 422
            assert same_faults(answer.value["findings"], block["error"])


# --- many at once


@pytest.mark.parametrize("detail", DETAILS)
def test_a_batch_is_the_single_answers_in_order(detail: Detail) -> None:
    chosen = WORKED if detail == "result" else SAMPLE
    answer, *_ = asked(f"/determinations/batch?detail={detail}", [chosen])
    singles = asked(f"/determinations?detail={detail}", chosen)
    assert answer.body == b"[\n" + b",\n".join(single.body for single in singles) + b"\n]\n"


def test_bad_cases_have_their_findings_in_their_places(tmp_path: Path) -> None:
    bad = [spoilt(path, value) for path, value, *_ in FAULTS.values()]
    mixed: list[Any] = [case for pair in zip(bad, WORKED, strict=False) for case in pair] + [1, None, "text", [], {}]
    for language in ("zh", "en"):
        answer, *_ = asked("/determinations/batch?detail=result", [mixed], language)
        file = in_file(tmp_path, text(mixed))
        expected = printed("determine", file, "--detail", "result", "--lang", language)
        assert json.loads(answer.body.replace(b'"about":"body:', f'"about":"{file}:'.encode())) == expected


# --- bad input


def same_faults(told: list[Raw], printed: list[Raw]) -> bool:
    """Whether two lists of findings are the same, but for the name of the file."""
    return [without_file(f) for f in told] == [without_file(f) for f in printed]


def without_file(fault: Raw) -> Raw:
    """A finding about a line of any file."""
    where, _, rest = fault["about"].partition(" ")
    return {**fault, "about": (where.rpartition(":")[2] if ":" in where else "", rest)}


ROUTES = ("/determinations", "/options", "/payable?on=2025-07-01")
TYPES = ("application/json", "application/yaml")


@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_is_the_same_finding(fault: str, tmp_path: Path) -> None:
    path, value, spot, code, *_ = FAULTS[fault]
    file = in_file(tmp_path, spoilt(path, value))
    expected = printed("determine", file)["error"]
    exchanges = [post(route, file.read_bytes(), kind) for kind in TYPES for route in ROUTES]
    for answer in spoken(one_by_one(APP, exchanges)):
        assert answer.status == 422
        found = answer.value["findings"]
        assert same_faults(found, expected)
        assert any(f["code"] == code and f["about"].endswith(f" {spot}") for f in found)


ONE_ALONE = ("null", "a number", "a text", "a table of commas", "an empty list")
"""What is no case: a file may hold a list, a request asks about one."""


@pytest.mark.parametrize("kind", BAD_FILES)
def test_each_body_that_is_no_case_is_refused_as_the_file_is(kind: str, tmp_path: Path) -> None:
    file = in_file(tmp_path, BAD_FILES[kind][0])
    (answer,) = spoken(one_by_one(APP, [post("/determinations", file.read_bytes(), "application/yaml")]))
    found, expected = answer.value["findings"], printed("determine", file)["error"]
    most = PATIENT.case_bytes // YAML_SHARE
    if file.stat().st_size > most:
        assert answer.status == 413
        assert f"at most {most // KIB} KiB" in found[0]["message"]["en"]
    elif kind in ONE_ALONE:
        assert answer.status == 422
        assert found[0]["code"] == "wrong_value"
    else:
        assert answer.status == 400
        assert same_faults(found, expected)


FAULTS_BESIDE: tuple[Raw, ...] = (
    {"plaec": 1},
    {"place": "990000"},
    {"as_of": "2024-12-31"},
    {"as_of": "2025-02-30"},
    {"place": None},
)


@pytest.mark.parametrize("name", INPUTS)
def test_faults_beside_enrolment_are_the_same_findings(name: str, tmp_path: Path) -> None:
    sound = {"case": 1, "as_of": "2025-03-10", **INPUTS[name]}
    for change in FAULTS_BESIDE:
        file = in_file(tmp_path, {**sound, **change})
        (answer,) = spoken(one_by_one(APP, [post(f"/{name}", file.read_bytes())]))
        printed_one = printed(name, file)
        if answer.status == 200:
            assert answer.body == text(printed_one)
        else:
            assert answer.status == 422
            assert same_faults(answer.value["findings"], printed_one["error"])


# --- the law, and what to ask next


def test_the_packs_are_those_of_the_command(client: TestClient) -> None:
    assert client.get("/packs").json() == {"packs": packs_block(POLICIES.library)}
    result = CliRunner().invoke(
        cli, ["pack", "compare", "430000", "331100", "--on", "2026-01-01", "--format", "json"], obj=Sharing()
    )
    told = client.get("/packs/compare?place=430000&place=331100&on=2026-01-01").json()
    assert told == json.loads(result.stdout)
    assert told == json.loads(text(comparison_block(compare(POLICIES, ["430000", "331100"], date(2026, 1, 1)))))


@pytest.mark.parametrize("place", POLICIES.library.places())
def test_the_law_of_a_place_is_that_of_today_unless_a_day_is_said(place: str, client: TestClient) -> None:
    assert client.get(f"/packs/{place}").json() == json.loads(text(law_block(POLICIES, place, TODAY)))
    on, known_on = date(2027, 3, 1), date(2025, 12, 31)
    told = client.get(f"/packs/{place}?on={on}&known_on={known_on}").json()
    assert told == json.loads(text(law_block(POLICIES, place, on, known_on)))


def test_the_facts_still_open_are_those_of_an_interview() -> None:
    partial = [{key: case[key] for key in ("place", "person", "enrolment")} for case in SAMPLE[:8]]
    for case in partial:
        for fields in (DECIDING_FIELDS, ("limit.total_yuan",)):
            question = {"case": case, "answered": ["person.aid"], "fields": list(fields)}
            answer, *_ = asked("/open-facts", [question])
            expected = open_facts(case, {"person.aid"}, POLICIES, fields)
            assert [fact["path"] for fact in answer.value["open"]] == [fact.path for fact in expected]
            assert [fact["fields"] for fact in answer.value["open"]] == [list(fact.fields) for fact in expected]
