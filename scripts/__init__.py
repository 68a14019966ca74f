"""Small programs of the project: the environment, the lock file, the generated pages."""
