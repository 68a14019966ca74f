"""Workers seal with the keys of the ring, show them to nobody, and end with the process that started them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.unit.sealing.rings import NUMBER, new_ring

from canbao.basis.errors import BadInputError
from canbao.basis.finding_codes import finding
from canbao.sealing import bulk
from canbao.sealing.ring import KeyRing
from canbao.sealing.seals import SealBrokenError, Seals
from canbao.sealing.tokens import Tokens
from canbao.sealing.workers import WORTH_IT, Sealing, SealingWorkerLostError, SealingWorkers

PATIENCE = 30
"""Seconds that a process may take to end."""


@pytest.fixture
def ring(tmp_path: Path) -> KeyRing:
    return new_ring(tmp_path)


def prepare(sealing: Sealing, rows: range) -> tuple[list[bytes], list[bytes]]:
    """Tokens and seals of made-up names, as an import makes them."""
    names = [f"张{row}" for row in rows]
    tokens = bulk.name_tokens(sealing.tokens, names)
    return tokens, bulk.sealed_column(sealing.seals, names, "person_name", list(rows), "name")


def who_are_you(_: Sealing, __: int) -> tuple[int, bytes]:
    """The worker's number, and all that other users of the machine might see of it."""
    own = Path("/proc/self")
    return os.getpid(), (own / "cmdline").read_bytes() + (own / "environ").read_bytes()


def fail(_: Sealing, chunk: int) -> int:
    """A fault of the work itself."""
    raise ValueError(f"chunk {chunk}")


def refuse(_: Sealing, chunk: int) -> int:
    """Bad input."""
    raise BadInputError([finding("empty_file", f"chunk {chunk}")])


def die(_: Sealing, chunk: int) -> int:
    """A kill, as by a machine without memory."""
    if chunk == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return chunk


def test_chunks_come_back_in_order_with_the_tokens_and_seals_of_the_ring(ring: KeyRing) -> None:
    tokens, seals = Tokens(ring), Seals(ring)
    chunks = [range(at, at + 50) for at in range(0, 500, 50)]
    with SealingWorkers(ring) as workers:
        done = list(workers.map(prepare, chunks))
    for rows, (found, sealed) in zip(chunks, done, strict=True):
        names = [f"张{row}" for row in rows]
        assert found == [tokens.of_name(name) for name in names]
        assert bulk.unsealed_column(seals, sealed, "person_name", list(rows), "name") == names
    assert len({value[3:15] for _, sealed in done for value in sealed}) == 500


def test_keys_stand_in_no_argument_and_no_environment(ring: KeyRing) -> None:
    assert ring.master is not None
    secrets = [ring.master.secret, *(key.secret for key in (*ring.data_keys, *ring.token_keys))]
    with SealingWorkers(ring) as workers:
        seen = list(workers.map(who_are_you, range(8)))
    for worker, shown in seen:
        assert worker != os.getpid()
        assert b"spawn_main" in shown
        for secret in secrets:
            assert secret not in shown
            assert secret.hex().encode() not in shown


def test_chunks_are_drawn_as_they_are_needed(ring: KeyRing) -> None:
    drawn = []

    def chunks() -> Iterator[range]:
        for at in range(100):
            drawn.append(at)
            yield range(at, at + 1)

    with SealingWorkers(ring, processes=1) as workers:
        next(workers.map(prepare, chunks()))
    assert len(drawn) <= WORTH_IT + 1


@pytest.mark.parametrize(("chunks", "is_here"), [(0, True), (WORTH_IT - 1, True), (WORTH_IT, False)])
def test_a_few_chunks_are_worked_on_here(ring: KeyRing, chunks: int, is_here: bool) -> None:
    with SealingWorkers(ring, processes=1) as workers:
        seen = {number for number, _ in workers.map(who_are_you, range(chunks))}
    assert seen <= {os.getpid()} if is_here else os.getpid() not in seen


def test_what_the_work_raises_is_raised(ring: KeyRing) -> None:
    with SealingWorkers(ring, processes=1) as workers, pytest.raises(ValueError, match="chunk 0"):
        list(workers.map(fail, range(WORTH_IT)))


def test_bad_input_is_told_with_its_findings(ring: KeyRing) -> None:
    with SealingWorkers(ring, processes=1) as workers, pytest.raises(BadInputError) as caught:
        list(workers.map(refuse, range(WORTH_IT)))
    assert caught.value.findings == (finding("empty_file", "chunk 0"),)


def test_a_worker_that_is_killed_is_told(ring: KeyRing) -> None:
    with SealingWorkers(ring, processes=1) as workers, pytest.raises(SealingWorkerLostError):
        list(workers.map(die, range(100)))


PARENT = """
import sys, time
from pathlib import Path
from canbao.sealing.keys import open_ring
from canbao.sealing.workers import SealingWorkers
from tests.sealing.test_workers import who_are_you
if __name__ == "__main__":
    with SealingWorkers(open_ring(Path(sys.argv[1]))) as workers:
        for worker, _ in workers.map(who_are_you, range(20)):
            print(worker, flush=True)
        print("done", flush=True)
        time.sleep(600)
"""


def test_workers_end_with_the_process_that_started_them_also_when_it_is_killed(tmp_path: Path) -> None:
    new_ring(tmp_path)
    script = tmp_path / "parent.py"
    script.write_text(PARENT)
    command = [sys.executable, str(script), str(tmp_path / "keys")]
    here = [str(Path(__file__).parents[2]), *filter(None, [os.environ.get("PYTHONPATH")])]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(here)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as parent:
        assert parent.stdout is not None
        workers = {int(line) for line in iter(parent.stdout.readline, "done\n")}
        assert workers
        assert all(is_running(worker) for worker in workers)
        parent.kill()
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and any(map(is_running, workers)):
        time.sleep(0.05)
    left = [worker for worker in workers if is_running(worker)]
    for worker in left:
        os.kill(worker, signal.SIGKILL)
    assert left == []


def is_running(process: int) -> bool:
    """Whether there is such a process that has not ended."""
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def test_a_broken_seal_is_told_from_a_worker_without_what_was_sealed(ring: KeyRing) -> None:
    with SealingWorkers(ring, processes=1) as workers, pytest.raises(SealBrokenError) as caught:
        list(workers.map(open_elsewhere, [Seals(ring).seal(NUMBER, "person_certificate|1|number")] * WORTH_IT))
    assert caught.value.where == "person_certificate|2|number"
    assert NUMBER not in str(caught.value) + repr(caught.value) + repr(caught.value.__cause__)


def open_elsewhere(sealing: Sealing, sealed: bytes) -> str:
    """Open a value in the wrong row."""
    return sealing.seals.unseal(sealed, "person_certificate|2|number")
