"""Feeds: agreements, files, rows, verdicts, and the staging tables by which a file comes in."""

from canbao.database.revision import run

revision = "0006_feeds"
down_revision = "0005_people"


def upgrade() -> None:
    """Run the SQL of this revision."""
    run(revision)
