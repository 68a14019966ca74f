"""The registry in PostgreSQL: one person, one file; feeds taken in, cover, matching, determinations."""
