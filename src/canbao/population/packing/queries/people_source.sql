-- people_source: the rows of people as they stand, without a history; a column the file leaves out is null.
CREATE VIEW people_source AS
SELECT {columns}
FROM read_parquet({files}, union_by_name = true, hive_partitioning = false);
