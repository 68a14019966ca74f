"""Findings: what the office must know about an answer or an input. Frozen values, collected, stopping at none.

The words live in one table, ``finding_codes``; a finding is a code with the values that fill its sentences.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["info", "warning", "error"]
Language = Literal["zh", "en"]

SHORT = 80
"""Characters of a value that a message may repeat."""


@dataclass(frozen=True, slots=True)
class Text:
    """A sentence in Chinese and in English."""

    zh: str
    en: str

    def get(self, language: Language) -> str:
        """The sentence in one language."""
        return self.zh if language == "zh" else self.en

    def fill(self, **values: object) -> Text:
        """The sentence with its places filled; a ``Text`` fills each language with its own."""
        return Text(
            self.zh.format(**{k: v.zh if isinstance(v, Text) else v for k, v in values.items()}),
            self.en.format(**{k: v.en if isinstance(v, Text) else v for k, v in values.items()}),
        )


@dataclass(frozen=True, slots=True)
class FindingCode:
    """One row of the table of codes: how grave it is, what it says, and what to do about it."""

    code: str
    severity: Severity
    message: Text
    remedy: Text


def coded(code: str, severity: Severity, zh: str, en: str, do_zh: str, do_en: str) -> FindingCode:
    """One row of the table of codes."""
    return FindingCode(code, severity, Text(zh, en), Text(do_zh, do_en))


@dataclass(frozen=True, slots=True)
class Finding:
    """Something found: a code, what it is about (a field, a path, ``file:line``), and the sentences filled in."""

    code: str
    severity: Severity
    about: str
    message: Text
    remedy: Text
    clauses: tuple[str, ...] = ()


def shorten(value: object) -> str:
    """A value as a message may show it: one line, at most ``SHORT`` characters."""
    text = " ".join(str(value).split())
    return text if len(text) <= SHORT else text[: SHORT - 1] + "…"
