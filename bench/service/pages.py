"""How long each page takes: an interview walked through as a browser without script does, and the other pages."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPResponse
from urllib.parse import urlencode

from bench.service.server import Server
from bench.timing import Measured

RUNS = 7
OTHER_PAGES = (
    "/",
    "/privacy",
    "/api",
    "/calculator",
    "/calculator/open",
    "/law",
    "/law/000000",
    "/law/140000",
    "/law/140500",
    "/law/331100",
    "/law/430000",
    "/law/430000?on=2025-01-01",
    "/law/430000?on=2026-01-01&lang=en",
    "/law/compare?place=430000&place=140500&place=331100",
)
MOST_QUESTIONS = 25
BORN = {"born-year": "1948", "born-month": "5", "born-day": "1"}
NEXT_YEAR_WINDOW = {"when": "day", "paid-year": "2025", "paid-month": "11", "paid-day": "10"}


@dataclass(frozen=True)
class PageFigure:
    """The seconds of one page, as GET or as the POST of its form."""

    what: str
    seconds: Measured


class Browser:
    """Keeps cookies and follows no redirection by itself."""

    def __init__(self, server: Server) -> None:
        self.connection = HTTPConnection("127.0.0.1", server.port, timeout=60)
        self.cookies: dict[str, str] = {}

    def ask(self, method: str, path: str, fields: Mapping[str, str] | None = None) -> tuple[HTTPResponse, str, float]:
        """One request: the response, its body, the seconds it took."""
        headers = {"Accept-Language": "zh", "Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}
        body = None if fields is None else urlencode(fields)
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        begun = time.perf_counter()
        self.connection.request(method, path, body, headers)
        response = self.connection.getresponse()
        text = response.read().decode()
        seconds = time.perf_counter() - begun
        for name, value in response.getheaders():
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.partition(";")[0]
        return response, text, seconds


def answer_to(kind: str, text: str) -> dict[str, str]:
    """What a returnee who missed two years says."""
    fixed: dict[str, dict[str, str]] = {
        "place": {"place": "430000"},
        "year": {"year": "other", "other": "2026"},
        "payment": NEXT_YEAR_WINDOW,
        "birth": BORN,
        "repair": {"repair": "none"},
        "wait": {"wait": "no"},
    }
    if kind in fixed:
        return fixed[kind]
    if 'name="cover"' in text:
        newest = re.search(r'<option value="(\d{4})"', text)
        year = newest[1] if newest else ""
        if year == "2025":
            return {"cover": "none", "since": "2024", "before": "ask"}
        return {"cover": "in_window", "since": "1990", "before": "never"}
    if 'name="use-' in text:
        return dict.fromkeys(re.findall(r'name="(use-\d{4})"', text), "none")
    return {"none": "yes"}


def walked(server: Server) -> dict[str, list[float]]:
    """One interview: the seconds of each question shown, each answer taken, and of the result."""
    browser, seconds = Browser(server), dict[str, list[float]]()
    response, _, took = browser.ask("POST", "/calculator", {})
    seconds["start · POST"] = [took]
    for _ in range(MOST_QUESTIONS):
        place = response.getheader("Location") or ""
        name = place.rpartition("/")[2]
        kind = name.partition("-")[0]
        response, text, took = browser.ask("GET", place)
        seconds.setdefault(f"{kind} · GET", []).append(took)
        if name == "result":
            response, _, took = browser.ask("POST", place.replace("/result", "/trial/part"), {"paid_on": "2025-12-01"})
            seconds["trial in place · POST"] = [took]
            return seconds
        response, _, took = browser.ask("POST", place, answer_to(kind, text))
        seconds.setdefault(f"{kind} · POST", []).append(took)
        if response.status != 303:
            raise ValueError(f"{name}: {response.status}")
    raise ValueError("the interview does not end")


def pages(server: Server, tell: Callable[[str], None]) -> list[PageFigure]:
    """Every page, the median of several visits; the first visit of each process is not counted."""
    tell("pages")
    found: dict[str, list[float]] = {}
    for run in range(RUNS + 2):
        for what, seconds in walked(server).items():
            if run > 1:
                found.setdefault(what, []).extend(seconds)
    browser = Browser(server)
    for path in OTHER_PAGES:
        times = [browser.ask("GET", path)[2] for _ in range(RUNS + 2)]
        found[path] = times[2:]
    return [PageFigure(what, Measured(tuple(seconds))) for what, seconds in found.items()]
