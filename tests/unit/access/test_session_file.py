"""Where the command line keeps its session, and who may read it."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from canbao.access.session_file import forget_token, keep_token, kept_token, session_path
from canbao.basis.errors import BadInputError


def at(folder: Path) -> dict[str, str]:
    """An environment whose configuration lies in a folder."""
    return {"XDG_CONFIG_HOME": str(folder), "HOME": "/nowhere"}


def test_what_is_kept_is_found_again_and_only_its_owner_may_read_it(tmp_path: Path) -> None:
    path = keep_token(at(tmp_path), "token-1")
    assert path == tmp_path / "canbao" / "session"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert kept_token(at(tmp_path)) == "token-1"
    keep_token(at(tmp_path), "token-2")
    assert kept_token(at(tmp_path)) == "token-2"
    assert [file.name for file in path.parent.iterdir()] == ["session"]


def test_without_a_file_there_is_no_session(tmp_path: Path) -> None:
    assert kept_token(at(tmp_path)) == ""


def test_the_environment_comes_first_for_jobs(tmp_path: Path) -> None:
    keep_token(at(tmp_path), "of the file")
    assert kept_token({**at(tmp_path), "CANBAO_SESSION": " of the job "}) == "of the job"
    assert kept_token({**at(tmp_path), "CANBAO_SESSION": ""}) == "of the file"


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o666, 0o610])
def test_a_file_that_others_may_read_is_refused(tmp_path: Path, mode: int) -> None:
    keep_token(at(tmp_path), "token-1").chmod(mode)
    with pytest.raises(BadInputError) as caught:
        kept_token(at(tmp_path))
    (found,) = caught.value.findings
    assert found.code == "session_file_open"
    assert f"{mode:03o}" in found.message.en
    assert "token-1" not in str(caught.value)


def test_a_new_session_closes_a_file_that_was_open(tmp_path: Path) -> None:
    keep_token(at(tmp_path), "token-1").chmod(0o666)
    keep_token(at(tmp_path), "token-2")
    assert kept_token(at(tmp_path)) == "token-2"


@pytest.mark.parametrize(
    ("environment", "path"),
    [
        ({"HOME": "/home/anna"}, "/home/anna/.config/canbao/session"),
        ({"HOME": "/home/anna", "XDG_CONFIG_HOME": ""}, "/home/anna/.config/canbao/session"),
        ({"HOME": "/home/anna", "XDG_CONFIG_HOME": "relative"}, "/home/anna/.config/canbao/session"),
        ({"HOME": "/home/anna", "XDG_CONFIG_HOME": "/etc/anna"}, "/etc/anna/canbao/session"),
    ],
)
def test_the_file_lies_where_configuration_lies(environment: dict[str, str], path: str) -> None:
    assert session_path(environment) == Path(path)


def test_a_session_is_forgotten_when_it_is_the_one_that_is_kept(tmp_path: Path) -> None:
    keep_token(at(tmp_path), "token-1")
    assert not forget_token(at(tmp_path), "token-2")
    assert kept_token(at(tmp_path)) == "token-1"
    assert forget_token(at(tmp_path), "token-1")
    assert not forget_token(at(tmp_path), "token-1")
    assert kept_token(at(tmp_path)) == ""


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "canbao").write_text("in the way")
    with pytest.raises(BadInputError) as caught:
        keep_token(at(tmp_path), "token-1")
    assert caught.value.findings[0].code == "session_file_unwritable"
