-- persons: each person once, numbered from 1 in the order of person_id; cover before last_year may be in a history.
CREATE TABLE persons AS
SELECT
  person_id,
  row_number() OVER (ORDER BY person_id) AS person,
  coalesce(max("year") FILTER ("year" BETWEEN {first_year} AND {last_year}), {last_year} + 1)::BIGINT AS last_year,
  min(born) AS born,
  min(born) <> max(born) AS born_differs
FROM people_source
WHERE person_id IS NOT NULL
GROUP BY person_id;
