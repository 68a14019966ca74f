"""Double cover resolved, premiums to be given back, questions to other places, undo."""

from canbao.database.revision import run

revision = "0014_duplicates"
down_revision = "0013_consistency"


def upgrade() -> None:
    """Run the SQL of this revision."""
    run(revision)
