"""The facts of cases, set-wise, and determinations for a whole place."""

from canbao.database.revision import run

revision = "0018_whole_place"
down_revision = "0017_linking"


def upgrade() -> None:
    """Run the SQL of this revision."""
    run(revision)
