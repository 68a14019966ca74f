"""``canbao demo``: the sample cases, decided and explained; what ``make run`` shows."""

from __future__ import annotations

from pathlib import Path

import pytest
from rich.cells import cell_len
from tests.cli.case_files import OVERLAY, in_file, really, run

from canbao.cli import output


@pytest.mark.parametrize(
    ("flags", "words"),
    [((), ("湖南", "晋城", "丽水", "怎么算出来的")), (("--lang", "en"), ("Hunan", "Jincheng", "Lishui", "How it was"))],
)
def test_it_decides_cases_of_the_three_places(flags: tuple[str, ...], words: tuple[str, ...]) -> None:
    result = run("demo", *flags)
    assert (result.exit_code, result.stderr) == (0, "")
    assert all(word in result.stdout for word in words)


@pytest.mark.parametrize("width", [80, 100, 200])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_line_is_wider_than_the_page(language: str, width: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(output, "WIDTH_WITHOUT_TERMINAL", width)
    shown = run("demo", "--lang", language).stdout
    assert max(cell_len(line.rstrip()) for line in shown.splitlines()) <= width


def test_the_overlays_of_a_bureau_hold_for_it_too(tmp_path: Path) -> None:
    in_file(tmp_path, OVERLAY.format(number=1, yuan=499), "a.yaml")
    assert "499 元" in run("demo", CANBAO_OVERLAYS=str(tmp_path)).stdout


def test_the_real_command_runs_it() -> None:
    status, out, err = really("demo")
    assert (status, err) == (0, "")
    assert "canbao determine FILE" in out
