"""The reference pages of inputs and answers: their examples run and print what is shown; they name every key."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
from pydantic import BaseModel

from canbao.casework.answer_model import Decided
from canbao.casework.beside.answer_models.replies import REPLIES
from canbao.casework.beside.commands import COMMANDS
from canbao.casework.case import Case
from tests.how_to.pages import ROOT, Reader, WriteFile, missing_line, steps

REFERENCE = ROOT / "docs" / "reference"
PAGES = {"case.md": 3, "eligible.md": 4, "side-commands.md": 6}
"""The pages, and how many commands each runs."""

MODELS: dict[str, list[type[BaseModel]]] = {
    "case.md": [Case, Decided],
    "eligible.md": [COMMANDS["eligible"].model, REPLIES["eligible"]],
    "side-commands.md": [m for name in COMMANDS if name != "eligible" for m in (COMMANDS[name].model, REPLIES[name])],
}
UNNAMED = {"zh", "en", "root"}
"""Keys that every text has; the pages say so once. ``root`` is no key: it stands for answered or refused."""


@pytest.mark.parametrize("name", PAGES)
def test_the_examples_print_what_the_page_shows(name: str, tmp_path: Path) -> None:
    """Each file is written, each command run, its output and status compared."""
    reader, commands = Reader.in_folder(tmp_path), 0
    for step in steps(REFERENCE / name):
        if isinstance(step, WriteFile):
            (tmp_path / step.name).write_text(step.text, encoding="utf-8")
            continue
        status, printed = reader.run(step)
        commands += 1
        assert status == step.status, f"{step.command}: {status}\n" + "\n".join(printed)
        missing = missing_line(step.shown, printed)
        assert missing is None, f"{step.command}\nnot printed: {missing}\n" + "\n".join(printed)
    assert commands == PAGES[name]


@pytest.mark.parametrize("name", PAGES)
def test_a_page_names_every_key_of_its_models(name: str) -> None:
    """A key that is added to a model and not to the page fails here."""
    named = set(re.findall(r"[a-z_]+", " ".join(re.findall(r"`([^`\n]+)`", (REFERENCE / name).read_text("utf-8")))))
    keys = {key for model in MODELS[name] for key in keys_of(model)}
    assert keys - named - UNNAMED == set()


def keys_of(model: type[BaseModel]) -> Iterator[str]:
    """The keys of a model and of the models in it."""
    for field_name, field in model.model_fields.items():
        yield field.alias or field_name
        for inner in models_in(field.annotation):
            yield from keys_of(inner)


def models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    """The models inside an annotation."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from models_in(argument)


@pytest.mark.parametrize("name", PAGES)
def test_links_lead_somewhere(name: str) -> None:
    """Every file that a page links to is there."""
    targets = re.findall(r"\]\(([^)#]+)\)", (REFERENCE / name).read_text("utf-8"))
    assert targets
    assert [target for target in targets if not (REFERENCE / target).exists()] == []
