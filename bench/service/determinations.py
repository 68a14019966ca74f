"""How many determinations a second, at each detail; how long one takes at half that load; a batch of 10,000."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

from bench.samples import drawn_cases
from bench.service.load import Load, load
from bench.service.server import Server
from bench.service.steady import steady
from bench.timing import Measured

LEAST_RATES = {"result": 1000, "explained": 500, "full": 80}
"""The requests a second that each detail must reach."""
CONNECTIONS = 16
SECONDS = 8
WARM_SECONDS = 3
BATCH_CASES = 10_000
CASES = 3
"""Different cases a detail is measured with; the median of them counts."""
SEED = 7


@dataclass(frozen=True)
class DetailFigures:
    """One detail: requests a second; 99th percentiles in seconds, at that load, at half of it, at half the target."""

    detail: str
    rate: Measured
    p99_at_full: float
    p99_at_half: Measured
    p99_at_half_target: Measured


def figures(server: Server, folder: Path, tell: Callable[[str], None]) -> list[DetailFigures]:
    """Every detail measured with several cases, one after another."""
    bodies = written_cases(folder)
    found = []
    for detail in LEAST_RATES:
        tell(f"determinations, {detail}")
        address = f"{server.address}/api/v1/determinations?detail={detail}"
        load(address, bodies[0], connections=CONNECTIONS, seconds=WARM_SECONDS)
        full = [load(address, body, connections=CONNECTIONS, seconds=SECONDS) for body in bodies]
        for one in full:
            check(one)
        rates = Measured(tuple(one.rate for one in full))
        found.append(
            DetailFigures(
                detail,
                rates,
                Measured(tuple(one.percentile(99) for one in full)).median,
                p99_at(rates.median / 2, address, bodies),
                p99_at(LEAST_RATES[detail] / 2, address, bodies),
            )
        )
    return found


def p99_at(rate: float, address: str, bodies: list[Path]) -> Measured:
    """The 99th percentile at a steady load, with each of the cases."""
    loads = [steady(address, body, connections=CONNECTIONS, seconds=SECONDS, rate=rate) for body in bodies]
    for one in loads:
        check(one)
    return Measured(tuple(one.percentile(99) for one in loads))


def check(one: Load) -> None:
    """Refuse a measure in which anything but a good answer came back."""
    if set(one.statuses) != {200}:
        raise ValueError(f"answers that are not 200: {dict(one.statuses)}")


def written_cases(folder: Path) -> list[Path]:
    """A few drawn cases as files."""
    bodies = []
    for number, case in enumerate(random.Random(SEED).sample(drawn_cases(200), CASES)):
        body = folder / f"case-{number}.json"
        body.write_text(json.dumps(case, default=str), encoding="utf-8")
        bodies.append(body)
    return bodies


def batch(server: Server, runs: int) -> tuple[Measured, int]:
    """The seconds of one request with 10,000 drawn cases at detail result, and how many answers are errors."""
    body = json.dumps(drawn_cases(BATCH_CASES), default=str).encode()
    seconds, errors = [], 0
    for _ in range(runs):
        connection = HTTPConnection(urlsplit(server.address).netloc, timeout=300)
        begun = time.perf_counter()
        connection.request(
            "POST", "/api/v1/determinations/batch?detail=result", body, {"Content-Type": "application/json"}
        )
        told = connection.getresponse().read()
        seconds.append(time.perf_counter() - begun)
        connection.close()
        answers = json.loads(told)
        errors = sum("error" in answer for answer in answers)
        if len(answers) != BATCH_CASES:
            raise ValueError(f"{len(answers)} answers for {BATCH_CASES} cases")
    return Measured(tuple(seconds)), errors
