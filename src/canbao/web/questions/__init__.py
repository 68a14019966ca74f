"""The questions of the calculator: for each kind its fields, how they are read, and how an answer is told again."""
