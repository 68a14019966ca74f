"""Step 4: everyone at once: columns, the compiled rules, Parquet in and out, Spark, synthetic people."""
