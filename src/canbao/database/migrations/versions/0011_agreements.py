"""Recording the sharing agreement behind a feed."""

from canbao.database.revision import run

revision = "0011_agreements"
down_revision = "0010_key_ring"


def upgrade() -> None:
    """Run the SQL of this revision."""
    run(revision)
