"""The queries of the desk."""

from __future__ import annotations

from collections.abc import Mapping

from canbao.database.queries import queries

DESK: Mapping[str, str] = queries("canbao.desk", "desk.sql")
