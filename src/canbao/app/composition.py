"""What the program is made of: its settings from the environment, its packs, its clock."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from canbao.basis.findings import Language
    from canbao.database.address import Address
    from canbao.policy.policies import Policies
    from canbao.sealing.ring import KeyRing

OVERLAYS = "CANBAO_OVERLAYS"
"""The environment variable that names the folder of overlays."""
CHINA = timezone(timedelta(hours=8), "Asia/Shanghai")
"""One zone and no summer time; written out, since not every machine has a list of zones."""


class Composition:
    """Builds what commands ask for, when they ask for it."""

    def __init__(self, environment: Mapping[str, str] | None = None) -> None:
        self.environment = os.environ if environment is None else environment
        self._is_embedded_told = False

    def policies(self, overlays: Sequence[Path] = ()) -> Policies:
        """The policies of the shipped packs, of the overlay folder of the settings, and of the overlays given."""
        from canbao.policy.library import Library
        from canbao.policy.policies import Policies

        folder = self.environment.get(OVERLAYS)
        if not folder and not overlays:
            return Policies(Library())
        from canbao.policy.overlays import read_overlays

        laid, packs = read_overlays(overlays, Path(folder) if folder else None)
        return Policies(Library(laid, packs))

    def database(self, language: Language | None = None) -> Address:
        """The database that DATABASE_URL names, else that of the embedded server, begun if need be.

        That it is the embedded one is told once, on standard error. Raises BadInputError.
        """
        from canbao.database.address import address_of, data_folder
        from canbao.database.embedded import ONLY_TO_TRY, started

        named = address_of(self.environment)
        if named is not None:
            return named
        folder = data_folder(self.environment)
        if not self._is_embedded_told:
            self._is_embedded_told = True
            sys.stderr.write(ONLY_TO_TRY.fill(folder=folder).get(language or self.language()) + "\n")
        return started(folder)

    def embedded_folder(self) -> Path | None:
        """The folder of the embedded server; None where DATABASE_URL names another."""
        from canbao.database.address import DATABASE_URL, data_folder

        return None if self.environment.get(DATABASE_URL) else data_folder(self.environment)

    def key_ring(self, address: Address, *, may_make: bool = False) -> KeyRing:
        """The key ring of a database, from the folder CANBAO_KEYS or ``keys`` in the folder of data.

        may_make: make one for a database that has none. Raises BadInputError where there is none, or another's.
        """
        from canbao.registry.key_ring import made, opened

        return made(address, self.environment, self.today()) if may_make else opened(address, self.environment)

    def session_token(self) -> str:
        """The token of the session: CANBAO_SESSION, else the one that signing in has kept; empty when there is none.

        Raises BadInputError for a file that others may read.
        """
        from canbao.access.session_file import kept_token

        return kept_token(self.environment)

    def keep_session(self, token: str) -> Path:
        """Keep the token of a session for the commands that follow; the file. Raises BadInputError."""
        from canbao.access.session_file import keep_token

        return keep_token(self.environment, token)

    def forget_session(self, token: str) -> bool:
        """Keep the token no longer; whether it was kept."""
        from canbao.access.session_file import forget_token

        return forget_token(self.environment, token)

    def today(self) -> date:
        """The present day in China, in whatever zone this machine is: the day by which the registry counts."""
        return datetime.now(CHINA).date()

    def now(self) -> datetime:
        """The present moment, with the zone of this machine."""
        return datetime.now().astimezone()

    def language(self) -> Language:
        """The reader's language: English when the locale asks for it, else Chinese."""
        locale = self.environment.get("LC_ALL") or self.environment.get("LANG") or ""
        return "en" if locale.lower().startswith("en") else "zh"
