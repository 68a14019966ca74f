"""How much the service takes on: sizes of bodies, requests of one client, how long a request may wait."""

from __future__ import annotations

from dataclasses import dataclass

KIB, MIB = 1024, 1024 * 1024


@dataclass(frozen=True, slots=True)
class Settings:
    """The limits of one process of the service.

    case_bytes, batch_bytes: of a body with one case, or with a list. batch_cases: cases of one batch. batches: at work
    at once; another is told to come back. requests_per_minute: of one client, 0 for any number. longest_wait_ms: of a
    request before its turn; beyond it, new ones are told to come back.
    """

    case_bytes: int = 256 * KIB
    batch_bytes: int = 32 * MIB
    batch_cases: int = 20_000
    batches: int = 4
    requests_per_minute: int = 1200
    longest_wait_ms: int = 1000
