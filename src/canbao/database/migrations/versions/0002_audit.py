"""What was done, by whom and why."""

from canbao.database.revision import run

revision = "0002_audit"
down_revision = "0001_access"


def upgrade() -> None:
    """Run the SQL of this revision."""
    run(revision)
