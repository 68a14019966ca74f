"""What a key ring is: data keys that seal, token keys that find, and the master key that wraps both.

Keys have whole numbers and states. The newest of a kind is active and does all new work; older ones stay active while
what they made is still made over, and are retired afterwards. A retired data key still opens (a restored backup may
need it); by a retired token key nothing is looked up any more. Nothing here shows a key when it is printed, and keys
refuse to be pickled, so that none goes into a job, a cache or a log by accident.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Literal, NoReturn

Kind = Literal["data", "token"]
State = Literal["active", "retired"]
STATES: tuple[State, ...] = ("active", "retired")
LAST_ID = 65_535
"""A key's number takes two bytes in everything that it seals."""

RING = "ring.json"
"""The file of a ring; beside it stands ``master-N.key``, unless the master key is kept elsewhere."""


@dataclass(frozen=True, slots=True)
class Key:
    """A key. id: 1 to 65,535, counted by kind. secret: 16 bytes of a data key, 32 of a token key."""

    id: int
    created_on: date
    state: State
    secret: bytes = field(repr=False)

    def __reduce__(self) -> NoReturn:
        raise TypeError("a key is not pickled")


@dataclass(frozen=True, slots=True)
class Master:
    """The key that wraps the others. id: counts its changes. is_file: in the folder of the ring, or kept elsewhere."""

    id: int
    is_file: bool
    secret: bytes = field(repr=False)

    def __reduce__(self) -> NoReturn:
        raise TypeError("a key is not pickled")


@dataclass(frozen=True, slots=True)
class Home:
    """Where a ring was read, and the file as it was then: inode, size in bytes, time of change in nanoseconds."""

    folder: Path
    stamp: tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class KeyRing:
    """The keys of one database, opened. ring_id: 32 hexadecimal digits, kept in the database too.

    data_keys, token_keys: oldest first; the last is active. master, home: None in a worker, which has the keys alone.
    """

    ring_id: str
    data_keys: tuple[Key, ...]
    token_keys: tuple[Key, ...]
    master: Master | None = None
    home: Home | None = None

    @property
    def sealing_key(self) -> Key:
        """The data key that seals what is sealed from now on."""
        return self.data_keys[-1]

    @property
    def token_key(self) -> Key:
        """The token key of what is written from now on."""
        return self.token_keys[-1]

    @property
    def token_keys_in_use(self) -> tuple[Key, ...]:
        """The token keys to look up by, newest first: more than one while tokens are made over."""
        return tuple(key for key in reversed(self.token_keys) if key.state == "active")

    def keys(self, kind: Kind) -> tuple[Key, ...]:
        """The keys of a kind, oldest first."""
        return self.data_keys if kind == "data" else self.token_keys

    def is_current(self) -> bool:
        """Whether the ring's file is the one that was read; False when it is gone. Asks the file system only."""
        return self.home is None or stamp_of(self.home.folder) == self.home.stamp


def stamp_of(folder: Path) -> tuple[int, int, int] | None:
    """What tells one state of a ring's file from another; None where there is no file."""
    try:
        seen = (folder / RING).stat()
    except OSError:
        return None
    return seen.st_ino, seen.st_size, seen.st_mtime_ns
