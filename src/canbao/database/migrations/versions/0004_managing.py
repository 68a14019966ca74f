"""Signing in, and the management of actors."""

from canbao.database.revision import run

revision = "0004_managing"
down_revision = "0003_places"


def upgrade() -> None:
    """Run the SQL of this revision."""
    run(revision)
