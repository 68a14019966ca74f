"""Which database the environment names, and that an address that cannot be read is not repeated."""

from __future__ import annotations

from pathlib import Path

import pytest

from canbao.basis.errors import BadInputError
from canbao.database.address import Address, address_of, as_role, data_folder, parts
from canbao.database.connecting import where

APPLICATION = "postgresql://canbao_app:secret@db.example:5433/canbao"


def test_without_an_address_the_embedded_server_is_meant() -> None:
    assert address_of({}) is None
    assert address_of({"DATABASE_URL": "", "CANBAO_OWNER_URL": "postgresql://dba@h/d"}) is None


def test_the_application_the_one_who_signs_in_and_the_owner() -> None:
    found = address_of({"DATABASE_URL": APPLICATION, "CANBAO_OWNER_URL": "postgresql://dba@db.example:5433/canbao"})
    assert found is not None
    assert found.application == APPLICATION
    assert "user=canbao_signin" in found.sign_in
    assert "password=secret" in found.sign_in
    assert found.owner == "postgresql://dba@db.example:5433/canbao"
    assert not found.is_embedded


def test_an_address_does_not_show_its_password() -> None:
    assert "secret" not in repr(Address(APPLICATION, as_role(APPLICATION, "canbao_signin"), None))
    assert where(APPLICATION) == "db.example:5433/canbao"


@pytest.mark.parametrize("user", ["postgres", "canbao_owner", "canbao_signin"])
def test_only_the_applications_role_is_taken(user: str) -> None:
    with pytest.raises(BadInputError) as raised:
        address_of({"DATABASE_URL": f"postgresql://{user}:secret@h/d"})
    assert [found.code for found in raised.value.findings] == ["database_url_role"]


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://u:a@b@host/d",
        "postgresql://u:pass/word@host/d",
        "postgresql://u:12/word@host/d",
        "postgresql://u:x#y@host:port/d",
        "host=h password=two words",
        "nonsense",
        "postgresql://u@h/d?unknown=1",
    ],
)
def test_what_may_be_the_rest_of_a_password_is_not_read_as_an_address(address: str) -> None:
    with pytest.raises(BadInputError) as raised:
        parts(address, "owner_url_unreadable", "CANBAO_OWNER_URL")
    told = str(raised.value) + repr(raised.value.findings)
    assert "word" not in told.replace("password", "").replace("PASSWORD", "")
    assert "owner_url_unreadable" in told


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://u:p%40q%2Fr@host/d",
        "postgresql://u@h1:5432,h2:5433/d",
        "postgresql://u@/d?host=/var/run/postgresql",
        "postgresql://u@%2Ftmp/d",
        "postgresql://u@[::1]:5432/d",
        "host=h port=5432 dbname=d user=u password='two words'",
    ],
)
def test_addresses_of_all_kinds_are_read(address: str) -> None:
    assert parts(address, "owner_url_unreadable", "CANBAO_OWNER_URL")["user"] == "u"


def test_the_folder_of_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert data_folder({}) == tmp_path / "data"
    assert data_folder({"CANBAO_DATA": "/srv/canbao"}) == Path("/srv/canbao")
