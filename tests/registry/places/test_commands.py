"""``canbao places`` as a command: what it prints, in both languages and as JSON, and its exit status."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.postgres import copied
from tests.registry.office import Office
from tests.registry.places.loading import administrator, load_shipped
from typer.testing import CliRunner, Result

from canbao.app.composition import Composition
from canbao.cli.main import cli
from canbao.database.address import DATABASE_URL

HUNAN = 430000_000000


@pytest.fixture(scope="module")
def shipped(superuser: str, template: str) -> Iterator[Office]:
    """A database with the shipped table, which these tests only read."""
    with copied(superuser, template) as address:
        office = Office(address)
        load_shipped(office)
        yield office


def run(office: Office, *arguments: str, session: str = "", lang: str = "en") -> Result:
    settings = {DATABASE_URL: office.address.application, "CANBAO_SESSION": session, "XDG_STATE_HOME": "/nowhere"}
    return CliRunner().invoke(cli, ["places", *arguments, "--lang", lang], obj=Composition(settings))


def told(office: Office, *arguments: str, session: str = "") -> Any:
    done = run(office, *arguments, "--json", session=session)
    return json.loads(done.stdout)


def test_nobody_has_to_sign_in_to_look(shipped: Office) -> None:
    done = run(shipped, "show", "430112", lang="zh")
    assert done.exit_code == 0, done.output
    assert done.stdout.splitlines() == [
        "代码  430112",
        "名称  湖南省 长沙市 望城区",
        "级别  县级",
        "有效  自 2011-05-20",
        "接管  2011-05-20 430122 望城县",
        "来源  国函〔2011〕57号（批复日）",
    ]


def test_loading_needs_a_session_and_the_right(office: Office) -> None:
    assert run(office, "load", "--shipped").exit_code == 2
    done = run(office, "load", "--shipped", session=office.session("clerk", HUNAN))
    assert (done.exit_code, "(right_missing)" in done.output) == (2, True)
    found = told(office, "load", "--shipped", session=office.session("clerk", HUNAN))
    assert [one["code"] for one in found["error"]] == ["right_missing"]
    assert office.row("SELECT count(*) FROM registry.place") == (1,)


def test_an_administrator_of_a_province_is_told_what_was_left_out(office: Office) -> None:
    found = told(office, "load", "--shipped", session=administrator(office, HUNAN))
    assert (found["counts"]["new"], found["changed"]) == (146, True)
    assert [one["code"] for one in found["findings"]] == ["places_outside_scope"]
    assert "299" in found["findings"][0]["message"]["en"]


def test_a_faulty_file_is_refused_with_its_lines(shipped: Office, tmp_path: Path) -> None:
    path = tmp_path / "bad.csv"
    path.write_text("代码,名称\n43010x,甲\n430102,\n", "utf-8")
    done = run(shipped, "load", str(path), session=administrator(shipped), lang="zh")
    assert done.exit_code == 2
    assert "错误 bad.csv:2" in done.output
    assert "错误 bad.csv:3" in done.output


@pytest.mark.parametrize("arguments", [["load"], ["load", "a.csv", "--shipped"]])
def test_one_source_is_asked_for(shipped: Office, arguments: list[str]) -> None:
    assert run(shipped, *arguments).exit_code == 2


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (["show", "430122"], 0),
        (["show", "430122", "--on", "2020-01-01"], 0),
        (["show", "330104", "--on", "2021-03-10"], 0),
        (["show", "330104", "--on", "2021-03-11"], 1),
        (["show", "999999"], 2),
        (["show", "430122", "--on", "yesterday"], 2),
        (["show", "1"], 2),
        (["find", "望城"], 0),
        (["find", "望城", "--within", "140000"], 1),
        (["find", "望城", "--within", "x"], 2),
        (["find", "nowhere"], 1),
    ],
)
def test_exit_status(shipped: Office, arguments: list[str], status: int) -> None:
    done = run(shipped, *arguments)
    assert done.exit_code == status, done.output


def test_a_place_as_json(shipped: Office) -> None:
    found = told(shipped, "show", "430124", "--on", "2017-04-10")
    assert (found["code"], found["name"], found["level"], found["valid_from"]) == (
        "430182",
        "宁乡市",
        "county",
        "2017-04-10",
    )
    assert found["on"] == {
        "asked": "430124",
        "day": "2017-04-10",
        "way": "later",
        "known_as": "430124",
        "is_whole": True,
        "places": [{"code": "430182", "name": "宁乡市", "above": "湖南省 长沙市"}],
    }
    assert found["took_over"] == [{"code": "430124", "name": "宁乡县", "on": "2017-04-10", "whole": True}]
    assert [one["name"] for one in found["chain"]] == ["湖南省", "长沙市", "宁乡市"]


def test_places_found_as_json(shipped: Office) -> None:
    found = told(shipped, "find", "芝山")
    assert [(one["code"], one["name"], one["former"], one["above"]) for one in found] == [
        ("431102", "零陵区", "芝山区", "湖南省 永州市")
    ]


def test_the_command_line_starts_without_the_database_driver() -> None:
    import subprocess
    import sys

    words = (
        "import sys; from canbao.cli.main import cli; print(sorted({'psycopg', 'pyarrow', 'numba'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", words], capture_output=True, text=True, check=True).stdout == "[]\n"
