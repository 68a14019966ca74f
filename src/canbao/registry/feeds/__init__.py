"""What came of feeds and what is due: files and their rejects, agreements, sources that disagree."""
