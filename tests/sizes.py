"""How many cases the longest tests try: a part of them, or, with CANBAO_TESTS=full (``make test-full``), all."""

from __future__ import annotations

import os

IS_FULL = os.environ.get("CANBAO_TESTS") == "full"


def of_full(size: int, share: int) -> int:
    """What is tried of a full size: all, or one in ``share``."""
    return size if IS_FULL else size // share
