"""The monthly match: classes, work lists, runs that can be worked out again."""

from canbao.database.revision import run

revision = "0009_match"
down_revision = "0008_cover"


def upgrade() -> None:
    """Run the SQL of this revision."""
    run(revision)
