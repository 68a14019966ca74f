"""Certificates of a person: their kinds, the forms of their numbers, what a number states, mending it, masking it."""
