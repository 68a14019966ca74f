"""The HTTP API: its examples, its likeness to the command line, its problems and limits, and what it withstands."""
