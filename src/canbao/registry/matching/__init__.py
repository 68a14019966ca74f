"""The monthly match: run, shown, compared with another month, worked out again."""
