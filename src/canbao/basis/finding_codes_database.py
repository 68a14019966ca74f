"""The finding codes of the database: where it is, who may do what."""

from __future__ import annotations

from canbao.basis.findings import FindingCode
from canbao.basis.findings import coded as row

DATABASE: tuple[FindingCode, ...] = (
    # --- where the database is
    row(
        "database_url_unreadable",
        "error",
        "DATABASE_URL 不是有效的 PostgreSQL 地址。",
        "DATABASE_URL is not an address of PostgreSQL.",
        "写成 postgresql://canbao_app:口令@主机:5432/库名。",
        "Write postgresql://canbao_app:PASSWORD@HOST:5432/DATABASE.",
    ),
    row(
        "database_url_role",
        "error",
        "DATABASE_URL 的用户是 {given}，应为 {role}：程序不以超级用户或属主身份连接。",
        "The user of DATABASE_URL is {given}, not {role}: the program never connects as superuser or owner.",
        "把用户改为 {role}；建表用的地址另写在 CANBAO_OWNER_URL。",
        "Name {role} as its user; the address that makes tables goes into CANBAO_OWNER_URL.",
    ),
    row(
        "owner_url_missing",
        "error",
        "建表与升级需要属主地址，未给出。",
        "Making and upgrading tables needs the owner's address, which is not given.",
        "设 CANBAO_OWNER_URL 为可建角色的地址，只在运行 canbao db 时设。",
        "Set CANBAO_OWNER_URL to an address that may create roles, only while running canbao db.",
    ),
    row(
        "database_unreachable",
        "error",
        "连不上数据库：{reason}",
        "The database cannot be reached: {reason}",
        "检查服务器是否在运行、地址与口令是否正确。",
        "See whether the server is running and the address and password are right.",
    ),
    row(
        "embedded_server_failed",
        "error",
        "内置数据库无法启动：{reason}",
        "The embedded server cannot be started: {reason}",
        "查看该目录的权限与剩余空间，或用 DATABASE_URL 指定一个服务器。",
        "Look at the folder's permissions and free space, or name a server in DATABASE_URL.",
    ),
    row(
        "database_not_ready",
        "error",
        "数据库的结构是 {present}，程序需要 {newest}。",
        "The schema of the database is {present}; the program needs {newest}.",
        "运行 canbao db upgrade（新库用 canbao db init）。",
        "Run canbao db upgrade (canbao db init for a new database).",
    ),
)
