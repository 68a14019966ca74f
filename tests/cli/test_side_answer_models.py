"""The published forms of the side commands' answers: every answer fits its own to the last key, a wrong one none."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator
from copy import deepcopy
from functools import cache
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import pytest
from jsonschema import Draft202012Validator
from pydantic import BaseModel, ValidationError
from tests.cli import test_side
from tests.how_to.pages import ROOT, Run, WriteFile, steps
from tests.sizes import of_full
from tests.unit.casework import test_side_answers
from tests.unit.casework.side_entries import LAWS, drawn
from typer.testing import CliRunner

from canbao.app.composition import Composition
from canbao.casework.beside import names
from canbao.casework.beside.answer_models.replies import REPLIES
from canbao.casework.beside.commands import COMMANDS, answered
from canbao.casework.schemas import schema_of
from canbao.cli.main import cli
from canbao.policy.side_terms import SideLaws
from canbao.rules import conversion, eligibility, family_account, relation, retirement

Answer = dict[str, Any]
Where = tuple[str | int, ...]

COUNT = 600
"""Entries drawn of each command, spread over the laws in turn."""

SHARED = {"id", "place", "as_of", "findings", "receipt", "steps"}
"""Keys whose values say nothing about the form of one command."""

NAMED = {"scheme", "answer", "reason", "code", "chosen", "value", "principle", "choice", "stays", "use", "relative"}
"""Keys whose values are names of a closed list."""

VALIDATORS = {name: Draft202012Validator(schema_of(f"{name}-answer")) for name in REPLIES}


def faults(name: str, answer: Any) -> list[str]:
    """What a published schema finds wrong with an answer."""
    return [f"{error.json_path}: {error.message}" for error in VALIDATORS[name].iter_errors(answer)]


def is_refused(name: str, answer: Any) -> tuple[bool, bool]:
    """Whether the model refuses an answer, and whether the schema does."""
    try:
        REPLIES[name].model_validate(answer)
    except ValidationError:
        return True, bool(faults(name, answer))
    return False, bool(faults(name, answer))


def check(name: str, answer: Answer) -> None:
    """An answer fits the schema, and the model holds all of it: written again it is the same."""
    read = json.loads(json.dumps(answer))
    assert read == answer
    assert faults(name, read) == []
    assert REPLIES[name].model_validate(read).model_dump(mode="json", by_alias=True) == read


def answer_to(name: str, entry: Any, laws: SideLaws = LAWS[0]) -> Answer:
    """What a command answers to an entry."""
    return answered(name, COMMANDS[name].model.model_validate(entry), laws).answer


@cache
def answers(name: str) -> tuple[Answer, ...]:
    """The answers to the entries drawn."""
    return tuple(answer_to(name, entry, LAWS[i % len(LAWS)]) for i, entry in enumerate(drawn(name, COUNT)))


# --- every answer fits


@pytest.mark.parametrize("name", REPLIES)
def test_answers_to_drawn_entries_fit(name: str) -> None:
    for answer in answers(name)[: of_full(COUNT, 3)]:
        check(name, answer)


WORKED = [
    *((name, test_side.case(name)) for name in REPLIES),
    *((name, test_side.case(name, **changes)) for name, changes in test_side.OPEN.items()),
    *((name, entry) for name, (_, entry) in zip(COMMANDS, test_side_answers.INPUTS, strict=True)),
]
"""The entries that other tests of the side commands ask."""


@pytest.mark.parametrize(("name", "entry"), WORKED)
@pytest.mark.parametrize("laws", LAWS, ids=["shipped", "left open", "opened up"])
def test_answers_to_worked_entries_fit(name: str, entry: Any, laws: SideLaws) -> None:
    check(name, answer_to(name, entry, laws))


@pytest.mark.parametrize("page", ["eligible.md", "side-commands.md"])
def test_answers_to_the_pages_examples_fit(page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each file is written, each command run with ``--json``."""
    monkeypatch.chdir(tmp_path)
    asked = 0
    for step in steps(ROOT / "docs" / "reference" / page):
        if isinstance(step, WriteFile):
            Path(step.name).write_text(step.text, encoding="utf-8")
            continue
        assert isinstance(step, Run)
        _, name, *rest = shlex.split(step.command)
        result = CliRunner().invoke(cli, [name, *rest, "--json"], obj=Composition({}))
        assert result.exit_code == step.status, result.output
        check(name, json.loads(result.stdout))
        asked += 1
    assert asked


@pytest.mark.parametrize("name", REPLIES)
@pytest.mark.parametrize("wrong", [{"plaec": "430000"}, {"place": "990000"}, {"as_of": "2025-02-30"}, {"place": None}])
def test_a_refused_entry_fits(name: str, wrong: dict[str, Any], tmp_path: Path) -> None:
    """The error object stands in the place of the answer."""
    file = tmp_path / "entry.json"
    file.write_text(json.dumps(test_side.case(name) | wrong), encoding="utf-8")
    result = CliRunner().invoke(cli, [name, str(file), "--json"], obj=Composition({}))
    assert result.exit_code == 2
    refused = json.loads(result.stdout)
    assert set(refused) == {"id", "error"}
    check(name, refused)


# --- no form allows more than is answered


def without_metadata(annotation: Any) -> Any:
    """A type without what is annotated to it."""
    return get_args(annotation)[0] if get_origin(annotation) is Annotated else annotation


def allowed(annotation: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Each name, null, true and false that a form allows, by where it may stand."""
    annotation = without_metadata(annotation)
    inner = get_args(annotation)
    if get_origin(annotation) is Literal:
        yield from ((path, value) for value in inner)
    elif get_origin(annotation) in (Union, UnionType):
        for one in inner:
            yield from allowed(one, path)
    elif annotation is type(None):
        yield path, None
    elif annotation is bool:
        yield from ((path, value) for value in (True, False))
    elif get_origin(annotation) is tuple and inner:
        yield from allowed(inner[0], f"{path}[]")
    elif isinstance(annotation, type) and issubclass(annotation, BaseModel):
        for key, field in annotation.model_fields.items():
            if key not in SHARED:
                yield from allowed(field.annotation, f"{path}.{field.alias or key}")


def told(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Each value of an answer by where it stands."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from told(inner, f"{path}.{key}")
    elif isinstance(value, list):
        for inner in value:
            yield from told(inner, f"{path}[]")
    else:
        yield path, value


@pytest.mark.parametrize("name", REPLIES)
def test_every_name_and_every_null_of_a_form_is_answered_to_some_entry(name: str) -> None:
    """What a form allows and no entry brings about is an error of the form, or of the entries drawn."""
    answer_model = get_args(REPLIES[name].model_fields["root"].annotation)[0]
    every = set(allowed(answer_model))
    assert every
    assert every - {one for answer in answers(name) for one in told(answer)} == set()


@pytest.mark.parametrize(
    ("alias", "table"),
    [
        (names.EligibilityAnswer, eligibility.ANSWER_NAMES),
        (names.EligibilityReason, eligibility.REASON_NAMES),
        (names.RetirementStatus, retirement.STATUS_NAMES),
        (names.ClaimPlaceName, retirement.PLACE_NAMES),
        (names.MakeUpName, retirement.MAKE_UP_NAMES),
        (names.ConversionStatus, conversion.STATUS_NAMES),
        (names.FractionName, conversion.FRACTION_NAMES),
        (names.RecordName, relation.RECORD_NAMES),
        (names.RelationReason, relation.RELATION_REASONS),
        (names.RelativeName, family_account.RELATIVE_NAMES),
        (names.UseName, family_account.USE_NAMES),
        (names.AccountAnswer, family_account.ANSWER_NAMES),
        (names.AccountReason, family_account.REASON_NAMES),
    ],
)
def test_names_are_those_of_the_rules(alias: Any, table: tuple[str, ...]) -> None:
    assert get_args(alias) == table


# --- a wrong answer fits no form


def objects(value: Any, path: Where = ()) -> Iterator[Where]:
    """Where the objects of an answer stand; a list's first entry stands for the others."""
    if isinstance(value, dict):
        yield path
        for key, inner in value.items():
            yield from objects(inner, (*path, key))
    elif isinstance(value, list) and value:
        yield from objects(value[0], (*path, 0))


def at(value: Any, path: Where) -> Any:
    """What stands at a path."""
    for step in path:
        value = value[step]
    return value


def spoilt(answer: Answer) -> Iterator[tuple[str, Answer]]:
    """An answer with one key too many, one too few, or one value that is none, each in turn."""
    for path in objects(answer):
        more = deepcopy(answer)
        at(more, path)["plaec"] = 1
        yield f"{path}: more", more
        for key, value in at(answer, path).items():
            if path and path[-1] == "changes":
                continue
            less = deepcopy(answer)
            del at(less, path)[key]
            yield f"{path}: without {key}", less
            if key in NAMED and "findings" not in path:
                other = deepcopy(answer)
                at(other, path)[key] = f"{value}s"
                yield f"{path}: {key} unknown", other


@pytest.mark.parametrize("name", REPLIES)
def test_a_wrong_answer_is_refused(name: str) -> None:
    """By the model and by the schema, wherever the fault lies."""
    longest = max(answers(name), key=lambda answer: len(set(map(str, objects(answer)))))
    wrong = dict(spoilt(longest))
    assert len(wrong) > 20
    assert [where for where, answer in wrong.items() if is_refused(name, answer) != (True, True)] == []


@pytest.mark.parametrize("name", REPLIES)
def test_an_answer_fits_no_other_command(name: str) -> None:
    """Nor is an answer with an error, or an error without a finding, one."""
    answer = answers(name)[0]
    others = [other for other in REPLIES if other != name]
    assert [is_refused(other, answer) for other in others] == [(True, True)] * len(others)
    assert is_refused(name, answer | {"error": []}) == (True, True)
    assert is_refused(name, {"id": "x", "error": []}) == (True, True)
