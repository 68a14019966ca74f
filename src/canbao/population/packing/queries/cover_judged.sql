-- cover_judged: each row of cover with its person, its year word, whether it is sound, and whether a history needs it.
-- A row concerns a history when its person is known and its year lies before the person's last coverage year.
CREATE VIEW cover_judged AS
SELECT
  cover.*,
  persons.person,
  persons.last_year,
  year(persons.born) AS birth_year,
  (CASE scheme WHEN 'resident' THEN 1 WHEN 'employee' THEN 2 WHEN 'other' THEN 3 END)::TINYINT AS scheme_number,
  (CASE scheme
     WHEN 'resident' THEN {resident}
     WHEN 'other' THEN {other_guarantee}
     ELSE TRY_CAST(employee_months AS TINYINT)::INTEGER * {months_unit}
   END
   + CASE WHEN is_paid_in_window THEN {paid_in_window} ELSE 0 END
   + CASE WHEN is_reimbursed THEN {reimbursed} ELSE 0 END
   + CASE bonus_used WHEN 'zero_claim' THEN {zero_claim_used} WHEN 'any' THEN {bonus_used} ELSE 0 END)::SMALLINT AS word,
  coalesce(persons.person IS NOT NULL AND (of_year IS NULL OR of_year < persons.last_year), false) AS concerns,
  coalesce(
    of_year >= {first_year}
    AND of_year >= coalesce(year(persons.born), of_year)
    AND scheme IN ('resident', 'employee', 'other')
    AND coalesce(bonus_used, 'none') IN ('none', 'zero_claim', 'any')
    AND CASE WHEN months IS NULL THEN scheme <> 'employee' ELSE employee_months BETWEEN 0 AND 12 END
    AND (scheme = 'resident' OR NOT coalesce(is_paid_in_window, false))
    AND (paid_in_window IS NULL OR is_paid_in_window IS NOT NULL)
    AND (reimbursed IS NULL OR is_reimbursed IS NOT NULL),
    false) AS is_sound
FROM cover
LEFT JOIN persons ON persons.person_id = cover.who;
