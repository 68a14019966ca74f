"""One person, one file: found by number or by name, birth and place; shown as of a day, as known in a revision."""
