"""A run on a cluster gives the answers of this machine, bit for bit, or says clearly why it gives none.

Each test runs on the Sail server of the wheel ``pysail``; with all tests in full, also on Spark itself, where there is
a Java to run it.
Long because both servers are started once, for all tests.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from threading import Thread
from types import SimpleNamespace
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq
import pytest
from tests.agreement.generate import plain_case
from tests.population.rows_of_cases import people_batch, row_of
from tests.sizes import IS_FULL

from canbao import __version__
from canbao.basis.errors import BadInputError
from canbao.basis.findings import Finding
from canbao.casework.case import Case
from canbao.policy.library import Library, shipped_places
from canbao.policy.policies import Policies
from canbao.population import spark as on_spark
from canbao.population.answers import answers_schema
from canbao.population.engine import counter, decide_batch, kernel
from canbao.population.law import LawTable
from canbao.population.manifest import MANIFEST, Options
from canbao.population.run import Report
from canbao.population.spark import determine_on_spark
from canbao.population.spark_session import check_version
from canbao.population.spark_worker import LawNotShippedError, gathered, law_digest, opened, shipment_of, warm
from canbao.population.summary import summed

pytestmark = [
    pytest.mark.filterwarnings("ignore::ResourceWarning"),  # the client leaves its channels to the collector
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning:pyspark"),
    pytest.mark.filterwarnings("ignore::FutureWarning:pyspark"),
]

CASES = 5_000
SEED = 20250103
LONG_STREAKS = (23, 40)
COVERED = 3
SECONDS_TO_START = 60
SECONDS_TO_REFUSE = 10
OPTIONS_OF_A_RUN = ("as_of", "known_on", "interpretations")
CONNECT = "org.apache.spark.sql.connect.service.SparkConnectServer"


@pytest.fixture(scope="module", params=["sail", "jvm"] if IS_FULL else ["sail"])
def remote(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server on this machine."""
    if request.param == "sail":
        yield from sail()
    elif shutil.which("java") is None:
        pytest.skip("Spark itself needs a Java, and there is none on PATH; until 2027-12-31")
    else:
        yield from jvm(tmp_path_factory.mktemp("spark"))


def sail() -> Iterator[str]:
    """A Sail server inside this process."""
    from pysail.spark import SparkConnectServer

    server = SparkConnectServer()
    server.start(background=True)
    host, port = server.listening_address or ("", 0)
    yield f"sc://{host}:{port}"
    server.stop()


def jvm(folder: Path) -> Iterator[str]:
    """A Spark of its own, with two workers; ended at the end."""
    import pyspark

    home, port = Path(pyspark.__file__).parent, free_port()
    settings = {
        "spark.ui.enabled": "false",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
        "spark.connect.grpc.binding.address": "127.0.0.1",
        "spark.connect.grpc.binding.port": str(port),
        "spark.sql.shuffle.partitions": "2",
        "spark.local.dir": str(folder),
    }
    command = [str(home / "bin" / "spark-submit"), "--master", "local[2]", "--driver-memory", "1g", "--class", CONNECT]
    for name, value in settings.items():
        command += ["--conf", f"{name}={value}"]
    environment = os.environ | {
        "SPARK_HOME": str(home),
        "PYSPARK_PYTHON": sys.executable,
        "SPARK_LOCAL_IP": "127.0.0.1",
    }
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen([*command, "spark-internal"], env=environment, cwd=folder, stdout=log, stderr=log)
        try:
            wait_for(port, server)
            yield f"sc://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait()


def free_port() -> int:
    """A port of this machine that nothing listens on."""
    with closing(socket.create_server(("127.0.0.1", 0))) as listening:
        return int(listening.getsockname()[1])


def wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    """Wait until a server listens."""
    for _ in range(SECONDS_TO_START * 5):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            assert server.poll() is None, "the server ended; see its log"
            time.sleep(0.2)
        else:
            return
    raise AssertionError("the server did not start")


def table() -> LawTable:
    """The law that is shipped with canbao."""
    return LawTable(Policies(Library()))


def streak(years: int) -> dict[str, Any]:
    """A row covered and paid in the window for so many years before 2026."""
    return SOUND | {"person_id": f"streak-{years}", "history": [COVERED] * years, "history_ends": 2025}


@pytest.fixture(scope="module")
def rows() -> list[dict[str, Any]]:
    """Random cases of every place, long histories, and rows that are refused for one reason or another."""
    rng, places, drawn = random.Random(SEED), shipped_places(), []
    for number in range(CASES):
        case = plain_case(rng, places[number % len(places)], switches=False)
        own = {name: value for name, value in case.items() if name not in OPTIONS_OF_A_RUN}
        drawn.append(row_of(Case.model_validate(own | {"id": f"p{number:05d}"}), number))
    SOUND.update(next(row for row in drawn if row["paid_on"] and not row["events"] and row["year"] == 2026))
    SOUND.update(born=SOUND["born"].replace(year=1960), aid=[], circumstance=None, history_known_from=None)
    wrong: list[dict[str, Any]] = [
        {"place": None},
        {"place": 123},
        {"place": 999999},
        {"year": None},
        {"year": 1999},
        {"circumstance": "no_such"},
        {"paid_on": SOUND["born"].replace(year=1900)},
        {"events": [{"kind": "no_such", "on": SOUND["born"]}]},
        {"history": None},
    ]
    faulty = [{**SOUND, "person_id": f"wrong-{number}", **change} for number, change in enumerate(wrong)]
    return [*drawn, *(streak(years) for years in LONG_STREAKS), *faulty]


SOUND: dict[str, Any] = {}
"""A row that is decided; taken from those drawn."""


@pytest.fixture(scope="module")
def people(rows: list[dict[str, Any]], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The rows in three files; one of them leaves out a column that all its rows have null."""
    folder = tmp_path_factory.mktemp("people")
    batch = people_batch(rows)
    part = len(rows) // 3
    for number, first in enumerate((0, part, 2 * part)):
        piece = batch.slice(first, part if number < 2 else None)
        pq.write_table(pa.Table.from_batches([piece]), folder / f"part-{number}.parquet")
    lacking = pa.Table.from_batches([people_batch([streak(5)])]).drop_columns(["repair_years", "aid"])
    pq.write_table(lacking, folder / "a-part.parquet")
    return folder


@pytest.fixture(scope="module")
def local(rows: list[dict[str, Any]]) -> Any:
    """The answers of this machine."""
    return decide_batch(people_batch([*rows, streak(5) | {"repair_years": None, "aid": None}]), table())


@pytest.fixture(scope="module")
def run(remote: str, people: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Report, Path]:
    """One run of all rows."""
    out = tmp_path_factory.mktemp("run") / "answers"
    return determine_on_spark(remote, str(people), str(out), table(), Options()), out


def by_person(rows: Any) -> Any:
    """Rows in the order of their persons."""
    return rows.sort_by("person_id")


def refusal(remote: str, source: Path | str, out: Path | str) -> Finding:
    """The one finding with which a run is refused."""
    with pytest.raises(BadInputError) as raised:
        determine_on_spark(remote, str(source), str(out), table(), Options())
    (found,) = raised.value.findings
    return found


def test_the_answers_are_those_of_this_machine(run: tuple[Report, Path], local: Any) -> None:
    """Every column of every row, and the same types but for names, which are text."""
    _, out = run
    written = ds.dataset(out).to_table()
    expected = pa.Table.from_batches([local.answers]).cast(written.schema)
    assert [str(field.type) for field in written.schema] == [
        str(field.type.value_type if pa.types.is_dictionary(field.type) else field.type)
        for field in answers_schema(pa.string())
    ]
    assert written.schema.names == local.answers.schema.names
    assert by_person(written).to_pylist() == by_person(expected).to_pylist()
    assert written.num_rows > CASES * 0.9


def test_refused_rows_lie_apart_with_all_they_held_and_their_reasons(
    run: tuple[Report, Path], rows: list[dict[str, Any]], local: Any
) -> None:
    report, out = run
    refused = by_person(read_rejects(out)).to_pylist()
    given = {row["person_id"]: row for row in rows}
    assert len(refused) == report.manifest.refused == np.count_nonzero(local.faults) >= 9
    for row in refused:
        assert row.pop("reasons")
        assert row == given[row["person_id"]]


def read_rejects(out: Path) -> Any:
    """The refused rows of a run."""
    return pa.concat_tables([pq.read_table(path) for path in sorted((out / "_rejects").glob("*.parquet"))])


def test_the_summary_and_the_manifest_are_those_of_this_machine(run: tuple[Report, Path], local: Any) -> None:
    report, out = run
    assert report.counties == summed(local.counties)
    (line,) = [path.read_text(encoding="utf-8") for path in (out / MANIFEST).glob("*.txt")]
    manifest = json.loads(line)
    assert manifest["rows"] == manifest["answered"] + manifest["refused"] == len(local.faults)
    assert (manifest["engine"], len(manifest["inputs"])) == ("spark", 4)
    assert manifest["policies"]
    assert manifest["policies"] == {key: report.manifest.policies[key] for key in manifest["policies"]}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"rules": "sha256:0", "version": "0.0.9"}, "canbao 0.0.9, rules sha256:0"),
        ({"digest": "sha256:1"}, "sha256:1"),
    ],
)
def test_workers_with_other_rules_or_another_law_decide_nobody(
    remote: str,
    people: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    change: dict[str, Any],
    said: str,
) -> None:
    shipped = on_spark.shipped
    monkeypatch.setattr(on_spark, "shipped", lambda *given: shipped(*given)._replace(**change))
    found = refusal(remote, people, tmp_path / "out")
    assert found.code == "workers_differ"
    assert said in found.message.en
    assert __version__ in found.message.zh
    assert not (tmp_path / "out" / MANIFEST).exists()


def test_a_place_that_the_driver_did_not_see_stops_the_run(
    remote: str, people: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Never is it taken for a place that no pack covers."""
    monkeypatch.setattr(on_spark, "read_distinct", lambda _: ([430000], [2026]))
    found = refusal(remote, people, tmp_path / "out")
    assert found.code == "spark_failed"
    assert "the law sent was made without it" in found.message.en
    assert not (tmp_path / "out" / MANIFEST).exists()


def test_an_output_that_exists_is_left_as_it_is(remote: str, run: tuple[Report, Path], people: Path) -> None:
    _, out = run
    before = sorted(out.rglob("*"))
    assert refusal(remote, people, out).code == "output_exists"
    assert sorted(out.rglob("*")) == before


def test_all_that_is_wrong_with_the_columns_is_said(remote: str, tmp_path: Path) -> None:
    source = tmp_path / "people.parquet"
    wrong = pa.Table.from_batches([people_batch([streak(5)])]).drop_columns(["born", "year"])
    pq.write_table(wrong.append_column("paidon", pa.array(["2025-10-01"])), source)
    with pytest.raises(BadInputError) as raised:
        determine_on_spark(remote, str(source), str(tmp_path / "out"), table(), Options())
    assert [found.code for found in raised.value.findings] == ["missing_column", "missing_column", "unknown_column"]


def test_what_the_cluster_cannot_read_is_named(remote: str, tmp_path: Path) -> None:
    found = refusal(remote, tmp_path / "nowhere", tmp_path / "out")
    assert (found.code, found.about) == ("file_unreadable", str(tmp_path / "nowhere"))


@pytest.mark.parametrize("count", [0, 2])
def test_a_run_without_an_answer_is_a_run(remote: str, tmp_path: Path, count: int) -> None:
    """Nobody at all, and refused rows only; persons by number."""
    rows = [streak(5) | {"person_id": number, "place": 123} for number in range(count)]
    schema = people_batch([]).schema.set(0, pa.field("person_id", pa.int64()))
    pq.write_table(pa.Table.from_pylist(rows, schema), tmp_path / "people.parquet")
    report = determine_on_spark(remote, str(tmp_path / "people.parquet"), str(tmp_path / "out"), table(), Options())
    assert (report.manifest.rows, report.manifest.answered, report.total.refused) == (count, 0, count)
    assert (tmp_path / "out" / MANIFEST).exists()
    if count:
        assert sorted(read_rejects(tmp_path / "out").column("person_id").to_pylist()) == [0, 1]


# --- without a server


def test_nobody_there_is_said_at_once() -> None:
    began = time.monotonic()
    found = refusal(f"sc://127.0.0.1:{free_port()}/;token=secret", "people", "out")
    assert found.code == "spark_unreachable"
    assert "sc://127.0.0.1:" in found.message.zh
    assert "secret" not in str(found)
    assert time.monotonic() - began < SECONDS_TO_REFUSE


def test_what_listens_but_is_no_spark_is_said_soon() -> None:
    began = time.monotonic()
    with closing(socket.create_server(("127.0.0.1", 0))) as listening:
        Thread(target=hang_up, args=(listening,), daemon=True).start()
        found = refusal(f"sc://127.0.0.1:{listening.getsockname()[1]}", "people", "out")
    assert found.code == "spark_unreachable"
    assert time.monotonic() - began < SECONDS_TO_REFUSE


def hang_up(listening: socket.socket) -> None:
    """End every call that comes in, until nobody listens any more."""
    with suppress(OSError):
        while True:
            listening.accept()[0].close()


@pytest.mark.parametrize("server", ["3.5.6", "4.0.1"])
def test_a_server_older_than_the_client_is_refused(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pyspark.__version__", "4.1.4")
    with pytest.raises(BadInputError, match=f"its Spark {server} is older than pyspark 4.1.4"):
        check_version(SimpleNamespace(version=server), "sc://host:15002")


@pytest.mark.parametrize("remote", ["http://host:15002", "sc://", "sc://host:port", "local[2]"])
def test_an_address_that_is_none_is_refused(remote: str) -> None:
    found = refusal(remote, "people", "out")
    assert (found.code, found.about) == ("wrong_value", "--remote")


def test_without_the_client_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyspark.sql.connect.session", None)
    found = refusal("sc://127.0.0.1:1", "people", "out")
    assert found.code == "spark_missing"
    assert "canbao[spark]" in found.remedy.en


def test_small_batches_are_taken_together_and_none_is_lost() -> None:
    batches = [pa.record_batch([pa.array(range(first, first + 3))], ["n"]) for first in range(0, 24, 3)]
    together = list(gathered(batches, 7))
    assert [batch.num_rows for batch in together] == [9, 9, 6]
    assert [n for batch in together for n in batch.column("n").to_pylist()] == list(range(24))
    assert list(gathered([])) == []


def test_the_law_that_was_shipped_needs_no_other_machine_code(rows: list[dict[str, Any]]) -> None:
    """The arrays that arrive have the types of those that left."""
    batch = people_batch(rows[:10])
    here = decide_batch(batch, table())
    compiled = len(kernel().dispatcher.nopython_signatures)
    places, years = {row["place"] for row in rows[:10]}, {row["year"] for row in rows[:10]}
    law = opened(*shipment_of(table().with_places(places, years), years))
    assert decide_batch(batch, law).answers.equals(here.answers)
    assert len(kernel().dispatcher.nopython_signatures) == compiled


def test_warming_makes_the_machine_code_that_a_run_uses(rows: list[dict[str, Any]]) -> None:
    """Deciding nobody has the same types as deciding somebody."""
    warm()
    compiled = len(kernel().dispatcher.nopython_signatures), len(counter().dispatcher.nopython_signatures)
    decide_batch(people_batch(rows[:10]), table())
    assert (len(kernel().dispatcher.nopython_signatures), len(counter().dispatcher.nopython_signatures)) == compiled


def test_one_other_number_in_the_law_is_another_digest() -> None:
    law, years = table().with_places([430000], [2026]), np.array([2026])
    changed = law._replace(records=law.records.copy())
    changed.records["premium"]["personal_fen"][0] += 1
    assert law_digest(law, years) == law_digest(law, years) != law_digest(changed, years)
    assert law_digest(law, years) != law_digest(law, np.array([2027]))


def test_a_null_place_or_year_is_no_gap_in_the_law() -> None:
    """It is a fault of its row; a place that nobody asked for is not."""
    law = opened(*shipment_of(table().with_places([430000], [2026]), [2026]))
    assert law.with_places([-1, 430000], [2026, -(2**15)]) is law.law
    with pytest.raises(LawNotShippedError, match="place 140000"):
        law.with_places([140000], [2026])
    with pytest.raises(LawNotShippedError, match="coverage year 2027"):
        law.with_places([430000], [2027])
