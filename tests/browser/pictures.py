"""Pictures of the pages, for eyes: kept only where a folder is named."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page


@dataclass(frozen=True)
class Pictures:
    """A folder of pictures, or none."""

    folder: Path | None

    def keep(self, page: Page, name: str) -> None:
        """Keep a picture of a whole page."""
        if self.folder is not None:
            page.screenshot(path=self.folder / f"{name.replace(' ', '-')}.png", full_page=True)

    def keep_printed(self, printed: bytes, name: str) -> None:
        """Keep what was printed."""
        if self.folder is not None:
            self.folder.mkdir(parents=True, exist_ok=True)
            (self.folder / f"{name.replace(' ', '-')}.pdf").write_bytes(printed)
