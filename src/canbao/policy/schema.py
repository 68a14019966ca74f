"""The form of a pack: documents, dated values, readings, circumstances, openings, interpretations.

Every value has a unit, the coverage years it holds for, its source (document and article) and a status: *read* in the
document, *reported* by someone, or *assumed*. The word ``undetermined`` says that the texts leave a value open,
``not_in_force`` that they do not have it at all; neither is ever filled from another province.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from canbao.policy.vocabulary import CityClassName, DocumentName, GroupName, OriginName, SchemeName, TieName

UNDETERMINED_WORD = "undetermined"
NOT_IN_FORCE_WORD = "not_in_force"

EARLIEST_YEAR = 2000
LATEST_YEAR = 2100
"""The years a pack may speak of."""

PlaceCode = Annotated[str, StringConstraints(pattern=r"^\d{6}(\d{6})?$")]
Clause = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*/[a-z0-9.\-]+$", max_length=40)]
Word = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
RelativeDay = Annotated[
    str,
    StringConstraints(pattern=r"^(Y([+-]\d{1,2})?/\d\d-\d\d|window_start|window_end)$"),
]
Status = Literal["read", "reported", "assumed"]
Strength = Literal["binds", "in_principle", "permits"]
Rank = Literal[
    "national",
    "provincial",
    "provincial_department",
    "city",
    "city_department",
    "county",
    "reported",
    "assumed",
]
Unit = Literal["yuan", "percent", "months", "years", "year", "days", "flag", "choice", "documents", "relatives"]


class Part(BaseModel):
    """A part of a pack: frozen, and any unknown key is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Label(Part):
    """A name in Chinese and English."""

    zh: str
    en: str


class Years(Part):
    """Coverage years, both ends included; an open end is null."""

    from_: int = Field(alias="from", ge=EARLIEST_YEAR, le=LATEST_YEAR)
    through: int | None = Field(ge=EARLIEST_YEAR, le=LATEST_YEAR)

    @model_validator(mode="after")
    def _in_order(self) -> Years:
        if self.through is not None and self.through < self.from_:
            raise ValueError("through lies before from")
        return self

    def holds(self, year: int) -> bool:
        """Whether the year lies in the span."""
        return self.from_ <= year and (self.through is None or year <= self.through)

    def overlaps(self, other: Years) -> bool:
        """Whether two spans share a year."""
        return (self.through is None or other.from_ <= self.through) and (
            other.through is None or self.from_ <= other.through
        )


class Days(Part):
    """Days, both ends included; an open end is null."""

    from_: date = Field(alias="from")
    through: date | None

    @model_validator(mode="after")
    def _in_order(self) -> Days:
        if self.through is not None and self.through < self.from_:
            raise ValueError("through lies before from")
        return self


class Document(Part):
    """A legal document: number, title, issued, in force, and how it stands to others.

    in_force: the days on which its measures hold. enrolment_years: set where it governs certain coverage years only.
    displaces: documents of the same pack that give way to it. yields_to_newer: newer texts of higher layers prevail.
    numbered: whether articles count through the document (第(八)条) or by part and section (二(三)2); labels: the
    articles printed otherwise.
    """

    number: str
    title: str
    rank: Rank
    issued: date | None
    in_force: Days
    enrolment_years: Years | None = None
    status: Status
    displaces: tuple[Word, ...] = ()
    repeals: str | None = None
    forwards: Word | None = None
    yields_to_newer: bool = False
    numbered: Literal["through", "outline"] = "outline"
    labels: dict[str, str] = Field(default_factory=dict)
    note: str | None = None


class Entry(Part):
    """One dated value with its source."""

    value: Any
    unit: Unit
    coverage_years: Years
    source: Clause | tuple[Clause, ...]
    status: Status
    strength: Strength = "binds"
    note: str | None = None

    @property
    def sources(self) -> tuple[str, ...]:
        """The clauses that give the value; it holds while one of their documents does."""
        return (self.source,) if isinstance(self.source, str) else self.source


class Anchor(Part):
    """The event whose day anchors a circumstance, and the days between which it must lie (until not included)."""

    event: Word
    from_: RelativeDay | None = Field(default=None, alias="from")
    until: RelativeDay | None = None


class Payment(Part):
    """Where the day of payment must lie (until not included), and whether in the window."""

    from_: RelativeDay | None = Field(default=None, alias="from")
    until: RelativeDay | None = None
    window: Literal["any", "required", "forbidden"] = "any"


class Deadline(Part):
    """The payment lies within, or after, so many days or months of the anchor day; the last day is within."""

    count: int = Field(ge=1, le=1000)
    unit: Literal["days", "months", "months_from_next"]
    sense: Literal["within", "within_or_in_window", "after"] = "within"


class Reading(Part):
    """What a row becomes under other interpretations: ``set`` replaces the parts it names."""

    when: dict[Word, Any]
    set: dict[str, Any]


class Circumstance(Part):
    """One row of the table of circumstances, in the closed vocabulary of the rules."""

    name: Word
    limb: Word | None = None
    source: Clause | tuple[Clause, ...]
    coverage_years: Years
    status: Status
    strength: Strength = "binds"
    note: str | None = None
    ordinary: bool = False
    only: dict[Word, Any] = Field(default_factory=dict)
    anchor: Anchor | None = None
    companion: Word | None = None
    payment: Payment = Payment()
    needs_payment: bool = True
    deadline: Deadline | None = None
    gap: Literal["any", "required", "forbidden"] = "any"
    resident_year_before: bool = False
    insured_years_before: int = Field(default=0, ge=0, le=20)
    aid_categories: tuple[Word, ...] = ()
    price: Literal["personal", "late", "free", "by_window", "undetermined"]
    fixed: Literal["waived", "applies", "after_gap"] = "waived"
    variable: Literal["waived", "applies"] = "waived"
    wait_from: Literal["coverage_year", "payment", "next_month"] = "coverage_year"
    benefit_from: Literal["coverage_year", "payment", "next_month", "anchor", "day", "by_window"] = "coverage_year"
    start_day: RelativeDay | None = None
    not_before: RelativeDay = "Y/01-01"
    displaces_window: bool = False
    readings: tuple[Reading, ...] = ()

    @model_validator(mode="after")
    def _complete(self) -> Circumstance:
        if self.benefit_from == "day" and self.start_day is None:
            raise ValueError("benefit_from: day needs start_day")
        if self.anchor is None and (self.benefit_from == "anchor" or self.deadline or self.insured_years_before):
            raise ValueError("a deadline, a benefit from the anchor and insured years before it need an anchor")
        return self

    @property
    def sources(self) -> tuple[str, ...]:
        """The clauses of the row; it holds while one of their documents does."""
        return (self.source,) if isinstance(self.source, str) else self.source

    @property
    def key(self) -> tuple[str, str]:
        """What identifies the row in its pack: the circumstance and the limb."""
        return (self.name, self.limb or "")


class Opening(Part):
    """One row of the table of openings: whom a text lets into a scheme, through which tie, with which documents.

    ties: one of them is needed; none listed: none is. barred_ties: with one of these the row does not speak. all_of:
    documents that are all needed; one_of: of which one is. closed: the text keeps these persons out of the scheme.
    """

    schemes: tuple[SchemeName, ...] = Field(min_length=1)
    groups: tuple[GroupName, ...] = Field(min_length=1)
    origins: tuple[OriginName, ...] = Field(default=("mainland",), min_length=1)
    city_classes: tuple[CityClassName, ...] = Field(default=("ordinary", "very_large", "mega"), min_length=1)
    ties: tuple[TieName, ...] = ()
    barred_ties: tuple[TieName, ...] = ()
    all_of: tuple[DocumentName, ...] = ()
    one_of: tuple[DocumentName, ...] = ()
    closed: bool = False
    coverage_years: Years
    source: Clause | tuple[Clause, ...]
    status: Status
    strength: Strength = "binds"
    note: str | None = None

    @model_validator(mode="after")
    def _speaks_clearly(self) -> Opening:
        if set(self.ties) & set(self.barred_ties):
            raise ValueError("a tie is both needed and barred")
        if self.closed and (self.all_of or self.one_of):
            raise ValueError("a closed row asks for no documents")
        return self

    @property
    def sources(self) -> tuple[str, ...]:
        """The clauses of the row; it holds while one of their documents does."""
        return (self.source,) if isinstance(self.source, str) else self.source


class Evidence(Part):
    """What speaks for the default reading."""

    kind: Literal["text", "official_answer", "practice", "wording", "none"]
    zh: str
    en: str


class Interpretation(Part):
    """A named reading where a text is silent or can be read two ways.

    acts_at: the places where it acts (with all below them); everywhere when empty. text_decides_at: places where the
    text decides and the switch has no effect. in_cases: whether a case may set it.
    """

    clause: Clause
    default: Any
    alternatives: tuple[Any, ...]
    acts_at: tuple[PlaceCode, ...] = ()
    text_decides_at: tuple[PlaceCode, ...] = ()
    in_cases: bool = True
    evidence: Evidence


class MissingLayer(Part):
    """A layer between this place and the one it inherits from whose text is not at hand."""

    place: PlaceCode
    number: str


class Pack(Part):
    """The law of one place as data: a file in ``packs/``, or an overlay laid over one.

    restates: for an ordinary circumstance, the clauses by which this place's texts say the same again.
    """

    pack: Literal[1] | None = None
    overlay: Literal[1] | None = None
    place: PlaceCode
    name: Label | None = None
    inherits: PlaceCode | None = None
    missing_layers: tuple[MissingLayer, ...] = ()
    documents: dict[Word, Document] = Field(default_factory=dict)
    values: dict[str, tuple[Entry, ...]] = Field(default_factory=dict)
    readings: dict[Word, tuple[Entry, ...]] = Field(default_factory=dict)
    circumstances: tuple[Circumstance, ...] = ()
    openings: tuple[Opening, ...] = ()
    restates: dict[Word, tuple[Clause, ...]] = Field(default_factory=dict)
    interpretations: dict[Word, Interpretation] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _pack_or_overlay(self) -> Pack:
        if (self.pack is None) == (self.overlay is None):
            raise ValueError("give either 'pack: 1' or 'overlay: 1'")
        if self.pack is not None and self.name is None:
            raise ValueError("a pack needs a name")
        return self
