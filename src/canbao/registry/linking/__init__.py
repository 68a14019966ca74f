"""The last tier of linking people: who without a valid number may be somebody already known. Doubts, never links."""
