"""What a form sent, and what is wrong with its fields."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import parse_qsl

from canbao.basis.findings import Text

MOST_FIELDS = 600
MOST_DIGITS = 4

NOT_A_DAY = Text("请填写正确的日期，如 2026 年 3 月 5 日", "Enter a real date, as 5 3 2026 (day, month, year)")
DAY_MISSING = Text("请填写日期", "Enter a date")
CHOOSE_ONE = Text("请选择一项", "Choose one")


class FormError(Exception):
    """An answer that cannot be used: for each field, what to do."""

    def __init__(self, *faults: tuple[str, Text]) -> None:
        self.faults = faults
        super().__init__("; ".join(f"{field}: {text.en}" for field, text in faults))


@dataclass(frozen=True)
class Form:
    """The fields that were sent, each with its values in order."""

    values: Mapping[str, Sequence[str]]

    @classmethod
    def parsed(cls, body: bytes) -> Form:
        """The fields of a form as browsers send it; what cannot be read of it counts as not sent."""
        values: dict[str, list[str]] = {}
        try:
            pairs = parse_qsl(body.decode("utf-8"), keep_blank_values=True, max_num_fields=MOST_FIELDS)
        except ValueError:
            pairs = []
        for name, value in pairs:
            values.setdefault(name, []).append(value)
        return cls(values)

    @classmethod
    def of(cls, fields: Mapping[str, Any]) -> Form:
        """Fields as if they had been sent."""
        return cls(
            {name: [str(v) for v in (value if isinstance(value, list) else [value])] for name, value in fields.items()}
        )

    def get(self, name: str) -> str:
        """The first value of a field, without spaces around it; empty when it was not sent."""
        values = self.values.get(name)
        return values[0].strip() if values else ""

    def all(self, name: str) -> list[str]:
        """Every value of a field."""
        return [value.strip() for value in self.values.get(name, ())]

    def has(self, name: str, value: str) -> bool:
        """Whether a value of a field was sent: whether a box is ticked."""
        return value in self.all(name)

    def choice(self, name: str, known: Iterable[str], text: Text = CHOOSE_ONE) -> str:
        """A field that takes one of a few words. Raises FormError."""
        value = self.get(name)
        if value not in set(known):
            raise FormError((name, text))
        return value

    def number(self, name: str, least: int, most: int, text: Text) -> int:
        """A field that is a whole number. Raises FormError."""
        value = narrow(self.get(name))
        if not (value.isascii() and value.isdecimal() and len(value) <= MOST_DIGITS and least <= int(value) <= most):
            raise FormError((name, text))
        return int(value)

    def day(self, name: str) -> date | None:
        """A day from its three fields; None when all are empty. Raises FormError."""
        parts = [narrow(self.get(f"{name}-{part}")) for part in ("year", "month", "day")]
        if not any(parts):
            return None
        if not all(part.isascii() and part.isdecimal() and len(part) <= MOST_DIGITS for part in parts):
            raise FormError((name, NOT_A_DAY))
        try:
            return date(*map(int, parts))
        except ValueError:
            raise FormError((name, NOT_A_DAY)) from None

    def day_needed(self, name: str) -> date:
        """A day that must be there. Raises FormError."""
        found = self.day(name)
        if found is None:
            raise FormError((name, DAY_MISSING))
        return found


def narrow(text: str) -> str:
    """Digits as on a Chinese keyboard (full width) as plain digits."""
    return "".join(chr(ord(c) - 0xFEE0) if "０" <= c <= "９" else c for c in text)


def day_fields(name: str, day: str | None) -> dict[str, str]:
    """The three fields of a day given as YYYY-MM-DD."""
    if day is None:
        return {}
    year, month, number = day.split("-")
    return {f"{name}-year": year, f"{name}-month": str(int(month)), f"{name}-day": str(int(number))}
