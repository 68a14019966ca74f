"""Key rings for tests, in memory and on disk."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from canbao.basis.errors import BadInputError
from canbao.sealing.keys import create_ring
from canbao.sealing.ring import Key, KeyRing

TODAY = date(2026, 11, 29)
NUMBER = "840101199003078123"


def ring_in_memory(data: tuple[int, ...] = (1,), tokens: tuple[int, ...] = (1,)) -> KeyRing:
    """A ring of known keys: every byte of the key with the number n is n, by 256."""
    return KeyRing(
        "00" * 16,
        tuple(Key(n, TODAY, "active", bytes([n % 256] * 16)) for n in data),
        tuple(Key(n, TODAY, "active", bytes([n % 256] * 32)) for n in tokens),
    )


def new_ring(folder: Path) -> KeyRing:
    """A ring in ``folder/keys``."""
    return create_ring(folder / "keys", TODAY)


def codes(error: BadInputError) -> list[str]:
    """The codes of what an error found."""
    return [found.code for found in error.findings]
