"""What an office does, one transaction an act: correct with evidence, determine, determine again, tell others."""
