"""The finding codes of the demonstration with a synthetic county."""

from __future__ import annotations

from canbao.basis.findings import FindingCode
from canbao.basis.findings import coded as row

DEMO: tuple[FindingCode, ...] = (
    row(
        "demo_registry_in_use",
        "error",
        "这个数据库里已有演示以外的数据，不再放入合成县。",
        "This database holds other data than the demonstration's: no synthetic county is put into it.",
        "演示请用另一个数据文件夹：CANBAO_DATA=文件夹 canbao demo county。",
        "Use another folder of data for it: CANBAO_DATA=FOLDER canbao demo county.",
    ),
    row(
        "demo_server_named",
        "error",
        "DATABASE_URL 指定了一台服务器；演示只在内置数据库里进行。",
        "DATABASE_URL names a server; the demonstration is for the embedded database alone.",
        "不设 DATABASE_URL；确要在那里演示，用 --folder 指定文件的位置。",
        "Leave DATABASE_URL out; to do it there all the same, say with --folder where its files go.",
    ),
)
