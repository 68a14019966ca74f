"""The form of the side commands' answers with ``--json``, as models, one module a command: what their published schemas
are generated from. Answers are written as plain values; a test holds worked and drawn answers against these models.
"""
