"""The published schemas: worked cases fit the case schema, answers fit the answer schema, packs the pack schema."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from typer.testing import CliRunner

from canbao.app.composition import Composition
from canbao.basis.tree import read_tree
from canbao.casework.answer_model import AnswerModel
from canbao.casework.case import Case
from canbao.casework.decide import decide
from canbao.casework.report import Detail, error_block, report
from canbao.casework.schemas import NAMES, schema_of
from canbao.cli.main import cli
from canbao.policy.library import Library, shipped_places, shipped_tree
from canbao.policy.policies import Policies

CASES = Path(__file__).parents[1] / "cases"
EXPECTATION = ("expect", "why", "clause")
SAMPLE = 100
POLICIES = Policies(Library())
VALIDATORS = {name: Draft202012Validator(schema_of(name)) for name in NAMES}


def as_json(value: Any) -> Any:
    """A value as JSON has it: days as text."""
    return json.loads(json.dumps(value, default=date.isoformat))


def worked() -> list[dict[str, Any]]:
    """Every worked case, without what it expects."""
    return [
        {key: value for key, value in case.items() if key not in EXPECTATION}
        for path in sorted(CASES.rglob("*.yaml"))
        for case in read_tree(path).value
    ]


def sample() -> list[dict[str, Any]]:
    """About a hundred worked cases, spread over all files."""
    every = worked()
    return every[:: max(1, len(every) // SAMPLE)]


def faults(name: str, value: Any) -> list[str]:
    """What a schema finds wrong with a value."""
    return [f"{error.json_path}: {error.message}" for error in VALIDATORS[name].iter_errors(as_json(value))]


@pytest.mark.parametrize("name", NAMES)
def test_a_schema_is_one_and_is_what_the_command_prints(name: str) -> None:
    """Draft 2020-12, with its own name."""
    Draft202012Validator.check_schema(schema_of(name))
    result = CliRunner().invoke(cli, ["schema", name], obj=Composition({}))
    assert json.loads(result.stdout) == schema_of(name)
    assert schema_of(name)["$id"] == f"urn:canbao:schema:{name}:1"


def test_an_unknown_schema_is_refused_with_the_nearest() -> None:
    """Exit 2 and no traceback."""
    result = CliRunner().invoke(cli, ["schema", "cases"], obj=Composition({}))
    assert result.exit_code == 2
    assert "case" in result.stderr


def test_every_worked_case_fits_the_case_schema() -> None:
    """All of them, not a sample: reading is quick."""
    assert [(case["id"], found) for case in worked() if (found := faults("case", case))] == []


@pytest.mark.parametrize("detail", ["result", "explained", "full"])
def test_answers_fit_the_answer_schema(detail: Detail) -> None:
    """At every detail; and the models read back what was written."""
    for facts in sample():
        answer = report(decide(Case.model_validate(facts), POLICIES), POLICIES, detail)
        assert faults("answer", answer) == [], facts["id"]
        AnswerModel.model_validate(as_json(answer))


@pytest.mark.parametrize("line", ["bad-key", "bad-place"])
def test_a_refused_case_fits_the_answer_schema(tmp_path: Path, line: str) -> None:
    """The error object stands in the place of the answer."""
    case = {**as_json(worked()[0]), "id": line}
    case |= {"plaec": 1} if line == "bad-key" else {"place": "990000"}
    file = tmp_path / "case.json"
    file.write_text(json.dumps(case), encoding="utf-8")
    result = CliRunner().invoke(cli, ["determine", str(file), "--json"], obj=Composition({}))
    assert result.exit_code == 2
    answer = json.loads(result.stdout)
    assert set(answer) == {"id", "error"}
    assert faults("answer", answer) == []


def test_the_schemas_can_fail() -> None:
    """An unknown key, a wrong type and an answer without its premium are no fits."""
    case = worked()[0]
    assert faults("case", case | {"plaec": "430000"})
    assert faults("case", case | {"place": 430000})
    assert faults("case", case | {"original_limit_yuan": "400000"})
    answer = report(decide(Case.model_validate(case), POLICIES), POLICIES, "result")
    assert faults("answer", {key: value for key, value in answer.items() if key != "premium"})
    assert faults("answer", error_block("x", ()))


@pytest.mark.parametrize("place", shipped_places())
def test_every_shipped_pack_fits_the_pack_schema(place: str) -> None:
    """Its parameters are among those a pack may give."""
    pack = shipped_tree(place).value
    assert faults("pack", pack) == []
    assert faults("pack", pack | {"values": {"premium.personel": []}})
