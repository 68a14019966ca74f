"""While the database works on one long statement: a bar on a terminal, else a line after two seconds."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Timer

from canbao.basis.findings import Language, Text
from canbao.cli.database_pages import TOLD_AFTER, doing


@contextmanager
def waiting(what: Text, language: Language, *, quiet: bool) -> Iterator[None]:
    """Tell what is being waited for, when it lasts. quiet: say nothing where there is no terminal."""
    with doing(language, quiet=quiet) as told:
        told.say(what)
        timer = Timer(TOLD_AFTER, _line, (what.get(language),))
        timer.daemon = True
        if not quiet and not sys.stderr.isatty():
            timer.start()
        try:
            yield
        finally:
            timer.cancel()


def _line(words: str) -> None:
    sys.stderr.write(words + "\n")
