"""The present day is China's, whatever the zone of the machine."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest

WORDS = "from canbao.app.composition import Composition; print(Composition().today())"


@pytest.mark.parametrize("zone", ["UTC", "Asia/Shanghai", "America/Los_Angeles", "Pacific/Kiritimati"])
def test_the_zone_of_the_machine_does_not_change_the_day(zone: str) -> None:
    days = set()
    for _ in range(2):  # midnight may pass in between
        days.add(str((datetime.now(UTC) + timedelta(hours=8)).date()))
        told = subprocess.run(
            [sys.executable, "-c", WORDS], env={**os.environ, "TZ": zone}, capture_output=True, text=True, check=True
        )
        if told.stdout.strip() in days:
            return
    raise AssertionError(told.stdout)
