"""The reader's language, as the request asks for it (RFC 9110 section 12.5.4): Chinese, unless English is preferred."""

from __future__ import annotations

from functools import lru_cache

from canbao.basis.findings import Language

LONGEST = 500
"""Characters of the header that are looked at."""


@lru_cache(maxsize=256)
def language_in(header: str | None) -> Language:
    """The language that an ``Accept-Language`` header prefers; Chinese where it prefers neither or is absent."""
    named: dict[Language, float] = {}
    any_other = 0.0
    for item in (header or "")[:LONGEST].split(","):
        tag, _, weight = item.partition(";")
        tag = tag.strip().lower()
        language: Language | None = _LANGUAGES.get(tag.partition("-")[0])
        if language is not None:
            named[language] = max(named.get(language, 0.0), _quality(weight))
        elif tag == "*":
            any_other = max(any_other, _quality(weight))
    return "en" if named.get("en", any_other) > named.get("zh", any_other) else "zh"


_LANGUAGES: dict[str, Language] = {"zh": "zh", "en": "en"}


def _quality(parameter: str) -> float:
    """The weight of a language, 1 where none is given, 0 where it cannot be read."""
    name, _, value = parameter.strip().partition("=")
    if not name:
        return 1.0
    try:
        return min(max(float(value), 0.0), 1.0) if name.strip().lower() == "q" else 0.0
    except ValueError:
        return 0.0
