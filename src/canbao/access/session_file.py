"""Where the command line keeps its session: a file that its owner alone may read, or CANBAO_SESSION for jobs."""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from pathlib import Path

from canbao.basis.errors import BadInputError
from canbao.basis.finding_codes import finding

SESSION = "CANBAO_SESSION"
"""The environment variable by which a job is given its session."""
CONFIG = "XDG_CONFIG_HOME"
ONLY_ITS_OWNER = 0o600
OTHERS = 0o077


def session_path(environment: Mapping[str, str]) -> Path:
    """The file of the session: ``canbao/session`` below XDG_CONFIG_HOME, else below ``~/.config``."""
    named = Path(environment.get(CONFIG) or "")
    folder = named if named.is_absolute() else Path(environment.get("HOME") or Path.home()) / ".config"
    return folder / "canbao" / "session"


def kept_token(environment: Mapping[str, str]) -> str:
    """The token of the session; empty when there is none. Raises BadInputError for a file that others may read."""
    given = environment.get(SESSION, "").strip()
    if given:
        return given
    path = session_path(environment)
    try:
        with path.open(encoding="ascii", errors="replace") as file:
            status = os.fstat(file.fileno())
            refuse_open(path, status)
            return file.read().strip()
    except FileNotFoundError:
        return ""
    except OSError as error:
        raise BadInputError([finding("file_unreadable", str(path), reason=error.strerror or str(error))]) from error


def refuse_open(path: Path, status: os.stat_result) -> None:
    """Raise BadInputError for a file that others than its owner may read or write, or that is somebody else's."""
    if os.name == "posix" and (status.st_mode & OTHERS or status.st_uid != os.geteuid()):
        raise BadInputError([finding("session_file_open", str(path), mode=f"{stat.S_IMODE(status.st_mode):03o}")])


def keep_token(environment: Mapping[str, str], token: str) -> Path:
    """Keep a token in place of the one before; the file. Raises BadInputError."""
    path = session_path(environment)
    new = path.with_name(f".session.{os.getpid()}")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        new.unlink(missing_ok=True)
        file = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, ONLY_ITS_OWNER)
        with os.fdopen(file, "w", encoding="ascii") as writing:
            writing.write(token + "\n")
        new.replace(path)
    except OSError as error:
        reason = error.strerror or str(error)
        raise BadInputError([finding("session_file_unwritable", str(path), reason=reason)]) from error
    return path


def forget_token(environment: Mapping[str, str], token: str) -> bool:
    """Remove the file when it holds this token; whether it did."""
    path = session_path(environment)
    try:
        if path.read_text(encoding="ascii", errors="replace").strip() != token:
            return False
        path.unlink()
    except FileNotFoundError:
        return False
    return True
