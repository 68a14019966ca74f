"""The monthly match by itself."""

from canbao.database.revision import run

revision = "0020_scheduled"
down_revision = "0019_enrolling"


def upgrade() -> None:
    """Run the SQL of this revision."""
    run(revision)
