"""A reader of the site: a browser context with a language, a width, light or dark, with script or without."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, ViewportSize, WebError

Language = Literal["zh", "en"]
Scheme = Literal["light", "dark"]

DESKTOP: ViewportSize = {"width": 1280, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}
SMALL: ViewportSize = {"width": 320, "height": 640}
LOCALES = {"zh": "zh-CN", "en": "en-GB"}
SECONDS = 20
EXPECTED = "Failed to load resource: the server responded with a status of"
"""What the browser writes of the status with which a page of mistakes is sent."""


Pool = dict[tuple[Language, bool], Page]
"""Pages that tests use one after another, by language and by whether they have script: a new one takes long to make."""


@dataclass
class Readers:
    """All readers of one test: every address they asked for, and what their browsers complained of."""

    browser: Browser
    site: str
    pool: Pool
    taken: list[tuple[Language, bool]] = field(default_factory=list)
    contexts: list[BrowserContext] = field(default_factory=list)
    addresses: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def one(
        self,
        language: Language = "zh",
        size: ViewportSize = PHONE,
        *,
        scheme: Scheme = "light",
        script: bool = True,
        fresh: bool = False,
    ) -> Page:
        """A page of a reader without any cookie. fresh: whose browser was never used."""
        key = (language, script)
        if fresh or key in self.taken:
            page = self.made(language, script)
            self.contexts.append(page.context)
        else:
            self.taken.append(key)
            page = self.pool[key] if key in self.pool else self.pool.setdefault(key, self.made(language, script))
            page.context.clear_cookies()
        page.set_viewport_size(size)
        page.emulate_media(color_scheme=scheme)
        page.context.on("request", self.note)
        page.context.on("console", self.complain)
        page.context.on("weberror", self.fail)
        return page

    def made(self, language: Language, script: bool) -> Page:
        """A page of a new reader."""
        context = self.browser.new_context(
            base_url=self.site, locale=LOCALES[language], java_script_enabled=script, reduced_motion="reduce"
        )
        context.set_default_timeout(SECONDS * 1000)
        return context.new_page()

    def note(self, request: Request) -> None:
        """Remember what was asked for."""
        self.addresses.append(request.url)

    def complain(self, message: ConsoleMessage) -> None:
        """Remember what a browser found wrong."""
        if message.type in ("error", "warning") and not message.text.startswith(EXPECTED):
            self.complaints.append(message.text)

    def fail(self, error: WebError) -> None:
        """Remember what failed in a script."""
        self.complaints.append(str(error.error))

    def close(self) -> None:
        """Send away those who are not needed again, and listen to none any more."""
        for key in self.taken:
            context = self.pool[key].context
            context.remove_listener("request", self.note)
            context.remove_listener("console", self.complain)
            context.remove_listener("weberror", self.fail)
        for context in self.contexts:
            context.close()
