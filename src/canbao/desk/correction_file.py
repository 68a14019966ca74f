"""A correction as a file says it: why, the papers it rests on, which statements end, what is right instead.

``ends`` names statements by their numbers in the list of those that stand (``canbao correction standing``), from 1.
Spans are half-open: ``until`` is the first day no longer covered.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Annotated, Final, Literal, Self

from pydantic import Field, StrictBool, StrictInt, ValidationError, field_validator, model_validator

from canbao.basis.errors import BadInputError
from canbao.basis.finding_codes import finding
from canbao.basis.findings import Finding, shorten
from canbao.basis.model_findings import ExpectedError, findings_of
from canbao.basis.nearest import nearest
from canbao.basis.place_numbers import place_number
from canbao.casework.beside.inputs import Day, Place, Scheme, Strict
from canbao.desk.correcting import Correction, Cover, Fact, Standing
from canbao.feeds.vocabulary import KINDS

if TYPE_CHECKING:
    from canbao.basis.tree import Tree

SCHEMES: Final = {"employee": 310, "resident": 390}
COVER_KINDS: Final = frozenset({"employee_cover", "resident_cover"})
"""Cover is told under ``covers``, not as a fact."""
Number = Annotated[StrictInt, Field(ge=1)]


def _ends_later(since: date | None, until: date | None) -> None:
    if until is not None and (since is None or until <= since):
        raise ExpectedError("until 晚于 from", "an until later than from")


class CoverEntry(Strict):
    """Cover as it should have been recorded."""

    scheme: Scheme
    place: Place
    from_day: Day = Field(alias="from", description="first day covered")
    until: Day | None = Field(None, description="first day no longer covered; null: no end is known")
    year: Annotated[StrictInt, Field(ge=1990, le=2200)] | None = Field(None, description="coverage year, of residents")
    paid_on: Day | None = None
    paid_in_window: StrictBool | None = None
    reimbursed: StrictBool | None = None
    bonus_used: Literal["none", "zero_claim", "any"] | None = None

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        _ends_later(self.from_day, self.until)
        if self.scheme == "resident" and self.year is None:
            raise ExpectedError("居民医保写明年度（year）", "a year, for cover of the resident scheme")
        return self

    def cover(self) -> Cover:
        """The cover as the desk takes it."""
        return Cover(
            SCHEMES[self.scheme],
            place_number(self.place),
            self.from_day,
            self.until,
            self.year,
            self.paid_on,
            self.paid_in_window,
            self.reimbursed,
            self.bonus_used,
        )


class FactEntry(Strict):
    """Another fact as it should have been recorded."""

    kind: str
    from_day: Day = Field(alias="from", description="first day on which it holds, or the day of an event")
    until: Day | None = Field(None, description="first day on which it no longer holds")
    code: str | None = None
    place: Place | None = None

    @field_validator("kind")
    @classmethod
    def _is_a_kind(cls, kind: str) -> str:
        known = [each.name for each in KINDS.values() if each.subject == "person" and each.name not in COVER_KINDS]
        if kind not in known:
            near = nearest(kind, known)
            raise ExpectedError(
                f"事实的种类，最接近的是 {near or '–'}", f"a kind of fact; the nearest is {near or '–'}"
            )
        return kind

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        _ends_later(self.from_day, self.until)
        kind = KINDS[self.kind]
        if kind.codes and self.code not in kind.codes:
            told = ", ".join(kind.codes)
            raise ExpectedError(f"code 为其一：{told}", f"a code, one of {told}")
        if not kind.codes and self.code is not None:
            raise ExpectedError(f"没有 code 的 {self.kind}", f"{self.kind} without a code")
        if kind.with_place and self.place is None:
            raise ExpectedError(f"有地区（place）的 {self.kind}", f"{self.kind} with a place")
        return self

    def fact(self) -> Fact:
        """The fact as the desk takes it."""
        at = None if self.place is None else place_number(self.place)
        return Fact(self.kind, self.from_day, self.until, self.code, at)


class CorrectionFile(Strict):
    """A correction of a person's history."""

    why: Annotated[str, Field(min_length=1, max_length=2000)]
    attachments: tuple[Number, ...] = ()
    ends: tuple[Number, ...] = ()
    covers: tuple[CoverEntry, ...] = ()
    facts: tuple[FactEntry, ...] = ()


def correction_in(tree: Tree) -> CorrectionFile:
    """What a file says. Raises BadInputError with every fault, unknown keys too with the nearest known one."""
    try:
        return CorrectionFile.model_validate(tree.value)
    except ValidationError as error:
        raise BadInputError(findings_of(error, CorrectionFile, tree)) from error


def correction_of(
    file: CorrectionFile, person: int, standing: Sequence[Standing], attachments: Iterable[int]
) -> Correction:
    """The correction of a person. standing: the statements that ``ends`` counts. attachments: the person's papers.

    Raises BadInputError for numbers that name nothing.
    """
    count, held = len(standing), set(attachments)
    faults: list[Finding] = [
        finding("statement_unknown", f"ends: {shorten(each)}", number=each, count=count, person=person)
        for each in file.ends
        if each > count
    ]
    faults += [finding("unknown_attachment", f"attachments: {each}") for each in file.attachments if each not in held]
    if faults:
        raise BadInputError(faults)
    return Correction(
        file.why,
        file.attachments,
        [standing[each - 1] for each in sorted(set(file.ends))],
        [each.cover() for each in file.covers],
        [each.fact() for each in file.facts],
    )
