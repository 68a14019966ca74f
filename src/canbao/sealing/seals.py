"""Seals: names and numbers as the database holds them, encrypted with SM4-GCM and bound to their place.

A sealed value is, in this order: 1 byte format, 2 bytes number of the data key (big-endian), 12 bytes nonce (random),
the ciphertext (as long as the text in UTF-8), 16 bytes tag. SQL sees the key by ``substring(sealed from 2 for 2)``.

The place is ``table|row|column``, with the row's own number. It is bound to the value, not stored in it: a value that
was copied into another row, column or table does not open there, so nobody who can write to the database can show one
person's number as another's. The number of the row must be known before sealing, never change and never be given
again; the importer therefore takes blocks of numbers from the table's sequence first. A random value in the row would
do for moving between rows, but whoever can copy a sealed value can copy that along with it; the token of the same
value would tell nothing of whose it is, and change with the token key. What moves to another row is opened and sealed
again there.

Nonces are random, so a data key must not seal more than 2^32 values (with 66 million people of four values each: 16
times all of them); add a new one well before. How long a text is can be seen.
"""

from __future__ import annotations

from os import urandom
from typing import NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.algorithms import SM4

from canbao.basis.errors import CanbaoError
from canbao.sealing.keys import reopened
from canbao.sealing.ring import KeyRing
from canbao.sealing.sm4_gcm import NONCE_BYTES, TAG_BYTES, cipher_key, decrypted, encrypted

FORMAT = 1
KEY_ID_BYTES = 2
HEAD_BYTES = 1 + KEY_ID_BYTES
BODY = HEAD_BYTES + NONCE_BYTES
"""Where the ciphertext begins."""
EXTRA_BYTES = BODY + TAG_BYTES
"""Bytes by which a sealed value is longer than its text in UTF-8."""


class SealBrokenError(CanbaoError):
    """A sealed value that does not open at its place; says which place and why, never what was sealed."""

    def __init__(self, where: str, why: str) -> None:
        self.where = where
        self.why = why
        super().__init__(where, why)  # both, so that it crosses from one process to another

    def __str__(self) -> str:
        return f"{self.where}: {self.why}"


def place(table: str, row: int, column: str) -> str:
    """The place of a value, as seals bind it. Raises ValueError for a table or column with ``|`` in its name."""
    if "|" in table or "|" in column:
        raise ValueError("a name with | in it")
    return f"{table}|{row}|{column}"


def key_id_of(sealed: bytes) -> int:
    """The number of the data key that a value was sealed under."""
    return int.from_bytes(sealed[1:HEAD_BYTES], "big")


class _Ready(NamedTuple):
    """A ring's keys in the form that the library takes; what is new is sealed under ``sealing``, behind ``head``."""

    ring: KeyRing
    head: bytes
    sealing: SM4
    opening: dict[int, SM4]


def _ready(ring: KeyRing) -> _Ready:
    opening = {key.id: cipher_key(key.secret) for key in ring.data_keys}
    newest = ring.sealing_key.id
    head = bytes([FORMAT]) + newest.to_bytes(KEY_ID_BYTES, "big")
    return _Ready(ring, head, opening[newest], opening)


class Seals:
    """Seals and opens under the data keys of a ring.

    A value under a key that it does not know makes it read the ring again, and seal under the newest key from then on.
    """

    def __init__(self, ring: KeyRing) -> None:
        self._ready = _ready(ring)

    def __repr__(self) -> str:
        return f"Seals(key_id={self.key_id})"

    @property
    def key_id(self) -> int:
        """The number of the data key that new values are sealed under."""
        return self._ready.ring.sealing_key.id

    def seal(self, plain: str, where: str) -> bytes:
        """The text, sealed for a place (``place``)."""
        return self.seal_bytes(plain.encode("utf-8", "surrogatepass"), where.encode(), urandom(NONCE_BYTES))

    def seal_bytes(self, plain: bytes, where: bytes, nonce: bytes) -> bytes:
        """The same with the text and the place as UTF-8. nonce: 12 random bytes, used this once."""
        ready = self._ready
        return ready.head + nonce + encrypted(ready.sealing, nonce, plain, where)

    def unseal(self, sealed: bytes, where: str) -> str:
        """The text that was sealed for this place. Raises SealBrokenError."""
        if len(sealed) < EXTRA_BYTES or sealed[0] != FORMAT:
            raise SealBrokenError(where, "this is no sealed value")
        key = self._opening(sealed, where)
        try:
            plain = decrypted(key, sealed[HEAD_BYTES:BODY], sealed[BODY:], where.encode())
        except InvalidTag:
            raise SealBrokenError(where, "it was changed, or was sealed for another place") from None
        return plain.decode("utf-8", "surrogatepass")

    def reseal(self, sealed: bytes, where: str) -> bytes | None:
        """The value under the newest key; None when it is already (then it is not opened). Raises SealBrokenError."""
        if sealed[:HEAD_BYTES] == self._ready.head:
            return None
        return self.seal(self.unseal(sealed, where), where)

    def _opening(self, sealed: bytes, where: str) -> SM4:
        key_id = key_id_of(sealed)
        if key_id not in self._ready.opening:
            self._ready = _ready(reopened(self._ready.ring))
        key = self._ready.opening.get(key_id)
        if key is None:
            raise SealBrokenError(where, f"the key ring has no data key {key_id}")
        return key
