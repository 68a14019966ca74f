"""The timeline of a person's cover: its values, and the two drawings, text and SVG."""
