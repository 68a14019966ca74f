-- faults: from which year on a person's cover cannot be believed; rows of a later coverage year are not packed.
CREATE TABLE faults AS
SELECT
  person,
  min(coalesce(of_year, 0)) FILTER (NOT is_sound) AS rejected_from,
  min(of_year) FILTER (contradicts) AS contradicting_from
FROM cover_years
WHERE concerns AND (contradicts OR NOT is_sound)
GROUP BY person;
