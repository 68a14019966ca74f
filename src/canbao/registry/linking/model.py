"""The model by which people are compared: fixed weights from ``model.yaml``, with their reasons."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import log2
from typing import Any, Final

from canbao.basis.findings import Text
from canbao.basis.tree import parse_tree

FILE: Final = "model.yaml"
DECIMALS: Final = 2
"""Weights are rounded to this many decimals, so that what a page shows adds up."""


@dataclass(frozen=True, slots=True)
class Level:
    """A level of agreement. m: its share among pairs that are one person; u: among pairs that are not."""

    level: str
    label: Text
    m: float
    u: float

    @property
    def weight(self) -> float:
        """What the level weighs, in powers of two: for one person above 0, against below."""
        return round(log2(self.m / self.u), DECIMALS)


@dataclass(frozen=True, slots=True)
class Field:
    """What is compared, with its levels in the order in which they are tried; the last is what remains."""

    field: str
    label: Text
    levels: tuple[Level, ...]

    def level(self, name: str) -> Level:
        """A level by its name. Raises KeyError."""
        return {one.level: one for one in self.levels}[name]


@dataclass(frozen=True, slots=True)
class Model:
    """The fields, what all pairs begin with, and from which weight on a pair is a doubt.

    behind_best: how much less than the best of a person a pair may weigh. lists: feeds with one row a person.
    digest: of the file, kept with every doubt.
    """

    model: str
    prior: float
    least_weight: float
    behind_best: float
    lists: tuple[str, ...]
    fields: tuple[Field, ...]
    blocks: Mapping[str, Text]
    digest: str

    @property
    def prior_weight(self) -> float:
        """The weight that all pairs begin with: the odds of two who are compared, in powers of two."""
        return round(log2(self.prior / (1 - self.prior)), DECIMALS)

    def field(self, name: str) -> Field:
        """A field by its name. Raises KeyError."""
        return {one.field: one for one in self.fields}[name]

    def total(self, levels: Mapping[str, str | None]) -> float:
        """The weight of a pair by the level of each field; None where a field is not said."""
        weights = (self.field(name).level(level).weight for name, level in levels.items() if level is not None)
        return round(self.prior_weight + sum(weights), DECIMALS)


@cache
def model() -> Model:
    """The model of this version of the program."""
    content = files(__package__).joinpath(FILE).read_bytes()
    return model_of(parse_tree(content, FILE).value, hashlib.sha256(content).hexdigest())


def model_of(said: Mapping[str, Any], digest: str) -> Model:
    """A model as a file says it. Raises ValueError where the shares of a field's levels are not shares of one whole."""
    made = Model(
        model=said["model"],
        prior=said["prior"],
        least_weight=said["least_weight"],
        behind_best=said["behind_best"],
        lists=tuple(said["lists"]),
        fields=tuple(
            Field(one["field"], text(one["label"]), tuple(level_of(level) for level in one["levels"]))
            for one in said["fields"]
        ),
        blocks={one["block"]: text(one["label"]) for one in said["blocks"]},
        digest=digest,
    )
    for one in made.fields:
        for share in ("m", "u"):
            if abs(sum(getattr(level, share) for level in one.levels) - 1) > 1e-6:  # what rounding may leave
                raise ValueError(f"{one.field}: {share} does not add up to 1")
    return made


def level_of(said: Mapping[str, Any]) -> Level:
    """A level as a file says it."""
    return Level(said["level"], text(said["label"]), said["m"], said["u"])


def text(said: Mapping[str, str]) -> Text:
    """Words in both languages."""
    return Text(said["zh"], said["en"])
