"""Digests of plain values: the same content always gives the same text."""

from __future__ import annotations

import hashlib
import json
from typing import Any

_ENCODER = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)
"""Made once: making it takes as long as writing a case."""


def canonical(value: Any) -> bytes:
    """A plain value as canonical JSON: sorted keys, no spaces; days as ISO text."""
    return _ENCODER.encode(value).encode()


def digest_of(value: Any) -> str:
    """``sha256:`` and the digest of a plain value's canonical JSON."""
    return digest_of_bytes(canonical(value))


def digest_of_bytes(data: bytes) -> str:
    """``sha256:`` and the digest of bytes."""
    return "sha256:" + hashlib.sha256(data).hexdigest()
