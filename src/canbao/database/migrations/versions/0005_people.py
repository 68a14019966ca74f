"""People, certificates, names, facts and reported cover, known by revision."""

from canbao.database.revision import run

revision = "0005_people"
down_revision = "0004_proposals"


def upgrade() -> None:
    """Run the SQL of this revision."""
    run(revision)
