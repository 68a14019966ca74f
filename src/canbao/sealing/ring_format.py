"""A key ring as its file has it: JSON, with every key wrapped by the master key (SM4-GCM).

What the file says of a key (ring, kind, number, day, state) is bound to its wrapping: a changed state or a key of
another ring does not open. Nothing in the file is of use without the master key.
"""

from __future__ import annotations

import json
import secrets
from base64 import b64decode, b64encode
from collections.abc import Mapping
from datetime import date
from typing import Any

from cryptography.exceptions import InvalidTag

from canbao.basis.errors import BadInputError
from canbao.basis.finding_codes import finding
from canbao.sealing.ring import LAST_ID, STATES, Home, Key, KeyRing, Kind, Master
from canbao.sealing.sm4_gcm import NONCE_BYTES, cipher_key, decrypted, encrypted

FORMAT = 1


def ring_text(ring: KeyRing, master: Master) -> bytes:
    """The file of a ring, its keys wrapped by ``master``."""
    check = wrapped(master, b"", _of_master(ring.ring_id, master.id))
    written = {
        "format": FORMAT,
        "ring_id": ring.ring_id,
        "master": {"id": master.id, "is_file": master.is_file, "check": check},
        "data_keys": [_entry(ring.ring_id, "data", key, master) for key in ring.data_keys],
        "token_keys": [_entry(ring.ring_id, "token", key, master) for key in ring.token_keys],
    }
    return (json.dumps(written, indent=1) + "\n").encode()


def _entry(ring_id: str, kind: Kind, key: Key, master: Master) -> dict[str, Any]:
    said: dict[str, Any] = {"id": key.id, "created_on": key.created_on.isoformat(), "state": key.state}
    return {**said, "wrapped": wrapped(master, key.secret, _of_key(ring_id, kind, said))}


def parsed(text: bytes, about: str) -> Mapping[str, Any]:
    """The file's content, its keys still wrapped. Raises BadInputError for what is no ring of this format."""
    try:
        written = json.loads(text)
        shape = (written["format"], type(written["ring_id"]), type(written["master"]["id"]))
        if shape != (FORMAT, str, int) or type(written["master"]["is_file"]) is not bool:
            raise ValueError
    except (ValueError, KeyError, TypeError):
        raise BadInputError([finding("key_ring_damaged", about)]) from None
    return dict(written)


def opened(written: Mapping[str, Any], secret: bytes, home: Home) -> KeyRing:
    """The ring, its keys unwrapped by the master key. Raises BadInputError for another master, or a damaged file."""
    about = str(home.folder)
    ring_id = written["ring_id"]
    master = Master(written["master"]["id"], written["master"]["is_file"], secret)
    try:
        unwrapped(master, written["master"]["check"], _of_master(ring_id, master.id))
    except (InvalidTag, ValueError, KeyError, TypeError):
        raise BadInputError([finding("master_key_wrong", about)]) from None
    try:
        data, tokens = (_keys(written, kind, master) for kind in ("data", "token"))
    except (InvalidTag, ValueError, KeyError, TypeError):
        raise BadInputError([finding("key_ring_damaged", about)]) from None
    return KeyRing(ring_id, data, tokens, master, home)


def _keys(written: Mapping[str, Any], kind: Any, master: Master) -> tuple[Key, ...]:
    """The keys of a kind. Raises InvalidTag, ValueError, KeyError, TypeError for what is damaged."""
    entries = written[f"{kind}_keys"]
    keys = tuple(_key(written["ring_id"], kind, entry, master) for entry in entries)
    numbers = [key.id for key in keys]
    if numbers != sorted({*numbers}) or keys[-1:] == () or keys[-1].state != "active":
        raise ValueError
    return keys


def _key(ring_id: str, kind: Kind, entry: Mapping[str, Any], master: Master) -> Key:
    said = {name: entry[name] for name in ("id", "created_on", "state")}
    if type(said["id"]) is not int or not 1 <= said["id"] <= LAST_ID or said["state"] not in STATES:
        raise ValueError
    secret = unwrapped(master, entry["wrapped"], _of_key(ring_id, kind, said))
    return Key(said["id"], date.fromisoformat(said["created_on"]), said["state"], secret)


def wrapped(master: Master, secret: bytes, beside: bytes) -> str:
    """A key wrapped by the master key: nonce, ciphertext and tag in base64."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    return b64encode(nonce + encrypted(cipher_key(master.secret), nonce, secret, beside)).decode()


def unwrapped(master: Master, text: str, beside: bytes) -> bytes:
    """The key that was wrapped. Raises InvalidTag or ValueError for what was not wrapped so."""
    content = b64decode(text, validate=True)
    return decrypted(cipher_key(master.secret), content[:NONCE_BYTES], content[NONCE_BYTES:], beside)


def _of_master(ring_id: str, master_id: int) -> bytes:
    return f"{ring_id}|master|{master_id}".encode()


def _of_key(ring_id: str, kind: Kind, said: Mapping[str, Any]) -> bytes:
    return f"{ring_id}|{kind}|{said['id']}|{said['created_on']}|{said['state']}".encode()
