"""Sessions ended by a security administrator."""

from canbao.database.revision import run

revision = "0021_sessions"
down_revision = "0020_scheduled"


def upgrade() -> None:
    """Run the SQL of this revision."""
    run(revision)
