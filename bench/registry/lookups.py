"""Looking people up as clerks do: twenty sessions at once, as the application's role, row security on."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from bench.registry.data import Everybody
from canbao.database.connecting import application
from canbao.registry.people.found import by_name_and_birth, by_number, query, tokens_of
from canbao.registry.synthetic_county.office import PLACE

if TYPE_CHECKING:
    from canbao.database.address import Address
    from canbao.sealing.ring import KeyRing

SESSIONS = 20
EACH = 200
CARD = "resident_identity_card"

Look = Callable[[Any, int], list[int]]


def looks(ring: KeyRing, everybody: Everybody) -> dict[str, Look]:
    """The two ways to look somebody up."""
    tokens = tokens_of(ring)
    born = everybody.born.tolist()

    def number(connection: Any, at: int) -> list[int]:
        return by_number(connection, tokens, CARD, str(everybody.number[at]))

    def name(connection: Any, at: int) -> list[int]:
        return by_name_and_birth(connection, tokens, str(everybody.name[at]), born[at], PLACE)

    return {"by number": number, "by name, birth and place": name}


def seconds(address: Address, token: str, look: Look, people: int) -> list[float]:
    """How long each look-up took, of all sessions."""

    def session(seed: int) -> list[float]:
        chosen = random.Random(seed)
        taken = []
        with application(address, token) as connection:
            for _ in range(EACH):
                at = chosen.randrange(people)
                begun = time.perf_counter()
                found = look(connection, at)
                taken.append(time.perf_counter() - begun)
                assert found
        return taken

    with ThreadPoolExecutor(SESSIONS) as pool:
        return [one for taken in pool.map(session, range(SESSIONS)) for one in taken]


def percentile(taken: Sequence[float], share: float) -> float:
    """The value that such a share lies at or below."""
    return sorted(taken)[min(len(taken) - 1, int(share * len(taken)))]


def plan(address: Address, token: str, ring: KeyRing, everybody: Everybody) -> dict[str, str]:
    """How the server reads tables for each of the two, as it explains it."""
    tokens = tokens_of(ring)
    asked: dict[str, tuple[str, dict[str, Any]]] = {
        "by number": ("by_number", {"token": tokens[0].of_number(CARD, str(everybody.number[0]))}),
        "by name, birth and place": (
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
