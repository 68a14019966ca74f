"""Everyone at once in other engines: the same people and answers, each in an environment of its own.

``compare.py`` runs it all and ``page.py`` tells it; ``people.py`` makes the people, ``peers.py`` lists the engines,
``process.py`` is what every engine's process has in common, ``run_*.py`` is one engine each, and ``expected.py`` is
canbao's own answer. What runs in an engine's process needs nothing of canbao.
"""
