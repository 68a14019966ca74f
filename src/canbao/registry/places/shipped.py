"""The table that comes with the program: provinces; cities and counties of Hunan, Shanxi and Zhejiang.

What is certain in it and what is not stands at its head.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from importlib.resources import as_file, files
from typing import Final

from canbao.registry.places.official import read_table
from canbao.registry.places.table import PlaceTable

FILE: Final = "shipped.csv"
AS_OF: Final = date(2025, 12, 31)
SOURCE: Final = "GB/T 2260，民政部代码表 2025-12-31"


@cache
def shipped_table() -> PlaceTable:
    """The table of places that comes with the program."""
    with as_file(files("canbao.registry.places").joinpath(FILE)) as path:
        return read_table(path, AS_OF, SOURCE)
