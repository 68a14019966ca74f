"""The program as its commands see it: what they are given, and the service they may ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from canbao.app.composition import Composition

if TYPE_CHECKING:
    from canbao.cli.context import Served


class Program(Composition):
    """The composition root with the service, whose own processes are each built from a root of their own."""

    def serve(self, asked: Served) -> int:
        """Serve until told to stop; the exit status. Raises BadInputError when the address cannot be had."""
        from canbao.app.serving import serve

        return serve(asked)
