"""Taking a feed's file into the registry: rows to statements, staged, linked to people, published at once."""
