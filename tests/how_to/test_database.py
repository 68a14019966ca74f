"""The page on the database, followed literally: on the embedded server, and its settings on a server with passwords."""

from __future__ import annotations

import re

import psycopg

from tests.database.servers import asking_for_passwords, folder
from tests.how_to.pages import ROOT, Run, follow, newcomer

PAGE = ROOT / "docs" / "how-to" / "database.md"
TEXT = PAGE.read_text("utf-8")
LINK = re.compile(r"\]\(([^)#]+)\)")


def test_a_newcomer_who_follows_the_page_sees_what_it_shows() -> None:
    with folder() as path:
        done = follow(PAGE, newcomer(path))
        assert len(done) == 9
        assert (path / "monday.backup").exists()
        assert (path / "postgres.before").is_dir()


def test_the_settings_for_a_server_work_as_they_stand() -> None:
    """The statements of the page, and its addresses with another host; the owner's address is not needed for more."""
    statements = re.findall(r"```sql\n(.*?)```", TEXT, re.DOTALL)[0]
    script = re.findall(r"```bash\n(.*?)```", TEXT, re.DOTALL)[0]
    with asking_for_passwords() as superuser, folder() as path:
        with psycopg.connect(superuser, autocommit=True) as connection:
            for statement in statements.split(";\n"):
                connection.execute(statement)
            host = connection.info.host
        reader = newcomer(path)
        reader.environment["CANBAO_KEYS"] = str(path / "keys")
        here = re.sub(r"@db\.example:5432/canbao\?sslmode=verify-full", f"@/canbao?host={host}", script)
        status, printed = reader.run(Run("set -e\n" + here + "canbao db status --json", (), 0))
        assert status == 0, printed
        assert any('"role": "canbao_app"' in line for line in printed)


def test_the_links_lead_somewhere() -> None:
    targets = LINK.findall(TEXT)
    assert targets
    assert [target for target in targets if not (PAGE.parent / target).exists()] == []
