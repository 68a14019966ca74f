"""The comparison of populations: its people, its check, its words. No engine is needed, nothing is timed."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from bench.population_peers import people as p
from bench.population_peers.compare import Delivered, Result, peer_result
from bench.population_peers.expected import Checked, checked, expected
from bench.population_peers.page import section
from bench.population_peers.peers import CANBAO, CANBAO_TWELVE, Peer
from bench.population_peers.process import ANSWERS, FILE, shares


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Three hundred people, drawn in blocks of a hundred."""
    monkeypatch.setattr(p, "BLOCK", 100)
    p.make(tmp_path / "people", 300)
    return tmp_path / "people"


def answers_in(out: Path, answers: p.Column) -> Path:
    """A folder with the answers of an engine."""
    out.mkdir()
    np.save(out / FILE, answers.astype(np.int32))
    return out


def test_the_first_people_are_the_same_whatever_the_total(folder: Path, tmp_path: Path) -> None:
    """A smaller comparison looks at the beginning of a larger one."""
    p.make(tmp_path / "fewer", 150)
    few, many = p.loaded(tmp_path / "fewer"), p.loaded(folder, 0, 150)
    assert all(np.array_equal(few[name], many[name]) for name in p.COLUMNS)
    assert not np.array_equal(p.loaded(folder, 0, 100)["history"], p.loaded(folder, 100, 200)["history"])


def test_every_person_is_of_the_comparison(folder: Path) -> None:
    """canbao decides each of them under an ordinary circumstance, or ``expected`` would refuse them."""
    known = expected(folder, 300, 300)
    assert known.answers.shape == (len(ANSWERS), 300)
    answers = dict(zip(ANSWERS, known.answers, strict=True))
    assert answers["missed_years"].max() >= 4
    assert answers["continuous_years"].max() == len(p.YEARS) + 1
    assert (answers["penalty"] > 0).any()
    assert (answers["zero_claim_bonus"] > 0).any()


def test_one_wrong_answer_makes_a_person_wrong(folder: Path, tmp_path: Path) -> None:
    """Wrong people and wrong answers are counted apart."""
    known = expected(folder, 300, 300)
    same = checked(known, answers_in(tmp_path / "same", known.answers))
    assert same.is_correct
    assert same.people == 300
    changed = known.answers.copy()
    changed[ANSWERS.index("limit"), 7] += 1
    changed[ANSWERS.index("bonus"), 7] += 1
    found = checked(known, answers_in(tmp_path / "changed", changed))
    assert (found.wrong_people, found.wrong) == (1, Counter({"bonus": 1, "limit": 1}))


def test_shares_cover_everyone_once() -> None:
    """Seven people among three workers."""
    assert [(share.start, share.stop) for share in shares(7, 3)] == [(0, 2), (2, 4), (4, 7)]


def test_an_engine_that_is_not_installed_is_a_line_with_the_reason(folder: Path, tmp_path: Path) -> None:
    """The others are compared all the same."""
    absent = Peer("absent", "run_absent", ".venv-bench-absent")
    line = peer_result(absent, folder, tmp_path / "out", 300, 1, 1, expected(folder, 300, 10))
    assert "not run: not installed here (no .venv-bench-absent)" in section([line], [], 5e-9)


def test_ratios_are_told_and_what_was_only_reckoned_is_said() -> None:
    """A peer measured at a tenth of the people, twenty times as long a person."""
    own = Result(CANBAO.name, "0.1", 1_000, 1_000, 1, 3, 0.1, 0.5, 0.5, 1.0, 10**8, "compiled", None)
    some = Checked(20, 3, Counter({"limit": 3}))
    peer = Result("slow", "1.0", 1_000, 100, 1, 1, 0.1, 0.0, 1.0, 1.1, 10**8, "one by one", some)
    words = section([own, peer], [Delivered("slow", "1.0", some)], 5e-9)
    assert (peer.ratio(own), peer.ratio_prepared(own)) == (20.0, 10.0)
    assert "1 s (reckoned for 1,000: 10 s, not measured)" in words
    assert "no: 3 of 20 people wrong" in words
    assert "3 of 20 people get at least one wrong answer" in words


@pytest.mark.parametrize(("seconds", "word"), [(2.5, "reached**"), (1.5, "not reached, because of quick**")])
def test_the_aim_is_for_the_fastest_correct_engine(seconds: float, word: str) -> None:
    """The twelve answers alone beside a correct engine; one that is wrong, however fast, is not counted."""
    right, wrong = Checked(20, 0, Counter()), Checked(20, 3, Counter({"limit": 3}))
    found = [
        Result(name, "1", 1_000_000, 1_000_000, 1, 3, 0.1, 0.5, compute, 1.0, 10**8, "", checked)
        for name, compute, checked in (
            (CANBAO.name, 3.0, right),
            (CANBAO_TWELVE.name, 1.0, right),
            ("quick", seconds, right),
            ("slow", 9.0, right),
            ("wrong", 0.1, wrong),
        )
    ]
    assert word in section(found, [], 5e-9)
    assert f"{seconds:.2f} times quick, 9.00 times slow" in section(found, [], 5e-9)
