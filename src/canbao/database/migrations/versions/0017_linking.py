"""People without a valid number who may be somebody already known: doubts, and how they are settled."""

from canbao.database.revision import run

revision = "0017_linking"
down_revision = "0016_rotation"


def upgrade() -> None:
    """Run the SQL of this revision."""
    run(revision)
