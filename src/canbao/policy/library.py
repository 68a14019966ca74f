"""The packs at hand: those that ship with canbao, and the overlays a bureau lays over them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib.resources import files

from canbao.basis.errors import BadInputError
from canbao.basis.finding_codes import finding
from canbao.basis.findings import Finding, Text, shorten
from canbao.basis.nearest import nearest
from canbao.basis.places import COUNTRY, ancestors
from canbao.basis.tree import Tree, parse_tree
from canbao.policy.load import pack_of
from canbao.policy.schema import Document, Pack

PACKS = "packs"


@dataclass(frozen=True)
class Layer:
    """The law of one place: its pack, with the overlays laid over it, the last laid first looked at."""

    place: str
    pack: Pack
    overlays: tuple[Pack, ...] = ()

    @property
    def sheets(self) -> tuple[Pack, ...]:
        """The overlays, newest first, then the pack."""
        return (*reversed(self.overlays), self.pack)


@dataclass(frozen=True)
class Chain:
    """The layers that hold for a place, nearest first, down to the national frame; and every document in them."""

    place: str
    layers: tuple[Layer, ...]
    documents: dict[str, Document] = field(compare=False)

    @property
    def national(self) -> Pack:
        """The pack of the frame."""
        return self.layers[-1].pack

    @cached_property
    def first_year(self) -> int:
        """The first coverage year under the measures of the frame."""
        return min(int(entry.value) for entry in self.national.values["measures.first_year"])


class Library:
    """Packs by place, read when first asked for. Immutable once made; overlays belong to the library."""

    def __init__(self, overlays: Iterable[Pack] = (), extra_packs: Iterable[Pack] = ()) -> None:
        """Shipped packs, with further packs and with overlays in the order of laying.

        Raises BadInputError for an overlay over a place that has no pack: it would change nothing, in silence.
        """
        self._extra = {pack.place: pack for pack in extra_packs}
        self._overlays: dict[str, tuple[Pack, ...]] = {}
        for overlay in overlays:
            self._overlays[overlay.place] = (*self._overlays.get(overlay.place, ()), overlay)
        self._chains: dict[str, Chain] = {}
        self._places = tuple(sorted({*shipped_places(), *self._extra}))
        astray = [place for place in self._overlays if place not in self.places()]
        if astray:
            raise BadInputError([self._without_pack(place) for place in astray])

    def with_sheets(self, sheets: Sequence[Pack]) -> Library:
        """This library with further packs and overlays; overlays over places without a pack are left out."""
        packs = {**self._extra, **{sheet.place: sheet for sheet in sheets if sheet.overlay is None}}
        known = {*shipped_places(), *packs}
        laid = [overlay for overlays in self._overlays.values() for overlay in overlays]
        laid += [sheet for sheet in sheets if sheet.overlay is not None and sheet.place in known]
        return Library(laid, packs.values())

    def overlays(self, place: str) -> tuple[Pack, ...]:
        """The overlays laid over a place, in the order of laying."""
        return self._overlays.get(place, ())

    def _without_pack(self, place: str) -> Finding:
        above = next((above for above in ancestors(place) if above in self.places()), COUNTRY)
        return finding("overlay_without_pack", f"overlay {place}", place=place, nearest=above)

    def places(self) -> tuple[str, ...]:
        """The places that have a pack, in the order of their codes."""
        return self._places

    def pack(self, place: str) -> Pack:
        """The pack of exactly this place. Raises KeyError when there is none."""
        return self._extra.get(place) or shipped_pack(place)

    @property
    def first_year(self) -> int:
        """The first coverage year under the measures of the frame."""
        return self.chain(COUNTRY).first_year

    def place_of_pack(self, place: str) -> str:
        """The nearest place, the one asked for or above it, that has a pack; the country only when asked for itself.

        Raises BadInputError (unknown_place) naming the packs there are.
        """
        known = self.places()
        for above in ancestors(place):
            if above in known and (above != COUNTRY or place == COUNTRY):
                return above
        near = nearest(place, known)
        names = ", ".join(sorted(known, key=lambda p: (p != near, p)))
        raise BadInputError([finding("unknown_place", "place", place=shorten(place), known=names)])

    def chain(self, place: str) -> Chain:
        """The layers that hold for a place. Raises BadInputError when no pack covers it."""
        of_pack = self.place_of_pack(place)
        found = self._chains.get(of_pack)
        if found is None:
            found = self._chains[of_pack] = self._build_chain(of_pack)
        return found

    def layers_from(self, place: str) -> tuple[Layer, ...]:
        """The layers from a place that has a pack down to the frame, nearest first.

        Raises BadInputError when a pack inherits a place without a pack, or packs inherit one another in a circle.
        """
        layers: list[Layer] = []
        at: str | None = place
        while at is not None:
            path = [*(layer.place for layer in layers), at]
            if at not in self.places():
                about = f"{path[-2]}.inherits" if layers else "place"
                raise BadInputError([finding("unknown_value", about, value=at, nearest=nearest(at, self.places()))])
            if len(set(path)) < len(path):
                circle = " → ".join(path)
                what = Text(f"政策包互相继承（{circle}）", f"packs inherit one another ({circle})")
                raise BadInputError([finding("contradiction", f"{path[-2]}.inherits", what=what)])
            layers.append(Layer(at, self.pack(at), self._overlays.get(at, ())))
            at = layers[-1].pack.inherits
        return tuple(layers)

    def _build_chain(self, place: str) -> Chain:
        layers = self.layers_from(place)
        documents: dict[str, Document] = {}
        for layer in layers:
            for sheet in layer.sheets:
                for name, document in sheet.documents.items():
                    documents.setdefault(name, document)
        return Chain(place, layers, documents)


@cache
def shipped_places() -> tuple[str, ...]:
    """The places whose packs ship with canbao."""
    return tuple(
        sorted(
            entry.name.removesuffix(".yaml")
            for entry in files("canbao.policy").joinpath(PACKS).iterdir()
            if entry.name.endswith(".yaml")
        )
    )


@cache
def shipped_pack(place: str) -> Pack:
    """The shipped pack of a place. Raises KeyError when there is none."""
    pack, _ = pack_of(shipped_tree(place))
    return pack


def shipped_tree(place: str) -> Tree:
    """The file of a shipped pack, with its lines. Raises KeyError when there is none."""
    entry = files("canbao.policy").joinpath(PACKS, f"{place}.yaml")
    if not entry.is_file():
        raise KeyError(place)
    return parse_tree(entry.read_bytes(), f"{place}.yaml")
