"""``canbao access`` and ``canbao audit``: from the first actor to a verified trail."""

from __future__ import annotations

import json
import stat
from pathlib import Path
from typing import Any

import pytest
import typer
from rich.cells import cell_len
from tests.access.office import COUNTRY, COUNTY, PASSWORD, Office
from typer.testing import CliRunner, Result

from canbao.access import proposals
from canbao.app.composition import Composition
from canbao.cli import acting, output
from canbao.cli.main import cli
from canbao.database.address import Address

NEW = "a river in the fog"


class Desk:
    """Somebody at a command line, with a session of the own."""

    def __init__(self, address: Address, folder: Path) -> None:
        self.folder = folder
        self.environment = {
            "DATABASE_URL": address.application,
            "CANBAO_OWNER_URL": address.owner or "",
            "XDG_CONFIG_HOME": str(folder),
            "LANG": "en_US.UTF-8",
        }

    def run(self, *arguments: str, typed: str = "", **environment: str) -> Result:
        """A command and what came of it."""
        root = Composition({**self.environment, **environment})
        return CliRunner().invoke(cli, list(arguments), obj=root, input=typed)

    def done(self, *arguments: str, typed: str = "") -> str:
        """What a command prints that must end well."""
        result = self.run(*arguments, typed=typed)
        assert result.exit_code == 0, result.output
        return result.stdout

    def json(self, *arguments: str, typed: str = "") -> Any:
        """What a command answers as JSON."""
        return json.loads(self.done(*arguments, "--json", typed=typed))

    def refused(self, *arguments: str, typed: str = "") -> str:
        """The code of the finding with which a command ends."""
        result = self.run(*arguments, "--json", typed=typed)
        assert result.exit_code == 2, result.output
        return str(json.loads(result.stdout)["error"][0]["code"])


@pytest.fixture
def desk(database: Address, tmp_path: Path) -> Desk:
    """A command line in an office with nobody in it."""
    return Desk(database, tmp_path)


@pytest.fixture
def manager(desk: Desk) -> Desk:
    """A command line where the first actor, the security administrator, is signed in."""
    desk.done("access", "first", "anna", "--name", "安娜", "--password-stdin", typed=PASSWORD + "\n")
    desk.done("access", "sign-in", "anna", "--password-stdin", typed=PASSWORD + "\n")
    return desk


def of_another(desk: Desk, tmp_path: Path, login: str, *options: str, password: str = PASSWORD) -> Desk:
    """A command line where somebody else is signed in."""
    other = Desk.__new__(Desk)
    other.folder = tmp_path / login
    other.environment = {**desk.environment, "XDG_CONFIG_HOME": str(other.folder)}
    other.done("access", "sign-in", login, "--password-stdin", *options, typed=password + "\n")
    return other


def hire(manager: Desk, login: str, role: str, place: str = "439191", *options: str) -> None:
    """An actor with a role."""
    manager.done(
        "access", "add", login, "--name", "名", "--role", role, "--place", place, "--password-stdin", *options,
        typed=PASSWORD + "\n",
    )  # fmt: skip


def test_the_first_actor_signs_in_and_out_and_is_told_who_that_is(desk: Desk) -> None:
    added = desk.json("access", "first", "anna", "--name", "安娜", "--password-stdin", typed=PASSWORD + "\n")
    assert added["login"] == "anna"
    assert desk.refused("access", "who") == "no_session"
    present = desk.json("access", "sign-in", "anna", "--password-stdin", typed=PASSWORD + "\n")
    assert (present["login"], present["role"], present["place"]) == ("anna", "security_administrator", "000000")
    assert present["rights"] == ["access.manage"]
    assert stat.S_IMODE((desk.folder / "canbao" / "session").stat().st_mode) == 0o600
    assert desk.json("access", "who") == present
    assert "安娜 (anna)" in desk.done("access", "who")
    assert desk.json("access", "sign-out") == {"signed_out": True}
    assert not (desk.folder / "canbao" / "session").exists()
    assert desk.json("access", "sign-out") == {"signed_out": False}
    assert desk.refused("access", "who") == "no_session"
    first_again = ("access", "first", "bob", "--name", "鲍勃", "--password-stdin")
    assert desk.refused(*first_again, typed=PASSWORD + "\n") == "not_the_first"


def test_a_wrong_password_keeps_the_session_that_there_is(manager: Desk) -> None:
    assert manager.refused("access", "sign-in", "anna", "--password-stdin", typed="wrong\n") == "sign_in_refused"
    assert manager.json("access", "who")["login"] == "anna"


def test_passwords_are_asked_twice_at_a_terminal_and_never_shown(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal:
        def isatty(self) -> bool:
            return True

    asked = list[tuple[str, dict[str, Any]]]()

    def prompt(text: str, **options: Any) -> str:
        asked.append((text, options))
        return PASSWORD

    monkeypatch.setattr("sys.stdin", Terminal())
    monkeypatch.setattr(typer, "prompt", prompt)
    passwords = acting.Passwords("zh", from_standard_input=False)
    assert passwords.known() == passwords.chosen() == PASSWORD
    assert [(text, options["hide_input"], options["err"]) for text, options in asked] == [
        ("口令", True, True),
        ("新口令", True, True),
    ]
    assert asked[1][1]["confirmation_prompt"] == "再输一次"
    monkeypatch.undo()
    result = desk.run("access", "first", "anna", "--name", "安娜")
    assert result.exit_code == 2
    assert "--password-stdin" in result.output


def test_a_security_administrator_ends_sessions_of_one_or_of_all_but_the_own(manager: Desk, tmp_path: Path) -> None:
    """A token has no key that could be changed: what makes it worthless is that its session ends."""
    for login in ("bob", "carla"):
        hire(manager, login, "clerk")
    bob, carla = (of_another(manager, tmp_path, login) for login in ("bob", "carla"))
    assert bob.refused("access", "end-sessions") == "right_missing"
    assert manager.json("access", "end-sessions", "bob") == {"ended": 1}
    assert bob.refused("access", "who") == "no_session"
    assert carla.json("access", "who")["login"] == "carla"
    assert manager.refused("access", "end-sessions", "nobody") == "unknown_actor"
    bob = of_another(manager, tmp_path, "bob")
    assert manager.done("access", "end-sessions").endswith(" 2.\n")
    assert [one.refused("access", "who") for one in (bob, carla)] == ["no_session"] * 2
    assert manager.json("access", "who")["login"] == "anna"
    assert manager.json("access", "end-sessions") == {"ended": 0}


def test_a_job_is_given_its_session_by_the_environment(manager: Desk) -> None:
    token = (manager.folder / "canbao" / "session").read_text().strip()
    manager.environment["XDG_CONFIG_HOME"] = str(manager.folder / "nothing")
    assert manager.refused("access", "who") == "no_session"
    manager.environment["CANBAO_SESSION"] = token
    assert manager.json("access", "who")["login"] == "anna"


def test_a_session_file_that_others_may_read_is_refused(manager: Desk) -> None:
    (manager.folder / "canbao" / "session").chmod(0o644)
    assert manager.refused("access", "who") == "session_file_open"


def test_actors_are_added_given_roles_listed_ended_and_disabled(manager: Desk) -> None:
    hire(manager, "bob", "clerk")
    assert manager.json("access", "assign", "bob", "--role", "reviewer", "--place", "439191000000")["changed"]
    assert not manager.json("access", "assign", "bob", "--role", "reviewer", "--place", "439191")["changed"]
    _, bob = manager.json("access", "list")
    assert [(role["role"], role["place"]) for role in bob["roles"]] == [("clerk", "439191"), ("reviewer", "439191")]
    assert manager.json("access", "end", "bob", "--role", "clerk", "--place", "439191")["changed"]
    assert not manager.json("access", "end", "bob", "--role", "clerk", "--place", "439191")["changed"]
    assert manager.json("access", "disable", "bob")["changed"]
    assert [actor["login"] for actor in manager.json("access", "list")] == ["anna"]
    assert [actor["login"] for actor in manager.json("access", "list", "--disabled")] == ["anna", "bob"]


def test_an_actor_with_a_role_that_cannot_be_given_is_not_added(manager: Desk) -> None:
    asked = ("access", "add", "bob", "--name", "名", "--role", "clrk", "--place", "439191", "--password-stdin")
    assert manager.refused(*asked, typed=PASSWORD + "\n") == "unknown_role"
    assert [actor["login"] for actor in manager.json("access", "list")] == ["anna"]


@pytest.mark.parametrize("place", ["43", "county", "4391910000001"])
def test_what_is_no_place_code_is_refused(manager: Desk, place: str) -> None:
    hire(manager, "bob", "clerk")
    assert manager.refused("access", "assign", "bob", "--role", "reviewer", "--place", place) == "wrong_value"


def test_one_s_own_password_is_changed_by_the_old_one(manager: Desk) -> None:
    assert manager.refused("access", "password", "--password-stdin", typed=f"wrong\n{NEW}\n") == "sign_in_refused"
    manager.done("access", "password", "--password-stdin", typed=f"{PASSWORD}\n{NEW}\n")
    assert manager.refused("access", "who") == "no_session"
    manager.done("access", "sign-in", "anna", "--password-stdin", typed=NEW + "\n")


def test_the_password_of_another_is_set_anew_and_said_to_be(manager: Desk, tmp_path: Path) -> None:
    hire(manager, "bob", "clerk")
    manager.done("access", "password", "bob", "--password-stdin", typed=NEW + "\n")
    bob = of_another(manager, tmp_path, "bob", password=NEW)
    result = bob.run("access", "who")
    assert "password_of_another" in result.stderr


def test_with_several_roles_the_command_line_says_which_there_are(manager: Desk, tmp_path: Path) -> None:
    hire(manager, "bob", "clerk")
    manager.done("access", "assign", "bob", "--role", "reviewer", "--place", "439191")
    assert manager.refused("access", "sign-in", "bob", "--password-stdin", typed=PASSWORD + "\n") == "sign_in_choose"
    bob = of_another(manager, tmp_path, "bob", "--role", "reviewer", "--place", "439191")
    assert bob.json("access", "who")["role"] == "reviewer"


def test_one_person_proposes_another_approves(manager: Desk, database: Address, tmp_path: Path) -> None:
    hire(manager, "bob", "clerk")
    hire(manager, "cai", "reviewer")
    manager.done("access", "assign", "bob", "--role", "reviewer", "--place", "439191")
    maker = of_another(manager, tmp_path, "bob", "--role", "clerk")
    from canbao.database.connecting import application

    with application(database, (maker.folder / "canbao" / "session").read_text().strip()) as connection:
        numbers = [
            str(proposals.propose(connection, "person.merge", COUNTY, f"files {turn}", None, {})) for turn in range(3)
        ]
    waiting = maker.json("access", "proposals")
    assert [(one["about"], one["state"], one["made_by"]) for one in waiting] == [
        ("files 0", "pending", "bob"),
        ("files 1", "pending", "bob"),
        ("files 2", "pending", "bob"),
    ]
    own = of_another(manager, tmp_path, "bob", "--role", "reviewer")
    assert own.refused("access", "approve", numbers[0]) == "maker_is_checker"
    checker = of_another(manager, tmp_path, "cai")
    checker.done("access", "approve", numbers[0], "--why", "seen")
    checker.done("access", "refuse", numbers[1], "--why", "no papers")
    assert checker.refused("access", "approve", numbers[1]) == "proposal_state"
    maker = of_another(manager, tmp_path, "bob", "--role", "clerk")
    maker.done("access", "withdraw", numbers[2])
    states = [one["state"] for one in maker.json("access", "proposals", "--state", "all")]
    assert states == ["approved", "refused", "withdrawn"]
    assert maker.json("access", "proposals") == []


def test_the_trail_is_listed_sealed_verified_and_anchored(manager: Desk, tmp_path: Path) -> None:
    hire(manager, "aud", "auditor", "000000")
    assert manager.refused("audit", "list") == "right_missing"
    auditor = of_another(manager, tmp_path, "aud")
    acts = [event["act"] for event in auditor.json("audit", "list")]
    assert acts == [
        "access.sign_in", "audit.read", "access.assign", "access.add", "access.sign_in", "access.first",
    ]  # fmt: skip
    assert [event["act"] for event in auditor.json("audit", "list", "--denied")] == ["audit.read"]
    assert [event["about"] for event in auditor.json("audit", "list", "--act", "access.add")] == ["aud"]
    assert auditor.json("audit", "list", "--since", "2100-01-01") == []
    assert auditor.refused("audit", "list", "--since", "soon") == "wrong_value"
    assert auditor.refused("audit", "anchor") == "audit_nothing_sealed"
    assert auditor.json("audit", "seal") == {"segment": 1}
    assert auditor.json("audit", "seal") == {"segment": None}
    line = auditor.done("audit", "anchor").strip()
    assert auditor.json("audit", "anchor")["line"] == line
    assert auditor.json("audit", "verify", "--anchor", line)["holds"]
    assert auditor.refused("audit", "verify", "--anchor", "something else") == "audit_anchor_unreadable"


def test_a_trail_that_does_not_hold_ends_with_status_1(manager: Desk, office: Office, tmp_path: Path) -> None:
    hire(manager, "aud", "auditor", "000000")
    auditor = of_another(manager, tmp_path, "aud")
    auditor.done("audit", "seal")
    office.do("SET session_replication_role = replica")
    office.do("UPDATE access.audit_event SET about = 'x'")
    office.do("RESET session_replication_role")
    result = auditor.run("audit", "verify")
    assert result.exit_code == 1
    assert "audit_broken" in result.stderr
    assert "It does not hold" in result.stdout
    assert not json.loads(auditor.run("audit", "verify", "--json").stdout)["holds"]


def test_an_older_schema_is_told(superuser: str, tmp_path: Path) -> None:
    from tests.postgres import drop

    from canbao.database.address import of_owner
    from canbao.database.embedded import create_database
    from canbao.database.migrating import upgrade

    create_database(superuser, "canbao_test_older")
    try:
        address = of_owner(superuser, "canbao_test_older")
        upgrade(address, "0001_access")
        desk = Desk(address, tmp_path)
        assert desk.refused("access", "sign-in", "anna", "--password-stdin", typed="x\n") == "database_not_ready"
        desk.environment["CANBAO_SESSION"] = "some"
        assert desk.refused("access", "proposals") == "database_not_ready"
    finally:
        drop(superuser, "canbao_test_older")


def test_tables_fit_and_speak_both_languages(manager: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hire(manager, "aud", "auditor", "000000")
    auditor = of_another(manager, tmp_path, "aud")
    for desk, arguments, words in (
        (manager, ("access", "list"), {"zh": "口令由他人设定", "en": "password set by another"}),
        (manager, ("access", "roles"), {"zh": "提出变更", "en": "make proposals"}),
        (auditor, ("audit", "list"), {"zh": "完成", "en": "done"}),
        (auditor, ("access", "proposals"), {"zh": "编号", "en": "number"}),
        (auditor, ("access", "who"), {"zh": "审计员", "en": "auditor"}),
    ):
        for language, width in (("zh", 80), ("en", 80), ("zh", 160), ("en", 160)):
            monkeypatch.setattr(output, "WIDTH_WITHOUT_TERMINAL", width)
            told = desk.done(*arguments, "--lang", language)
            assert words[language] in told or width == 80
            assert max(cell_len(line.rstrip()) for line in told.splitlines()) <= width


def test_without_a_session_the_roles_are_shown(desk: Desk) -> None:
    roles = {role["role"]: role for role in desk.json("access", "roles")}
    assert len(roles) == 12
    assert roles["auditor"]["power"]


def test_the_country_s_number_is_zero() -> None:
    assert acting.number_of_place("000000") == COUNTRY
    assert acting.number_of_place("439191") == COUNTY
    assert acting.number_of_place(None) is None
