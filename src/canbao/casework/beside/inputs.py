"""What the inputs of the side commands share: who, where, on which day; days, amounts and place codes at the
edge.

The side commands answer the questions beside an enrolment: eligible, retirement, conversion, relation,
family-account, settlement. Each has a model of its own in ``side_<command>``; unknown keys are refused.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StrictBool, StrictInt, WithJsonSchema

from canbao.basis.day_text import A_DAY, day_expected, day_in
from canbao.basis.model_findings import ExpectedError
from canbao.basis.places import PLACE_PATTERN
from canbao.casework.case import format_one
from canbao.policy.vocabulary import SchemeName, TieName

COUNTRY = "000000"
MUNICIPALITIES = ("11", "12", "31", "50")
"""Province codes of the cities directly under the central government: one pooling area each."""

MOST_YUAN = Decimal(1_000_000_000)
FEN_PER_YUAN = 100
CENT = Decimal("0.01")
AMOUNT = re.compile(r"^[0-9]{1,10}(\.[0-9]{1,2})?$")


def _day(value: object) -> object:
    """A day written as YYYY-MM-DD; numbers are not taken for days, and what is no day is not repeated."""
    day = day_in(value) if isinstance(value, str) else value
    if type(day) is not date:
        expected = day_expected(value) if isinstance(value, str) else A_DAY
        raise ExpectedError(expected.zh, expected.en)
    return day


def _yuan(value: object) -> object:
    """An amount in yuan, a number or its digits as text, not negative, with at most two decimals."""
    is_number = type(value) in (int, float, Decimal) or (isinstance(value, str) and AMOUNT.fullmatch(value) is not None)
    amount = Decimal(str(value)) if is_number else Decimal("NaN")
    if not amount.is_finite() or not 0 <= amount <= MOST_YUAN or amount != amount.quantize(CENT):
        raise ExpectedError(
            f"以元计的金额（0 至 {MOST_YUAN:,}，至多两位小数）",
            f"an amount in yuan, 0 to {MOST_YUAN:,}, at most two decimals",
        )
    return amount


Day = Annotated[date, BeforeValidator(_day)]
Yuan = Annotated[
    Decimal,
    BeforeValidator(_yuan),
    WithJsonSchema(
        {
            "type": ["number", "string"],
            "minimum": 0,
            "maximum": int(MOST_YUAN),
            "pattern": AMOUNT.pattern,
            "description": "yuan, at most two decimals",
        }
    ),
]
Place = Annotated[str, Field(pattern=PLACE_PATTERN, description="GB/T 2260 code, 6 or 12 digits")]
Months = Annotated[StrictInt, Field(ge=0, le=1200)]
Yes = StrictBool
Scheme = SchemeName
Tie = TieName


class Strict(BaseModel):
    """A part of an input: frozen, unknown keys refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class SideInput(Strict):
    """What every side command asks for."""

    case: Annotated[Literal[1], BeforeValidator(format_one)] = Field(1, description="format version")
    id: str | None = Field(None, max_length=200, description="a name of your own, given back in the answer")
    place: Place = Field(description="the place whose law decides, GB/T 2260 code, 6 or 12 digits")
    as_of: Day = Field(description="the day whose law applies")


def fen(amount: Decimal) -> int:
    """An amount in yuan as whole fen."""
    return int(amount * FEN_PER_YUAN)


def area_prefix(place: str) -> str:
    """The digits that all codes of the place's pooling area share.

    A province or the country stands for itself; a municipality is one area; below, the city is.
    """
    if place[:6] == COUNTRY:
        return ""
    if place[2:6] == "0000" or place[:2] in MUNICIPALITIES:
        return place[:2]
    return place[:4]


def is_in_area(code: str | None, place: str) -> bool:
    """Whether a place code lies in the pooling area of ``place``."""
    return code is not None and code.startswith(area_prefix(place))


def is_in_province(code: str | None, place: str) -> bool:
    """Whether a place code lies in the province of ``place``."""
    return code is not None and (place[:6] == COUNTRY or code[:2] == place[:2])
