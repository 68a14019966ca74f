"""Enrolling a person."""

from canbao.database.revision import run

revision = "0019_enrolling"
down_revision = "0018_whole_place"


def upgrade() -> None:
    """Run the SQL of this revision."""
    run(revision)
