"""What the registry does at size: files taken in, months matched, people looked up."""
