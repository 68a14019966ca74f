"""Acts on a key ring, each killed at every step in turn: run by ``test_keys_survive.py`` as a process of its own.

A step is anything the act asks of the file system that Python announces (opening, renaming, removing, locking). For
every step a copy of this process does the act and kills itself there; then what is left must open, and the act must
succeed when it is done again. Prints, for each act, how many steps it has.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
from collections.abc import Callable
from datetime import date
from itertools import count
from pathlib import Path

from canbao.sealing.keys import add_data_key, add_token_key, change_master, create_ring, open_ring, retire
from canbao.sealing.ring import KeyRing

TODAY = date(2026, 11, 29)
ELSEWHERE = bytes(range(16))
STEPS = {"open", "os.mkdir", "os.rename", "os.remove", "fcntl.flock"}

Act = Callable[[Path], KeyRing]


def create(folder: Path) -> KeyRing:
    """A ring where there is none."""
    return create_ring(folder, TODAY)


ACTS: dict[str, Act] = {
    "create": create,
    "add_data_key": lambda folder: add_data_key(open_ring(folder), TODAY),
    "add_token_key": lambda folder: add_token_key(open_ring(folder), TODAY),
    "retire": lambda folder: retire(open_ring(folder), "data", 1),
    "change_master": lambda folder: change_master(open_ring(folder)),
}


def main(folder: Path) -> None:
    """Try every act."""
    steps = {}
    for name, act in ACTS.items():
        prepared = folder / name
        if name != "create":
            add_data_key(create_ring(prepared, TODAY), TODAY)
        steps[name] = try_every_step(act, prepared)
    sys.stdout.write(json.dumps(steps))


def try_every_step(act: Act, prepared: Path) -> int:
    """Kill the act at every step; the number of steps until it is done."""
    step = 1
    while True:
        folder = prepared.with_name(f"{prepared.name}-{step}")
        if prepared.exists():
            shutil.copytree(prepared, folder)
        if not killed_at(act, folder, step):
            return step - 1
        look_at(act, prepared, folder)
        step += 1


def killed_at(act: Act, folder: Path, step: int) -> bool:
    """Do the act in another process that kills itself before a step; whether it came to that step."""
    child = os.fork()
    if not child:
        sys.addaudithook(killer(step))
        act(folder)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0
    return os.WIFSIGNALED(status)


def killer(step: int) -> Callable[[str, object], None]:
    """What kills this process before its step with the number ``step``, counted from 1."""
    steps = count(1)

    def watch(event: str, _arguments: object) -> None:
        if event in STEPS and next(steps) == step:
            os.kill(os.getpid(), signal.SIGKILL)

    return watch


def look_at(act: Act, prepared: Path, folder: Path) -> None:
    """What a kill left is the ring before or after; the act done again succeeds and leaves nothing over."""
    if (folder / "ring.json").exists():
        left = secrets_of(open_ring(folder))
        before = secrets_of(open_ring(prepared)) if prepared.exists() else set()
        assert left >= before
    elif prepared.exists():
        raise AssertionError("the ring is gone")
    if act is create and (folder / "ring.json").exists():
        return
    now = act(folder)
    assert open_ring(folder) == now
    assert now.master is not None
    assert {file.name for file in folder.iterdir()} == {"ring.json", f"master-{now.master.id}.key"}


def secrets_of(ring: KeyRing) -> set[bytes]:
    """The keys of a ring."""
    return {key.secret for key in (*ring.data_keys, *ring.token_keys)}


if __name__ == "__main__":
    main(Path(sys.argv[1]))
