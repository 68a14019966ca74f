-- people: the rows of people by person and coverage year, each with why it cannot be packed (empty: it can).
CREATE TABLE people AS
SELECT
  coalesce(persons.person, 0) AS person,
  source.*,
  list_filter([
    CASE WHEN source.person_id IS NULL THEN 'person_missing' END,
    CASE WHEN source.place IS NULL THEN 'place_missing' END,
    CASE WHEN source.born IS NULL THEN 'born_missing' END,
    CASE WHEN source."year" IS NULL THEN 'year_missing' END,
    CASE WHEN NOT ({fits} AND coalesce(source."year" BETWEEN {first_year} AND {last_year}, true)) THEN 'value_out_of_range' END,
    CASE WHEN repeated.person_id IS NOT NULL THEN 'repeated_person_and_year' END,
    CASE WHEN persons.born_differs THEN 'contradicting_born' END
  ], lambda reason: reason IS NOT NULL) AS own_reasons
FROM people_source AS source
LEFT JOIN persons ON persons.person_id = source.person_id
LEFT JOIN repeated_people AS repeated ON repeated.person_id = source.person_id AND repeated."year" = source."year"
ORDER BY person, "year";
