"""Step 2: the law as data. Packs are loaded, checked, inherited, overlaid, dated and cited; a ``Policy`` is built for
a place, a coverage year and a state of knowledge. Knows nothing of people."""
