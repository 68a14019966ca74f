"""``canbao db`` as a function and as a process, for the database of an address."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from typer.testing import CliRunner, Result

from canbao.app.composition import Composition
from canbao.cli.main import cli
from canbao.database.address import DATABASE_URL, OWNER_URL, Address

CANBAO = Path(sys.executable).with_name("canbao")


KEYS = "CANBAO_KEYS"

folders: dict[str, TemporaryDirectory[str]] = {}
"""A folder of keys for each database that keys are made for."""


def settings(address: Address) -> dict[str, str]:
    """The environment that names a database and where its keys lie."""
    named = {DATABASE_URL: address.application, KEYS: keys_of(address.application)}
    return named | ({OWNER_URL: address.owner} if address.owner else {})


def keys_of(database: str) -> str:
    """The folder of the keys of a database."""
    if database not in folders:
        folders[database] = TemporaryDirectory(prefix="canbao-test-keys-")
    return folders[database].name


def db(environment: dict[str, str], *arguments: str | Path, lang: str = "en") -> Result:
    """``canbao db`` with these settings and no others."""
    told = ["db", *(str(one) for one in arguments), "--lang", lang]
    return CliRunner().invoke(cli, told, obj=Composition(environment))


def begun(address: Address, *arguments: str | Path) -> subprocess.Popen[bytes]:
    """``canbao db`` as a process of its own."""
    environment = {name: value for name, value in os.environ.items() if name not in (DATABASE_URL, OWNER_URL)}
    return subprocess.Popen(
        [CANBAO, "db", *arguments], env=environment | settings(address), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
