"""Corrections with evidence, determinations that are kept, changes for others."""

from canbao.database.revision import run

revision = "0012_desk"
down_revision = "0011_agreements"


def upgrade() -> None:
    """Run the SQL of this revision."""
    run(revision)
