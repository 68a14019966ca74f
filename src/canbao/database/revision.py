"""One revision of the schema: a file of plain SQL, run as it stands."""

from __future__ import annotations

from importlib.resources import files


def run(revision: str) -> None:
    """Run the SQL of a revision on the connection that Alembic holds, which is the owner's."""
    from alembic import op

    sql = files("canbao.database.migrations").joinpath("sql", f"{revision}.sql").read_text("utf-8")
    connection = op.get_bind().connection.driver_connection
    connection.execute(sql)  # type: ignore[union-attr] # psycopg's own: nothing in the text is a parameter
