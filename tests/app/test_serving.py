"""The service as processes: it begins, tells where it is, is stopped, renewed and hurt, and loses no request."""

from __future__ import annotations

import json
import os
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import ExitStack, closing
from http.client import HTTPConnection
from pathlib import Path
from threading import Event, Thread
from time import sleep
from typing import Any

import pytest

from tests.app.running import STOP_SECONDS, Service, children_of, once, running, told_of, until

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="looks at processes by /proc; other systems: from 2027 on"
)

BORN, PAID_ON = "1971-07-23", "2025-11-17"
CASE = {
    "case": 1,
    "place": "430000",
    "person": {"born": BORN},
    "history": [{"year": year, "resident": True, "paid_in_window": True} for year in range(2011, 2026)],
    "enrolment": {"year": 2026, "paid_on": PAID_ON},
}
JSON = {"Content-Type": "application/json"}
BATCH_CASES = 1_500
FLOOD = 100
HEAVY = CASE | {f"unknown{number}": 1 for number in range(5_000)}
"""A case with so much that is wrong that telling it takes a while."""
ASKING_THREADS = 4


def asked(connection: HTTPConnection, path: str, body: Any = None) -> tuple[int, bytes]:
    """Status and content of one answer, read to its end."""
    if body is None:
        connection.request("GET", path)
    else:
        connection.request("POST", path, json.dumps(body), JSON)
    answer = connection.getresponse()
    return answer.status, answer.read()


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A service of two workers, begun in another folder, for the tests that leave it whole."""
    with running(cwd=tmp_path_factory.mktemp("elsewhere")) as begun:
        yield begun


class Asking:
    """Threads that ask without a pause: some with a connection for each request, others with one they keep while it
    may be kept."""

    def __init__(self, service: Service) -> None:
        self.service, self.over = service, Event()
        self.answered, self.failed = 0, list[str]()
        self.threads = [Thread(target=self.ask, args=(number % 2 == 0,)) for number in range(ASKING_THREADS)]

    def ask(self, keeps: bool) -> None:
        """One thread."""
        connection = self.service.connection()
        while not self.over.is_set():
            try:
                for path, body in (("/api/v1/health/live", None), ("/api/v1/determinations", CASE), ("/privacy", None)):
                    status, content = asked(connection, path, body)
                    if status != 200 or not content:
                        self.failed.append(f"{path}: {status}")
                    self.answered += 1
                    if not keeps:
                        connection.close()
            except OSError as error:
                self.failed.append(f"{type(error).__name__} {error}")
                connection.close()
            sleep(0.005)
        connection.close()

    def __enter__(self) -> Asking:
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.over.set()
        for thread in self.threads:
            thread.join(STOP_SECONDS)


@pytest.mark.parametrize(("lang", "words"), [("zh", "服务已就绪"), ("en", "Serving at")])
def test_once_says_where_it_is_and_ends(lang: str, words: str) -> None:
    """As a machine that builds it asks for: it began, it answered, it ended well."""
    ended = once("--once", "--port", "0", "--lang", lang)
    assert ended.returncode == 0, ended.stderr
    assert words in ended.stdout
    assert "http://127.0.0.1:" in ended.stdout
    assert ended.stderr == ""


def test_a_port_in_use_is_told_with_what_to_do() -> None:
    """No trace, no half-begun service: a finding."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        ended = once("--port", str(port), "--lang", "en")
    assert ended.returncode == 2
    told = ended.stdout + ended.stderr
    assert f"127.0.0.1:{port}" in told
    assert "--port" in told
    assert "Traceback" not in told


def test_without_a_port_the_first_free_one_is_taken() -> None:
    """From 8000 on; one that is in use is passed over. The language is the one of the locale."""
    with socket.socket() as taken:
        try:
            taken.bind(("127.0.0.1", 8000))
            taken.listen()
        except OSError:
            pass  # somebody else has it: just as well
        ended = once("--once", LANG="en_GB.UTF-8")
    assert ended.returncode == 0, ended.stderr
    assert "Serving at" in ended.stdout
    port = int(ended.stdout.partition("http://127.0.0.1:")[2].partition("/")[0])
    assert 8000 < port < 8020


def test_a_faulty_overlay_is_told_where_it_is(tmp_path: Path) -> None:
    """With file and line, before anything begins."""
    overlay = tmp_path / "ours.yaml"
    overlay.write_text('overlay: 1\nplace: "430000"\nvalues:\n  premium.persnal: []\n', encoding="utf-8")
    ended = once("--once", "--port", "0", "--overlay", str(overlay), "--lang", "en")
    assert ended.returncode == 2
    told = (ended.stdout + ended.stderr).replace("\n", "")
    assert "ours.yaml:" in told
    assert "Traceback" not in told


def test_it_runs_from_any_folder(service: Service) -> None:
    """Packs, templates, words and assets come with it."""
    connection = service.connection()
    for path in ("/", "/law/430000", "/calculator", "/api", "/api/v1/openapi.json"):
        assert asked(connection, path)[0] == 200
    connection.close()


def test_renewing_the_workers_loses_no_request(service: Service) -> None:
    """SIGHUP under a steady stream: every request is answered, and afterwards others answer."""
    before = service.workers()
    with Asking(service) as asking:
        sleep(0.3)
        service.tell(signal.SIGHUP)
        until(lambda: len(service.workers()) == len(before) and not service.workers() & before)
        sleep(0.3)
    assert asking.failed == []
    assert asking.answered > ASKING_THREADS * 10


def test_a_worker_that_is_killed_is_replaced(service: Service) -> None:
    """The others answer in the meantime; what the dead one had in hand is lost, and nothing else."""
    before = service.workers()
    killed = min(before)
    os.kill(killed, signal.SIGKILL)
    connection = service.connection()
    assert asked(connection, "/api/v1/determinations", CASE)[0] == 200
    connection.close()
    until(lambda: len(service.workers()) == len(before) and killed not in service.workers())
    until(lambda: is_answered(service))


def test_a_worker_that_dies_before_it_answers_the_supervisor_holds_nothing_up(service: Service) -> None:
    """It is asked whether it lives twice a second; one that stands still is waited for, one that then dies is not."""
    before = service.workers()
    killed = min(before)
    os.kill(killed, signal.SIGSTOP)
    sleep(1.5)
    os.kill(killed, signal.SIGKILL)
    until(lambda: len(service.workers()) == len(before) and killed not in service.workers())


def is_answered(service: Service) -> bool:
    """Whether a new connection is answered."""
    connection = service.connection()
    try:
        return asked(connection, "/api/v1/health/ready")[0] == 200
    except OSError:
        return False
    finally:
        connection.close()


def test_nothing_of_a_person_is_said_aloud(service: Service) -> None:
    """Neither of a case that is decided, nor of one that is refused, nor of an address that does not exist."""
    connection = service.connection()
    assert asked(connection, "/api/v1/determinations", CASE)[0] == 200
    assert asked(connection, "/api/v1/determinations", {**CASE, "person": {"born": BORN, "name": "王小明"}})[0] == 422
    assert asked(connection, f"/nothing/{BORN}?paid={PAID_ON}")[0] == 404
    connection.request(
        "POST", "/calculator/open", b"--x\r\n\r\n" + BORN.encode(), {"Content-Type": "multipart/form-data; boundary=x"}
    )
    assert connection.getresponse().read()
    connection.close()
    said = "".join(service.said)
    assert not [word for word in (BORN, PAID_ON, "王小明", "born") if word in said], said


def test_what_was_asked_is_answered_before_it_stops() -> None:
    """SIGTERM while a batch is at work: the batch is answered in full, nothing new is taken, and all ended well."""
    with running(workers=1) as service:
        connection = service.connection()
        cases = json.dumps([CASE] * BATCH_CASES)
        connection.request("POST", "/api/v1/determinations/batch?detail=result", cases, JSON)
        answer = connection.getresponse()  # its head is here: the batch is at work
        service.tell(signal.SIGTERM)
        answers = json.loads(answer.read())
        connection.close()
        assert len(answers) == BATCH_CASES
        assert all(one["circumstance"] == "in_window" for one in answers[:: BATCH_CASES // 10]), answers[0]
        assert service.ended() == 0
        assert not is_answered(service)
        assert "Traceback" not in "".join(service.said)


@pytest.mark.parametrize("word", [signal.SIGTERM, signal.SIGHUP])
def test_a_batch_that_other_processes_decide_is_answered_before_they_end(word: signal.Signals) -> None:
    """With several workers a large batch is decided beside them; a stop or a renewal waits for it, and leaves none."""
    with running() as service:
        connection = service.connection()
        cases = json.dumps([CASE] * BATCH_CASES)
        connection.request("POST", "/api/v1/determinations/batch?detail=result", cases, JSON)
        answer = connection.getresponse()
        until(lambda: len(beside(service)) == 2)
        deciding = beside(service)
        service.tell(word)
        assert len(json.loads(answer.read())) == BATCH_CASES
        connection.close()
        until(lambda: not any(told_of(pid, "cmdline") for pid in deciding))
        if word == signal.SIGTERM:
            assert service.ended() == 0
        assert "Traceback" not in "".join(service.said)


def test_processes_that_decide_do_not_outlive_a_worker_that_is_killed() -> None:
    with running() as service:
        path = "/api/v1/determinations/batch?detail=result"
        with closing(service.connection()) as connection:
            assert asked(connection, path, [CASE] * BATCH_CASES)[0] == 200
        deciding = beside(service)
        assert deciding
        for worker in service.workers():
            os.kill(worker, signal.SIGKILL)
        until(lambda: not any(told_of(pid, "cmdline") for pid in deciding))
        until(lambda: len(service.workers()) == 2)
        with closing(service.connection()) as connection:
            assert asked(connection, path, [CASE] * BATCH_CASES)[0] == 200


def beside(service: Service) -> set[int]:
    """The processes that decide for the workers."""
    return {pid for worker in service.workers() for pid in children_of(worker)}


def test_more_than_can_be_answered_is_told_so_and_then_all_is_well() -> None:
    """Seconds of work wait when a worker that was held up goes on: some are told to come back, none waits for ever."""
    path, statuses = "/api/v1/determinations", list[int]()
    with running(workers=1) as service, ExitStack() as closed:
        (worker,) = service.workers()
        os.kill(worker, signal.SIGSTOP)
        flood = [closed.enter_context(closing(service.connection())) for _ in range(FLOOD)]
        for connection in flood:
            connection.request("POST", path, json.dumps(HEAVY), JSON)
        os.kill(worker, signal.SIGCONT)
        for connection in flood:
            answer = connection.getresponse()
            answer.read()
            statuses.append(answer.status)
        assert set(statuses) == {422, 503}
        sleep(0.5)
        with closing(service.connection()) as connection:
            assert asked(connection, "/api/v1/determinations", CASE)[0] == 200
