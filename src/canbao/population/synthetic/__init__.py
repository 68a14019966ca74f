"""Synthetic people: a population that never existed, made from a seed, for demonstrations and measurements."""
