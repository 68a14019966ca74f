"""Where the site is, and what it logs."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Site:
    """A site that is served."""

    address: str
    log: Path
