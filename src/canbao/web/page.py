"""How a page is made: its template, its words in the reader's language, and headers that keep it private and safe."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any
from urllib.parse import urlencode

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from canbao.basis.findings import Language, Text
from canbao.basis.tree import parse_tree
from canbao.service.language import language_in
from canbao.web.assets import address_of

LANGUAGE = "lang"
"""The parameter by which a reader chooses a language; without it the browser's preference counts."""

SAFE_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
PRIVATE_CACHE = "no-store"
PUBLIC_CACHE = "public, max-age=300"


@dataclass(frozen=True, slots=True)
class Reader:
    """Whom a page is for: the language, and whether it was chosen, so that links keep it."""

    language: Language
    is_chosen: bool

    @classmethod
    def of(cls, request: Request) -> Reader:
        """The reader of a request."""
        chosen = request.query_params.get(LANGUAGE)
        if chosen in ("zh", "en"):
            return cls("en" if chosen == "en" else "zh", True)
        return cls(language_in(request.headers.get("accept-language")), False)

    def link(self, address: str, **parameters: str) -> str:
        """An address of the site in the reader's language."""
        given = {**parameters, **({LANGUAGE: self.language} if self.is_chosen else {})}
        return f"{address}?{urlencode(given)}" if given else address

    def say(self, text: Text | Mapping[str, str]) -> str:
        """A sentence in the reader's language."""
        return text.get(self.language) if isinstance(text, Text) else text[self.language]


@cache
def words() -> dict[str, Text]:
    """The words of the pages by their name, ``file.name``: one file of the folder ``words`` for each part."""
    told = {}
    for entry in sorted(files("canbao.web").joinpath("words").iterdir(), key=lambda e: e.name):
        part, _, ending = entry.name.partition(".")
        if ending == "yaml":
            for name, said in parse_tree(entry.read_bytes(), entry.name).value.items():
                told[f"{part}.{name}"] = Text(said["zh"], said["en"])
    return told


@cache
def environment() -> Environment:
    """The templates; a name that is not there is a fault, and text is escaped."""
    made = Environment(
        loader=PackageLoader("canbao.web"),
        autoescape=select_autoescape(default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals["asset"] = address_of
    return made


def fragment(reader: Reader, template: str, **values: Any) -> str:
    """A template as text, with the words of the reader's language."""

    def t(name: str, **fills: object) -> str:
        said = words()[name]
        return reader.say(said.fill(**fills) if fills else said)

    return (
        environment()
        .get_template(template)
        .render(
            t=t,
            say=reader.say,
            link=reader.link,
            language=reader.language,
            html_language="zh-CN" if reader.language == "zh" else "en",
            **values,
        )
    )


def page(
    request: Request, template: str, *, status: int = 200, cache_control: str = PRIVATE_CACHE, **values: Any
) -> Response:
    """A whole page. Private pages are kept nowhere."""
    reader = Reader.of(request)
    other: Language = "en" if reader.language == "zh" else "zh"
    kept = [(name, value) for name, value in request.query_params.multi_items() if name != LANGUAGE]
    switch = f"{request.url.path}?{urlencode([*kept, (LANGUAGE, other)])}"
    html = fragment(reader, template, path=request.url.path, switch=switch, **values)
    return HTMLResponse(html, status, headers_of(reader, cache_control))


def headers_of(reader: Reader, cache_control: str = PRIVATE_CACHE) -> dict[str, str]:
    """The headers of a page."""
    return {
        **SAFE_HEADERS,
        "Cache-Control": cache_control,
        "Content-Language": reader.language,
        "Vary": "Accept-Language",
    }


def go_to(request: Request, address: str) -> Response:
    """Send the reader on, in the same language."""
    reader = Reader.of(request)
    return RedirectResponse(reader.link(address), 303, headers_of(reader))


def drawing(svg: str) -> Markup:
    """A drawing of ours as a part of a page: it was made here and holds no mark-up of anyone else."""
    return Markup(svg)
