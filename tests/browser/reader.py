"""A reader of the site: a browser context with a language, a width, light or dark, with script or without."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, ViewportSize

Language = Literal["zh", "en"]
Scheme = Literal["light", "dark"]

DESKTOP: ViewportSize = {"width": 1280, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}
SMALL: ViewportSize = {"width": 320, "height": 640}
LOCALES = {"zh": "zh-CN", "en": "en-GB"}
SECONDS = 20
EXPECTED = "Failed to load resource: the server responded with a status of"
"""What the browser writes of the status with which a page of mistakes is sent."""


@dataclass
class Readers:
    """All readers of one test: their contexts, every address they asked for, and what their browsers complained of."""

    browser: Browser
    site: str
    contexts: list[BrowserContext] = field(default_factory=list)
    addresses: list[str] = field(default_factory=list)
    bodies: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def one(
        self, language: Language = "zh", size: ViewportSize = PHONE, *, scheme: Scheme = "light", script: bool = True
    ) -> Page:
        """A page of a new reader."""
        context = self.browser.new_context(
            base_url=self.site,
            viewport=size,
            locale=LOCALES[language],
            color_scheme=scheme,
            java_script_enabled=script,
            reduced_motion="reduce",
        )
        context.set_default_timeout(SECONDS * 1000)
        context.on("request", self.note)
        context.on("console", self.complain)
        context.on("weberror", lambda error: self.complaints.append(str(error.error)))
        self.contexts.append(context)
        return context.new_page()

    def note(self, request: Request) -> None:
        """Remember what was asked for."""
        self.addresses.append(request.url)

    def complain(self, message: ConsoleMessage) -> None:
        """Remember what a browser found wrong."""
        if message.type in ("error", "warning") and not message.text.startswith(EXPECTED):
            self.complaints.append(message.text)

    def close(self) -> None:
        """Send all readers away."""
        for context in self.contexts:
            context.close()
