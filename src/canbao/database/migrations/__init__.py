"""The changes of the schema, in order: plain SQL in ``sql/``, one revision a file."""
