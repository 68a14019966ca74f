"""The people of a whole place at once: their facts as the population kernel takes them."""
