"""How long requests wait for their turn."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from time import monotonic

TICK_SECONDS = 0.05


class Pace:
    """Notes the time at every tick of the event loop: the age of the note is how long the loop has not come round.

    Requests that are ready wait in the loop, and what none of them has waited longer than is that age.
    """

    def __init__(self) -> None:
        self._ticked = monotonic()
        self._task: asyncio.Task[None] | None = None

    def waited_ms(self) -> float:
        """How long the requests whose turn it is may have waited, in milliseconds."""
        return (monotonic() - self._ticked) * 1000 if self._task is not None else 0.0

    def start(self) -> None:
        """Begin to tick, in the running loop."""
        self._ticked = monotonic()
        self._task = asyncio.get_running_loop().create_task(self._tick())

    async def stop(self) -> None:
        """End ticking."""
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task
            self._task = None

    async def _tick(self) -> None:
        while True:
            await asyncio.sleep(TICK_SECONDS)
            self._ticked = monotonic()
