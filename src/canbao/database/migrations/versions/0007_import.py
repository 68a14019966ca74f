"""How a file is taken in: staged, linked to people, published as one revision."""

from canbao.database.revision import run

revision = "0007_import"
down_revision = "0006_feeds"


def upgrade() -> None:
    """Run the SQL of this revision."""
    run(revision)
