"""What a parameter is, and the forms that the values of many parameters have."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from canbao.basis.findings import Text

MOST_YUAN = 10**12
MOST_COUNT = 10**6


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter: its unit, the form of its value in words, and the test of that form.

    by_calendar_year: a table of facts by year (a premium of 2024 is a fact in 2026 too), not a rule in force.
    may_be_open: whether a pack may say that the texts leave it undetermined.
    may_be_silent: whether an enrolment is decided even where no pack gives it: what rests on it is then undetermined.
    """

    name: str
    unit: str
    form: Text
    accepts: Callable[[Any], bool]
    by_calendar_year: bool = False
    may_be_open: bool = False
    may_be_silent: bool = False


def is_count(value: Any) -> bool:
    """A whole number from 0 on."""
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MOST_COUNT


def is_yuan(value: Any) -> bool:
    """An amount in yuan, 0 or more, with at most two decimals."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    try:
        amount = Decimal(str(value))
    except InvalidOperation:  # pragma: no cover - every int and float reads
        return False
    return 0 <= amount <= MOST_YUAN and amount == amount.quantize(Decimal("0.01"))


def is_percent(value: Any) -> bool:
    """A whole percentage."""
    return is_count(value) and value <= 100


def is_flag(value: Any) -> bool:
    """True or false."""
    return isinstance(value, bool)


COUNT = Text("从 0 起的整数", "a whole number from 0 on")
YUAN = Text("以元计的金额，至多两位小数", "an amount in yuan with at most two decimals")
FLAG = Text("true 或 false", "true or false")
PERCENT = Text("0 至 100 的整数百分比", "a whole percentage from 0 to 100")
