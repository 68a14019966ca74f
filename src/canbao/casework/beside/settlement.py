"""``canbao settlement``: an estimate of what three layers pay of a bill, from the bureau's declared figures."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator

from canbao.basis.findings import Text
from canbao.casework.beside.answers import Answer, Clauses, cited, head, step, yuan, yuan_text
from canbao.casework.beside.inputs import SideInput, Strict, Yes, Yuan, fen
from canbao.casework.beside.words import SETTLEMENT_WORDS
from canbao.rules.settlement import Bill, Layer, LayerYear, Settlement, SettlementTerms, settlement
from canbao.rules.values import UNDETERMINED, UNLIMITED

PERMILLE_PER_PERCENT = 10


def _percent(value: object) -> object:
    """A rate in percent, 0 to 100, with at most one decimal."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise ValueError("expected a rate in percent")
    rate = Decimal(str(value))
    if not rate.is_finite() or not 0 <= rate <= 100:
        raise ValueError("expected a rate from 0 to 100 percent")
    if rate * PERMILLE_PER_PERCENT != (rate * PERMILLE_PER_PERCENT).to_integral_value():
        raise ValueError("expected a rate in percent with at most one decimal")
    return rate


Percent = Annotated[
    Decimal,
    BeforeValidator(_percent),
    WithJsonSchema({"type": "number", "minimum": 0, "maximum": 100, "description": "percent, at most one decimal"}),
]


class DeclaredLayer(Strict):
    """What the bureau declares of one layer (xz11/7 names the layers; the figures are the bureau's)."""

    deductible_yuan: Yuan = Field(description="起付线")
    rate_percent: Percent = Field(description="支付比例, at most one decimal")
    cap_yuan: Yuan | Literal["unlimited"] = Field(description="年度最高支付限额")
    deductible_each_bill: Yes = Field(False, description="the deductible is taken from every bill, not once a year")
    covers_out_of_scope: Yes = Field(False, description="also pays costs outside the scheme's scope; inclusive only")
    source: str = Field(min_length=1, max_length=200, description="where the bureau declares it")


class Layers(Strict):
    """The three layers, in the order in which they pay (xz11/7)."""

    basic: DeclaredLayer
    serious: DeclaredLayer
    inclusive: DeclaredLayer

    @model_validator(mode="after")
    def _only_the_last_pays_out_of_scope(self) -> Self:
        if self.basic.covers_out_of_scope or self.serious.covers_out_of_scope:
            raise ValueError("covers_out_of_scope: only the inclusive layer may pay costs outside the scope")
        return self


class EarlierInYear(Strict):
    """What a layer has seen earlier in the year."""

    base_yuan: Yuan = Field(Decimal(0), description="costs that came before the layer")
    paid_yuan: Yuan = Field(Decimal(0), description="what it paid")


class Earlier(Strict):
    """What the three layers have seen earlier in the year."""

    basic: EarlierInYear = EarlierInYear()
    serious: EarlierInYear = EarlierInYear()
    inclusive: EarlierInYear = EarlierInYear()


class SettlementInput(SideInput):
    """One bill and the declared layers (xz11/7)."""

    in_scope_yuan: Yuan = Field(description="costs within the scheme's scope 政策范围内费用")
    out_of_scope_yuan: Yuan = Field(Decimal(0), description="costs outside it 政策范围外费用 (xz11/7)")
    has_basic: Yes = Field(description="the day of the cost is payable (canbao payable)")
    has_serious: Yes | None = Field(None, description="serious-illness cover, where it does not come with basic cover")
    has_inclusive: Yes = Field(False, description="inclusive commercial cover was bought (xz11/7)")
    layers: Layers
    earlier: Earlier = Earlier()


def _layer(declared: DeclaredLayer) -> Layer:
    """A declared layer as the rule takes it."""
    return Layer(
        fen(declared.deductible_yuan),
        int(declared.rate_percent * PERMILLE_PER_PERCENT),
        UNLIMITED if isinstance(declared.cap_yuan, str) else fen(declared.cap_yuan),
        int(declared.deductible_each_bill),
        int(declared.covers_out_of_scope),
    )


def _year(before: EarlierInYear) -> LayerYear:
    """A layer's year so far as the rule takes it."""
    return LayerYear(fen(before.base_yuan), fen(before.paid_yuan))


def _estimated(case: SettlementInput, terms: SettlementTerms) -> Settlement:
    """The rule's answer."""
    has_serious = UNDETERMINED if case.has_serious is None else int(case.has_serious)
    return settlement(
        Bill(
            fen(case.in_scope_yuan),
            fen(case.out_of_scope_yuan),
            int(case.has_basic),
            has_serious,
            int(case.has_inclusive),
        ),
        _layer(case.layers.basic),
        _layer(case.layers.serious),
        _layer(case.layers.inclusive),
        _year(case.earlier.basic),
        _year(case.earlier.serious),
        _year(case.earlier.inclusive),
        terms,
    )


def settlement_answer(case: SettlementInput, terms: SettlementTerms, clauses: Clauses) -> Answer:
    """The estimate of one bill: what each layer pays, and what stays with the person."""
    found = _estimated(case, terms)
    paid = {
        "basic": (found.basic_base_fen, found.basic_fen, ()),
        "serious": (found.serious_base_fen, found.serious_fen, ("serious_with_basic",)),
        "inclusive": (found.inclusive_base_fen, found.inclusive_fen, ("inclusive_needs_basic",)),
    }
    steps = [step("settlement.estimate", SETTLEMENT_WORDS["estimate"])]
    layers = {}
    for name, (base, amount, parameters) in paid.items():
        words = SETTLEMENT_WORDS[name].fill(base=yuan_text(base), paid=yuan_text(amount))
        source = getattr(case.layers, name).source
        told = Text("（参数来源：{source}）", " (figures: {source})").fill(source=source)
        text = Text(words.zh + told.zh, words.en + told.en)
        steps.append(step(f"settlement.{name}", text, cited(clauses, *parameters)))
        layers[name] = {"base_yuan": yuan(base), "pays_yuan": yuan(amount), "source": source}
    steps.append(step("settlement.own", SETTLEMENT_WORDS["own"].fill(own=yuan_text(found.own_fen))))
    return head(case) | {
        "answer": "undetermined" if found.own_fen == UNDETERMINED else "estimate",
        "is_estimate": True,
        "layers": layers,
        "own_yuan": yuan(found.own_fen),
        "documents": [],
        "steps": steps,
    }
