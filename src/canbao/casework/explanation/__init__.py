"""A decision told step by step, one module a chapter."""
