"""A key ring on disk: private, whole, of one database; its keys are added and retired, never shown."""

from __future__ import annotations

import json
import pickle
import stat
from base64 import b64encode
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from tests.unit.sealing.rings import TODAY, codes, new_ring, ring_in_memory

from canbao.basis.errors import BadInputError
from canbao.sealing.keys import (
    add_data_key,
    add_token_key,
    change_master,
    create_ring,
    open_ring,
    reopened,
    retire,
)
from canbao.sealing.master import MASTER_KEY, master_in, master_of
from canbao.sealing.ring import LAST_ID, RING, KeyRing
from canbao.sealing.ring_files import FILE_MODE, write_whole

ELSEWHERE = bytes(range(16))


def secrets_of(ring: KeyRing) -> list[bytes]:
    return [key.secret for key in (*ring.data_keys, *ring.token_keys)]


def open_again(ring: KeyRing) -> KeyRing:
    assert ring.home is not None
    return open_ring(ring.home.folder)


def add_one(ring: KeyRing) -> KeyRing:
    return add_data_key(ring, TODAY)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_new_ring_has_one_key_of_each_kind_and_opens_as_it_was_made(tmp_path: Path) -> None:
    made = create_ring(tmp_path / "deep" / "keys", TODAY)
    assert [(key.id, key.created_on, key.state, len(key.secret)) for key in made.data_keys] == [
        (1, TODAY, "active", 16)
    ]
    assert [(key.id, key.created_on, key.state, len(key.secret)) for key in made.token_keys] == [
        (1, TODAY, "active", 32)
    ]
    assert open_ring(tmp_path / "deep" / "keys") == made


def test_folder_and_files_are_for_their_owner_alone(tmp_path: Path) -> None:
    new_ring(tmp_path)
    assert mode(tmp_path / "keys") == 0o700
    assert {file.name: mode(file) for file in (tmp_path / "keys").iterdir()} == {
        "ring.json": 0o600,
        "master-1.key": 0o600,
    }


@pytest.mark.parametrize(("name", "wanted"), [("", "700"), (RING, "600"), ("master-1.key", "600")])
@pytest.mark.parametrize("rights", [0o040, 0o004, 0o020, 0o001])
def test_rights_of_others_are_refused_with_the_command_that_ends_them(
    tmp_path: Path, name: str, wanted: str, rights: int
) -> None:
    ring = new_ring(tmp_path)
    path = tmp_path / "keys" / name if name else tmp_path / "keys"
    path.chmod(mode(path) | rights)
    for act in (open_again, add_one):
        with pytest.raises(BadInputError) as caught:
            act(ring)
        assert codes(caught.value) == ["key_ring_too_open"]
        assert f"chmod {wanted} '{path}'" in caught.value.findings[0].remedy.en


def test_a_folder_that_others_can_read_gets_no_ring(tmp_path: Path) -> None:
    (tmp_path / "keys").mkdir(mode=0o755)
    with pytest.raises(BadInputError) as caught:
        new_ring(tmp_path)
    assert codes(caught.value) == ["key_ring_too_open"]
    assert list((tmp_path / "keys").iterdir()) == []


def test_a_ring_is_never_made_over_another(tmp_path: Path) -> None:
    made = new_ring(tmp_path)
    for master in (None, ELSEWHERE):
        with pytest.raises(BadInputError) as caught:
            create_ring(tmp_path / "keys", TODAY, master)
        assert codes(caught.value) == ["key_ring_exists"]
    assert open_ring(tmp_path / "keys") == made


def test_a_master_key_whose_ring_is_lost_is_kept(tmp_path: Path) -> None:
    lost = new_ring(tmp_path)
    backup = (tmp_path / "keys" / RING).read_bytes()
    (tmp_path / "keys" / RING).unlink()
    with pytest.raises(BadInputError) as caught:
        create_ring(tmp_path / "keys", TODAY, ELSEWHERE)
    assert codes(caught.value) == ["key_ring_exists"]
    assert new_ring(tmp_path).ring_id != lost.ring_id
    write_whole(tmp_path / "keys" / RING, backup)
    assert secrets_of(open_ring(tmp_path / "keys")) == secrets_of(lost)


def test_where_there_is_no_ring_none_is_opened(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir(mode=0o700)
    (tmp_path / "file").touch()
    for name in ("missing", "empty", "file"):
        with pytest.raises(BadInputError) as caught:
            open_ring(tmp_path / name)
        assert codes(caught.value) == ["key_ring_missing"]


def test_a_ring_of_another_database_is_refused(tmp_path: Path) -> None:
    one, other = new_ring(tmp_path / "one"), new_ring(tmp_path / "other")
    assert open_ring(tmp_path / "one" / "keys", ring_id=one.ring_id) == one
    with pytest.raises(BadInputError) as caught:
        open_ring(tmp_path / "one" / "keys", ring_id=other.ring_id)
    assert codes(caught.value) == ["key_ring_of_another_database"]


def test_a_new_data_key_seals_and_the_older_stays(tmp_path: Path) -> None:
    ring = new_ring(tmp_path)
    now = add_data_key(ring, date(2027, 1, 4))
    assert (now.sealing_key.id, now.sealing_key.created_on) == (2, date(2027, 1, 4))
    assert now.data_keys[0] == ring.data_keys[0]
    assert now.token_keys == ring.token_keys
    assert open_ring(tmp_path / "keys") == now


def test_a_new_token_key_is_used_beside_the_older_until_that_is_retired(tmp_path: Path) -> None:
    now = add_token_key(new_ring(tmp_path), TODAY)
    assert now.token_key.id == 2
    assert [key.id for key in now.token_keys_in_use] == [2, 1]
    later = retire(now, "token", 1)
    assert [key.id for key in later.token_keys_in_use] == [2]
    assert [key.state for key in later.token_keys] == ["retired", "active"]
    assert open_ring(tmp_path / "keys") == later


def test_a_change_is_made_to_the_ring_as_it_is_on_disk(tmp_path: Path) -> None:
    ring = new_ring(tmp_path)
    add_data_key(ring, TODAY)
    now = add_data_key(ring, TODAY)  # by somebody who has not seen the first
    assert [key.id for key in now.data_keys] == [1, 2, 3]


def test_the_newest_key_and_an_unknown_one_are_not_retired(tmp_path: Path) -> None:
    ring = add_data_key(new_ring(tmp_path), TODAY)
    for key_id, code in [(2, "key_in_use"), (3, "key_unknown"), (0, "key_unknown")]:
        with pytest.raises(BadInputError) as caught:
            retire(ring, "data", key_id)
        assert codes(caught.value) == [code]
    assert "1, 2" in caught.value.findings[0].message.en
    assert open_ring(tmp_path / "keys") == ring


def test_retiring_twice_changes_nothing(tmp_path: Path) -> None:
    once = retire(add_data_key(new_ring(tmp_path), TODAY), "data", 1)
    twice = retire(once, "data", 1)
    assert twice.data_keys == once.data_keys


def test_a_ring_knows_whether_it_was_changed_since(tmp_path: Path) -> None:
    ring = new_ring(tmp_path)
    assert ring.is_current()
    assert reopened(ring) is ring
    now = add_data_key(ring, TODAY)
    assert not ring.is_current()
    assert now.is_current()
    assert reopened(ring) == now


def test_a_ring_without_a_folder_is_always_current() -> None:
    ring = ring_in_memory()
    assert ring.is_current()
    assert reopened(ring) is ring
    with pytest.raises(ValueError, match="no folder"):
        add_data_key(ring, TODAY)


def test_a_master_key_kept_elsewhere_is_written_nowhere(tmp_path: Path) -> None:
    made = create_ring(tmp_path / "keys", TODAY, ELSEWHERE)
    assert [file.name for file in (tmp_path / "keys").iterdir()] == [RING]
    assert open_ring(tmp_path / "keys", ELSEWHERE) == made
    assert reopened(replace(made, home=None)) == replace(made, home=None)
    later = add_token_key(add_data_key(made, TODAY), TODAY)
    assert open_ring(tmp_path / "keys", ELSEWHERE) == later
    assert reopened(made) == later


def test_a_ring_whose_master_key_is_elsewhere_asks_for_it(tmp_path: Path) -> None:
    create_ring(tmp_path / "keys", TODAY, ELSEWHERE)
    for given, code in [(None, "master_key_missing"), (bytes(16), "master_key_wrong"), (b"x", "master_key_wrong")]:
        with pytest.raises(BadInputError) as caught:
            open_ring(tmp_path / "keys", given)
        assert codes(caught.value) == [code]


@pytest.mark.parametrize(
    "text", [ELSEWHERE.hex(), ELSEWHERE.hex().upper(), b64encode(ELSEWHERE).decode(), f" {ELSEWHERE.hex()}\n"]
)
def test_a_master_key_is_read_in_hexadecimal_and_base64(text: str) -> None:
    assert master_in({MASTER_KEY: text}) == ELSEWHERE
    assert master_in({}) is None
    assert master_in({MASTER_KEY: ""}) is None


@pytest.mark.parametrize("text", ["00" * 15, "00" * 17, "swordfish", "键", b64encode(bytes(15)).decode(), "zz" * 16])
def test_another_text_is_no_master_key_and_is_not_repeated(text: str) -> None:
    with pytest.raises(BadInputError) as caught:
        master_of(text, MASTER_KEY)
    assert codes(caught.value) == ["master_key_unreadable"]
    found = caught.value.findings[0]
    assert all(text not in said for said in (found.message.zh, found.message.en, found.remedy.zh, found.remedy.en))


def test_the_master_key_is_changed_and_the_keys_stay(tmp_path: Path) -> None:
    ring = add_data_key(new_ring(tmp_path), TODAY)
    first = (tmp_path / "keys" / "master-1.key").read_bytes()
    moved = change_master(ring)
    assert {file.name for file in (tmp_path / "keys").iterdir()} == {RING, "master-2.key"}
    assert (tmp_path / "keys" / "master-2.key").read_bytes() != first
    assert secrets_of(open_ring(tmp_path / "keys")) == secrets_of(ring)
    change_master(moved, ELSEWHERE)
    assert {file.name for file in (tmp_path / "keys").iterdir()} == {RING}
    assert secrets_of(open_ring(tmp_path / "keys", ELSEWHERE)) == secrets_of(ring)
    back = change_master(open_ring(tmp_path / "keys", ELSEWHERE))
    assert {file.name for file in (tmp_path / "keys").iterdir()} == {RING, "master-4.key"}
    assert open_ring(tmp_path / "keys") == back


def test_another_ring_s_master_key_is_refused(tmp_path: Path) -> None:
    new_ring(tmp_path / "one")
    new_ring(tmp_path / "other")
    key = tmp_path / "one" / "keys" / "master-1.key"
    key.write_bytes((tmp_path / "other" / "keys" / "master-1.key").read_bytes())
    with pytest.raises(BadInputError) as caught:
        open_ring(tmp_path / "one" / "keys")
    assert codes(caught.value) == ["master_key_wrong"]


def test_a_missing_or_garbled_master_key_is_told_apart_from_a_wrong_one(tmp_path: Path) -> None:
    new_ring(tmp_path)
    key = tmp_path / "keys" / "master-1.key"
    key.write_bytes(b"\xff\xfe")
    with pytest.raises(BadInputError) as caught:
        open_ring(tmp_path / "keys")
    assert codes(caught.value) == ["master_key_unreadable"]
    key.unlink()
    with pytest.raises(BadInputError) as caught:
        open_ring(tmp_path / "keys")
    assert codes(caught.value) == ["file_unreadable"]


def test_a_change_of_any_byte_is_refused_or_means_nothing(tmp_path: Path) -> None:
    ring = retire(add_data_key(new_ring(tmp_path), TODAY), "data", 1)
    path = tmp_path / "keys" / RING
    whole = path.read_bytes()
    refused = 0
    for at in range(len(whole)):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        try:
            opened = open_ring(tmp_path / "keys")
        except BadInputError:
            refused += 1
        else:
            assert replace(opened, home=ring.home) == ring
    assert refused > len(whole) // 2


def test_what_the_file_says_of_a_key_cannot_be_changed_by_hand(tmp_path: Path) -> None:
    retire(add_data_key(new_ring(tmp_path), TODAY), "data", 1)
    path = tmp_path / "keys" / RING
    written = json.loads(path.read_text())
    for name, value in [("state", "active"), ("created_on", "2026-11-28"), ("id", 0), ("wrapped", "")]:
        changed = json.loads(json.dumps(written))
        changed["data_keys"][0][name] = value
        path.write_text(json.dumps(changed))
        with pytest.raises(BadInputError) as caught:
            open_ring(tmp_path / "keys")
        assert codes(caught.value) == ["key_ring_damaged"]


@pytest.mark.parametrize("numbers", [(1,), (2, 1), (), (1, 2, 1), (1, 1, 2)])
def test_keys_left_out_or_in_another_order_are_refused(tmp_path: Path, numbers: tuple[int, ...]) -> None:
    retire(add_data_key(new_ring(tmp_path), TODAY), "data", 1)
    path = tmp_path / "keys" / RING
    written = json.loads(path.read_text())
    written["data_keys"] = [written["data_keys"][number - 1] for number in numbers]
    path.write_text(json.dumps(written))
    with pytest.raises(BadInputError) as caught:
        open_ring(tmp_path / "keys")
    assert codes(caught.value) == ["key_ring_damaged"]


def test_a_key_of_another_kind_or_ring_is_refused(tmp_path: Path) -> None:
    new_ring(tmp_path / "one")
    new_ring(tmp_path / "other")
    path = tmp_path / "one" / "keys" / RING
    written = json.loads(path.read_text())
    foreign = json.loads((tmp_path / "other" / "keys" / RING).read_text())
    for entry in (written["token_keys"][0], foreign["data_keys"][0]):
        path.write_text(json.dumps({**written, "data_keys": [entry]}))
        with pytest.raises(BadInputError) as caught:
            open_ring(tmp_path / "one" / "keys")
        assert codes(caught.value) == ["key_ring_damaged"]


@pytest.mark.parametrize("text", ["", "{}", "[]", "null", "not json", '{"format": 2, "ring_id": "x", "master": {}}'])
def test_another_file_is_no_ring(tmp_path: Path, text: str) -> None:
    new_ring(tmp_path)
    (tmp_path / "keys" / RING).write_text(text)
    with pytest.raises(BadInputError) as caught:
        open_ring(tmp_path / "keys")
    assert codes(caught.value) == ["key_ring_damaged"]


def test_the_last_number_of_a_key_is_the_last(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert LAST_ID == 2**16 - 1
    monkeypatch.setattr("canbao.sealing.keys.LAST_ID", 2)
    ring = add_data_key(new_ring(tmp_path), TODAY)
    with pytest.raises(BadInputError) as caught:
        add_data_key(ring, TODAY)
    assert codes(caught.value) == ["keys_used_up"]
    assert open_ring(tmp_path / "keys") == ring


def test_a_full_disk_leaves_the_ring_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ring = new_ring(tmp_path)

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("canbao.sealing.ring_files.os.fsync", full)
    with pytest.raises(BadInputError) as caught:
        add_data_key(ring, TODAY)
    monkeypatch.undo()
    assert codes(caught.value) == ["file_unwritable"]
    assert "No space left on device" in caught.value.findings[0].message.en
    assert {file.name for file in (tmp_path / "keys").iterdir()} == {RING, "master-1.key"}
    assert open_ring(tmp_path / "keys") == ring


def test_a_file_is_private_from_its_first_byte_whatever_the_umask(tmp_path: Path) -> None:
    write_whole(tmp_path / "file", b"x")
    assert mode(tmp_path / "file") == FILE_MODE


def test_nothing_shows_a_key(tmp_path: Path) -> None:
    ring = new_ring(tmp_path)
    master = ring.master
    assert master is not None
    shown = repr(ring) + str(ring) + f"{ring.sealing_key} {master}"
    for secret in (*secrets_of(ring), master.secret):
        assert secret.hex() not in shown
        assert repr(secret)[2:-1] not in shown
    assert "id=1" in shown
    written = (tmp_path / "keys" / RING).read_bytes()
    for secret in (*secrets_of(ring), master.secret):
        assert secret.hex().encode() not in written
        assert b64encode(secret) not in written


def test_keys_are_not_pickled(tmp_path: Path) -> None:
    ring = new_ring(tmp_path)
    for value in (ring, ring.sealing_key, ring.master):
        with pytest.raises(TypeError):
            pickle.dumps(value)
