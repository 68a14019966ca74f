"""The master key: 16 bytes, in a file of the ring's folder or handed over by whoever keeps it.

Written as 32 hexadecimal digits or in base64, as secret stores give it.
"""

from __future__ import annotations

import secrets
from base64 import b64decode
from collections.abc import Mapping
from pathlib import Path

from canbao.basis.errors import BadInputError
from canbao.basis.finding_codes import finding
from canbao.sealing.sm4_gcm import KEY_BYTES

MASTER_KEY = "CANBAO_MASTER_KEY"
"""The variable that brings the master key of a ring without a file for it."""


def master_in(environment: Mapping[str, str]) -> bytes | None:
    """The master key that the environment brings; None when it brings none. Raises BadInputError."""
    text = environment.get(MASTER_KEY)
    return master_of(text, MASTER_KEY) if text else None


def master_of(text: str, about: str) -> bytes:
    """The master key that a text holds: 16 bytes in hexadecimal or base64.

    Raises BadInputError, about ``about``, for another text, without repeating it.
    """
    stripped = text.strip()
    for read in (bytes.fromhex, _base64):
        try:
            key = read(stripped)
        except ValueError:
            continue
        if len(key) == KEY_BYTES:
            return key
    raise BadInputError([finding("master_key_unreadable", about)])


def _base64(text: str) -> bytes:
    return b64decode(text, validate=True)


def new_master() -> bytes:
    """A new master key."""
    return secrets.token_bytes(KEY_BYTES)


def master_file(folder: Path, master_id: int) -> Path:
    """The file of a ring's master key, by its number."""
    return folder / f"master-{master_id}.key"


def master_text(secret: bytes) -> bytes:
    """The master key as its file has it."""
    return (secret.hex() + "\n").encode()
