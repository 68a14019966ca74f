"""The law of places as plain values, ready for JSON: the packs at hand, one place in full, places side by side."""

from __future__ import annotations

from datetime import date
from typing import Any

from canbao.basis.findings import Text
from canbao.basis.glossary import label
from canbao.policy.changes import changes
from canbao.policy.comparison.compare import Comparison, Row, compare
from canbao.policy.comparison.describe import reading_text
from canbao.policy.interpretations import Chosen
from canbao.policy.library import Chain, Layer, Library
from canbao.policy.policies import Policies
from canbao.policy.policy import Policy

Block = dict[str, Any]


def packs_block(library: Library) -> list[Block]:
    """The packs at hand, in the order of their codes."""
    return [pack_block(library, place) for place in library.places()]


def pack_block(library: Library, place: str) -> Block:
    """One pack: its name, what it inherits, its documents, how much it says. Raises KeyError where there is none."""
    pack = library.pack(place)
    return {
        "place": place,
        "name": _name_of(pack.name),
        "inherits": pack.inherits,
        "documents": [document.number for document in pack.documents.values() if document.status == "read"],
        "missing_layers": [{"place": layer.place, "number": layer.number} for layer in pack.missing_layers],
        "values": sum(map(len, pack.values.values())),
        "circumstances": len(pack.circumstances),
        "overlays": len(library.overlays(place)),
    }


def law_block(policies: Policies, place: str, on: date, known_on: date | None = None) -> Block:
    """Everything a place's law says on a day.

    Raises BadInputError when no pack covers the place, or no law encoded here is in force.
    """
    comparison = compare(policies, [place], on, known_on)
    policy = policies.policy(place, on.year, on, known_on)
    chain = policy.resolved.chain
    return {
        "place": place,
        "pack": policy.pack,
        "on": on.isoformat(),
        "year": comparison.year,
        "policy": policy.digest,
        "layers": [_layer_block(layer) for layer in chain.layers],
        "documents": documents_block(chain),
        "rows": [
            {**_row_head(row), "text": text_block(cell.text), "clauses": list(cell.clauses), "status": cell.status}
            for row in comparison.rows
            for cell in row.cells
        ],
        "interpretations": readings_block(policy),
        "changes": [day.isoformat() for day in changes(policies.library, place)],
    }


def documents_block(chain: Chain) -> list[Block]:
    """Every document that a place's law rests on, nearest first."""
    return [
        {
            "short": name,
            "number": document.number,
            "title": document.title,
            "issued": document.issued.isoformat() if document.issued else None,
            "in_force": {
                "from": document.in_force.from_.isoformat(),
                "through": document.in_force.through.isoformat() if document.in_force.through else None,
            },
            "status": document.status,
            "note": document.note,
        }
        for name, document in chain.documents.items()
    ]


def readings_block(policy: Policy) -> list[Block]:
    """The interpretations that could act at a place: what each is there, what else it might be, and its clauses."""
    return [reading_block(chosen) for chosen in policy.interpretations.values() if chosen.acts]


def reading_block(chosen: Chosen) -> Block:
    """One interpretation as it stands at a place."""
    return {
        "name": chosen.name,
        "label": text_block(label(chosen.name)),
        "value": chosen.value,
        "words": text_block(reading_text(chosen.value)),
        "others": [{"value": value, "words": text_block(reading_text(value))} for value in chosen.others],
        "set_by_text": chosen.is_text,
        "status": chosen.status,
        "clauses": list(chosen.clauses),
    }


def comparison_block(comparison: Comparison) -> Block:
    """Places side by side."""
    return {
        "on": comparison.on.isoformat(),
        "year": comparison.year,
        "places": [
            {"place": head.place, "pack": head.pack, "name": text_block(head.name), "policy": head.digest}
            for head in comparison.places
        ],
        "rows": [
            {
                **_row_head(row),
                "differs": row.differs,
                "cells": [
                    {"text": text_block(cell.text), "clauses": list(cell.clauses), "status": cell.status}
                    for cell in row.cells
                ],
            }
            for row in comparison.rows
        ],
    }


def text_block(text: Text) -> dict[str, str]:
    """A sentence in both languages."""
    return {"zh": text.zh, "en": text.en}


def _row_head(row: Row) -> Block:
    return {"key": row.key, "topic": text_block(row.topic), "what": text_block(row.what), "unit": row.unit or None}


def _layer_block(layer: Layer) -> Block:
    return {"place": layer.place, "name": _name_of(layer.pack.name), "overlays": len(layer.overlays)}


def _name_of(name: Any) -> dict[str, str] | None:
    return None if name is None else {"zh": name.zh, "en": name.en}
