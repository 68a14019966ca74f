"""The how-to on objections and duplicates followed literally, by the people whom it names before each step."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner

from canbao.app.composition import Composition
from canbao.cli.main import cli
from canbao.database.address import Address
from tests.how_to.pages import BLOCK, ROOT, Run, missing_line, steps
from tests.registry.office import COUNTY, OTHER_COUNTY
from tests.registry.sealed_office import SealedOffice, sealed_office

PAGE = ROOT / "docs" / "how-to" / "objections-and-duplicates.md"
PEOPLE = {
    "data_officer": ("data_officer", COUNTY),
    "data_officer_there": ("data_officer", OTHER_COUNTY),
    "clerk": ("clerk", COUNTY),
    "reviewer": ("reviewer", COUNTY),
    "clerk_there": ("clerk", OTHER_COUNTY),
}
LINK = re.compile(r"\]\(([^)#]+)(?:#[^)]*)?\)")
AS = re.compile(r"(?=^<!-- as: )", re.MULTILINE)


def acts(office: SealedOffice) -> list[tuple[str, str]]:
    """The parts of the page, each with the session of the one who acts in it."""
    first, *others = AS.split(PAGE.read_text(encoding="utf-8"))
    assert not [language for _, _, language, _ in BLOCK.findall(first) if language == "console"]
    return [("", first)] + [
        (office.office.session(*PEOPLE[part.split(maxsplit=3)[2]]), part.split("\n", 1)[1]) for part in others
    ]


def test_an_office_that_follows_the_page_sees_what_it_shows(
    database: Address, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, office_folder, part = tmp_path / "work", tmp_path / "office", tmp_path / "part.md"
    folder.mkdir()
    office_folder.mkdir()
    office = sealed_office(database, office_folder)
    monkeypatch.chdir(folder)
    done = 0
    for session, text in acts(office):
        root = Composition({**office.environment, "CANBAO_SESSION": session})
        part.write_text(text, encoding="utf-8")
        for step in steps(part):
            if not isinstance(step, Run):
                (folder / step.name).write_text(step.text, encoding="utf-8")
                continue
            program, *arguments = shlex.split(step.command)
            ended = CliRunner().invoke(cli, arguments, obj=root)
            printed = (ended.stdout + ended.stderr).splitlines()
            assert (program, ended.exit_code) == ("canbao", step.status), (step.command, printed)
            assert missing_line(step.shown, printed) is None, (step.command, printed)
            done += 1
    assert done == sum(isinstance(step, Run) for step in steps(PAGE))
    assert (folder / "looked-at.txt").read_text() == "enrolled in 439192 in 2024 and 2025\n"


def test_the_links_lead_somewhere() -> None:
    found = LINK.findall(PAGE.read_text(encoding="utf-8"))
    assert found
    assert [target for target in found if not (PAGE.parent / target).exists()] == []
