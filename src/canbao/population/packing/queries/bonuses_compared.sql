-- bonuses_compared: two schemes of one year that name different bonuses contradict each other; no case can say both.
UPDATE cover_years
SET contradicts = true
FROM (
  SELECT person, of_year
  FROM cover_years
  WHERE is_sound AND concerns AND NOT contradicts AND word & {bonuses} <> 0
  GROUP BY person, of_year
  HAVING min(word & {bonuses}) <> max(word & {bonuses})
) AS differing
WHERE cover_years.person = differing.person AND cover_years.of_year = differing.of_year
  AND is_sound AND concerns AND NOT contradicts AND word & {bonuses} <> 0;
