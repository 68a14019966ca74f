"""The figures of populations: kernel, files, layouts of a past, Spark, peers. ``python -m bench.population``."""
