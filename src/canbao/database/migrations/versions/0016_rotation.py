"""Sealing anew under another data key."""

from canbao.database.revision import run

revision = "0016_rotation"
down_revision = "0015_identities"


def upgrade() -> None:
    """Run the SQL of this revision."""
    run(revision)
