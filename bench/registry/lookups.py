"""Looking people up as clerks do: twenty sessions at once, as the application's role, row security on."""

from __future__ import annotations

import random
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench.registry.data import Everybody
from canbao.database.connecting import application
from canbao.registry.key_ring import KEYS, opened
from canbao.registry.people.found import by_name_and_birth, by_number, query, tokens_of
from canbao.registry.synthetic_county.office import PLACE

if TYPE_CHECKING:
    from canbao.database.address import Address
    from canbao.sealing.ring import KeyRing

SESSIONS = 20
EACH = 200
CARD = "resident_identity_card"

NUMBER, NAME = SORTS = ("by number", "by name, birth and place")
"""The two ways to look somebody up."""

Asked = tuple[str, str, date]
"""Whom a session looks for: number, name, day of birth."""


def seconds(address: Address, token: str, keys: Path, sort: str, everybody: Everybody) -> list[float]:
    """How long each look-up took, of all sessions: each a process of its own, one look-up after the other."""
    spawned = get_context("spawn")
    together = spawned.Barrier(SESSIONS)
    order = random.Random(SESSIONS)
    with ProcessPoolExecutor(SESSIONS, spawned, _begin, (together,)) as pool:
        chosen = [order.choices(range(len(everybody.number)), k=EACH) for _ in range(SESSIONS)]
        asked = [
            [(str(everybody.number[at]), str(everybody.name[at]), everybody.born[at].tolist()) for at in each]
            for each in chosen
        ]
        begun = [pool.submit(session, address, token, keys, sort, each) for each in asked]
        return [one for each in begun for one in each.result()]


_together: list[Any] = []
"""In a session: what all of them wait at before the first look-up."""


def _begin(together: Any) -> None:
    _together[:] = [together]


def session(address: Address, token: str, keys: Path, sort: str, asked: Sequence[Asked]) -> list[float]:
    """How long each look-up of a session took. keys: the folder of the keys."""
    tokens = tokens_of(opened(address, {KEYS: str(keys)}))
    taken = []
    with application(address, token) as connection:
        _together[0].wait()
        for number, name, born in asked:
            begun = time.perf_counter()
            if sort == NUMBER:
                found = by_number(connection, tokens, CARD, number)
            else:
                found = by_name_and_birth(connection, tokens, name, born, PLACE)
            taken.append(time.perf_counter() - begun)
            assert found
    return taken


def percentile(taken: Sequence[float], share: float) -> float:
    """The value that such a share lies at or below."""
    return sorted(taken)[min(len(taken) - 1, int(share * len(taken)))]


def plan(address: Address, token: str, ring: KeyRing, everybody: Everybody) -> dict[str, str]:
    """How the server reads tables for each of the two, as it explains it."""
    tokens = tokens_of(ring)
    asked: dict[str, tuple[str, dict[str, Any]]] = {
        NUMBER: ("by_number", {"token": tokens[0].of_number(CARD, str(everybody.number[0]))}),
        NAME: (
            "by_name_and_birth",
            {
                "token": tokens[0].of_name_birth_place(str(everybody.name[0]), everybody.born[0].tolist(), ""),
                "place": PLACE,
            },
        ),
    }
    with application(address, token) as connection:
        return {
            name: scans([row[0] for row in connection.execute(f"EXPLAIN (COSTS off) {query(of)}", values)])
            for name, (of, values) in asked.items()
        }


def scans(lines: Sequence[str]) -> str:
    """The lines of a plan that say how a table is read, each once."""
    found = (line.strip().removeprefix("->").strip() for line in lines if " Scan " in line)
    return ", ".join(f"`{one}`" for one in dict.fromkeys(found))
