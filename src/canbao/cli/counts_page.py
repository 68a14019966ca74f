"""Counts that a command over files ends with, a line each: what packing did, what was made."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from canbao.basis.findings import Language, Text
from canbao.cli.output import console

NAMES = {
    "people": Text("人员行数", "people"),
    "packed_people": Text("已整理人员", "packed people"),
    "without_cover": Text("其中无参保记录", "of them without cover"),
    "rejected_people": Text("退回人员", "rejected people"),
    "rejected_people_reasons": Text("退回原因", "reasons"),
    "cover_rows": Text("参保行数", "cover rows"),
    "used_cover_rows": Text("已采用", "used cover rows"),
    "repeated_cover_rows": Text("重复", "repeated cover rows"),
    "unused_cover_rows": Text("因人员退回未采用", "cover rows of rejected people"),
    "listed_cover_rows": Text("退回参保行", "rejected cover rows"),
    "listed_cover_reasons": Text("退回原因", "reasons"),
    "parts": Text("文件数", "files"),
    "living": Text("年初在世", "living when the year begins"),
    "households": Text("户数", "households"),
    "enrolled": Text("居民参保", "enrolled as residents"),
    "cover": Text("参保行数", "cover rows"),
    "claims": Text("报销行数", "claim rows"),
    "seconds": Text("用时（秒）", "seconds"),
}


def counts_page(counts: dict[str, Any], out: Path, language: Language) -> None:
    """Counts by the names of their fields; those of reasons, if there are any, under a head of their own."""
    from rich.table import Table

    page = console()
    table = Table(show_header=False, show_edge=False, pad_edge=False)
    table.add_column()
    table.add_column(justify="right")
    for name, value in counts.items():
        if not isinstance(value, dict):
            table.add_row(NAMES[name].get(language), f"{value:,}")
        elif value:
            table.add_row(NAMES[name].get(language), "")
            for reason, rows in value.items():
                table.add_row(f"  {reason}", f"{rows:,}")
    page.print(table)
    page.print(f"→ {out}", soft_wrap=True)
