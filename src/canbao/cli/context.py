"""What the commands are given by the composition root, and how they reach it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, cast

import typer

if TYPE_CHECKING:
    from canbao.basis.findings import Language
    from canbao.database.address import Address
    from canbao.policy.policies import Policies
    from canbao.sealing.ring import KeyRing


@dataclass(frozen=True, slots=True)
class Served:
    """How the service is asked for.

    port: None for the first that is free. requests_per_minute: of one client and worker, 0 for any number. once: end
    as soon as it is healthy. tell: is given the address when it is.
    """

    host: str
    port: int | None
    workers: int
    requests_per_minute: int
    trusted_proxies: str
    overlays: tuple[Path, ...]
    once: bool
    tell: Callable[[str], None]


class Root(Protocol):
    """The composition root as the commands see it."""

    def policies(self, overlays: Sequence[Path] = ()) -> Policies:
        """The policies of the shipped packs, of the overlay folder of the settings, and of the overlays given."""

    def database(self, language: Language | None = None) -> Address:
        """The database that the environment names, else that of the embedded server, begun if need be; tells which."""

    def embedded_folder(self) -> Path | None:
        """The folder of the embedded server; None where the environment names another."""

    def key_ring(self, address: Address, *, may_make: bool = False) -> KeyRing:
        """The key ring of a database; may_make: make one for a database that has none."""

    def session_token(self) -> str:
        """The token of the session that commands act for; empty when nobody is signed in."""

    def keep_session(self, token: str) -> Path:
        """Keep the token of a session for the commands that follow; the file."""

    def forget_session(self, token: str) -> bool:
        """Keep the token no longer; whether it was kept."""

    def serve(self, asked: Served) -> int:
        """Serve until told to stop; the exit status."""

    def today(self) -> date:
        """The present day; the only clock there is."""

    def language(self) -> str:
        """The reader's language by the environment, zh unless it asks for English."""


def root_of(context: typer.Context) -> Root:
    """The composition root of a command."""
    return cast(Root, context.obj)
