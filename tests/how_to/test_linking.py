"""The how-to on people without a valid number followed literally, by the people whom it names before each step."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner

from canbao.app.composition import Composition
from canbao.cli.main import cli
from canbao.database.address import Address
from tests.how_to.pages import ROOT, Run, missing_line, steps
from tests.registry.sealed_office import sealed_office

PAGE = ROOT / "docs" / "how-to" / "linking.md"
LINK = re.compile(r"\]\(([^)#]+)(?:#[^)]*)?\)")
AS = re.compile(r"(?=^<!-- as: )", re.MULTILINE)


def test_an_office_that_follows_the_page_sees_what_it_shows(
    database: Address, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, office_folder, part = tmp_path / "work", tmp_path / "office", tmp_path / "part.md"
    folder.mkdir()
    office_folder.mkdir()
    office = sealed_office(database, office_folder)
    monkeypatch.chdir(folder)
    done = 0
    for text in AS.split(PAGE.read_text(encoding="utf-8")):
        named = re.match(r"<!-- as: (\w+) -->\n", text)
        session = office.office.session(named[1]) if named else ""
        root = Composition({**office.environment, "CANBAO_SESSION": session})
        part.write_text(text.removeprefix(named[0]) if named else text, encoding="utf-8")
        for step in steps(part):
            if not isinstance(step, Run):
                (folder / step.name).write_text(step.text, encoding="utf-8")
                continue
            program, *arguments = shlex.split(step.command)
            ended = CliRunner().invoke(cli, arguments, obj=root)
            printed = ended.stdout.splitlines()
            assert (program, ended.exit_code) == ("canbao", step.status), (step.command, printed)
            assert missing_line(step.shown, printed) is None, (step.command, printed)
            done += 1
    assert done == sum(isinstance(step, Run) for step in steps(PAGE))
    assert office.office.row("SELECT count(*) FROM registry.person WHERE merged_into IS NOT NULL") == (0,)


def test_the_links_lead_somewhere() -> None:
    found = LINK.findall(PAGE.read_text(encoding="utf-8"))
    assert found
    assert [target for target in found if not (PAGE.parent / target).exists()] == []
