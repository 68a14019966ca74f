"""The models of the side commands' answers by the name of the command."""

from __future__ import annotations

from pydantic import BaseModel

from canbao.casework.beside.answer_models.conversion import ConversionReply
from canbao.casework.beside.answer_models.eligible import EligibleReply
from canbao.casework.beside.answer_models.family_account import FamilyAccountReply
from canbao.casework.beside.answer_models.relation import RelationReply
from canbao.casework.beside.answer_models.retirement import RetirementReply
from canbao.casework.beside.answer_models.settlement import SettlementReply

REPLIES: dict[str, type[BaseModel]] = {
    "eligible": EligibleReply,
    "retirement": RetirementReply,
    "conversion": ConversionReply,
    "relation": RelationReply,
    "family-account": FamilyAccountReply,
    "settlement": SettlementReply,
}
"""For each command, the model of one object that it prints with ``--json``."""
