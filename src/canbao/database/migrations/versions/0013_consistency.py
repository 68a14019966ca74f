"""What must hold between the records, looked at by canbao db verify."""

from canbao.database.revision import run

revision = "0013_consistency"
down_revision = "0012_desk"


def upgrade() -> None:
    """Run the SQL of this revision."""
    run(revision)
