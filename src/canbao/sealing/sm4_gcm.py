"""SM4 in Galois/counter mode (GB/T 32907; RFC 8998): one message sealed and opened, by the cryptography library.

The library makes a new context for every message, which is half of what a short one costs: the mode has no way to take
a new nonce. A key in its library form is made once and kept.
"""

from __future__ import annotations

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import SM4
from cryptography.hazmat.primitives.ciphers.modes import GCM

KEY_BYTES = 16
NONCE_BYTES = 12
TAG_BYTES = 16


def cipher_key(secret: bytes) -> SM4:
    """A key of 16 bytes in the form that the library takes. Raises ValueError for another length."""
    return SM4(secret)


def encrypted(key: SM4, nonce: bytes, plain: bytes, beside: bytes) -> bytes:
    """The ciphertext and its tag. nonce: 12 bytes, never used twice with a key. beside: what is bound, not hidden."""
    context = Cipher(key, GCM(nonce)).encryptor()
    context.authenticate_additional_data(beside)
    hidden = context.update(plain)
    context.finalize()
    return hidden + context.tag


def decrypted(key: SM4, nonce: bytes, hidden: bytes, beside: bytes) -> bytes:
    """What was encrypted. hidden: ciphertext and tag. Raises InvalidTag when anything differs from then."""
    context = Cipher(key, GCM(nonce)).decryptor()
    context.authenticate_additional_data(beside)
    plain = context.update(hidden[:-TAG_BYTES])
    context.finalize_with_tag(hidden[-TAG_BYTES:])
    return plain
