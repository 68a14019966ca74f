"""An office with no tables yet."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.population.packing.offices import Office


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)
