-- cover_from_csv: the rows of cover as text, and beside it what it says; text that says nothing of the kind is null.
CREATE VIEW cover AS
SELECT
  person_id, "year", scheme, months, paid_in_window, reimbursed, bonus_used,
  {id} AS who,
  CASE WHEN regexp_full_match("year", '-?[0-9]+') THEN TRY_CAST("year" AS BIGINT) END AS of_year,
  CASE WHEN regexp_full_match(months, '-?[0-9]+') THEN TRY_CAST(months AS BIGINT) END AS employee_months,
  TRY_CAST(paid_in_window AS BOOLEAN) AS is_paid_in_window,
  TRY_CAST(reimbursed AS BOOLEAN) AS is_reimbursed
FROM read_csv({files}, all_varchar = true, header = true, delim = ',', quote = '"', escape = '"', comment = '', skip = 0,
  union_by_name = true);
