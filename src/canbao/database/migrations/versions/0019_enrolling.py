"""Enrolling a person."""

from canbao.database.revision import run

revision = "0019_enrolling"
down_revision = "0016_rotation"


def upgrade() -> None:
    """Run the SQL of this revision."""
    run(revision)
