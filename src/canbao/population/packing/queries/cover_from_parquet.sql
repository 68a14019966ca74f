-- cover_from_parquet: the rows of cover as they stand, and beside them what they say as numbers and statements.
CREATE VIEW cover AS
SELECT
  person_id, "year", scheme, months, paid_in_window, reimbursed, bonus_used,
  TRY_CAST(person_id AS {id_type}) AS who,
  TRY_CAST("year" AS BIGINT) AS of_year,
  TRY_CAST(months AS BIGINT) AS employee_months,
  paid_in_window AS is_paid_in_window,
  reimbursed AS is_reimbursed
FROM read_parquet({files}, union_by_name = true, hive_partitioning = false);
