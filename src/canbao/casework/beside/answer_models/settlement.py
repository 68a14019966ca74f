"""The form of an answer of ``canbao settlement --json``."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, RootModel

from canbao.casework.answer_model import Amount, Part, Refused
from canbao.casework.beside.answer_models.parts import NoDocuments, SideAnswer, Steps


class BasicPays(Part):
    """What the basic layer pays (基本医保). base_yuan: the costs that come before it; source: of its figures."""

    base_yuan: Amount
    pays_yuan: Amount
    source: str


class SeriousPays(Part):
    """What the serious-illness layer pays (大病保险)."""

    base_yuan: Amount
    pays_yuan: Amount | None = Field(description="null: whether the person has this cover is open")
    source: str


class InclusivePays(Part):
    """What the inclusive commercial layer pays (惠民型商业补充医疗保险)."""

    base_yuan: Amount | None = Field(description="null: what the layer before pays is open")
    pays_yuan: Amount | None = Field(description="null: its costs, or whether it holds without basic cover, are open")
    source: str


class LayersPay(Part):
    """The three layers, in the order in which they pay (xz11/7)."""

    basic: BasicPays
    serious: SeriousPays
    inclusive: InclusivePays


class SettlementAnswer(SideAnswer):
    """What three layers pay of one bill (支付估算): an estimate, not a settlement."""

    answer: Literal["estimate", "undetermined"]
    is_estimate: Literal[True]
    layers: LayersPay
    own_yuan: Amount | None = Field(description="what the person bears; null: undetermined")
    documents: NoDocuments
    steps: Steps


class SettlementReply(RootModel[SettlementAnswer | Refused]):
    """One object of ``canbao settlement --json``: an entry answered, or refused."""
