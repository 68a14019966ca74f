"""The feeds of a county that does not exist: two months of them, as departments hand them over, dirt included."""
