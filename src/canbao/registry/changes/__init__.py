"""What changed since a day: for whom, what, why, and from which row of which file."""
