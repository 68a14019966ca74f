-- counts: what became of the rows of cover, and how many persons and rows of people there are.
SELECT
  coalesce(sum(told), 0)::BIGINT AS cover_rows,
  coalesce(sum(told - 1) FILTER (is_sound AND concerns AND NOT contradicts), 0)::BIGINT AS repeated,
  coalesce(sum(told) FILTER (NOT (is_sound AND concerns) OR contradicts), 0)::BIGINT AS listed,
  coalesce(count(*) FILTER (is_sound AND concerns AND NOT contradicts), 0)::BIGINT AS believed,
  (SELECT count(*) FROM persons) AS persons,
  (SELECT count(*) FROM people) AS people
FROM cover_years;
