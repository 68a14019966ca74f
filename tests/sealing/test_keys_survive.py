"""A key ring survives whatever ends the process that changes it, and several that change it at once."""

from __future__ import annotations

import json
import random
import signal
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

from canbao.sealing.keys import create_ring, open_ring

TODAY = date(2026, 11, 29)
ADD = """
import sys
from datetime import date
from pathlib import Path
from canbao.sealing.keys import add_data_key, open_ring
folder, times = Path(sys.argv[1]), int(sys.argv[2])
print("ready", flush=True)
sys.stdin.readline()
for _ in range(times):
    add_data_key(open_ring(folder), date(2026, 11, 29))
"""
FOR_EVER = 60_000
EACH = 20
"""Keys that each process adds."""


def adding(folder: Path, times: int) -> subprocess.Popen[str]:
    """A process that will add data keys one by one, and is ready to."""
    command = [sys.executable, "-c", ADD, str(folder), str(times)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def begin(process: subprocess.Popen[str]) -> None:
    """Let it begin."""
    assert process.stdin is not None
    process.stdin.write("\n")
    process.stdin.flush()


def test_a_kill_at_any_step_leaves_the_old_ring_or_the_new_one(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.sealing.killed_at_every_step", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    steps = json.loads(done.stdout)
    assert set(steps) == {"create", "add_data_key", "add_token_key", "retire", "change_master"}
    assert min(steps.values()) >= 6


def test_a_kill_at_any_moment_loses_no_key_that_was_there(tmp_path: Path) -> None:
    folder = tmp_path / "keys"
    create_ring(folder, TODAY)
    draw = random.Random(5)
    for _ in range(6):
        before = open_ring(folder)
        process = adding(folder, FOR_EVER)
        begin(process)
        time.sleep(draw.uniform(0, 0.1))
        process.send_signal(signal.SIGKILL)
        assert process.wait() == -signal.SIGKILL
        process.communicate()
        after = open_ring(folder)
        assert after.data_keys[: len(before.data_keys)] == before.data_keys
    assert len(after.data_keys) > 1


def test_processes_that_add_keys_at_once_lose_none_of_each_others(tmp_path: Path) -> None:
    folder = tmp_path / "keys"
    create_ring(folder, TODAY)
    processes = [adding(folder, EACH) for _ in range(3)]
    for process in processes:
        begin(process)
    for process in processes:
        process.communicate()
        assert process.returncode == 0
    assert [key.id for key in open_ring(folder).data_keys] == list(range(1, 2 + 3 * EACH))
