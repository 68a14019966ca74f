"""Overlays: a value with its own source goes before the pack's, what is laid last wins, and the digest shows it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from tests.unit.policy.city import CITY, OVERLAY, read

from canbao.basis.errors import BadInputError
from canbao.policy.library import Library
from canbao.policy.overlays import overlay_files, read_overlays
from canbao.policy.policies import Policies
from canbao.policy.policy import Policy

DAY = date(2026, 3, 1)


def hunan(library: Library, place: str = "430000") -> Policy:
    """The law of Hunan in 2026."""
    return Policies(library).policy(place, 2026, DAY)


def written(folder: Path, **texts: str) -> list[Path]:
    """The texts as files in a folder."""
    folder.mkdir(exist_ok=True)
    paths = []
    for name, text in texts.items():
        paths.append(folder / f"{name}.yaml")
        paths[-1].write_text(text, encoding="utf-8")
    return paths


def other(amount: int, source: str = "ymz8") -> str:
    """An overlay like the first, with another amount and document."""
    return OVERLAY.replace("410", str(amount)).replace("ymz9", source).replace("〔2025〕9号", f"〔2025〕{source}号")


def test_an_overlay_replaces_a_value_with_its_own_source() -> None:
    before, after = hunan(Library()), hunan(Library([read(OVERLAY)[0]]))
    assert before.found("premium.personal").clauses == ("nhsa/personal-2026",)
    found = after.found("premium.personal")
    assert (found.value, found.clauses, found.status) == (410, ("ymz9/1",), "read")
    assert after.terms.premium.personal_fen == 41_000


def test_the_digest_changes_with_an_overlay_and_only_then() -> None:
    plain, again, laid = hunan(Library()), hunan(Library()), hunan(Library([read(OVERLAY)[0]]))
    assert plain.digest == again.digest != laid.digest
    told = OVERLAY.replace("source: ymz9/1, status: read", "source: ymz9/2, status: read")
    assert hunan(Library([read(told)[0]])).digest != laid.digest


def test_an_overlay_holds_below_its_place_and_nowhere_else() -> None:
    library = Library([read(OVERLAY)[0]], [read(CITY)[0]])
    assert hunan(library, "430102").found("premium.personal").value == 410
    assert hunan(library, "439900").found("premium.personal").value == 420
    assert hunan(library, "140500").found("premium.personal").value == 400


def test_a_year_the_overlay_does_not_give_is_still_the_packs() -> None:
    policy = Policies(Library([read(OVERLAY)[0]])).policy("430000", 2025, date(2025, 3, 1))
    assert policy.found("premium.personal").clauses == ("xy41/2.4",)


def test_of_overlays_the_one_laid_last_wins() -> None:
    first, second = read(OVERLAY)[0], read(other(450))[0]
    assert hunan(Library([first, second])).found("premium.personal").value == 450
    assert hunan(Library([second, first])).found("premium.personal").value == 410


def test_an_overlay_counts_from_its_issue_on() -> None:
    policies = Policies(Library([read(OVERLAY)[0]]))
    for known_on, value in ((date(2025, 10, 9), 400), (date(2025, 10, 10), 410), (date(2025, 10, 11), 410)):
        assert policies.policy("430000", 2026, DAY, known_on).found("premium.personal").value == value


def test_a_folder_is_laid_first_by_name_then_the_files_given(tmp_path: Path) -> None:
    folder = tmp_path / "bureau"
    written(folder, b=other(450), a=OVERLAY)
    (folder / "notes.txt").write_text("not an overlay", encoding="utf-8")
    (given,) = written(tmp_path, a=other(460, "ymz6"))
    assert [path.name for path in overlay_files([given], folder)] == ["a.yaml", "b.yaml", "a.yaml"]
    assert hunan(Library(*read_overlays([], folder))).found("premium.personal").value == 450
    assert hunan(Library(*read_overlays([given], folder))).found("premium.personal").value == 460


def test_a_pack_among_the_files_adds_its_place(tmp_path: Path) -> None:
    paths = written(tmp_path, city=CITY, over=OVERLAY.replace('"430000"', '"439900"'))
    library = Library(*read_overlays(paths))
    assert "439900" in library.places()
    assert hunan(library, "439900").found("premium.personal").value == 410
    assert len(library.overlays("439900")) == 1


def test_a_faulty_overlay_is_refused_with_every_fault_of_every_file(tmp_path: Path) -> None:
    paths = written(
        tmp_path,
        a=OVERLAY.replace("premium.personal", "premium.personel"),
        b=OVERLAY.replace("unit: yuan", "unit: days"),
        c=OVERLAY.replace("values:", "value:"),
    )
    with pytest.raises(BadInputError) as refused:
        read_overlays(paths)
    assert sorted(one.code for one in refused.value.findings) == ["unknown_key", "unknown_key", "wrong_unit"]


def test_a_folder_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInputError) as refused:
        read_overlays([], tmp_path / "nowhere")
    assert [one.code for one in refused.value.findings] == ["file_unreadable"]


def test_an_overlay_over_a_place_without_a_pack_is_refused() -> None:
    with pytest.raises(BadInputError) as refused:
        Library([read(OVERLAY.replace('"430000"', '"430100"'))[0]])
    assert [one.code for one in refused.value.findings] == ["overlay_without_pack"]
