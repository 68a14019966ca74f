"""The way to a cluster: a Spark Connect session, and its errors as findings. Knows no people and no law."""

from __future__ import annotations

import re
import socket
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import SplitResult, urlsplit

from canbao.basis.errors import BadInputError
from canbao.basis.finding_codes import finding
from canbao.basis.findings import Text, shorten

SCHEME = "sc"
PORT = 15002
"""The port of Spark Connect where an address names none."""
SECONDS_TO_CONNECT = 5
TRIES_TO_GREET = 2
"""How often the first question is asked again; later ones are repeated for minutes, as the client does by itself."""
ROWS_PER_BATCH = 65_536
"""Rows sent to a Python worker at a time; Spark's own 10,000 are too few."""
SETTINGS = {
    "spark.sql.execution.arrow.maxRecordsPerBatch": str(ROWS_PER_BATCH),
    "spark.sql.files.ignoreCorruptFiles": "false",
    "spark.sql.files.ignoreMissingFiles": "false",
}
"""What every session is told: large batches, and that no file may be passed over."""

DIFFER = re.compile(r"WorkersDifferError: (.+?) / (.+)")
NOT_SHIPPED = re.compile(r"LawNotShippedError: (.+)")
NO_CANBAO = re.compile(r"No module named '(?:canbao|numba|pyarrow|numpy)\b.*|Can't get attribute .*canbao.*")
OTHER_PYTHON = "PYTHON_VERSION_MISMATCH"
EXISTS = re.compile(r"PATH_ALREADY_EXISTS|path already exists")
ABSENT = "PATH_NOT_FOUND"
DETAILS = re.compile(r'details = "(.+)"')
RAISED = re.compile(r"[A-Za-z_.]+(Error|Exception): ")


@contextmanager
def session(remote: str) -> Iterator[Any]:
    """A session on the cluster at an address such as ``sc://host:15002``; closed at the end.

    Raises BadInputError where the client is not installed, nothing answers, or the server is older than the client.
    """
    address = address_of(remote)
    shown = shown_address(address)
    builder = spark_builder()
    greet(address, shown)
    with clear_errors():
        spark = builder.remote(remote).create()
        usual = impatient(spark)
        try:
            check_version(spark, shown)
            spark.client.set_retry_policies(usual)
            for name, value in SETTINGS.items():
                spark.conf.set(name, value)
            yield spark
        finally:
            impatient(spark)
            spark.stop()


def spark_builder() -> Any:
    """The builder of sessions, from a client that is loaded on first use. Raises BadInputError without it."""
    try:
        from pyspark.sql.connect.session import SparkSession
    except ImportError as error:
        raise BadInputError([finding("spark_missing", "--engine spark", reason=shorten(error))]) from error
    return SparkSession.builder


def address_of(remote: str) -> SplitResult:
    """The parts of an address. Raises BadInputError unless it is one of Spark Connect."""
    try:
        address = urlsplit(remote)
        is_one = address.scheme == SCHEME and bool(address.hostname) and address.port != 0
    except ValueError:
        is_one = False
    if not is_one:
        expected = Text("如 sc://host:15002", "such as sc://host:15002")
        raise BadInputError(
            [finding("wrong_value", "--remote", value=shorten(remote.partition(";")[0]), expected=expected)]
        )
    return address


def shown_address(address: SplitResult) -> str:
    """The address as messages and manifests may show it: without the token or user it may hold."""
    return f"{SCHEME}://{address.hostname}:{address.port or PORT}"


def greet(address: SplitResult, shown: str) -> None:
    """See that something listens, before a client that would try for ten minutes. Raises BadInputError."""
    try:
        socket.create_connection((address.hostname, address.port or PORT), SECONDS_TO_CONNECT).close()
    except OSError as error:
        raise unreachable(shown, error.strerror or error) from error


def unreachable(shown: str, reason: object) -> BadInputError:
    """The error for an address at which no Spark Connect server answers."""
    words = reason if isinstance(reason, Text) else shorten(reason)
    return BadInputError([finding("spark_unreachable", "--remote", remote=shown, reason=words)])


def impatient(spark: Any) -> Any:
    """Let a session give up soon when nobody answers, for the greeting and the farewell; returns its usual patience."""
    from pyspark.sql.connect.client.retries import DefaultPolicy

    usual = spark.client.get_retry_policies()
    spark.client.set_retry_policies([DefaultPolicy(max_retries=TRIES_TO_GREET)])
    return usual


def check_version(spark: Any, shown: str) -> None:
    """Ask the server for its version. Raises BadInputError for one older than the client, or that does not answer."""
    import pyspark
    from pyspark.errors import PySparkException

    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", r"\[RETRIES_EXCEEDED\]")
            server = str(spark.version)
    except PySparkException as error:
        raise unreachable(shown, first_line(error)) from error
    if release(server) < release(pyspark.__version__):
        raise unreachable(
            shown,
            Text(
                f"服务器的 Spark {server} 早于本机的 pyspark {pyspark.__version__}",
                f"its Spark {server} is older than pyspark {pyspark.__version__} here",
            ),
        )


def release(version: str) -> tuple[int, ...]:
    """The first two numbers of a version."""
    return tuple(int(number) for number in re.findall(r"\d+", version)[:2])


@contextmanager
def clear_errors(out: str = "OUT") -> Iterator[None]:
    """Errors of the cluster as findings. out: what is being written, for an error about it."""
    from pyspark.errors import PySparkException

    try:
        yield
    except PySparkException as error:
        raise BadInputError([found_in(str(error), out, first_line(error))]) from error


def found_in(message: str, out: str, short: str) -> Any:
    """The finding that an error of the cluster amounts to."""
    if EXISTS.search(message):
        return finding("output_exists", out, path=out)
    if differ := DIFFER.search(message):
        theirs, ours = differ.groups()
        reason = Text(f"工作节点为 {theirs}，本机为 {ours}", f"the worker has {theirs}, here it is {ours}")
        return finding("workers_differ", "--engine spark", reason=reason)
    if absent := NO_CANBAO.search(message):
        return finding("workers_differ", "--engine spark", reason=shorten(absent.group()))
    if OTHER_PYTHON in message:
        return finding("workers_differ", "--engine spark", reason=short)
    if uncovered := NOT_SHIPPED.search(message):
        reason = Text(
            f"运行期间输入发生了变化（{uncovered.group(1)}）",
            f"the input changed while it was read ({uncovered.group(1)})",
        )
        return finding("spark_failed", "--engine spark", reason=reason)
    return finding("spark_failed", "--engine spark", reason=short)


def first_line(error: Exception) -> str:
    """The part of an error worth showing: what the transport says, what Python raised, or else the first line."""
    words = str(error).split("JVM stacktrace:")[0]
    if details := DETAILS.search(words):
        return shorten(details.group(1))
    lines = [line.strip() for line in words.splitlines() if line.strip()] or [type(error).__name__]
    raised = [line for line in lines if RAISED.match(line)]
    return shorten(raised[-1] if raised else lines[0])
