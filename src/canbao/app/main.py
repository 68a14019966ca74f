"""The entry point of the ``canbao`` command."""

from __future__ import annotations

from canbao.app.composition import Composition
from canbao.cli.main import cli


def main() -> None:
    """Run the command line with the composition root."""
    cli(obj=Composition())
