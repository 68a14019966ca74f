"""SQL in files: each query with a name and a sentence.

A file holds queries, each begun by a line ``-- name: what_it_is`` and a comment that says what it gives.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

_NAME = re.compile(r"^-- name: ([a-z][a-z0-9_]*)\n", re.MULTILINE)


@cache
def queries(package: str, file: str) -> Mapping[str, str]:
    """The queries of a file of a package, by name. Raises ValueError for one that says nothing of itself, or twice."""
    text = files(package).joinpath(file).read_text("utf-8")
    parts = _NAME.split(text)
    found: dict[str, str] = {}
    for name, body in zip(parts[1::2], parts[2::2], strict=True):
        if name in found or not body.startswith("-- "):
            raise ValueError(f"{file}: {name}")
        found[name] = body.strip().rstrip(";")
    return found


def written_out(query: str, **values: Any) -> str:
    """A query with its values written into it, each as PostgreSQL quotes it: a stream of Arrow tables takes no others.

    query: with a place ``%(name)s`` for each value.
    """
    from psycopg.sql import Literal

    return query % {name: Literal(value).as_string(None) for name, value in values.items()}
