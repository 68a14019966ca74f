"""Places, their successors and grids."""

from canbao.database.revision import run

revision = "0003_places"
down_revision = "0002_audit"


def upgrade() -> None:
    """Run the SQL of this revision."""
    run(revision)
