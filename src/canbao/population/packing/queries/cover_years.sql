-- cover_years: the cover of each person, year and scheme once: how many rows said it, and whether they agree.
-- The columns are as narrow as they can be, for grouping and sorting them is most of the work.
CREATE TABLE cover_years AS
SELECT
  person, TRY_CAST(of_year AS SMALLINT) AS of_year, scheme_number, is_sound, concerns,
  min(word) AS word,
  count(*) AS told,
  is_sound AND concerns AND min(word) <> max(word) AS contradicts
FROM cover_judged
GROUP BY person, TRY_CAST(of_year AS SMALLINT), scheme_number, is_sound, concerns
ORDER BY person, of_year, scheme_number;
