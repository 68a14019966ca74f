"""The machine the figures were taken on, and how busy it was."""

from __future__ import annotations

import os
import platform
import time
from dataclasses import dataclass
from pathlib import Path

LOOP_TURNS = 5_000_000
BUSY_ABOVE = 1.5
"""A load average over one minute above which figures are marked."""


@dataclass(frozen=True)
class Machine:
    """Processor, cores, memory, system and Python."""

    processor: str
    cores: int
    memory_gib: float
    system: str
    python: str

    def __str__(self) -> str:
        return f"{self.processor}, {self.cores} cores, {self.memory_gib:.0f} GiB, {self.system}, {self.python}"


def this_machine() -> Machine:
    """The machine at hand."""
    pages = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return Machine(
        processor(),
        os.cpu_count() or 1,
        pages / 2**30,
        f"{platform.system()} {platform.machine()}",
        f"{platform.python_implementation()} {platform.python_version()}",
    )


def processor() -> str:
    """The processor's model, as /proc/cpuinfo names it where there is one."""
    listing = Path("/proc/cpuinfo")
    if listing.exists():
        for line in listing.read_text(encoding="utf-8").splitlines():
            name, _, value = line.partition(":")
            if name.strip() == "model name":
                return " ".join(value.split())
    return platform.processor() or "unknown processor"


def load() -> float:
    """The load average of the last minute."""
    return os.getloadavg()[0]


def loop_seconds() -> float:
    """The seconds a fixed loop of plain Python takes: how fast the machine is at the moment; others may share it."""
    begun = time.perf_counter()
    total = 0
    for number in range(LOOP_TURNS):
        total += number & 7
    return time.perf_counter() - begun
