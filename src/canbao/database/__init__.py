"""PostgreSQL: where it is, migrations, named queries, backup. Knows no table by name."""
