"""Load by ``hey`` (Debian's package of that name): many connections at once; what came back, and how fast."""

from __future__ import annotations

import csv
import subprocess
from collections import Counter
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

PERCENT = 100


@dataclass(frozen=True)
class Load:
    """What came back: the seconds each answer took, how many of each status, and how long it all took."""

    seconds: tuple[float, ...]
    statuses: Counter[int]
    elapsed: float

    @property
    def rate(self) -> float:
        """Good answers a second."""
        return self.statuses[200] / self.elapsed

    def percentile(self, percent: float) -> float:
        """The time within which so many of each hundred answers came."""
        ordered = sorted(self.seconds)
        return ordered[min(len(ordered) - 1, int(len(ordered) * percent / PERCENT))]


def load(address: str, body: Path | None, *, connections: int, seconds: int = 0, count: int = 0) -> Load:
    """Send one request over and over, for a time or a number of times."""
    command = ["hey", "-o", "csv", "-t", "60", "-c", str(connections)]
    command += ["-z", f"{seconds}s"] if seconds else ["-n", str(count)]
    if body is not None:
        command += ["-m", "POST", "-T", "application/json", "-D", str(body)]
    told = subprocess.run([*command, address], capture_output=True, text=True, check=True).stdout
    rows = list(csv.DictReader(StringIO(told)))
    statuses = Counter(int(row["status-code"]) for row in rows)
    ended = max((float(row["offset"]) + float(row["response-time"]) for row in rows), default=1.0)
    return Load(tuple(float(row["response-time"]) for row in rows), statuses, ended)
