"""The key ring of a database, in a folder outside it: made, opened, given new keys.

The folder (mode 0700) holds ``ring.json`` and, unless the master key is kept elsewhere, ``master-N.key`` (0600). Every
change is written whole: a kill leaves the ring as it was or as it should be. What changes a ring reads it again first,
so two commands at once lose nothing of each other's. A ring has a random number of its own, which its database keeps
too: keys of one database are never used for another.

Lost keys cannot be made again, and with them all names and numbers are lost: the folder, and a master key kept
elsewhere, need backups of their own, apart from those of the database.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from canbao.basis.errors import BadInputError
from canbao.basis.finding_codes import finding
from canbao.sealing.master import master_file, master_of, master_text, new_master
from canbao.sealing.ring import LAST_ID, RING, Home, Key, KeyRing, Kind, Master, stamp_of
from canbao.sealing.ring_files import held, make_folder, must_be_private, read_file, settle, write_whole
from canbao.sealing.ring_format import opened, parsed, ring_text
from canbao.sealing.sm4_gcm import KEY_BYTES

RING_ID_BYTES = 16
TOKEN_KEY_BYTES = 32
"""As long as what SM3 gives, the most that adds to the strength of HMAC-SM3."""
SECRET_BYTES: dict[Kind, int] = {"data": KEY_BYTES, "token": TOKEN_KEY_BYTES}


def create_ring(folder: Path, on: date, master: bytes | None = None) -> KeyRing:
    """Make the key ring of a new database, with one data key and one token key.

    on: the day of today. master: the master key where it is kept elsewhere; without it one is made, in a file. After a
    kill the same call goes on where the killed one stopped.
    Raises BadInputError where there is a ring already, the folder is open to others, or it cannot be written.
    """
    make_folder(folder)
    with held(folder, to_write=True):
        must_be_private(folder, _files(folder, 1))
        if (folder / RING).exists() or (master is not None and master_file(folder, 1).exists()):
            raise BadInputError([finding("key_ring_exists", str(folder))])
        kept = Master(1, master is None, _first_master(folder) if master is None else master)
        data, token = (_new_key(kind, 1, on) for kind in SECRET_BYTES)
        return _write(folder, KeyRing(secrets.token_hex(RING_ID_BYTES), (data,), (token,)), kept)


def _first_master(folder: Path) -> bytes:
    """The master key of a ring that is not there yet: the one that a killed call left, else a new one.

    A master key that is there is never written over: it may belong to a ring whose file was lost and is in a backup.
    """
    path = master_file(folder, 1)
    if path.exists():
        return _read_master(path)
    secret = new_master()
    write_whole(path, master_text(secret))
    return secret


def open_ring(folder: Path, master: bytes | None = None, ring_id: str | None = None) -> KeyRing:
    """The key ring in a folder. master: the master key where it is kept elsewhere. ring_id: the one of the database.

    Raises BadInputError where there is no ring, it is open to others, damaged, of another database, or the master key
    is missing or another.
    """
    with held(folder, to_write=False):
        return _read(folder, master, ring_id)


def reopened(ring: KeyRing) -> KeyRing:
    """The ring as its file has it now; the same one when nothing changed. Raises BadInputError as ``open_ring``."""
    if ring.home is None or ring.master is None or ring.is_current():
        return ring
    return open_ring(ring.home.folder, None if ring.master.is_file else ring.master.secret, ring.ring_id)


def add_data_key(ring: KeyRing, on: date) -> KeyRing:
    """The ring with a new data key, which seals from now on; the older ones open. on: the day of today.

    Raises BadInputError as ``open_ring`` does, and when it cannot be written.
    """
    return _changed(ring, lambda now: _with_new_key(now, "data", on))


def add_token_key(ring: KeyRing, on: date) -> KeyRing:
    """The ring with a new token key; what older ones found is looked up by them until they are retired.

    on: the day of today. Raises BadInputError as ``open_ring`` does, and when it cannot be written.
    """
    return _changed(ring, lambda now: _with_new_key(now, "token", on))


def retire(ring: KeyRing, kind: Kind, key_id: int) -> KeyRing:
    """The ring with a key retired, once nothing is left that it made; a retired one stays so.

    Raises BadInputError for a key that is not there, and for the newest, which does all new work.
    """
    return _changed(ring, lambda now: _with_retired(now, kind, key_id))


def change_master(ring: KeyRing, master: bytes | None = None) -> KeyRing:
    """The ring wrapped by another master key; the keys stay, so nothing sealed needs to change.

    master: the new one, to be kept elsewhere; without it one is made, in a file. The file of the old one is removed.
    Raises BadInputError as ``open_ring`` does, and when it cannot be written.
    """
    folder, old = _place_of(ring)
    with held(folder, to_write=True):
        now = _read(folder, None if old.is_file else old.secret, ring.ring_id)
        new = Master(_place_of(now)[1].id + 1, master is None, new_master() if master is None else master)
        if new.is_file:
            write_whole(master_file(folder, new.id), master_text(new.secret))
        return _write(folder, now, new)


def _changed(ring: KeyRing, change: Callable[[KeyRing], KeyRing]) -> KeyRing:
    """Change the ring as it is now in its folder, held meanwhile."""
    folder, master = _place_of(ring)
    with held(folder, to_write=True):
        now = _read(folder, None if master.is_file else master.secret, ring.ring_id)
        return _write(folder, change(now), _place_of(now)[1])


def _place_of(ring: KeyRing) -> tuple[Path, Master]:
    """Where a ring is, and its master key. Raises ValueError for a worker's, which has neither."""
    if ring.home is None or ring.master is None:
        raise ValueError("a worker's ring has no folder")
    return ring.home.folder, ring.master


def _with_new_key(ring: KeyRing, kind: Kind, on: date) -> KeyRing:
    keys = ring.keys(kind)
    if keys[-1].id == LAST_ID:
        raise BadInputError([finding("keys_used_up", _name(kind, LAST_ID), most=LAST_ID)])
    return _with_keys(ring, kind, (*keys, _new_key(kind, keys[-1].id + 1, on)))


def _with_retired(ring: KeyRing, kind: Kind, key_id: int) -> KeyRing:
    keys = ring.keys(kind)
    if key_id == keys[-1].id:
        raise BadInputError([finding("key_in_use", _name(kind, key_id))])
    if key_id not in {key.id for key in keys}:
        known = ", ".join(str(key.id) for key in keys)
        raise BadInputError([finding("key_unknown", _name(kind, key_id), known=known)])
    return _with_keys(ring, kind, tuple(replace(key, state="retired") if key.id == key_id else key for key in keys))


def _with_keys(ring: KeyRing, kind: Kind, keys: tuple[Key, ...]) -> KeyRing:
    return replace(ring, data_keys=keys) if kind == "data" else replace(ring, token_keys=keys)


def _new_key(kind: Kind, key_id: int, on: date) -> Key:
    return Key(key_id, on, "active", secrets.token_bytes(SECRET_BYTES[kind]))


def _name(kind: Kind, key_id: int) -> str:
    return f"{kind} key {key_id}"


def _files(folder: Path, master_id: int) -> tuple[Path, Path]:
    return folder / RING, master_file(folder, master_id)


def _read(folder: Path, master: bytes | None, ring_id: str | None) -> KeyRing:
    """The ring in a folder that is held."""
    path = folder / RING
    must_be_private(folder, [path])
    stamp = stamp_of(folder)
    if stamp is None:
        raise BadInputError([finding("key_ring_missing", str(folder), path=str(folder), reason=f"no {RING}")])
    written = parsed(read_file(path), str(path))
    if ring_id is not None and written["ring_id"] != ring_id:
        raise BadInputError([finding("key_ring_of_another_database", str(folder))])
    return opened(written, _secret(folder, written["master"], master), Home(folder, stamp))


def _secret(folder: Path, kept: Mapping[str, Any], master: bytes | None) -> bytes:
    if kept["is_file"]:
        return _read_master(master_file(folder, kept["id"]))
    if master is None:
        raise BadInputError([finding("master_key_missing", str(folder))])
    return master


def _read_master(path: Path) -> bytes:
    must_be_private(path.parent, [path])
    return master_of(read_file(path).decode("ascii", "replace"), str(path))


def _write(folder: Path, ring: KeyRing, master: Master) -> KeyRing:
    """Write a ring into a folder that is held, and remove the files of earlier master keys."""
    write_whole(folder / RING, ring_text(ring, master))
    kept = master.id if master.is_file else master.id + 1
    for earlier in range(1, kept):
        master_file(folder, earlier).unlink(missing_ok=True)
    settle(folder)
    stamp = stamp_of(folder)
    return replace(ring, master=master, home=None if stamp is None else Home(folder, stamp))
