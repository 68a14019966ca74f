"""The entry point of the ``canbao`` command, and how the program ends when something is wrong with it."""

from __future__ import annotations

import os
import sys

USAGE = 2
PROGRAM_FAULT = 70
INTERRUPTED = 130
NO_READER = 141

USAGE_WORDS = 300
FAULT_WORDS = 200

DEBUG = "CANBAO_DEBUG"
"""The environment variable that asks for the traceback of a fault of the program."""


def main() -> None:
    """Run the command line with the composition root, and end with its exit status."""
    try:
        status = run()
    except KeyboardInterrupt:
        status = INTERRUPTED
    except BrokenPipeError:
        status = no_reader()
    except SystemExit as ended:
        if not isinstance(ended.__context__, BrokenPipeError):
            raise
        status = no_reader()  # Typer and Rich end with 1 by themselves
    sys.exit(status)


def run() -> int:
    """The exit status of the command line. Raises KeyboardInterrupt, BrokenPipeError."""
    try:
        from typer import Abort, TyperException

        from canbao.app.program import Program
        from canbao.cli.main import cli

        for stream in (sys.stdout, sys.stderr):
            stream.reconfigure(errors="replace")  # type: ignore[union-attr] # a console that cannot show every sign
        try:
            status = cli(obj=Program(), standalone_mode=False)
        except Abort:
            return INTERRUPTED
        except TyperException as error:
            return usage_error(error)
        sys.stdout.flush()
        return status if isinstance(status, int) else 0
    except (KeyboardInterrupt, BrokenPipeError):
        raise
    except Exception as error:
        if os.environ.get(DEBUG):
            raise
        return program_fault(error)


def usage_error(error: Exception) -> int:
    """Say what the command line does not understand."""
    context = getattr(error, "ctx", None)
    command = context.command_path if context is not None else "canbao"
    if type(error).__name__ == "NoArgsIsHelpError":
        complain(str(error))
        return USAGE
    said = error.format_message() if hasattr(error, "format_message") else str(error)
    words = shorten(said.replace("Value error, ", ""), USAGE_WORDS)
    complain(f"命令行有误 · usage error: {words}", f"   → {command} --help")
    return USAGE


def program_fault(error: Exception) -> int:
    """Say that the program, not the input, is at fault, in one line."""
    what = shorten(f"{type(error).__name__}: {error}", FAULT_WORDS)
    complain(
        f"程序出错 · a fault of the program: {what}",
        f"   → 设 {DEBUG}=1 重试可见详情，并报告给维护者。 Set {DEBUG}=1 for the traceback, and report it.",
    )
    return PROGRAM_FAULT


def no_reader() -> int:
    """Leave quietly when nobody reads the output any more; what is still buffered has nowhere to go."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return NO_READER


def shorten(words: str, most: int) -> str:
    """Words on one line, at most so many characters."""
    line = " ".join(words.split())
    return line if len(line) <= most else line[: most - 1] + "…"


def complain(*lines: str) -> None:
    """Lines on standard error, if there is one."""
    try:
        sys.stderr.write("\n".join(lines) + "\n")
    except (OSError, AttributeError):
        return
