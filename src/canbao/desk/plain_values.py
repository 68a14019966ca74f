"""What a proposal keeps, as plain values."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


def plain(value: DataclassInstance) -> dict[str, Any]:
    """A frozen value with its parts as JSON has them; days as text."""
    return {name: part.isoformat() if isinstance(part, date) else part for name, part in asdict(value).items()}
