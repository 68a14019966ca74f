-- listed_cover: the rows of cover that are in no history, as they stand, with the reasons.
SELECT
  judged.person_id, judged."year", judged.scheme, judged.months, judged.paid_in_window, judged.reimbursed,
  judged.bonus_used,
  list_filter([
    CASE WHEN person_id IS NULL THEN 'person_missing' END,
    CASE WHEN judged."year" IS NULL THEN 'year_missing' END,
    CASE WHEN judged.scheme IS NULL THEN 'scheme_missing' END,
    CASE
      WHEN (person_id IS NOT NULL AND who IS NULL)
        OR (judged."year" IS NOT NULL AND judged.of_year IS NULL)
        OR (months IS NOT NULL AND employee_months IS NULL)
        OR (paid_in_window IS NOT NULL AND is_paid_in_window IS NULL)
        OR (reimbursed IS NOT NULL AND is_reimbursed IS NULL)
      THEN 'unreadable_value'
    END,
    CASE WHEN judged.scheme NOT IN ('resident', 'employee', 'other') THEN 'unknown_scheme' END,
    CASE WHEN bonus_used NOT IN ('none', 'zero_claim', 'any') THEN 'unknown_bonus_used' END,
    CASE WHEN judged.scheme = 'employee' AND months IS NULL THEN 'months_missing' END,
    CASE WHEN employee_months NOT BETWEEN 0 AND 12 THEN 'months_out_of_range' END,
    CASE WHEN is_paid_in_window AND judged.scheme <> 'resident' THEN 'paid_in_window_without_resident_cover' END,
    CASE WHEN judged.of_year < {first_year} THEN 'year_out_of_range' END,
    CASE WHEN judged.of_year < birth_year THEN 'year_before_birth' END,
    CASE WHEN who IS NOT NULL AND judged.person IS NULL THEN 'without_person' END,
    CASE WHEN judged.of_year >= last_year THEN 'later_than_coverage_year' END,
    CASE WHEN conflicts.person IS NOT NULL THEN 'contradicting_cover' END
  ], lambda reason: reason IS NOT NULL) AS reasons
FROM cover_judged AS judged
LEFT JOIN (SELECT person, of_year, scheme_number FROM cover_years WHERE contradicts) AS conflicts
  ON conflicts.person = judged.person AND conflicts.of_year = judged.of_year AND conflicts.scheme_number = judged.scheme_number
  AND judged.is_sound AND judged.concerns
WHERE NOT (judged.is_sound AND judged.concerns) OR conflicts.person IS NOT NULL
ORDER BY judged.person_id, judged."year", judged.scheme, judged.months, judged.paid_in_window, judged.reimbursed,
  judged.bonus_used
{limit};
