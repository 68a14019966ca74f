"""Compiling: the one place that knows Numba, and the folder in which machine code is kept.

Machine code on disk does not notice that a rule changed. So the folder is named by a digest of every source that is
compiled, of the compiler and of the Python that ran it: an edited rule finds no code and is compiled.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from threading import Lock
from typing import Any

from canbao.basis.compilable import COMPILABLE

SOURCES = ("canbao.rules", "canbao.basis", "canbao.population")
"""The packages whose sources may be compiled; a change of any of them is a change of the code."""
COMPILERS = ("numba", "llvmlite", "numpy")
KEPT = 4
"""Folders of machine code kept; older ones are removed when a new one is made."""
CACHE = "CANBAO_CACHE"
"""The environment variable that names the folder for machine code; default: the user's cache folder."""

Notice = Callable[[str], None]


@cache
def sources_digest() -> str:
    """The digest of everything that decides what the machine code does."""
    digest = sha256()
    for package in SOURCES:
        for name, entry in sorted(_sources(files(package), package)):
            digest.update(name.encode() + b"\0" + entry.read_bytes() + b"\0")
    for compiler in COMPILERS:
        digest.update(f"{compiler} {version(compiler)}\0".encode())
    digest.update(sys.version.encode())
    return digest.hexdigest()


def _sources(folder: Traversable, path: str) -> Iterator[tuple[str, Traversable]]:
    for entry in folder.iterdir():
        if entry.is_dir():
            yield from _sources(entry, f"{path}.{entry.name}")
        elif entry.name.endswith(".py"):
            yield f"{path}.{entry.name}", entry


def cache_root() -> Path:
    """Where folders of machine code lie."""
    given = os.environ.get(CACHE) or os.environ.get("XDG_CACHE_HOME")
    return Path(given) / "canbao" if given else Path.home() / ".cache" / "canbao"


@cache
def cache_folder() -> Path:
    """The folder of this very code, made if missing; a folder of this process alone where none can be made."""
    folder = cache_root() / f"compiled-{sources_digest()[:16]}"
    try:
        is_new = not folder.exists()
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)  # what lies here is run
        if not os.access(folder, os.W_OK):
            raise PermissionError(folder)
    except OSError:
        return Path(tempfile.mkdtemp(prefix="canbao-compiled-"))
    if is_new:
        _remove_old(folder)
    else:
        os.utime(folder)
    return folder


def _remove_old(folder: Path) -> None:
    others = [other for other in folder.parent.glob("compiled-*") if other != folder]
    for other in sorted(others, key=lambda path: path.stat().st_mtime, reverse=True)[KEPT - 1 :]:
        shutil.rmtree(other, ignore_errors=True)


DRAWN_IN = {"forceinline": True, "error_model": "numpy", "no_cpython_wrapper": True, "no_cfunc_wrapper": True}
"""How the rules are compiled: into their caller, without what Python or C would need to call them by themselves."""
_REGISTERED: set[Callable[..., Any]] = set()


def register() -> None:
    """Let compiled functions call every rule, as it stands; each call but the calendar's is drawn into its caller."""
    from numba.extending import register_jitable

    from canbao.population.apart import register_apart

    if not _REGISTERED:
        _REGISTERED.update(register_apart())
    for function in COMPILABLE:
        if function not in _REGISTERED:
            _REGISTERED.add(function)
            register_jitable(**DRAWN_IN)(function)


def compiled(function: Callable[..., Any], notice: Notice | None = None) -> Any:
    """A function compiled on its first call, or its machine code from disk; it runs without holding the interpreter.

    It may call whatever is ``@compilable`` and imported by now. notice: is told when there is nothing on disk, so that
    compiling, which takes some seconds, happens on first use.
    """
    import numba

    register()
    numba.config.CACHE_DIR = str(cache_folder())
    if notice is not None and not is_on_disk(function):
        notice(function.__name__)
    return Compiled(numba.njit(nogil=True, error_model="numpy", cache=True)(function))


class Compiled:
    """A compiled function. Its first call holds a lock: of several processes one compiles, the others wait."""

    def __init__(self, dispatcher: Any) -> None:
        self.dispatcher = dispatcher

    def __call__(self, *given: Any) -> Any:
        if self.dispatcher.nopython_signatures:
            return self.dispatcher(*given)
        with _THREADS, compiling_alone():
            return self.dispatcher(*given)


_THREADS = Lock()


@contextmanager
def compiling_alone() -> Iterator[None]:
    """While this process alone compiles into the folder; where there are no such locks, beside others."""
    try:
        import fcntl
    except ImportError:
        yield
        return
    with (cache_folder() / "lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def is_on_disk(function: Callable[..., Any]) -> bool:
    """Whether machine code of the function lies in the folder."""
    return any(cache_folder().rglob(f"*.{function.__name__}-*.nbc"))
