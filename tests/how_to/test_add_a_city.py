"""The how-to 'Add a city' followed literally: its files are written, its commands run, its output compared."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.how_to.pages import ROOT, Reader, Run, WriteFile, missing_line, steps

PAGE = ROOT / "docs" / "how-to" / "add-a-city.md"


def test_a_reader_who_follows_the_page_sees_what_it_shows(tmp_path: Path) -> None:
    reader = Reader.in_folder(tmp_path)
    commands = 0
    for step in steps(PAGE):
        if isinstance(step, WriteFile):
            (tmp_path / step.name).write_text(step.text, encoding="utf-8")
            continue
        status, printed = reader.run(step)
        commands += 1
        assert status == step.status, f"{step.command}: {status}\n" + "\n".join(printed)
        missing = missing_line(step.shown, printed)
        assert missing is None, f"{step.command}\nnot printed: {missing}\n" + "\n".join(printed)
    assert commands == sum(isinstance(step, Run) for step in steps(PAGE)) > 8


@pytest.mark.parametrize(
    ("shown", "printed", "missing"),
    [
        (("a", "b"), ["a", "b"], None),
        (("a", "…", "c"), ["a", "b", "c"], None),
        (("…", "b", "…"), ["a", "b", "c"], None),
        ((), ["whatever"], None),
        (("a", "c"), ["a", "b", "c"], "c"),
        (("a",), ["a", "b"], "(nothing more) but: b"),
        (("…", "d"), ["a", "b"], "d"),
    ],
)
def test_lines_left_out_are_marked(shown: tuple[str, ...], printed: list[str], missing: str | None) -> None:
    assert missing_line(shown, printed) == missing
