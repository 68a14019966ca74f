"""Packing: the long table of cover becomes one history a person, beside the rows of people."""
