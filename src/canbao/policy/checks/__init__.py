"""Whether a pack is sound: its form, its sources, its spans, and the national frame."""
