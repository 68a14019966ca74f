"""Cover as decided: spells that never overlap, and what is adopted of the reports."""

from canbao.database.revision import run

revision = "0008_cover"
down_revision = "0007_import"


def upgrade() -> None:
    """Run the SQL of this revision."""
    run(revision)
