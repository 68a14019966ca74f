"""Proposals: what one person makes and another decides."""

from canbao.database.revision import run

revision = "0004_proposals"
down_revision = "0004_managing"


def upgrade() -> None:
    """Run the SQL of this revision."""
    run(revision)
