"""A pack or an overlay as a checker sees it: its file, and what stands below it down to the national frame."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from canbao.basis.errors import BadInputError
from canbao.basis.findings import Text
from canbao.basis.places import COUNTRY
from canbao.basis.tree import Tree
from canbao.policy.library import Library
from canbao.policy.load import place_in_file
from canbao.policy.schema import Document, Interpretation, Pack, Years


@dataclass(frozen=True)
class Sheet:
    """A pack or overlay under check, the file it was read from, and the packs at hand."""

    pack: Pack
    tree: Tree
    library: Library

    def at(self, *path: str | int) -> str:
        """``file:line path`` of something in the file."""
        return place_in_file(self.tree, path)

    @property
    def is_overlay(self) -> bool:
        """Whether it is laid over a pack."""
        return self.pack.overlay is not None

    @cached_property
    def inherited(self) -> tuple[Pack, ...]:
        """The packs and overlays it stands on, nearest first. Ends early where the chain is broken."""
        below = self.pack.place if self.is_overlay else self.pack.inherits
        if below is None or below not in self.library.places():
            return ()
        try:
            layers = self.library.layers_from(below)
        except BadInputError:  # a loop, or a gap further down: findings of the packs there
            return ()
        return tuple(sheet for layer in layers for sheet in layer.sheets if sheet != self.pack)

    @cached_property
    def documents(self) -> dict[str, Document]:
        """Every document declared here or below, by its short name."""
        declared: dict[str, Document] = {}
        for pack in (self.pack, *self.inherited):
            for name, document in pack.documents.items():
                declared.setdefault(name, document)
        return declared

    @cached_property
    def interpretations(self) -> dict[str, Interpretation]:
        """Every interpretation there is: the national frame lists them."""
        if self.pack.place == COUNTRY and not self.is_overlay:
            return self.pack.interpretations
        return self.library.pack(COUNTRY).interpretations


def years_text(years: Years) -> Text:
    """Coverage years as a person reads them."""
    return span_text(years.from_, years.through)


def span_text(first: int, last: int | None) -> Text:
    """A span of years as a person reads it."""
    if last is None:
        return Text(f"{first} 起", f"{first} on")
    return Text(str(first), str(first)) if first == last else Text(f"{first}–{last}", f"{first}–{last}")
