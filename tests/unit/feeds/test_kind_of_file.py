"""Which feed a file is of, where nobody says it."""

from __future__ import annotations

from pathlib import Path

import pytest

from canbao.basis.errors import BadInputError
from canbao.feeds.catalogue import feed, feeds
from canbao.feeds.kind_of_file import feed_of_file, fitting, named_in
from canbao.feeds.templates import write_template

EVERY = tuple(feeds().values())


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("civil_affairs_430191_2026-11_full", "civil_affairs"),
        ("Civil_Affairs_430191", "civil_affairs"),
        ("民政救助对象2026年11月", "civil_affairs"),
        ("rejects_students_430191_2026-11_delta", "students"),
        ("名单2026年11月", None),
        ("students_学生_在校学生名册_2026-11", "students"),
        ("students_pension_2026-11", None),
    ],
)
def test_the_one_kind_or_name_in_a_file_s_name_counts(name: str, kind: str | None) -> None:
    named = named_in(name, EVERY)
    assert (named and named.feed) == kind


def test_a_word_within_another_does_not_count() -> None:
    register = feed("population_register")
    part = register.model_copy(update={"feed": "register"})
    assert named_in("population_register_2026-11", [part, register]) == register
    assert named_in("register_2026-11", [part, register]) == part


@pytest.mark.parametrize("kind", sorted(feeds()))
@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_every_template_fits_its_own_feed_best(tmp_path: Path, kind: str, suffix: str) -> None:
    path = tmp_path / f"list{suffix}"
    write_template(feed(kind), path)
    assert fitting(path, EVERY) == feed(kind)


def test_what_fits_is_proposed_and_not_taken(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    write_template(feed("students"), path)
    with pytest.raises(BadInputError) as refused:
        feed_of_file(path, EVERY)
    (found,) = refused.value.findings
    assert found.code == "feed_kind_missing"
    assert "--kind students" in found.remedy.en
    path.write_text("一,二,三\n1,2,3\n", "utf-8")
    with pytest.raises(BadInputError) as refused:
        feed_of_file(path, EVERY)
    assert [one.code for one in refused.value.findings] == ["feed_kind_not_known"]
