"""Step 1: the law as plain functions on integers and named tuples, one module per chapter.

A rule imports only the calendar and other rules, reads like its clause, and never raises: where no answer exists it
returns ``UNDETERMINED``. The interpreter runs a rule for one person; the same function is compiled for a population.
"""
