"""What packing and synthesizing end with, in both languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from canbao.cli.counts_page import NAMES, counts_page
from canbao.population.packing.summary import PackSummary
from canbao.population.synthetic.synthesize import Summary

PACKED = PackSummary(12_651, 12_650, 7, 1, {"cover_contradicts": 1}, 99, 90, 2, 3, 4, {"without_person": 4}, 1, 0.5)


def test_every_count_has_a_name() -> None:
    assert set(NAMES) == {*PackSummary._fields, *Summary._fields}


@pytest.mark.parametrize(("language", "word"), [("zh", "退回人员"), ("en", "rejected people")])
def test_counts_and_reasons_are_told(language: str, word: str, capsys: pytest.CaptureFixture[str]) -> None:
    counts_page(PACKED._asdict(), Path("packed"), "zh" if language == "zh" else "en")
    told = capsys.readouterr().out
    assert word in told
    assert "12,651" in told
    assert "  without_person" in told
    assert "→ packed" in told


def test_where_nothing_was_refused_no_reasons_are_named(capsys: pytest.CaptureFixture[str]) -> None:
    counts_page(PACKED._replace(rejected_people_reasons={}, listed_cover_reasons={})._asdict(), Path("packed"), "en")
    assert "reasons" not in capsys.readouterr().out
