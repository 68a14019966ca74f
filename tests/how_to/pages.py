"""A how-to page as what it tells the reader to do: files to write and commands to run, with the output it shows."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
OMITTED = "…"
BLOCK = re.compile(r"(?:<!-- (\w+): (\S+) -->\n)?```(\w+)\n(.*?)```", re.DOTALL)


@dataclass(frozen=True)
class WriteFile:
    """A block that shows a file."""

    name: str
    text: str


@dataclass(frozen=True)
class Run:
    """A command, the output shown for it, and the status it must end with."""

    command: str
    shown: tuple[str, ...]
    status: int


def steps(page: Path) -> Iterator[WriteFile | Run]:
    """The steps of a page in order."""
    for mark, value, language, text in BLOCK.findall(page.read_text(encoding="utf-8")):
        if mark == "file":
            yield WriteFile(value, text)
        elif language == "console":
            yield from _commands(text, int(value) if mark == "exit" else 0)


def _commands(text: str, status: int) -> Iterator[Run]:
    for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
        command, *shown = part.rstrip("\n").split("\n")
        yield Run(command, tuple(shown), status)


@dataclass
class Reader:
    """Someone who follows a page in an empty folder, with ``canbao`` on the path."""

    folder: Path
    environment: dict[str, str]
    patience: int = 60
    """Seconds that a command may take."""

    @classmethod
    def in_folder(cls, folder: Path) -> Reader:
        """A reader with a Chinese locale and no settings."""
        tools = folder / "tools"
        tools.mkdir()
        script = tools / "canbao"
        script.write_text(f"#!{sys.executable}\nfrom canbao.app.main import main\nmain()\n", encoding="utf-8")
        script.chmod(0o755)
        environment = {name: value for name, value in os.environ.items() if not name.startswith("CANBAO_")}
        environment |= {
            "PATH": f"{tools}:{os.environ['PATH']}",
            "PYTHONPATH": str(ROOT / "src"),
            "LC_ALL": "C.UTF-8",
            "LANG": "zh_CN.UTF-8",
        }
        return cls(folder, environment)

    def run(self, step: Run) -> tuple[int, list[str]]:
        """Run a command and give its status and what it printed."""
        if step.command.startswith("export "):
            name, _, value = step.command.removeprefix("export ").partition("=")
            self.environment[name] = value
            return 0, []
        done = subprocess.run(
            ["/bin/sh", "-c", step.command],
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            encoding="utf-8",
            timeout=self.patience,
            check=False,
        )
        return done.returncode, (done.stdout + done.stderr).splitlines()


def newcomer(folder: Path) -> Reader:
    """Someone in an empty folder with the installed ``canbao`` first on the path."""
    reader = Reader.in_folder(folder)
    tools = Path(sys.executable).parent
    assert (tools / "canbao").is_file()
    reader.environment["PATH"] = f"{tools}:{os.environ['PATH']}"
    reader.environment.pop("COLUMNS", None)
    return reader


def follow(page: Path, reader: Reader) -> list[Run]:
    """Do what a page says, each step in turn; the commands run."""
    done = []
    for step in steps(page):
        if isinstance(step, WriteFile):
            (reader.folder / step.name).write_text(step.text, encoding="utf-8")
            continue
        status, printed = reader.run(step)
        report = f"$ {step.command}\nstatus {status}, printed:\n" + "\n".join(printed)
        assert status == step.status, report
        missing = missing_line(step.shown, printed)
        assert missing is None, f"not printed: {missing}\n{report}"
        done.append(step)
    return done


def missing_line(shown: tuple[str, ...], printed: list[str]) -> str | None:
    """The first line shown that was not printed where it should be, or None when all were.

    A line with ``…`` alone stands for any lines; without one, lines follow one another, to the end.
    """
    at, is_free = 0, False
    for line in shown:
        if line.strip() == OMITTED:
            is_free = True
            continue
        while is_free and at < len(printed) and printed[at].rstrip() != line.rstrip():
            at += 1
        if at >= len(printed) or printed[at].rstrip() != line.rstrip():
            return line
        at, is_free = at + 1, False
    return None if is_free or at == len(printed) or not shown else f"(nothing more) but: {printed[at]}"
