"""The parts of a form with a file, as browsers send it (RFC 7578): read in memory, from a body of bounded size."""

from __future__ import annotations

import re
from collections.abc import Mapping

KIND = "multipart/form-data"
BOUNDARY = re.compile(r'(?i);\s*boundary=(?:"([^"]{1,70})"|([^\s";]{1,70}))')
NAMED = re.compile(rb'(?im)^content-disposition:[^\r\n]*;[ \t]*name="([^"\r\n]*)"')
LINE = b"\r\n"


def parts_of(content_type: str, body: bytes) -> Mapping[str, bytes]:
    """What each named part holds, the first of a name; what cannot be read of the form counts as not sent."""
    boundary = BOUNDARY.search(content_type)
    if content_type.partition(";")[0].strip().lower() != KIND or boundary is None:
        return {}
    mark = LINE + b"--" + (boundary[1] or boundary[2]).encode()
    found: dict[str, bytes] = {}
    for part in (LINE + body).split(mark)[1:-1]:
        head, _, data = part.partition(LINE + LINE)
        named = NAMED.search(head)
        if named is not None:
            found.setdefault(named[1].decode(errors="replace"), data)
    return found
