"""Step 3: one case. Read it, decide it, explain it, list its options, and say what would change it."""
