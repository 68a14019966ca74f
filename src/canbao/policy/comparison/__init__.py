"""The law of places told in words, and side by side."""
