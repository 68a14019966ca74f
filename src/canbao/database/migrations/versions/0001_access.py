"""Who may do what where."""

from canbao.database.revision import run

revision = "0001_access"
down_revision = None


def upgrade() -> None:
    """Run the SQL of this revision."""
    run(revision)
