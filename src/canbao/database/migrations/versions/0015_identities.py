"""Another number, two files that are one person's, one file that was two people's."""

from canbao.database.revision import run

revision = "0015_identities"
down_revision = "0014_duplicates"


def upgrade() -> None:
    """Run the SQL of this revision."""
    run(revision)
