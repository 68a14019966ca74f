"""The values of a place as the engine's parameters."""

from __future__ import annotations

from typing import Any

from openfisca_core.parameters import ParameterNode

from bench.peer_openfisca.values import PLACES


def parameters_of(place: str) -> Any:
    """The parameters of a place, in force on every day asked about."""
    data = {name: {"values": {"1900-01-01": {"value": value}}} for name, value in PLACES[place].items()}
    return ParameterNode("", data=data)
