"""The description of the API: valid OpenAPI 3.1, and each of its examples answered as it says, in JSON and in YAML."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple
from urllib.parse import quote

import pytest
import yaml
from jsonschema import Draft202012Validator, FormatChecker
from schemathesis.specs.openapi.definitions import OPENAPI_31
from starlette.testclient import TestClient

from canbao.service.openapi import examples
from tests.service.serving import PROBLEM_TYPE, description, operations

DIALECT = "https://spec.openapis.org/oas/3.1/dialect/base"
YAML_TYPES = ("application/yaml", "application/x-yaml", "text/yaml", "text/yaml; charset=utf-8")


class Asked(NamedTuple):
    """An example: the request, without a body or with one, and the format and schema of the answer to it."""

    name: str
    method: str
    path: str
    query: str
    body: Any
    kind: str
    schema: dict[str, Any]

    @property
    def url(self) -> str:
        """The address to send it to."""
        return f"http://testserver{self.path}{self.query}"


def address(path: str, operation: dict[str, Any]) -> tuple[str, str]:
    """The address of an operation, path and query, with the examples of its parameters."""
    query = []
    for parameter in operation.get("parameters", ()):
        values = parameter.get("example", [])
        if parameter["in"] == "path":
            path = path.replace("{" + parameter["name"] + "}", quote(values))
        else:
            query += [f"{parameter['name']}={v}" for v in (values if isinstance(values, list) else [values])]
    return path, "?" + "&".join(query) if query else ""


def asked() -> Iterator[Asked]:
    """Every example; of a route without a body, that of its parameters."""
    for method, template, operation in operations():
        ((kind, content),) = operation["responses"]["200"]["content"].items()
        path, query = address(template, operation)
        if "requestBody" not in operation:
            yield Asked(path, method, path, query, None, kind, content["schema"])
            continue
        for name, example in operation["requestBody"]["content"]["application/json"]["examples"].items():
            yield Asked(f"{path}-{name}", method, path, query, example["value"], kind, content["schema"])


ASKED = [pytest.param(one, id=one.name) for one in asked()]
WITH_BODY = [pytest.param(one, id=one.name) for one in asked() if one.body is not None]


def whole(schema: dict[str, Any]) -> dict[str, Any]:
    """A schema of the description with the components it refers to."""
    return {**schema, "components": description()["components"]}


def faults(schema: dict[str, Any], value: Any) -> list[str]:
    """Where a value departs from a schema of the description."""
    validator = Draft202012Validator(whole(schema), format_checker=FormatChecker())
    return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(value)]


@pytest.mark.parametrize("one", ASKED)
def test_each_example_is_answered_as_its_schema_says(one: Asked, client: TestClient) -> None:
    response = client.request(one.method, one.url, json=one.body)
    assert response.status_code == 200, response.text
    assert response.headers["content-type"] == one.kind
    assert faults(one.schema, response.json()) == []


@pytest.mark.parametrize("one", WITH_BODY)
def test_each_example_in_yaml_has_the_same_answer(one: Asked, client: TestClient) -> None:
    in_json = client.request(one.method, one.url, json=one.body).json()
    text = yaml.safe_dump(one.body, allow_unicode=True).encode()
    for kind in YAML_TYPES:
        in_yaml = client.request(one.method, one.url, content=text, headers={"Content-Type": kind})
        assert in_yaml.status_code == 200, in_yaml.text
        assert without_places(in_yaml.json()) == without_places(in_json)
        assert faults(one.schema, in_yaml.json()) == []


def without_places(answer: Any) -> Any:
    """An answer without the lines that findings name: a value stands elsewhere in YAML."""
    if isinstance(answer, list):
        return [without_places(item) for item in answer]
    if isinstance(answer, dict):
        return {key: without_places(value) for key, value in answer.items() if key != "about"}
    return answer


@pytest.mark.parametrize("one", WITH_BODY)
def test_each_example_is_what_the_request_is_said_to_be(one: Asked) -> None:
    """So is the second case of the batch, which is bad on purpose: its fault is beyond what a schema can say."""
    operation = description()["paths"][one.path][one.method.lower()]
    for content in operation["requestBody"]["content"].values():
        assert faults(content["schema"], one.body) == []


def test_every_route_that_takes_a_body_has_an_example_and_every_section_of_examples_a_route() -> None:
    sections = set()
    for method, path, operation in operations():
        if method in ("POST", "PUT", "PATCH"):
            content = operation["requestBody"]["content"]
            assert set(content) == {"application/json", "application/yaml"}, path
            found = content["application/json"]["examples"]
            assert found, path
            assert all(example["summary"] and "value" in example for example in found.values()), path
            sections.add(frozenset(found))
    assert sections == {frozenset(section) for section in examples().values()}


def test_the_description_is_valid_openapi() -> None:
    told = description()
    assert told["openapi"] == "3.1.0"
    assert [f"{e.json_path}: {e.message}" for e in Draft202012Validator(OPENAPI_31).iter_errors(told)] == []
    assert told.get("jsonSchemaDialect", DIALECT) == DIALECT
    for schema in told["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)


def test_every_reference_leads_somewhere_and_every_form_is_used() -> None:
    told = description()
    forms = {f"#/components/schemas/{name}" for name in told["components"]["schemas"]}
    assert set(references(told)) == forms


def references(value: Any) -> Iterator[str]:
    """Every reference in a description."""
    if isinstance(value, dict):
        if isinstance(value.get("$ref"), str):
            yield value["$ref"]
        members: Any = value.values()
    else:
        members = value if isinstance(value, list) else ()
    for member in members:
        yield from references(member)


def test_operations_are_told_apart_and_told_whole() -> None:
    """Each has a name of its own, a summary, a known tag, the parts of its path, the problems every route can have."""
    told = description()
    known = {tag["name"] for tag in told["tags"]}
    names = Counter(operation["operationId"] for _, _, operation in operations())
    assert [name for name, number in names.items() if number > 1] == []
    for _, path, operation in operations():
        assert operation["summary"], path
        assert set(operation["tags"]) <= known, path
        parts = {p["name"] for p in operation.get("parameters", ()) if p["in"] == "path"}
        assert parts == {part[1:-1] for part in path.split("/") if part.startswith("{")}, path
        problems = {status: r for status, r in operation["responses"].items() if status != "200"}
        assert {"422", "429", "503"} <= set(problems), path
        for response in problems.values():
            assert list(response["content"]) == [PROBLEM_TYPE], path


def test_the_description_is_the_same_each_time_and_is_made_once(client: TestClient) -> None:
    assert client.get("/openapi.json").content == client.get("/openapi.json").content
