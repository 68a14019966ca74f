"""Step 10: the composition root. Settings, packs and the clock are made here and handed down."""
