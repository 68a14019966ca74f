"""A picture of the atlas: what it is called, what it asks, and its numbers as a table beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from canbao.basis.digests import digest_of
from canbao.basis.findings import Language
from canbao.web.chart_sheet import Named
from canbao.web.page import words


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture, what it asks, and its numbers as a table."""

    ident: str
    title: str
    intro: str
    svg: Markup
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Teller:
    """The words of the atlas in a language."""

    language: Language

    def __call__(self, name: str, /, **fills: object) -> str:
        said = words()[f"law.{name}"]
        return (said.fill(**fills) if fills else said).get(self.language)

    def joined(self, parts: Sequence[str]) -> str:
        """A list."""
        return ("、" if self.language == "zh" else ", ").join(parts)

    def told(self, parts: Sequence[str]) -> str:
        """Sentences one after another."""
        return ("；" if self.language == "zh" else "; ").join(parts)


def named(ident: str, title: str, told: str) -> Named:
    """The names of a drawing's parts: the same for the same drawing."""
    return Named("c" + digest_of([ident, title, told]).rpartition(":")[2][:8], title, told)
