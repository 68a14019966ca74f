"""The number of the key ring, and how values are sealed anew under another key."""

from canbao.database.revision import run

revision = "0010_key_ring"
down_revision = "0009_match"


def upgrade() -> None:
    """Run the SQL of this revision."""
    run(revision)
