"""Digests of plain values: the same content always gives the same text."""

from __future__ import annotations

import hashlib
from typing import Any

import orjson


def canonical(value: Any) -> bytes:
    """A plain value as canonical JSON: sorted keys, no spaces; days as ISO text, amounts that are exact as text.

    Raises TypeError when a key is no text, or an integer needs more than 64 bits.
    """
    return orjson.dumps(value, default=str, option=orjson.OPT_SORT_KEYS)


def digest_of(value: Any) -> str:
    """``sha256:`` and the digest of a plain value's canonical JSON."""
    return digest_of_bytes(canonical(value))


def digest_of_bytes(data: bytes) -> str:
    """``sha256:`` and the digest of bytes."""
    return "sha256:" + hashlib.sha256(data).hexdigest()
