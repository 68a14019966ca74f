"""What ``canbao db`` shows: a line or a bar while it works, and what came of it."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from canbao.basis.findings import Language, Text
from canbao.cli.output import console

if TYPE_CHECKING:
    from rich.progress import Progress

    from canbao.database.manifest import Manifest
    from canbao.database.migrating import Version
    from canbao.database.status import Status

TOLD_AFTER = 2.0
"""Seconds before anything is told of what goes on."""
TOLD_EVERY = 5.0
"""Seconds between two lines where there is no terminal."""
MEGABYTE = 10**6

WAITING = Text(
    "另一个 canbao db 正在使用这个数据库，等它结束……", "Another canbao db is at work on this database: waiting for it …"
)
COUNTING = Text("计数 {name}", "counting {name}")
CHECKING = Text("核对 {name}", "checking {name}")
WRITING = Text("已写 {size}", "{size} written")
RESTORING = Text("已恢复 {rows} 行，共 {of} 行", "{rows} of {of} rows restored")

AT_NEWEST = Text("结构已是 {version}，无需升级。", "The schema is {version} already: nothing to do.")
MADE = Text("结构：{version}", "schema: {version}")
BACKED_UP = Text(
    "已备份 {rows} 行（{tables} 张表），{size}：{file}", "{rows} rows of {tables} tables backed up, {size}: {file}"
)
RESTORED = Text(
    "已恢复 {rows} 行（{tables} 张表），结构 {schema}，备份于 {taken_at}",
    "{rows} rows of {tables} tables restored; schema {schema}, backed up at {taken_at}",
)
SOUND = Text(
    "没有发现问题：结构、行级安全、权限与记录都与程序一致。",
    "Nothing found: structure, row security, rights and records are as the program made them.",
)
WITHOUT_KEYS = Text(
    "密钥不在备份中：请另行保管密钥目录，恢复后一并放回。",
    "The keys are not in the backup: keep their folder elsewhere, and put it back with what is restored.",
)
STOPPED = Text("内置数据库已停止（{folder}）。", "The embedded server is stopped ({folder}).")
NOT_RUNNING = Text("内置数据库没有在运行（{folder}）。", "The embedded server is not running ({folder}).")

ADDRESS = Text("地址", "address")
SERVER = Text("服务器", "server")
EMBEDDED = Text("PostgreSQL {version}（内置，仅供演示和测试）", "PostgreSQL {version} (embedded, to try only)")
ROLE = Text("连接角色", "role")
SCHEMA = Text("结构", "schema")
OLDER = Text("{present}（本程序：{newest}）", "{present} (this program: {newest})")
NONE = Text("尚未建立", "not made yet")
SIZE = Text("大小", "size")
ROWS = Text("各表行数", "rows of each table")
UNSEEN = Text("未计：{role} 看不到全部行", "not counted: {role} does not see them all")


class Told:
    """Takes what goes on and shows it, where it lasts: beside a bar on a terminal, a line now and then elsewhere."""

    def __init__(self, language: Language, progress: Progress | None, *, quiet: bool) -> None:
        self.language, self.progress, self.quiet = language, progress, quiet
        self.task = progress.add_task("", total=None, start=True) if progress else None
        self.next = time.monotonic() + TOLD_AFTER

    def table(self, name: str) -> None:
        """A table is being counted."""
        self.say(COUNTING.fill(name=name))

    def check(self, name: str) -> None:
        """A check of the records begins."""
        self.say(CHECKING.fill(name=name))

    def waits(self) -> None:
        """Another must end first."""
        waiting_line(self.language)

    def written(self, size: int) -> None:
        """So many bytes are written, of nobody knows how many."""
        self.say(WRITING.fill(size=size_told(size)))

    def rows(self, done: int, of: int) -> None:
        """So many rows of so many are restored."""
        self.say(RESTORING.fill(rows=f"{done:,}", of=f"{of:,}"), done, of)

    def say(self, what: Text, done: int = 0, of: int | None = None) -> None:
        """Show it, unless something was shown a moment ago."""
        if self.progress is not None and self.task is not None:
            self.progress.update(self.task, description=what.get(self.language), completed=done, total=of)
        elif not self.quiet and time.monotonic() > self.next:
            self.next = time.monotonic() + TOLD_EVERY
            sys.stderr.write(what.get(self.language) + "\n")


@contextmanager
def doing(language: Language, *, quiet: bool) -> Iterator[Told]:
    """A bar on standard error where it is a terminal, gone when the work is done."""
    if quiet or not sys.stderr.isatty():
        yield Told(language, None, quiet=quiet)
        return
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (BarColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=console(stderr=True), transient=True) as progress:
        yield Told(language, progress, quiet=False)


def waiting_line(language: Language) -> None:
    """Another must end first."""
    sys.stderr.write(WAITING.get(language) + "\n")


def revision_line(revision: str) -> None:
    """A revision was run."""
    sys.stdout.write(f"{revision}\n")


def version_page(version: Version, done: list[str], language: Language) -> None:
    """The version that the schema has now."""
    told = MADE if done else AT_NEWEST
    sys.stdout.write(told.fill(version=version.present).get(language) + "\n")


def status_page(found: Status, language: Language) -> None:
    """A database at a glance."""
    server = EMBEDDED.fill(version=found.server) if found.is_embedded else Text(*(f"PostgreSQL {found.server}",) * 2)
    schema = OLDER.fill(present=found.schema.present, newest=found.schema.newest)
    if found.schema.present is None:
        schema = NONE
    elif found.schema.is_newest:
        schema = Text(*(found.schema.present,) * 2)
    lines = [
        (ADDRESS, found.address),
        (SERVER, server.get(language)),
        (ROLE, found.role),
        (SCHEMA, schema.get(language)),
        (SIZE, size_told(found.size_bytes)),
    ]
    grid([(name.get(language), value) for name, value in lines])
    sys.stdout.write(f"\n{ROWS.get(language)}\n")
    if found.rows is None and found.schema.present is not None:
        sys.stdout.write(UNSEEN.fill(role=found.role).get(language) + "\n")
    rows_page(found.rows or {})


def backup_page(made: Manifest, file: Path, language: Language) -> None:
    """What was backed up: rows, size and digest."""
    rows_page(made.rows)
    told = BACKED_UP.fill(
        rows=f"{sum(made.rows.values()):,}", tables=len(made.rows), size=size_told(made.bytes), file=file
    )
    sys.stdout.write(f"\n{told.get(language)}\nsha256:{made.sha256}\n{WITHOUT_KEYS.get(language)}\n")


def restore_page(made: Manifest, language: Language) -> None:
    """What was restored."""
    told = RESTORED.fill(
        rows=f"{sum(made.rows.values()):,}", tables=len(made.rows), schema=made.schema, taken_at=made.taken_at
    )
    sys.stdout.write(f"{told.get(language)}\n{WITHOUT_KEYS.get(language)}\n")


def sound_page(language: Language) -> None:
    """Nothing was found."""
    sys.stdout.write(SOUND.get(language) + "\n")


def stop_page(folder: Path, language: Language, *, was_running: bool) -> None:
    """Whether there was a server to stop."""
    told = STOPPED if was_running else NOT_RUNNING
    sys.stdout.write(told.fill(folder=folder).get(language) + "\n")


def rows_page(rows: dict[str, int]) -> None:
    """The rows of each table."""
    grid([(name, f"{count:,}") for name, count in rows.items()], numbers=True)


def grid(lines: list[tuple[str, str]], *, numbers: bool = False) -> None:
    """Names and values under each other; numbers to the right."""
    from rich.cells import cell_len

    names = max((cell_len(name) for name, _ in lines), default=0)
    values = max((len(value) for _, value in lines), default=0) if numbers else 0
    for name, value in lines:
        sys.stdout.write(f"{name}{' ' * (names - cell_len(name))}  {value:>{values}}\n")


def size_told(size: int) -> str:
    """Bytes as people say them."""
    return f"{size / MEGABYTE:,.1f} MB"
