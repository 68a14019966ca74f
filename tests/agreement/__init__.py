"""An independent plain re-reading of the rules (docs/reference/reading.md), used as a test oracle."""
