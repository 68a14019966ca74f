"""What the commands are given by the composition root, and how they reach it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, cast

import typer

if TYPE_CHECKING:
    from canbao.policy.policies import Policies


class Root(Protocol):
    """The composition root as the commands see it."""

    def policies(self, overlays: Sequence[Path] = ()) -> Policies:
        """The policies of the shipped packs, of the overlay folder of the settings, and of the overlays given."""

    def today(self) -> date:
        """The present day; the only clock there is."""

    def language(self) -> str:
        """The reader's language by the environment, zh unless it asks for English."""


def root_of(context: typer.Context) -> Root:
    """The composition root of a command."""
    return cast(Root, context.obj)
