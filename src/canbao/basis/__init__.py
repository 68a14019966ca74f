"""Step 0: days, money, places, words and findings. Imports nothing of canbao above it."""
